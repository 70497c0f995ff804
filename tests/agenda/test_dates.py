"""Dates from rules: against a slow computation by hand, and the hard cases by name."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.dates import dates_of, known_until
from agenda.models import Event, EventException, Occurrence, SchoolHoliday
from agenda.occurrences import rebuild
from tests import factories
from tests.agenda.feeds import written

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
KINDS = EventException.Kind


# The slow computation: day by day, with plain arithmetic and nothing from the agenda


def last_sunday(year, month):
    """Of March or October, both of 31 days."""
    day = date(year, month, 31)
    while day.weekday() != 6:
        day -= DAY
    return day


def instant(day, clock):
    """UTC for the wall time in Brussels (Directive 2000/84/EC): summer time is UTC+2.

    In the hour that spring skips, still the time of winter; in the hour that autumn repeats, still
    that of summer.
    """
    wall = datetime.combine(day, clock)
    begins = datetime.combine(last_sunday(day.year, 3), time(3))
    ends = datetime.combine(last_sunday(day.year, 10), time(3))
    hours = 2 if begins <= wall < ends else 1
    return (wall - timedelta(hours=hours)).replace(tzinfo=UTC)


def brussels(moment):
    """The wall time in Brussels of an instant."""
    begins = datetime.combine(last_sunday(moment.year, 3), time(1), UTC)
    ends = datetime.combine(last_sunday(moment.year, 10), time(1), UTC)
    hours = 2 if begins <= moment < ends else 1
    return (moment + timedelta(hours=hours)).replace(tzinfo=None)


def easter(year):
    """Meeus, Jones and Butcher: Easter Sunday of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def is_public(day):
    fixed = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
    # Easter, its Monday, Ascension, Whit Sunday and Monday.
    return (day.month, day.day) in fixed or (day - easter(day.year)).days in (0, 1, 39, 49, 50)


def monday_of(day):
    return day - day.weekday() * DAY


def follows(way, start, day):
    """Whether `day` is one of the days that `way` means, counted from `start`."""
    kind, interval, what = way
    months = (day.year - start.year) * 12 + day.month - start.month
    if kind == "weekly":
        weeks = (monday_of(day) - monday_of(start)).days // 7
        return weeks % interval == 0 and day.weekday() in what
    if kind == "weekday":
        nth, weekday = what
        is_last = (day + 7 * DAY).month != day.month
        is_nth = is_last if nth == -1 else (day.day - 1) // 7 + 1 == nth
        return months % interval == 0 and is_nth and day.weekday() == weekday
    if kind == "day":
        is_day = (day + DAY).month != day.month if what == -1 else day.day == what
        return months % interval == 0 and is_day
    return day == start or day in what


def holidays_known_until(event, holidays):
    """None when school holidays play no part."""
    limits = []
    for code, does_pause in (
        ("nl", event.pauses_in_nl_holidays),
        ("fr", event.pauses_in_fr_holidays),
    ):
        own = sorted((row.starts_on, row.ends_on) for row in holidays if row.community == code)
        if not does_pause:
            continue
        if not own:
            limits.append(date.min)
            continue
        start, end = own[-1]
        if end is None:
            limits.append(start - DAY)
        elif start.month in (7, 8):
            limits.append(end)
        else:
            # The school year of a day ends in June: the same year's, from September on the next.
            june = date(end.year + (end.month >= 9), 6, 30)
            limits.append(max(end, june))
    return min(limits, default=None)


def pauses(event, holidays, day):
    if day in map(date.fromisoformat, event.not_on):
        return True
    if event.pauses_on_public_holidays and is_public(day):
        return True
    communities = {"nl": event.pauses_in_nl_holidays, "fr": event.pauses_in_fr_holidays}
    for row in holidays:
        is_in = row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)
        if communities[row.community] and is_in:
            return True
    return False


