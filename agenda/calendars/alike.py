"""Which activity is there already, entered by hand: the same place, beginning and title."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from rapidfuzz import fuzz

from agenda.dates import dates_of
from agenda.models import CalendarEntry, Event, SchoolHoliday
from core.languages import all_texts
from core.models import Status
from core.text import fold

LOOK_AHEAD = timedelta(days=62)
# Of 100: "Babbelonië praattafel" and "Praattafel « Babbelonië »" are the same words.
ALIKE = 85


@dataclass(frozen=True)
class _Known:
    event: Event
    titles: list
    moments: set


class Alike:
    """Looks among the activities of one organisation and at one location, which are read once.

    What the calendar itself announces is none of them; what it no longer does (`lost` are the
    entries that it lost at this reading) may come again under another identity.
    """

    def __init__(self, source, lost=()):
        self._holidays = list(SchoolHoliday.objects.all())
        there = Event.objects.filter(organisation=source.organisation)
        if source.location_id:
            there |= Event.objects.filter(location=source.location_id)
        announced = CalendarEntry.objects.filter(source=source, event__isnull=False)
        announced = announced.exclude(state=CalendarEntry.State.GONE)
        announced = announced.exclude(pk__in=[row.pk for row in lost])
        there = there.exclude(status=Status.ARCHIVED).exclude(pk__in=announced.values("event"))
        self._known = [
            _Known(event, _titles(event), self._moments(event, list(event.exceptions.all())))
            for event in there.prefetch_related("exceptions")
        ]

    def to(self, event):
        """Those that `event`, which is not saved, seems to be; the likest first."""
        titles, found = _titles(event), []
        moments = self._moments(event, []) if self._known else set()
        for known in self._known:
            likeness = max(
                (fuzz.token_set_ratio(one, other) for one in titles for other in known.titles),
                default=0,
            )
            if likeness >= ALIKE and moments & known.moments and not _is_elsewhere(event, known):
                found.append((-likeness, known.event.pk, known.event))
        return [each for _likeness, _pk, each in sorted(found, key=lambda row: row[:2])]

    def _moments(self, event, exceptions):
        today = timezone.localdate()
        dates = dates_of(event, exceptions, self._holidays, today, today + LOOK_AHEAD).dates
        return {(date.starts_on, date.start_time) for date in dates}


def _titles(event):
    return [fold(text) for text in all_texts(event, "title")]


def _is_elsewhere(event, known):
    here, there = event.municipality_id, known.event.municipality_id
    return bool(here and there and here != there)
