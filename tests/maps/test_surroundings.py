"""The surroundings of a place: what is seen, in which scale, and names that cover nothing."""

import random

import pytest

from geo import borders
from maps import names, surroundings
from maps.names import Box

pytestmark = pytest.mark.one_database

AMAZONE = (50.853351, 4.369170)
# In woods; in Haren, among railways; beside the canal; at the edge of the Region.
PLACES = [AMAZONE, (50.795, 4.43), (50.8895, 4.4165), (50.8587, 4.3335), (50.8985, 4.299)]


def north(point, metres):
    return point[0] + metres / 111_195, point[1]


def test_what_is_around_a_place():
    drawing = surroundings.of(*AMAZONE, "nl")

    assert drawing.dot == (150, 105)
    assert drawing.plan.metres == 4
    assert drawing.here.startswith("M")
    assert drawing.marks == []
    assert [station.name for station in drawing.stations] == ["Brussel-Congres"]
    assert (drawing.station.name, drawing.station.minutes) == ("Brussel-Congres", 10)
    assert "Brabantwijk" in [text for label in drawing.labels for _y, text in label.lines]
    assert drawing.is_of_osm


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_names_are_those_of_the_signs(language):
    [station] = surroundings.of(*AMAZONE, language).stations

    assert (station.name, station.language) == ("Bruxelles-Congrès", "fr")


def test_what_is_near_has_a_number_where_it_is():
    drawing = surroundings.of(*AMAZONE, "nl", [north(AMAZONE, 200), north(AMAZONE, -240)])

    assert drawing.marks == [(150, 55, "1"), (150, 165, "2")]


def test_what_is_further_is_seen_on_the_larger_scale():
    drawing = surroundings.of(*AMAZONE, "nl", [north(AMAZONE, 200), north(AMAZONE, 700)])

    assert drawing.plan.metres == 8
    assert drawing.marks == [(150, 80, "1"), (150, 18, "2")]


def test_what_is_at_one_place_shares_a_dot():
    there = north(AMAZONE, 200)

    drawing = surroundings.of(*AMAZONE, "nl", [there, there])

    assert drawing.marks == [(150, 55, "1+2")]


def test_what_is_in_the_same_house_stands_beside_it():
    """On the side that is free; the dot of the place itself stays where it is."""
    beside = (AMAZONE[0], AMAZONE[1] + 0.0012)

    drawing = surroundings.of(*AMAZONE, "nl", [AMAZONE, beside])

    assert drawing.dot == (150, 105)
    assert drawing.marks == [(171, 105, "2"), (131, 105, "1")]


def test_each_border_is_drawn_once():
    drawing = surroundings.of(*AMAZONE, "nl")

    assert 0 < len(drawing.others) + len(drawing.limits) < 900


def test_station_that_is_too_far_is_not_near():
    assert surroundings.of(50.795, 4.43, "nl").station is None


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("metres", [0, 700])
def test_names_stand_in_their_areas_and_cover_nothing(place, metres):
    drawing = surroundings.of(*place, "fr", [north(place, metres)] if metres else [])

    boxes = [Box(mark.x, mark.y, 10, 10) for mark in drawing.marks]
    boxes += [Box(*drawing.dot, 10, 10)]
    numbers = {name["fr"]: number for number, name in borders.names().items()}
    for label in drawing.labels:
        whole = " ".join(text for _y, text in label.lines)
        rings = drawing.plan.seen(borders.neighbourhoods()[numbers[whole]])
        for y, text in label.lines:
            half = names.width(text) // 2
            for x in (label.x - half, label.x, label.x + half):
                assert names.holds(rings, x, y), text
                assert 0 <= x <= surroundings.WIDTH
            boxes.append(Box(label.x, y, half, 6))
    assert not [
        (one, other) for n, one in enumerate(boxes) for other in boxes[:n] if one.covers(other)
    ]


def test_anywhere_can_be_drawn():
    """In the Region, on its corners, beside it, and where nobody lives."""
    rng = random.Random(18)
    corners = [point for rings in borders.neighbourhoods().values() for point in rings[0]]
    points = [(rng.uniform(50.74, 50.94), rng.uniform(4.2, 4.52)) for _point in range(25)]
    for latitude, longitude in points:
        drawn = surroundings.of(latitude, longitude, "fr", [(latitude, longitude), (50.85, 4.35)])
        assert bool(drawn.here) == bool(borders.neighbourhood_at(latitude, longitude))
    for longitude, latitude in [*rng.sample(corners, 10), (0, 0), (180, 90), (-180, -90)]:
        assert surroundings.of(latitude, longitude, "ar").dot == (150, 105)
