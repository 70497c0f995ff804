"""Where a name has room in a shape, and in how many lines it is written there.

Sizes are units of a plan. Fonts differ from phone to phone: how wide a text is can only be guessed
here, so guesses are generous.
"""

from typing import NamedTuple

SIZE = 12  # of letters
LINE = 13  # from one line to the next
_STEP = 3  # between the heights at which a shape is measured
_NARROW, _WIDE = frozenset("fijlrtIJ .,-’'()/"), frozenset("mwMWÆŒ")


class Room(NamedTuple):
    """In its middle, a text of so many lines may be so wide."""

    x: int
    y: int
    width: int


def width_of(text):
    """About how wide a text is, in units."""
    ems = sum(
        0.34 if c in _NARROW else 0.9 if c in _WIDE else 0.72 if c.isupper() else 0.58 for c in text
    )
    return ems * SIZE


def fitting(name, rooms):
    """The `Room` and the lines of a name in it; `rooms` are those for one line, for two, …

    No lines when it fits in none of them.
    """
    for count, room in enumerate(rooms, 1):
        for lines in _lines(name, count):
            if max(map(width_of, lines)) <= room.width:
                return room, lines
    return rooms[0], ()


def _lines(name, count):
    """The ways of writing it in so many lines, the evenest first."""
    if count == 1:
        return [(name,)]
    breaks = (place + 1 for place, letter in enumerate(name) if letter in " -")
    ways = [(name[:place].strip(), name[place:].strip()) for place in breaks]
    return sorted(ways, key=lambda lines: max(map(len, lines)))[:1]


def room(rings, lines):
    """The widest `Room` for so many lines in rings of (x, y), none of which is seen elsewhere."""
    height = lines * LINE
    rows = [y for ring in rings for _x, y in ring]
    edges = [edge for ring in rings for edge in zip(ring, (*ring[1:], ring[0]), strict=True)]
    spans = {y: _spans(edges, y + 0.5) for y in range(min(rows), max(rows) + 1, _STEP)}
    widest = Room(0, 0, 0)
    for top in spans:
        covered = [spans[y] for y in range(top, top + height + 1, _STEP) if y in spans]
        if len(covered) <= height // _STEP:
            break
        for start, end in _common(covered):
            if end - start > widest.width:
                widest = Room(round((start + end) / 2), top + height // 2, int(end - start))
    return widest


def _spans(edges, y):
    """`[(start, end), …]` of what lies inside at one height, by the even-odd rule."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in edges
        if (y1 > y) != (y2 > y)
    )
    return [*zip(crossings[::2], crossings[1::2], strict=True)]


def _common(rows):
    """What all of several lists of spans have in common."""
    common = rows[0]
    for row in rows[1:]:
        common = [
            (max(start, other), min(end, until))
            for start, end in common
            for other, until in row
            if min(end, until) > max(start, other)
        ]
    return common
