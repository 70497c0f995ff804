"""When something is due, by the clocks of Brussels.

`last(now)` is the latest moment, not after `now`, at which it was due; `next(now)` the first after
it. A day has each moment once, also the one in which the clocks change: what does not exist then is
an hour later, and of what is there twice the first one counts.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


def _moment(day, hour, minute):
    local = datetime.combine(day, time(hour, minute), tzinfo=timezone.get_default_timezone())
    return local.astimezone(UTC)


def _local_day(now):
    return timezone.localdate(now, timezone.get_default_timezone())


@dataclass(frozen=True, slots=True)
class Daily:
    hour: int
    minute: int = 0

    def last(self, now):
        today = _local_day(now)
        moment = _moment(today, self.hour, self.minute)
        return moment if moment <= now else self._at(today - timedelta(days=1))

    def next(self, now):
        today = _local_day(now)
        moment = self._at(today)
        return moment if moment > now else self._at(today + timedelta(days=1))

    def _at(self, day):
        return _moment(day, self.hour, self.minute)


@dataclass(frozen=True, slots=True)
class Hourly:
    """All hours that there are: a day has 23 or 25 of them when the clocks change."""

    minute: int = 0

    def last(self, now):
        moment = now.astimezone(UTC).replace(minute=self.minute, second=0, microsecond=0)
        return moment if moment <= now else moment - timedelta(hours=1)

    def next(self, now):
        return self.last(now) + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Monthly:
    day: int  # 1 to 28
    hour: int
    minute: int = 0

    def last(self, now):
        today = _local_day(now)
        moment = self._in(today.year, today.month)
        if moment <= now:
            return moment
        before = today.replace(day=1) - timedelta(days=1)
        return self._in(before.year, before.month)

    def next(self, now):
        today = _local_day(now)
        moment = self._in(today.year, today.month)
        if moment > now:
            return moment
        after = today.replace(day=28) + timedelta(days=4)
        return self._in(after.year, after.month)

    def _in(self, year, month):
        return _moment(date(year, month, self.day), self.hour, self.minute)
