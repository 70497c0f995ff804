"""From an activity to its dates: rule, pauses and exceptions, without a query or a request.

Everything is local wall time in Europe/Brussels: 9:30 stays 9:30 when the clocks change. What falls
into such a night follows RFC 5545, 3.3.5: a time that does not exist (02:30 in spring) is as long
after midnight as it would have been, so 03:30; a time that exists twice is the first one. A date
whose end would then not lie after its beginning lasts as long as its wall times say.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from directory.opening import BRUSSELS, is_public_holiday

from .models.event_exception import EventException
from .models.occurrence import Occurrence
from .recurrence import Rule

DAY = timedelta(days=1)
# After this long an activity of one day without an end is over, and at the latest at midnight.
OPEN_END = timedelta(hours=3)
# What ends before this in the morning belongs to the evening before.
NIGHT_ENDS = time(6)


def named_day(text):
    """The day that an address names, such as "2026-12-31", or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None


@dataclass(frozen=True, slots=True)
class Date:
    """One date. `day` is its name, the day by the rule; the rest is what is true now.

    `start_time` is None when it lasts all day, `end_time` when the end is open. `ends_on` is the
    last local day, also of a night that ends on the next one.
    """

    day: date
    starts_on: date
    start_time: time | None
    ends_on: date
    end_time: time | None
    state: str = Occurrence.State.PLANNED.value
    is_moved: bool = False
    exception: EventException | None = None

    @property
    def is_all_day(self):
        return self.start_time is None

    @property
    def is_cancelled(self):
        return self.state == Occurrence.State.CANCELLED

    @property
    def starts_at(self):
        """The instant, in UTC."""
        return _instant(self.starts_on, self.start_time or time(0))

    @property
    def ends_at(self):
        """The instant, in UTC: midnight after the last day, or None when the end is open."""
        if self.start_time is None:
            return _instant(self.ends_on + DAY, time(0))
        if self.end_time is None:
            return None
        end = _instant(self.ends_on, self.end_time)
        if end > self.starts_at:
            return end
        wall = datetime.combine(self.ends_on, self.end_time) - datetime.combine(
            self.starts_on, self.start_time
        )
        return self.starts_at + wall

    @property
    def over_at(self):
        """The instant, in UTC, at which the date leaves the pages."""
        if ends_at := self.ends_at:
            return ends_at
        midnight = _instant(self.ends_on + DAY, time(0))
        if self.ends_on > self.starts_on:
            return midnight
        return min(self.starts_at + OPEN_END, midnight)

    @property
    def last_on(self):
        """The last local day under which it is listed: a night belongs to its evening."""
        ends_at = self.ends_at
        if self.start_time is None or ends_at is None:
            return self.ends_on
        end = ends_at.astimezone(BRUSSELS)
        ends_in_the_night = end.time() <= NIGHT_ENDS and end.date() > self.starts_on
        return end.date() - DAY if ends_in_the_night else end.date()

    def is_over(self, now):
        return self.over_at <= now


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one activity in order of time, and what its rule and pauses mean.

    `paused_on` are the days of the rule on which it pauses or does not take place. `known_until` is
    the last day of which the school holidays are known, or None when they play no part or are known
    for long enough.
    """

    dates: list
    paused_on: list
    known_until: date | None


def dates_of(event, exceptions, holidays, first, last):
    """The `Dates` of `event` whose day by the rule lies from `first` to `last`, both included.

    `exceptions` are its `EventException`s and `holidays` all `SchoolHoliday`s. A date that was
    moved belongs to where it was, so that it is never lost and never there twice.
    """
    known_until = _known_until(event, holidays)
    end = min(filter(None, (last, event.repeats_until if event.rule else None, known_until)))
    days = _days(event, first, end)
    paused = _paused(event, days, holidays) if event.rule else set()
    by_day = {exception.day: exception for exception in exceptions}
    dates = [date_of(event, day, by_day.get(day)) for day in days if day not in paused]
    there = {date.day for date in dates}
    dates += [
        date_of(event, day, exception)
        for day, exception in by_day.items()
        if exception.kind == EventException.Kind.EXTRA and day not in there and first <= day <= last
    ]
    dates.sort(key=lambda date: (date.starts_at, date.day))
    is_limit = known_until is not None and known_until < min(event.repeats_until or last, last)
    return Dates(dates, sorted(paused), known_until if is_limit else None)


def _days(event, first, last):
    if event.starts_on is None:
        return []
    if event.rule:
        return Rule.read(event.rule).days(event.starts_on, first, last)
    listed = {event.starts_on, *map(date.fromisoformat, event.dates)}
    return sorted(day for day in listed if first <= day <= last)


def date_of(event, day, exception):
    """The date of `day`, as `exception` changes it."""
    start, end, starts_on = event.start_time, event.end_time, day
    is_long = event.ends_on and event.starts_on
    lasts = (event.ends_on - event.starts_on) if is_long else timedelta(0)
    state, is_moved = Occurrence.State.PLANNED.value, False
    kind = exception.kind if exception else None
    if kind in (EventException.Kind.MOVED, EventException.Kind.EXTRA):
        starts_on = exception.new_day or day
        is_moved = kind == EventException.Kind.MOVED
        if exception.new_start_time:
            start, end = exception.new_start_time, exception.new_end_time
            if not end and event.start_time and event.end_time:
                # As long after the new time as it usually lasts, which may be on another day.
                ends = datetime.combine(date.min + DAY, start) + _usual_while(event, lasts)
                end, lasts = ends.time(), ends.date() - (date.min + DAY)
    elif kind == EventException.Kind.CANCELLED:
        state = Occurrence.State.CANCELLED.value
    elif kind == EventException.Kind.FULL:
        state = Occurrence.State.FULL.value
    ends_on = starts_on + lasts
    if start and end and end <= start and not lasts:
        ends_on += DAY
    return Date(day, starts_on, start, ends_on, end, state, is_moved, exception)


def _usual_while(event, lasts):
    """From the beginning to the end of a date, by the clock on the wall."""
    first = date.min + DAY
    usual = datetime.combine(first + lasts, event.end_time) - datetime.combine(
        first, event.start_time
    )
    return usual if usual > timedelta(0) else usual + DAY


# Pauses


def _paused(event, days, holidays):
    not_on = {date.fromisoformat(text) for text in event.not_on}
    return {day for day in days if day in not_on or _is_paused(event, day, holidays)}


def _is_paused(event, day, holidays):
    if event.pauses_on_public_holidays and is_public_holiday(day):
        return True
    communities = _communities(event)
    return any(
        holiday.community in communities
        and holiday.starts_on <= day
        and (holiday.ends_on is None or day <= holiday.ends_on)
        for holiday in holidays
    )


def _communities(event):
    pauses = {"nl": event.pauses_in_nl_holidays, "fr": event.pauses_in_fr_holidays}
    return {community for community, does_pause in pauses.items() if does_pause}


def _known_until(event, holidays):
    """The last day of which the school holidays that matter are known, or None if none matter."""
    ends = [known_until(community, holidays) for community in _communities(event)]
    return min(ends) if event.rule and ends else None


def known_until(community, holidays):
    """The last day of which a community's school holidays are known.

    Holidays are entered by the school year: knowing those of one, we know it up to the end of
    June. A summer counts as known up to its own last day. Nothing is known without any.
    """
    own = [holiday for holiday in holidays if holiday.community == community]
    if not own:
        return date.min
    last = max(own, key=lambda holiday: holiday.starts_on)
    if last.ends_on is None:
        return last.starts_on - DAY
    if last.starts_on.month in (7, 8):
        return last.ends_on
    year = last.ends_on.year + (1 if last.starts_on.month > 8 and last.ends_on.month > 8 else 0)
    return max(last.ends_on, date(year, 6, 30))


def _instant(day, clock):
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC)
