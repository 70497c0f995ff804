"""A small map of one place as SVG: the borders around it, their names, and a dot.

One unit of the drawing is two metres; x goes east and y south.
"""

from dataclasses import dataclass
from math import cos, hypot, radians

from . import borders

WIDTH, HEIGHT = 1600, 1200
METRES = 2  # a unit
_METRES_A_DEGREE = 111_195
_NARROWER = cos(radians(50.84))  # a degree of longitude, in Brussels
# How much room a name takes, which stands in the middle of its place.
_LETTER, _LINE = 32, 72


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    y: int
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Paths for `d`, and what a script needs to turn units into degrees."""

    neighbourhoods: list
    municipalities: list
    labels: list
    dot: tuple | None
    north: float
    west: float
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def degrees_down(self):
        return METRES / _METRES_A_DEGREE

    @property
    def degrees_right(self):
        return METRES / _METRES_A_DEGREE / _NARROWER


def around(latitude, longitude, language, *, has_dot=True):
    """The `Drawing` with a point in its middle; names in the language, or else in French."""
    north = latitude + HEIGHT / 2 * METRES / _METRES_A_DEGREE
    west = longitude - WIDTH / 2 * METRES / _METRES_A_DEGREE / _NARROWER

    def at(point):
        x = (point[0] - west) * _NARROWER * _METRES_A_DEGREE / METRES
        return round(x), round((north - point[1]) * _METRES_A_DEGREE / METRES)

    def paths(layer):
        rings = ([at(point) for point in ring] for rings in layer.values() for ring in rings)
        return [_path(ring) for ring in rings if _is_seen(ring)]

    language = language if language in borders.NAMES else "fr"
    labels = [Label(*at(label), label[2][language], language) for label in borders.labels()]
    return Drawing(
        neighbourhoods=paths(borders.neighbourhoods()),
        municipalities=paths(borders.municipalities()),
        labels=_readable(labels),
        dot=at((longitude, latitude)) if has_dot else None,
        north=north,
        west=west,
    )


def moved(latitude, longitude, *, north=0, east=0):
    """A point so many metres further, in degrees."""
    return (
        round(latitude + north / _METRES_A_DEGREE, 6),
        round(longitude + east / _METRES_A_DEGREE / _NARROWER, 6),
    )


def _readable(labels):
    """Those that have room: from the middle outwards, none over another or over the edge."""
    kept = []
    for label in sorted(labels, key=lambda each: hypot(each.x - WIDTH / 2, each.y - HEIGHT / 2)):
        half = len(label.text) * _LETTER / 2
        is_inside = half < label.x < WIDTH - half and _LINE < label.y < HEIGHT - _LINE
        if is_inside and not any(_overlap(label, other) for other in kept):
            kept.append(label)
    return kept


def _overlap(one, other):
    widths = (len(one.text) + len(other.text)) * _LETTER
    return abs(one.x - other.x) < widths / 2 and abs(one.y - other.y) < _LINE


def _is_seen(ring):
    columns, rows = zip(*ring, strict=True)
    across = min(columns) < WIDTH and max(columns) > 0
    return across and min(rows) < HEIGHT and max(rows) > 0


def _path(ring):
    """Relative steps, which are short; steps of nothing are left out."""
    parts, (x, y) = [f"M{ring[0][0]} {ring[0][1]}"], ring[0]
    for point in ring[1:-1]:
        if point != (x, y):
            parts.append(f"l{point[0] - x} {point[1] - y}")
            x, y = point
    return "".join([*parts, "z"])
