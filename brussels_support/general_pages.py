"""The most general pages, those for everybody first: what most visitors open, or begin with."""

from django.urls import reverse
from django.utils.translation import override

from core.languages import CODES
from directory.models import Municipality, Theme

_NAMES = (
    "home",
    "directory:organisation_list",
    "agenda:event_list",
    "directory:theme_list",
    "faq:question_list",
    "search",
    "directory:place_list",
)


def addresses():
    """Paths; each page in all languages."""
    yield from _in_all_languages(lambda name: reverse(name), _NAMES)
    for rows in (Theme.objects.only("slug"), Municipality.objects.only("slug")):
        yield from _in_all_languages(lambda row: row.get_absolute_url(), rows)


def _in_all_languages(address_of, pages):
    for page in pages:
        for code in CODES:
            with override(code):
                address = address_of(page)
            yield address
