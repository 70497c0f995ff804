import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from watching.times import Daily, Hourly, Monthly

BRUSSELS = ZoneInfo("Europe/Brussels")
QUARTER = timedelta(minutes=15)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def moments(due, first, last):
    """All that `due.last` gives to whoever asks every quarter of an hour."""
    now, found = utc(first), []
    while now <= utc(last):
        moment = due.last(now)
        assert moment <= now < due.next(now)
        if moment not in found:
            found.append(moment)
        now += QUARTER
    return found


@pytest.mark.parametrize(
    ("due", "now", "last", "next_"),
    [
        (Daily(0, 15), "2026-11-16 12:00", "2026-11-15 23:15", "2026-11-16 23:15"),
        (Daily(0, 15), "2026-11-15 23:15", "2026-11-15 23:15", "2026-11-16 23:15"),
        (Daily(0, 15), "2026-11-15 23:14", "2026-11-14 23:15", "2026-11-15 23:15"),
        (Daily(17, 30), "2026-07-01 15:30", "2026-07-01 15:30", "2026-07-02 15:30"),
        (Hourly(25), "2026-11-16 12:24", "2026-11-16 11:25", "2026-11-16 12:25"),
        (Hourly(25), "2026-11-16 12:25", "2026-11-16 12:25", "2026-11-16 13:25"),
        (Monthly(1, 4), "2026-11-16 12:00", "2026-11-01 03:00", "2026-12-01 03:00"),
        (Monthly(1, 4), "2027-01-01 02:59", "2026-12-01 03:00", "2027-01-01 03:00"),
        (Monthly(28, 4), "2027-02-28 02:00", "2027-01-28 03:00", "2027-02-28 03:00"),
    ],
)
def test_due_last_and_next(due, now, last, next_):
    assert due.last(utc(now)) == utc(last)
    assert due.next(utc(now)) == utc(next_)


# Summer time begins on 28 March 2027 at 2:00 and ends on 31 October 2027 at 3:00.
@pytest.mark.parametrize("hour", [0, 1, 2, 3])
@pytest.mark.parametrize(
    ("first", "last"),
    [("2027-03-26 12:00", "2027-03-30 12:00"), ("2027-10-29 12:00", "2027-11-02 12:00")],
)
def test_daily_is_once_a_day_when_the_clocks_change(hour, first, last):
    days = [moment.astimezone(BRUSSELS).date() for moment in moments(Daily(hour, 30), first, last)]

    assert [(after - before).days for before, after in itertools.pairwise(days)] == [1] * (
        len(days) - 1
    )


def test_daily_at_an_hour_that_does_not_exist_is_an_hour_later():
    assert Daily(2, 30).last(utc("2027-03-28 12:00")) == utc("2027-03-28 01:30")


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_hourly_is_once_every_hour_when_the_clocks_change(day):
    found = moments(Hourly(25), f"{day} 00:00", f"{day} 05:00")

    assert [later - earlier for earlier, later in itertools.pairwise(found)] == [
        timedelta(hours=1)
    ] * 5
