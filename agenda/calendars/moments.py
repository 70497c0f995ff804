"""DATE, DATE-TIME, DURATION and PERIOD of a calendar (RFC 5545, 3.3), as people write them."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.translation import gettext

from directory.opening import BRUSSELS

from .zones import UnknownZoneError, named, zone

_MOMENT = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s?(Z)?)?", re.IGNORECASE
)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.IGNORECASE,
)
# Python counts no further than 9999, and a zone or a day more may pass that.
_YEARS = range(1600, 9999)


class MomentError(ValueError):
    """A text that is no moment; the message says so in the active language."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or a day and a time by the clock in `zone`. Without a time it has no zone."""

    day: date
    clock: time | None = None
    zone: tzinfo | None = None

    @property
    def is_day(self):
        return self.clock is None

    @property
    def wall(self):
        """What the clock in its own zone says."""
        return datetime.combine(self.day, self.clock or time(0))

    def seen_from(self, other):
        """The same moment by the clock of another zone."""
        if self.is_day or self.zone is other:
            return self
        seen = self.wall.replace(tzinfo=self.zone).astimezone(other)
        return Moment(seen.date(), seen.time().replace(tzinfo=None, fold=0), other)

    def later(self, while_):
        """So much later by the clock on the wall."""
        wall = self.wall + while_
        return replace(self, day=wall.date(), clock=None if self.is_day else wall.time())


def moments(found, calendar):
    """The `Moment`s of a property, which may be a list. Raises MomentError."""
    return [moment(text, found.parameters, calendar) for text in found.value.split(",") if text]


def moment(text, parameters, calendar):
    """One `Moment`. What floats is a time of Brussels; UTC is seen from the calendar's own zone.

    Raises MomentError.
    """
    match = _MOMENT.fullmatch(text.strip())
    if not match:
        raise _no_moment(text)
    year, month, day, hour, minute, second, is_utc = match.groups()
    if int(year) not in _YEARS:
        message = gettext("The year %(year)d cannot be right.")
        raise MomentError(message % {"year": int(year)})
    try:
        found = date(int(year), int(month), int(day))
        if hour is None or parameters.get("VALUE", "").upper() == "DATE":
            return Moment(found)
        # Nobody meets at a second, and a minute may have 61 of them.
        clock = time(int(hour), int(minute))
        if int(second or 0) > 60:
            raise _no_moment(text)
    except ValueError:
        raise _no_moment(text) from None
    return _placed(Moment(found, clock), bool(is_utc), parameters.get("TZID", ""), calendar)


def _placed(found, is_utc, tzid, calendar):
    try:
        own = zone(tzid, calendar.zones) if tzid.strip() else None
    except UnknownZoneError as error:
        raise MomentError(
            gettext(
                "Nobody knows the time zone “%(name)s”. Ask the partner to choose “Brussels” in "
                "the settings of the calendar."
            )
            % {"name": str(error)[:60]}
        ) from None
    if not is_utc:
        return replace(found, zone=own or BRUSSELS)
    home = own or (named(calendar.zone) if calendar.zone else None) or UTC
    try:
        return replace(found, zone=UTC).seen_from(home)
    except OverflowError:
        raise _no_moment(found.day.isoformat()) from None


def duration(text):
    """`(days, rest)` of a DURATION: days by the calendar, and the rest by the clock; both may be
    negative. Raises MomentError."""
    match = _DURATION.fullmatch(text.strip())
    if not match or not any(match.groups()[1:]):
        raise MomentError(gettext("“%(text)s” is not a duration.") % {"text": text[:40]})
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] == "-" else 1
    rest = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return sign * timedelta(days=7 * weeks + days), sign * rest


def _no_moment(text):
    return MomentError(gettext("“%(text)s” is not a date.") % {"text": text[:40]})
