from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from directory.models import Location, Notice, OpeningHours, Organisation
from directory.opening import (
    WeekSlot,
    covers,
    is_public_holiday,
    schema_hours,
    status,
    visible_notices,
    week,
)

pytestmark = pytest.mark.one_database

BRUSSELS = ZoneInfo("Europe/Brussels")
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
MIDNIGHT = time(0)

# 2026: Monday 8 June is an ordinary day; Tuesday 21 July is the national holiday; the clocks
# change in the nights to Sunday 29 March and Sunday 25 October.


@dataclass(frozen=True)
class Row:
    """What `opening` needs of an `OpeningHours`."""

    weekday: int
    opens: time
    closes: time
    by_appointment: bool = False
    note: str = ""


def place(*rows, hours_known=True, holiday_hours="open", answers_always=False):
    return SimpleNamespace(
        hours_known=hours_known,
        holiday_hours=holiday_hours,
        answers_always=answers_always,
        opening_hours=SimpleNamespace(all=lambda: list(rows)),
    )


def every_day(opens, closes, **more):
    return [Row(weekday, opens, closes, **more) for weekday in range(7)]


def notice(kind, starts_on, ends_on=None, text=""):
    return Notice(kind=kind, starts_on=starts_on, ends_on=ends_on or starts_on, text=text)


def brussels(month, day, hour=0, minute=0, *, year=2026, fold=0):
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS, fold=fold)


def facts(opening):
    """The state and the two moments, as text: comparing aware datetimes forgets the fold."""
    moments = (opening.until, opening.opens_at)
    return opening.state, *(moment and f"{moment:%a %d %b %H:%M %z}" for moment in moments)


# Public holidays


def test_public_holidays_are_those_that_another_program_knows():
    years = range(1990, 2100)

    ours = {day for year in years for n in range(365) if is_public_holiday(day := _day(year, n))}

    assert ours == {*holidays.country_holidays("BE", years=years)}


def _day(year, number):
    return date(year, 1, 1) + number * timedelta(days=1)


def test_is_public_holiday():
    assert [day for n in range(365) if is_public_holiday(day := date(2026, 1, 1) + n * DAY)] == [
        date(2026, 1, 1),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 7, 21),
        date(2026, 8, 15),
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
    ]


# Weekly slots


@pytest.mark.parametrize(
    ("day", "hour", "minute", "expected"),
    [(8, 8, 59, False), (8, 9, 0, True), (8, 12, 29, True), (8, 12, 30, False), (9, 10, 0, False)],
)
def test_covers_start_and_not_the_end(day, hour, minute, expected):
    assert covers(MON, time(9), time(12, 30), brussels(6, day, hour, minute)) is expected


@pytest.mark.parametrize(
    ("day", "hour", "minute", "expected"),
    [
        (14, 1, 0, False),
        (14, 20, 0, True),
        (14, 23, 59, True),
        (15, 0, 0, True),
        (15, 1, 59, True),
        (15, 2, 0, False),
        (15, 21, 0, False),
    ],
)
def test_covers_past_midnight_from_sunday_to_monday(day, hour, minute, expected):
    assert covers(SUN, time(20), time(2), brussels(6, day, hour, minute)) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (brussels(6, 7, 23, 59), False),
        (brussels(6, 8, 0, 0), True),
        (brussels(6, 8, 23, 59), True),
        (brussels(6, 9, 0, 0), False),
    ],
)
def test_covers_whole_day(moment, expected):
    assert covers(MON, MIDNIGHT, MIDNIGHT, moment) is expected


def test_covers_until_midnight():
    assert covers(MON, time(20), MIDNIGHT, brussels(6, 8, 23, 59)) is True
    assert covers(MON, time(20), MIDNIGHT, brussels(6, 9, 0, 0)) is False


def test_covers_takes_a_moment_of_any_zone():
    assert covers(MON, time(9), time(10), datetime(2026, 6, 8, 7, 30, tzinfo=UTC)) is True
    assert covers(MON, time(9), time(10), datetime(2026, 6, 8, 9, 30, tzinfo=UTC)) is False


def minutes_covered(weekday, opens, closes, first):
    """The UTC minutes of the day that begins at `first` in which a slot holds, as "00:30" spans."""
    held = [n for n in range(1440) if covers(weekday, opens, closes, first + n * MINUTE)]
    starts = [n for n in held if n - 1 not in held]
    ends = [n + 1 for n in held if n + 1 not in held]
    return [
        f"{first + start * MINUTE:%H:%M}-{first + end * MINUTE:%H:%M}"
        for start, end in zip(starts, ends, strict=True)
    ]


