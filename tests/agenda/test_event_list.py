"""The list of activities: what is found, under which day, and what is said about the question."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from agenda import index
from agenda.sentence import times
from core.languages import CODES
from core.models import Status
from core.wording.dates import day_in_words
from directory.opening import BRUSSELS
from tests.factories import (
    audience,
    event,
    event_exception,
    location,
    municipality,
    neighbourhood,
    organisation,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
URL = "/nl/agenda/"
OCTOBER = {"from": "2026-10-01", "to": "2026-10-31"}
MONDAY = date(2026, 10, 5)
TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = (
    MONDAY + timedelta(days=number) for number in range(1, 7)
)


@pytest.fixture
def at(monkeypatch):
    """Sets the clock: `at(FRIDAY, 20)` or `at(FRIDAY, 20, 15)`, in Brussels."""

    def set_clock(day, hour, minute=0):
        moment = datetime.combine(day, time(hour, minute), BRUSSELS).astimezone(UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture(autouse=True)
def monday_noon(at):
    """Monday 5 October 2026, 12:00."""
    at(MONDAY, 12)


def once(day=TUESDAY, title="Koffie", **values):
    """From 9:30 to 11:30 on one day."""
    return event(starts_on=day, title_nl=title, **values)


def weekly(days="TU", title="Koffie", **values):
    """Since 1 September, from 9:30 to 11:30."""
    rule = f"FREQ=WEEKLY;BYDAY={days}"
    return event(starts_on=date(2026, 9, 1), rule=rule, title_nl=title, **values)


def listed(response):
    """`[(ISO day, [titles])]` as on the page, without "a little further"."""
    return [
        (part["id"].removeprefix("d"), [card.title.text for card in part["cards"]])
        for part in response.context["days"]
    ]


def titles(response):
    return [title for _day, there in listed(response) for title in there]


def cards(response):
    return [card for part in response.context["days"] for card in part["cards"]]


def next_dates(card):
    return str(card.next_dates).count("<li>")


# Under which day


def test_list_is_grouped_by_day_with_headings(client):
    once(MONDAY, "Vandaag", start_time=time(14), end_time=None)
    once(TUESDAY, "Morgen")
    once(SATURDAY, "Later", start_time=time(20), end_time=time(22))
    once(SATURDAY, "Vroeger")

    response = client.get(URL)

    assert listed(response) == [
        ("2026-10-05", ["Vandaag"]),
        ("2026-10-06", ["Morgen"]),
        ("2026-10-10", ["Vroeger", "Later"]),
    ]
    today, tomorrow, saturday = (part["heading"] for part in response.context["days"])
    assert today == f"{gettext('today').capitalize()}, {day_in_words(MONDAY, MONDAY)}"
    assert tomorrow == f"{gettext('tomorrow').capitalize()}, {day_in_words(TUESDAY, MONDAY)}"
    assert saturday.lower() == day_in_words(SATURDAY, MONDAY).lower()
    assert f">{saturday}</h2>" in response.text
    # On paper it would be wrong tomorrow.
    for heading, day in ((today, MONDAY), (tomorrow, TUESDAY)):
        on_paper = capfirst(day_in_words(day, MONDAY))
        assert (
            f'<span class="no-print">{heading}</span>'
            f'<span class="only-print">{on_paper}</span></h2>'
        ) in response.text


def test_series_is_listed_once_without_a_period_and_on_every_day_with_one(client):
    weekly("MO,WE")

    assert listed(client.get(URL)) == [("2026-10-07", ["Koffie"])]  # today’s is over
    assert listed(client.get(URL, {"when": "week"})) == [("2026-10-07", ["Koffie"])]
    assert [day for day, _ in listed(client.get(URL, OCTOBER))] == [
        f"2026-10-{day:02}" for day in (7, 12, 14, 19, 21, 26, 28)
    ]
    assert client.get(URL, {"when": "month"}).context["total"] == 1


def days(first, last=None):
    """ISO days from `first` to `last`, both included and given as "10-05"."""
    day, last = (date.fromisoformat(f"2026-{text}") for text in (first, last or first))
    return [(day + timedelta(days=number)).isoformat() for number in range((last - day).days + 1)]


# 5 October is a Monday, and the clocks go back on Sunday 25 October.
MEANINGS = [
    ("10-05 12", "today", days("10-05")),
    ("10-05 12", "tomorrow", days("10-06")),
    ("10-05 12", "weekend", days("10-10", "10-11")),
    ("10-05 12", "next-weekend", days("10-17", "10-18")),
    ("10-05 12", "week", days("10-05", "10-11")),
    ("10-05 12", "next-week", days("10-12", "10-18")),
    ("10-09 23", "weekend", days("10-10", "10-11")),  # Friday
    ("10-09 23", "next-weekend", days("10-17", "10-18")),
    ("10-10 17", "weekend", days("10-10", "10-11")),  # Saturday afternoon
    ("10-10 17", "next-weekend", days("10-17", "10-18")),
    ("10-10 18", "weekend", days("10-17", "10-18")),  # Saturday evening
    ("10-10 18", "next-weekend", days("10-17", "10-18")),
    ("10-11 12", "weekend", days("10-17", "10-18")),  # Sunday
    ("10-11 12", "next-week", days("10-12", "10-18")),
    ("10-11 12", "week", days("10-11", "10-17")),
    ("10-24 12", "weekend", days("10-24", "10-25")),
    ("10-25 12", "tomorrow", days("10-26")),
    ("10-25 12", "week", days("10-25", "10-31")),
    ("10-28 12", "weekend", days("10-31", "11-01")),
    ("10-31 12", "tomorrow", days("11-01")),
    ("12-30 12", "week", [*days("12-30", "12-31"), *(f"2027-01-0{day}" for day in range(1, 6))]),
    ("12-31 12", "tomorrow", ["2027-01-01"]),
    ("12-31 12", "weekend", ["2027-01-02", "2027-01-03"]),
    ("12-31 12", "next-week", [f"2027-01-{day:02}" for day in range(4, 11)]),
]


@pytest.mark.parametrize(("now", "when", "expected"), MEANINGS)
def test_when_means_these_days(client, at, now, when, expected):
    event(starts_on=date(2026, 9, 1), rule="FREQ=DAILY", start_time=time(22), end_time=time(23, 30))
    day, hour = now.split()
    at(date.fromisoformat(f"2026-{day}"), int(hour))

    assert [day for day, _ in listed(client.get(URL, {"when": when}))] == expected


@pytest.mark.parametrize(
    ("today", "last"),
    [("10-05", "11-03"), ("10-25", "11-23"), ("10-28", "11-26"), ("10-31", "11-29")],
)
def test_month_is_thirty_days_and_never_the_rest_of_one(client, at, today, last):
    event(starts_on=date(2026, 9, 1), rule="FREQ=DAILY")
    at(date.fromisoformat(f"2026-{today}"), 8)

    pages = [client.get(URL, {"when": "month", "page": page}) for page in (1, 2)]

    assert [day for page in pages for day, _ in listed(page)] == days(today, last)
    assert pages[0].context["month"] is None


def choices(response):
    return [choice.short or choice.label for choice in response.context["choices"]]


def test_row_of_days_has_what_finds_something(client):
    for day in (MONDAY, FRIDAY, SATURDAY):
        once(day, start_time=time(18), end_time=time(19))

    assert choices(client.get(URL)) == [
        "Vandaag", "Vr 9 okt", "Za 10 okt",
        "Dit weekend", "De komende 7 dagen", "De komende 30 dagen",
    ]  # fmt: skip
    assert choices(client.get(URL, {"q": "niets", "when": "week"})) == [
        "Eender welke dag", "De komende 7 dagen",
    ]  # fmt: skip


def test_row_of_days_keeps_what_is_asked_and_marks_what_is_chosen(client):
    once(SATURDAY, cost="free")
    once(date(2026, 10, 17), cost="free")

    response = client.get(URL, {"free": "1", "q": "koffie", "from": SATURDAY, "to": SATURDAY})

    found = {choice.short or choice.label: choice for choice in response.context["choices"]}
    assert found["Dit weekend"].query == "q=koffie&when=weekend&free=1"
    assert found["Za 10 okt"].query == "q=koffie&from=2026-10-10&to=2026-10-10&free=1"
    assert found["Eender welke dag"].query == "q=koffie&free=1"
    assert [name for name, choice in found.items() if choice.is_current] == ["Za 10 okt"]
    row = response.text.split('<nav class="day-row')[1].split("</nav>")[0]
    assert row.count('aria-current="true">') == 1
    assert '<span class="visually-hidden">Zaterdag 10 oktober</span>' in response.text
    (card,) = cards(client.get(f"{URL}?{found['Volgend weekend'].query}"))
    assert card.iso_day == "2026-10-17"


@pytest.mark.parametrize("hour", [17, 18])
def test_weekend_that_is_over_is_offered_once_and_by_its_name(client, at, hour):
    once(SUNDAY)
    once(date(2026, 10, 17))
    at(SATURDAY, hour)

    response = client.get(URL)

    weekends = {17: ["Dit weekend", "Volgend weekend"], 18: ["Volgend weekend"]}[hour]
    assert [name for name in choices(response) if "weekend" in name] == weekends
    offered = [option.label for option in response.context["options"]["when"]]
    assert [name for name in offered if "weekend" in name] == weekends
    assert "Volgend weekend" in client.get(URL, {"when": "weekend"}).text or hour == 17


def test_days_of_her_own_choice_are_in_the_row(client):
    once(date(2026, 10, 20))

    response = client.get(URL, {"from": "2026-10-19", "to": "2026-10-25"})

    (chosen,) = [choice for choice in response.context["choices"] if choice.is_current]
    assert chosen.label == "Van maandag 19 oktober tot en met zondag 25 oktober"


# Busy days


def test_busy_days_of_a_long_list_lead_to_lists_of_their_own(client):
    for number in range(4):
        once(TUESDAY, f"Dinsdag {number}", start_time=time(9 + number), end_time=time(20))
    for number in range(3):
        once(WEDNESDAY, f"Woensdag {number}", cost="free")
    for number in range(5):
        once(SATURDAY, f"Zaterdag {number}", cost="free")

    response = client.get(URL)
    tuesday, wednesday, saturday = response.context["days"]

    assert [[card.title.text for card in part["cards"]] for part in (tuesday, wednesday)] == [
        ["Dinsdag 0", "Dinsdag 1"],
        ["Woensdag 0", "Woensdag 1", "Woensdag 2"],
    ]
    assert [part["more"] for part in (tuesday, wednesday, saturday)] == [
        "Nog 2 op dinsdag 6 oktober", "", "Nog 3 op zaterdag 10 oktober",
    ]  # fmt: skip
    assert response.context["total"] == 12
    assert len(cards(client.get(f"{URL}?{tuesday['query']}"))) == 4
    assert f'<a class="more" href="?{tuesday["query"].replace("&", "&amp;")}#results">' in (
        response.text
    )
    # Few answers, and days that were asked for, stand in full.
    assert len(cards(client.get(URL, {"free": "1"}))) == 8
    for query in ({"when": "week"}, {"q": "zaterdag"}):
        assert len(listed(client.get(URL, query))[-1][1]) == 5


def test_busy_day_shows_what_she_can_go_to(client):
    for number in range(12):
        row = once(TUESDAY, f"Koffie {number}", start_time=time(9, number), end_time=time(20))
        if number != 7:
            event_exception(event=row, day=TUESDAY, kind="full" if number % 2 else "cancelled")

    response = client.get(URL)

    assert titles(response) == ["Koffie 0", "Koffie 7"]
    assert response.context["days"][0]["more"] == "Nog 10 op dinsdag 6 oktober"


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("from=2026-10-07&to=2026-10-09", [7, 8, 9]),
        ("from=2026-10-09&to=2026-10-07", [7, 8, 9]),
        ("from=7/10/2026&to=09-10-2026", [7, 8, 9]),
        ("to=2026-10-06", [5, 6]),
        ("from=2026-09-01&to=2026-10-06", [5, 6]),
        ("when=today&from=2026-10-07&to=2026-10-07", [7]),
        ("from=2026-10-29", [29, 30, 31]),
    ],
)
def test_days_of_ones_choice(client, query, days):
    event(
        starts_on=date(2026, 9, 1), repeats_until=date(2026, 10, 31), rule="FREQ=DAILY",
        start_time=time(18), end_time=time(19),
    )  # fmt: skip

    response = client.get(f"{URL}?{query}")

    assert [day for day, _ in listed(response)] == [f"2026-10-{day:02}" for day in days]


# Nights, and what lasts several days


@pytest.fixture
def three_nights():
    once(FRIDAY, "A", start_time=time(20), end_time=time(0))
    once(FRIDAY, "B", start_time=time(20), end_time=time(2))
    once(FRIDAY, "C", start_time=time(23, 45), end_time=None)


def test_night_is_listed_under_its_evening(client, at, three_nights):
    at(FRIDAY, 23, 50)

    for query in ({}, {"when": "today"}, {"when": "weekend"}):
        found = listed(client.get(URL, query))
        assert found == (
            [] if query.get("when") == "weekend" else [("2026-10-09", ["A", "B", "C"])]
        )


@pytest.mark.parametrize("query", [{}, {"when": "today"}, {"when": "week"}, {"when": "month"}])
def test_night_goes_on_after_midnight_under_its_evening(client, at, three_nights, query):
    once(SATURDAY, "D", start_time=time(20), end_time=time(22))
    at(SATURDAY, 1)

    response = client.get(URL, query)

    assert listed(response) == [("2026-10-09", ["B"]), ("2026-10-10", ["D"])]
    assert response.context["total"] == 2
    assert cards(response)[0].moment == times(time(20), time(2))
    assert response.context["days"][0]["heading"].lower() == day_in_words(FRIDAY, SATURDAY).lower()


def test_night_is_gone_when_it_is_over(client, at, three_nights):
    at(SATURDAY, 2)

    assert client.get(URL).context["total"] == 0


def test_night_is_found_under_the_day_of_its_evening(client, at, three_nights):
    at(SATURDAY, 1)

    response = client.get(URL, {"from": "2026-10-09", "to": "2026-10-09"})

    assert listed(response) == [("2026-10-09", ["B"])]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"when": "today"},
        {"when": "week"},
        {"when": "month"},
        {"from": "2026-10-08"},
        {"from": "2026-10-08", "to": "2026-10-08"},
        {"from": "2026-10-01", "to": "2026-10-08"},
        {"to": "2026-10-09"},
    ],
)
def test_running_exhibition_is_listed_once_and_says_until_when(client, at, query):
    event(
        title_nl="Tentoonstelling", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14),
        start_time=None, end_time=None,
    )  # fmt: skip
    at(date(2026, 10, 8), 12)

    response = client.get(URL, query)

    assert listed(response) == [("2026-10-08", ["Tentoonstelling"])]
    last = day_in_words(date(2026, 10, 14), date(2026, 10, 8))
    assert cards(response)[0].moment == gettext("until %(day)s") % {"day": last}


def test_running_exhibition_is_listed_until_its_last_day(client, at):
    event(
        title_nl="Tentoonstelling", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14),
        start_time=None, end_time=None,
    )  # fmt: skip

    assert listed(client.get(URL, {"when": "tomorrow"})) == [("2026-10-06", ["Tentoonstelling"])]
    assert listed(client.get(URL, {"from": "2026-10-12"})) == [("2026-10-12", ["Tentoonstelling"])]
    at(date(2026, 10, 14), 23, 59)
    assert listed(client.get(URL)) == [("2026-10-14", ["Tentoonstelling"])]
    at(date(2026, 10, 15), 0)
    assert client.get(URL).context["total"] == 0


def test_several_days_end_on_the_last_one_at_their_time(client, at):
    event(title_nl="Kamp", starts_on=MONDAY, ends_on=FRIDAY, start_time=time(9), end_time=time(16))
    at(FRIDAY, 15, 59)
    assert listed(client.get(URL, {"when": "today"})) == [("2026-10-09", ["Kamp"])]

    at(FRIDAY, 16)

    for query in ({}, {"when": "today"}, {"when": "month"}):
        assert client.get(URL, query).context["total"] == 0


def test_moved_date_that_goes_on_into_the_next_day_has_a_card_then(client, at):
    night = weekly("FR")
    event_exception(
        event=night, day=FRIDAY, kind="moved", new_start_time=time(20), new_end_time=time(8)
    )
    at(SATURDAY, 7)

    response = client.get(URL, {"when": "today"})

    assert response.context["total"] == 1
    assert listed(response) == [("2026-10-10", ["Koffie"])]


@pytest.mark.parametrize(
    ("values", "moment"),
    [
        ({"start_time": time(9, 30), "end_time": None}, times(time(9, 30), None)),
        ({"start_time": None, "end_time": None}, times(None, None)),
        ({"start_time": time(0, 0), "end_time": None}, times(time(0), None)),
        ({"start_time": time(0, 0), "end_time": time(0, 30)}, times(time(0), time(0, 30))),
        ({"start_time": time(20), "end_time": time(0)}, times(time(20), time(0))),
        ({"start_time": time(2, 30), "end_time": time(4)}, times(time(2, 30), time(4))),
    ],
)
def test_card_says_from_when_until_when(client, values, moment):
    once(TUESDAY, **values)

    with translation.override("nl"):
        assert cards(client.get(URL))[0].moment == moment


@pytest.mark.parametrize("day", [date(2026, 10, 24), date(2026, 10, 25), date(2027, 3, 28)])
def test_times_are_those_on_the_wall_when_the_clocks_change(client, day):
    once(day, "Ochtend")
    once(day, "Nacht", start_time=time(22), end_time=time(6))

    response = client.get(URL)

    assert listed(response) == [(day.isoformat(), ["Ochtend", "Nacht"])]
    assert [card.moment for card in cards(response)] == [
        times(time(9, 30), time(11, 30)),
        times(time(22), time(6)),
    ]


# Dates that are different


def test_cancelled_date_is_struck_through_and_says_why(client):
    row = weekly()
    event_exception(event=row, day=TUESDAY, reason="illness", note_nl="Tot volgende week <3")

    response = client.get(URL, {"when": "week"})

    (card,) = cards(response)
    assert card.state == "cancelled"
    reason = gettext("Somebody of the team is ill.")
    assert card.change == f"{gettext('Cancelled')}: {reason} Tot volgende week &lt;3"
    assert f'<span class="visually-hidden">{card.moment}</span></s>' in response.text
    assert f'<p class="change">{card.change}</p>' in response.text


def test_cancelled_date_is_struck_through_among_the_next_dates(client):
    row = weekly()
    event_exception(event=row, day=date(2026, 10, 13))

    (card,) = cards(client.get(URL))

    first, second, *_ = str(card.next_dates).split("</li>")
    assert "<s>" in first
    assert gettext("Cancelled") in first
    assert "<s>" not in second
    assert card.state == "planned"
    assert card.change == ""


def test_cancelled_time_is_not_told_as_taking_place_next_to_a_moved_one(client):
    row = weekly("TU,TH", start_time=time(9), end_time=time(10))
    event_exception(event=row, day=TUESDAY)
    event_exception(
        event=row, day=THURSDAY, kind="moved", new_day=TUESDAY,
        new_start_time=time(16), new_end_time=time(17),
    )  # fmt: skip

    (card,) = cards(client.get(URL, {"when": "tomorrow"}))

    assert card.state == "planned"
    assert card.moment == times(time(16), time(17))


def test_two_times_on_one_day_are_both_said(client):
    row = weekly("TU,TH", start_time=time(9), end_time=time(10))
    event_exception(
        event=row, day=THURSDAY, kind="moved", new_day=TUESDAY,
        new_start_time=time(16), new_end_time=time(17),
    )  # fmt: skip

    (card,) = cards(client.get(URL, {"when": "tomorrow"}))

    assert times(time(9), time(10)) in card.moment
    assert times(time(16), time(17)) in card.moment


def test_moved_date_is_where_it_moved_to_and_says_instead_of_when(client):
    row = weekly()
    event_exception(
        event=row, day=TUESDAY, kind="moved", new_day=THURSDAY,
        new_start_time=time(14), new_end_time=time(15), reason="room",
    )  # fmt: skip

    response = client.get(URL, {"when": "week"})

    assert listed(response) == [("2026-10-08", ["Koffie"])]
    (card,) = cards(response)
    assert card.moment == times(time(14), time(15))
    assert day_in_words(TUESDAY, MONDAY) in card.change
    assert gettext("The room is not available.") in card.change
    assert "<s>" not in response.text


def test_moved_to_another_time_says_so(client):
    row = weekly()
    event_exception(event=row, day=TUESDAY, kind="moved", new_start_time=time(14))

    (card,) = cards(client.get(URL))

    assert card.moment == times(time(14), time(16))
    assert card.change == gettext("At a different time than usual")


@pytest.mark.parametrize("query", ["", "when=week"])
def test_moved_date_stands_at_its_new_time_among_the_others(client, query):
    event_exception(
        event=weekly(title="Verzet"), day=TUESDAY, kind="moved", new_start_time=time(14)
    )
    once(TUESDAY, "Middag", start_time=time(12))
    once(TUESDAY, "Avond", start_time=time(18))

    assert listed(client.get(f"{URL}?{query}")) == [("2026-10-06", ["Middag", "Verzet", "Avond"])]


def test_date_moved_to_another_month_leaves_its_old_one(client):
    row = once(date(2026, 10, 14))
    event_exception(event=row, day=date(2026, 10, 14), kind="moved", new_day=date(2026, 12, 15))

    assert client.get(URL, {"when": "month"}).context["total"] == 0
    december = {"from": "2026-12-01", "to": "2026-12-31"}
    assert listed(client.get(URL, december)) == [("2026-12-15", ["Koffie"])]


def test_full_date_says_so_and_is_not_struck_through(client):
    row = weekly()
    event_exception(event=row, day=TUESDAY, kind="full")

    response = client.get(URL)

    (card,) = cards(response)
    assert (card.state, card.change) == ("full", gettext("Full"))
    assert "<s>" not in response.text


def test_extra_date_is_listed_with_its_own_times(client):
    row = weekly()
    event_exception(
        event=row, day=SATURDAY, kind="extra", new_start_time=time(15), new_end_time=time(16)
    )

    response = client.get(URL, {"when": "weekend"})

    assert listed(response) == [("2026-10-10", ["Koffie"])]
    assert cards(response)[0].moment == times(time(15), time(16))


def test_five_next_dates_are_behind_a_card_and_none_twice(client):
    weekly("TU,TH")

    response = client.get(URL)

    (card,) = cards(response)
    items = str(card.next_dates).split("</li>")[:-1]
    assert len(items) == len(set(items)) == 5
    for item, day in zip(items, (8, 13, 15, 20, 22), strict=True):
        assert re.search(rf"\b{day}\b", item)


def test_next_dates_are_those_after_the_day_of_the_card(client):
    weekly("TU,TH", repeats_until=date(2026, 10, 15))

    found = cards(client.get(URL, {"when": "month"}))

    assert [(card.iso_day, next_dates(card)) for card in found] == [
        ("2026-10-06", 3),
        ("2026-10-08", 2),
        ("2026-10-13", 1),
        ("2026-10-15", 0),
    ]


# What is not listed


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_only_what_is_published_is_listed(client, status):
    once(title="Zichtbaar")
    once(title="Verborgen", status=status)
    once(title="Verborgen", organisation=organisation(status=status))

    response = client.get(URL, {"when": "month"})

    assert titles(response) == ["Zichtbaar"]
    assert "Verborgen" not in response.text
    assert response.context["total"] == 1


def test_unpublishing_an_organisation_takes_its_activities_away_at_once(client):
    row = once()
    assert titles(client.get(URL)) == ["Koffie"]

    row.organisation.status = Status.DRAFT
    row.organisation.save()

    assert titles(client.get(URL)) == []


def test_confidential_municipality_is_nowhere(client):
    secret = municipality(slug="geheim", short_name_nl="Geheimegem", name_nl="Geheimegem")
    other = municipality(slug="anders")
    spot = location(
        municipality=secret, is_confidential=True, street_nl="Schuilstraat", name_nl="Schuilplaats"
    )
    once(location=spot, organisation=spot.organisation)

    there, elsewhere = (client.get(URL, {"place": slug}) for slug in (secret.slug, other.slug))

    assert listed(there) == listed(elsewhere) == [("2026-10-06", ["Koffie"])]
    assert cards(there)[0].where == ""
    assert "Schuil" not in there.text
    assert client.get(URL, {"q": "Geheimegem"}).context["total"] == 0
    assert client.get(URL, {"q": "Schuilplaats"}).context["total"] == 0
    assert index.current().located == {}


# Filters


@pytest.fixture
def matonge():
    """A neighbourhood in Ixelles, which lies next to Etterbeek."""
    etterbeek = municipality(slug="etterbeek", short_name_nl="Etterbeek", name_nl="Etterbeek")
    ixelles = municipality(
        slug="ixelles", short_name_nl="Elsene", name_nl="Elsene", neighbours=[etterbeek],
        postal_codes=["1050"],
    )  # fmt: skip
    return neighbourhood(slug="matonge", name_nl="Matonge", municipality=ixelles)


@pytest.mark.parametrize("written", ["1050", "elsene", "ixelles", "matonge"])
def test_place_finds_what_is_there_and_what_is_online(client, matonge, written):
    spot = location(neighbourhood=matonge)
    once(title="Daar", location=spot)
    once(title="Park", place_nl="Park", municipality=matonge.municipality)
    once(title="Online", is_online=True)
    once(title="Ver weg", location=location())

    response = client.get(URL, {"place": written})

    assert titles(response) == ["Daar", "Park", "Online"]
    assert response.context["further"] == []


def test_place_with_little_shows_what_is_a_little_further_in_the_period(client, matonge):
    etterbeek = matonge.municipality.neighbours.get()
    once(title="Bij de buren", location=location(municipality=etterbeek))
    once(SATURDAY, title="Te laat", location=location(municipality=etterbeek))

    response = client.get(URL, {"place": "ixelles", "when": "tomorrow"})

    assert [card.title.text for card in response.context["further"]] == ["Bij de buren"]
    assert response.context["total"] == 0


def test_activity_without_audience_is_for_everyone(client):
    twins, _pregnant = audience(slug="twins"), audience(slug="pregnant")
    once(title="Iedereen")
    once(title="Tweelingen", audiences=[twins])

    assert titles(client.get(URL, {"audience": "pregnant"})) == ["Iedereen"]
    assert titles(client.get(URL, {"audience": "twins"})) == ["Iedereen", "Tweelingen"]


def test_unknown_price_is_offered_and_never_hidden_silently(client):
    once(title="Gratis", cost="free")
    once(title="Onbekend")

    response = client.get(URL, {"free": "1", "when": "week"})

    assert titles(response) == ["Gratis"]
    (part,) = response.context["unknown"]
    assert (part["group"], part["count"]) == ("free", 1)
    assert titles(client.get(f"{URL}?{part['query']}")) == ["Gratis", "Onbekend"]


@pytest.mark.parametrize(
    "typed",
    ["ecoute", "ÉCOUTE", "e\u0301coute", "istanbul", "ISTANBUL", "ıstanbul", "İstanbul",
     "kameleon", "geld", "matonge", "elsene", "1050", "ecoute kameleon geld"],
)  # fmt: skip
def test_text_finds_titles_organisations_themes_and_places(client, matonge, typed):
    once(
        title="Écoute İstanbul",
        organisation=organisation(name_nl="De Kameleon"),
        themes=[theme(name_nl="Geld")],
        municipality=matonge.municipality,
        neighbourhood=matonge,
    )
    once(title="Zwemmen", organisation=organisation(name_nl="Oxfam"))

    assert titles(client.get(URL, {"q": typed})) == ["Écoute İstanbul"]


def test_text_narrows_together_with_a_period(client):
    once(TUESDAY, "Koffie")
    once(SATURDAY, "Koffie in het park")

    assert titles(client.get(URL, {"q": "koffie", "when": "weekend"})) == ["Koffie in het park"]


def test_options_count_series_and_empty_ones_are_not_offered(client):
    weekly("MO,TU,WE,TH,FR", themes=[theme(slug="budget")], cost="free")
    once(SATURDAY, themes=[theme(slug="housing")], cost="paid")

    options = client.get(URL, {"free": "1"}).context["options"]

    assert [(o.value, o.count) for o in options["theme"]] == [("budget", 1)]
    assert [(o.value, o.count) for o in options["when"]] == [
        ("tomorrow", 1),
        ("week", 1),
        ("next-week", 1),
        ("month", 1),
    ]


def test_chosen_days_are_an_option_and_a_chip(client):
    once()

    response = client.get(URL, {"from": "2026-10-06", "to": "2026-10-07", "free": "1"})

    chosen = [option for option in response.context["options"]["when"] if option.is_chosen]
    assert [option.value for option in chosen] == ["dates"]
    assert [chip["query"] for chip in response.context["chips"]] == [
        "free=1",
        "from=2026-10-06&to=2026-10-07",
    ]
    again = client.get(f"{URL}?when=dates&from=2026-10-06&to=2026-10-07&free=1")
    assert again.context["canonical_query"] == response.context["canonical_query"]


# What is said


@pytest.mark.parametrize(
    ("language", "count", "heading"),
    [
        ("fr", 0, "0 activité"),
        ("fr", 1, "1 activité"),
        ("fr", 2, "2 activités"),
        ("nl", 0, "0 activiteiten"),
        ("nl", 1, "1 activiteit"),
        ("en", 0, "0 activities"),
        ("en", 1, "1 activity"),
        ("en", 2, "2 activities"),
    ],
)
def test_heading_has_the_right_plural(client, language, count, heading):
    for _ in range(count):
        once()

    assert client.get(f"/{language}/agenda/").context["heading"].startswith(f"{heading} ")


def test_heading_says_what_was_asked(client, matonge):
    once(themes=[theme(slug="budget", name_nl="Geld")], location=location(neighbourhood=matonge))

    response = client.get(URL, {"theme": "budget", "place": "ixelles", "when": "tomorrow"})

    heading = response.context["heading"]
    assert heading.startswith("1 ")
    for word in ("Geld", "Elsene", gettext("Tomorrow")):
        assert word in heading
    assert response.text.count(heading) >= 3  # title, h1, status


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("from=2026-02-30", ["2026-02-30"]),
        ("from=9999-12-31", ["9999-12-31"]),
        ("to=0001-01-01", ["0001-01-01"]),
        ("from=٢٠٢٦-١١-٢٥", ["٢٠٢٦-١١-٢٥"]),
        ("from=20261007", ["20261007"]),
        ("from=2026-W41-3", ["2026-W41-3"]),
        ("from=2026-10-07T10:00", ["2026-10-07T10:00"]),
        ("from=morgen", ["morgen"]),
        ("when=never", ["never"]),
        ("when=dates", ["dates"]),
    ],
)
def test_what_is_no_day_is_named_and_the_rest_still_counts(client, query, ignored):
    once(cost="free")
    once(cost="paid")

    response = client.get(f"{URL}?{query}&free=1")

    assert response.context["total"] == 1
    assert [value for _name, value in response.context["ignored"]] == ignored
    assert response.context["canonical_query"] == "free=1"


def test_of_two_moments_the_first_counts_and_the_other_is_named(client):
    response = client.get(f"{URL}?when=today&when=week")

    assert response.context["canonical_query"] == "when=today"
    assert [value for _name, value in response.context["ignored"]] == ["week"]


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("to=2026-10-09&from=2026-10-07", "from=2026-10-07&to=2026-10-09"),
        ("from=2026-10-09&to=2026-10-07", "from=2026-10-07&to=2026-10-09"),
        ("from=7/10/2026", "from=2026-10-07"),
        ("to=2026-10-09&when=week", "to=2026-10-09"),
        ("free=1&when=week&utm_source=x", "when=week&free=1"),
        ("from=&to=", ""),
    ],
)
def test_canonical_address_and_language_menu_keep_the_days(client, query, canonical):
    response = client.get(f"{URL}?{query}")

    assert response.context["canonical_query"] == canonical
    escaped = f"?{canonical.replace('&', '&amp;')}" if canonical else ""
    assert f'<link rel="canonical" href="http://127.0.0.1:8000/nl/agenda/{escaped}">' in (
        response.text
    )
    assert f'<a href="/ar/agenda/{escaped}" hreflang="ar"' in response.text
    assert "utm_source" not in response.text


@pytest.mark.parametrize("language", CODES)
def test_day_fields_show_what_was_chosen_in_every_language(client, language):
    response = client.get(f"/{language}/agenda/", {"from": "2026-10-07", "to": "2026-11-25"})

    fields = re.findall(r'<input id="(from|to)"[^>]* value="([^"]*)"', response.text)
    assert fields == [("from", "2026-10-07"), ("to", "2026-11-25")]


def test_day_fields_are_empty_without_days(client):
    fields = re.findall(r'<input id="(?:from|to)"[^>]* value="([^"]*)"', client.get(URL).text)

    assert fields == ["", ""]


@pytest.mark.parametrize("query", ["to=2026-10-04", "from=2026-09-01&to=2026-09-30"])
def test_period_that_has_passed_says_so(client, query):
    weekly()

    response = client.get(f"{URL}?{query}")

    assert response.context["total"] == 0
    assert response.context["is_past"]
    said = gettext("These days have passed. The agenda shows what is coming up.")
    assert said in response.text
    assert said not in client.get(URL).text


def test_period_after_all_that_is_known_says_until_when_we_know(client):
    once(FRIDAY)

    response = client.get(URL, {"from": "2026-11-01"})

    assert response.context["known_until"] == day_in_words(FRIDAY)
    assert day_in_words(FRIDAY) in response.text


def test_nothing_found_suggests_what_to_leave_out_and_sends_nobody_away(client):
    once(themes=[theme(slug="budget")], cost="paid")

    response = client.get(URL, {"theme": "budget", "free": "1", "when": "today"})
    other = client.get(URL, {"theme": "budget", "free": "1"})

    assert [response.context["total"], other.context["total"]] == [0, 0]
    assert response.context["loosened"] == []
    assert [(part["query"], part["count"]) for part in other.context["loosened"]] == [
        ("theme=budget", 1)
    ]
    for page in (response, other):
        assert page.status_code == 200
        assert gettext("That does not mean that there is nothing for you.") in page.text
        assert f'<a href="{URL}">' in page.text
        assert '<a href="/nl/organisations/">' in page.text
    assert 'href="?theme=budget#results"' in other.text


@pytest.mark.parametrize("language", CODES)
def test_list_in_every_language_without_cookies(client, language):
    row = weekly(themes=[theme()], audiences=[audience()], spoken_languages=["nl", "ar"])
    event_exception(event=row, day=TUESDAY, reason="illness")

    for query in ("", "?when=month", "?from=2026-10-06&q=koffie"):
        response = client.get(f"/{language}/agenda/{query}")
        assert response.status_code == 200
        assert not response.cookies
        assert response.headers["Content-Language"] == language
        assert "Koffie" in response.text
        assert "%(" not in response.text


def test_text_of_volunteers_is_escaped(client):
    once(
        title="<b>A&B</b>", summary_nl="<script>x", place_nl="<i>",
        municipality=municipality(), organisation=organisation(name_nl="O<hr>"),
    )  # fmt: skip

    response = client.get(URL, {"when": "month"})

    for raw in ("<b>A", "<script>x", "<i>", "O<hr>"):
        assert raw not in response.text
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in response.text


def test_example_says_so(client):
    once(is_demonstration=True)

    assert cards(client.get(URL))[0].example == gettext("Example")
    assert f" <strong>{gettext('Example')}</strong></p>" in client.get(URL).text
    assert f">{gettext('Example')}</li>" in client.get("/nl/").text


# The month


def grid(response):
    return [[cell.number for cell in week] for week in response.context["month"]["weeks"]]


def test_month_has_the_right_weekdays(client):
    weekly("TH")

    response = client.get(URL, OCTOBER)

    weeks = grid(response)
    assert weeks[0] == [28, 29, 30, 1, 2, 3, 4]
    assert [week[0] for week in weeks[1:]] == [5, 12, 19, 26]
    assert len(response.context["month"]["weekdays"]) == 7
    cells = [cell for week in response.context["month"]["weeks"] for cell in week]
    assert [cell.number for cell in cells if cell.query] == [8, 15, 22, 29]
    assert [cell.number for cell in cells if cell.is_today] == [5]
    assert [cell.number for cell in cells if not cell.is_in_month] == [28, 29, 30, 1]


@pytest.mark.parametrize(
    ("month", "weeks"), [("2027-02-01 2027-02-28", 4), ("2027-05-01 2027-05-31", 6)]
)
def test_month_has_as_many_weeks_as_it_needs(client, month, weeks):
    weekly("TH")
    first, last = month.split()

    assert len(grid(client.get(URL, {"from": first, "to": last}))) == weeks


def test_month_has_links_to_its_days_that_keep_the_filters(client):
    for _ in range(5):
        weekly("TU,TH", themes=[theme(slug="budget")] if not _ else [], cost="free")

    response = client.get(URL, {**OCTOBER, "free": "1"})

    cell = response.context["month"]["weeks"][1][1]
    assert (cell.number, cell.count, len(cell.titles), cell.more) == (6, 5, 3, 2)
    assert cell.query == "from=2026-10-06&to=2026-10-06&free=1"
    day = client.get(f"{URL}?{cell.query}")
    assert [there for there, _ in listed(day)] == ["2026-10-06"]
    assert day.context["total"] == 5
    assert day.context["month"] is None


def test_month_before_this_one_is_not_offered(client):
    weekly()

    this = client.get(URL, OCTOBER).context["month"]
    after = client.get(f"{URL}?{this['next']['query']}").context["month"]

    assert this["previous"] is None
    assert this["next"]["query"] == "from=2026-11-01&to=2026-11-30"
    assert after["previous"]["query"] == "from=2026-10-01&to=2026-10-31"


def test_month_of_which_nothing_is_known_is_not_offered(client):
    once(date(2026, 11, 30))

    first = client.get(URL, OCTOBER).context["month"]
    last = client.get(f"{URL}?{first['next']['query']}").context["month"]

    assert last["next"] is None


def test_month_keeps_the_filters_from_one_to_the_next(client):
    weekly(cost="free")

    this = client.get(URL, {"from": "2026-12-01", "to": "2026-12-31", "free": "1"}).context["month"]

    assert this["previous"]["query"] == "from=2026-11-01&to=2026-11-30&free=1"
    assert this["next"]["query"] == "from=2027-01-01&to=2027-01-31&free=1"


def test_month_shows_a_night_that_goes_on_with_a_link_that_finds_it(client, at, three_nights):
    at(SATURDAY, 1)

    weeks = client.get(URL, OCTOBER).context["month"]["weeks"]

    cell = weeks[1][4]
    assert (cell.number, cell.count) == (9, 1)
    assert titles(client.get(f"{URL}?{cell.query}")) == ["B"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 10, 24), OCTOBER),
        (date(2026, 10, 25), {"from": "2026-11-01", "to": "2026-11-30"}),
        (date(2026, 10, 31), {"from": "2026-11-01", "to": "2026-11-30"}),
        (date(2026, 12, 28), {"from": "2027-01-01", "to": "2027-01-31"}),
        (date(2027, 1, 31), {"from": "2027-02-01", "to": "2027-02-28"}),
    ],
)
def test_month_that_is_nearly_over_gives_way_to_the_next(client, at, today, expected):
    weekly()
    at(today, 12)

    query = client.get(URL).context["month_query"]

    assert query == "&".join(f"{name}={day}" for name, day in expected.items())


def test_every_list_has_a_link_to_the_whole_month(client):
    once()

    response = client.get(URL, {"free": "1"})

    query = response.context["month_query"]
    assert query == "from=2026-10-01&to=2026-10-31&free=1"
    assert client.get(f"{URL}?{query}").context["month"]["name"].endswith("2026")


# Pages


@pytest.mark.parametrize("query", [{"when": "week"}, {"from": "2026-10-05", "to": "2026-10-11"}])
def test_pages_show_every_date_once_and_go_on_where_the_last_one_ended(client, query):
    for number in range(7):
        event(
            starts_on=date(2026, 9, 1), rule="FREQ=DAILY", title_nl=f"Dag {number}",
            start_time=time(18 + number % 3), end_time=time(22),
        )  # fmt: skip

    pages = [client.get(URL, {**query, "page": page}) for page in (1, 2, 3)]

    assert [page.status_code for page in pages] == [200] * 3
    assert [len(cards(page)) for page in pages] == [20, 20, 9]
    pairs = [(card.iso_day, card.url) for page in pages for card in cards(page)]
    assert len(set(pairs)) == 49
    assert [day for day, _url in pairs] == sorted(day for day, _url in pairs)
    starts = [0, 3, 6, 1, 4, 2, 5]  # at 18, 19 and 20
    assert [title for page in pages for title in titles(page)] == [
        f"Dag {number}" for number in starts
    ] * 7
    assert listed(pages[0])[-1][0] == listed(pages[1])[0][0]  # the same day goes on
    assert pages[0].context["total"] == 7
    assert pages[0].context["last_page"] == 3


def test_pages_without_a_period_show_every_series_once(client):
    first = date(2026, 10, 6)
    for number in range(45):
        once(first + timedelta(days=number % 15))

    urls = [card.url for page in (1, 2, 3) for card in cards(client.get(URL, {"page": page}))]

    assert len(urls) == len(set(urls)) == 45


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999", "1.0", "9" * 30, "\x00", "٢", "2"])
def test_page_that_does_not_exist_says_so_and_shows_the_first(client, page):
    once()

    response = client.get(URL, {"page": page})

    assert response.status_code == 404
    assert titles(response) == ["Koffie"]
    assert response.context["is_page_missing"]
    note = gettext("This page of the list does not exist (any more). Here is the first one.")
    assert note in response.text
    assert '<meta name="robots" content="noindex">' in response.text
    assert 'rel="canonical"' not in response.text


# Bad input


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%00b",
        "when=%00&theme=%00&place=%00&language=%00&from=%00&to=%00",
        "q=%ff%fe",
        "from=%ff%fe",
        "q=%ED%A0%80",
        "from=%ED%A0%80",
        "q=%F0%9F%92%9A",
        "theme=" + "9" * 30,
        "&".join(f"theme={number}" for number in range(5000)),
        "&".join(f"when={number}" for number in range(5000)),
        "&".join(f"from=2026-10-{number}" for number in range(5000)),
        "q=" + "a" * 60_000,
        "place=" + "a" * 60_000,
        "from=" + "9" * 60_000,
        "when=" + "a" * 60_000,
        "q=%22&q=*&q=(",
        "q=%25_%5C",
        "q[]=1&q=[]",
        "=&&&",
        "%",
        "from=2026-02-30",
        "from=9999-12-31",
        "to=9999-12-31",
        "to=0001-01-01",
        "from=0000-00-00",
        "from=2199-12-01&to=2199-12-31",
        "from=2000-01-01&to=2000-01-31",
        "from=2000-01-01&to=2199-12-31",
        "from=٢٠٢٦-١١-٢٥",
        "when=today&when=week",
        "when=month&page=1",
        "from=2026-12-31&to=2026-01-01",
        "from=31/12/2026&to=1.1.2027",
        "from=32/13/2026",
        "from=2026-10-06%00",
        "from=-2026-10-06",
        "from=%202026-10-06%20",
        "when=dates",
        "place=ixelles&from=2026-10-06",
    ],
)
def test_any_query_string_gets_an_answer(client, query):
    once()

    response = client.get(f"{URL}?{query}")

    assert response.status_code == 200
    assert "\x00" not in response.text
    assert "\ufffd" not in response.text


def test_empty_agenda_has_an_answer_for_everything(client):
    for query in ("", "when=month", "when=weekend", "from=2026-12-01", "q=x", "page=1"):
        response = client.get(f"{URL}?{query}")
        assert response.status_code == 200
        assert response.context["total"] == 0


# Speed


@pytest.mark.parametrize("rows", [1, 3, 22])
@pytest.mark.parametrize(
    ("query", "queries"),
    [({}, 1), ({"when": "week"}, 1), (OCTOBER, 2), ({"q": "koffie", "free": "1"}, 1)],
)
def test_list_costs_the_same_queries_for_any_number(
    client, django_assert_num_queries, rows, query, queries
):
    place = municipality()
    for _ in range(rows):
        weekly("TU,TH", cost="free", themes=[theme()], location=location(municipality=place))
    client.get(URL, query)  # builds the index

    with django_assert_num_queries(queries):  # the activities of the page; titles in the month
        client.get(URL, query)


@pytest.mark.parametrize("rows", [1, 3, 22])
@pytest.mark.parametrize(
    ("change", "queries"),
    [
        ({"kind": "cancelled", "reason": "illness"}, 2),  # and the exceptions
        ({"kind": "full"}, 2),
        ({"kind": "moved", "new_start_time": time(14)}, 3),  # and the dates at other times
    ],
)
def test_list_with_dates_that_are_different_costs_the_same_queries(
    client, django_assert_num_queries, rows, change, queries
):
    for _ in range(rows):
        event_exception(event=weekly(), day=TUESDAY, **change)
    client.get(URL)

    with django_assert_num_queries(queries):
        client.get(URL)


@pytest.mark.parametrize("rows", [1, 3, 22])
def test_list_of_nights_and_several_days_costs_the_same_queries(
    client, django_assert_num_queries, rows
):
    for _ in range(rows):
        weekly(start_time=time(22), end_time=time(3))
        event(starts_on=MONDAY, ends_on=FRIDAY, start_time=None, end_time=None)
    client.get(URL)

    with django_assert_num_queries(2):  # the activities and their dates
        client.get(URL)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?when=today", "Maandag 5 oktober"),
        ("?when=weekend", "Van zaterdag 10 oktober tot en met zondag 11 oktober"),
        ("?from=2026-10-07", "Vanaf woensdag 7 oktober"),
    ],
)
def test_period_is_days_on_paper(client, query, words):
    weekly("MO,WE,SA", start_time=time(20), end_time=time(22))

    page = client.get(URL + query).text

    assert f'<p class="only-print">{words}</p>' in page
