"""What calendars say, one kind of saying after another."""

from contextlib import suppress
from datetime import date, time
from time import thread_time

import pytest
from django.utils import translation

from agenda.calendars.entries import Difference, NotACalendarError
from agenda.calendars.rules import Effort
from agenda.models.calendar_source import LONGEST_KEY
from tests import hostile_calendars
from tests.agenda.calendars.read import (
    calendar,
    dates,
    days,
    moments,
    only,
    reading,
)

pytestmark = pytest.mark.one_database

BRUSSELS = "TZID=Europe/Brussels"
ONCE = f"DTSTART;{BRUSSELS}:20261007T140000\nDTEND;{BRUSSELS}:20261007T160000"
WEEKLY = f"UID:a\n{ONCE}\nRRULE:FREQ=WEEKLY;COUNT=4"
THE_14TH = f";{BRUSSELS}:20261014T140000"
WEDNESDAYS = ["10-07 14:00", "10-14 14:00", "10-21 14:00", "10-28 14:00"]


def refused(data):
    with pytest.raises(NotACalendarError) as error, translation.override("en"):
        reading(data)
    return str(error.value).partition(".")[0].partition(":")[0]


# What is no calendar


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The answer is empty"),
        (b"\xef\xbb\xbf \r\n", "The answer is empty"),
        (b"<!DOCTYPE html><title>Log in</title>", "This is a web page and not a calendar, perhaps"),
        (b"PK\x03\x04\x14\0\0\0", "This is a compressed file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "This is not a calendar"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "This is not a calendar"),
        (b"BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\n", "This is not a calendar"),
        (calendar(ONCE)[:-20], "This calendar breaks off in the middle"),
        (calendar(ONCE, ONCE)[:180], "This calendar breaks off in the middle"),
        (b"X" * 10_000_001, "This calendar is larger than 10 MB"),
        (b"BEGIN:VEVENT\n" * 5001, "This calendar has more than 5000 entries"),
    ],
)
def test_what_is_no_calendar_is_refused_with_advice(data, words):
    assert refused(data).startswith(words)


def test_calendar_without_entries_is_one():
    assert reading(calendar()).entries == []


# Bytes


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\r\n", "\n").encode(),
        lambda text: text.replace("\r\n", "\r").encode(),
        lambda text: text.replace("\r\n", "\r\r\n").encode(),
        lambda text: text.replace("Été", "\0Été").encode(),
        lambda text: text.encode("cp1252").replace(b"\xc9t\xe9", "Été".encode()),
    ],
)
def test_letters_arrive_in_every_encoding(encoded):
    text = calendar(f"{ONCE}\nSUMMARY:Été\nDESCRIPTION:L’accueil 5 €").decode()

    (entry,) = reading(encoded(text)).entries

    assert (entry.title, entry.description) == ("Été", "L’accueil 5 €")


def test_latin_1_and_a_broken_letter():
    data = calendar(f"{ONCE}\nSUMMARY:Caf-").replace(b"Caf-", b"Caf\xe9\x81")

    assert reading(data).entries[0].title == "Café"


def test_line_folded_inside_a_letter():
    data = calendar(f"{ONCE}\nSUMMARY:Été").replace("Été".encode(), b"\xc3\r\n \x89t\r\n\t\xc3\xa9")

    assert reading(data).entries[0].title == "Été"


def test_text_that_nobody_folded_stays_together():
    entry = only(f"{ONCE}\nDESCRIPTION:Un\nInfo: deux\ntrois")

    assert entry.description == "Un\nInfo: deux\ntrois"


