"""Schedules of HSDS, which are rules of RFC 5545 with hours, become the hours of a week.

Only what comes back every week has a place there; the rest stays for the notes.
"""

import re
from collections import defaultdict
from datetime import date

from directory.hours_text import HoursError, literal_day

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# With the offsets of Brussels, or none. "Z" and others are hours of elsewhere, or a mistake.
_TIME = re.compile(r"([01]?\d|2[0-4])[:.h]([0-5]\d)(?::[0-5]\d)?(?:\+0[12]:?00)?", re.ASCII)
_SAYS_MORE = (
    "bymonthday", "byweekno", "byyearday", "count", "schedule_link", "attending_type", "notes",
    "description",
)  # fmt: skip
_EVERY_WEEK = {"interval": ("", "1", "1.0"), "freq": ("", "WEEKLY")}


def week(schedules, today):
    """`({weekday: hours as people write them}, schedules that have no place in a week)`."""
    days, left = defaultdict(list), []
    for schedule in schedules:
        slot = _slot(schedule, today)
        for day in _weekdays(schedule) if slot else ():
            days[day].append(slot)
        if not slot or any(schedule.get(name) for name in _SAYS_MORE):
            left.append(schedule)
    texts = {day: ", ".join(sorted(set(slots))) for day, slots in days.items()}
    if any(not _is_hours(text) for text in texts.values()):
        return {}, list(schedules)
    return texts, left


def _slot(schedule, today):
    """“09:00–17:00”, or an empty text when it does not come back every week, or not now."""
    is_weekly = all(
        str(schedule.get(name, "")).upper() in values for name, values in _EVERY_WEEK.items()
    )
    if not is_weekly or any(schedule.get(name) for name in _SAYS_MORE[:4]):
        return ""
    if not _weekdays(schedule) or not _is_now(schedule, today):
        return ""
    opens, closes = (
        _TIME.fullmatch(str(schedule.get(name, "")).strip()) for name in ("opens_at", "closes_at")
    )
    return f"{opens[1]:0>2}:{opens[2]}–{closes[1]:0>2}:{closes[2]}" if opens and closes else ""


def _weekdays(schedule):
    """0 for Monday; empty when one of them is no plain day (“1MO”: the first of a month)."""
    names = re.findall(r"[^\s,;]+", str(schedule.get("byday", "")).upper())
    return [_DAYS.index(name) for name in names] if all(name in _DAYS for name in names) else []


def _is_now(schedule, today):
    first = _day(schedule.get("valid_from") or schedule.get("dtstart"))
    last = _day(schedule.get("valid_to"))
    until = _day(schedule.get("until"))
    return (first or today) <= today <= (last or today) and today <= (until or today)


def _day(text):
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None


def _is_hours(text):
    try:
        return bool(literal_day(text))
    except HoursError:
        return False
