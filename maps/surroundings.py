"""The surroundings of one place, drawn small: borders, by what one finds the way, names, dots.

Names are those of the signs, in Dutch or French. Of two scales it takes the one in which all is
seen that it has to show.
"""

from functools import lru_cache
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from geo import borders, landmarks
from geo.finding import metres

from . import gathering
from .names import Box, holds, placed, width
from .plan import Plan, path
from .walking import minutes

WIDTH, HEIGHT = 300, 210
ACROSS = (1_200, 2_400)  # metres
# What is to be seen lies no nearer to the edge, and dots no nearer to each other.
_EDGE, _REACH = 9, 17
_BESIDE = ((19, 0), (-19, 0), (0, 19), (0, -19))
# A station that is further is not near.
_FURTHEST_STATION = 1_500


class Station(NamedTuple):
    """Where it is on the plan, the middle of its name (None where that has no room), and how far
    it is on foot. `name` is in `language`."""

    x: int
    y: int
    at: int | None
    name: str
    language: str
    minutes: int


class Mark(NamedTuple):
    """A dot with the numbers of what is there; `x` and `y` are its middle."""

    x: int
    y: int
    text: str

    @property
    def radius(self):
        return 6 + 2 * len(self.text)


class Surroundings(NamedTuple):
    """`d` of paths, and what stands on them.

    `here` is the neighbourhood in which the place lies, `limits` are the borders of municipalities,
    `others` those of neighbourhoods only. `dot` is the place, `marks` what is near; what its
    dot would cover stands beside it. `station` is the nearest one.
    """

    plan: Plan
    here: str
    limits: str
    others: str
    green: list
    canal: str
    railway: list
    dot: tuple
    marks: list
    stations: list
    labels: list
    station: Station | None

    @property
    def is_of_osm(self):
        return bool(self.canal or self.railway)

    @property
    def is_empty(self):
        """Whether no border is seen: then it is no help."""
        return not (self.here or self.limits or self.others)


def of(latitude, longitude, language, near=()):
    """The `Surroundings` of a point; `near` are the (latitude, longitude) of what is near."""
    language = language if language in borders.NAMES else "fr"
    plan = _plan(latitude, longitude, near)
    dot = plan.at(latitude, longitude)
    areas = _seen(plan, "neighbourhoods")
    marks = _marks(plan, dot, near)
    taken = [Box(*dot, 12, 12), *(Box(mark.x, mark.y, 11, 11) for mark in marks)]
    stations, nearest = _stations(plan, (latitude, longitude), language, taken)
    names, drawn = borders.names(), set()
    return Surroundings(
        plan=plan,
        here=next((_paths(rings) for _number, rings in areas if holds(rings, *dot)), ""),
        limits=_borders(plan, _seen(plan, "municipalities"), drawn),
        others=_borders(plan, areas, drawn),
        green=[_paths(rings) for number, rings in areas if landmarks.is_green(number)],
        canal=plan.line(landmarks.canal()),
        railway=[path for area in landmarks.railway() if (path := plan.area(area))],
        dot=dot,
        marks=marks,
        stations=stations,
        labels=placed(
            [(names[number][language], language, rings) for number, rings in areas], taken, plan
        ),
        station=nearest,
    )


def _plan(latitude, longitude, near):
    for across in ACROSS:
        plan = Plan.around(latitude, longitude, across=across, width=WIDTH, height=HEIGHT)
        if all(_is_inside(plan.at(*point)) for point in near):
            break
    return plan


def _is_inside(point):
    x, y = point
    return _EDGE <= x <= WIDTH - _EDGE and _EDGE <= y <= HEIGHT - _EDGE


def _marks(plan, dot, near):
    """The `Mark`s of what is near."""
    points = [(*plan.at(*point), number) for number, point in enumerate(near, 1)]
    groups = gathering.gathered([(*dot, 0), *points], _REACH)
    marks = [Mark(x, y, _text(numbers)) for x, y, numbers in groups if 0 not in numbers]
    if there := next(numbers for _x, _y, numbers in groups if 0 in numbers)[1:]:
        # Its dot stands where it is, whatever is there too: their numbers have room beside it.
        marks.append(
            max(
                (Mark(dot[0] + x, dot[1] + y, _text(there)) for x, y in _BESIDE),
                key=lambda mark: _free(mark, marks),
            )
        )
    return marks


def _text(numbers):
    return "+".join(map(str, numbers))


def _free(mark, marks):
    return min((hypot(mark.x - other.x, mark.y - other.y) for other in marks), default=0)


def _stations(plan, here, language, taken):
    """Those that are seen, and the nearest of all that is not far; adds to what is taken."""
    seen, nearest, least = [], None, _FURTHEST_STATION
    for longitude, latitude, names in landmarks.stations():
        there, name = (latitude, longitude), names[language]
        off = metres(here, there)
        if off > _FURTHEST_STATION:
            continue
        x, y = plan.at(*there)
        station = Station(x, y, None, name, language, minutes(here, there))
        if _is_inside((x, y)):
            seen.append(_named(station, taken))
        if off < least:
            nearest, least = station, off
    return seen, nearest


def _named(station, taken):
    """The same with its name beside it, where that covers nothing."""
    x, y = station.x, station.y
    half = width(station.name) // 2
    taken.append(Box(x, y, 6, 6))
    for at in (x + half + 9, x - half - 9):
        box = Box(at, y, half, 7)
        if half <= at <= WIDTH - half and not any(box.covers(other) for other in taken):
            taken.append(box)
            return station._replace(at=at)
    return station


@lru_cache(maxsize=2)
def _boxed(layer):
    """`[(key, rings, west, south, east, north), …]` of all areas of a layer."""
    areas = getattr(borders, layer)()
    boxed = []
    for key, rings in areas.items():
        longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
        edges = min(longitudes), min(latitudes), max(longitudes), max(latitudes)
        boxed.append((key, rings, *edges))
    return boxed


def _seen(plan, layer):
    """`[(key, rings in units), …]` of the areas of a layer that are seen."""
    first, lowest, last, highest = plan.bounds
    near = (
        (key, plan.seen(rings))
        for key, rings, west, south, east, north in _boxed(layer)
        if west <= last and east >= first and south <= highest and north >= lowest
    )
    return [(key, rings) for key, rings in near if rings]


def _borders(plan, areas, drawn):
    """`d` of the borders between areas, each once; `drawn` are the steps that are there already."""
    lines = []
    for _key, rings in areas:
        for ring in rings:
            lines.append([])
            for step in pairwise([*ring, ring[0]]):
                if (both := frozenset(step)) in drawn or _is_outside(plan, *step):
                    lines.append([])
                else:
                    drawn.add(both)
                    lines[-1] += step[1:] if lines[-1] else step
    return "".join(path(line, "") for line in lines if line)


def _is_outside(plan, one, other):
    (x, y), (u, v) = one, other
    return max(x, u) <= 0 or max(y, v) <= 0 or min(x, u) >= plan.width or min(y, v) >= plan.height


def _paths(rings):
    return "".join(map(path, rings))
