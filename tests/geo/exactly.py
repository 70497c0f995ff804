"""In which areas a point lies, by whole numbers alone: slow, and nothing is rounded.

Written for tests, with nothing of what it judges. Every float is a whole number of 2⁻⁵² here, so
products and comparisons are those of the numbers themselves.
"""

from itertools import pairwise

_ONE = 2**52


def whole(number):
    """A float as a whole number of 2⁻⁵²; all between 1 and 180 are."""
    numerator, denominator = number.as_integer_ratio()
    assert _ONE % denominator == 0
    return numerator * (_ONE // denominator)


def areas(layer):
    """`{name: (box, rings)}` of `{name: [ring, …]}`, a ring as in `geo.borders`."""
    return {name: _area(rings) for name, rings in layer.items()}


def _area(rings):
    rings = [[(whole(x), whole(y)) for x, y in ring] for ring in rings]
    assert all(ring[0] == ring[-1] for ring in rings)
    across, down = zip(*(point for ring in rings for point in ring), strict=True)
    return (min(across), min(down), max(across), max(down)), rings


def where(areas, latitude, longitude):
    """`(names of areas that have the point inside, names of those that have it on their border)`"""
    x, y = whole(longitude), whole(latitude)
    inside, beside = [], []
    for name, ((west, south, east, north), rings) in areas.items():
        if west <= x <= east and south <= y <= north:
            sides = [_side(ring, x, y) for ring in rings]
            if None in sides:
                beside.append(name)
            elif sum(sides) % 2:
                inside.append(name)
    return inside, beside


def _side(ring, x, y):
    """1 inside a ring, 0 outside, None on it: how often a line to the east crosses it, is odd."""
    crossings = 0
    for (ax, ay), (bx, by) in pairwise(ring):
        turn = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
        if turn == 0 and min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by):
            return None
        if (ay > y) != (by > y) and (turn > 0) == (by > ay):
            crossings += 1
    return crossings % 2
