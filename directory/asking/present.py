"""Who is calling an organisation, or is about to, as all pages say who is on what."""

from django.utils.translation import gettext_lazy as _

from core.notes import present
from directory.models import Organisation

from .models import Call, Claim

CALLS = _("%(name)s is calling them, since %(time)s.")
WILL_CALL = _("%(name)s is going to call them.")


def calling(pks, now):
    calls = Call.objects.filter(
        organisation__in=pks, outcome="", began_at__gt=now - Call.A_CALL, caller__isnull=False
    )
    for call in calls.select_related("caller").order_by("began_at"):
        yield call.organisation_id, present.Here(call.caller, call.began_at, CALLS)


def going_to_call(pks, now):
    claims = Claim.objects.good(now).filter(organisation__in=pks).select_related("taken_by")
    for claim in claims:
        yield claim.organisation_id, present.Here(claim.taken_by, claim.taken_at, WILL_CALL)


present.also(Organisation, calling)
present.also(Organisation, going_to_call)
