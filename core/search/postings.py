"""In which rows of one kind a word stands, and how it follows what changes."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial

from core.lists.bits import bits_of, positions_of, union
from core.lists.ranked import lowest

from .documents import TIERS

# What it costs when a word stands in the name, the summary or the rest.
TIER_COSTS = (0, 4, 6)
_TIERS = len(TIERS)
# A word of at least one row in so many is kept as bit sets.
_DENSE = 16
# Looking for one row in the middle of a list costs what going past so many does.
_BISECTED = 8
# Names are kept as numbers of 64 bits: 40 of a hash, then the slot.
_SLOT_BITS = 24
_SLOT = (1 << _SLOT_BITS) - 1
_NONE = array("I")


@dataclass(frozen=True, eq=False)
class Postings:
    """The words and stems of the public rows of a kind, by the slots of these (`core.kept.slots`).

    `held` has, for each, `slot * 3 + tier` of its rows in ascending order, or the bit set of each
    tier when many rows have it. A row counts in the best of its tiers only. `names` tells which
    rows have a name, see `named`. Nothing in it is ever changed.
    """

    slots: object = field(repr=False)
    held: dict = field(default_factory=dict, repr=False)
    names: array = field(default_factory=partial(array, "Q"), repr=False)

    @classmethod
    def of(cls, documents, slots):
        """Of `(id, names, *tiers)` of every public row, as `documents.read` gives them."""
        held, names = defaultdict(partial(array, "I")), array("Q")
        last, is_ascending = -1, True
        for pk, written, *tiers in documents:
            slot = slots.number(pk)
            last, is_ascending = slot, is_ascending and slot > last
            names.extend(_named(written, slot))
            start = slot * _TIERS
            for word, tier in _said(tiers).items():
                held[word].append(start + tier)
        for word in held:  # one after the other, so that the rows are never there twice
            held[word] = _packed(held[word], len(slots), is_ascending)
        return cls(slots, {**held}, array("Q", sorted(names)))

    def with_changed(self, ids, documents):
        """The same after these rows changed; itself when that makes no difference.

        `documents` are those of the rows that are public now. Looks once through all words, not
        through all rows.
        """
        slots = self.slots
        changed = {slots.number(pk) for pk in ids}
        said, names = {slot: {} for slot in changed}, array("Q")
        for pk, written, *tiers in documents:
            said[slots.number(pk)] = _said(tiers)
            names.extend(_named(written, slots.number(pk)))
        gone, come = defaultdict(set), defaultdict(set)
        for slot, before in self._said_by(changed).items():
            for word, tier in before.items() - said[slot].items():
                gone[word].add(slot * _TIERS + tier)
            for word, tier in said[slot].items() - before.items():
                come[word].add(slot * _TIERS + tier)
        names = self._renamed(changed, sorted(names))
        if not gone and not come and names is self.names:
            return self
        held = {**self.held}
        for word in gone.keys() | come.keys():
            rows = _changed(held.pop(word, _NONE), gone[word], come[word], len(slots))
            if rows:
                held[word] = rows
        return Postings(slots, held, names)

    def _said_by(self, changed):
        """`{slot: {word: tier}}` of what rows said."""
        said, bits = {slot: {} for slot in changed}, bits_of(changed, len(self.slots))
        starts = [slot * _TIERS for slot in changed]
        wanted = {start + tier for start in starts for tier in range(_TIERS)}
        few = len(starts) * _BISECTED
        for word, rows in self.held.items():
            if type(rows) is tuple:
                for tier, there in enumerate(rows):
                    if both := there & bits:
                        for slot in positions_of(both, 0, len(starts)):
                            said[slot][word] = tier
                continue
            for row in wanted.intersection(rows) if len(rows) < few else _of_starts(rows, starts):
                said[row // _TIERS][word] = row % _TIERS
        return said

    def _renamed(self, changed, names):
        """All names, when those of these rows are `names` now."""
        if [name for name in self.names if name & _SLOT in changed] == names:
            return self.names
        others = [name for name in self.names if name & _SLOT not in changed]
        return array("Q", sorted([*others, *names]))

    def ranked(self, costs):
        """`core.lists.ranked` of the rows with one of the words of `{word: cost}`."""
        few, pairs = defaultdict(list), []
        for word, cost in costs.items():
            rows = self.held.get(word, _NONE)
            if isinstance(rows, tuple):
                pairs += [(cost + more, bits) for more, bits in zip(TIER_COSTS, rows, strict=True)]
            else:
                by_tier = [few[cost + more] for more in TIER_COSTS]
                for row in rows:
                    by_tier[row % _TIERS].append(row // _TIERS)
        pairs += [(cost, bits_of(slots, len(self.slots))) for cost, slots in few.items()]
        return lowest(pairs)

    def count(self, word):
        """How many rows have a word."""
        rows = self.held.get(word, _NONE)
        return sum(bits.bit_count() for bits in rows) if isinstance(rows, tuple) else len(rows)

    def is_in_name(self, word):
        rows = self.held.get(word, _NONE)
        if isinstance(rows, tuple):
            return bool(rows[0])
        return any(row % _TIERS == 0 for row in rows)

    def named(self, name):
        """The bits of the rows with exactly this folded name."""
        start = _hash(name)
        first, last = (bisect_left(self.names, limit) for limit in (start, start + _SLOT + 1))
        return union(1 << (found & _SLOT) for found in self.names[first:last])


def _of_starts(rows, starts):
    """Those of ascending `rows` that belong to a slot that begins so."""
    for start in starts:
        place = bisect_left(rows, start)
        if place < len(rows) and rows[place] < start + _TIERS:
            yield rows[place]


def _said(tiers):
    """`{word: tier}` of a document, the best tier of each."""
    said = {}
    for tier in reversed(range(_TIERS)):
        said.update(dict.fromkeys(tiers[tier].split(), tier))
    return said


def _named(names, slot):
    return [_hash(name) | slot for name in names.split("\n") if name]


def _hash(name):
    """With room for a slot. Of a million texts one is taken for one of a million names."""
    return (hash(name) & 0xFF_FFFF_FFFF) << _SLOT_BITS


def _packed(rows, size, is_ascending=False):
    """Rows of an array, or in any order, as they take least room; false when there are none."""
    if not rows or len(rows) * _DENSE < size:
        return rows if is_ascending else array("I", sorted(rows))
    by_tier = [[] for _tier in range(_TIERS)]
    for row in rows:
        by_tier[row % _TIERS].append(row // _TIERS)
    return tuple(bits_of(slots, size) for slots in by_tier)


def _changed(rows, gone, come, size):
    if not isinstance(rows, tuple):
        return _packed([*(row for row in rows if row not in gone), *come], size)
    by_tier = tuple(
        bits & ~_bits_of_tier(gone, tier, size) | _bits_of_tier(come, tier, size)
        for tier, bits in enumerate(rows)
    )
    return by_tier if any(by_tier) else ()


def _bits_of_tier(rows, tier, size):
    return bits_of((row // _TIERS for row in rows if row % _TIERS == tier), size)
