"""Names of areas on a plan: each where its area has room for it, or not at all."""

from collections import defaultdict
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from . import labels

_SIZE = 13  # of letters, in units
_HALF = 8  # a line


class Box(NamedTuple):
    """What is taken: `x` and `y` are its middle, the others half of its size."""

    x: int
    y: int
    across: int
    down: int

    def covers(self, other):
        is_beside = abs(self.x - other.x) >= self.across + other.across
        return not is_beside and abs(self.y - other.y) < self.down + other.down


class Label(NamedTuple):
    """Lines of a name, as `(y, text)`, with their middle at `x`."""

    x: int
    lines: list
    language: str


def placed(wanted, taken, plan):
    """The `Label`s of those that have room, the largest areas first.

    `wanted` has `(name, language, rings)` of areas in units, `taken` the `Box`es of what else is
    drawn.
    """
    found, taken = [], [*taken]
    for name, language, rings in sorted(wanted, key=lambda area: -_size(area[2])):
        rows = _rows(rings)
        for lines in _ways(name):
            if box := _room(lines, rows, taken, plan):
                first = box.y - (len(lines) - 1) * _HALF
                named = [(first + 2 * _HALF * n, line) for n, line in enumerate(lines)]
                found.append(Label(box.x, named, language))
                taken.append(box)
                break
    return found


def width(text):
    return round(labels.width_of(text) * _SIZE / labels.SIZE)


def _ways(name):
    """In one line, and in two where it is of two parts."""
    first, dash, second = name.partition(" - ")
    return [[name], [f"{first} -", second]] if dash else [[name]]


def _size(rings):
    """Twice the area of the largest ring."""
    return max(abs(sum(x * v - u * y for (x, y), (u, v) in _sides(ring))) for ring in rings)


def _sides(ring):
    return pairwise([*ring, ring[0]])


def _room(lines, rows, taken, plan):
    """The `Box` for some lines, where there is most room beside them; or None."""
    across, count = max(map(width, lines)) // 2 + 3, len(lines)
    best, room = None, 2 * across
    for row in range(count + 1, plan.height // _HALF - count):
        spans = [(2, plan.width - 2)]
        for near in range(row - count, row + count + 1):
            if spans:
                spans = _both(spans, rows.get(near, ()), room)
        if spans:
            y, down = row * _HALF, count * _HALF
            for box in taken:
                if abs(box.y - y) < box.down + down:
                    beside = [(0, box.x - box.across), (box.x + box.across, plan.width)]
                    spans = _both(spans, beside, room)
        for start, end in spans:
            if end - start >= room:
                best, room = Box(round((start + end) / 2), y, across, down), end - start + 1
    return best


def _rows(rings):
    """`{row: [(start, end), …]}`: where each row, half a line high, is inside of rings."""
    crossed = defaultdict(list)
    for ring in rings:
        for (x, y), (u, v) in _sides(ring):
            for row in range(ceil(min(y, v) / _HALF), ceil(max(y, v) / _HALF)):
                crossed[row].append(x + (row * _HALF - y) / (v - y) * (u - x))
    return {row: [*zip(*[iter(sorted(found))] * 2, strict=True)] for row, found in crossed.items()}


def _both(some, others, least):
    """What is in spans of both, where that is at least so long."""
    return [
        (max(start, first), min(end, last))
        for start, end in some
        for first, last in others
        if min(end, last) - max(start, first) >= least
    ]


def holds(rings, x, y):
    """Whether a point lies in an area."""
    crossed = (
        x < a + (y - b) / (d - b) * (c - a)
        for ring in rings
        for (a, b), (c, d) in _sides(ring)
        if (b > y) != (d > y)
    )
    return sum(crossed) % 2 == 1
