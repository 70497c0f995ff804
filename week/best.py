"""Which dates of a week are sent: a few that a mother is most likely to go to.

Each date costs something, and the cheapest are taken, one after another:

- where it is: 0 in the place that was asked (or anywhere, when none was), 1 elsewhere in its
  municipality, 2 online or for all of Brussels, 3 in a municipality next to it, which counts only
  where little is nearby
- 2 unless it is free, 1 unless she can just walk in
- 3 for each date that was taken already on the same day, 2 of the same organisation
- what is invented comes after all that is real

What costs the same stands in the order of time, and then in that of the agenda: so the same week
gives the same dates. No series is taken twice, and no organisation more than twice. What is
cancelled or full is never taken, nor what has begun today, unless it goes on for days.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from agenda.models import Occurrence
from core.lists.bits import bits_of, has, union

from .asked import FURTHER

MOST, MOST_OF_ONE = 5, 2
_NOT_FREE, _NOT_DROP_IN, _SAME_DAY, _SAME_ORGANISATION, _INVENTED = 2, 1, 3, 2, 100
# Of a day so many are compared: the next ones cost as much, or more.
_MOST_A_DAY = 25
# Who comes to an exhibition on its second day has missed nothing.
_LONG = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class _Candidate:
    day: date
    position: int
    cost: int
    number: int  # in the order of its day


def best(week, most=MOST):
    """`[(day, position)]` of the best dates of a `week.asked.Week`, the best first."""
    near = [*week.near, (union(bits for _day, bits in week.further), FURTHER)]
    days = {}
    for day, bits in (*week.days, *week.further):
        days[day] = days.get(day, 0) | bits
    return _best(week, sorted(days.items()), _by_cost(week, near), most)


def first_of(week, days, most):
    """The same of other `[(day, bits)]`, wherever they are."""
    rows = union(bits for _day, bits in days)
    return _best(week, days, _by_cost(week, [(rows, 0)]), most)


def _by_cost(week, near):
    """`[(cost, bits)]`, the cheapest first."""
    series, free = week.index.series, week.index.groups["free"].get("1", 0)
    costs = {}
    for rows, far in near:
        for bits, cost in _split(free, _NOT_FREE):
            for walk_in, more in _split(series.drop_in, _NOT_DROP_IN):
                for real, most in _split(~series.examples, _INVENTED):
                    key = far + cost + more + most
                    costs[key] = costs.get(key, 0) | (rows & bits & walk_in & real)
    return sorted((cost, bits) for cost, bits in costs.items() if bits)


def _split(bits, cost):
    return (bits, 0), (~bits, cost)


def _best(week, days, by_cost, most):
    left = [one for day, bits in days for one in _candidates(week, day, bits, by_cost)]
    owner = _owners(week.index.series, {one.position for one in left})
    chosen, on_day, of_owner = [], {}, {}
    while left and len(chosen) < most:
        one = min(
            left,
            key=lambda one: (
                one.cost
                + _SAME_DAY * on_day.get(one.day, 0)
                + _SAME_ORGANISATION * of_owner.get(owner[one.position], 0),
                one.day,
                one.number,
            ),
        )
        chosen.append(one)
        who = owner[one.position]
        on_day[one.day] = on_day.get(one.day, 0) + 1
        of_owner[who] = of_owner.get(who, 0) + 1
        left = [
            other
            for other in left
            if other.position != one.position
            and of_owner.get(owner[other.position], 0) < MOST_OF_ONE
        ]
    return [(one.day, one.position) for one in chosen]


def _candidates(week, day, bits, by_cost):
    bits &= ~week.index.series.off.get(day, 0)
    if day == week.today and bits:
        bits &= ~_begun(week)
    found = []
    for cost, rows in by_cost:
        if len(found) >= _MOST_A_DAY:
            break
        positions = week.index.page(bits & rows, 0, _MOST_A_DAY - len(found))
        found += [(cost, position) for position in positions]
    there = bits_of((position for _cost, position in found), bits.bit_length())
    numbers = {p: number for number, p in enumerate(week.index.page(there, 0, len(found)))}
    return [_Candidate(day, position, cost, numbers[position]) for cost, position in found]


def _begun(week):
    """The bits of what has begun today and will be over soon. One query."""
    dates = Occurrence.objects.filter(
        starts_on=week.today, last_on=week.today, starts_at__lte=week.now, over_at__gt=week.now
    )
    rows = dates.values_list("event_id", "starts_at", "ends_at")
    ids = [pk for pk, start, end in rows if end is None or end - start < _LONG]
    return week.index.bits_of_ids(ids)


def _owners(series, positions):
    """`{position: id of its organisation}`."""
    wanted = bits_of(positions, max(positions, default=0) + 1)
    return {
        slot: organisation
        for organisation, slots in series.of_organisation.items()
        for slot in slots
        if has(wanted, slot)
    }
