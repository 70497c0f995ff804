"""The calendar, read back by two parsers that are not ours and compared with `agenda.dates`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from django.conf import settings as django_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from agenda.dates import dates_of
from agenda.models import Event, EventException, SchoolHoliday
from core.models import Status
from directory.opening import BRUSSELS
from tests import factories
from tests.agenda.feeds import written

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

# A year with both changes of the clock: 25 October 2026 and 28 March 2027.
FIRST, LAST = date(2026, 9, 1), date(2027, 8, 31)
SAVED_AT = datetime(2026, 9, 1, 8, 30, 15, 999_999, tzinfo=UTC)
UID = "0b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f"
LANGUAGES = [code for code, _ in django_settings.LANGUAGES]
Kind = EventException.Kind


def activity(exceptions=(), themes=(), holidays=(), **values):
    """Wednesdays from 14:00 to 16:00 from 7 October 2026 on, with what is derived set."""
    defaults = {
        "uid": UID,
        "title_nl": "Koffie",
        "title_en": "Coffee",
        "starts_on": date(2026, 10, 7),
        "start_time": time(14),
        "end_time": time(16),
        "rule": "FREQ=WEEKLY;BYDAY=WE",
        "status": Status.PUBLISHED,
        "first_published_at": datetime(2026, 8, 1, 10, tzinfo=UTC),
    }
    if "organisation" not in values:
        values["organisation"] = factories.organisation()
    event = Event.objects.create(**defaults | values)
    event.themes.set(themes)
    for day, kind, *new in exceptions:
        names = ("new_day", "new_start_time", "new_end_time")
        event.exceptions.create(day=day, kind=kind, **dict(zip(names, new, strict=False)))
    return derived(event, holidays)


def derived(event, holidays):
    """As from the database after `agenda.occurrences` has computed its dates."""
    event = Event.objects.for_detail().get(pk=event.pk)
    first = min(FIRST, event.starts_on)
    found = dates_of(event, list(event.exceptions.all()), holidays, first, LAST)
    event.paused_on = [day.isoformat() for day in found.paused_on]
    event.known_until = found.known_until
    event.updated_at = SAVED_AT
    return event


def holiday(community, first, last):
    return SchoolHoliday(community=community, starts_on=first, ends_on=last)


# Reading back: (start, end, state) of each date that begins in the year. Dates that last all day
# are `date`s with the day after as end, others instants in UTC; an open end is None.


def by_agenda(event, holidays=()):
    found = dates_of(
        event, list(event.exceptions.all()), holidays, min(FIRST, event.starts_on), LAST
    )
    rows = []
    for one in found.dates:
        if one.is_all_day:
            rows.append((one.starts_on, one.ends_on + timedelta(days=1), one.state))
        else:
            # Several days with an open end go on until the last of them is over.
            open_end = one.over_at if one.ends_on > one.starts_on else None
            rows.append((one.starts_at, one.ends_at or open_end, one.state))
    return in_year(rows)


def by_recurring_ical_events(text):
    calendar = icalendar.Calendar.from_ical(text)
    found = recurring_ical_events.of(calendar).between(FIRST, LAST + timedelta(days=1))
    return in_year(
        row(one.start, one.get("DTEND") and one.end, one["STATUS"], one["SUMMARY"]) for one in found
    )


def by_ical(text):
    calendar = IcsCalendarStream.calendar_from_ics(text.decode())
    first = datetime.combine(FIRST, time(0), BRUSSELS)
    found = calendar.timeline_tz(BRUSSELS).overlapping(first, first + timedelta(days=365))
    return in_year(row(one.dtstart, one.dtend, one.status, one.summary) for one in found)


def row(start, end, status, summary):
    state = {"CANCELLED": "cancelled", "CONFIRMED": "planned"}[getattr(status, "value", status)]
    if summary.startswith("Full: "):
        state = "full"
    if isinstance(start, datetime):
        start, end = start.astimezone(UTC), end and end.astimezone(UTC)
    return start, None if end == start else end, state


def in_year(rows):
    def day(row):
        start = row[0]
        return start.astimezone(BRUSSELS).date() if isinstance(start, datetime) else start

    return sorted(
        (row for row in rows if FIRST <= day(row) <= LAST),
        key=lambda row: (row[0].isoformat(), str(row)),
    )


def assert_read_alike(event, holidays=()):
    """Both parsers find the dates of the agenda; returns the local days on which they begin."""
    text = written.calendar([event], name="Agenda", language="en")
    expected = by_agenda(event, holidays)
    assert by_recurring_ical_events(text) == expected
    assert by_ical(text) == expected
    return [
        start.astimezone(BRUSSELS).date() if isinstance(start, datetime) else start
        for start, *_ in expected
    ]


def assert_as_the_library_writes_it(text):
    assert icalendar.Calendar.from_ical(text).to_ical() == text


def lines(text):
    """The unfolded lines of a calendar, without the zone."""
    text = text.decode().replace("\r\n ", "")
    return re.sub(r"BEGIN:VTIMEZONE.*END:VTIMEZONE\r\n", "", text, flags=re.S).split("\r\n")[:-1]


def lines_of(event, *names):
    found = lines(written.calendar([event], name="Agenda", language="en"))
    return [line for line in found if re.split("[:;]", line)[0] in names]


# What comes back, and the clocks


def test_series_when_weekly():
    days = assert_read_alike(activity())
    assert days[:3] == [date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21)]
    assert len(days) == 47


def test_series_keeps_its_hour_when_the_clocks_change():
    event = activity(
        starts_on=date(2026, 10, 18),
        start_time=time(18),
        end_time=time(20),
        rule="FREQ=WEEKLY;BYDAY=SU",
        repeats_until=date(2026, 11, 1),
    )
    assert_read_alike(event)
    found = by_ical(written.calendar([event], name="Agenda", language="en"))
    assert [start for start, *_ in found] == [
        datetime(2026, 10, 18, 16, tzinfo=UTC),
        datetime(2026, 10, 25, 17, tzinfo=UTC),
        datetime(2026, 11, 1, 17, tzinfo=UTC),
    ]


def test_series_ends_on_its_own_days():
    event = activity(start_time=time(18), end_time=time(20))
    found = by_recurring_ical_events(written.calendar([event], name="Agenda", language="en"))
    for start, end, _ in (found[0], found[4]):
        assert end.astimezone(BRUSSELS).time() == time(20)
        assert end - start == timedelta(hours=2)


def test_night_when_the_clocks_change():
    event = activity(
        starts_on=date(2026, 10, 24),
        start_time=time(22),
        end_time=time(6),
        rule="",
        dates=["2027-03-27"],
    )
    assert_read_alike(event)
    found = by_recurring_ical_events(written.calendar([event], name="Agenda", language="en"))
    assert [end - start for start, end, _ in found] == [timedelta(hours=9), timedelta(hours=7)]
    assert lines_of(event, "DTSTART", "DTEND") == [
        "DTSTART;TZID=Europe/Brussels:20261024T220000",
        "DTEND;TZID=Europe/Brussels:20261025T060000",
        "DTSTART;TZID=Europe/Brussels:20270327T220000",
        "DTEND;TZID=Europe/Brussels:20270328T060000",
    ]


def test_end_when_the_clock_skips_it():
    event = activity(starts_on=date(2027, 3, 28), start_time=time(2, 30), end_time=time(3), rule="")
    assert lines_of(event, "DTSTART", "DTEND") == [
        "DTSTART;TZID=Europe/Brussels:20270328T023000",
        "DTEND;TZID=Europe/Brussels:20270328T040000",
    ]


@pytest.mark.parametrize(
    ("rule", "starts_on", "first_days"),
    [
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
            date(2026, 10, 7),
            [date(2026, 10, 8), date(2026, 10, 19), date(2026, 10, 22)],
        ),
        ("FREQ=MONTHLY;BYDAY=3TU", date(2026, 9, 20), [date(2026, 10, 20), date(2026, 11, 17)]),
        ("FREQ=MONTHLY;BYDAY=-1SU", date(2026, 9, 1), [date(2026, 9, 27), date(2026, 10, 25)]),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            date(2026, 9, 1),
            [date(2026, 10, 31), date(2026, 12, 31), date(2027, 1, 31), date(2027, 3, 31)],
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", date(2026, 9, 1), [date(2026, 9, 30), date(2026, 10, 31)]),
        (
            "FREQ=MONTHLY;BYDAY=5FR",
            date(2026, 10, 30),
            [date(2026, 10, 30), date(2027, 1, 29), date(2027, 4, 30), date(2027, 7, 30)],
        ),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA", date(2026, 9, 1), [date(2026, 9, 12)]),
        ("FREQ=DAILY", date(2026, 9, 1), [date(2026, 9, 1), date(2026, 9, 2)]),
        ("FREQ=YEARLY", date(2026, 10, 25), [date(2026, 10, 25)]),
    ],
)
@pytest.mark.parametrize("is_all_day", [False, True])
def test_series_by_rule(rule, starts_on, first_days, is_all_day):
    times = {"start_time": None, "end_time": None} if is_all_day else {}
    days = assert_read_alike(activity(rule=rule, starts_on=starts_on, **times))
    assert days[: len(first_days)] == first_days


def test_series_when_on_29_february():
    event = activity(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", starts_on=date(2027, 9, 1))
    assert lines_of(event, "DTSTART") == ["DTSTART;TZID=Europe/Brussels:20280229T140000"]


def test_series_begins_on_a_day_of_the_rule():
    event = activity(starts_on=date(2026, 10, 5), rule="FREQ=WEEKLY;BYDAY=WE,FR")
    assert lines_of(event, "DTSTART", "DTEND", "RRULE") == [
        "DTSTART;TZID=Europe/Brussels:20261007T140000",
        "DTEND;TZID=Europe/Brussels:20261007T160000",
        "RRULE:FREQ=WEEKLY;BYDAY=WE,FR;WKST=MO",
    ]


# All day, midnight, several days


def test_all_day_has_dates_and_an_end_that_is_not_included():
    several = activity(
        starts_on=date(2026, 9, 17),
        ends_on=date(2026, 9, 20),
        start_time=None,
        end_time=None,
        rule="",
    )
    one = activity(
        starts_on=date(2026, 11, 5),
        start_time=None,
        end_time=None,
        rule="",
        uid="1b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f",
    )
    assert lines_of(several, "DTSTART", "DTEND") == [
        "DTSTART;VALUE=DATE:20260917",
        "DTEND;VALUE=DATE:20260921",
    ]
    assert lines_of(one, "DTSTART", "DTEND") == [
        "DTSTART;VALUE=DATE:20261105",
        "DTEND;VALUE=DATE:20261106",
    ]
    assert_read_alike(several)
    assert_read_alike(one)


@pytest.mark.parametrize(
    ("start_time", "end_time", "end"),
    [
        (time(20), time(0), ["DTEND;TZID=Europe/Brussels:20261010T000000"]),
        (time(20), time(2), ["DTEND;TZID=Europe/Brussels:20261010T020000"]),
        (time(23, 45), None, []),
    ],
)
@pytest.mark.parametrize("rule", ["", "FREQ=WEEKLY;BYDAY=FR"])
def test_evening_past_midnight(start_time, end_time, end, rule):
    event = activity(
        starts_on=date(2026, 10, 9), start_time=start_time, end_time=end_time, rule=rule
    )
    assert lines_of(event, "DTEND") == end
    assert_read_alike(event)


@pytest.mark.parametrize("times", [(None, None), (time(18), time(12)), (time(10), time(17))])
@pytest.mark.parametrize("rule", ["", "FREQ=MONTHLY;BYDAY=-1SA"])
def test_several_days(times, rule):
    start_time, end_time = times
    event = activity(
        starts_on=date(2026, 9, 26),
        ends_on=date(2026, 9, 27),
        start_time=start_time,
        end_time=end_time,
        rule=rule,
    )
    assert_read_alike(event)


def test_two_weeks_all_day():
    event = activity(
        starts_on=date(2026, 10, 1),
        ends_on=date(2026, 10, 14),
        start_time=None,
        end_time=None,
        rule="",
    )
    assert lines_of(event, "DTEND") == ["DTEND;VALUE=DATE:20261015"]
    assert_read_alike(event)


# Until when, and pauses

FR_HOLIDAYS = [
    holiday("fr", date(2026, 10, 19), date(2026, 10, 30)),
    holiday("fr", date(2026, 12, 21), date(2027, 1, 1)),
    holiday("fr", date(2027, 2, 22), date(2027, 3, 5)),
    holiday("fr", date(2027, 4, 26), date(2027, 5, 7)),
]
NL_HOLIDAYS = [
    holiday("nl", date(2026, 11, 2), date(2026, 11, 8)),
    holiday("nl", date(2026, 12, 21), date(2027, 1, 3)),
    holiday("nl", date(2027, 2, 8), date(2027, 2, 14)),
    holiday("nl", date(2027, 4, 5), date(2027, 4, 18)),
]


def first_wednesdays(holidays, **pauses):
    return activity(
        starts_on=date(2026, 9, 2),
        start_time=time(10),
        end_time=time(12),
        rule="FREQ=MONTHLY;BYDAY=1WE",
        repeats_until=date(2027, 6, 30),
        holidays=holidays,
        **pauses,
    )


def test_series_pauses_in_french_school_holidays():
    event = first_wednesdays(FR_HOLIDAYS, pauses_in_fr_holidays=True)
    assert [f"{day:%d%m}" for day in assert_read_alike(event, FR_HOLIDAYS)] == [
        "0209", "0710", "0411", "0212", "0601", "0302", "0704", "0206",
    ]  # fmt: skip
    assert lines_of(event, "RRULE", "EXDATE") == [
        "RRULE:FREQ=MONTHLY;UNTIL=20270630T215959Z;BYDAY=1WE",
        "EXDATE;TZID=Europe/Brussels:20270303T100000",
        "EXDATE;TZID=Europe/Brussels:20270505T100000",
    ]


def test_series_pauses_in_dutch_school_holidays():
    event = first_wednesdays(NL_HOLIDAYS, pauses_in_nl_holidays=True)
    assert [f"{day:%d%m}" for day in assert_read_alike(event, NL_HOLIDAYS)] == [
        "0209", "0710", "0212", "0601", "0302", "0303", "0505", "0206",
    ]  # fmt: skip


def test_series_when_a_holiday_is_added():
    event = first_wednesdays(NL_HOLIDAYS, pauses_in_nl_holidays=True)
    more = [*NL_HOLIDAYS, holiday("nl", date(2027, 5, 3), date(2027, 5, 7))]

    changed = derived(event, more)

    days = assert_read_alike(changed, more)
    assert date(2027, 5, 5) not in days
    assert len(days) == 7


def test_series_begins_after_pauses_at_its_start():
    holidays = [
        holiday("nl", date(2026, 7, 1), date(2026, 10, 15)),
        holiday("nl", date(2026, 11, 2), date(2026, 11, 8)),
    ]
    event = activity(pauses_in_nl_holidays=True, holidays=holidays)
    days = assert_read_alike(event, holidays)
    assert days[:3] == [date(2026, 10, 21), date(2026, 10, 28), date(2026, 11, 11)]
    assert lines_of(event, "DTSTART", "EXDATE") == [
        "DTSTART;TZID=Europe/Brussels:20261021T140000",
        "EXDATE;TZID=Europe/Brussels:20261104T140000",
    ]


def test_series_of_two_weeks_keeps_step_after_pauses_at_its_start():
    holidays = [holiday("fr", date(2026, 10, 1), date(2026, 10, 30))]
    event = activity(
        rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", pauses_in_fr_holidays=True, holidays=holidays
    )
    assert assert_read_alike(event, holidays)[:2] == [date(2026, 11, 4), date(2026, 11, 18)]


def test_series_pauses_on_public_holidays():
    event = activity(
        starts_on=date(2026, 9, 3), rule="FREQ=WEEKLY;BYDAY=TH", pauses_on_public_holidays=True
    )
    assert date(2027, 5, 6) not in assert_read_alike(event)  # Ascension Day


def test_series_ends_where_school_holidays_are_not_known():
    event = activity(pauses_in_nl_holidays=True, holidays=NL_HOLIDAYS)
    assert lines_of(event, "RRULE") == ["RRULE:FREQ=WEEKLY;UNTIL=20270630T215959Z;BYDAY=WE;WKST=MO"]
    assert assert_read_alike(event, NL_HOLIDAYS)[-1] == date(2027, 6, 30)


@pytest.mark.parametrize(
    "holidays", [[], [holiday("nl", date(2026, 7, 1), date(2027, 6, 30))]], ids=["none", "all"]
)
def test_series_that_never_takes_place_is_left_out(holidays):
    event = activity(pauses_in_nl_holidays=True, holidays=holidays)
    text = written.calendar([event], name="Agenda", language="en")
    assert b"BEGIN:VEVENT" not in text
    assert_read_alike(event, holidays)


def test_last_day_is_included():
    event = activity(start_time=time(18), end_time=time(20), repeats_until=date(2026, 10, 21))
    assert assert_read_alike(event) == [date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21)]


@pytest.mark.parametrize("start_time", [time(0), time(0, 30), time(23, 30)])
def test_last_day_is_included_near_midnight(start_time):
    event = activity(start_time=start_time, end_time=None, repeats_until=date(2026, 10, 28))
    assert len(assert_read_alike(event)) == 4


def test_types_when_timed():
    holidays = [holiday("fr", date(2026, 10, 19), date(2026, 10, 30))]
    event = activity(
        pauses_in_fr_holidays=True,
        repeats_until=date(2026, 12, 16),
        exceptions=[(date(2026, 10, 14), Kind.CANCELLED)],
        holidays=holidays,
    )
    assert lines_of(event, "DTSTART", "RRULE", "EXDATE", "RECURRENCE-ID") == [
        "DTSTART;TZID=Europe/Brussels:20261007T140000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261216T225959Z;BYDAY=WE;WKST=MO",
        "EXDATE;TZID=Europe/Brussels:20261021T140000",
        "EXDATE;TZID=Europe/Brussels:20261028T140000",
        "DTSTART;TZID=Europe/Brussels:20261014T140000",
        "RECURRENCE-ID;TZID=Europe/Brussels:20261014T140000",
    ]
    assert_read_alike(event, holidays)


def test_types_when_all_day():
    holidays = [holiday("fr", date(2026, 10, 19), date(2026, 10, 23))]
    event = activity(
        start_time=None,
        end_time=None,
        pauses_in_fr_holidays=True,
        repeats_until=date(2026, 12, 16),
        exceptions=[(date(2026, 10, 14), Kind.MOVED, date(2026, 10, 16))],
        holidays=holidays,
    )
    assert lines_of(event, "DTSTART", "RRULE", "EXDATE", "RECURRENCE-ID") == [
        "DTSTART;VALUE=DATE:20261007",
        "RRULE:FREQ=WEEKLY;UNTIL=20261216;BYDAY=WE;WKST=MO",
        "EXDATE;VALUE=DATE:20261021",
        "DTSTART;VALUE=DATE:20261016",
        "RECURRENCE-ID;VALUE=DATE:20261014",
    ]
    assert_read_alike(event, holidays)


# Dates that are different


def test_cancelled_date_says_so():
    event = activity(exceptions=[(date(2026, 10, 14), Kind.CANCELLED)])
    assert lines_of(event, "SUMMARY", "STATUS", "UID", "RECURRENCE-ID") == [
        "SUMMARY:Coffee",
        f"UID:{UID}",
        "STATUS:CONFIRMED",
        "SUMMARY:Cancelled: Coffee",
        f"UID:{UID}",
        "RECURRENCE-ID;TZID=Europe/Brussels:20261014T140000",
        "STATUS:CANCELLED",
    ]
    assert_read_alike(event)


def test_cancelled_first_date_leaves_the_series_whole():
    event = activity(exceptions=[(date(2026, 10, 7), Kind.CANCELLED)])
    assert assert_read_alike(event)[:2] == [date(2026, 10, 7), date(2026, 10, 14)]


def test_reason_is_in_the_description():
    event = activity(exceptions=[(date(2026, 10, 14), Kind.CANCELLED)])
    event.exceptions.update(reason=EventException.Reason.STRIKE, note_en="Come next week, please.")
    event = derived(event, [])
    _, description = lines_of(event, "DESCRIPTION")
    assert description.startswith(r"DESCRIPTION:There is a strike.\n\nCome next week\, please.\n\n")


def test_full_date_says_so():
    event = activity(exceptions=[(date(2026, 10, 14), Kind.FULL)])
    assert lines_of(event, "SUMMARY", "STATUS") == [
        "SUMMARY:Coffee",
        "STATUS:CONFIRMED",
        "SUMMARY:Full: Coffee",
        "STATUS:CONFIRMED",
    ]
    assert_read_alike(event)


def test_moved_date_leaves_its_old_day():
    moved = (date(2026, 10, 14), Kind.MOVED, date(2026, 12, 15), time(16))
    event = activity(exceptions=[moved])
    days = assert_read_alike(event)
    assert date(2026, 10, 14) not in days
    assert date(2026, 12, 15) in days
    assert lines_of(event, "DTSTART", "DTEND", "RECURRENCE-ID")[2:] == [
        "DTSTART;TZID=Europe/Brussels:20261215T160000",
        "DTEND;TZID=Europe/Brussels:20261215T180000",
        "RECURRENCE-ID;TZID=Europe/Brussels:20261014T140000",
    ]

    event.exceptions.all().delete()
    assert date(2026, 10, 14) in assert_read_alike(derived(event, []))


def test_moved_across_a_change_of_the_clocks():
    event = activity(
        exceptions=[(date(2027, 3, 24), Kind.MOVED, date(2027, 3, 28), time(1), time(4))]
    )
    assert_read_alike(event)


def test_extra_date_is_an_event_of_its_own():
    event = activity(exceptions=[(date(2026, 10, 16), Kind.EXTRA, None, time(10), time(11))])
    assert lines_of(event, "UID") == [f"UID:{UID}", f"UID:{UID}-20261016"]
    assert lines_of(event, "RECURRENCE-ID", "RDATE") == []
    assert date(2026, 10, 16) in assert_read_alike(event)


def test_extra_date_on_a_paused_day_and_after_the_end():
    holidays = [holiday("fr", date(2026, 10, 19), date(2026, 10, 30))]
    event = activity(
        pauses_in_fr_holidays=True,
        repeats_until=date(2026, 12, 16),
        exceptions=[(date(2026, 10, 21), Kind.EXTRA), (date(2026, 12, 23), Kind.EXTRA)],
        holidays=holidays,
    )
    days = assert_read_alike(event, holidays)
    assert [day for day in days if day >= date(2026, 12, 16)] == [
        date(2026, 12, 16),
        date(2026, 12, 23),
    ]
    assert date(2026, 10, 21) in days


@pytest.mark.parametrize("kind", [Kind.CANCELLED, Kind.MOVED, Kind.FULL])
def test_exception_on_another_day_is_left_out(kind):
    # Before the first date, between dates, on a paused one and after the last.
    holidays = [holiday("fr", date(2026, 10, 19), date(2026, 10, 30))]
    days = (date(2026, 9, 30), date(2026, 10, 15), date(2026, 10, 21), date(2026, 12, 23))
    new = [None, time(9)] if kind == Kind.MOVED else []
    event = activity(
        pauses_in_fr_holidays=True,
        repeats_until=date(2026, 12, 16),
        exceptions=[(day, kind, *new) for day in days],
        holidays=holidays,
    )
    assert len(lines_of(event, "UID")) == 1
    assert_read_alike(event, holidays)


@pytest.mark.parametrize("day", [date(2026, 10, 7), date(2026, 10, 14)])
def test_all_day_date_that_gets_a_time_stands_alone(day):
    event = activity(
        start_time=None, end_time=None, exceptions=[(day, Kind.MOVED, None, time(10), time(12))]
    )
    assert lines_of(event, "RECURRENCE-ID") == []
    assert lines_of(event, "UID") == [f"UID:{UID}", f"UID:{UID}-{day:%Y%m%d}"]
    assert_read_alike(event)


def test_dates_of_a_list_are_events_of_their_own():
    event = activity(
        rule="",
        dates=["2026-10-20", "2026-11-30"],
        exceptions=[(date(2026, 10, 20), Kind.CANCELLED), (date(2026, 12, 1), Kind.EXTRA)],
    )
    assert lines_of(event, "UID", "STATUS", "RDATE", "RRULE") == [
        f"UID:{UID}-20261007",
        "STATUS:CONFIRMED",
        f"UID:{UID}-20261020",
        "STATUS:CANCELLED",
        f"UID:{UID}-20261130",
        "STATUS:CONFIRMED",
        f"UID:{UID}-20261201",
        "STATUS:CONFIRMED",
    ]
    assert len(assert_read_alike(event)) == 4


def test_once_moved_and_once_cancelled():
    moved = activity(rule="", exceptions=[(date(2026, 10, 7), Kind.MOVED, date(2026, 10, 9))])
    assert lines_of(moved, "UID", "DTSTART") == [
        "DTSTART;TZID=Europe/Brussels:20261009T140000",
        f"UID:{UID}",
    ]
    assert_read_alike(moved)
    moved.exceptions.all().delete()
    moved.exceptions.create(day=date(2026, 10, 7), kind=Kind.CANCELLED)
    assert lines_of(derived(moved, []), "STATUS") == ["STATUS:CANCELLED"]


# One date


def test_single_has_that_date_only():
    event = activity()
    third = dates_of(event, [], [], FIRST, LAST).dates[2]
    text = written.single(event, third, language="en")
    assert by_recurring_ical_events(text) == by_ical(text)
    assert [start for start, *_ in by_ical(text)] == [datetime(2026, 10, 21, 12, tzinfo=UTC)]
    assert f"UID:{UID}-20261021" in lines(text)
    assert not [line for line in lines(text) if line.startswith(("RRULE", "X-WR-CALNAME", "NAME"))]


def test_single_has_the_identifier_of_the_calendar():
    event = activity(rule="", dates=["2026-10-20"])
    once = activity(rule="", uid="1b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f")
    for one in (event, once):
        found = dates_of(one, [], [], FIRST, LAST).dates
        uids = [
            line
            for date in found
            for line in lines(written.single(one, date, language="en"))
            if line.startswith("UID:")
        ]
        assert uids == lines_of(one, "UID")


# Identity


def test_equal_activities_give_equal_bytes():
    event = activity(exceptions=[(date(2026, 10, 14), Kind.FULL)], themes=[factories.theme()])
    again = derived(event, [])
    assert written.calendar([event], name="A", language="nl") == written.calendar(
        [again], name="A", language="nl"
    )


def test_moments_of_change_are_those_of_the_last_save():
    event = activity()
    sequence = event.sequence
    stamps = lines_of(event, "DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE")
    assert stamps == [
        "DTSTAMP:20260901T083015Z",
        f"SEQUENCE:{sequence}",
        "CREATED:20260801T100000Z",
        "LAST-MODIFIED:20260901T083015Z",
    ]


def test_change_raises_the_sequence_and_keeps_the_identifier(clock):
    event = Event.objects.get(pk=activity().pk)
    before, saved_at = event.sequence, event.updated_at
    clock.shift(1)
    event.start_time, event.title_en = time(15), "Tea"
    event.save()
    event = Event.objects.for_detail().get(pk=event.pk)
    assert event.updated_at > saved_at
    assert lines_of(event, "UID", "SEQUENCE") == [f"UID:{UID}", f"SEQUENCE:{before + 1}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_identifiers_are_the_same_in_all_languages(language):
    event = activity(exceptions=[(date(2026, 10, 16), Kind.EXTRA)])
    found = lines(written.calendar([event], name="Agenda", language=language))
    assert [line for line in found if line.startswith("UID")] == [
        f"UID:{UID}",
        f"UID:{UID}-20261016",
    ]


def test_addresses_are_of_the_site(settings):
    settings.SITE_URL = "https://www.example.org"
    event = activity(slug="koffie")
    text = written.calendar([event], name="Agenda", language="fr")
    assert "URL:https://www.example.org/fr/agenda/koffie/" in lines(text)
    assert b"127.0.0.1" not in text
    assert b"example.org" not in text.split(b"UID:")[1].split(b"\r\n")[0]


# Texts and places


def test_texts_are_in_the_language_of_the_calendar():
    event = activity(title_nl="Koffie", title_ar="قهوة", summary_nl="Je drinkt koffie.")
    theme = factories.theme(name_nl="Praten", name_ar="حديث")
    event.themes.set([theme])
    event = derived(event, [])
    arabic = lines(written.calendar([event], name="Agenda", language="ar"))
    dutch = lines(written.calendar([event], name="Agenda", language="nl"))
    assert {"SUMMARY:قهوة", "CATEGORIES:حديث"} <= set(arabic)
    assert {"SUMMARY:Koffie", "CATEGORIES:Praten"} <= set(dutch)


def test_description_ends_with_the_address(settings):
    settings.SITE_URL = "https://www.example.org"
    event = activity(slug="koffie", summary_en="You drink coffee.", is_demonstration=True)
    (description,) = lines_of(event, "DESCRIPTION")
    first, *_, example, address = description.removeprefix("DESCRIPTION:").split(r"\n\n")
    assert first == "You drink coffee."
    assert example == "This is only an example: this activity does not really exist."
    assert address == "https://www.example.org/en/agenda/koffie/"


def test_lines_are_folded_at_75_octets_and_text_is_kept():
    title = "قهوة، شاي؛ وحديث بين الأمهات \\ مع الأطفال, كل يوم; " + "👩‍👧 " * 10
    summary = "أهلا وسهلا بكنّ في بيت الحي. " * 6
    event = activity(
        title_ar=title, summary_ar=summary[:200], place_ar="حديقة\nجوزافات", rule="",
        municipality=factories.municipality(name_ar="سكاربيك"),
    )  # fmt: skip
    text = written.calendar([event], name="أجندة " * 12, language="ar")
    assert text.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    for line in text.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # No letter is cut in two.
    (read,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert read["SUMMARY"] == title.strip()
    (other,) = IcsCalendarStream.calendar_from_ics(text.decode()).events
    assert other.summary == title.strip()
    assert other.location == "حديقة\nجوزافات, سكاربيك"


def test_text_with_line_breaks_and_control_characters_is_one_line():
    event = activity(rule="")
    event.title_en = "One\r\nTWO\rBEGIN:VEVENT\x85\u2028END:VCALENDAR\x0b\x07"
    assert lines_of(event, "SUMMARY") == [r"SUMMARY:One\nTWO\nBEGIN:VEVENT\n\nEND:VCALENDAR"]
    assert len(assert_read_alike(event)) == 1


def test_place_is_the_address():
    municipality = factories.municipality(name_nl="Schaarbeek", name_en="Schaerbeek")
    location = factories.location(
        municipality=municipality,
        name_nl="Buurthuis",
        street_nl="Lange straat",
        house_number="12",
        postal_code="1030",
        latitude=50.86,
        longitude=4.37,
    )
    event = activity(location=location, organisation=location.organisation)
    assert lines_of(event, "LOCATION", "GEO") == [
        "GEO:50.86;4.37",
        r"LOCATION:Buurthuis\, Lange straat 12\, 1030 Schaerbeek",
    ]


def test_place_without_a_name_has_that_of_the_organisation():
    location = factories.location(
        organisation=factories.organisation(name_nl="Bib Laken"),
        municipality=factories.municipality(name_nl="Brussel"),
    )
    event = activity(location=location, organisation=location.organisation)
    assert lines_of(event, "LOCATION") == [r"LOCATION:Bib Laken\, Brussel"]


def test_secret_place_is_not_there():
    location = factories.location(
        municipality=factories.municipality(name_nl="Geheimgemeente"),
        name_nl="Geheim huis",
        street_nl="Geheime straat",
        house_number="12",
        postal_code="1030",
        latitude=50.86,
        longitude=4.37,
        is_confidential=True,
    )
    event = activity(
        location=location,
        organisation=location.organisation,
        place_nl="Geheime plek",
        municipality=location.municipality,
    )
    text = written.calendar([event], name="Agenda", language="nl")
    assert lines_of(event, "LOCATION", "GEO") == []
    assert not re.search(rb"(?i)geheim|1030|50\.86", text)


def test_place_of_its_own_has_the_municipality_once():
    park = activity(
        place_nl="Josaphatpark", municipality=factories.municipality(name_nl="Schaarbeek")
    )
    named = activity(
        uid="1b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f",
        place_nl="Park, 1190 Vorst",
        municipality=factories.municipality(name_nl="Vorst"),
    )
    assert lines_of(park, "LOCATION", "GEO") == [r"LOCATION:Josaphatpark\, Schaarbeek"]
    assert lines_of(named, "LOCATION") == [r"LOCATION:Park\, 1190 Vorst"]


def test_online_is_a_place():
    assert lines_of(activity(is_online=True), "LOCATION") == ["LOCATION:Online"]


# The calendar itself


def test_several_days_with_an_open_end_last_until_the_last_is_over():
    event = activity(
        rule="",
        starts_on=date(2026, 10, 9),
        ends_on=date(2026, 10, 11),
        start_time=time(18),
        end_time=None,
    )

    assert_read_alike(event)
    text = written.calendar([event], name="Agenda", language="en").decode()
    assert "DTEND;TZID=Europe/Brussels:20261012T000000" in text


def test_calendar_without_activities_is_valid():
    text = written.calendar([], name="Agenda, alles", language="nl")
    assert lines(text) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Brussels Support//Agenda//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        r"NAME:Agenda\, alles",
        r"X-WR-CALNAME:Agenda\, alles",
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",
        r"X-PUBLISHED-TTL:PT4H",
        "X-WR-TIMEZONE:Europe/Brussels",
        "END:VCALENDAR",
    ]
    assert by_recurring_ical_events(text) == by_ical(text) == []


def test_zone_has_the_clocks_of_brussels():
    text = written.calendar([], name="Agenda", language="nl")
    (zone,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    ours = zone.to_tz(lookup_tzid=False)
    start = datetime(2026, 1, 1, 12)
    moments = [start + timedelta(hours=3 * step) for step in range(8 * 365 * 5)]
    differences = [
        moment
        for moment in moments
        if moment.replace(tzinfo=ours).utcoffset() != moment.replace(tzinfo=BRUSSELS).utcoffset()
    ]
    assert differences == []


def test_calendar_makes_no_query(django_assert_num_queries):
    location = factories.location(postal_code="1030")
    activity(
        location=location,
        organisation=location.organisation,
        themes=[factories.theme()],
        exceptions=[(date(2026, 10, 14), Kind.CANCELLED), (date(2026, 10, 16), Kind.EXTRA)],
    )
    events = list(
        Event.objects.for_detail().select_related("location__municipality", "municipality")
    )
    with django_assert_num_queries(0):
        written.calendar(events, name="Agenda", language="nl")


def test_calendar_of_two_activities_holds_both():
    first = activity()
    second = activity(
        uid="1b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f", starts_on=date(2026, 10, 9), rule=""
    )
    text = written.calendar([first, second], name="Agenda", language="en")
    expected = in_year(by_agenda(first) + by_agenda(second))
    assert by_recurring_ical_events(text) == by_ical(text) == expected


# Everything at once

RULES = [
    "",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=WE",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
    "FREQ=MONTHLY;BYDAY=-1SU",
    "FREQ=MONTHLY;BYDAY=5FR",
    "FREQ=MONTHLY;BYMONTHDAY=31",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
]
# Hours in which no clock changes: there the parsers differ from RFC 5545 and from each other.
TIMES = [
    (None, None),
    (time(9, 30), time(11)),
    (time(20), time(0)),
    (time(22), time(6)),
    (time(23, 45), None),
]
days_of_the_year = st.dates(FIRST, LAST - timedelta(days=31))


@hypothesis_settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    starts_on=st.dates(FIRST, date(2026, 12, 31)),
    rule=st.sampled_from(RULES),
    times=st.sampled_from(TIMES),
    weeks=st.none() | st.integers(0, 40),
    length=st.none() | st.integers(1, 3),
    pauses=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    changes=st.dictionaries(
        days_of_the_year, st.tuples(st.sampled_from(Kind.values), days_of_the_year), max_size=4
    ),
    changed=st.lists(st.tuples(st.integers(0, 20), st.sampled_from(Kind.values)), max_size=3),
)
def test_any_activity_is_read_alike(
    starts_on, rule, times, weeks, length, pauses, changes, changed
):
    holidays = [*NL_HOLIDAYS, *FR_HOLIDAYS]
    start_time, end_time = times
    event = Event(
        title_en="Coffee",
        organisation=factories.organisation(),
        starts_on=starts_on,
        start_time=start_time,
        end_time=end_time,
        ends_on=starts_on + timedelta(days=length) if length else None,
        rule=rule,
        repeats_until=None if weeks is None else starts_on + timedelta(weeks=weeks),
        pauses_in_nl_holidays=pauses[0],
        pauses_in_fr_holidays=pauses[1],
        pauses_on_public_holidays=pauses[2],
    )
    event.save()
    # Some changes of days at random, some of days on which it takes place.
    there = dates_of(event, [], holidays, starts_on, LAST - timedelta(days=31)).dates
    for number, kind in changed:
        if number < len(there):
            changes[there[number].day] = (kind, there[number].day + timedelta(days=number))
    for day, (kind, new_day) in changes.items():
        new = {"new_day": new_day} if kind == Kind.MOVED else {}
        event.exceptions.create(day=day, kind=kind, **new)
    event = derived(event, holidays)

    assert_read_alike(event, holidays)
    assert_as_the_library_writes_it(written.calendar([event]))


FIXTURES = Path(django_settings.BASE_DIR, "fixtures")


@pytest.mark.skipif(not (FIXTURES / "agenda.json").exists(), reason="there are no activities yet")
def test_activities_of_the_fixtures_are_read_alike(demonstration_data):
    with demonstration_data():
        holidays = list(SchoolHoliday.objects.all())
        examples = Event.objects.filter(is_demonstration=True)
        events = [derived(event, holidays) for event in examples]
    assert events

    for event in events:
        assert_read_alike(event, holidays)

    everything = [found for event in events for found in by_agenda(event, holidays)]
    text = written.calendar(events, name="Agenda", language="en")
    assert by_recurring_ical_events(text) == by_ical(text) == in_year(everything)
    assert_as_the_library_writes_it(text)
    for language, (one, other) in zip(LANGUAGES, pairwise(events), strict=False):
        assert written.calendar([one, other], name="Agenda", language=language).count(b"UID:") >= 2
