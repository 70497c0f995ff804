"""An RRULE of a calendar as a rule of ours (RFC 5545, 3.3.10).

Rules by day, week, month and year come in. What comes back several times a day does not: no
activity needs it, and it would take for ever to count.
"""

import time
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext

from agenda.models import Event
from agenda.models.event import YEARS
from agenda.recurrence import WEEKDAYS, Rule, RuleError
from directory.opening import BRUSSELS

from .moments import Moment, MomentError, moment

# Seconds of a processor for the rules of one calendar: a thousand times what most need.
MOST_EFFORT = 2
LAST_DAY = date(YEARS.stop - 1, 12, 31)
_LONGEST_RULE = Event._meta.get_field("rule").max_length

_FINER = ("SECONDLY", "MINUTELY", "HOURLY")
_CLOCK = ("BYHOUR", "BYMINUTE", "BYSECOND")
_BY_NUMBER = ("BYWEEKNO", "BYYEARDAY")


class RepeatError(ValueError):
    """A series that we have no words for; the message says why in the active language."""


class Effort:
    """What the rules of one calendar have cost; made to be hostile, they stop at MOST_EFFORT."""

    def __init__(self, most=MOST_EFFORT):
        self.until = time.thread_time() + most

    def check(self):
        """Raises RepeatError when it is used up."""
        if time.thread_time() > self.until:
            raise RepeatError(
                gettext("The rules of this calendar are too complicated: this one was not read.")
            )


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a series comes back: until which day, included (None: for ever), by the days of its own
    zone. When `is_aligned` is false its first day does not follow the rule and counts all the same.
    """

    rule: Rule
    until: date | None
    is_aligned: bool


def repeat(text, start, calendar, effort):
    """`(Repeat or None, warning)` of an RRULE of what begins at the `Moment` `start`.

    None is once: a rule that ends before it begins. Raises RepeatError and MomentError.
    """
    parts = _parts(text)
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    rule = _rule(parts, start)
    last = _until(until, start, calendar) if until is not None else None
    if count is not None and not count.isdigit():
        raise _no_rule()
    if count == "0" or (last and last < start.day):
        return None, gettext("Its rule ends before it begins: read as one date.")
    if count == "1":
        return None, ""
    effort.check()
    is_aligned = bool(rule.days(start.day, start.day, start.day))
    if count is not None:
        # The first date counts, also when it does not follow the rule.
        number = min(int(count), 10**6) - (not is_aligned)
        end = rule.day_of(number, start.day, LAST_DAY)
        last = min(filter(None, (last, end)), default=None)
    return Repeat(rule, last if last and last <= LAST_DAY else None, is_aligned), ""


def _parts(text):
    parts = {}
    for part in filter(None, text.upper().replace(" ", "").split(";")):
        name, _, value = part.partition("=")
        if not value or name in parts:
            raise _no_rule()
        parts[name] = value
    if "FREQ" not in parts:
        raise _no_rule()
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise RepeatError(gettext("It comes back by another calendar than the Gregorian one."))
    if parts.get("FREQ") in _FINER:
        raise RepeatError(gettext("It comes back several times a day, which no activity does."))
    if any(name in parts for name in _BY_NUMBER):
        raise RepeatError(
            gettext("It comes back by numbers of weeks or of days in the year. Enter it by hand.")
        )
    return parts


def _rule(parts, start):
    for name, own in zip(_CLOCK, _numbers(start), strict=True):
        if parts.pop(name, own) != own:
            raise RepeatError(gettext("It comes back several times a day, which no activity does."))
    try:
        rule = Rule.read(";".join(f"{name}={value}" for name, value in _plain(parts, start)))
    except RuleError as error:
        raise RepeatError(str(error)) from None
    if len(rule.text) > _LONGEST_RULE:
        raise _no_rule()
    return rule


def _numbers(start):
    clock = start.clock
    return (str(clock.hour), str(clock.minute), "0") if clock else ("0", "0", "0")


def _plain(parts, start):
    """The same rule in the words that our form knows, where there are some."""
    weekday = WEEKDAYS[start.day.weekday()]
    parts = _by_week(parts)
    if not parts.keys() & {"BYDAY", "BYMONTHDAY", "BYSETPOS"}:
        own = {"WEEKLY": {"BYDAY": weekday}, "MONTHLY": {"BYMONTHDAY": str(start.day.day)}}
        parts = parts | own.get(parts.get("FREQ"), {})
    parts = _by_nth_weekday(parts)
    # On which day a week begins matters only for every second week, on several days.
    if parts.get("INTERVAL", "1") == "1" or parts.get("BYDAY") == weekday:
        parts = {name: value for name, value in parts.items() if name != "WKST"}
    return parts.items()


def _by_week(parts):
    """Every seventh day, or every day that is a Monday or a Tuesday, is a rule by week."""
    names = parts.keys() - {"FREQ", "INTERVAL", "WKST"}
    interval = parts.get("INTERVAL", "1")
    if parts.get("FREQ") != "DAILY" or not interval.isdigit():
        return parts
    if names == {"BYDAY"} and interval == "1":
        return parts | {"FREQ": "WEEKLY"}
    if not names and int(interval) % 7 == 0:
        return parts | {"FREQ": "WEEKLY", "INTERVAL": str(int(interval) // 7)}
    return parts


def _by_nth_weekday(parts):
    """The first of all Mondays of a month is the first Monday, as Outlook does not say."""
    position = parts.get("BYSETPOS", "").removeprefix("+")
    if parts.keys() - {"INTERVAL", "WKST"} != {"FREQ", "BYDAY", "BYSETPOS"}:
        return parts
    is_nth = position in ("1", "2", "3", "4", "5", "-1") and parts["BYDAY"] in WEEKDAYS
    if parts["FREQ"] != "MONTHLY" or not is_nth:
        return parts
    parts = parts | {"BYDAY": position + parts["BYDAY"]}
    return {name: value for name, value in parts.items() if name != "BYSETPOS"}


def _until(text, start, calendar):
    """The last local day of a series. A day is included, also where it should be a moment; a
    moment includes what begins then."""
    if text.strip().startswith("9999"):
        return LAST_DAY + timedelta(days=1)  # for ever
    try:
        until = moment(text, {}, calendar)
    except MomentError:
        raise _no_rule() from None
    if until.is_day:
        return until.day
    if start.is_day:
        # The end of the day in UTC is meant as the day that is written.
        is_end = text.strip().upper().rstrip("Z").endswith("T235959")
        written = moment(text, {"VALUE": "DATE"}, calendar).day
        return written if is_end else until.seen_from(BRUSSELS).day
    seen = until if until.zone is start.zone else _seen(until, text, start)
    return seen.day if seen.clock >= start.clock else seen.day - timedelta(days=1)


def _seen(until, text, start):
    is_utc = text.strip().upper().endswith("Z")
    return until.seen_from(start.zone) if is_utc else Moment(until.day, until.clock, start.zone)


def _no_rule():
    return RepeatError(gettext("This is not a rule that calendars understand."))
