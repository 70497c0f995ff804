from datetime import UTC, datetime, timedelta

import pytest

from backups.failing import NotDoneError
from backups.keeping import Rule, moment_of, name, rule, superfluous

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 29, 3, 20, tzinfo=UTC)  # a Sunday
USUAL = Rule(7, 5, 12)


def nightly(count, last=NOW):
    return [last - number * DAY for number in range(count)]


def kept(moments, keep=USUAL, now=NOW):
    gone = superfluous(moments, keep, now)
    return sorted({*moments} - {*gone}, reverse=True)


def test_a_year_of_nights_becomes_days_weeks_and_months():
    days = [f"{moment:%m-%d}" for moment in kept(nightly(400))]

    assert days == [
        # Seven days, of which the first is also the last of its week and month.
        *("11-29", "11-28", "11-27", "11-26", "11-25", "11-24", "11-23"),
        # Sundays, and the last days of months.
        *("11-22", "11-15", "11-08", "11-01"),
        *("10-31", "09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31"),
        *("02-28", "01-31", "12-31"),
    ]


def test_the_last_one_stays_whatever_the_rule_says():
    assert kept(nightly(3, NOW - 900 * DAY), Rule(0, 0, 0)) == [NOW - 900 * DAY]


def test_nothing_goes_by_itself_when_none_are_made_any_more():
    moments = kept(nightly(400))

    assert kept(moments, now=NOW + 500 * DAY) == moments


def test_what_is_younger_than_a_day_stays():
    moments = [NOW - timedelta(hours=hours) for hours in (0, 1, 2, 23, 25, 26)]

    assert kept(moments, Rule(1, 0, 0)) == moments[:4]


def test_what_a_wrong_clock_put_into_the_future_stays():
    moments = [NOW + 30 * DAY, *nightly(3)]

    assert kept(moments, Rule(1, 1, 1)) == [NOW + 30 * DAY, NOW, NOW - DAY][:2]


def test_removing_twice_removes_nothing_more():
    moments = kept(nightly(400))

    assert superfluous(moments, USUAL, NOW) == []


@pytest.mark.parametrize(
    "file_name",
    [
        *("notes.txt", "backup-20261129T032000Z.tar.gz.age.part", "Backup-20261129T032000Z.tar.gz"),
        *("backup-20261399T032000Z.tar.gz.age", ".unfinished-abc", "backup-20261129T032000Z"),
    ],
)
def test_what_is_not_ours_has_no_moment(file_name):
    assert moment_of(file_name) is None


@pytest.mark.parametrize("is_locked", [True, False])
def test_name_says_when(is_locked):
    assert moment_of(name(NOW, is_locked=is_locked)) == NOW


def test_rule_is_three_numbers():
    assert rule(" 7, 5,12") == USUAL
    with pytest.raises(NotDoneError, match="it needs three numbers"):
        rule("7,5")
