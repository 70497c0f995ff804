"""Rules of recurrence (RFC 5545, 3.3.10), by day: at what time of day it begins does not matter.

A rule is kept as RFC 5545 text without UNTIL and COUNT: until when a series goes on is a day of
its own, included, so that it cannot be lost in a change of clocks.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from django.utils.translation import gettext_lazy as _

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST = -1
MOST_DATES = 4_000  # of one series in one look: eleven years, every day

_PART = re.compile(r"^(FREQ|INTERVAL|BYDAY|BYMONTHDAY|BYMONTH|BYSETPOS|WKST)=([A-Z0-9,+-]+)$")
_NTH_WEEKDAY = re.compile(r"^([1-5]|-1)(MO|TU|WE|TH|FR|SA|SU)$")
_BYDAY = re.compile(r"^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
_HIGHEST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYSETPOS": 366}
# Where calendars end: what finds no date from here on is given up after 48 years.
_NEAR_THE_END = date(9952, 1, 1)


class RuleError(ValueError):
    """A text that is no rule for days; the message says so to a volunteer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule in the words of the form. Weekdays count from Monday, which is 0.

    `kind` is "weekly" (every `interval` weeks on `weekdays`), "monthly-weekday" (every `interval`
    months on the weekday number `nth`, 1 to 5 or LAST, which is the one of `weekdays`),
    "monthly-day" (on `day` of the month, 1 to 31 or LAST) or "other": a rule that is right and
    that the form has no words for. `text` is the rule itself.
    """

    kind: str
    text: str
    interval: int = 1
    weekdays: tuple = ()
    nth: int = 0
    day: int = 0

    @classmethod
    def weekly(cls, weekdays, interval=1):
        weekdays = tuple(sorted(set(weekdays)))
        names = ",".join(WEEKDAYS[day] for day in weekdays)
        return cls("weekly", _text("WEEKLY", interval, BYDAY=names), interval, weekdays)

    @classmethod
    def monthly_on_weekday(cls, nth, weekday, interval=1):
        text = _text("MONTHLY", interval, BYDAY=f"{nth}{WEEKDAYS[weekday]}")
        return cls("monthly-weekday", text, interval, (weekday,), nth=nth)

    @classmethod
    def monthly_on_day(cls, day, interval=1):
        return cls("monthly-day", _text("MONTHLY", interval, BYMONTHDAY=day), interval, day=day)

    @classmethod
    def read(cls, text):
        """The rule that `text` says, in whatever order. Raises RuleError.

        Understands rules by day, week, month and year; nothing finer, which no activity needs and
        which would take for ever to expand. UNTIL and COUNT have no place here.
        """
        return _read(text)

    @classmethod
    def _read(cls, text):
        parts = {}
        for part in text.upper().removeprefix("RRULE:").split(";"):
            match = _PART.match(part.strip())
            if not match or match[1] in parts:
                raise RuleError(_("“%(part)s” is not part of a rule.") % {"part": part[:40]})
            parts[match[1]] = match[2]
        if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
            raise RuleError(_("A rule comes back by day, week, month or year."))
        interval = parts.get("INTERVAL", "1")
        if not (interval.isdigit() and 0 < int(interval) <= 99):
            raise RuleError(_("A rule comes back every 1 to 99 weeks or months."))
        _check(parts)
        return cls._in_words(parts, int(interval)) or cls("other", _canonical(parts))

    @classmethod
    def _in_words(cls, parts, interval):
        parts = {name: value for name, value in parts.items() if name != "INTERVAL"}
        if parts.get("WKST") == "MO":
            del parts["WKST"]
        names = parts.keys() - {"FREQ"}
        if parts["FREQ"] == "WEEKLY" and names == {"BYDAY"}:
            days = parts["BYDAY"].split(",")
            if all(day in WEEKDAYS for day in days):
                return cls.weekly([WEEKDAYS.index(day) for day in days], interval)
        nth = _NTH_WEEKDAY.match(parts.get("BYDAY", ""))
        if parts["FREQ"] == "MONTHLY" and names == {"BYDAY"} and nth:
            return cls.monthly_on_weekday(int(nth[1]), WEEKDAYS.index(nth[2]), interval)
        if parts["FREQ"] == "MONTHLY" and names == {"BYMONTHDAY"}:
            day = parts["BYMONTHDAY"]
            if re.fullmatch(r"-1|[1-9]|[12]\d|3[01]", day):
                return cls.monthly_on_day(int(day), interval)
        return None

    def days(self, start, first, last):
        """The days of the rule from `first` to `last`, both included, counted from `start`.

        `start` itself is a day only if it follows the rule. At most MOST_DATES, the latest ones:
        a series that goes on for decades still has those that come.
        """
        if last < start:
            return []
        rule = _parsed(self.text, start)
        moments = rule.between(_noon(max(first, start)), _noon(last), inc=True)
        return [moment.date() for moment in moments[-MOST_DATES:]]

    def day_of(self, count, start, last):
        """The day of the date number `count`, counted from `start`; None when that lies after
        `last`, or when there are not so many."""
        moments = islice(_parsed(self.text, start), count)
        days = list(takewhile(lambda day: day <= last, (moment.date() for moment in moments)))
        return days[-1] if len(days) == count else None

    def first(self, start, last=None, left_out=()):
        """The first day of the rule up to `last` that is not `left_out`, or None.

        Without a last day, looks at most 50 years ahead.
        """
        ahead = start + timedelta(days=366 * 50)
        last = min(last or ahead, ahead)
        if self.kind == "other":
            days = (moment.date() for moment in _parsed(self.text, start))
        else:
            there = (start + timedelta(days=number) for number in range((last - start).days + 1))
            days = (day for day in there if self._has(start, day))
        return next((day for day in takewhile(last.__ge__, days) if day not in left_out), None)

    def among(self, start, days):
        """Which of some days are days of the rule, as a set."""
        if self.kind != "other":
            return {day for day in days if day >= start and self._has(start, day)}
        return set(self.days(start, min(days), max(days))) & set(days) if days else set()

    def _has(self, start, day):
        """Whether a day from `start` on follows a rule that the form has words for."""
        if self.kind == "weekly":
            weeks = (day - start).days + start.weekday()
            return day.weekday() in self.weekdays and weeks // 7 % self.interval == 0
        months = (day.year - start.year) * 12 + day.month - start.month
        if months % self.interval:
            return False
        if self.kind == "monthly-day":
            return day.day == self.day or (self.day == LAST and _is_last(day, 1))
        if day.weekday() not in self.weekdays:
            return False
        return (day.day + 6) // 7 == self.nth or (self.nth == LAST and _is_last(day, 7))

    @property
    def skips_months(self):
        """Whether some months have no such day: a 31st, a fifth Friday."""
        return self.day > 28 or self.nth == 5


@lru_cache(maxsize=1_000)
def _read(text):
    return Rule._read(text)


def _is_last(day, step):
    """Whether so many days later it is another month."""
    return (day + timedelta(days=step)).month != day.month


def _text(frequency, interval, **parts):
    every = {"INTERVAL": interval} if interval > 1 else {}
    return ";".join(
        f"{name}={value}" for name, value in {"FREQ": frequency, **every, **parts}.items()
    )


def _canonical(parts):
    order = ("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST")
    return ";".join(f"{name}={parts[name]}" for name in order if name in parts)


def _noon(day):
    return datetime.combine(day, time(12))


def _parsed(text, start):
    return rrulestr(text, dtstart=_noon(start))


def _check(parts):
    """Raises RuleError when the values of a rule are none, or when it never has a date.

    Looking for the next date of such a rule would go on until the year 9999. A step of several
    weeks or months does not matter: from which day it counts is not known here.
    """
    try:
        _check_values(parts)
        every = {name: value for name, value in parts.items() if name != "INTERVAL"}
        is_never = next(iter(_parsed(_canonical(every), _NEAR_THE_END)), None) is None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise RuleError(_("This is not a rule that calendars understand.")) from None
    if is_never:
        raise RuleError(_("This rule has no dates."))


def _check_values(parts):
    """Raises ValueError for numbers that dateutil would fail on later, or ignore."""
    for name, highest in _HIGHEST.items():
        for value in parts.get(name, "1").split(","):
            if not 1 <= abs(int(value)) <= highest:
                raise ValueError(value)
    has_months = parts["FREQ"] in ("MONTHLY", "YEARLY")
    for value in parts.get("BYDAY", "MO").split(","):
        match = _BYDAY.match(value)
        if not match or (match[1] and not has_months):
            raise ValueError(value)