def slow_row(event, day, exception):
    """(day, starts_on, start_time, ends_on, end_time, state, is_moved, starts_at, ends_at, over_at,
    last_on), by wall time first."""
    starts_on, clock = day, event.start_time
    # How long it lasts by the clock on the wall.
    start = datetime.combine(event.starts_on, event.start_time or time(0))
    last = event.ends_on or event.starts_on
    days = (last - event.starts_on).days
    usual = None
    if event.start_time and event.end_time:
        end = datetime.combine(last, event.end_time)
        usual = end - start if end > start else end + DAY - start
    end = None
    kind = exception.kind if exception else ""
    if kind in ("moved", "extra"):
        starts_on = exception.new_day or day
        if exception.new_start_time:
            clock = exception.new_start_time
            if exception.new_end_time:
                end = datetime.combine(starts_on + days * DAY, exception.new_end_time)
                if end <= datetime.combine(starts_on, clock):
                    end += DAY
    has_new_end = end is not None
    if clock and not has_new_end and usual:
        end = datetime.combine(starts_on, clock) + usual
    ends_on = end.date() if end else starts_on + days * DAY
    end_time = end.time() if end else None
    starts_at = instant(starts_on, clock or time(0))
    ends_at = None
    if clock is None:
        ends_at = instant(ends_on + DAY, time(0))
    elif end:
        ends_at = instant(ends_on, end_time)
        if ends_at <= starts_at:
            ends_at = starts_at + (end - datetime.combine(starts_on, clock))
    midnight = instant(ends_on + DAY, time(0))
    over_at = ends_at
    if over_at is None:
        over_at = midnight if days else min(starts_at + timedelta(hours=3), midnight)
    last_on = ends_on
    if clock and ends_at:
        wall = brussels(ends_at)
        is_night = wall.time() <= time(6) and wall.date() > starts_on
        last_on = wall.date() - DAY if is_night else wall.date()
    state = kind if kind in ("cancelled", "full") else "planned"
    moved = kind == "moved"
    return (
        day, starts_on, clock, ends_on, end_time, state, moved, starts_at, ends_at, over_at, last_on
    )  # fmt: skip


def slowly(event, way, exceptions, holidays, first, last):
    """`(rows, paused, limit)` as `dates_of` should give them."""
    limit = holidays_known_until(event, holidays) if event.rule else None
    until = min(last, event.repeats_until or last) if event.rule else last
    days, paused = [], []
    day = event.starts_on
    while day <= max(until, event.starts_on):
        is_known = limit is None or day <= limit
        if first <= day <= until and is_known and follows(way, event.starts_on, day):
            is_paused = event.rule and pauses(event, holidays, day)
            (paused if is_paused else days).append(day)
        day += DAY
    by_day = {exception.day: exception for exception in exceptions}
    rows = [slow_row(event, day, by_day.get(day)) for day in days]
    for exception in exceptions:
        is_extra = exception.kind == "extra" and exception.day not in days
        if is_extra and first <= exception.day <= last:
            rows.append(slow_row(event, exception.day, exception))
    rows.sort(key=lambda row: (row[7], row[0]))
    if limit is not None and limit >= until:
        limit = None
    return rows, paused, limit


def quickly(event, exceptions, holidays, first, last):
    found = dates_of(event, exceptions, holidays, first, last)
    rows = [
        (
            one.day, one.starts_on, one.start_time, one.ends_on, one.end_time, one.state,
            one.is_moved, one.starts_at, one.ends_at, one.over_at, one.last_on,
        )
        for one in found.dates
    ]  # fmt: skip
    return rows, found.paused_on, found.known_until


# What may be written

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
years = st.integers(2024, 2030)
days_around = st.builds(
    lambda around, offset: around + offset * DAY,
    st.one_of(
        st.builds(last_sunday, years, st.sampled_from([3, 10])),
        st.builds(lambda year: date(year, 12, 31), years),
    ),
    st.integers(-10, 10),
)
starts = days_around | st.dates(date(2024, 1, 1), date(2030, 12, 31))
clocks = st.sampled_from(
    [time(0), time(0, 30), time(1, 30), time(2), time(2, 30), time(2, 59), time(3), time(3, 30)]
) | st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 59]))
weekdays = st.integers(0, 6)
ways = st.one_of(
    st.tuples(st.just("weekly"), st.integers(1, 4), st.sets(weekdays, min_size=1)),
    st.tuples(
        st.just("weekday"),
        st.integers(1, 4),
        st.tuples(st.sampled_from([1, 2, 3, 4, 5, -1]), weekdays),
    ),
    st.tuples(st.just("day"), st.integers(1, 12), st.sampled_from([*range(1, 32), 31, -1, -1])),
    st.tuples(st.just("dates"), st.just(1), st.sets(st.integers(1, 200))),
    st.tuples(st.just("dates"), st.just(1), st.just(set())),
)


def rule_of(way):
    kind, interval, what = way
    if kind == "weekly":
        days = ",".join(NAMES[day] for day in sorted(what))
        return f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={days}"
    if kind == "weekday":
        return f"FREQ=MONTHLY;INTERVAL={interval};BYDAY={what[0]}{NAMES[what[1]]}"
    if kind == "day":
        return f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={what}"
    return ""