# One fault is one problem


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("DTSTART:20261345T990000Z", "“20261345T990000Z” is not a date."),
        ("DTSTART:demain", "“demain” is not a date."),
        ("DTSTART:", "It has no date."),
        ("", "It has no date."),
        ("DTSTART:19691007T140000", "The year 1969 cannot be right."),
        ("DTSTART:21051007T140000", "The year 2105 cannot be right."),
        ("DTSTART:99991231T235959Z", "The year 9999 cannot be right."),
        ("RECURRENCE-ID:20261007\nDTSTART:00010101", "The year 1 cannot be right."),
        (f"{ONCE}\nSUMMARY:", "It has no title."),
        (
            "DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260404",
            "One date lasts at most 92 days. What comes back needs a rule.",
        ),
        (
            "DTSTART;TZID=Chez nous:20261007T140000",
            "Nobody knows the time zone “Chez nous”. Ask the partner to choose “Brussels” in the "
            "settings of the calendar.",
        ),
        (f"{ONCE}\nRRULE:FREQ=HEBDOMADAIRE", "A rule comes back by day, week, month or year."),
        (f"{ONCE}\nRRULE:COUNT=3", "This is not a rule that calendars understand."),
        (
            f"{ONCE}\nRRULE:FREQ=SECONDLY",
            "It comes back several times a day, which no activity does.",
        ),
        (
            f"{ONCE}\nRRULE:FREQ=DAILY;BYHOUR=9,14",
            "It comes back several times a day, which no activity does.",
        ),
        (
            f"{ONCE}\nRRULE:RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L",
            "It comes back by another calendar than the Gregorian one.",
        ),
        (
            f"{ONCE}\nRRULE:FREQ=YEARLY;BYWEEKNO=20",
            "It comes back by numbers of weeks or of days in the year. Enter it by hand.",
        ),
        (f"{ONCE}\nRRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31", "This rule has no dates."),
        (f"{ONCE}\nRRULE:FREQ=WEEKLY;COUNT=x", "This is not a rule that calendars understand."),
        (f"{ONCE}\nRRULE:FREQ=WEEKLY;UNTIL=x", "This is not a rule that calendars understand."),
        (
            f"{ONCE}\nRRULE:FREQ=WEEKLY\nRRULE:FREQ=DAILY",
            "It has more than one rule. Enter it by hand.",
        ),
        (
            f"{ONCE}\nRRULE:FREQ=WEEKLY\nEXRULE:FREQ=MONTHLY",
            "It has more than one rule. Enter it by hand.",
        ),
        ("DTSTART:20261007T140000\nDURATION:x", "“x” is not a duration."),
    ],
)
def test_problem_is_of_one_entry_only(lines, why):
    found = reading(calendar(ONCE, lines, ONCE))

    assert [problem.reason for problem in found.problems] == [why]
    assert [entry.key for entry in found.entries] == ["made-0", "made-2"]


def test_event_without_an_end_is_a_problem_of_its_own():
    data = calendar(ONCE, ONCE).replace(b"END:VEVENT\r\n", b"", 1)

    found = reading(data)

    assert [each.reason for each in found.problems] == ["Its end is missing: “END:VEVENT”."]
    assert [entry.key for entry in found.entries] == ["made-1"]


def test_empty_exception_does_not_matter():
    assert moments(only(f"{WEEKLY}\nEXDATE:\nRDATE:\nRRULE:")) == WEDNESDAYS


def test_alarms_and_tasks_are_not_read():
    alarm = "BEGIN:VALARM\nDESCRIPTION:Reminder\nSUMMARY:No\nEND:VALARM"
    data = calendar(f"{ONCE}\n{alarm}\nSUMMARY:Yes")
    data = data.replace(b"END:VCALENDAR", b"BEGIN:VTODO\r\nSUMMARY:x\r\nEND:VTODO\r\nEND:VCALENDAR")

    (entry,) = reading(data).entries

    assert (entry.title, entry.description) == ("Yes", "")


# Zones

CUSTOM = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


@pytest.mark.parametrize(
    ("tzid", "explained"),
    [
        ("Romance Standard Time", ""),
        ('"Romance Standard Time"', "Romance Standard Time"),
        ("W. Europe Standard Time", ""),
        ("Customized Time Zone", "Customized Time Zone"),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", "(GMT+01.00) Sarajevo/Warsaw/Zagreb"),
        ("(GMT+01.00) Sarajevo/Warsaw/Zagreb", ""),
        ('"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', ""),
        ("(UTC+01:00) Brussels, Copenhagen, Madrid, Paris", ""),
        ("/mozilla.org/20050126_1/Europe/Brussels", ""),
        ("europe/paris", ""),
        ("Chez nous", "Chez nous"),
    ],
)
def test_zone_of_brussels_by_many_names(tzid, explained):
    head = [CUSTOM.format(name=explained)] if explained else []
    lines = f"DTSTART;TZID={tzid}:20261018T180000\nRRULE:FREQ=WEEKLY;COUNT=3"

    entry = only(lines, head=head)

    assert moments(entry) == ["10-18 18:00", "10-25 18:00", "11-01 18:00"]
    assert (entry.exceptions, entry.warnings) == ((), ())


