"""Found by the admin: what one can do with an organisation on a page of its own."""

from django.utils.translation import gettext_lazy as _

from core.short import pages
from directory.forms import DAYS
from directory.models import Organisation

pages.register(
    Organisation,
    pages.OfRow(
        "hours",
        _("Opening hours"),
        "locations",
        ["hours_known", *DAYS, "holiday_hours", "hours_note"],
    ),
    pages.OfForm(
        "contact",
        _("Contact"),
        ["phone", "whatsapp", "email", "website", "no_contact"],
    ),
    pages.OfRow(
        "notice",
        _("Notice"),
        "notices",
        ["kind", "starts_on", "ends_on", "text"],
        adds=True,
        deletes=True,
    ),
    pages.InOneLanguage("texts", _("What it is"), ["name", "summary", "description"]),
)
