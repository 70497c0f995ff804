"""From what was asked of the agenda to what is found; see `directory.finding`."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from django.db.models import Q

from core.text import clean
from directory import facets
from directory.finding import Section, answer
from directory.list_query import ListQuery

from .dates import DAY, date_of
from .index import WHEN, period
from .models import Occurrence

# The value of "when" for a period that was given by its days.
DATES = "dates"
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True)
class EventQuery(ListQuery):
    """`first` and `last` are the days of "from" and "to", included; either may be None."""

    GROUPS: ClassVar[tuple] = ("when", "place", "theme", "audience", "language", "free")
    CAN_BE_UNKNOWN: ClassVar[tuple] = ("language", "free")

    first: date | None = None
    last: date | None = None

    @classmethod
    def read(cls, params, index):
        query = super().read(params, index)
        ignored = [("when", value) for value in query.chosen.get("when", [])[1:]]
        chosen = {**query.chosen, "when": query.chosen.get("when", [])[:1]}
        days = {}
        for name in ("from", "to"):
            value = params.get(name, "")
            days[name] = _day(value)
            if value and days[name] is None:
                ignored.append((name, clean(value)[:40]))
        first, last = days["from"], days["to"]
        if first and last and last < first:
            first, last = last, first
        if first or last:
            # Days say more than a word.
            chosen["when"] = [DATES]
        if not chosen["when"]:
            del chosen["when"]
        return replace(
            query, chosen=chosen, first=first, last=last, ignored=(*query.ignored, *ignored)
        )

    def pairs(self, group, value):
        if value == DATES:
            days = (("from", self.first), ("to", self.last))
            return [(name, day.isoformat()) for name, day in days if day]
        return super().pairs(group, value)

    @property
    def when(self):
        return next(iter(self.chosen.get("when", ())), None)

    def between(self, first, last):
        """The same question for a period of days."""
        chosen = {**self.chosen, "when": [DATES]}
        return replace(self, chosen=chosen, first=first, last=last, page=1)

    def period(self, index):
        """The first and the last day that are asked for; without any, all that are known."""
        if self.when == DATES:
            return self.first or index.today, self.last or date.max
        if self.when in WHEN:
            return period(self.when, index.today)
        return index.today, date.max


def _day(text):
    """A date from 2000 to 2199, or None.

    Links carry ISO dates; what somebody writes as day/month/year means the same in every language.
    """
    if match := _WRITTEN_DAY.fullmatch(text):
        text = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    try:
        day = date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year < 2200 else None


def find(index, query, now):
    """Answers a query: a `directory.finding.Found` whose sections are days; see `_sections`.

    Counts are numbers of series; `further` holds series of the neighbouring municipalities. No
    database query.
    """
    moment = index.series.at(now)
    days = moment.days(*query.period(index))
    when = {**moment.when, DATES: facets.union(bits for _day, bits in days)}
    found = answer(index, query, {**index.groups, "when": when}, moment.upcoming, "event")
    found.sections = _sections(days, found.matched, is_complete=query.when is not None)
    return found


def _sections(days, matched, *, is_complete):
    """The days of a period, each with all that takes place.

    Without a period a weekly activity would fill the list: there each is only under its next day.
    """
    sections, left = [], matched
    for day, bits in days:
        if bits & left:
            sections.append(Section("day", bits & left, day=day))
        if not is_complete:
            left &= ~bits
            if not left:
                break
    return sections


def dates_between(events, first, last, now):
    """`(event, Date)` of all dates of a period, for events taken from `for_detail()`. One query.

    What is listed at `now` is among them: also a night that goes on since the evening before.
    """
    by_pk = {event.pk: event for event in events}
    there = Q(last_on__gte=first)
    if first <= now.date():
        there |= Q(last_on=now.date() - DAY, over_at__gt=now)
    rows = Occurrence.objects.filter(there, event__in=by_pk, starts_on__lte=last)
    rows = rows.values_list("event_id", "day")
    for pk, day in rows:
        event = by_pk[pk]
        changed = next((found for found in event.exceptions.all() if found.day == day), None)
        yield event, date_of(event, day, changed)