@st.composite
def times(draw):
    """(start_time, end_time, how many days later it ends or None)."""
    start = draw(st.none() | clocks | clocks)
    end = draw(st.none() | clocks | clocks) if start else None
    several = draw(st.sampled_from([None, None, None, 0, 1, 2, 5]))
    if several == 0 and end and end <= start:
        several = None  # The form refuses it.
    return start, end, several


@st.composite
def school_holidays(draw, start):
    rows = []
    for code in ("nl", "fr"):
        offsets = draw(st.sets(st.integers(-300, 300), max_size=4))
        for offset in sorted(offsets):
            first = start + offset * DAY
            rows.append(
                SchoolHoliday(
                    community=code,
                    starts_on=first,
                    ends_on=first + draw(st.sampled_from([0, 6, 13, 60])) * DAY,
                )
            )
        if rows and draw(st.integers(0, 5)) == 0:
            rows[-1].ends_on = None
    return rows


@st.composite
def activities(draw):
    start = draw(starts)
    way = draw(ways)
    if way[0] == "dates":
        way = (way[0], 1, {start + offset * DAY for offset in way[2]})
    start_time, end_time, several = draw(times())
    event = Event(
        starts_on=start,
        start_time=start_time,
        end_time=end_time,
        ends_on=None if several is None else start + several * DAY,
        rule=rule_of(way),
        dates=sorted(day.isoformat() for day in way[2]) if way[0] == "dates" else [],
        repeats_until=draw(st.none() | st.integers(0, 300).map(lambda n: start + n * DAY)),
        not_on=[
            (start + offset * DAY).isoformat()
            for offset in sorted(draw(st.sets(st.integers(0, 60), max_size=3)))
        ],
        pauses_in_nl_holidays=draw(st.integers(0, 3)) == 0,
        pauses_in_fr_holidays=draw(st.integers(0, 3)) == 0,
        pauses_on_public_holidays=draw(st.booleans()),
    )
    first = start + draw(st.sampled_from([0, -40, 5, 90, 700])) * DAY
    last = first + draw(st.integers(0, 220)) * DAY
    holidays = draw(school_holidays(first))
    rows, paused, _ = slowly(event, way, [], holidays, first, last)
    likely = [row[0] for row in rows] + paused
    some_day = st.integers(-5, 225).map(lambda n: first + n * DAY)
    if likely:
        some_day = st.sampled_from(likely) | st.sampled_from(likely) | some_day
    exceptions = [draw(an_exception(day)) for day in sorted(draw(st.sets(some_day, max_size=5)))]
    return event, way, exceptions, holidays, first, last


@st.composite
def an_exception(draw, day):
    kind = draw(st.sampled_from(list(KINDS)))
    exception = EventException(day=day, kind=kind)
    if kind in (KINDS.MOVED, KINDS.EXTRA):
        exception.new_start_time = draw(st.none() | clocks)
        if exception.new_start_time:
            exception.new_end_time = draw(st.none() | clocks)
    if kind == KINDS.MOVED:
        exception.new_day = draw(st.none() | days_around | st.just(day + 3 * DAY))
        if exception.new_start_time is None and exception.new_day is None:
            exception.new_day = day + DAY
    return exception


@settings(max_examples=300)
@given(activities())
def test_dates_are_those_of_the_slow_computation(made):
    event, way, exceptions, holidays, first, last = made

    expected = slowly(event, way, exceptions, holidays, first, last)

    assert quickly(event, exceptions, holidays, first, last) == expected


# By name: unsaved activities


def activity(**values):
    """Once on Wednesday 7 October 2026, from 14:00 to 16:00."""
    defaults = {"starts_on": date(2026, 10, 7), "start_time": time(14), "end_time": time(16)}
    return Event(**defaults | values)


def found_in(event, first, last, exceptions=(), holidays=()):
    return dates_of(event, list(exceptions), list(holidays), first, last)


def days(event, count=5, holidays=()):
    """The first days on which it begins."""
    found = found_in(event, event.starts_on, date(2036, 12, 31), holidays=holidays)
    return [one.starts_on for one in found.dates[:count]]


def only(event, *exceptions):
    (found,) = found_in(event, date(2026, 1, 1), date(2027, 12, 31), exceptions).dates
    return found


