"""What a calendar says of activities, out of the tables: 3 queries for up to `AT_ONCE` of them.

Rows as they are in the table, in plain objects: to make models of them, each with six languages of
every text of its own, of its organisation and of its place, took longer than to write them.
"""

from collections import defaultdict
from itertools import islice
from types import SimpleNamespace

from agenda.models import Event, EventException
from core.languages import CODES, shown
from directory.models import Location, Theme

from .entries import Entry

AT_ONCE = 2_000


def _in_all_languages(*fields):
    return [f"{field}_{code}" for field in fields for code in CODES]


_NAME = _in_all_languages("name")
_OF_EVENT = [
    "pk", "uid", "slug", "sequence", "updated_at", "first_published_at", "is_demonstration",
    "starts_on", "start_time", "ends_on", "end_time", "rule", "repeats_until", "dates", "paused_on",
    "known_until", "pauses_in_nl_holidays", "pauses_in_fr_holidays", "pauses_on_public_holidays",
    "is_online", "organisation_id", "location_id", "municipality_id",
    *_in_all_languages("title", "summary", "place"),
]  # fmt: skip
_OF_LOCATION = [
    "is_confidential", "house_number", "postal_code", "latitude", "longitude", "municipality_id",
    *_in_all_languages("name", "street"),
]  # fmt: skip
# What belongs to an activity, by the path that leads there.
_BESIDE = {
    "organisation": _NAME,
    "municipality": _NAME,
    "location": _OF_LOCATION,
    "location__municipality": _NAME,
}
_COLUMNS = [*_OF_EVENT, *(f"{path}__{name}" for path in _BESIDE for name in _BESIDE[path])]


class _Location(SimpleNamespace):
    address = Location.address


def entries(ids):
    """`{pk: Entry}` of the public ones of at most `AT_ONCE` activities, in the active language."""
    themes, exceptions = _themes(ids), defaultdict(list)
    for exception in EventException.objects.rewrite(False).order_by().filter(event__in=ids):
        exceptions[exception.event_id].append(exception)
    events = Event.objects.published().rewrite(False).order_by().filter(pk__in=ids)
    found = map(_activity, events.values_list(*_COLUMNS))
    return {event.pk: Entry(event, exceptions[event.pk], themes[event.pk]) for event in found}


def _themes(ids):
    """`{activity: [name of a theme, …]}`, in the order of themes."""
    links = Event.themes.through.objects.filter(event__in=ids)
    links = links.order_by(*(f"theme__{name}" for name in Theme._meta.ordering))
    of_event, names = defaultdict(list), {}
    for event, theme, *texts in links.values_list(
        "event_id", "theme_id", *(f"theme__{name}" for name in _NAME)
    ):
        if theme not in names:
            names[theme] = shown(_with(_NAME, texts), "name").text
        of_event[event].append(names[theme])
    return of_event


def _activity(row):
    """A row of the query as an object with all that an `Entry` asks of an `Event`."""
    row = iter(row)
    event, beside = _with(_OF_EVENT, row), {}
    for path, names in _BESIDE.items():
        beside[path] = (_Location if path == "location" else SimpleNamespace)(
            **dict(zip(names, islice(row, len(names)), strict=True))
        )
    event.organisation = beside["organisation"]
    event.municipality = beside["municipality"] if event.municipality_id else None
    event.location = location = beside["location"] if event.location_id else None
    if location:
        there = beside["location__municipality"]
        location.municipality = there if location.municipality_id else None
    event.public_location = None if location and location.is_confidential else location
    return event


def _with(names, values):
    return SimpleNamespace(**dict(zip(names, values, strict=False)))
