"""Time zones of a calendar: what a TZID means (RFC 5545, 3.2.19 and 3.6.5).

Outlook writes the names of Windows, Exchange what it shows to people, older programs paths with a
name at their end, and some a name of their own with the rules of a VTIMEZONE.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from directory.opening import BRUSSELS

# What Windows shows for the zones of which the clocks are those of Brussels: “(UTC+01:00)
# Brussels, Copenhagen, Madrid, Paris”. One city of each is enough.
_SHOWN = re.compile(
    r"\((?:GMT|UTC)\s?\+0?1[:.]?00\).*"
    r"(?:Brussels?|Bruxelles|Paris|Amsterdam|Berlin|Sarajevo|Belgrade|Madrid|Rom[ae])",
    re.IGNORECASE,
)
_UTC = {"utc", "gmt", "z", "etc/utc", "tzone://microsoft/utc", "coordinated universal time"}
_NAMES = {name.lower(): name for name in available_timezones()}
_WINDOWS = {name.lower(): olson for name, olson in WINDOWS_TO_OLSON.items()}

# All changes of a VTIMEZONE are computed, of Outlook from 1601 on: only rules of one day in a year,
# not many of them, and none from before 1970.
_LONGEST = 20_000  # characters
_MOST_PARTS = 60
_MOST_RULES = 6
_OLD = re.compile(r"^(DTSTART[^:]*:)1[0-8]\d\d", re.MULTILINE | re.IGNORECASE)
_RULE = re.compile(
    r"(?=.*BYMONTH=)(?:(?:FREQ=YEARLY|INTERVAL=1|WKST=[A-Z]{2}|BYMONTH=\d{1,2}|BYDAY=[+-]?\d?[A-Z]{2}"
    r"|BYMONTHDAY=-?\d{1,2}(?:,-?\d{1,2}){0,6}|UNTIL=[\dTZ]+|COUNT=\d{1,3})(?:;|$))+"
)
_RULE_LINE = re.compile(r"^RRULE[^:]*:(.*)$", re.MULTILINE | re.IGNORECASE)
# Years in which two zones are compared.
_YEARS = range(2010, 2041)


class UnknownZoneError(ValueError):
    """A TZID that nobody knows and that the calendar does not explain."""


def zone(name, vtimezones):
    """The zone that a TZID means; BRUSSELS for all whose clocks are the same as those of Brussels.

    `vtimezones` are the calendar's own, as text by TZID. Raises UnknownZoneError.
    """
    name = name.strip()
    known = named(name)
    if known is None and name in vtimezones:
        known = _own(vtimezones[name])
    if known is None:
        raise UnknownZoneError(name)
    return known


@lru_cache(maxsize=256)
def named(name):
    """The zone of a name that is known everywhere, or None."""
    name = name.strip().strip('"').lower()
    if name in _UTC:
        return UTC
    if _SHOWN.search(name):
        return BRUSSELS
    # "/mozilla.org/20050126_1/Europe/Brussels"
    for text in (name, "/".join(name.rsplit("/", 2)[-2:])):
        if found := _WINDOWS.get(text) or _NAMES.get(text):
            return _as_brussels(ZoneInfo(found))
    return None


@lru_cache(maxsize=64)
def _own(text):
    """The zone that a VTIMEZONE explains, or None when it does not, or would take for ever."""
    rules = [rule.strip().upper() for rule in _RULE_LINE.findall(text)]
    is_small = len(text) <= _LONGEST and text.upper().count("BEGIN:") <= _MOST_PARTS
    is_small = is_small and len(rules) <= _MOST_RULES
    if not is_small or not all(_RULE.fullmatch(rule) for rule in rules):
        return None
    try:
        found = Timezone.from_ical(_OLD.sub(r"\g<1>1970", text)).to_tz(lookup_tzid=False)
        return _as_brussels(found)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
        return None


def _as_brussels(found):
    return BRUSSELS if _offsets(found) == _offsets(BRUSSELS) else found


def _offsets(found):
    """How far it is from UTC on days around which clocks change."""
    days = [
        datetime(year, month, day, 12)
        for year in _YEARS
        for month in range(1, 13)
        for day in (5, 15, 25, 28)
    ]
    return [day.replace(tzinfo=found).utcoffset() or timedelta(0) for day in days]