SPRING = datetime(2026, 3, 28, 12, tzinfo=UTC)  # 02:00 becomes 03:00 at 01:00 UTC
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # 03:00 becomes 02:00 at 01:00 UTC


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "in_utc"),
    [
        (SAT, time(22), time(6), ["21:00-04:00"]),  # 7 hours
        (SAT, time(22), time(2, 30), ["21:00-01:00"]),  # closes when the clock says 03:00
        (SUN, time(2, 30), time(5), ["01:00-03:00"]),  # opens when the clock says 03:00
        (SUN, time(2), time(3), []),  # not there that night
        (SUN, time(2, 15), time(2, 45), []),
        (SUN, time(1), time(2), ["00:00-01:00"]),
        (SUN, time(3), time(4), ["01:00-02:00"]),
    ],
)
def test_covers_in_the_night_without_two_o_clock(weekday, opens, closes, in_utc):
    assert minutes_covered(weekday, opens, closes, SPRING) == in_utc


@pytest.mark.parametrize(
    ("weekday", "opens", "closes", "in_utc"),
    [
        (SAT, time(22), time(6), ["20:00-05:00"]),  # 9 hours
        (SAT, time(22), time(2, 30), ["20:00-00:30"]),  # closes the first time
        (SUN, time(2, 30), time(5), ["00:30-04:00"]),  # opens the first time
        (SUN, time(2), time(3), ["00:00-02:00"]),  # both hours
        (SUN, time(2, 15), time(2, 45), ["00:15-00:45"]),  # the first time only
        (SUN, time(1), time(2), ["23:00-00:00"]),
        (SUN, time(3), time(4), ["02:00-03:00"]),
    ],
)
def test_covers_in_the_night_with_two_o_clock_twice(weekday, opens, closes, in_utc):
    assert minutes_covered(weekday, opens, closes, AUTUMN) == in_utc


# Open or not


def test_status_open_and_closed_on_an_ordinary_day():
    shop = place(Row(MON, time(9), time(12, 30)), Row(MON, time(13, 30), time(17)))

    assert facts(status(shop, brussels(6, 8, 8))) == ("closed", None, "Mon 08 Jun 09:00 +0200")
    assert facts(status(shop, brussels(6, 8, 9))) == ("open", "Mon 08 Jun 12:30 +0200", None)
    assert facts(status(shop, brussels(6, 8, 13))) == ("closed", None, "Mon 08 Jun 13:30 +0200")
    assert facts(status(shop, brussels(6, 8, 17))) == ("closed", None, "Mon 15 Jun 09:00 +0200")


def test_status_ordinary_day_has_no_notice_and_no_holiday():
    opening = status(place(Row(MON, time(9), time(12))), brussels(6, 8, 9))

    assert (opening.notice, opening.holiday) == (None, False)


def test_status_hours_unknown():
    opening = status(place(Row(MON, time(9), time(17)), hours_known=False), brussels(6, 8, 10))

    assert facts(opening) == ("unknown", None, None)


def test_status_hours_known_without_slots():
    assert facts(status(place(), brussels(6, 8, 10))) == ("closed", None, None)


def test_status_slots_that_touch_are_one_stretch():
    shop = place(Row(MON, time(9), time(12)), Row(MON, time(12), time(17)))

    assert facts(status(shop, brussels(6, 8, 10))) == ("open", "Mon 08 Jun 17:00 +0200", None)


def test_status_slots_across_midnight_are_one_stretch():
    shop = place(Row(SUN, time(18), MIDNIGHT), Row(MON, MIDNIGHT, time(3)))

    assert facts(status(shop, brussels(6, 14, 20))) == ("open", "Mon 15 Jun 03:00 +0200", None)


def test_status_after_midnight_in_a_slot_of_yesterday():
    bar = place(Row(SUN, time(20), time(2)))

    assert facts(status(bar, brussels(6, 15, 1))) == ("open", "Mon 15 Jun 02:00 +0200", None)


def test_status_day_and_night():
    opening = status(place(*every_day(MIDNIGHT, MIDNIGHT)), brussels(6, 8, 10))

    assert facts(opening) == ("open", None, None)


def test_status_day_and_night_but_for_one_hour():
    rows = [*every_day(MIDNIGHT, MIDNIGHT)[:6], Row(SUN, time(4), time(3))]

    opening = status(place(*rows), brussels(6, 15, 4))

    assert facts(opening) == ("open", "Sun 21 Jun 00:00 +0200", None)