def utc(*numbers):
    return datetime(*numbers, tzinfo=UTC)


def holiday(community, first, last):
    return SchoolHoliday(community=community, starts_on=first, ends_on=last)


def test_last_sunday_of_the_month():
    event = activity(starts_on=date(2026, 1, 1), rule="FREQ=MONTHLY;BYDAY=-1SU")

    assert days(event) == [
        date(2026, 1, 25),
        date(2026, 2, 22),
        date(2026, 3, 29),
        date(2026, 4, 26),
        date(2026, 5, 31),
    ]


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            date(2026, 8, 31),
            ["2026-08-31", "2026-10-31", "2026-12-31", "2027-01-31", "2027-03-31"],
        ),
        (
            "FREQ=MONTHLY;BYDAY=5FR",
            date(2026, 10, 30),
            ["2026-10-30", "2027-01-29", "2027-04-30", "2027-07-30", "2027-10-29"],
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            date(2026, 9, 30),
            ["2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31"],
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2028, 2, 29), ["2028-02-29", "2032-02-29"]),
        ("FREQ=YEARLY", date(2028, 2, 29), ["2028-02-29", "2032-02-29"]),
        # The odd months of two: 31 August, then October, December, and none in February.
        (
            "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31",
            date(2026, 8, 31),
            ["2026-08-31", "2026-10-31", "2026-12-31", "2027-08-31"],
        ),
    ],
)
def test_months_without_the_day_are_left_out(rule, start, expected):
    event = activity(rule=rule, starts_on=start)

    found = days(event, len(expected))

    assert [day.isoformat() for day in found] == expected


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        # 2026 has a week 53, which ends on 3 January 2027.
        (date(2026, 12, 16), ["2026-12-16", "2026-12-30", "2027-01-13", "2027-01-27"]),
        (date(2026, 12, 23), ["2026-12-23", "2027-01-06", "2027-01-20", "2027-02-03"]),
        # 2027 has none.
        (date(2027, 12, 15), ["2027-12-15", "2027-12-29", "2028-01-12", "2028-01-26"]),
    ],
)
def test_two_weeks_across_the_end_of_a_year(start, expected):
    event = activity(starts_on=start, rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE")

    assert [day.isoformat() for day in days(event, 4)] == expected


def test_two_weeks_count_from_the_monday():
    # Wednesday 30 December and Saturday 2 January lie in the same week.
    event = activity(starts_on=date(2026, 12, 30), rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SA")

    assert days(event, 3) == [date(2027, 1, 2), date(2027, 1, 11), date(2027, 1, 16)]


def test_series_has_no_date_where_its_rule_is_left_out():
    event = activity(rule="FREQ=WEEKLY;BYDAY=WE", not_on=["2026-10-14", "2026-10-15"])

    assert days(event, 3) == [date(2026, 10, 7), date(2026, 10, 21), date(2026, 10, 28)]
    found = found_in(event, event.starts_on, date(2026, 10, 31))
    assert found.paused_on == [date(2026, 10, 14)]


def test_series_that_starts_on_a_paused_day():
    holidays = [
        holiday("nl", date(2026, 10, 5), date(2026, 10, 9)),
        holiday("nl", date(2026, 11, 2), date(2026, 11, 8)),
    ]
    event = activity(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", pauses_in_nl_holidays=True)

    found = found_in(event, date(2026, 9, 1), date(2026, 11, 30), holidays=holidays)

    assert [one.day for one in found.dates] == [date(2026, 10, 21), date(2026, 11, 18)]
    assert found.paused_on == [date(2026, 10, 7), date(2026, 11, 4)]
    assert found.known_until is None


def test_sundays_at_six_keep_their_hour():
    event = activity(
        starts_on=date(2026, 10, 18),
        start_time=time(18),
        end_time=time(20),
        rule="FREQ=WEEKLY;BYDAY=SU",
        repeats_until=date(2026, 11, 1),
    )

    found = found_in(event, date(2026, 10, 1), date(2026, 12, 31)).dates

    assert [one.starts_at for one in found] == [
        utc(2026, 10, 18, 16),
        utc(2026, 10, 25, 17),
        utc(2026, 11, 1, 17),
    ]
    assert [one.ends_at for one in found] == [
        utc(2026, 10, 18, 18),
        utc(2026, 10, 25, 19),
        utc(2026, 11, 1, 19),
    ]


@pytest.mark.parametrize(
    ("day", "starts_at", "hours"),
    [
        (date(2026, 10, 24), utc(2026, 10, 24, 20), 9),
        (date(2027, 3, 27), utc(2027, 3, 27, 21), 7),
        (date(2026, 11, 24), utc(2026, 11, 24, 21), 8),
    ],
)
def test_night_in_which_the_clocks_change(day, starts_at, hours):
    found = only(activity(starts_on=day, start_time=time(22), end_time=time(6)))

    assert (found.start_time, found.end_time) == (time(22), time(6))
    assert (found.starts_on, found.ends_on, found.last_on) == (day, day + DAY, day)
    assert found.starts_at == starts_at
    assert found.ends_at - found.starts_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("day", "start", "end", "starts_at", "ends_at"),
    [
        # 02:30 does not exist: it is 03:30.
        (date(2027, 3, 28), time(2, 30), time(5), utc(2027, 3, 28, 1, 30), utc(2027, 3, 28, 3)),
        # 03:30 to 03:00 would end before it begins: half an hour.
        (date(2027, 3, 28), time(2, 30), time(3), utc(2027, 3, 28, 1, 30), utc(2027, 3, 28, 2)),
        # 03:30 to 03:30: an hour, as the clock on the wall says.
        (
            date(2027, 3, 28),
            time(2, 30),
            time(3, 30),
            utc(2027, 3, 28, 1, 30),
            utc(2027, 3, 28, 2, 30),
        ),
        # 02:30 is there twice: the first one, in summer time.
        (date(2026, 10, 25), time(2, 30), time(3, 30), utc(2026, 10, 25, 0, 30),
         utc(2026, 10, 25, 2, 30)),
    ],
)  # fmt: skip
def test_hour_that_is_not_there_or_there_twice(day, start, end, starts_at, ends_at):
    found = only(activity(starts_on=day, start_time=start, end_time=end))

    assert (found.starts_at, found.ends_at) == (starts_at, ends_at)


def test_all_day_ends_at_midnight_after_its_last_day():
    several = only(
        activity(
            starts_on=date(2026, 9, 17), ends_on=date(2026, 9, 20), start_time=None, end_time=None
        )
    )
    one = only(activity(starts_on=date(2026, 11, 5), start_time=None, end_time=None))

    assert several.is_all_day
    assert (several.starts_at, several.ends_at) == (utc(2026, 9, 16, 22), utc(2026, 9, 20, 22))
    assert (several.starts_on, several.last_on) == (date(2026, 9, 17), date(2026, 9, 20))
    assert (one.starts_at, one.ends_at) == (utc(2026, 11, 4, 23), utc(2026, 11, 5, 23))
    assert (one.starts_on, one.last_on) == (date(2026, 11, 5), date(2026, 11, 5))


FRIDAY = date(2026, 10, 9)


@pytest.mark.parametrize(
    ("start", "end", "is_over"),
    [
        (time(20), time(0), True),
        (time(20), time(2), False),
        (time(23, 45), None, True),
    ],
)
def test_evening_past_midnight_belongs_to_its_day(start, end, is_over):
    found = only(activity(starts_on=FRIDAY, start_time=start, end_time=end))

    assert (found.starts_on, found.last_on) == (FRIDAY, FRIDAY)
    one_in_the_morning = utc(2026, 10, 9, 23)
    assert found.is_over(one_in_the_morning) is is_over
    assert not found.is_over(utc(2026, 10, 9, 21, 59))


def test_night_until_six_belongs_to_its_day_and_until_seven_to_both():
    six = only(activity(starts_on=FRIDAY, start_time=time(20), end_time=time(6)))
    seven = only(activity(starts_on=FRIDAY, start_time=time(20), end_time=time(7)))

    assert (six.last_on, seven.last_on) == (FRIDAY, FRIDAY + DAY)


def test_open_end_is_over_after_three_hours():
    found = only(activity(start_time=time(14), end_time=None))

    assert found.ends_at is None
    assert found.over_at == utc(2026, 10, 7, 15)


def test_open_end_of_several_days_is_over_after_the_last():
    event = activity(
        starts_on=FRIDAY, ends_on=date(2026, 10, 11), start_time=time(18), end_time=None
    )

    found = only(event)

    assert (found.last_on, found.over_at) == (date(2026, 10, 11), utc(2026, 10, 11, 22))


def test_two_weeks_are_listed_until_their_last_day():
    event = activity(
        starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14), start_time=None, end_time=None
    )

    found = only(event)

    assert (found.starts_on, found.last_on) == (date(2026, 10, 1), date(2026, 10, 14))
    assert not found.is_over(utc(2026, 10, 14, 21, 59))
    assert found.is_over(utc(2026, 10, 14, 22))


def test_end_before_the_beginning_is_on_the_next_day():
    found = only(activity(start_time=time(22), end_time=time(2)))

    assert (found.starts_on, found.ends_on) == (date(2026, 10, 7), date(2026, 10, 8))
    assert found.ends_at - found.starts_at == timedelta(hours=4)


def test_last_day_that_is_the_first_when_all_day():
    event = activity(ends_on=date(2026, 10, 7), start_time=None, end_time=None)

    found = only(event)

    assert (found.starts_on, found.ends_on, found.last_on) == (date(2026, 10, 7),) * 3
    assert found.ends_at - found.starts_at == timedelta(days=1)


@pytest.mark.parametrize(
    ("start", "end", "new_start", "ends"),
    [
        # 26 hours: from 23:00 on until 1:00 two days later.
        (time(18), time(20), time(23), (date(2026, 10, 9), time(1))),
        (time(18), time(20), time(10), (date(2026, 10, 8), time(12))),
        # 22 hours: from 1:00 on until 23:00 on the same day.
        (time(18), time(16), time(1), (date(2026, 10, 7), time(23))),
    ],
)
def test_new_time_of_two_days_keeps_how_long_it_lasts(start, end, new_start, ends):
    event = activity(ends_on=date(2026, 10, 8), start_time=start, end_time=end)
    moved = EventException(day=event.starts_on, kind="moved", new_start_time=new_start)

    found = only(event, moved)

    assert (found.ends_on, found.end_time) == ends


# How long school holidays are known


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 11, 2), date(2026, 11, 8), date(2027, 6, 30)),
        (date(2026, 12, 21), date(2027, 1, 3), date(2027, 6, 30)),
        (date(2027, 4, 5), date(2027, 4, 18), date(2027, 6, 30)),
        (date(2027, 7, 1), date(2027, 8, 31), date(2027, 8, 31)),
        (date(2027, 7, 3), date(2027, 8, 29), date(2027, 8, 29)),
        (date(2027, 7, 1), None, date(2027, 6, 30)),
    ],
)
def test_school_holidays_are_known_until(first, last, expected):
    earlier = holiday("nl", date(2026, 1, 5), None)

    assert known_until("nl", [holiday("nl", first, last), earlier]) == expected
    assert known_until("fr", [holiday("nl", first, last)]) == date.min


