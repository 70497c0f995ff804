"""What a VEVENT says in words: title, description, place. Not who organises it or comes: these are
people, who did not ask to stand on our pages."""

from collections import namedtuple

from django.utils.translation import gettext

from agenda.models import Event
from core.web_addresses import completed
from directory.contact import web_url

from . import texts

LONGEST_TITLE = Event._meta.get_field("title").max_length
LONGEST_PLACE = Event._meta.get_field("place").max_length
_LONGEST_URL = 300

_Said = namedtuple("_Said", "title description place url categories warnings")


def said(raw, master=None):
    """What a `RawEvent` says; what it says nothing of, `master` does."""
    title = texts.one_line(_value(raw, "SUMMARY", master))
    place = texts.address_line(_value(raw, "LOCATION", master))
    description = texts.prose(_value(raw, "DESCRIPTION", master), _value(raw, "X-ALT-DESC", master))
    warnings = []
    if len(title) > LONGEST_TITLE:
        # No word is lost.
        description = f"{title}\n\n{description}".strip()
        title = texts.cut(title, LONGEST_TITLE)
        warnings.append(gettext("Its title is too long: it was cut."))
    if len(place) > LONGEST_PLACE:
        place = texts.cut(place, LONGEST_PLACE)
        warnings.append(gettext("Its place is too long: it was cut."))
    return _Said(title, description, place, _url(raw, master), _categories(raw, master), warnings)


def _categories(raw, master):
    lines = [each for one in (raw, master or raw) for each in one.properties.get("CATEGORIES", [])]
    return tuple(dict.fromkeys(word for each in lines for word in texts.words(each.value)))


def _value(raw, name, master):
    return raw.value(name) or (master.value(name) if master else "")


def _url(raw, master):
    url = web_url(completed(_value(raw, "URL", master)))
    return url if len(url) <= _LONGEST_URL else ""