def test_status_day_and_night_before_a_closed_holiday():
    line = place(*every_day(MIDNIGHT, MIDNIGHT), holiday_hours="closed")

    assert facts(status(line, brussels(7, 20, 10))) == ("open", "Tue 21 Jul 00:00 +0200", None)
    assert facts(status(line, brussels(7, 21, 10))) == ("closed", None, "Wed 22 Jul 00:00 +0200")


def test_status_by_appointment_until_walk_in_begins():
    centre = place(Row(MON, time(9), time(17), by_appointment=True), Row(MON, time(14), time(16)))

    assert facts(status(centre, brussels(6, 8, 10))) == (
        "by_appointment",
        "Mon 08 Jun 14:00 +0200",
        "Mon 08 Jun 14:00 +0200",
    )
    assert facts(status(centre, brussels(6, 8, 14))) == ("open", "Mon 08 Jun 16:00 +0200", None)
    assert facts(status(centre, brussels(6, 8, 16))) == (
        "by_appointment",
        "Mon 08 Jun 17:00 +0200",
        "Mon 15 Jun 14:00 +0200",
    )


def test_status_outside_appointments_does_not_say_when_they_begin():
    centre = place(Row(MON, time(14), time(16), by_appointment=True))

    assert facts(status(centre, brussels(6, 8, 10))) == ("closed", None, None)


def test_status_where_somebody_always_answers_is_never_closed():
    line = place(*[Row(day, time(9), time(19)) for day in range(5)], holiday_hours="closed",
                 answers_always=True)  # fmt: skip

    assert status(line, brussels(6, 8, 12)).until == brussels(6, 8, 19)
    night, sunday, holiday = (
        status(line, moment)
        for moment in (brussels(6, 8, 22), brussels(6, 7, 12), brussels(7, 21, 12))
    )
    assert [(found.state, found.by_others) for found in (night, sunday, holiday)] == [
        ("open", True)
    ] * 3
    assert (night.until, night.opens_at, holiday.holiday) == (None, None, True)


def test_status_where_somebody_always_answers_follows_a_notice():
    line = place(*every_day(time(9), time(17)), answers_always=True)
    strike = notice("closed", date(2026, 6, 8))

    assert status(line, brussels(6, 8, 22), [strike]).state == "closed"


def test_status_opens_in_exactly_seven_days_and_no_later():
    shop = place(Row(MON, time(9), time(12)))
    closed = [notice("closed", date(2026, 6, 8))]

    assert facts(status(shop, brussels(6, 8, 9), closed))[2] == "Mon 15 Jun 09:00 +0200"
    assert facts(status(shop, brussels(6, 8, 8, 59), closed))[2] is None


# Notices


def test_status_closed_by_notice_until_the_first_day_without():
    shop = place(*every_day(time(9), time(17)))
    closed = notice("closed", date(2026, 6, 8), date(2026, 6, 10))

    opening = status(shop, brussels(6, 8, 10), [closed])

    assert facts(opening) == ("closed", None, "Thu 11 Jun 09:00 +0200")
    assert opening.notice is closed


def test_status_closed_by_notice_longer_than_a_week():
    shop = place(*every_day(time(9), time(17)))
    closed = notice("closed", date(2026, 6, 8), date(2026, 6, 30))

    assert facts(status(shop, brussels(6, 8, 10), [closed])) == ("closed", None, None)


def test_status_notice_that_begins_tomorrow_changes_nothing_today():
    shop = place(*every_day(time(9), time(17)))
    closed = notice("closed", date(2026, 6, 9))

    opening = status(shop, brussels(6, 8, 18), [closed])

    assert facts(opening) == ("closed", None, "Wed 10 Jun 09:00 +0200")
    assert opening.notice is None


def test_status_notice_counts_for_the_evening_in_which_the_slot_began():
    bar = place(*every_day(time(20), time(2)))
    closed = notice("closed", date(2026, 6, 8))

    before = status(bar, brussels(6, 8, 1), [closed])
    after = status(bar, brussels(6, 9, 1), [closed])

    assert (facts(before), before.notice) == (("open", "Mon 08 Jun 02:00 +0200", None), None)
    assert facts(after) == ("closed", None, "Tue 09 Jun 20:00 +0200")
    assert after.notice is closed


