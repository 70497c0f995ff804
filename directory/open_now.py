"""Which organisations are open at a moment, for all of them at once."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import time, timedelta
from functools import reduce
from operator import and_

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from core.lists.bits import Collector, bits_of, has, positions_of, union
from core.lists.latest import Latest

from .hours_text import WeekRow
from .models import Location, Notice, OpeningHours
from .opening import MIDNIGHT, covers, is_public_holiday, opens_on, status


@dataclass(frozen=True)
class Written:
    """What is written of all hours, whoever is in an index; organisations are ids.

    `locations` is `{location: (organisation, hours_known, holiday_hours, answers_always)}`, `slots`
    has `(location, WeekRow)`, of few different ones, and `noticed` is
    `{organisation: [(location, notices)]}` where notices may change the hours.
    """

    locations: dict
    slots: list
    noticed: dict

    @classmethod
    def read(cls):
        public = Location.objects.public().rewrite(False).order_by()
        return cls(
            locations={
                pk: facts
                for pk, *facts in public.values_list(
                    "pk", "organisation_id", "hours_known", "holiday_hours", "answers_always"
                )
            },
            slots=_written_slots(),
            noticed=_with_notice(),
        )

    def open_on(self, day):
        """The ids of the organisations of which one knows that they open on a day."""
        is_holiday, found = is_public_holiday(day), set()
        weekday = day.weekday()
        for location, row in self.slots:
            if row.weekday != weekday or row.by_appointment or location not in self.locations:
                continue
            organisation, hours_known, holiday_hours, _always = self.locations[location]
            if hours_known and (not is_holiday or holiday_hours == Location.HolidayHours.OPEN):
                found.add(organisation)
        for organisation, locations in self.noticed.items():
            if not any(opens_on(location, day, notices) for location, notices in locations):
                found.discard(organisation)
        return found


@dataclass(frozen=True, eq=False)
class Hours:
    """The hours of all published organisations, as bit sets of an index.

    `slots` is `{(by_appointment, holiday_hours, weekday, opens, closes): bits}`, `opening`
    `{(weekday, time): bits}` of what opens then, `always` what is open day and night, `answered`
    where somebody else answers at other times. `with_notice` has
    `(position, [(location, notices)])` of where notices may change the hours. `weeks` is
    `{position: [WeekRow, …]}` of those with one location, whose hours are known.
    """

    size: int
    slots: dict
    opening: dict
    always: int
    answered: int
    unknown: int
    unknown_on_holidays: int
    with_notice: list
    weeks: dict = field(repr=False)
    _latest: Latest = field(default_factory=lambda: Latest(moment_at), repr=False)

    @classmethod
    def of(cls, written, positions):
        """Of what is `Written`; `positions` are those of an index, by the ids of organisations."""
        size, known = len(positions), {}
        somewhere, answered, unknown, unknown_on_holidays = Counter(), [], [], []
        for pk, (organisation, hours_known, holiday_hours, always) in written.locations.items():
            position = positions.get(organisation)
            if position is None:
                continue
            somewhere[position] += 1
            if always:
                answered.append(position)
            if not hours_known:
                unknown.append(position)
            else:
                known[pk] = position, holiday_hours
                if holiday_hours == Location.HolidayHours.UNKNOWN:
                    unknown_on_holidays.append(position)
        nowhere = ((1 << size) - 1) & ~bits_of(somewhere, size)
        slots, weeks = _slots(written.slots, known, size)
        return cls(
            size=size,
            slots=slots,
            opening=_opening(slots),
            always=_always(slots),
            answered=bits_of(answered, size),
            unknown=bits_of(unknown, size) | nowhere,
            unknown_on_holidays=bits_of(unknown_on_holidays, size),
            with_notice=[
                (positions[organisation], locations)
                for organisation, locations in written.noticed.items()
                if organisation in positions
            ],
            weeks={position: week for position, week in weeks.items() if somewhere[position] == 1},
        )

    def at(self, now):
        """The `Moment` of the aware datetime `now`, computed once a minute.

        Says the same as `opening.status` of every location, but looks at each different weekly
        slot once, however many rows share it; only where a notice is in force, it looks singly.
        """
        return self._latest(now.replace(second=0, microsecond=0), self)


@dataclass(frozen=True, eq=False)
class Moment:
    """Which are open at a moment.

    `groups` is `{value: bits}` of the filter "open": "1" and "unknown". `usual` has those whose
    hours are as usual, of which `closing` is `{(0 today or 1 tomorrow, time): bits}` of the slots
    that go on at this moment; `opening` is that of `Hours`.
    """

    groups: dict
    closing: dict
    opening: dict
    usual: int
    weekday: int

    def until(self, positions):
        """`{position: time}`: when those that are open close, where the week says it.

        Left out is what is open at that time again, such as a day in two halves without a break.
        """
        wanted = bits_of(positions, max(positions, default=0) + 1) & self.groups["1"] & self.usual
        last = {}
        for at, bits in self.closing.items():
            for position in positions_of(bits & wanted, 0, len(positions)):
                last[position] = max(at, last.get(position, at))
        return {
            position: clock
            for position, (days, clock) in last.items()
            if not has(self.opening.get(((self.weekday + days) % 7, clock), 0), position)
        }


def moment_at(now, hours):
    now = timezone.localtime(now)
    closing, unknown = _going_on(now, hours)
    usual, changed = _changed(now, hours)
    is_open = (union(closing.values()) | hours.answered) & usual | changed["open"]
    unknown = unknown & usual | changed["unknown"]
    groups = {"1": is_open, "unknown": unknown & ~is_open}
    return Moment(groups, closing, hours.opening, usual, now.weekday())


def _going_on(now, hours):
    """`Moment.closing` as the weeks and public holidays say it, and the bits of what is unknown."""
    today = now.date()
    closing, unknown = defaultdict(int), hours.unknown
    for (by_appointment, holiday_hours, weekday, opens, closes), bits in hours.slots.items():
        if covers(weekday, opens, closes, now):
            began_on = today if now.weekday() == weekday else today - timedelta(days=1)
            if holiday_hours == Location.HolidayHours.OPEN or not is_public_holiday(began_on):
                is_tomorrow = began_on == today and closes <= opens
                closing[int(is_tomorrow), closes] |= 0 if by_appointment else bits
            elif holiday_hours == Location.HolidayHours.UNKNOWN:
                unknown |= bits
    if is_public_holiday(today):
        unknown |= hours.unknown_on_holidays
    return closing, unknown


def _changed(now, hours):
    """The bits of all whose hours are as usual, and `{state: bits}` of the others."""
    today = now.date()
    changed = {"open": [], "unknown": [], "closed": []}
    for position, locations in hours.with_notice:
        if any(_may_change(notice, today) for _, notices in locations for notice in notices):
            states = {status(location, now, notices).state for location, notices in locations}
            best = next((state for state in ("open", "unknown") if state in states), "closed")
            changed[best].append(position)
    there = {state: bits_of(rows, hours.size) for state, rows in changed.items()}
    return ~union(there.values()), there


def _may_change(notice, today):
    # What began yesterday may go on after midnight.
    return notice.starts_on <= today and notice.ends_on >= today - timedelta(days=1)


def _written_slots():
    """Times come as text, and each different slot is read once: half of the cost was reading."""
    slots, rows = [], {}
    hours = OpeningHours.objects.rewrite(False).order_by()
    texts = hours.annotate(
        opens_text=Cast("opens", TextField()), closes_text=Cast("closes", TextField())
    )
    for location, *slot in texts.values_list(
        "location_id", "weekday", "opens_text", "closes_text", "by_appointment"
    ):
        slot = tuple(slot)
        row = rows.get(slot)
        if row is None:
            weekday, opens, closes, by_appointment = slot
            row = rows[slot] = WeekRow(
                weekday, time.fromisoformat(opens), time.fromisoformat(closes), by_appointment
            )
        slots.append((location, row))
    return slots


def _slots(slots, known, size):
    """The bits of each slot, and `{position: [WeekRow, …]}`.

    `known` is `{location: (position, holiday_hours)}` of those whose hours are known.
    """
    collected, weeks = Collector(size), defaultdict(list)
    for location, row in slots:
        if location in known:
            position, holiday_hours = known[location]
            collected["slots"][holiday_hours, row].append(position)
            weeks[position].append(row)
    bits = collected.bits("slots").items()
    return {
        (row.by_appointment, holiday_hours, row.weekday, row.opens, row.closes): rows
        for (holiday_hours, row), rows in bits
    }, weeks


def _opening(slots):
    opening = defaultdict(int)
    for (by_appointment, _holidays, weekday, opens, _closes), bits in slots.items():
        opening[weekday, opens] |= 0 if by_appointment else bits
    return opening


def _always(slots):
    """The bits of what is open day and night, on every day of the week and on public holidays."""
    whole_days = [0] * 7
    for (by_appointment, holiday_hours, weekday, opens, closes), bits in slots.items():
        if opens == closes == MIDNIGHT and holiday_hours == "open" and not by_appointment:
            whole_days[weekday] |= bits
    return reduce(and_, whole_days)


def _with_notice():
    """All locations of an organisation count: one may be open while another is not."""
    that_change = Notice.objects.exclude(kind=Notice.Kind.MESSAGE)
    by_organisation, by_location = defaultdict(list), defaultdict(list)
    for notice in that_change:
        if notice.organisation_id:
            by_organisation[notice.organisation_id].append(notice)
        else:
            by_location[notice.location_id].append(notice)
    organisations = {
        *by_organisation,
        *Location.objects.filter(notices__in=that_change).values_list("organisation_id", flat=True),
    }
    locations_at = defaultdict(list)
    for location in (
        Location.objects.public()
        .filter(organisation__in=organisations)
        .prefetch_related("opening_hours")
    ):
        notices = by_organisation[location.organisation_id] + by_location[location.pk]
        locations_at[location.organisation_id].append((location, notices))
    return locations_at