def test_known_until_is_the_earlier_of_both_communities():
    event = activity(
        rule="FREQ=WEEKLY;BYDAY=WE", pauses_in_nl_holidays=True, pauses_in_fr_holidays=True
    )
    holidays = [
        holiday("nl", date(2026, 11, 2), date(2026, 11, 8)),
        holiday("fr", date(2026, 7, 4), date(2026, 10, 16)),
    ]

    found = found_in(event, date(2026, 9, 1), date(2027, 8, 31), holidays=holidays)

    assert found.known_until == date(2026, 10, 16)
    assert found.paused_on == [date(2026, 10, 7), date(2026, 10, 14)]
    assert found.dates == []


def test_known_until_does_not_matter_when_the_series_ends_before():
    holidays = [holiday("nl", date(2026, 11, 2), date(2026, 11, 8))]
    event = activity(
        rule="FREQ=WEEKLY;BYDAY=WE",
        pauses_in_nl_holidays=True,
        repeats_until=date(2027, 6, 30),
    )
    window = (date(2026, 9, 1), date(2028, 8, 31))

    assert found_in(event, *window, holidays=holidays).known_until is None
    event.repeats_until = date(2027, 7, 1)
    assert found_in(event, *window, holidays=holidays).known_until == date(2027, 6, 30)


