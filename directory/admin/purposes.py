"""What a volunteer looks a listing up for: it has changed, or it is still right."""

from django.db.models import F
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.admin_paths import overview_url
from core.finding.purposes import Action, Purpose, register
from directory.models import Organisation

from .filters import looked_after_by

RIGHTS = ("directory.change_organisation",)


def hers(request):
    """What she looks after, and was not checked for longest."""
    rows = Organisation.objects.published().filter(looked_after_by(request.user, ""))
    return rows.order_by(F("verified_on").asc(nulls_first=True), "slug")


def to_change(request, organisations):
    return {row.pk: [Action(gettext("Put right"), overview_url(row))] for row in organisations}


def to_confirm(request, organisations):
    """One tap, and back to the same page."""
    query = urlencode({"next": request.get_full_path()})
    return {
        row.pk: [
            Action(
                gettext("Still right"),
                f"{reverse('admin:directory_organisation_still_right', args=[row.pk])}?{query}",
                sends=True,
            )
        ]
        for row in organisations
        if row.is_published
    }


label = _("Which organisation?")
register(
    Purpose("changed", _("Something has changed"), label, Organisation, RIGHTS, hers, to_change)
)
register(Purpose("right", _("It is still right"), label, Organisation, RIGHTS, hers, to_confirm))
