"""When an activity takes place, as programs read it: its rule, and its dates one by one.

Moments are in ISO 8601 with the offset that Brussels has then, so that 18:00 stays 18:00 when the
clocks change; what lasts all day has days, of which the last one is included.
"""

from datetime import UTC, date, datetime, time
from functools import lru_cache

from agenda.dates import date_of
from agenda.recurrence import Rule
from directory.opening import BRUSSELS

MOST = 10  # dates in a record


def said(date):
    """What an `agenda.dates.Date` says of when it is."""
    if date.is_all_day:
        starts, ends = date.starts_on.isoformat(), date.ends_on.isoformat()
    else:
        starts, ends = _moment(date.starts_on, date.start_time), _end(date)
    return {"starts": starts, "ends": ends, "all_day": date.is_all_day}


def _end(date):
    if date.end_time is None:
        return None
    if date.start_time < date.end_time and date.start_time > _CLOCKS_CHANGED:
        return _moment(date.ends_on, date.end_time)
    # In a night in which the clocks change the wall time may lie before the beginning.
    return date.ends_at.astimezone(BRUSSELS).isoformat()


_CLOCKS_CHANGED = time(3)  # at the latest, on the nights on which they do


def usual(event, day):
    """When the date of a day would be if nothing were different."""
    return said(date_of(event, day, None))["starts"]


def recurrence(event):
    """By which rule it comes back (RFC 5545, 3.3.10), or None for what has none.

    It begins on the first date that takes place: programs differ about a beginning that does not
    follow the rule, or is left out.
    """
    if not event.rule:
        return None
    rule, paused = Rule.read(event.rule), {date.fromisoformat(day) for day in event.paused_on}
    until = min(filter(None, (event.repeats_until, event.known_until)), default=None)
    first = rule.first(event.starts_on, until, paused)
    if first is None:
        return None
    return {
        **said(date_of(event, first, None)),
        "rrule": _rrule(rule.text, until, event.start_time is None),
        "exdates": [usual(event, day) for day in sorted(paused) if day > first],
    }


@lru_cache(maxsize=1_000)
def _rrule(text, until, is_all_day):
    frequency, separator, rest = text.partition(";")
    parts = [frequency]
    if until:
        # With a zone it is a moment in UTC, the last one of the day (3.3.10).
        last = datetime.combine(until, time(23, 59, 59), BRUSSELS).astimezone(UTC)
        parts.append(f"UNTIL={until:%Y%m%d}" if is_all_day else f"UNTIL={last:%Y%m%dT%H%M%SZ}")
    if separator:
        parts.append(rest)
    if frequency == "FREQ=WEEKLY" and "WKST=" not in rest:
        parts.append("WKST=MO")
    return ";".join(parts)


# Many activities begin at the same times of the same days.
@lru_cache(maxsize=8192)
def _moment(day, clock):
    # By way of UTC: a time that the clocks skip is as long after midnight as it would have been.
    return datetime.combine(day, clock, BRUSSELS).astimezone(UTC).astimezone(BRUSSELS).isoformat()
