"""The borders for drawings: made from the exact ones, and as near to them as they say."""

import pytest

from geo import borders, landmarks
from scripts import coarse_borders

pytestmark = pytest.mark.one_database


def test_the_file_is_what_the_exact_borders_give():
    assert coarse_borders.TARGET.read_text() == coarse_borders.written()


@pytest.mark.parametrize("metres", borders.COARSE)
def test_nothing_is_lost(metres):
    coarse = {
        layer: borders.coarse(layer, metres) for layer in ("municipalities", "neighbourhoods")
    }

    assert coarse["municipalities"].keys() == borders.municipalities().keys()
    assert coarse["neighbourhoods"].keys() == borders.neighbourhoods().keys()
    assert all(
        len(ring) >= 4 for layer in coarse.values() for rings in layer.values() for ring in rings
    )


def test_municipalities_alone_have_fewer_points():
    def corners(metres):
        layer = borders.coarse("municipalities", metres)
        return sum(len(ring) for rings in layer.values() for ring in rings)

    assert len(borders.coarse("municipalities", borders.COARSEST)) == 19
    assert corners(borders.COARSEST) < corners(borders.COARSE[0]) * 0.8


def test_landmarks_are_in_brussels():
    points = [
        *landmarks.canal(),
        *(station[:2] for station in landmarks.stations()),
        *(point for area in landmarks.railway() for ring in area for point in ring),
    ]

    assert len(landmarks.stations()) == 35
    assert all(4.24 < across < 4.49 and 50.76 < down < 50.92 for across, down in points)
