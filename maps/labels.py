"""Where a name has room in a shape, and in how many lines it is written there.

Sizes are units of a plan. Fonts differ from phone to phone: how wide a text is can only be guessed
here, so guesses are generous.
"""

from functools import lru_cache
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


class Wanted(NamedTuple):
    """A name that is to be written, with a number under it or not; `rooms` for one line, two, …"""

    rooms: tuple
    name: str
    has_number: bool


class Label(NamedTuple):
    """`lines` are `(y, text)`, none where a name has no room; `number_y` is where a number is."""

    x: int
    lines: tuple
    number_y: int


def width_of(text):
    """About how wide a text is, in units."""
    ems = sum(
        0.34 if c in _NARROW else 0.9 if c in _WIDE else 0.72 if c.isupper() else 0.58 for c in text
    )
    return ems * SIZE


@lru_cache(maxsize=512)
def placed(wanted, width, height, spill=0):
    """The `Label` of each of a tuple of `Wanted` in a drawing of this size; none covers another.

    Those with most room come first. A name may be `spill` units wider than its room.
    """
    chosen = [_number_only(one) for one in wanted]
    taken = [_box(one, label) for one, label in zip(wanted, chosen, strict=True)]
    for place in sorted(range(len(wanted)), key=lambda place: -wanted[place].rooms[0].width):
        others = [box for other, box in enumerate(taken) if other != place and box]
        for label in _ways(wanted[place], spill):
            box = _box(wanted[place], label)
            is_seen = min(box) >= 0 and box[2] <= width and box[3] <= height
            if is_seen and not any(_meet(box, one) for one in others):
                chosen[place], taken[place] = label, box
                break
    return chosen


def _number_only(one):
    return _label(one.rooms[0], (), one.has_number)


def _ways(one, spill):
    """The `Label`s that its rooms allow, the best first: inside, then over its edge."""
    widest, more = one.rooms[0].width, one.has_number
    for most in (
        lambda room, lines: room.width,
        lambda room, lines: min(room.width * 2.2, widest + spill),
        lambda room, lines: (widest + spill / 2) * (lines + more < 3),
    ):
        for count, room in enumerate(one.rooms[more:], 1):
            for lines in _lines(one.name, count):
                if max(map(width_of, lines)) <= most(room, count):
                    yield _label(room if room.width else one.rooms[0], lines, more)


def _label(room, texts, has_number):
    first = room.y - LINE * (len(texts) + has_number) // 2 + SIZE - 2
    lines = tuple((first + LINE * number, text) for number, text in enumerate(texts))
    return Label(room.x, lines, first + LINE * len(texts))


def _box(one, label):
    """`(west, north, east, south)` of what is written, None when that is nothing."""
    texts = [text for _y, text in label.lines] + ["00"] * one.has_number
    if not texts:
        return None
    half = max(map(width_of, texts)) / 2
    top = label.number_y - LINE * len(label.lines) - SIZE
    return label.x - half, top, label.x + half, top + LINE * len(texts) + 2


def _meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _lines(name, count):
    """The ways of writing it in so many lines, the evenest first."""
    if count != 2:
        return [(name,)] if count == 1 else []
    # A dash stays at the end of a line.
    breaks = (
        place + 1
        for place, letter in enumerate(name[:-1])
        if letter == "-" or (letter == " " and name[place + 1] != "-")
    )
    ways = [(name[:place].strip(), name[place:].strip()) for place in breaks]
    return sorted(ways, key=lambda lines: max(map(len, lines)))[:1]


def room(rings, lines, without=()):
    """The widest `Room` for so many lines in rings of (x, y), and not in those of `without`."""
    height = lines * LINE
    rows = [y for ring in rings for _x, y in ring]
    edges, holes = _edges(rings), _edges(without)
    spans = {
        y: _less(_spans(edges, y + 0.5), _spans(holes, y + 0.5))
        for y in range(min(rows), max(rows) + 1, _STEP)
    }
    widest = Room(0, 0, 0)
    for top in spans:
        covered = [spans[y] for y in range(top, top + height + 1, _STEP) if y in spans]
        if len(covered) <= height // _STEP:
            break
        for start, end in _common(covered):
            if end - start > widest.width:
                widest = Room(round((start + end) / 2), top + height // 2, int(end - start))
    return widest


def _edges(rings):
    return [edge for ring in rings for edge in zip(ring, (*ring[1:], ring[0]), strict=True)]


def _less(spans, holes):
    """What is left of spans without what holes cover."""
    for start, end in holes:
        spans = [
            part
            for left, until in spans
            for part in ((left, min(until, start)), (max(left, end), until))
            if part[0] < part[1]
        ]
    return spans


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
