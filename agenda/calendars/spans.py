"""From when until when, by the clocks of Brussels: DTSTART, DTEND and DURATION (RFC 5545, 3.6.1).

How long something lasts is a while by the clock on the wall in its own zone, so that every date of
a series ends at the same time of day.
"""

import math
from dataclasses import dataclass
from datetime import UTC, date, time, timedelta

from django.utils.translation import gettext

from agenda.models.event import LONGEST, YEARS
from directory.opening import BRUSSELS

from .moments import Moment, MomentError, duration, moment

DAY = timedelta(days=1)
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Span:
    """One date as `Event` says it: `ends_on` only when it lasts longer than its end time tells."""

    starts_on: date
    start_time: time | None
    ends_on: date | None
    end_time: time | None

    @property
    def times(self):
        return self.start_time, self.end_time


def beginning(raw):
    """The `Moment` at which a raw event begins. Raises MomentError."""
    found = raw.first("DTSTART")
    if found is None or not found.value.strip():
        raise MomentError(gettext("It has no date."))
    start = moment(found.value, found.parameters, raw.calendar)
    is_all_day = raw.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
    return Moment(start.day) if is_all_day and start.clock == MIDNIGHT else start


def length(raw, start):
    """`(while, warning)`: how long it lasts, at least a day when it has no times, None when the
    end is open; the warning may be empty. Raises MomentError."""
    if start.is_day:
        return _days(raw, start)
    end, lasts = raw.first("DTEND"), raw.value("DURATION")
    if end and end.value.strip():
        ends = moment(end.value, end.parameters, raw.calendar)
        if ends.is_day:
            ends = Moment(ends.day, MIDNIGHT, start.zone)
        while_ = ends.seen_from(start.zone).wall - start.wall
        if while_ < timedelta(0) and ends.seen_from(start.zone).day == start.day:
            return while_ + DAY, gettext("It ends before it begins: read as the next day.")
    elif lasts:
        days, rest = duration(lasts)
        later = start.later(days).wall.replace(tzinfo=start.zone).astimezone(UTC) + rest
        while_ = later.astimezone(start.zone).replace(tzinfo=None) - start.wall
    else:
        return None, ""
    if while_ < timedelta(0):
        return None, gettext("It ends before it begins: read without an end.")
    return while_ or None, ""


def _days(raw, start):
    end, lasts = raw.first("DTEND"), raw.value("DURATION")
    if end and end.value.strip():
        # The day as it is written: midnight in UTC is another day nowhere else.
        ends = moment(end.value, {"VALUE": "DATE"}, raw.calendar).day
        _date, _t, clock = end.value.strip().upper().partition("T")
        if clock.rstrip("Z").strip("0"):
            ends += DAY
        while_ = ends - start.day
    elif lasts:
        days, rest = duration(lasts)
        while_ = DAY * math.ceil((days + rest) / DAY)
    else:
        while_ = DAY
    if while_ < timedelta(0):
        return DAY, gettext("It ends before it begins: read as one day.")
    return max(while_, DAY), ""


def span(start, while_):
    """The `Span` of what begins at the `Moment` and lasts `while_`. Raises MomentError for years
    that cannot be right, and for what lasts too long."""
    found = _span(start, while_)
    if found.starts_on.year not in YEARS:
        message = gettext("The year %(year)d cannot be right.")
        raise MomentError(message % {"year": found.starts_on.year})
    if found.ends_on and found.ends_on - found.starts_on >= LONGEST:
        message = gettext("One date lasts at most %(count)d days. What comes back needs a rule.")
        raise MomentError(message % {"count": LONGEST.days})
    return found


def _span(start, while_):
    if start.is_day:
        last = start.day + while_ - DAY
        return Span(start.day, None, last if last > start.day else None, None)
    begins = start.seen_from(BRUSSELS)
    if while_ is None:
        return Span(begins.day, begins.clock, None, None)
    ends = start.later(while_).seen_from(BRUSSELS)
    if ends.wall <= begins.wall:  # an hour that the clocks repeat
        return Span(begins.day, begins.clock, None, None)
    if begins.clock == ends.clock == MIDNIGHT:
        return _span(Moment(begins.day), ends.day - begins.day)
    is_usual = ends.day == begins.day or (
        ends.day == begins.day + DAY and ends.clock <= begins.clock
    )
    return Span(begins.day, begins.clock, None if is_usual else ends.day, ends.clock)
