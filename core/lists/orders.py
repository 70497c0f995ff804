"""In which order the rows of a list stand, without sorting all of them for a page."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice

from .bits import bits_of, positions_of

# Sorting one row costs about as much as walking past this many.
_SORTING = 8
# From one part in so many on it is cheaper to sort all than to put each changed row in its place.
_MANY = 16


@dataclass(frozen=True, eq=False)
class Order:
    """Slots (`core.kept.slots`), the first of all first.

    `keys` has, for each slot, what it stands by, or None where it is not in the list; keys can be
    compared with each other, and no two are the same.
    """

    slots: list
    keys: list

    @classmethod
    def of(cls, keys):
        """Of `{slot: key}`."""
        by_slot = [None] * (max(keys, default=-1) + 1)
        for slot, key in keys.items():
            by_slot[slot] = key
        return cls(sorted(keys, key=keys.__getitem__), by_slot)

    def with_changed(self, changed):
        """The same with `{slot: key}` of what changed; a key of None takes it out."""
        keys = [*self.keys]
        keys += [None] * (max(changed, default=-1) + 1 - len(keys))
        if len(changed) * _MANY > len(self.slots):
            for slot, key in changed.items():
                keys[slot] = key
            there = [slot for slot, key in enumerate(keys) if key is not None]
            return Order(sorted(there, key=keys.__getitem__), keys)
        slots = [*self.slots]
        moved = {slot: key for slot, key in changed.items() if keys[slot] != key}
        for slot in moved:
            if keys[slot] is not None:
                del slots[bisect_left(slots, keys[slot], key=keys.__getitem__)]
        for slot, key in moved.items():
            keys[slot] = key
            if key is not None:
                slots.insert(bisect_left(slots, key, key=keys.__getitem__), slot)
        return Order(slots, keys)

    @cached_property
    def bits(self):
        """The bit set of all that is in it."""
        return bits_of(self.slots, len(self.keys))

    def page(self, bits, start, count):
        """The slots of the set bits number `start` to `start + count` (from 0), in order.

        Few are sorted, for many it walks along the order until it has enough. Bits of slots that
        are not in the order are left out.
        """
        bits &= self.bits
        total = bits.bit_count()
        if total == len(self.slots):
            return self.slots[start : start + count]
        if total * total * _SORTING < (start + count) * len(self.slots):
            found = positions_of(bits, 0, total)
            return sorted(found, key=self.keys.__getitem__)[start : start + count]
        is_set = _flags(bits, len(self.keys))
        found = compress(self.slots, map(is_set.__getitem__, self.slots))
        return [*islice(found, start, start + count)]


_ZERO_OR_ONE = bytes.maketrans(b"01", b"\0\1")


def _flags(bits, size):
    """A byte for each slot, 1 where its bit is set."""
    return f"{bits:0{size}b}".encode().translate(_ZERO_OR_ONE)[::-1]