def test_floating_times_are_those_of_brussels():
    assert moments(only("DTSTART:20261018T180000", zone="America/New_York")) == ["10-18 18:00"]


UTC_SERIES = "DTSTART:20261018T160000Z\nDTEND:20261018T170000Z\nRRULE:FREQ=WEEKLY;COUNT=3"
HINT = (
    "By the clocks of Brussels it does not always begin at the same time. If it should, the "
    "partner has to choose the time zone “Brussels” in the calendar."
)


def test_utc_is_seen_from_the_zone_of_the_calendar():
    entry = only(UTC_SERIES, zone="Europe/Brussels")

    assert moments(entry) == ["10-18 18:00", "10-25 18:00", "11-01 18:00"]
    assert entry.exceptions == ()


@pytest.mark.parametrize("zone", ["", "UTC", "Chez nous"])
def test_utc_without_a_zone_is_what_it_says_with_a_hint(zone):
    entry = only(UTC_SERIES, zone=zone)

    assert moments(entry) == ["10-18 18:00", "10-25 17:00", "11-01 17:00"]
    assert [each.end_time for each in dates(entry)] == [time(19), time(18), time(18)]
    assert entry.rule == "FREQ=WEEKLY;BYDAY=SU"
    assert entry.warnings == (HINT,)


def test_evenings_across_the_ocean_are_other_days_here():
    lines = "DTSTART;TZID=America/New_York:20261018T190000\nRRULE:FREQ=WEEKLY;COUNT=4;BYDAY=SU"

    entry = only(f"{lines}\nEXDATE;TZID=America/New_York:20261101T190000")

    assert moments(entry) == ["10-19 01:00", "10-26 00:00", "11-09 01:00"]
    assert (entry.rule, len(entry.dates)) == ("", 2)


# Rules


