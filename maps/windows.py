"""Windows on places: what is drawn beneath dots, once for each window.

A place is what official numbers say, with the name of a layer of `geo.borders`:
`("municipalities", NIS code)` or `("neighbourhoods", number)`.
"""

from collections import defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from geo import borders

from . import landmarks
from .plan import Plan

WIDTH = 360
REACH = 52  # what is nearer is gathered: 44 pixels where the plan is 304 wide, on a small phone
_SHAPE = (0.75, 1)
_MUNICIPALITY = borders.COARSE[1]


class Window(NamedTuple):
    """A plan with paths: `land` is the Region, `lines` are the borders in it, each drawn once, and
    `here` the places themselves, empty for the Region."""

    plan: Plan
    land: str
    lines: str
    here: str
    landmarks: landmarks.Landmarks


def known(places):
    """Those of the places whose borders are known."""
    return tuple(place for place in places if place[1] in _layer(place[0]))


@lru_cache(maxsize=256)
def of(places):
    """The `Window` of a tuple of places, all together; of none of them the Region."""
    is_narrow = bool(places) and all(layer == "neighbourhoods" for layer, _key in places)
    metres = None if is_narrow else _MUNICIPALITY if places else borders.COARSEST
    rings = [ring for layer, key in places for ring in _layer(layer)[key]]
    whole = [ring for area in borders.municipalities().values() for ring in area]
    # Around a neighbourhood one sees what is near.
    plan = Plan.of(rings or whole, WIDTH, margin=0.06 if is_narrow else 0.02, shape=_SHAPE)
    outline, inner = _borders("neighbourhoods" if is_narrow else "municipalities", metres)
    seen = landmarks.on(plan, metres) if places else landmarks.on_region(plan)
    return Window(
        plan,
        plan.area(outline),
        "".join(map(plan.line, inner)),
        "".join(plan.area(_drawn(layer, metres)[key]) for layer, key in places),
        seen,
    )


def _drawn(layer, metres):
    return _layer(layer) if metres is None else borders.coarse(layer, metres)


def _layer(name):
    return borders.municipalities() if name == "municipalities" else borders.neighbourhoods()


@lru_cache(maxsize=4)
def _borders(layer, metres):
    """`(rings around all of a layer, lines between its areas)`."""
    times = defaultdict(int)
    for rings in _drawn(layer, metres).values():
        for ring in rings:
            for step in pairwise(ring):
                times[frozenset(step)] += 1
    steps = [step for step in times if len(step) == 2]
    outer, inner = (
        [s for s in steps if (times[s] > 1) is is_shared] for is_shared in (False, True)
    )
    return _lines(outer), _lines(inner)


def _lines(steps):
    """Lines of points that together are all steps between two points, each step once."""
    beside = defaultdict(set)
    for one, other in steps:
        beside[one].add(other)
        beside[other].add(one)
    # From where several lines meet; what is left then are rings.
    ends = {point for point, others in beside.items() if len(others) != 2}
    lines = []
    for point in [*ends, *beside]:
        while beside[point]:
            line = [point]
            while beside[line[-1]] and (len(line) == 1 or line[-1] not in ends):
                other = beside[line[-1]].pop()
                beside[other].discard(line[-1])
                line.append(other)
            lines.append(line)
    return lines
