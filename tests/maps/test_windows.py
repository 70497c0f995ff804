"""Windows on places: all of them is seen, and each border is drawn once."""

import re
from itertools import pairwise

import pytest

from geo import borders
from maps import windows

pytestmark = pytest.mark.one_database


def test_without_a_place_it_is_the_region():
    window = windows.of(())

    assert (window.plan.width, window.plan.height, window.here) == (360, 360, "")
    assert (window.landmarks.railway, window.landmarks.tracks) == ([], "")
    # Both sides of 43 borders, if each municipality were drawn by itself.
    steps = len(re.findall(r"-?\d+", window.lines)) // 2
    assert steps < sum(len(r) for rings in _coarse().values() for r in rings) / 2


def _coarse():
    return borders.coarse("municipalities", borders.COARSEST)


def test_all_of_each_neighbourhood_is_seen():
    for number, rings in [*borders.neighbourhoods().items()][::9]:
        window = windows.of((("neighbourhoods", number),))

        assert all(window.plan.holds(y, x) for ring in rings for x, y in ring)
        assert window.here
        assert 270 <= window.plan.height <= 360


def test_several_places_are_seen_together():
    one, other = ("municipalities", "21012"), ("municipalities", "21018")

    wide, narrow = windows.of((one, other)), windows.of((one,))

    assert wide.plan.metres > narrow.plan.metres
    assert narrow.landmarks.tracks


def test_a_place_without_borders_is_not_known():
    assert windows.known((("municipalities", "21099"), ("neighbourhoods", 3))) == (
        ("neighbourhoods", 3),
    )


def test_lines_are_all_steps_each_once():
    steps = [frozenset(step) for step in ("ab", "bc", "ca", "bd", "de")]

    lines = windows._lines(steps)

    drawn = [frozenset(step) for line in lines for step in pairwise(line)]
    assert sorted(map(sorted, drawn)) == sorted(map(sorted, steps))
