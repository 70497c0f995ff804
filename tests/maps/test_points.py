"""Where rows are: kept by slot, found by nearness, followed by the row."""

import random

import pytest

from geo.finding import metres
from maps.points import Points
from maps.walking import minutes

pytestmark = pytest.mark.one_database

HERE, NEAR, FAR = (50.85, 4.35), (50.8525, 4.359), (50.9, 4.4)


def somewhere(rng):
    return (round(rng.uniform(50.77, 50.91), 6), round(rng.uniform(4.25, 4.48), 6))


def test_a_row_has_its_points():
    points = Points().with_changed((), {3: [HERE, (50.86, 4.36)], 5: []})

    assert points.of(3) == [HERE, (50.86, 4.36)]
    assert [points.of(slot) for slot in (0, 5, 99)] == [[], [], []]


def test_what_says_the_same_is_the_same():
    points = Points().with_changed((), {3: [HERE]})

    assert points.with_changed({3}, {3: [HERE]}) is points
    assert points.with_changed({7}, {}) is points
    assert points.with_changed({3}, {}).of(3) == []
    assert points.of(3) == [HERE]


def test_near_is_what_a_look_at_all_finds():
    """After a thousand changes, against a plain list."""
    rng, kept, points = random.Random(18), {}, Points()
    for _change in range(1_000):
        slot = rng.randrange(120)
        new = [somewhere(rng) for _point in range(rng.choice((0, 1, 1, 1, 2)))]
        kept[slot] = new
        points = points.with_changed({slot}, {slot: new})
        if _change % 50:
            continue
        here, reach = somewhere(rng), rng.choice((150, 600, 3_000))
        expected = sorted(
            (min(metres(here, there) for there in own), slot) for slot, own in kept.items() if own
        )
        expected = [(off, slot) for off, slot in expected if off <= reach]
        assert points.near(*here, reach) == expected
    assert {slot: points.of(slot) for slot in kept} == kept


def test_minutes_on_foot():
    assert minutes(HERE, HERE) == 1
    # 800 metres as the crow flies are about 1,040 by streets.
    assert minutes(HERE, (HERE[0] + 800 / 111_195, HERE[1])) == 15


def test_squares_around_a_point_hold_what_is_within_reach():
    points = Points().with_changed([], {1: [HERE], 2: [FAR]})

    assert _square(*HERE) in points.squares(*HERE, 800)
    assert len(points.squares(*HERE, 800)) == 25


def test_changed_are_the_squares_of_what_moved():
    before = Points().with_changed([], {1: [HERE], 2: [FAR]})

    moved = before.with_changed([1, 2], {1: [NEAR], 2: [FAR]})

    assert moved.changed == {_square(*HERE), _square(*NEAR)}


def _square(latitude, longitude):
    return Points().squares(latitude, longitude, 0)[4]