def test_status_other_hours_are_unknown_all_day():
    shop = place(*every_day(time(9), time(17)))
    other = notice("other_hours", date(2026, 6, 8), text="Until 15:00.")

    opening = status(shop, brussels(6, 8, 3), [other])

    assert facts(opening) == ("unknown", None, "Tue 09 Jun 09:00 +0200")
    assert opening.notice is other


def test_status_message_changes_nothing():
    shop = place(*every_day(time(9), time(17)))
    message = notice("message", date(2026, 6, 8), text="The lift is broken.")

    opening = status(shop, brussels(6, 8, 10), [message])

    assert facts(opening) == ("open", "Mon 08 Jun 17:00 +0200", None)
    assert opening.notice is None


def test_status_closed_counts_before_other_hours():
    shop = place(*every_day(time(9), time(17)))
    other = notice("other_hours", date(2026, 6, 1), date(2026, 6, 30))
    closed = notice("closed", date(2026, 6, 8))

    opening = status(shop, brussels(6, 8, 10), [other, closed])

    assert (opening.state, opening.notice) == ("closed", closed)


# Holidays


@pytest.mark.parametrize(
    ("holiday_hours", "expected"),
    [
        ("open", ("open", "Tue 21 Jul 17:00 +0200", None)),
        ("closed", ("closed", None, "Wed 22 Jul 09:00 +0200")),
        ("unknown", ("unknown", None, "Wed 22 Jul 09:00 +0200")),
    ],
)
def test_status_on_a_public_holiday(holiday_hours, expected):
    shop = place(*every_day(time(9), time(17)), holiday_hours=holiday_hours)

    opening = status(shop, brussels(7, 21, 10))

    assert (facts(opening), opening.holiday) == (expected, True)


def test_status_holiday_without_slots_that_day_is_still_unknown():
    shop = place(Row(MON, time(9), time(17)), holiday_hours="unknown")

    assert status(shop, brussels(7, 21, 10)).state == "unknown"


@pytest.mark.parametrize(
    ("holiday_hours", "eve", "night_after"),
    [
        ("closed", "open", "closed"),
        ("unknown", "open", "unknown"),
    ],
)
def test_status_holiday_counts_for_the_evening_in_which_the_slot_began(
    holiday_hours, eve, night_after
):
    bar = place(*every_day(time(20), time(2)), holiday_hours=holiday_hours)

    assert status(bar, brussels(7, 21, 1)).state == eve
    assert status(bar, brussels(7, 22, 1)).state == night_after


def test_status_notice_on_a_holiday_decides():
    shop = place(*every_day(time(9), time(17)), holiday_hours="closed")
    other = notice("other_hours", date(2026, 7, 21), text="From 10:00 to 12:00.")

    opening = status(shop, brussels(7, 21, 10), [other])

    assert (opening.state, opening.notice, opening.holiday) == ("unknown", other, True)


# Clock changes


def test_status_night_shelter_in_the_night_without_two_o_clock():
    shelter = place(*every_day(time(22), time(6)))

    opening = status(shelter, brussels(3, 28, 23))

    assert facts(opening) == ("open", "Sun 29 Mar 06:00 +0200", None)


def test_status_closes_at_a_time_that_does_not_exist():
    bar = place(*every_day(time(20), time(2, 30)))

    assert facts(status(bar, brussels(3, 29, 1))) == ("open", "Sun 29 Mar 03:00 +0200", None)


def test_status_closes_at_a_time_that_comes_twice():
    bar = place(*every_day(time(20), time(2, 30)))

    first = status(bar, brussels(10, 25, 2, 10))
    second = status(bar, brussels(10, 25, 2, 10, fold=1))

    assert facts(first) == ("open", "Sun 25 Oct 02:30 +0200", None)
    assert facts(second) == ("closed", None, "Sun 25 Oct 20:00 +0100")


def test_status_at_a_time_that_does_not_exist():
    bar = place(Row(SUN, time(3), time(5)))

    assert facts(status(bar, brussels(3, 29, 2, 30)))[:2] == ("open", "Sun 29 Mar 05:00 +0200")


# The week


