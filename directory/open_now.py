"""Which organisations are open at a moment, for all of them at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from core.lists.bits import bits_of, has, union
from core.lists.held import Held
from core.lists.latest import Latest

from .collecting import of_ids, plain
from .hours_text import WeekRow
from .models import Location, Notice, OpeningHours
from .opening import MIDNIGHT, covers_on_wall, is_public_holiday, opens_on, status, wall_of

OPEN_ON_HOLIDAYS = Location.HolidayHours.OPEN.value
UNKNOWN_ON_HOLIDAYS = Location.HolidayHours.UNKNOWN.value
# What `read` needs of a location.
COLUMNS = ("hours_known", "holiday_hours", "answers_always")


class Change(NamedTuple):
    """What `directory.opening` needs of a `Notice`."""

    kind: str
    starts_on: date
    ends_on: date


class _Rows(tuple):
    __slots__ = ()

    def all(self):
        return self


@dataclass(frozen=True, slots=True)
class Place:
    """What `directory.opening` needs of a `Location`; `opening_hours` are `WeekRow`s."""

    hours_known: bool
    holiday_hours: str
    answers_always: bool
    opening_hours: _Rows


@dataclass(frozen=True, eq=False)
class Hours:
    """The hours of the published organisations, by slot; see `read`.

    `held` has, for each, the `(holiday_hours, WeekRow)`s of all places whose hours are known.
    `states` has bits: "somewhere" of those with a public place, "several" with more than one,
    "answered" where somebody else answers at other times, "unknown" where the hours of a place are
    not known, and "unknown on holidays". `noticed` is `{slot: ((Place, Changes), …)}` where notices
    may change the hours.
    """

    held: Held
    states: dict
    noticed: dict = field(repr=False)
    everything: int
    # `(minute, Moment.noticed)` of before the last change.
    before: tuple = field(default=(None, None), repr=False)
    _latest: Latest = field(default_factory=lambda: Latest(moment_at), repr=False)

    def at(self, now):
        """The `Moment` of the aware datetime `now`, computed once a minute.

        Says the same as `opening.status` of every location, but looks at each different weekly
        slot once, however many rows share it; only where a notice is in force, it looks singly.
        """
        return self._latest(now.replace(second=0, microsecond=0), self)

    def followed(self, slots, written, states, everything):
        """The same after the rows `slots` were `Written` anew."""
        held = self.held.with_changed(slots, written.held)
        noticed = {slot: places for slot, places in self.noticed.items() if slot not in slots}
        noticed |= written.noticed
        now = held, states, noticed, everything
        if now == (self.held, self.states, self.noticed, self.everything):
            return self
        last = self._latest.last
        return Hours(*now, (last.minute, last.noticed) if last else self.before)

    def week(self, slot):
        """The `WeekRow`s of what has one place, whose hours are known."""
        if has(self.states.get("several", 0), slot):
            return ()
        return tuple(self.held.values[number][1] for number in self.held.of_row(slot))

    def opens_on(self, slot, day):
        """Whether one knows of a row that it opens on a day, and not by appointment only."""
        if (places := self.noticed.get(slot)) is not None:
            return any(opens_on(place, day, changes) for place, changes in places)
        is_holiday, weekday = is_public_holiday(day), day.weekday()
        return any(
            row.weekday == weekday
            and not row.by_appointment
            and (not is_holiday or holiday_hours == OPEN_ON_HOLIDAYS)
            for holiday_hours, row in map(self.held.values.__getitem__, self.held.of_row(slot))
        )

    @cached_property
    def always(self):
        """The bits of what is open day and night, every day of the week and on public holidays."""
        whole_days = [0] * 7
        for number, (holiday_hours, row) in enumerate(self.held.values):
            is_whole = row.opens == row.closes == MIDNIGHT and not row.by_appointment
            if is_whole and holiday_hours == OPEN_ON_HOLIDAYS:
                whole_days[row.weekday] |= self.rows([number])
        always = self.everything
        for bits in whole_days:
            always &= bits
        return always

    def rows(self, numbers):
        """The bits of the rows with one of the hours of these numbers."""
        held = self.held
        slots = [slot for number in numbers for slot in held.rows(number)]
        return bits_of(slots, max(slots, default=0) + 1)


@dataclass(frozen=True, eq=False)
class Moment:
    """Which are open at a moment.

    `groups` is `{value: bits}` of the filter "open": "1" and "unknown". `usual` has those whose
    hours are as usual; of the numbers in `Hours.held` `closing` has those that go on now, with
    when they end: `{number: (0 today or 1 tomorrow, time)}`. `noticed` is `{slot: (places, state)}`
    of those where a notice is in force.
    """

    minute: object
    groups: dict
    closing: dict
    usual: int
    weekday: int
    noticed: dict
    held: Held = field(repr=False)

    def until(self, slots):
        """`{slot: time}`: when those that are open close, where the week says it.

        Left out is what is open at that time again, such as a day in two halves without a break.
        """
        wanted, held, found = self.groups["1"] & self.usual, self.held, {}
        for slot in slots:
            if not has(wanted, slot):
                continue
            numbers = held.of_row(slot)
            last = max((self.closing[n] for n in numbers if n in self.closing), default=None)
            if last is None:
                continue
            then = (self.weekday + last[0]) % 7, last[1]
            rows = (held.values[number][1] for number in numbers)
            if not any((r.weekday, r.opens) == then and not r.by_appointment for r in rows):
                found[slot] = last[1]
        return found


def moment_at(now, hours):
    minute, now = now, timezone.localtime(now)
    closing, unknown = _going_on(now, hours)
    noticed = _noticed(minute, now, hours)
    there = {"open": [], "unknown": [], "closed": []}
    for slot, (_places, state) in noticed.items():
        there[state].append(slot)
    size = max(noticed, default=0) + 1
    changed = {state: bits_of(slots, size) for state, slots in there.items()}
    usual = hours.everything & ~union(changed.values())
    is_open = hours.rows(closing) | hours.states.get("answered", 0)
    is_open = is_open & usual | changed["open"]
    unknown = unknown & usual | changed["unknown"]
    groups = {"1": is_open, "unknown": unknown & ~is_open}
    return Moment(minute, groups, closing, usual, now.weekday(), noticed, hours.held)


def _going_on(now, hours):
    """`Moment.closing`, and the bits of what is unknown, as the weeks and public holidays say."""
    today, wall, states = now.date(), wall_of(now), hours.states
    closing, not_known = {}, []
    for number, (holiday_hours, row) in enumerate(hours.held.values):
        if not covers_on_wall(row.weekday, row.opens, row.closes, wall):
            continue
        began_on = today if now.weekday() == row.weekday else today - timedelta(days=1)
        if holiday_hours == OPEN_ON_HOLIDAYS or not is_public_holiday(began_on):
            if not row.by_appointment:
                is_tomorrow = began_on == today and row.closes <= row.opens
                closing[number] = int(is_tomorrow), row.closes
        elif holiday_hours == UNKNOWN_ON_HOLIDAYS:
            not_known.append(number)
    nowhere = hours.everything & ~states.get("somewhere", 0)
    unknown = states.get("unknown", 0) | nowhere | hours.rows(not_known)
    if is_public_holiday(today):
        unknown |= states.get("unknown on holidays", 0)
    return closing, unknown


def _noticed(minute, now, hours):
    """`Moment.noticed`. After a change of a few rows, those of the others are known already."""
    today, noticed, (when, known) = now.date(), {}, hours.before
    known = known if when == minute else {}
    for slot, places in hours.noticed.items():
        if slot in known and known[slot][0] is places:
            noticed[slot] = known[slot]
        elif any(_may_change(change, today) for _place, changes in places for change in changes):
            states = {status(place, now, changes).state for place, changes in places}
            best = next((state for state in ("open", "unknown") if state in states), "closed")
            noticed[slot] = places, best
    return noticed


def _may_change(change, today):
    # What began yesterday may go on after midnight.
    return change.starts_on <= today and change.ends_on >= today - timedelta(days=1)


# Reading


class Written(NamedTuple):
    """What is written of the hours of some rows: pairs for `Hours.held`, and `Hours.noticed`."""

    held: list
    noticed: dict


def read(collected, slots, places, ids):
    """What is `Written` of the published organisations with some ids. Two queries.

    `slots` is `{organisation: slot}`, and `places` has `(location, organisation, hours_known,
    holiday_hours, answers_always)` of the public ones. `collected` is a `Collector`, which gets
    `Hours.states`.
    """
    changes = _changes(ids)
    noticed = {
        organisation
        for location, organisation, *_facts in places
        if organisation in changes.of_organisation or location in changes.of_location
    }
    seen, known, states = set(), {}, collected["hours"]
    for location, organisation, hours_known, holiday_hours, answers_always in places:
        slot = slots[organisation]
        states["several" if slot in seen else "somewhere"].append(slot)
        seen.add(slot)
        if answers_always:
            states["answered"].append(slot)
        if not hours_known:
            states["unknown"].append(slot)
            continue
        known[location] = slot, holiday_hours, organisation in noticed
        if holiday_hours == UNKNOWN_ON_HOLIDAYS:
            states["unknown on holidays"].append(slot)
    held, week_of = [], defaultdict(list)
    for location, row in _week_rows(ids):
        if location in known:
            slot, holiday_hours, is_noticed = known[location]
            held.append((slot, (holiday_hours, row)))
            if is_noticed:
                week_of[location].append(row)
    # All places of an organisation count: one may be open while another is not.
    found = defaultdict(tuple)
    for location, organisation, *facts in places:
        if organisation in noticed:
            here = changes.of_organisation.get(organisation, ())
            here += changes.of_location.get(location, ())
            found[slots[organisation]] += ((Place(*facts, _Rows(week_of.get(location, ()))), here),)
    return Written(held, dict(found))


class _Changes(NamedTuple):
    of_organisation: dict
    of_location: dict


def _changes(ids):
    """The `Change`s, by organisation and by location."""
    that_change = of_ids(_all_notices(), ids, "organisation", "location__organisation")
    changes = _Changes(defaultdict(tuple), defaultdict(tuple))
    for organisation, location, *change in that_change:
        if organisation:
            changes.of_organisation[organisation] += (Change(*change),)
        else:
            changes.of_location[location] += (Change(*change),)
    return changes


def _week_rows(ids):
    """`(location, WeekRow)` of all hours, of few different ones."""
    rows = of_ids(_all_hours(), ids, "location__organisation")
    return ((location, _week_row(*row)) for location, *row in rows)


# Never read as they are: half of the cost of a query is to write it anew.


@lru_cache
def _all_notices():
    that_change = plain(Notice.objects.exclude(kind=Notice.Kind.MESSAGE))
    return that_change.values_list("organisation_id", "location_id", "kind", "starts_on", "ends_on")


@lru_cache
def _all_hours():
    hours = plain(OpeningHours.objects.all()).annotate(
        opens_text=Cast("opens", TextField()), closes_text=Cast("closes", TextField())
    )
    columns = "location_id", "weekday", "opens_text", "closes_text", "by_appointment"
    return hours.values_list(*columns)


@lru_cache(maxsize=8192)
def _week_row(weekday, opens, closes, by_appointment):
    """Times come as text, and each different slot is read once: half of the cost was reading."""
    return WeekRow(weekday, time.fromisoformat(opens), time.fromisoformat(closes), by_appointment)
