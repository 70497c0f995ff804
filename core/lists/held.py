"""Which few of many values each row has: the streets that it lies in, the hours that it is open.

A bit set for each of thousands of values would be nearly empty, and as long as the list. Here a
value has an array of its rows, and all rows together one array of the numbers of their values.
"""

from array import array
from bisect import bisect_left, insort
from itertools import groupby
from operator import itemgetter

_NONE = array("I", [0])


class Held:
    """Values of rows by slot (`core.kept.slots`). Never changed: `with_changed` gives another.

    `numbers` is `{value: number}` and `values` has them in that order; a value that no row has any
    more keeps its number. `_rows` has, by number, an ascending array of slots. `_pool` has, for
    each row, how many values it has and their numbers, from where `_starts` says; 0 is nothing.
    """

    def __init__(self, numbers=None, values=(), rows=(), starts=_NONE, pool=_NONE):
        self.numbers, self.values, self._rows = numbers or {}, values, rows
        self._starts, self._pool = starts, pool

    @classmethod
    def of(cls, pairs):
        """Of `(slot, value)` pairs, in any order; a pair may come twice."""
        return cls().with_changed((), pairs)

    def of_row(self, slot):
        """The numbers of the values of a row, in the order in which they were given."""
        start = self._starts[slot] if slot < len(self._starts) else 0
        return self._pool[start + 1 : start + 1 + self._pool[start]]

    def rows(self, number):
        """The slots of the rows that have the value with a number, ascending."""
        return self._rows[number]

    def rows_with(self, value):
        """The slots of the rows that have a value, ascending."""
        number = self.numbers.get(value)
        return () if number is None else self._rows[number]

    def with_changed(self, slots, pairs):
        """The same without what the rows `slots` had, and with the `(slot, value)` pairs."""
        numbers, values = self.numbers, self.values
        gone = {(number, slot) for slot in slots for number in self.of_row(slot)}
        new = {}
        for slot, value in pairs:
            number = numbers.get(value)
            if number is None:
                if numbers is self.numbers:
                    numbers, values = {**numbers}, [*values]
                number = numbers[value] = len(values)
                values.append(value)
            new.setdefault(slot, {})[number] = None
        coming = {(number, slot) for slot, held in new.items() for number in held}
        if gone == coming:
            return self
        rows = [*self._rows, *(array("I") for _value in range(len(values) - len(self._rows)))]
        for number, there in groupby(sorted(gone - coming), itemgetter(0)):
            rows[number] = _without(rows[number], there)
        for number, there in groupby(sorted(coming - gone), itemgetter(0)):
            rows[number] = _with(rows[number], there)
        return Held(numbers, values, rows, *self._pooled(slots, new))

    def _pooled(self, slots, new):
        """`_starts` and `_pool` without what `slots` had and with `{slot: numbers}`."""
        starts, pool = self._starts[:], self._pool[:]
        missing = max(new, default=-1) + 1 - len(starts)
        starts.extend([0] * max(0, missing))
        for slot in slots:
            if slot < len(starts):
                starts[slot] = 0
        for slot, held in new.items():
            starts[slot] = len(pool)
            pool.append(len(held))
            pool.extend(held)
        # What rows had before stays in it until that is half of all.
        in_use = sum(map(len, self._rows)) + len(starts)
        return _packed(starts, pool) if len(pool) > 2 * in_use + 1_000 else (starts, pool)


def _without(rows, there):
    rows = rows[:]
    for _number, slot in there:
        del rows[bisect_left(rows, slot)]
    return rows


def _with(rows, there):
    slots = [slot for _number, slot in there]
    if not rows or slots[0] > rows[-1]:
        return rows + array("I", slots)
    rows = rows[:]
    for slot in slots:
        insort(rows, slot)
    return rows


def _packed(starts, pool):
    packed, again = array("I", [0]), array("I", [0]) * len(starts)
    for slot, start in enumerate(starts):
        if start:
            again[slot] = len(packed)
            packed.extend(pool[start : start + 1 + pool[start]])
    return again, packed
