"""What needs a volunteer in the directory, for her desk (`core.desk.tasks`)."""

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.desk import rights, tasks
from core.editing import drafts
from core.languages import CODES
from core.models import Status
from directory.models import Location, Notice, Organisation

from .filters import (
    NEVER_CHECKED,
    NO_CONTACT,
    due,
    ended,
    months_before,
)

LANGUAGES = dict(settings.LANGUAGES)


def register():
    for is_mine in (True, False):
        for label, what, query in [
            (_("listings due to be checked again"), "due", {"checked": "due"}),
            (_("listings not yet checked"), "never", {"checked": "never"}),
            (_("listings without telephone and e-mail"), "no-contact", {"special": "no-contact"}),
        ]:
            url = tasks.list_of(Organisation, is_mine, **query, status__exact=Status.PUBLISHED)
            tasks.register(label, url, _count_of(what, is_mine), is_mine)
        # The team's translations are counted for everything together (`core.editing.translating`).
        for code in CODES if is_mine else ():
            tasks.register(
                _("translations missing or outdated"),
                tasks.list_of(Organisation, is_mine, missing=code, status__exact=Status.PUBLISHED),
                _count_of(code, is_mine),
                is_mine,
                part=LANGUAGES[code],
                position=15,
            )
        tasks.register(
            _("notices that have ended"),
            tasks.list_of(Notice, is_mine, ending="past"),
            _count_of("notices", is_mine, _notices),
            is_mine,
            position=20,
        )
    drafts.register(Organisation)


def _count_of(what, is_mine, compute=None):
    key = ("mine", what) if is_mine else ("team", what)

    def count(request):
        return tasks.once(request, compute or _organisations).get(key, 0)

    return count


def _organisations(request):
    """All counts of public organisations, `{(whose, what): count}`: the team’s from indexes."""
    if not rights.may(request, "change", Organisation):
        return {}
    public = Organisation.objects.published()
    checked, intervals = _checked(public)
    counts = {("team", what): count for what, count in checked.items()}
    counts["team", "no-contact"] = public.filter(NO_CONTACT).count()
    wanted = {"due": due(intervals), "never": NEVER_CHECKED, "no-contact": NO_CONTACT}
    wanted |= {code: Organisation.lacking_in(code) for code in CODES}
    found = public.filter(pk__in=_hers(request.user)).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in wanted.items()}
    )
    return counts | {("mine", name): count for name, count in found.items()}


def _checked(public):
    """`({"never": count, "due": count}, intervals in use)`, from how many were checked when.

    One index holds all of it (no primary key: PostgreSQL would look at each row for that).
    """
    never = are_due = 0
    today, intervals = timezone.localdate(), set()
    groups = public.order_by().values_list("verify_every", "verified_on").annotate(rows=Count("*"))
    for months, day, count in groups:
        intervals.add(months)
        if day is None:
            never += count
        elif day <= months_before(today, months):
            are_due += count
    return {"never": never, "due": are_due}, intervals


def _hers(user):
    """The ids of what she looks after: one index each, whatever the database thinks of an OR."""
    owned, backed = (
        Organisation.objects.filter(**{who: user}).order_by().values("pk")
        for who in ("owner", "backup")
    )
    return owned.union(backed)


def _notices(request):
    if not rights.may(request, "change", Notice):
        return {}
    over, hers = Notice.objects.filter(ended()).order_by(), _hers(request.user)
    places = Location.objects.filter(organisation__in=hers).order_by().values("pk")
    is_hers = Q(organisation__in=hers) | Q(location__in=places)
    counts = over.aggregate(team=Count("pk"), mine=Count("pk", filter=is_hers))
    return {(whose, "notices"): count for whose, count in counts.items()}
