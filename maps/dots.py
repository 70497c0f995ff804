"""The dots of a list: which number stands where, which are gathered, and where each leads."""

from dataclasses import dataclass

from core.lists.bits import bits_of, positions_of
from core.lists.results import PAGE_SIZE

from . import on_map, windows
from .gathering import gathered

_ROW = 30  # units: what differs by less from north to south stands beside each other


@dataclass(frozen=True, slots=True)
class Dot:
    """One row or, where several are too near to each other, all of these.

    `positions` are their rows, `numbers` those in the list and `names` those in addresses. It leads
    to the card of the first, or to a map on which they are apart.
    """

    x: int
    y: int
    positions: tuple
    numbers: tuple
    names: tuple
    url: str
    leads_to_map: bool = False


def of(filters, found, ranked, page, names):
    """The `Dot`s of the positions `ranked`, in the order in which the eye finds them.

    `page` is the number of the list page that is shown, and `names` what each row is called in
    addresses: `{position: "o12"}`.
    """
    plan, points = found.window.plan, filters.index.points
    numbers = {position: number for number, position in enumerate(ranked, 1)}
    there = {
        position: [point for point in points.of(position) if plan.holds(*point)]
        for position in ranked
    }
    dots = [(*plan.at(*point), position) for position in ranked for point in there[position]]
    smaller = _smaller(filters, ranked)
    drawn = []
    for group in gathered(dots, windows.REACH):
        positions = tuple(sorted(group.keys, key=numbers.get))
        own = tuple(numbers[position] for position in positions)
        zoom = _apart(filters, smaller, there, positions) if len(own) > 1 else None
        if zoom:
            url = f"{query(filters, filters.encoded(place=[zoom]))}#map"
        else:
            there_on = (own[0] - 1) // PAGE_SIZE + 1
            other = query(filters, filters.to_page(there_on)) if there_on != page else ""
            url = f"{other}#{names[positions[0]]}"
        own_names = tuple(names[position] for position in positions)
        drawn.append(Dot(group.x, group.y, positions, own, own_names, url, bool(zoom)))
    return in_rows(drawn)


def in_rows(dots):
    """From north to south, row by row, each from west to east."""
    rows = []
    for dot in sorted(dots, key=lambda dot: (dot.y, dot.x)):
        if not rows or dot.y - rows[-1][0].y >= _ROW:
            rows.append([])
        rows[-1].append(dot)
    return [dot for row in rows for dot in sorted(row, key=lambda dot: dot.x)]


def query(filters, encoded):
    """An address of this list in which an embedded page stays one."""
    return f"?{encoded}&embed=1" if filters.data.get("embed") == "1" else f"?{encoded}"


def _smaller(filters, ranked):
    """`[(place, the positions in it)]` of the places in which a map shows more, the wider first."""
    index, drawn = filters.index, bits_of(ranked, max(ranked, default=0) + 1)
    wide = on_map.inside(index, filters.places)
    narrow = [] if filters.places else [
        part for place in wide for part in on_map.inside(index, [place])
    ]  # fmt: skip
    there = ((place, drawn & index.located.get(place.slug, 0)) for place in [*wide, *narrow])
    return [(place, {*positions_of(bits, 0, len(ranked))}) for place, bits in there if bits]


def _apart(filters, smaller, there, positions):
    """The slug of the widest place in which positions are, and two of them apart; or None."""
    points = [point for position in positions for point in there[position]]
    for place, held in smaller:
        if not held.issuperset(positions):
            continue
        plan = windows.of(on_map.official(filters.index, place)).plan
        dots = [(*plan.at(*point), number) for number, point in enumerate(points)]
        if all(plan.holds(*p) for p in points) and len(gathered(dots, windows.REACH)) > 1:
            return place.slug
    return None
