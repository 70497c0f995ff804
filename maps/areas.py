"""Areas that one chooses from on a plan: the 19 municipalities, the neighbourhoods of one of them.

What never changes is drawn once and kept: paths, and where a label has room. Names, numbers and
tints come from who shows it (`Drawing.filled`).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from geo import borders

from . import labels, landmarks
from .plan import Plan

WIDTH = 360
_ROW = 26  # areas whose middles differ by less, from north to south, stand beside each other

# Where the names of municipalities stand, and how wide they may be: over a border rather than over
# each other. Two of them have room for a number only.
_ROOMS = {
    "21001": (66, 200, 100),  # Anderlecht
    "21002": (280, 229, 76),  # Auderghem
    "21003": (82, 119, 54),  # Berchem
    "21004": (199, 58, 100),  # City of Brussels
    "21005": (228, 193, 58),  # Etterbeek
    "21006": (248, 106, 46),  # Evere
    "21007": (130, 232, 46),  # Forest
    "21008": (100, 96, 62),  # Ganshoren
    "21009": (213, 226, 48),  # Ixelles
    "21010": (112, 70, 50),  # Jette
    "21011": (121, 127, 0),  # Koekelberg
    "21012": (112, 147, 70),  # Molenbeek
    "21013": (150, 201, 70),  # Saint-Gilles
    "21014": (193, 147, 0),  # Saint-Josse
    "21015": (205, 121, 74),  # Schaerbeek
    "21016": (172, 290, 120),  # Uccle
    "21017": (278, 297, 86),  # Watermael-Boitsfort
    "21018": (284, 157, 84),  # Woluwe-Saint-Lambert
    "21019": (300, 203, 84),  # Woluwe-Saint-Pierre
}


class Shape(NamedTuple):
    """An area by its official number; `rooms` are for a label of one line and of two."""

    key: object
    path: str
    rooms: tuple


@dataclass(frozen=True, slots=True)
class Drawing:
    plan: Plan
    shapes: list
    landmarks: landmarks.Landmarks


@lru_cache(maxsize=1)
def municipalities():
    """The `Drawing` of the Region; shapes stand in the order in which the eye finds them."""
    plan = Plan.of(_all(borders.municipalities()), WIDTH, margin=0.01)
    shapes = [
        Shape(nis, plan.area(rings), (labels.Room(*_ROOMS[nis]),))
        for nis, rings in borders.coarse("municipalities", borders.COARSE[0]).items()
    ]
    return Drawing(plan, _in_rows(shapes), landmarks.on(plan, borders.COARSE[0]))


def _all(layer):
    return [ring for rings in layer.values() for ring in rings]


def _in_rows(shapes):
    """From north-west to south-east, row by row."""
    rows = []
    for shape in sorted(shapes, key=lambda shape: shape.rooms[0].y):
        if not rows or shape.rooms[0].y - rows[-1][0].rooms[0].y >= _ROW:
            rows.append([])
        rows[-1].append(shape)
    return [shape for row in rows for shape in sorted(row, key=lambda shape: shape.rooms[0].x)]