# By name: rows, the form and the calendar, on 1 September 2026

TODAY = date(2026, 9, 1)


@pytest.fixture
def september(db, monkeypatch):
    """1 September 2026, noon in Brussels."""
    monkeypatch.setattr(timezone, "now", lambda: utc(2026, 9, 1, 10))


HOLIDAYS = {
    "fr": [
        (date(2026, 10, 19), date(2026, 10, 30)),
        (date(2026, 12, 21), date(2027, 1, 1)),
        (date(2027, 2, 22), date(2027, 3, 5)),
        (date(2027, 4, 26), date(2027, 5, 7)),
    ],
    "nl": [
        (date(2026, 11, 2), date(2026, 11, 8)),
        (date(2026, 12, 21), date(2027, 1, 3)),
        (date(2027, 2, 8), date(2027, 2, 14)),
        (date(2027, 4, 5), date(2027, 4, 18)),
    ],
}


def first_wednesdays(community):
    for first, last in HOLIDAYS[community]:
        factories.school_holiday(community=community, starts_on=first, ends_on=last)
    return factories.event(
        starts_on=date(2026, 9, 2),
        start_time=time(10),
        end_time=time(12),
        rule="FREQ=MONTHLY;BYDAY=1WE",
        repeats_until=date(2027, 6, 30),
        **{f"pauses_in_{community}_holidays": True},
    )


