"""What activities, exceptions and holidays refuse, and that no input of the form breaks it."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from agenda.models import Event, EventException, SchoolHoliday
from agenda.models.event import LONGEST
from agenda.occurrences import LOOK_BACK
from agenda.recurrence import MOST_DATES, Rule, RuleError
from tests import factories

PREVIEW = "/admin/agenda/event/preview-dates/"
ADD = "/admin/agenda/event/add/"


def errors_of(row):
    """The English errors of `row.clean()` by field."""
    with translation.override("en"):
        try:
            row.clean()
        except ValidationError as error:
            return error.message_dict
    return {}


def event(**values):
    defaults = {"starts_on": date(2026, 10, 7), "start_time": time(14), "end_time": time(16)}
    return Event(**defaults | values)


# An activity


def test_date_lasts_no_longer_than_is_looked_back():
    assert LOOK_BACK == LONGEST == timedelta(days=92)


def test_date_of_92_days_is_right_and_of_93_is_refused():
    start = date(2026, 10, 7)

    assert errors_of(event(ends_on=start + timedelta(days=91))) == {}
    assert errors_of(event(ends_on=start + timedelta(days=92))) == {
        "ends_on": ["One date lasts at most 92 days. What comes back needs a rule."]
    }


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"starts_on": date(206, 10, 7)}, ["starts_on"]),
        ({"starts_on": date(2101, 1, 1)}, ["starts_on"]),
        ({"ends_on": date(9999, 12, 31)}, ["ends_on"]),
        ({"starts_on": date(1999, 12, 31), "ends_on": date(2000, 1, 1)}, ["starts_on"]),
        ({"rule": "FREQ=DAILY", "repeats_until": date(2206, 1, 1)}, ["repeats_until"]),
        ({"starts_on": date(2000, 1, 1)}, []),
        ({"starts_on": date(2100, 12, 31)}, []),
    ],
)
def test_years_that_cannot_be_right_are_refused_at_the_field(values, fields):
    assert list(errors_of(event(**values))) == fields


def test_year_that_cannot_be_right_is_named():
    assert errors_of(event(starts_on=date(206, 10, 7))) == {
        "starts_on": ["The year 206 cannot be right."]
    }


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (["2026-12-31", "2027-01-31"], ""),
        (["2026-12-31", "2106-01-31"], "The year 2106 cannot be right."),
        (["2027-01-31", "2026-12-31"], "Write every date once, in order."),
        (["2026-12-31", "2026-12-31"], "Write every date once, in order."),
        (["20261231"], "A list of dates such as 2026-12-31."),
        (["2026-W53-4"], "A list of dates such as 2026-12-31."),
        (["31/12/2026"], "A list of dates such as 2026-12-31."),
        ([20261231], "A list of dates such as 2026-12-31."),
        ({"2026-12-31": 1}, "A list of dates such as 2026-12-31."),
        ("2026-12-31", "A list of dates such as 2026-12-31."),
        (7, "A list of dates such as 2026-12-31."),
    ],
)
def test_list_of_dates(dates, message):
    field = Event._meta.get_field("dates")

    with translation.override("en"):
        try:
            field.clean(dates, None)
            found = ""
        except ValidationError as error:
            (found,) = error.messages

    assert found == message


def test_list_of_too_many_dates_is_refused():
    start = date(2026, 1, 1)
    dates = [(start + timedelta(days=n)).isoformat() for n in range(MOST_DATES + 1)]
    field = Event._meta.get_field("dates")

    assert field.clean(dates[1:], None) == dates[1:]
    with pytest.raises(ValidationError, match="4000"):
        field.clean(dates, None)


# Exceptions and holidays


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"day": date(206, 10, 7)}, ["day"]),
        ({"day": date(9999, 10, 7), "kind": "extra"}, ["day"]),
        ({"day": date(2026, 10, 7), "kind": "moved", "new_day": date(2206, 1, 1)}, ["new_day"]),
        ({"day": date(2026, 10, 7), "kind": "moved", "new_day": date(2026, 12, 1)}, []),
    ],
)
def test_exception_in_a_year_that_cannot_be_right_is_refused(values, fields):
    assert list(errors_of(EventException(**values))) == fields


@pytest.mark.parametrize(
    ("first", "last", "fields"),
    [
        (date(2026, 11, 2), date(2026, 11, 8), []),
        (date(2026, 11, 2), None, []),
        (date(9999, 11, 2), date(9999, 11, 8), ["starts_on", "ends_on"]),
        (date(2026, 11, 2), date(2206, 11, 8), ["ends_on"]),
        (date(2026, 11, 2), date(2026, 11, 1), ["ends_on"]),
    ],
)
def test_school_holiday_in_a_year_that_cannot_be_right_is_refused(first, last, fields):
    holiday = SchoolHoliday(community="nl", starts_on=first, ends_on=last)

    assert list(errors_of(holiday)) == fields


# Rules


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=HOURLY;INTERVAL=24",
        "FREQ=WEEKLY;COUNT=3",
        "FREQ=WEEKLY;UNTIL=20261231",
        "FREQ=WEEKLY;BYDAY=1TU",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;INTERVAL=100",
        "FREQ=WEEKLY;FREQ=DAILY",
        # dateutil reads these, and fails when it looks for dates.
        "FREQ=MONTHLY;BYDAY=9MO",
        "FREQ=MONTHLY;BYDAY=MO,6TU",
        "FREQ=YEARLY;BYMONTH=12;BYDAY=53MO",
        # dateutil leaves these out.
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=YEARLY;BYMONTH=13",
        # These never take place; dateutil looks until the year 9999.
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
        "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6",
        "FREQ=YEARLY;BYMONTH=-1",
        "FREQ=WEEKLY\0",
    ],
)
def test_rule_is_refused(text):
    with pytest.raises(RuleError):
        Rule.read(text)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        "FREQ=DAILY;INTERVAL=99",
        "FREQ=YEARLY",
    ],
)
def test_rare_rules_are_kept(text):
    assert Rule.read(text).text == text


# The form and its live dates


@pytest.fixture
def staff(client, db):
    client.force_login(factories.user(is_superuser=True, language="en"))
    return client


LONG_LIST = "\n".join(
    (date(2026, 10, 7) + timedelta(days=n)).isoformat() for n in range(MOST_DATES + 2)
)
GARBAGE = [
    ({"starts_on": "0206-10-06", "repeats": "weekly"}, "First day"),
    ({"starts_on": "2026-10-06", "ends_on": "2027-10-06", "repeats": "once"}, "Last day"),
    ({"starts_on": "2026-10-06", "ends_on": "9999-12-31", "repeats": "weekly"}, "Last day"),
    (
        {"starts_on": "2026-10-06", "repeats": "weekly", "repeats_until": "9999-12-31"},
        "Until",
    ),
    ({"starts_on": "2026-10-06", "repeats": "dates", "other_dates": LONG_LIST}, "Other dates"),
    ({"starts_on": "2026-10-06", "repeats": "dates", "other_dates": "9999-12-31"}, "Other dates"),
    (
        {"starts_on": "2026-10-06", "repeats": "other", "special_rule": "FREQ=MONTHLY;BYDAY=9MO"},
        "How often",
    ),
    (
        {
            "starts_on": "2026-10-06",
            "repeats": "other",
            "special_rule": "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        },
        "How often",
    ),
    ({"starts_on": "2026-10-06", "repeats": "weekly", "interval": "9" * 400}, "Repeats every"),
    ({"starts_on": "2026-10-06", "start_time": "25:61", "repeats": "weekly"}, "From"),
    ({"starts_on": "\0", "start_time": "\0", "repeats": "\0"}, "First day"),
    ({"starts_on": "٢٠٢٦-١٠-٠٦x", "repeats": "monthly-day", "month_day": "32"}, "First day"),
]


@pytest.mark.parametrize(("data", "label"), GARBAGE)
def test_live_dates_of_garbage_say_what_is_wrong(staff, data, label):
    page = staff.post(PREVIEW, data)

    assert page.status_code == 200
    with translation.override("en"):
        labels = [str(wrong["label"]).capitalize() for wrong in page.context["wrong"]]
    assert any(found.startswith(label) for found in labels), labels


@pytest.mark.parametrize(("data", "label"), GARBAGE)
def test_form_with_garbage_is_shown_again(staff, data, label):
    page = staff.post(ADD, {"title_nl": "Koffie", "status": "draft", **data})

    assert page.status_code == 200
    assert page.context["adminform"].form.errors
    assert not Event.objects.exists()
