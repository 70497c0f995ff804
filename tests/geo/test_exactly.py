"""Point in polygon: what `geo.borders` finds is what whole numbers say, on borders too.

All corners and thousands of points are compared by `scripts/prove_borders.py`.
"""

import pytest

from geo import borders
from scripts import prove_borders
from tests.geo import exactly

pytestmark = pytest.mark.one_database

SQUARE = {"square": [[(4.25, 50.5), (4.5, 50.5), (4.5, 50.75), (4.25, 50.75), (4.25, 50.5)]]}


@pytest.mark.parametrize(
    ("point", "found"),
    [
        ((50.625, 4.375), (["square"], [])),
        ((50.5, 4.375), ([], ["square"])),
        ((50.625, 4.5), ([], ["square"])),
        ((50.75, 4.25), ([], ["square"])),
        ((50.5, 4.625), ([], [])),
        ((50.75, 4.125), ([], [])),
        ((50.25, 4.375), ([], [])),
    ],
)
def test_the_judge_knows_inside_border_and_outside(point, found):
    assert exactly.where(exactly.areas(SQUARE), *point) == found


def test_random_points_and_corners_lie_where_whole_numbers_say():
    compared = prove_borders.compared(points=500, every=13)

    assert compared.wrong == []
    assert compared.inside > 200
    assert compared.on_borders > 200


def test_every_square_is_where_its_middle_is():
    assert prove_borders.wrong_squares(every=13) == []


def test_borders_need_whole_numbers_of_that_size():
    """What the judge takes for granted: no coordinate is finer than its unit."""
    for rings in borders.municipalities().values():
        assert all(exactly.whole(x) / 2**52 == x for ring in rings for x, _y in ring)
