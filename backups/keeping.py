"""How backups are called, and which old ones may go."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .failing import NotDoneError

LOCKED, CLEAR = ".tar.gz.age", ".tar.gz"
_NAME = re.compile(r"backup-(\d{8}T\d{6}Z)(\.tar\.gz\.age|\.tar\.gz)")
_MOMENT = "%Y%m%dT%H%M%SZ"
_RULE = re.compile(r"\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*")
# A second one on the same day, as before an update, never takes the first one away at once.
FRESH = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """Of how many days, weeks and months the last backup is kept."""

    days: int
    weeks: int
    months: int


def rule(text):
    """The rule that BACKUP_KEEP says: three numbers, as in `7,5,12`."""
    match = _RULE.fullmatch(text)
    if not match:
        raise NotDoneError(
            f"BACKUP_KEEP is {text!r}; it needs three numbers, of days, weeks and months: 7,5,12."
        )
    return Rule(*map(int, match.groups()))


def in_words(moment):
    """A moment as names of files and databases have it, in UTC."""
    return format(moment.astimezone(UTC), _MOMENT)


def name(moment, *, is_locked):
    return f"backup-{in_words(moment)}{LOCKED if is_locked else CLEAR}"


def moment_of(file_name):
    """When a backup with that name was made, or None for what is none of ours."""
    match = _NAME.fullmatch(file_name)
    try:
        return match and datetime.strptime(match[1], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None


def superfluous(moments, keep, now):
    """Which of the moments may go: never the last one.

    Of each of the last so many days, weeks and months *that have a backup* the last one stays, so
    that nothing goes by itself when no new ones are made. What is younger than a day stays, and
    what comes from the future, where a clock was wrong.
    """
    newest_first = sorted(set(moments), reverse=True)
    kept = {*newest_first[:1], *(moment for moment in newest_first if moment > now - FRESH)}
    for count, period in ((keep.days, _day), (keep.weeks, _week), (keep.months, _month)):
        last_of = {}
        for moment in newest_first:
            last_of.setdefault(period(moment), moment)
        kept.update(list(last_of.values())[:count])
    return [moment for moment in newest_first if moment not in kept]


def _day(moment):
    return moment.date()


def _week(moment):
    return moment.isocalendar()[:2]


def _month(moment):
    return moment.year, moment.month
