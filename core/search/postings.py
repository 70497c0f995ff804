"""In which rows of one kind a word stands, and how it follows what changes."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

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
# Rows that have changed are looked through beside the others until they are so many.
_MOST_RECENT = 100


@dataclass(frozen=True, slots=True)
class Recent:
    """What a row says since it changed: `said` is `{word: tier}`; nothing when it is not public."""

    digest: int = 0
    said: dict = field(default_factory=dict)
    names: array = field(default_factory=partial(array, "Q"))


@dataclass(frozen=True, eq=False)
class Postings:
    """The words and stems of the public rows of a kind, by the slots of these (`core.kept.slots`).

    `held` has, for each, `slot * 3 + tier` of its rows in ascending order, or the bit set of each
    tier when many rows have it. A row counts in the best of its tiers only. `names` tells which
    rows have a name, see `named`, and `digests` of each slot what it said, 0 where it says nothing.
    What these say of the slots in `recent` is so no more: a change would have to look through all
    words for those that its row had before, so this is done for many changes at once. Nothing in
    it is ever changed.
    """

    slots: object = field(repr=False)
    held: dict = field(default_factory=dict, repr=False)
    names: array = field(default_factory=partial(array, "Q"), repr=False)
    digests: array = field(default_factory=partial(array, "q"), repr=False)
    recent: dict = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, documents, slots):
        """Of `(id, names, *tiers)` of every public row, as `documents.read` gives them."""
        held, names, digests = defaultdict(partial(array, "I")), array("Q"), {}
        last, is_ascending = -1, True
        for pk, written, *tiers in documents:
            slot = slots.number(pk)
            last, is_ascending = slot, is_ascending and slot > last
            names.extend(_named(written, slot))
            digests[slot] = _digest(written, tiers)
            start = slot * _TIERS
            for word, tier in _said(tiers).items():
                held[word].append(start + tier)
        for word in held:  # one after the other, so that the rows are never there twice
            held[word] = _packed(held[word], len(slots), is_ascending)
        return cls(slots, {**held}, array("Q", sorted(names)), _with_digests(array("q"), digests))

    def with_changed(self, ids, documents):
        """The same after these rows changed; itself when that makes no difference.

        `documents` are those of the rows that are public now.
        """
        changed = {self.slots.number(pk): Recent() for pk in ids}
        for pk, written, *tiers in documents:
            slot = self.slots.number(pk)
            names = array("Q", _named(written, slot))
            changed[slot] = Recent(_digest(written, tiers), _said(tiers), names)
        changed = {slot: row for slot, row in changed.items() if row.digest != self._digest(slot)}
        if not changed:
            return self
        later = replace(self, recent={**self.recent, **changed})
        return later if len(later.recent) <= _MOST_RECENT else later._merged()

    def _digest(self, slot):
        if slot in self.recent:
            return self.recent[slot].digest
        return self.digests[slot] if slot < len(self.digests) else 0

    def _merged(self):
        """The same without `recent`. Looks once through all words, not through all rows."""
        slots, recent = self.slots, self.recent
        gone, come = defaultdict(set), defaultdict(set)
        for slot, before in self._said_by(recent).items():
            now = recent[slot].said
            for word, tier in before.items() - now.items():
                gone[word].add(slot * _TIERS + tier)
            for word, tier in now.items() - before.items():
                come[word].add(slot * _TIERS + tier)
        held = {**self.held}
        for word in gone.keys() | come.keys():
            rows = _changed(held.pop(word, _NONE), gone[word], come[word], len(slots))
            if rows:
                held[word] = rows
        names = [name for name in self.names if name & _SLOT not in recent]
        for row in recent.values():
            names.extend(row.names)
        digests = _with_digests(self.digests, {slot: row.digest for slot, row in recent.items()})
        return Postings(slots, held, array("Q", sorted(names)), digests)

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

    @cached_property
    def _others(self):
        """The bits of the slots that are not in `recent`."""
        return ~bits_of(self.recent, len(self.slots))

    def words(self, before=None):
        """Its words and stems; those that `before` had not, and some more, where that is given."""
        known, there = (before.held, before.recent) if before else ({}, {})
        words = set() if self.held is known else self.held.keys() - known.keys()
        for slot, row in self.recent.items():
            if row is not there.get(slot):
                words.update(row.said)
        return words

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
        if self.recent:
            pairs = [(cost, bits & self._others) for cost, bits in pairs]
            for slot, row in self.recent.items():
                for word in costs.keys() & row.said.keys():
                    pairs.append((costs[word] + TIER_COSTS[row.said[word]], 1 << slot))
        return lowest(pairs)

    def has(self, word):
        return word in self.held if not self.recent else self.count(word) > 0

    def count(self, word):
        """How many rows have a word."""
        rows, recent = self.held.get(word, _NONE), self.recent
        now = sum(word in row.said for row in recent.values())
        if isinstance(rows, tuple):
            return now + sum((bits & self._others).bit_count() for bits in rows)
        return now + sum(row // _TIERS not in recent for row in rows) if recent else len(rows)

    def is_in_name(self, word):
        rows, recent = self.held.get(word, _NONE), self.recent
        if any(row.said.get(word) == 0 for row in recent.values()):
            return True
        if isinstance(rows, tuple):
            return bool(rows[0] & self._others)
        return any(row % _TIERS == 0 and row // _TIERS not in recent for row in rows)

    def named(self, name):
        """The bits of the rows with exactly this folded name."""
        start = _hash(name)
        first, last = (bisect_left(self.names, limit) for limit in (start, start + _SLOT + 1))
        rows = union(1 << (found & _SLOT) for found in self.names[first:last])
        now = (slot for slot, row in self.recent.items() if start | slot in row.names)
        return rows & self._others | union(1 << slot for slot in now)


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


def _digest(names, tiers):
    return hash((names, *tiers)) or 1


def _with_digests(digests, changed):
    """`digests` with those of `{slot: digest}`."""
    size = max(len(digests), max(changed, default=-1) + 1)
    digests = array("q", [*digests, *[0] * (size - len(digests))])
    for slot, digest in changed.items():
        digests[slot] = digest
    return digests


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
