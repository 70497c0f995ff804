"""Levels that rise with what a network does and fall by themselves."""

import pytest

from core.limits import Tally

HOME, STREET, OTHER = (b"home", b"street"), (b"next door", b"street"), (b"far", b"away")


class Clock:
    now = 1_000 * 1_000_000_000

    def __call__(self):
        return self.now

    def goes_on(self, seconds):
        self.now += int(seconds * 1_000_000_000)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def tally(clock):
    return Tally(60, clock=clock)


def test_level_falls_by_one_in_so_many_seconds(tally, clock):
    tally.add(HOME, 3)
    levels = [tally.level(HOME)]
    for seconds in (30, 60, 100):
        clock.goes_on(seconds)
        levels.append(tally.level(HOME))

    assert levels == [3, 2.5, 1.5, 0]


def test_level_is_never_less_than_nothing(tally):
    tally.add(HOME, -1)
    tally.add(HOME)

    assert tally.level(HOME) == 1


def test_network_around_counts_for_a_sixteenth(tally):
    tally.add(HOME, 8)

    assert (tally.level(STREET), tally.level(OTHER)) == (0.5, 0)


def test_take_stops_at_the_most_and_counts_nothing_more(tally, clock):
    taken = [tally.take(HOME, 2) for _ in range(4)]
    clock.goes_on(1)
    assert not tally.take(HOME, 2)
    clock.goes_on(59)
    taken.append(tally.take(HOME, 2))

    assert taken == [True, True, False, False, True]


def test_everything_is_forgotten_after_two_hours(tally, clock):
    tally.add(HOME, 500)
    clock.goes_on(7_201)

    assert tally.level(HOME) == 0
    assert len(tally) == 0
