"""Areas that one chooses from on a plan: the 19 municipalities, the neighbourhoods of one of them.

What never changes is drawn once and kept: paths, and where a label has room. Names, numbers and
tints come from who shows it (`Drawing.filled`).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from geo import borders
from geo.landmarks import is_green

from . import labels, landmarks
from .plan import Plan

WIDTH = 360
# Metres in a unit from which on a drawing has the coarser borders.
_LARGE = 25
_SHAPE = (0.7, 1.2)  # a drawing is at least so high, in widths, and at most
_ROW = 26  # areas whose middles differ by less, from north to south, stand beside each other

# Where the names of municipalities stand, and how wide they may be: over a border rather than over
# each other. Two of them have room for a number only.
_ROOMS = {
    "21001": (66, 200, 100),  # Anderlecht
    "21002": (280, 230, 76),  # Auderghem
    "21003": (82, 122, 54),  # Berchem
    "21004": (201, 57, 100),  # City of Brussels
    "21005": (228, 193, 58),  # Etterbeek
    "21006": (254, 101, 46),  # Evere
    "21007": (130, 232, 46),  # Forest
    "21008": (100, 93, 62),  # Ganshoren
    "21009": (213, 226, 48),  # Ixelles
    "21010": (112, 64, 50),  # Jette
    "21011": (121, 127, 0),  # Koekelberg
    "21012": (110, 150, 72),  # Molenbeek
    "21013": (150, 201, 70),  # Saint-Gilles
    "21014": (193, 147, 0),  # Saint-Josse
    "21015": (201, 126, 74),  # Schaerbeek
    "21016": (172, 290, 120),  # Uccle
    "21017": (278, 297, 86),  # Watermael-Boitsfort
    "21018": (284, 157, 84),  # Woluwe-Saint-Lambert
    "21019": (300, 200, 84),  # Woluwe-Saint-Pierre
}


class Shape(NamedTuple):
    """An area by its official number; `rooms` are for a text of one line, of two, of three; what
    has no `path` is only named.

    `is_green` says whether it is a park or a wood, which is drawn with the landmarks.
    """

    key: object
    path: str
    rooms: tuple
    is_green: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """`beside` are shapes around these, `edge` is the line around what these are parts of."""

    plan: Plan
    shapes: list
    landmarks: landmarks.Landmarks
    beside: tuple = ()
    edge: str = ""


@lru_cache(maxsize=1)
def municipalities():
    """The `Drawing` of the Region; shapes stand in the order in which the eye finds them."""
    plan = Plan.of(_all(borders.municipalities().values()), WIDTH, margin=0.01)
    shapes = [
        Shape(nis, plan.area(rings), (labels.Room(*_ROOMS[nis]),) * 2)
        for nis, rings in borders.coarse("municipalities", borders.COARSEST).items()
    ]
    return Drawing(plan, _in_rows(shapes), landmarks.on_region(plan))


@lru_cache(maxsize=64)
def neighbourhoods(nis_code, numbers):
    """The `Drawing` of the neighbourhoods in a municipality, or None when it has no border.

    `numbers` are official ones, as a tuple; what has no border is left out. They may reach over the
    edge of their municipality. Parks and woods are landmarks and among the shapes.
    """
    if nis_code not in borders.municipalities():
        return None
    plan = _window(nis_code, numbers)
    is_large = plan.metres > _LARGE
    metres = borders.COARSE[0 if is_large else 1]
    layer, around = (borders.coarse(name, metres) for name in ("neighbourhoods", "municipalities"))
    inside = {number: layer[number] for number in numbers if number in layer}
    shapes = [
        Shape(number, plan.area(rings), _rooms(plan, rings), is_green(number))
        for number, rings in inside.items()
    ]
    return Drawing(
        plan,
        _in_rows(shapes),
        landmarks.on(plan, metres, least=16 if is_large else 6),
        _beside(plan, around, nis_code, _all(inside.values()), is_large),
        plan.area(around[nis_code]),
    )


def _window(nis_code, numbers):
    """A plan in which a municipality and its neighbourhoods are seen."""
    layer = borders.neighbourhoods()
    inside = [layer[number] for number in numbers if number in layer]
    rings = _all([borders.municipalities()[nis_code], *inside])
    return Plan.of(rings, WIDTH, margin=0.03, shape=_SHAPE)


def _beside(plan, around, middle, covered, is_large):
    """The municipalities that are seen, in a large drawing one beneath them all.

    The one in the middle, which its parts cover, has no room.
    """
    seen = ((nis, rings, plan.area(rings)) for nis, rings in around.items())
    shapes = [
        Shape(nis, "" if is_large else path, () if nis == middle else _rooms(plan, rings, covered))
        for nis, rings, path in seen
        if path
    ]
    return (*([Shape("", plan.area(borders.region()), ())] if is_large else []), *shapes)


def _all(areas):
    return [ring for rings in areas for ring in rings]


def _rooms(plan, rings, covered=()):
    without = plan.seen(covered)
    return tuple(labels.room(plan.seen(rings), lines, without) for lines in (1, 2, 3))


def _in_rows(shapes):
    """From north-west to south-east, row by row."""
    rows = []
    for shape in sorted(shapes, key=lambda shape: shape.rooms[0].y):
        if not rows or shape.rooms[0].y - rows[-1][0].rooms[0].y >= _ROW:
            rows.append([])
        rows[-1].append(shape)
    return [shape for row in rows for shape in sorted(row, key=lambda shape: shape.rooms[0].x)]
