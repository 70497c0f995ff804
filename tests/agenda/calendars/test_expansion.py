"""Random calendars: the dates of what they become are those that another program finds in them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.dates import dates_of
from directory.opening import BRUSSELS
from tests.agenda.calendars.read import activity, calendar, reading

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 9, 1), date(2027, 6, 30)
START = st.integers(0, 60).map(lambda n: FIRST + n * DAY)
# Not in the hours that the clocks skip or repeat: programs differ about these.
CLOCKS = st.sampled_from([time(0, 30), time(4), time(9, 30), time(14), time(18), time(23)])
LENGTHS = st.sampled_from([30, 90, 120, 600, 26 * 60]).map(lambda n: timedelta(minutes=n))
ZONES = st.sampled_from(
    [*["Europe/Brussels"] * 4, "Romance Standard Time", "UTC", "Europe/London", "America/New_York"]
)
REFUSED = "Its dates differ in a way that we have no words for."
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw, start):
    """A rule that `start` follows, as people and programs write them."""
    weekday = WEEKDAYS[start.weekday()]
    nth = (start.day - 1) // 7 + 1
    more = draw(st.sets(st.sampled_from(WEEKDAYS), max_size=2)) | {weekday}
    names = ",".join(day for day in WEEKDAYS if day in more)
    rule = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                "FREQ=WEEKLY",
                f"FREQ=WEEKLY;BYDAY={names}",
                f"FREQ=DAILY;BYDAY={names}",
                "FREQ=MONTHLY",
                f"FREQ=MONTHLY;BYDAY={nth}{weekday}",
                f"FREQ=MONTHLY;BYDAY={weekday};BYSETPOS={nth}",
                f"FREQ=MONTHLY;BYMONTHDAY={start.day},-1",
                "FREQ=YEARLY",
            ]
        )
    )
    interval = draw(st.sampled_from([1, 1, 1, 2, 3, 7]))
    if interval > 1 and "DAILY;BYDAY" not in rule:
        rule += f";INTERVAL={interval};WKST={draw(st.sampled_from(['MO', 'SU']))}"
    return rule + draw(st.just("") | st.integers(1, 12).map(lambda n: f";COUNT={n}"))


def written(name, moment, zone):
    """A property with a `date`, or with a naive `datetime` of `zone`."""
    if not isinstance(moment, datetime):
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    if zone == "UTC":
        return f"{name}:{moment:%Y%m%dT%H%M%S}Z"
    return f"{name};TZID={zone}:{moment:%Y%m%dT%H%M%S}"


@st.composite
def calendars(draw):
    start, zone = draw(START), draw(ZONES)
    rule = draw(rules(start))
    clock = draw(st.none() | CLOCKS)
    lasts = draw(LENGTHS) if clock else draw(st.integers(1, 4)) * DAY

    def moment(day):
        return datetime.combine(day, clock) if clock else day

    lines = ["UID:a", written("DTSTART", moment(start), zone)]
    lines += [written("DTEND", moment(start) + lasts, zone), f"RRULE:{rule}"]
    weeks = st.integers(0, 8).map(lambda n: start + n * 7 * DAY)
    excluded = draw(st.sets(weeks, max_size=3))
    lines += [written("EXDATE", moment(day), zone) for day in sorted(excluded)]
    more = draw(st.sets(st.integers(1, 40).map(lambda n: start + n * DAY), max_size=2))
    lines += [written("RDATE", moment(day), zone) for day in sorted(more)]
    if draw(st.integers(0, 9)) == 0:
        lines = [line for line in lines if not line.startswith("RRULE")]
    events = ["\n".join(lines)]
    known = plain(calendar(*events))
    changed = draw(st.sets(st.sampled_from(sorted(known)), max_size=2)) if known else set()
    for begins in sorted(changed):
        day = own(begins, zone if clock else "Europe/Brussels").date()
        moved = moment(day) + draw(st.integers(-3, 3)) * DAY
        events.append(
            "\n".join(
                [
                    "UID:a",
                    written("RECURRENCE-ID", moment(day), zone),
                    written("DTSTART", moved, zone),
                    written("DTEND", moved + lasts, zone),
                    draw(st.sampled_from(["STATUS:CONFIRMED", "STATUS:CANCELLED"])),
                ]
            )
        )
    return calendar(*events)


def own(begins, zone):
    names = {"Romance Standard Time": "Europe/Brussels"}
    return begins.astimezone(ZoneInfo(names.get(zone, zone)))


def plain(data):
    """`{begins: ends}`, in UTC and by the clocks of Brussels, as recurring-ical-events finds them.

    What would end before it begins, in the hour that the clocks repeat, has no end.
    """
    found = {}
    days = (FIRST - 10 * DAY, LAST + 10 * DAY)
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(*days):
        if event.get("STATUS") != "CANCELLED":
            begins, ends = _moment(event["DTSTART"].dt), _moment(event["DTEND"].dt)
            found[begins] = _wall(ends) if _wall(ends) > _wall(begins) else None
    return {begins: ends for begins, ends in found.items() if _is_within(begins)}


def ours(data):
    """The same, of what the calendar becomes; None when it is refused."""
    found, said = {}, reading(data, today=FIRST)
    if REFUSED in [problem.reason for problem in said.problems]:
        return None
    for entry in said.entries:
        event, exceptions = activity(entry)
        for each in dates_of(event, exceptions, [], FIRST - 40 * DAY, LAST + 40 * DAY).dates:
            if not each.is_cancelled and not entry.is_cancelled:
                found[each.starts_at] = _wall(each.ends_at) if each.ends_at else None
    return {begins: ends for begins, ends in found.items() if _is_within(begins)}


def _moment(found):
    if not isinstance(found, datetime):
        found = datetime.combine(found, time(0), BRUSSELS)
    return found.astimezone(UTC)


def _wall(found):
    return found.astimezone(BRUSSELS).replace(tzinfo=None)


def _is_within(begins):
    return FIRST <= begins.date() <= LAST


def is_same(data):
    found = ours(data)
    # Only a series by the clocks of elsewhere may be beyond our words.
    is_foreign = any(zone in data for zone in (b"America/New_York", b"London", b"00Z"))
    return found == plain(data) if found is not None else is_foreign


@given(calendars())
@settings(max_examples=40, deadline=None)
def test_dates_are_those_that_another_program_finds(data):
    assert is_same(data)


def series(zone, clock, lasts, rule="FREQ=DAILY"):
    start = datetime.combine(FIRST, clock)
    ends = written("DTEND", start + lasts, zone)
    return calendar("\n".join(["UID:a", written("DTSTART", start, zone), ends, f"RRULE:{rule}"]))


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=DAILY;INTERVAL=3", "FREQ=WEEKLY"])
@pytest.mark.parametrize(
    ("zone", "clock", "minutes"),
    [
        ("America/New_York", time(18), 120),  # 0:00 and 23:00 on one day in autumn and in spring
        ("UTC", time(0, 30), 30),  # in the hour that the clocks repeat
        ("UTC", time(23), 120),  # into that hour
    ],
)
def test_dates_of_the_nights_when_clocks_change_are_all_there(zone, clock, minutes, rule):
    data = series(zone, clock, timedelta(minutes=minutes), rule)

    assert ours(data) == plain(data)


def test_two_dates_on_one_day_are_two_entries():
    found = reading(series("America/New_York", time(18), timedelta(hours=2)), today=FIRST).entries

    # Up to the end of January 2028: clocks there change a week later and two weeks earlier.
    begins = [(each.key, f"{each.starts_on} {each.start_time:%H:%M}") for each in found]
    assert begins == [
        ("a", "2026-09-02 00:00"),
        ("a#20261025", "2026-10-25 23:00"),
        ("a#20270314", "2027-03-14 23:00"),
        ("a#20271031", "2027-10-31 23:00"),
    ]


def test_series_that_lasts_another_while_on_many_days_is_refused():
    data = series("America/New_York", time(18), timedelta(hours=26))

    assert [problem.reason for problem in reading(data, today=FIRST).problems] == [REFUSED]
