"""What the agenda lists under each day at a moment."""

from functools import cached_property

from django.utils import timezone

from core.lists.bits import bits_of, union

from .dates import DAY
from .periods import WHEN, period


class Moment:
    """What changes while the day goes by: what is over has left."""

    def __init__(self, series, now):
        self._starting, self._running, self._off = series.starting, series.running, series.off
        size = series.everything.bit_length()
        self.day = today = timezone.localdate(now)
        self.last_day = max(today, series.last_day or today)
        on_now = [row for row in series.near(today) if row[3] > now]
        # A night belongs to its evening: at one o’clock it is listed under yesterday.
        self.late = bits_of((row[0] for row in on_now if row[2] < today), size)
        self.today = bits_of((row[0] for row in on_now if row[1] <= today <= row[2]), size)
        self.upcoming = union(bits for _day, bits in self.days(today, self.last_day))
        self.when = {
            when: union(bits for _day, bits in self.days(*period(when, now))) for when in WHEN
        }

    @cached_property
    def taking_place(self):
        """`[(day, bits)]` of all that is coming and neither cancelled nor full."""
        days = self.days(self.day, self.last_day)
        return [(day, bits & ~self._off.get(day, 0)) for day, bits in days]

    def days(self, first, last):
        """`[(day, bits)]` of what is listed under each day of a period, both days included.

        What began before the period is listed under its first day; what lasts several days only
        once. A night that goes on is listed under its evening.
        """
        today, starting = self.day, self._starting
        listed = (
            [(today - DAY, self.late)]
            if first <= today and today - DAY <= last and self.late
            else []
        )
        day = first = max(first, today)
        last = min(last, self.last_day)
        while day <= last:
            bits = self.today if day == today else starting.get(day, 0)
            if day == first != today:
                bits |= self._running.get(day, 0)
            if bits:
                listed.append((day, bits))
            day += DAY
        return listed

    def days_that(self, has_day):
        """`[(day, bits)]` of what begins or goes on on the coming days with `has_day(day)`."""
        today, starting, running = self.day, self._starting, self._running
        return [
            (day, self.today if day == today else starting.get(day, 0) | running.get(day, 0))
            for day in sorted({today, *starting, *running})
            if day >= today and has_day(day)
        ]
