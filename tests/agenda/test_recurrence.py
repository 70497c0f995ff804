"""Days of a rule that are found without expanding it, compared with those that dateutil expands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from agenda.recurrence import Rule

RULES = [
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO",
    "FREQ=WEEKLY;BYDAY=TU,SA,SU",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU",
    "FREQ=WEEKLY;INTERVAL=5;BYDAY=WE",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
    "FREQ=MONTHLY;BYDAY=1MO",
    "FREQ=MONTHLY;BYDAY=5FR",
    "FREQ=MONTHLY;INTERVAL=3;BYDAY=-1SU",
    "FREQ=MONTHLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
]
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(st.sampled_from(RULES), DAYS, st.lists(DAYS, max_size=30), st.integers(0, 5))
@hypothesis_settings(max_examples=100)
def test_days_are_those_of_dateutil(text, start, days, left_out):
    rule, last = Rule.read(text), start + timedelta(days=1500)
    expected = rule.days(start, start, last)

    there = [start + timedelta(days=number) for number in range(1501)]
    assert rule.among(start, there) == set(expected)
    assert rule.among(start, days) == set(rule.days(start, start, date(2028, 1, 1))) & set(days)
    assert rule.first(start, last, expected[:left_out]) == next(iter(expected[left_out:]), None)


@pytest.mark.parametrize("text", ["FREQ=WEEKLY;BYDAY=WE", "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=6"])
def test_first_day_when_there_is_none(text):
    rule, start = Rule.read(text), date(2026, 10, 8)

    assert rule.first(start, date(2026, 10, 13)) is None
    assert rule.first(start, date(2026, 10, 1)) is None
    assert rule.among(start, []) == set()