@pytest.mark.parametrize(
    ("start", "rule", "ours"),
    [
        ("20261007", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=WE"),
        ("20261007", "freq=weekly; byday=we,mo;wkst=su;", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("20261007", "FREQ=WEEKLY;INTERVAL=2;WKST=SU", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("20261007", "FREQ=DAILY;INTERVAL=14", "FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"),
        ("20261007", "FREQ=DAILY;BYDAY=MO,WE", "FREQ=WEEKLY;BYDAY=MO,WE"),
        ("20261007", "FREQ=DAILY", "FREQ=DAILY"),
        ("20261007", "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=7"),
        ("20261007", "FREQ=MONTHLY;BYDAY=WE;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=1WE"),
        ("20261007", "FREQ=MONTHLY;BYDAY=+1WE", "FREQ=MONTHLY;BYDAY=+1WE"),
        ("20261031", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("20261007", "RSCALE=GREGORIAN;FREQ=YEARLY", "FREQ=YEARLY"),
        ("20261007", "FREQ=WEEKLY;BYHOUR=0;BYMINUTE=0;BYSECOND=0", "FREQ=WEEKLY;BYDAY=WE"),
    ],
)
def test_rules_are_said_as_our_form_says_them(start, rule, ours):
    assert only(f"DTSTART;VALUE=DATE:{start}\nRRULE:{rule}").rule == ours


@pytest.mark.parametrize(
    ("ends", "count"),
    [
        ("COUNT=3", 3),
        ("UNTIL=20261021", 3),
        ("UNTIL=20261021T120000Z", 3),
        ("UNTIL=20261021T115959Z", 2),
        ("UNTIL=20261021T140000", 3),
        ("UNTIL=20261021T135900", 2),
        ("UNTIL=20261020T235959Z", 2),
        ("UNTIL=20261021T215959Z", 3),
        ("COUNT=3;UNTIL=20261020", 2),
        ("COUNT=2;UNTIL=20261231", 2),
        ("COUNT=1", 1),
    ],
)
def test_last_date_of_a_series(ends, count):
    assert moments(only(f"{ONCE}\nRRULE:FREQ=WEEKLY;{ends}")) == WEDNESDAYS[:count]


@pytest.mark.parametrize("until", ["20261021", "20261020T220000Z", "20261021T235959Z"])
def test_last_whole_day_of_a_series(until):
    entry = only(f"DTSTART;VALUE=DATE:20261019\nRRULE:FREQ=DAILY;UNTIL={until}")

    assert days(entry) == ["2026-10-19", "2026-10-20", "2026-10-21"]


@pytest.mark.parametrize("ends", ["COUNT=0", "UNTIL=20260901"])
def test_rule_that_ends_before_it_begins_is_one_date(ends):
    entry = only(f"{ONCE}\nRRULE:FREQ=WEEKLY;{ends}")

    assert (moments(entry), entry.rule) == (WEDNESDAYS[:1], "")
    assert entry.warnings == ("Its rule ends before it begins: read as one date.",)


def test_series_for_ever_and_until_the_year_9999():
    assert only(f"{ONCE}\nRRULE:FREQ=WEEKLY").repeats_until is None
    assert only(f"{ONCE}\nRRULE:FREQ=WEEKLY;UNTIL=99991231T000000Z").repeats_until is None


def test_first_date_counts_though_it_does_not_follow_the_rule():
    entry = only(f"{ONCE}\nRRULE:FREQ=WEEKLY;BYDAY=FR;COUNT=3")

    assert moments(entry) == ["10-07 14:00", "10-09 14:00", "10-16 14:00"]


def test_series_since_long_ago_begins_where_we_can_keep_it():
    entry = only(f"DTSTART;{BRUSSELS}:19950106T140000\nRRULE:FREQ=WEEKLY;INTERVAL=2")

    assert entry.starts_on == date(2000, 1, 14)
    assert days(entry)[:2] == ["2026-01-09", "2026-01-23"]


# Dates that are different


@pytest.mark.parametrize(
    "exception",
    [
        "EXDATE;VALUE=DATE:20261014",
        "EXDATE:20261014T120000Z",
        f"EXDATE;{BRUSSELS}:20261014T140000",
        f"EXDATE;{BRUSSELS}:20261014T000000",
        "EXDATE:20261014",
        "EXDATE;VALUE=DATE:20261014,20261113",
    ],
)
def test_exception_in_every_form(exception):
    entry = only(f"{WEEKLY}\n{exception}")

    assert moments(entry) == [WEDNESDAYS[0], *WEDNESDAYS[2:]]
    assert entry.not_on == (date(2026, 10, 14),)


def test_exceptions_in_a_list_count_as_dates():
    entry = only(f"{WEEKLY}\nEXDATE;{BRUSSELS}:20261014T140000,20261028T140000")

    assert moments(entry) == [WEDNESDAYS[0], WEDNESDAYS[2]]


def test_exception_on_whole_days_with_a_time():
    entry = only("DTSTART;VALUE=DATE:20261007\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261014T000000Z")

    assert days(entry) == ["2026-10-07", "2026-10-21"]


def test_exception_that_fits_no_date_is_noted():
    entry = only(f"{WEEKLY}\nEXDATE;{BRUSSELS}:20261014T130000")

    assert moments(entry) == WEDNESDAYS
    assert entry.warnings == ("It leaves out dates that it does not have.",)


def override(named, *lines):
    """A date of the series, by its name with the parameters before it."""
    return "\n".join(["UID:a", f"RECURRENCE-ID{named}", *lines])


def at(day, start="160000", end="180000"):
    return f"DTSTART;{BRUSSELS}:{day}T{start}\nDTEND;{BRUSSELS}:{day}T{end}"


@pytest.mark.parametrize("named", [THE_14TH, ":20261014T120000Z", ";VALUE=DATE:20261014"])
def test_moved_and_cancelled_by_every_name(named):
    moved = only(WEEKLY, override(named, at("20261015")))
    cancelled = only(WEEKLY, override(named, at("20261014"), "STATUS:CANCELLED"))

    assert moments(moved) == [WEDNESDAYS[0], "10-15 16:00", *WEDNESDAYS[2:]]
    assert cancelled.exceptions == (Difference(date(2026, 10, 14), "cancelled"),)


def test_moved_by_two_months_and_back():
    moved = only(WEEKLY, override(THE_14TH, at("20261215")))

    assert moments(moved) == [WEDNESDAYS[0], *WEDNESDAYS[2:], "12-15 16:00"]
    assert moments(only(WEEKLY)) == WEDNESDAYS


def test_other_title_of_one_date_is_noted():
    entry = only(WEEKLY, override(THE_14TH, at("20261014", "140000", "160000"), "SUMMARY:X"))

    assert (moments(entry), entry.exceptions) == (WEDNESDAYS, ())
    assert entry.warnings == ("On 14 October 2026 the calendar gives it another title: “X”.",)


def test_date_that_lasts_all_day_stands_apart():
    whole = override(THE_14TH, "DTSTART;VALUE=DATE:20261014", "LOCATION:Parc")

    series, apart = reading(calendar(WEEKLY, whole)).entries

    assert moments(series) == [WEDNESDAYS[0], *WEDNESDAYS[2:]]
    assert (apart.key, apart.start_time, apart.place) == ("a#20261014", None, "Parc")
    assert (apart.title, apart.starts_on) == ("Babymassage", date(2026, 10, 14))


def test_this_and_all_later_dates():
    named = f";{BRUSSELS};RANGE=THISANDFUTURE:20261021T140000"

    entry = only(WEEKLY, override(named, at("20261021")))

    assert moments(entry) == [*WEDNESDAYS[:2], "10-21 16:00", "10-28 16:00"]


def test_dates_without_their_series_are_alone_and_join_it():
    three = [
        override(f";{BRUSSELS}:202610{day}T140000", at(f"202610{day}")) for day in (14, 21, 28)
    ]

    orphans = reading(calendar(*three)).entries
    joined = only(WEEKLY, *three)

    assert [entry.key for entry in orphans] == ["a#20261014", "a#20261021", "a#20261028"]
    assert [moments(entry) for entry in orphans] == [
        ["10-14 16:00"],
        ["10-21 16:00"],
        ["10-28 16:00"],
    ]
    assert moments(joined) == [WEDNESDAYS[0], "10-14 16:00", "10-21 16:00", "10-28 16:00"]


def test_extra_dates_and_periods():
    more = f"RDATE;{BRUSSELS}:20261009T140000\nRDATE;VALUE=PERIOD;{BRUSSELS}:20261010T090000/PT1H"

    entry = only(f"{WEEKLY}\n{more}")

    assert moments(entry) == [WEDNESDAYS[0], "10-09 14:00", "10-10 09:00", *WEDNESDAYS[1:]]
    assert dates(entry)[2].end_time == time(10)


def test_dates_without_a_rule():
    entry = only(f"{ONCE}\nRDATE;{BRUSSELS}:20261010T140000,20261009T140000")

    assert moments(entry) == ["10-07 14:00", "10-09 14:00", "10-10 14:00"]
    assert entry.dates == (date(2026, 10, 9), date(2026, 10, 10))


def test_dates_without_a_rule_at_other_times():
    entry = only(f"{ONCE}\nRDATE;VALUE=PERIOD;{BRUSSELS}:20261009T090000/20261009T103000")

    assert moments(entry) == ["10-07 14:00", "10-09 09:00"]
    assert [each.end_time for each in dates(entry)] == [time(16), time(10, 30)]


def test_second_time_on_one_day_stands_apart():
    series, second = reading(calendar(f"{WEEKLY}\nRDATE;{BRUSSELS}:20261014T180000")).entries

    assert moments(series) == WEDNESDAYS
    assert (second.key, moments(second)) == ("a#20261014", ["10-14 18:00"])


def test_cancelled_series():
    entry = only(f"{WEEKLY}\nSTATUS:CANCELLED")

    assert (entry.is_cancelled, entry.rule) == (True, "FREQ=WEEKLY;BYDAY=WE")


def test_tentative_is_noted():
    assert only(f"{ONCE}\nSTATUS:TENTATIVE").warnings == ("The calendar calls it tentative.",)


@pytest.mark.parametrize("name", ["PRIVATE", "confidential", "X-OURS"])
def test_private_entries_tell_nothing(name):
    found = reading(calendar(f"{WEEKLY}\nCLASS:{name}", override(THE_14TH, ONCE)))

    assert found.entries == []
    assert [(each.uid, each.title, each.reason) for each in found.problems] == [
        ("", "", "1 entry is private and stays out.")
    ]


def test_private_date_of_a_series_is_left_out():
    entry = only(WEEKLY, override(THE_14TH, at("20261014"), "CLASS:PRIVATE"))

    assert entry.not_on == (date(2026, 10, 14),)


# When one date ends


@pytest.mark.parametrize(
    ("lines", "ends"),
    [
        ("DTSTART;VALUE=DATE:20261007\nDTEND:20261008T000000Z", (7, None, None, "")),
        ("DTSTART;VALUE=DATE:20261007\nDTEND;VALUE=DATE:20261007", (7, None, None, "")),
        ("DTSTART;VALUE=DATE:20261007", (7, None, None, "")),
        ("DTSTART;VALUE=DATE:20261007\nDTEND;VALUE=DATE:20261010", (7, None, 9, "")),
        ("DTSTART;VALUE=DATE:20261007\nDURATION:P2D", (7, None, 8, "")),
        ("DTSTART;VALUE=DATE:20261007\nDTEND;VALUE=DATE:20261005", (7, None, None, "one day")),
        ("DTSTART:20261007T220000\nDTEND:20261007T020000", (7, 2, None, "the next day")),
        ("DTSTART:20261007T140000\nDURATION:PT1H30M", (7, (15, 30), None, "")),
        ("DTSTART:20261007T140000\nDURATION:-PT1H", (7, None, None, "an end")),
        ("DTSTART:20261007T140000\nDTEND:20261007T140000", (7, None, None, "")),
        ("DTSTART:20261007T140000\nDTEND:20261006T160000", (7, None, None, "an end")),
        ("DTSTART:20261007T200000\nDTEND:20261008T000000", (7, 0, None, "")),
        ("DTSTART:20261007T140000\nDTEND:20261009T120000", (7, 12, 9, "")),
        ("DTSTART:20261007T140000", (7, None, None, "")),
        ("DTSTART:20261007T000000\nDTEND:20261009T000000", (7, None, 8, "")),
        ("DTSTART:20261007T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE", (7, None, None, "")),
        ("DTSTART:20261007T140000\nDTEND;VALUE=DATE:20261008", (7, 0, None, "")),
        ("DTSTART:20261007T140059\nDTEND:20261007T160060", (7, 16, None, "")),
    ],
)
def test_odd_ends(lines, ends):
    entry = only(lines)

    day, clock, last, warning = ends
    if clock is not None:
        clock = time(*clock) if isinstance(clock, tuple) else time(clock)
    assert (entry.starts_on.day, entry.end_time) == (day, clock)
    assert entry.ends_on == (date(2026, 10, last) if last else None)
    assert [text.split(":")[1] for text in entry.warnings] == (
        [f" read {'without' if warning == 'an end' else 'as'} {warning}."] if warning else []
    )


def test_nights_in_which_the_clocks_change():
    night = "DTSTART;TZID=Europe/Brussels:{}T220000\nDTEND;TZID=Europe/Brussels:{}T060000"

    (autumn,) = dates(only(night.format(20261024, 20261025)))
    (spring,) = dates(only(night.format(20270327, 20270328)))

    hours = [(each.ends_at - each.starts_at).total_seconds() / 3600 for each in (autumn, spring)]
    assert hours == [9, 7]


# Words


def test_html_becomes_text_without_scripts():
    html = (
        "<p>Un &amp; deux</p><ul><li>trois</li></ul><script>x()</script>"
        '<a href="JavaScript:x">non</a> <a href="https://a.example">https://a.example/</a>'
    )

    assert only(f"{ONCE}\nDESCRIPTION:{html}").description == (
        "Un & deux\n\n- trois\n\nnon https://a.example/"
    )


def test_alternative_html_is_read_where_there_is_no_text():
    html = "X-ALT-DESC;FMTTYPE=text/html:<html><body><p>Un<br>deux</p></body></html>"

    assert only(f"{ONCE}\nDESCRIPTION: \n{html}").description == "Un\ndeux"


def test_categories_in_every_spelling():
    lines = "CATEGORIES:Integration, Ouvert à tous\ncategories:INTEGRATION\nCategories:A\\,B,"

    assert only(f"{ONCE}\n{lines}").categories == (
        "Integration",
        "Ouvert à tous",
        "INTEGRATION",
        "A,B",
    )


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/a?b=c:d", "https://example.org/a?b=c:d"),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://example.org/" + "a" * 300, ""),
    ],
)
def test_only_addresses_of_the_web_are_kept(url, kept):
    assert only(f"{ONCE}\nURL:{url}").url == kept


def test_people_are_not_taken_over():
    people = "ORGANIZER;CN=Ann:mailto:ann@example.org\nATTENDEE;CN=Bea:mailto:bea@example.org"

    assert "example.org" not in repr(only(f"{ONCE}\n{people}\nCONTACT:Cleo"))


def test_long_title_is_cut_and_kept_in_the_description():
    title = "mot " * 40

    entry = only(f"{ONCE}\nSUMMARY:{title}\nDESCRIPTION:Suite")

    assert len(entry.title) <= 120
    assert entry.title.endswith("mot…")
    assert entry.description == f"{title.strip()}\n\nSuite"


def test_place_of_several_lines_is_one():
    place = only(f"{ONCE}\nLOCATION:Zaal ’t Anker\\nRue de Flandre 9\\, 1000 Bruxelles").place

    assert place == "Zaal ’t Anker, Rue de Flandre 9, 1000 Bruxelles"


def test_title_in_the_language_of_the_source():
    lines = "SUMMARY;LANGUAGE=nl-be:Speelgroep\nSUMMARY;LANGUAGE=fr:Groupe de jeu"

    assert only(f"{ONCE}\n{lines}").title == "Groupe de jeu"


# Who is who


def test_without_uid_the_key_is_made_of_start_and_title():
    def key(title, start="20261007T140000"):
        (entry,) = reading(calendar(f"UID:\nDTSTART:{start}\nSUMMARY:{title}")).entries
        return entry.key

    assert key("Café des parents") == key("café  DES parents")
    assert key("Café des parents") != key("Café des parents", "20261008T140000")
    assert key("Café des parents") != key("Bébés")


def test_same_entry_without_uid_twice_is_one():
    lines = "UID:\nDTSTART:20261007T140000\nSUMMARY:Café"

    assert len(reading(calendar(lines, lines)).entries) == 1


def test_long_uid_is_a_key_that_fits():
    entry = only(f"{ONCE}\nUID:{'a' * 2000}")

    assert len(entry.key) + len("#20261007") <= LONGEST_KEY


def test_newer_one_of_the_same_uid_wins():
    old = f"UID:a\nSEQUENCE:1\nLAST-MODIFIED:20260901T000000Z\n{ONCE}\nSUMMARY:Old"
    new = f"UID:a\nSEQUENCE:2\nLAST-MODIFIED:20260801T000000Z\n{at('20261008')}\nSUMMARY:New"

    entry = only(new, old)

    assert entry.title == "New"
    assert entry.warnings == ("The calendar has it twice: the newer one was read.",)


def test_several_with_one_uid_and_nothing_newer_are_several():
    found = reading(calendar(*[f"UID:a\n{at(day)}" for day in ("20261007", "20261014")]))

    assert [entry.key for entry in found.entries] == ["a#20261007T160000", "a#20261014T160000"]


def test_name_of_the_calendar():
    assert (
        reading(calendar(head=["X-WR-CALNAME:Atelier\\, numérique"])).name == "Atelier, numérique"
    )


# What is made to cost time


@pytest.mark.parametrize("name", hostile_calendars.files(0))
def test_hostile_calendar_is_read_or_refused(name):
    """All of their size: scripts/prove_calendars.py."""
    begin = thread_time()

    with suppress(NotACalendarError):
        reading(hostile_calendars.files(0.001)[name])

    assert thread_time() - begin < 2


def test_rules_have_two_seconds_together(monkeypatch):
    monkeypatch.setattr(Effort, "check", Effort(most=-1).check)

    found = reading(calendar(ONCE, WEEKLY))

    assert [each.reason for each in found.problems] == [
        "The rules of this calendar are too complicated: this one was not read."
    ]


def test_zone_that_changes_every_week_is_not_computed():
    zone = CUSTOM.format(name="Odd").replace("BYDAY=-1SU;BYMONTH=10", "BYDAY=SU")
    data = calendar("DTSTART;TZID=Odd:20261007T140000", head=[zone])

    assert reading(data).problems[0].reason.startswith("Nobody knows the time zone “Odd”.")


def test_carriage_returns_alone_end_lines():
    with pytest.raises(NotACalendarError):
        reading(b"BEGIN:VCALENDAR" + b"\r" * 200_000 + b"x")