def rows(event):
    return [
        f"{day:%d%m}" for day in event.occurrences.order_by("day").values_list("day", flat=True)
    ]


def vevents(event):
    """The VEVENTs of the calendar of the saved `event`, read back."""
    event = Event.objects.for_detail().get(pk=event.pk)
    text = written.calendar([event], name="Agenda", language="nl")
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


@pytest.mark.parametrize(
    ("community", "expected", "excluded"),
    [
        (
            "fr",
            ["0209", "0710", "0411", "0212", "0601", "0302", "0704", "0206"],
            [date(2027, 3, 3), date(2027, 5, 5)],
        ),
        (
            "nl",
            ["0209", "0710", "0212", "0601", "0302", "0303", "0505", "0206"],
            [date(2026, 11, 4), date(2027, 4, 7)],
        ),
    ],
)
def test_first_wednesdays_except_in_holidays(september, community, expected, excluded):
    event = first_wednesdays(community)

    assert rows(event) == expected
    (vevent,) = vevents(event)
    assert vevent["RRULE"]["BYDAY"] == ["1WE"]
    exdates = vevent["EXDATE"] if isinstance(vevent["EXDATE"], list) else [vevent["EXDATE"]]
    assert [moment.dt.date() for one in exdates for moment in one.dts] == excluded


def test_first_wednesdays_when_the_holidays_change(september):
    event = first_wednesdays("nl")
    spring = SchoolHoliday.objects.get(starts_on=date(2027, 4, 5))

    spring.starts_on, spring.ends_on = date(2027, 5, 3), date(2027, 5, 9)
    spring.save()

    assert rows(event) == ["0209", "0710", "0212", "0601", "0302", "0303", "0704", "0206"]
    event.refresh_from_db()
    assert event.paused_on == ["2026-11-04", "2027-05-05"]


def test_rows_of_three_sundays_keep_their_hour(september):
    event = factories.event(
        starts_on=date(2026, 10, 18),
        start_time=time(18),
        end_time=time(20),
        rule="FREQ=WEEKLY;BYDAY=SU",
        repeats_until=date(2026, 11, 1),
    )

    found = event.occurrences.order_by("day").values_list("starts_at", "ends_at")

    assert list(found) == [
        (utc(2026, 10, 18, 16), utc(2026, 10, 18, 18)),
        (utc(2026, 10, 25, 17), utc(2026, 10, 25, 19)),
        (utc(2026, 11, 1, 17), utc(2026, 11, 1, 19)),
    ]


def test_until_21_october_in_the_form_includes_it(september, client):
    client.force_login(factories.user(is_superuser=True))
    data = {
        "title_nl": "Koffie",
        "organisation": factories.organisation().pk,
        "starts_on": "2026-10-07",
        "start_time": "18:00",
        "repeats": "weekly",
        "repeats_until": "2026-10-21",
        "cost": "unknown",
        "registration": "unknown",
        "status": "draft",
    }

    response = client.post("/admin/agenda/event/add/", data)

    assert response.status_code == 302, response.context["adminform"].form.errors
    event = Event.objects.get()
    assert days(event, 9) == [date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21)]
    (vevent,) = vevents(event)
    assert vevent["RRULE"]["UNTIL"] == [utc(2026, 10, 21, 21, 59, 59)]


def wednesdays(**values):
    return factories.event(
        starts_on=date(2026, 10, 7),
        start_time=time(14),
        end_time=time(16),
        rule="FREQ=WEEKLY;BYDAY=WE",
        repeats_until=date(2026, 10, 28),
        **values,
    )


