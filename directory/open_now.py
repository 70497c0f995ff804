"""Which organisations are open at a moment, for all of them at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from core.lists.bits import Collector, bits_of, union
from core.lists.latest import Latest

from .models import Location, Notice, OpeningHours
from .opening import covers, is_public_holiday, opens_on, status


@dataclass(frozen=True)
class Written:
    """What is written of all hours, whoever is in an index; organisations are ids.

    `locations` is `{location: (organisation, hours_known, holiday_hours)}`, `slots` has
    `(location, by_appointment, weekday, opens, closes)`, and `noticed` is
    `{organisation: [(location, notices)]}` where notices may change the hours.
    """

    locations: dict
    slots: list
    noticed: dict

    @classmethod
    def read(cls):
        public = Location.objects.public().rewrite(False).order_by()
        hours = OpeningHours.objects.rewrite(False).order_by()
        return cls(
            locations={
                pk: facts
                for pk, *facts in public.values_list(
                    "pk", "organisation_id", "hours_known", "holiday_hours"
                )
            },
            slots=list(
                hours.values_list("location_id", "by_appointment", "weekday", "opens", "closes")
            ),
            noticed=_with_notice(),
        )

    def open_on(self, day):
        """The ids of the organisations of which one knows that they open on a day."""
        is_holiday, found = is_public_holiday(day), set()
        for location, by_appointment, weekday, *_times in self.slots:
            if weekday != day.weekday() or by_appointment or location not in self.locations:
                continue
            organisation, hours_known, holiday_hours = self.locations[location]
            if hours_known and (not is_holiday or holiday_hours == Location.HolidayHours.OPEN):
                found.add(organisation)
        for organisation, locations in self.noticed.items():
            if not any(opens_on(location, day, notices) for location, notices in locations):
                found.discard(organisation)
        return found


@dataclass(frozen=True, eq=False)
class Hours:
    """The hours of all published organisations, as bit sets of an index.

    `slots` is `{(by_appointment, holiday_hours, weekday, opens, closes): bits}`. `with_notice` has
    `(position, [(location, notices)])` of where notices may change the hours.
    """

    size: int
    slots: dict
    unknown: int
    unknown_on_holidays: int
    with_notice: list
    _latest: Latest = field(default_factory=lambda: Latest(groups_at), repr=False)

    @classmethod
    def of(cls, written, positions):
        """Of what is `Written`; `positions` are those of an index, by the ids of organisations."""
        size, known = len(positions), {}
        somewhere, unknown, unknown_on_holidays = [], [], []
        for pk, (organisation, hours_known, holiday_hours) in written.locations.items():
            position = positions.get(organisation)
            if position is None:
                continue
            somewhere.append(position)
            if not hours_known:
                unknown.append(position)
            else:
                known[pk] = position, holiday_hours
                if holiday_hours == Location.HolidayHours.UNKNOWN:
                    unknown_on_holidays.append(position)
        nowhere = ((1 << size) - 1) & ~bits_of(somewhere, size)
        return cls(
            size=size,
            slots=_slots(written.slots, known, size),
            unknown=bits_of(unknown, size) | nowhere,
            unknown_on_holidays=bits_of(unknown_on_holidays, size),
            with_notice=[
                (positions[organisation], locations)
                for organisation, locations in written.noticed.items()
                if organisation in positions
            ],
        )

    def at(self, now):
        """`{value: bits}` of the filter "open" at the aware datetime `now`: "1" and "unknown".

        Says the same as `opening.status` of every location, but looks at each different weekly
        slot once, however many rows share it; only where a notice is in force, it looks singly.
        """
        return self._latest(now.replace(second=0, microsecond=0), self)


def groups_at(now, hours):
    now = timezone.localtime(now)
    today = now.date()
    is_open, unknown = 0, hours.unknown
    for (by_appointment, holiday_hours, weekday, opens, closes), bits in hours.slots.items():
        if covers(weekday, opens, closes, now):
            began_on = today if now.weekday() == weekday else today - timedelta(days=1)
            if holiday_hours == Location.HolidayHours.OPEN or not is_public_holiday(began_on):
                is_open |= 0 if by_appointment else bits
            elif holiday_hours == Location.HolidayHours.UNKNOWN:
                unknown |= bits
    if is_public_holiday(today):
        unknown |= hours.unknown_on_holidays
    changed = {"open": [], "unknown": [], "closed": []}
    for position, locations in hours.with_notice:
        if any(_may_change(notice, today) for _, notices in locations for notice in notices):
            states = {status(location, now, notices).state for location, notices in locations}
            best = next((state for state in ("open", "unknown") if state in states), "closed")
            changed[best].append(position)
    there = {state: bits_of(rows, hours.size) for state, rows in changed.items()}
    usual = ~union(there.values())
    is_open = is_open & usual | there["open"]
    unknown = unknown & usual | there["unknown"]
    return {"1": is_open, "unknown": unknown & ~is_open}


def _may_change(notice, today):
    # What began yesterday may go on after midnight.
    return notice.starts_on <= today and notice.ends_on >= today - timedelta(days=1)


def _slots(slots, known, size):
    """`known` is `{location: (position, holiday_hours)}` of those whose hours are known."""
    collected = Collector(size)
    for location, by_appointment, *slot in slots:
        if location in known:
            position, holiday_hours = known[location]
            collected["slots"][by_appointment, holiday_hours, *slot].append(position)
    return collected.bits("slots")


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
