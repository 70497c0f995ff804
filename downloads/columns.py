"""The columns of a file, as people call them: what stands above them, and how they are shown."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is in characters. What `is_ltr` is read from left to right in every language:
    numbers and addresses."""

    heading: Promise
    width: int = 24
    is_ltr: bool = False


COLUMNS = {
    "name": Column(_("Name"), 34),
    "what": Column(_("What it is"), 60),
    "kind": Column(_("Kind of place")),
    "themes": Column(_("Themes"), 30),
    "when": Column(_("When"), 40),
    "dates": Column(_("Next dates"), 50),
    "organiser": Column(_("Organisation"), 30),
    "address": Column(_("Address"), 34),
    "code": Column(pgettext_lazy("column of a list", "Postal code"), 10, is_ltr=True),
    "municipality": Column(_("Municipality"), 20),
    "part": Column(pgettext_lazy("column of a list", "Neighbourhood"), 20),
    "elsewhere": Column(pgettext_lazy("column of a list", "Also at"), 34),
    "phone": Column(_("Telephone"), 20, is_ltr=True),
    "whatsapp": Column(pgettext_lazy("column of a list", "WhatsApp"), 20, is_ltr=True),
    "email": Column(_("E-mail"), 28, is_ltr=True),
    "website": Column(_("Website"), 34, is_ltr=True),
    "hours": Column(_("Opening hours"), 44),
    "notices": Column(_("Please note"), 30),
    "price": Column(_("Price"), 24),
    "signing_up": Column(_("Signing up"), 34),
    "languages": Column(_("Languages spoken"), 30),
    "audiences": Column(_("For whom"), 28),
    "papers": Column(_("Papers"), 28),
    "coming": Column(pgettext_lazy("column of a list", "Before you go"), 34),
    "baby": Column(_("Coming with a baby"), 34),
    "easier": Column(_("Good to know"), 34),
    "checked": Column(_("How we know"), 40),
    "sources": Column(pgettext_lazy("column of a list", "Sources"), 40),
    "link": Column(pgettext_lazy("column of a list", "Page"), 30, is_ltr=True),
    "in_other_language": Column(pgettext_lazy("column of a list", "In another language"), 26),
    "as_of": Column(pgettext_lazy("column of a list", "As of"), 20),
    "licence": Column(pgettext_lazy("column of a list", "Credit and licence"), 40),
    "note": Column(pgettext_lazy("column of a list", "About this list"), 40),
}
_LAST = ("sources", "link", "in_other_language", "as_of", "licence")
_BOTH = (
    "organiser", "address", "code", "municipality", "part", "elsewhere", "phone", "whatsapp",
    "email", "website", "hours", "notices", "price", "signing_up", "languages", "audiences",
    "papers", "coming", "baby", "easier", "checked",
)  # fmt: skip
_NOT_OF_ORGANISATIONS = {"organiser", "signing_up"}
_NOT_OF_ACTIVITIES = {"elsewhere", "whatsapp", "hours", "papers", "coming", "checked"}

ORGANISATIONS = (
    "name", "what", "kind", "themes",
    *(key for key in _BOTH if key not in _NOT_OF_ORGANISATIONS), *_LAST,
)  # fmt: skip
ACTIVITIES = (
    "name", "what", "when", "dates", "themes",
    *(key for key in _BOTH if key not in _NOT_OF_ACTIVITIES), *_LAST,
)  # fmt: skip
SELECTION = ("name", "what", "kind", "when", "dates", "themes", *_BOTH, *_LAST)
