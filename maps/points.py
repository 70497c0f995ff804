"""Where the rows of a list are: few points each, by slot (`core.kept.slots`), and what is near."""

from array import array
from collections import defaultdict

from core.lists.bits import bits_of
from core.lists.latest import Latest
from geo.finding import metres

from .plan import METRES_A_DEGREE, NARROWER

_UNIT = 1_000_000  # in a degree: a tenth of a metre
# Squares of about 500 metres.
_DOWN = round(500 / METRES_A_DEGREE * _UNIT)
_ACROSS = round(500 / METRES_A_DEGREE / NARROWER * _UNIT)
# Windows of which it is remembered what is in them: most visitors look at the same few.
_WINDOWS = 32
_NONE = array("I", [0])
_EMPTY = array("i", [0])


class Points:
    """Never changed: `with_changed` gives another.

    `_pool` has, for each row, how many points it has and their latitudes and longitudes, from where
    `_starts` says; 0 is nothing. `_cells` has the slots of what lies in each square. `changed` are
    the squares in which it differs from the one that it was made of.
    """

    def __init__(self, starts=_NONE, pool=_EMPTY, cells=None, changed=frozenset()):
        self._starts, self._pool, self._cells = starts, pool, cells or {}
        self._windows = Latest(_within, most=_WINDOWS)
        self.changed = changed

    def of(self, slot):
        """The (latitude, longitude) of each point of a row; most have one or none."""
        return [(down / _UNIT, across / _UNIT) for down, across in self._of(slot)]

    def _of(self, slot):
        start = self._starts[slot] if slot < len(self._starts) else 0
        numbers = self._pool[start + 1 : start + 1 + 2 * self._pool[start]]
        return [*zip(numbers[::2], numbers[1::2], strict=True)]

    def within(self, plan):
        """The bits of the rows that have a point on a `maps.plan.Plan`."""
        return self._windows(plan, self)

    def near(self, latitude, longitude, reach):
        """`[(metres, slot), …]` of what is within `reach` metres, the nearest first, each once."""
        here, found = (latitude, longitude), {}
        for slot in self._around(latitude, longitude, reach):
            off = min(metres(here, there) for there in self.of(slot))
            if off <= reach:
                found[slot] = off
        return sorted((off, slot) for slot, off in found.items())

    def squares(self, latitude, longitude, reach):
        """All squares that may hold something within reach: what `changed` is told by."""
        down, across = _cell(round(latitude * _UNIT), round(longitude * _UNIT))
        most = int(reach // 500) + 1
        return [
            (row, column)
            for row in range(down - most, down + most + 1)
            for column in range(across - most, across + most + 1)
        ]

    def _around(self, latitude, longitude, reach):
        """The slots in these squares."""
        squares = self.squares(latitude, longitude, reach)
        return {slot for square in squares for slot in self._cells.get(square, ())}

    def with_changed(self, slots, new):
        """The same without what the rows `slots` had, and with `{slot: [point, …]}`."""
        before = {slot: there for slot in {*slots, *new} if (there := self._of(slot))}
        now = {
            slot: [(round(down * _UNIT), round(across * _UNIT)) for down, across in there]
            for slot, there in new.items()
            if there
        }
        if before == now:
            return self
        changed = {
            _cell(*point)
            for slot in {*before, *now}
            if before.get(slot) != now.get(slot)
            for point in (*before.get(slot, ()), *now.get(slot, ()))
        }
        return Points(*self._pooled(before, now), self._with_cells(before, now), changed)

    def _with_cells(self, before, now):
        gone, coming = defaultdict(set), defaultdict(set)
        for kept, rows in ((gone, before), (coming, now)):
            for slot, there in rows.items():
                for point in there:
                    kept[_cell(*point)].add(slot)
        cells = dict(self._cells)
        for cell in {*gone, *coming}:
            rows = ({*cells.get(cell, ())} - gone[cell]) | coming[cell]
            cells[cell] = array("I", sorted(rows))
            if not rows:
                del cells[cell]
        return cells

    def _pooled(self, before, now):
        """`_starts` and `_pool` with `now` in place of what was before."""
        starts, pool = self._starts[:], self._pool[:]
        starts.extend([0] * max(0, max(now, default=-1) + 1 - len(starts)))
        for slot in before:
            starts[slot] = 0
        for slot, there in now.items():
            starts[slot] = len(pool)
            pool.append(len(there))
            for point in there:
                pool.extend(point)
        # What rows had before stays in it until that is half of all.
        return _packed(starts, pool) if len(pool) > 6 * len(starts) + 1_000 else (starts, pool)


def _within(plan, points):
    slots = array("I")
    for (down, across), there in points._cells.items():
        west, south = plan.at(down * _DOWN / _UNIT, across * _ACROSS / _UNIT)
        east, north = plan.at((down + 1) * _DOWN / _UNIT, (across + 1) * _ACROSS / _UNIT)
        if west >= 0 and east <= plan.width and north >= 0 and south <= plan.height:
            slots.extend(there)
        elif west <= plan.width and east >= 0 and north <= plan.height and south >= 0:
            held = (s for s in there if any(plan.holds(*point) for point in points.of(s)))
            slots.extend(held)
    return bits_of(slots, max(slots, default=0) + 1)


def _cell(down, across):
    return down // _DOWN, across // _ACROSS


def _packed(starts, pool):
    packed, again = array("i", [0]), array("I", [0]) * len(starts)
    for slot, start in enumerate(starts):
        if start:
            again[slot] = len(packed)
            packed.extend(pool[start : start + 1 + 2 * pool[start]])
    return again, packed
