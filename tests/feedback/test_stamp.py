"""The signed moment in the form."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.signing import Signer

from feedback import stamp

pytestmark = pytest.mark.one_database

NOW = datetime(2026, 10, 5, 12, 0, 0, 250_000, tzinfo=UTC)


def test_age_is_the_time_since():
    made = stamp.made(NOW)

    assert stamp.age(made, NOW + timedelta(seconds=3)) == timedelta(seconds=3)
    assert stamp.age(made, NOW + timedelta(days=30)) == timedelta(days=30)
    assert stamp.age(made, NOW - timedelta(seconds=1)) == timedelta(seconds=-1)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1",
        ":",
        "\0",
        "é:ü",
        "x" * 100_000,
        stamp.made(NOW) + "x",
        "2" + stamp.made(NOW),
        Signer().sign("1791201600000"),  # of another purpose
        Signer(salt="feedback.stamp", key="another").sign("1791201600000"),
        Signer(salt="feedback.stamp").sign("noon"),
    ],
    ids=range(11),
)
def test_forged_stamp_has_no_age(forged):
    assert stamp.age(forged, NOW) is None
