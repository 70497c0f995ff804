"""In which order the rows of a list stand, without sorting all of them for a page."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from .bits import bits_of, flags_of, has, positions_of

# Sorting one row costs about as much as walking past this many.
_SORTING = 8
# From one part in so many on it is cheaper to sort all than to put each changed row in its place.
_MANY = 16


@dataclass(frozen=True, eq=False)
class Order:
    """Slots (`core.kept.slots`), the first of all first, and the bits of all that is in it.

    `keys[slot]` is what it stands by; keys can be compared with each other, and no two are the
    same. They stand in an array where they are numbers from 0 to 2**64 - 1.
    """

    slots: array
    keys: object
    bits: int

    @classmethod
    def of(cls, by_slot):
        """Of `{slot: key}`, or of pairs of these."""
        slots, keys = array("I"), array("Q")
        for slot, key in by_slot.items() if isinstance(by_slot, dict) else by_slot:
            slots.append(slot)
            keys = _with(keys, slot, key)
        return cls.of_slots(slots, keys)

    @classmethod
    def of_slots(cls, slots, keys):
        """Of slots, and of keys that are kept elsewhere."""
        bits = bits_of(slots, max(slots, default=0) + 1)
        return cls(array("I", sorted(slots, key=keys.__getitem__)), keys, bits)

    def with_changed(self, changed, keys=None):
        """The same with `{slot: key}` of what changed; a key of None takes it out.

        `keys` are all that there are then, if they are kept elsewhere.
        """
        changed = {slot: key for slot, key in changed.items() if key != self._key(slot)}
        if not changed:
            return self
        new = {slot: key for slot, key in changed.items() if key is not None}
        if keys is None:
            keys = self.keys[:]
            for slot, key in new.items():
                keys = _with(keys, slot, key)
        gone = [slot for slot in changed if has(self.bits, slot)]
        there = self.bits ^ (self.bits & bits_of(changed, max(changed, default=0) + 1))
        there |= bits_of(new, max(new, default=0) + 1)
        if len(changed) * _MANY > len(self.slots):
            left = {*self.slots} - {*changed}
            return Order(array("I", sorted([*left, *new], key=keys.__getitem__)), keys, there)
        slots = self.slots[:]
        for slot in gone:
            del slots[bisect_left(slots, self.keys[slot], key=self.keys.__getitem__)]
        for slot, key in new.items():
            slots.insert(bisect_left(slots, key, key=keys.__getitem__), slot)
        return Order(slots, keys, there)

    def _key(self, slot):
        return self.keys[slot] if has(self.bits, slot) else None

    def page(self, bits, start, count):
        """The slots of the set bits number `start` to `start + count` (from 0), in order.

        Few are sorted, for many it walks along the order until it has enough. Bits of slots that
        are not in the order are left out.
        """
        bits &= self.bits
        total = bits.bit_count()
        if total == len(self.slots):
            return self.slots[start : start + count].tolist()
        if total * total * _SORTING < (start + count) * len(self.slots):
            found = positions_of(bits, 0, total)
            return sorted(found, key=self.keys.__getitem__)[start : start + count]
        flags = flags_of(bits, self.bits.bit_length())
        found = (slot for slot in self.slots if flags[slot >> 3] >> (slot & 7) & 1)
        return [*islice(found, start, start + count)]


def _with(keys, slot, key):
    """Keys by slot with one more: the same, or a list where that is no such number."""
    if slot >= len(keys):
        keys.extend([0] * (slot + 1 - len(keys)))
    try:
        keys[slot] = key
    except (TypeError, OverflowError):
        keys = [*keys]
        keys[slot] = key
    return keys