def test_series_of_decades_still_has_the_dates_that_come(september):
    event = factories.event(starts_on=date(2005, 1, 1), rule="FREQ=DAILY")

    found = event.occurrences.order_by("day").values_list("day", flat=True)

    # From yesterday on for 366 days after today.
    assert (found[0], found.reverse()[0]) == (date(2026, 8, 31), date(2027, 9, 2))
    assert len(found) == 368


def test_cancelled_date_is_a_row_that_says_so(september):
    event = wednesdays()
    factories.event_exception(event=event, day=date(2026, 10, 14))

    found = event.occurrences.order_by("day").values_list("day", "state")

    assert list(found) == [
        (date(2026, 10, 7), "planned"),
        (date(2026, 10, 14), "cancelled"),
        (date(2026, 10, 21), "planned"),
        (date(2026, 10, 28), "planned"),
    ]


def test_date_moved_by_two_months_leaves_its_day_and_comes_back(september):
    event = wednesdays()
    exception = factories.event_exception(
        event=event,
        day=date(2026, 10, 14),
        kind="moved",
        new_day=date(2026, 12, 15),
        new_start_time=time(16),
    )

    def starts():
        return [row.starts_at for row in Occurrence.objects.filter(event=event)]

    october = [utc(2026, 10, 7, 12), utc(2026, 10, 21, 12), utc(2026, 10, 28, 13)]
    assert starts() == [*october, utc(2026, 12, 15, 15)]

    exception.delete()

    assert starts() == [october[0], utc(2026, 10, 14, 12), *october[1:]]


def test_date_moved_into_the_window_is_there(september):
    # Its own day is over; where it was moved to is not.
    event = wednesdays()
    factories.event_exception(
        event=event, day=date(2026, 10, 14), kind="moved", new_day=date(2026, 12, 15)
    )

    rebuild(Event.objects.all(), today=date(2026, 12, 1))

    assert [row.starts_on for row in event.occurrences.all()] == [date(2026, 12, 15)]


def test_calendar_changes_only_with_the_activity(september):
    event = wednesdays()
    uid, sequence = str(event.uid), event.sequence

    def calendar(language="nl"):
        saved = Event.objects.for_detail().get(pk=event.pk)
        return written.calendar([saved], name="Agenda", language=language)

    first = calendar()
    assert rebuild(Event.objects.all(), today=TODAY) == 0
    assert calendar() == first

    factories.event_exception(event=event, day=date(2026, 10, 14), kind="full")
    factories.school_holiday(starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 8))
    event.refresh_from_db()
    event.pauses_in_nl_holidays = True
    event.title_nl, event.title_fr = "Anders", "Autrement"
    event.save()
    for language in ("nl", "fr"):
        found = icalendar.Calendar.from_ical(calendar(language)).walk("VEVENT")
        assert {one["UID"] for one in found} == {uid}
        # The date and the activity: two changes.
        assert {one["SEQUENCE"] for one in found} == {sequence + 2}


def test_pause_raises_the_sequence(september):
    event = wednesdays(pauses_in_nl_holidays=True)
    factories.school_holiday(starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 8))
    event.refresh_from_db()
    before = event.sequence

    factories.school_holiday(starts_on=date(2026, 10, 19), ends_on=date(2026, 10, 23))

    event.refresh_from_db()
    assert event.sequence == before + 1


@pytest.mark.parametrize(
    ("times", "until", "excluded"),
    [
        ({}, utc(2026, 10, 28, 22, 59, 59), datetime(2026, 10, 21, 14)),
        ({"start_time": None, "end_time": None}, date(2026, 10, 28), date(2026, 10, 21)),
    ],
)
def test_types_in_the_saved_calendar_are_those_of_the_beginning(september, times, until, excluded):
    factories.school_holiday(starts_on=date(2026, 10, 19), ends_on=date(2026, 10, 23))
    event = wednesdays(pauses_in_nl_holidays=True)
    Event.objects.filter(pk=event.pk).update(**times)

    (vevent,) = vevents(event)

    (moment,) = vevent["EXDATE"].dts
    assert vevent["RRULE"]["UNTIL"] == [until]
    assert vevent["DTSTART"].params == vevent["EXDATE"].params
    found = moment.dt.replace(tzinfo=None) if isinstance(moment.dt, datetime) else moment.dt
    assert found == excluded


def test_day_that_is_left_out_is_excluded_in_the_calendar(september):
    event = wednesdays(not_on=["2026-10-14"])

    (vevent,) = vevents(event)

    (moment,) = vevent["EXDATE"].dts
    assert moment.dt.replace(tzinfo=None) == datetime(2026, 10, 14, 14)
