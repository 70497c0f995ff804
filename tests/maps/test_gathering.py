"""Dots that are too near to each other to tap become one."""

import random
from math import hypot

import pytest

from maps.gathering import Group, gathered

pytestmark = pytest.mark.one_database


def test_near_ones_become_one_in_their_middle():
    dots = [(0, 0, "a"), (100, 0, "b"), (10, 0, "c"), (4, 9, "a")]

    assert gathered(dots, 20) == [Group(5, 3, ("a", "c")), Group(100, 0, ("b",))]


def test_nothing_is_lost_and_nothing_is_too_near():
    rng = random.Random(18)
    for _round in range(20):
        dots = [(rng.randrange(700), rng.randrange(700), key) for key in range(60)]
        groups = gathered(dots, 90)

        assert sorted(key for group in groups for key in group.keys) == list(range(60))
        assert all(
            hypot(one.x - other.x, one.y - other.y) >= 90
            for one in groups
            for other in groups
            if one is not other
        )
