"""Platforms become stops, whatever the order in which they come."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.finding import metres
from transit.grouping import NEAR, Platform, grouped

pytestmark = pytest.mark.one_database

# Corners of a grid of 90 metres: next to each other is near, across a square too, two apart is not.
_STEP = 90 / 111_195
_PLATFORMS = st.builds(
    lambda name, up, right, lines, station: Platform(
        name, name.upper() if up % 2 else "", 50.85 + up * _STEP, 4.35 + right * _STEP * 1.58,
        frozenset(("bus", str(line)) for line in lines), station,
    ),
    name=st.sampled_from(["Madou", "Parc", "Park"]),
    up=st.integers(0, 4),
    right=st.integers(0, 4),
    lines=st.sets(st.integers(1, 9), min_size=1, max_size=3),
    station=st.sampled_from([None, None, None, "a", "b"]),
)  # fmt: skip


def slowly(platforms):
    """The groups by looking at every pair, again and again."""
    groups = [{position} for position in range(len(platforms))]
    pairs = [(a, b) for a in range(len(platforms)) for b in range(a)]
    belong = [
        {a, b} for a, b in pairs
        if (one := platforms[a]) and (other := platforms[b]) and (
            (one.station is not None and one.station == other.station)
            or (
                {one.name_nl.lower(), one.name_fr.lower()} - {""}
                & {other.name_nl.lower(), other.name_fr.lower()}
                and one.name_nl.lower() == other.name_nl.lower()
                and metres(one.place, other.place) <= NEAR
            )
        )
    ]  # fmt: skip
    for pair in belong:
        joined = [group for group in groups if group & pair]
        groups = [group for group in groups if not group & pair] + [set().union(*joined)]
    return groups


@settings(max_examples=60)
@given(st.lists(_PLATFORMS, max_size=14), st.randoms(use_true_random=False))
def test_groups_are_those_of_every_pair_in_any_order(platforms, chance):
    stops = grouped(platforms)

    groups = slowly(platforms)
    assert len(stops) == len(groups)
    assert sorted(sorted(stop.lines) for stop in stops) == sorted(
        sorted(set().union(*(platforms[position].lines for position in group))) for group in groups
    )
    for stop in stops:
        south, north = 50.85, 50.85 + 4 * _STEP
        assert south - 1e-6 <= stop.latitude <= north + 1e-6
    shuffled = [*platforms]
    chance.shuffle(shuffled)
    assert grouped(shuffled) == stops


def test_stop_has_the_usual_names_and_the_middle():
    platforms = [
        Platform("Zuidstation", "Gare du Midi", 50.8350, 4.3360, frozenset([("tram", "3")])),
        Platform("Zuidstation", "", 50.8352, 4.3364, frozenset([("bus", "78")])),
        Platform("", "Gare du Midi", 50.8354, 4.3362, frozenset([("bus", "78")])),
        Platform("Zuidstation", "Gare du Midi", 50.8390, 4.3360, frozenset([("bus", "1")])),
    ]  # fmt: skip

    assert [(stop.name_nl, stop.name_fr, stop.place) for stop in grouped(platforms)] == [
        ("Zuidstation", "Gare du Midi", (50.8352, 4.3362)),
        ("Zuidstation", "Gare du Midi", (50.839, 4.336)),
    ]


def test_many_of_one_name_are_grouped_in_time():
    chance = random.Random(1)
    many = [
        Platform(
            "Kerk", "Église", chance.uniform(50.77, 50.91), chance.uniform(4.25, 4.48), frozenset()
        )
        for _number in range(2_000)
    ]  # fmt: skip

    assert 1 <= len(grouped(many)) < 2_000
