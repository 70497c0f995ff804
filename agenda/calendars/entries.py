"""What a calendar of a partner says, in our words: no component of a file, no row of a table."""

from dataclasses import dataclass
from datetime import date, time


class NotACalendarError(ValueError):
    """Bytes that are no calendar, or too large a one; the message says what to do about it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One date of an entry that is different; an `EventException` by value.

    `kind` is "cancelled", "moved" or "extra" (the values of `EventException.Kind`). `day` is the
    day by the rule, or of an extra date the day itself. `new_day` is None when a moved date only
    has other times; without `new_start_time` its times are the usual ones.
    """

    day: date
    kind: str
    new_day: date | None = None
    new_start_time: time | None = None
    new_end_time: time | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One activity of a calendar: an event, or a series with what is different in it.

    Days and times are wall time in Brussels. Without times it lasts all day; `ends_on` is the last
    day, included, or None when one date begins and ends on the same day (as `Event.ends_on`).
    `rule` is what `agenda.recurrence.Rule` reads, without UNTIL and COUNT, or empty;
    `repeats_until` is the last day of the series, included, or None. `not_on` are days of the rule
    on which it does not take place, in order (`Event.not_on`), `dates` the days of a series without
    a rule, after `starts_on`. `categories` are written as in the calendar.

    `key` is what the entry is known by when the calendar is read again, of at most LONGEST_KEY
    characters: its UID, or without one something stable made of its start and its title.
    `warnings` are sentences in the active language: what was read in a way that somebody should
    look at.
    """

    uid: str
    key: str
    title: str
    description: str
    place: str
    url: str
    categories: tuple
    starts_on: date
    start_time: time | None
    ends_on: date | None
    end_time: time | None
    rule: str = ""
    repeats_until: date | None = None
    not_on: tuple = ()
    dates: tuple = ()
    exceptions: tuple = ()
    is_cancelled: bool = False
    warnings: tuple = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """An entry that was not read, and why, in the active language. `uid` may be empty."""

    uid: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a calendar says. `name` is what it calls itself, or empty."""

    name: str
    entries: list
    problems: list