def test_week_from_monday_with_today_marked():
    shop = place(
        Row(WED, time(13, 30), time(17), note="ring twice"),
        Row(WED, time(9), time(12), by_appointment=True),
        Row(SUN, MIDNIGHT, MIDNIGHT),
    )

    days = week(shop, brussels(6, 10, 23, 30))

    assert [day.weekday for day in days] == [0, 1, 2, 3, 4, 5, 6]
    assert [day.is_today for day in days] == [False, False, True, False, False, False, False]
    assert [day.date.day for day in days] == [15, 16, 10, 11, 12, 13, 14]
    assert [day.slots for day in days] == [
        [],
        [],
        [
            WeekSlot(time(9), time(12), by_appointment=True, note=""),
            WeekSlot(time(13, 30), time(17), by_appointment=False, note="ring twice"),
        ],
        [],
        [],
        [],
        [WeekSlot(MIDNIGHT, MIDNIGHT, by_appointment=False, note="")],
    ]
    assert [slot.all_day for day in days for slot in day.slots] == [False, False, True]
    with translation.override("en"):
        assert days[2].name == "Wednesday"


def test_week_tells_what_changes_in_the_coming_seven_days():
    shop = place(*every_day(time(9), time(17)), holiday_hours="unknown")
    closed = notice("closed", date(2026, 7, 18), date(2026, 7, 19))
    too_late = notice("closed", date(2026, 7, 24))
    message = notice("message", date(2026, 7, 22))

    days = week(shop, brussels(7, 17, 10), [closed, too_late, message])

    assert [(day.date.day, day.change, day.notice, day.holiday) for day in days] == [
        (20, "", None, False),
        (21, "unknown", None, True),
        (22, "", None, False),
        (23, "", None, False),
        (17, "", None, False),
        (18, "closed", closed, False),
        (19, "closed", closed, False),
    ]


# For machines


def test_schema_hours():
    shop = place(
        Row(TUE, time(20), time(2)),
        Row(MON, time(9), time(12, 30)),
        Row(MON, time(14), time(16), by_appointment=True),
        Row(SAT, MIDNIGHT, MIDNIGHT),
        Row(SUN, time(9), time(9)),
    )

    assert [(row["dayOfWeek"], row["opens"], row["closes"]) for row in schema_hours(shop)] == [
        ("https://schema.org/Monday", "09:00", "12:30"),
        ("https://schema.org/Tuesday", "20:00", "02:00"),
        ("https://schema.org/Saturday", "00:00", "23:59"),
        ("https://schema.org/Sunday", "09:00", "08:59"),
    ]
    assert {row["@type"] for row in schema_hours(shop)} == {"OpeningHoursSpecification"}


def test_schema_hours_unknown():
    assert schema_hours(place(Row(MON, time(9), time(12)), hours_known=False)) == []


# Notices on pages


def test_visible_notices_from_fifteen_days_before_until_the_last_day():
    shown = notice("closed", date(2026, 6, 23))
    too_early = notice("closed", date(2026, 6, 24))
    last_day = notice("message", date(2026, 6, 1), date(2026, 6, 8))
    over = notice("closed", date(2026, 6, 1), date(2026, 6, 7))

    notices = visible_notices([too_early, shown, over, last_day], date(2026, 6, 8))

    assert notices == [last_day, shown]


@pytest.mark.django_db
def test_status_of_prefetched_rows_takes_no_query(django_assert_num_queries):
    organisation = Organisation.objects.create(slug="huis", name_nl="Huis", kind="meeting-place")
    location = Location.objects.create(
        organisation=organisation, location_type="virtual", hours_known=True
    )
    OpeningHours.objects.create(location=location, weekday=MON, opens=time(9), closes=time(12))
    Notice.objects.create(
        location=location, kind="closed", starts_on=date(2026, 6, 9), ends_on=date(2026, 6, 9)
    )
    location = Location.objects.prefetch_related("opening_hours", "notices").get()

    with django_assert_num_queries(0):
        opening = status(location, brussels(6, 8, 10), location.notices.all())
        days = week(location, brussels(6, 8, 10), location.notices.all())
        schema = schema_hours(location)

    assert facts(opening) == ("open", "Mon 08 Jun 12:00 +0200", None)
    assert [day.change for day in days] == ["", "closed", "", "", "", "", ""]
    assert len(schema) == 1


# The same, worked out slowly: a clock that is watched minute by minute

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@cache
def watched_clock(first_day):
    """`(moment in UTC, calendar date, furthest time the clock has shown)` of ten days' minutes."""
    moment = datetime.combine(first_day, MIDNIGHT, BRUSSELS).astimezone(UTC)
    furthest = datetime.min
    minutes = []
    for _ in range(10 * 1440):
        local = moment.astimezone(BRUSSELS).replace(tzinfo=None)
        furthest = max(furthest, local)
        minutes.append((moment, local.date(), furthest))
        moment += MINUTE
    return minutes


