"""Points in neighbourhoods, by another way of counting: `prove_borders.py [points [seed]]`.

For random points, every corner of every border, and the middle of every edge, the neighbourhood
and the municipality that `geo.borders` finds have to be those that whole numbers say, which are
slow and exact (`tests/geo/exactly.py`): one of each in the Region, on a border the same one each
time, none outside. Likewise each square of `geo.squares`. Exit code 1 when something does not hold.
"""

import random
import sys
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from geo import borders, squares  # noqa: E402
from tests.geo import exactly  # noqa: E402

POINTS, SEED = 10_000, 18
BOX = (50.76, 50.92, 4.24, 4.49)  # a little more than the Region


@dataclass
class Compared:
    inside: int = 0
    outside: int = 0
    on_borders: int = 0
    wrong: list = field(default_factory=list)


def compared(points=POINTS, seed=SEED, every=1):
    """`Compared`, of so many random points and of every so many-th corner and edge."""
    layers = [
        (borders.neighbourhoods(), borders.neighbourhood_at),
        (borders.municipalities(), borders.municipality_at),
    ]
    exact = [(exactly.areas(layer), list(layer), found_at) for layer, found_at in layers]
    result = Compared()
    for point in [*_random(points, seed), *_on_borders()[::every]]:
        answers = [_compare(point, result, *each) for each in exact]
        if (answers[0] is None) != (answers[1] is None):
            result.wrong.append((point, answers))
    return result


def _compare(point, result, areas, order, found_at):
    """What was found for a point in one layer; notes in `result` what it should not be."""
    inside, beside = exactly.where(areas, *point)
    found = found_at(*point)
    # On a border: the first of those that meet there.
    expected = min(inside + beside, key=order.index, default=None)
    # Inside one, a point is in no other; a border that is seen from one side is that of the Region.
    if found != expected or len(inside) > 1 or (inside and beside):
        result.wrong.append((point, found, inside, beside))
    if beside:
        result.on_borders += 1
    elif inside:
        result.inside += 1
    else:
        result.outside += 1
    return found


def _random(count, seed):
    chance = random.Random(seed)
    return [(chance.uniform(*BOX[:2]), chance.uniform(*BOX[2:])) for _number in range(count)]


def _on_borders():
    """Every corner, and the middle of every edge (as nearly as a float can be there)."""
    rings = [ring for rings in borders.neighbourhoods().values() for ring in rings]
    corners = {(y, x) for ring in rings for x, y in ring}
    middles = {
        ((one[1] + other[1]) / 2, (one[0] + other[0]) / 2)
        for ring in rings
        for one, other in pairwise(ring)
    }
    return sorted(corners) + sorted(middles)


def wrong_squares(every=1):
    """`[(row, column, place, places in which its middle lies)]` of squares that are not right."""
    areas, table, wrong = exactly.areas(borders.neighbourhoods()), squares.kept(), []
    numbers = [None, *(number for number, _nis in table["places"])]
    runs = zip(table["runs"][::2], table["runs"][1::2], strict=True)
    places = [numbers[place] for place, count in runs for _square in range(count)]
    for position in range(0, len(places), every):
        row, column = divmod(position, table["columns"])
        row, column = row + table["south"], column + table["west"]
        inside, beside = exactly.where(areas, row * squares.DOWN, column * squares.ACROSS)
        if places[position] not in (inside + beside or [None]):
            wrong.append((row, column, places[position], inside + beside))
    return wrong


def main(points=POINTS, seed=SEED):
    """Proves it; 0, or 1 when it did not hold."""
    result, squares_wrong = compared(points, seed), wrong_squares()
    print(
        f"{result.inside} times inside, {result.on_borders} on a border, {result.outside} outside: "
        f"{len(result.wrong)} wrong. Squares: {len(squares_wrong)} wrong."
    )
    for each in [*result.wrong, *squares_wrong][:10]:
        print(f"  {each}")
    return 1 if result.wrong or squares_wrong else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
