"""The clock of the tests themselves: what holds for every other test."""

import pytest
from django.utils.timezone import localtime

from tests.clock import travel

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("2026-12-31 23:59", "2026-12-31T23:59:00+01:00"),
        ("2027-03-28 02:30", "2027-03-28T03:30:00+02:00"),  # an hour that is skipped
        ("2027-10-31 02:30", "2027-10-31T02:30:00+02:00"),  # the first of two
    ],
)
def test_clock_is_of_brussels_and_stands_still(moment, told):
    with travel(moment):
        assert [localtime().isoformat() for _ in range(2)] == [told, told]


@pytest.mark.at("2028-02-29 12:00")
def test_clock_is_at_the_moment_of_a_test_until_it_is_moved(clock):
    assert localtime().isoformat() == "2028-02-29T12:00:00+01:00"

    clock.shift(1)

    assert localtime().isoformat() == "2028-02-29T12:00:01+01:00"