def slow_state(clock, today, location, notices):
    def rule(day):
        kinds = {n.kind for n in notices if n.starts_on <= day <= n.ends_on}
        if "closed" in kinds:
            return "closed"
        if "other_hours" in kinds:
            return "unknown"
        return location.holiday_hours if is_public_holiday(day) else "open"

    found = {"unknown"} if rule(today) == "unknown" else set()
    for row in location.opening_hours.all():
        for day in (clock.date(), clock.date() - DAY):
            if day.weekday() != row.weekday:
                continue
            begins, ends = datetime.combine(day, row.opens), datetime.combine(day, row.closes)
            if ends <= begins:
                ends += DAY
            if begins <= clock < ends and rule(day) == "open":
                found.add("by_appointment" if row.by_appointment else "open")
            elif begins <= clock < ends and rule(day) == "unknown":
                found.add("unknown")
    return next((s for s in ("open", "unknown", "by_appointment") if s in found), "closed")


def slow_status(location, now, notices):
    """`(state, until, opens_at)`, the moments in UTC."""
    # "Now" may lie in seconds: what holds is what the minute says that it is in.
    local_now = now.astimezone(BRUSSELS)
    minutes = watched_clock(local_now.date() - DAY)
    start = max(i for i, (moment, _, _) in enumerate(minutes) if moment <= now)
    furthest_now = minutes[start][2].replace(second=now.second)
    if minutes[start][2] != minutes[start][0].astimezone(BRUSSELS).replace(tzinfo=None):
        furthest_now = minutes[start][2]  # in the hour that comes twice, the clock stands still
    state = slow_state(minutes[start][2], minutes[start][1], location, notices)
    until = opens_at = None
    for moment, today, clock in minutes[start + 1 :]:
        # Seven days by the clock, that moment included.
        if clock > furthest_now + 7 * DAY:
            break
        then = slow_state(clock, today, location, notices)
        if until is None and then != state:
            until = moment
        if opens_at is None and then == "open" and state != "open":
            opens_at = moment
        if until and (opens_at or state == "open"):
            break
    return state, until if state in ("open", "by_appointment") else None, opens_at


# Days around both clock changes, holidays in a row (25 December, 1 January) and on a Saturday.
STARTS = [
    date(2026, 3, 23), date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 18),
    date(2026, 10, 24), date(2026, 10, 25), date(2026, 7, 20), date(2026, 12, 24),
    date(2026, 8, 14),
]  # fmt: skip
times = st.builds(
    time,
    st.sampled_from([0, 0, 1, 2, 2, 3, 9, 12, 17, 23]),
    st.sampled_from([0, 0, 15, 30, 45, 59]),
)
rows = st.lists(st.builds(Row, st.integers(0, 6), times, times, st.booleans()), max_size=6)
whole_weeks = st.just(every_day(MIDNIGHT, MIDNIGHT))


@st.composite
def moments(draw):
    first = datetime.combine(draw(st.sampled_from(STARTS)), MIDNIGHT, BRUSSELS).astimezone(UTC)
    return first + timedelta(
        hours=draw(st.integers(0, 26)),
        minutes=draw(st.sampled_from([0, 1, 15, 29, 30, 59])),
        seconds=draw(st.sampled_from([0, 30])),
    )


@st.composite
def notices_near(draw, now):
    starts_on = now.date() + timedelta(days=draw(st.integers(-3, 7)))
    return notice(
        draw(st.sampled_from(["closed", "other_hours", "message"])),
        starts_on,
        starts_on + timedelta(days=draw(st.integers(0, 3))),
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_status_agrees_with_a_clock_watched_minute_by_minute(data):
    now = data.draw(moments())
    location = place(
        *data.draw(st.one_of(rows, whole_weeks)),
        holiday_hours=data.draw(st.sampled_from(["open", "closed", "unknown"])),
    )
    notices = data.draw(st.lists(notices_near(now), max_size=2))

    opening = status(location, now, notices)

    in_utc = [m and m.astimezone(UTC) for m in (opening.until, opening.opens_at)]
    assert (opening.state, *in_utc) == slow_status(location, now, notices)


@settings(max_examples=250, deadline=None)
@given(moments(), st.integers(0, 6), times, times)
@example(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), SUN, time(2, 30), time(5))
@example(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), SUN, time(2), time(2, 30))
def test_status_is_open_just_when_the_only_slot_covers_the_moment(now, weekday, opens, closes):
    location = place(Row(weekday, opens, closes))

    is_open = status(location, now).state == "open"

    assert is_open is covers(weekday, opens, closes, now)
