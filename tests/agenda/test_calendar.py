"""The list as a calendar to subscribe to, read back by a parser that is not ours."""

import re
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import recurring_ical_events
from django.utils import timezone
from django.utils.translation import gettext, override

from core.languages import CODES
from core.models import Status
from directory.opening import BRUSSELS
from tests.factories import (
    crisis_topic,
    event,
    event_exception,
    location,
    municipality,
    organisation,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
URL = "/nl/agenda/calendar.ics"
LIST = "/nl/agenda/"
MONDAY = date(2026, 10, 5)
TUESDAY, FRIDAY, SATURDAY = (MONDAY + timedelta(days=number) for number in (1, 4, 5))


@pytest.fixture
def at(monkeypatch):
    """Sets the clock: `at(FRIDAY, 20)`, in Brussels."""

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


def read(response):
    assert response.status_code == 200
    return icalendar.Calendar.from_ical(response.content)


def unfolded(response):
    return response.content.decode().replace("\r\n ", "")


def uids(response):
    return {str(vevent["UID"]) for vevent in read(response).walk("VEVENT")}


def series(response):
    """Whose activities are in the calendar, by the address of their pages."""
    return {str(vevent["URL"]) for vevent in read(response).walk("VEVENT")}


def days(response, first=MONDAY, last=date(2026, 12, 31)):
    """`[(day, title)]` of all dates from `first` to `last`."""
    found = recurring_ical_events.of(read(response)).between(first, last + timedelta(days=1))
    rows = [(vevent.start, str(vevent["SUMMARY"])) for vevent in found]
    return sorted(
        (start.date() if isinstance(start, datetime) else start, title) for start, title in rows
    )


def listed(client, query):
    """The same of the list: the addresses of all its cards, over all pages and busy days."""
    found, page, last_page = set(), 1, 1
    while page <= last_page:
        response = client.get(f"{LIST}?{query}&page={page}")
        last_page = response.context["last_page"]
        for part in response.context["days"]:
            found |= {f"http://127.0.0.1:8000{card.url}" for card in part["cards"]}
            if part["more"]:
                found |= listed(client, part["query"])
        page += 1
    return found


# What is in it


@pytest.fixture
def many():
    """Activities that differ in everything that can be asked."""
    place = municipality(slug="ixelles", short_name_nl="Elsene", name_nl="Elsene")
    budget = theme(slug="budget", name_nl="Geld")
    weekly(title="Wekelijks", themes=[budget], cost="free", spoken_languages=["ar"])
    once(MONDAY, "Voorbij", cost="free")
    once(FRIDAY, "Nacht", start_time=time(22), end_time=time(3), cost="free")
    once(SATURDAY, "Elsene", location=location(municipality=place), themes=[budget])
    event(
        title_nl="Tentoonstelling", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14),
        start_time=None, end_time=None, place_nl="Park", municipality=municipality(),
    )  # fmt: skip
    event(title_nl="Lijst", starts_on=date(2026, 9, 1), dates=["2026-10-09", "2026-11-20"])
    for number in range(22):
        once(date(2026, 12, 1), f"December {number}", cost="paid")
    once(TUESDAY, "Verborgen", status=Status.DRAFT)
    once(TUESDAY, "Verborgen", organisation=organisation(status=Status.ARCHIVED))


QUERIES = [
    "",
    "theme=budget",
    "free=1",
    "free=unknown",
    "place=ixelles",
    "place=ixelles&theme=budget",
    "language=ar",
    "language=unknown&free=1",
    "q=geld",
    "q=december",
    "q=nothing",
    "when=today",
    "when=tomorrow",
    "when=weekend",
    "when=week",
    "when=month",
    "when=month&free=1",
    "from=2026-10-09&to=2026-10-09",
    "from=2026-10-10",
    "to=2026-10-06",
    "from=2026-12-01&to=2026-12-31",
    "from=2026-09-01&to=2026-09-30",
]


def test_calendar_has_the_activities_of_the_list(client, many):
    calendars = {query: series(client.get(f"{URL}?{query}")) for query in QUERIES}

    assert calendars == {query: listed(client, query) for query in QUERIES}


@pytest.mark.parametrize("query", ["", "when=today", "when=week"])
def test_calendar_has_the_activities_of_the_list_in_the_night(client, at, many, query):
    at(SATURDAY, 1)

    found = series(client.get(f"{URL}?{query}"))

    assert found == listed(client, query)
    assert "http://127.0.0.1:8000/nl/agenda/nacht/" in found


def test_calendar_without_a_period_has_whole_series(client):
    weekly(repeats_until=date(2026, 11, 3))

    response = client.get(URL)

    assert len(read(response).walk("VEVENT")) == 1
    assert [day.isoformat() for day, _ in days(response)] == [
        "2026-10-06",
        "2026-10-13",
        "2026-10-20",
        "2026-10-27",
        "2026-11-03",
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("when=today", []),
        ("when=tomorrow", [6]),
        ("when=week", [6, 8]),
        ("from=2026-10-01&to=2026-10-31", [6, 8, 13, 15, 20, 22, 27, 29]),
        ("from=2026-10-08&to=2026-10-13", [8, 13]),
        ("from=2026-10-13&to=2026-10-08", [8, 13]),
        ("to=2026-10-06", [6]),
    ],
)
def test_calendar_of_a_period_has_its_dates_only(client, query, expected):
    weekly("TU,TH")

    response = client.get(f"{URL}?{query}")

    assert [day for day, _ in days(response)] == [date(2026, 10, day) for day in expected]
    assert all("RRULE" not in vevent for vevent in read(response).walk("VEVENT"))
    assert len(uids(response)) == len(expected)


def test_calendar_of_a_period_has_what_goes_on_already(client, at):
    event(
        title_nl="Tentoonstelling", starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 14),
        start_time=None, end_time=None,
    )  # fmt: skip

    (vevent,) = read(client.get(URL, {"when": "tomorrow"})).walk("VEVENT")

    assert (vevent["DTSTART"].dt, vevent["DTEND"].dt) == (date(2026, 10, 1), date(2026, 10, 15))


def test_calendar_of_a_period_says_what_is_different(client):
    row = weekly("TU,TH")
    event_exception(event=row, day=TUESDAY, reason="illness")
    event_exception(
        event=row, day=date(2026, 10, 8), kind="moved", new_day=SATURDAY, new_start_time=time(14)
    )

    response = client.get(URL, {"when": "week"})

    cancelled, moved = sorted(read(response).walk("VEVENT"), key=lambda v: v["DTSTART"].dt)
    assert (str(cancelled["STATUS"]), str(moved["STATUS"])) == ("CANCELLED", "CONFIRMED")
    assert gettext("Somebody of the team is ill.") in str(cancelled["DESCRIPTION"])
    assert moved["DTSTART"].dt == datetime(2026, 10, 10, 14, tzinfo=BRUSSELS)
    assert moved["DTEND"].dt == datetime(2026, 10, 10, 16, tzinfo=BRUSSELS)


def test_calendar_keeps_times_on_the_wall_when_the_clocks_change(client):
    weekly("SU", start_time=time(18), end_time=time(20))

    response = client.get(URL)

    found = recurring_ical_events.of(read(response)).between(date(2026, 10, 18), date(2026, 11, 2))
    assert [vevent.start.astimezone(UTC).hour for vevent in found] == [16, 17, 17]


def test_confidential_place_is_not_in_it(client):
    secret = municipality(slug="geheim", short_name_nl="Geheimegem", name_nl="Geheimegem")
    spot = location(
        municipality=secret, is_confidential=True, street_nl="Schuilstraat", house_number="7",
        latitude=50.85, longitude=4.35,
    )  # fmt: skip
    once(location=spot, organisation=spot.organisation)

    for query in ("", "?when=week", "?place=geheim"):
        text = unfolded(client.get(f"{URL}{query}"))
        assert "SUMMARY:Koffie" in text
        assert "\nLOCATION" not in text
        assert "\nGEO" not in text
        assert "Schuilstraat" not in text
    assert "Geheimegem" not in unfolded(client.get(URL))


def test_examples_say_so(client):
    once(title="Koffie", is_demonstration=True)
    once(title="Echt")

    for query in ({}, {"when": "week"}):
        said = {
            str(vevent["SUMMARY"]): gettext(
                "This is only an example: this activity does not really exist."
            )
            in str(vevent["DESCRIPTION"])
            for vevent in read(client.get(URL, query)).walk("VEVENT")
        }
        assert said == {"Voorbeeld: Koffie": True, "Echt": False}


# Its name


def name(response):
    found = read(response)
    assert str(found["NAME"]) == str(found["X-WR-CALNAME"])
    return str(found["X-WR-CALNAME"]).replace("\\,", ",")


def test_name_says_what_was_asked(client):
    theme(slug="budget", name_nl="Geld, en meer")
    municipality(slug="ixelles", short_name_nl="Elsene", name_nl="Elsene")

    whole = name(client.get(URL))
    asked = name(client.get(f"{URL}?theme=budget&place=ixelles&when=week&q=koffie"))
    period = name(client.get(f"{URL}?from=2026-11-01&to=2026-11-30"))

    assert whole == f"{gettext('Together in Brussels')}: {gettext('Agenda')}"
    for word in ("Geld, en meer", "Elsene", gettext("The next 7 days"), "koffie"):
        assert word in asked
    assert "november 2026" in period.lower()


@pytest.mark.parametrize("query", ["q=hij+slaat+mij", "theme=violence", "q=geweld"])
def test_name_says_nothing_that_others_should_not_read(client, query):
    theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    crisis_topic(patterns_nl="slaat > mij")

    assert name(client.get(f"{URL}?{query}")) == (
        f"{gettext('Together in Brussels')}: {gettext('Agenda')}"
    )


@pytest.mark.parametrize("query", ["q=%0D%0ABEGIN:VEVENT", "q=%E2%80%A8BEGIN:VEVENT", "q=a%00b"])
def test_typed_text_cannot_break_the_calendar(client, query):
    once()

    response = client.get(f"{URL}?{query}")

    assert [vevent for vevent in read(response).walk("VEVENT") if "DTSTART" not in vevent] == []
    assert len(re.findall(rb"(?m)^BEGIN:VEVENT\r?$", response.content)) == len(
        read(response).walk("VEVENT")
    )


# Identity


def test_identifiers_are_the_same_in_every_language_and_in_the_single_file(client):
    row = weekly("TU,TH")
    other = once(SATURDAY)
    event_exception(event=row, day=date(2026, 10, 8), kind="extra", new_start_time=time(15))

    found = {frozenset(uids(client.get(f"/{code}/agenda/calendar.ics"))) for code in CODES}
    single = uids(client.get(f"/nl/agenda/{row.slug}.ics"))
    alone = uids(client.get(f"/nl/agenda/{other.slug}.ics"))

    assert found == {frozenset(single | alone)}


def test_dates_of_a_period_are_those_of_the_single_file_of_a_date(client):
    row = weekly("TU,TH")

    found = {
        frozenset(uids(client.get(f"/{code}/agenda/calendar.ics?when=week"))) for code in CODES
    }
    single = {
        uid
        for day in ("2026-10-06", "2026-10-08")
        for uid in uids(client.get(f"/nl/agenda/{row.slug}.ics?date={day}"))
    }

    assert found == {frozenset(single)}


def test_calendar_is_the_same_twice_until_something_changes(client, at):
    row = weekly()
    first = client.get(URL).content
    at(MONDAY, 13)
    assert client.get(URL).content == first

    row.title_nl = "Thee"
    row.save()

    (vevent,) = read(client.get(URL)).walk("VEVENT")
    (before,) = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert vevent["UID"] == before["UID"]
    assert vevent["SEQUENCE"] > before["SEQUENCE"]
    assert vevent["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


@pytest.mark.parametrize("language", CODES)
def test_calendar_in_every_language(client, language):
    weekly(title="Koffie", title_ar="قهوة")

    response = client.get(f"/{language}/agenda/calendar.ics")

    (vevent,) = read(response).walk("VEVENT")
    assert str(vevent["SUMMARY"]) == ("قهوة" if language == "ar" else "Koffie")
    assert str(vevent["URL"]).startswith(f"http://127.0.0.1:8000/{language}/agenda/")
    with override(language):
        assert name(response).startswith(gettext("Together in Brussels"))


# HTTP


def test_calendar_is_one_for_every_way_to_ask(client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    once()

    get = client.get(URL, headers={"accept": "text/html", "accept-language": "fr"})
    head = client.head(URL)

    for response in (get, head):
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert not response.cookies
    assert read(get)["X-WR-CALNAME"]
    assert head.headers["ETag"] == get.headers["ETag"]


def test_unchanged_calendar_is_not_sent_again(client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    row = once()
    etag = client.get(URL).headers["ETag"]

    same = client.get(URL, headers={"if-none-match": etag})
    other = client.get(URL, headers={"if-none-match": '"something"'})
    row.title_nl = "Thee"
    row.save()
    changed = client.get(URL, headers={"if-none-match": etag})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200
    assert changed.status_code == 200
    assert "Thee" in changed.content.decode()


@pytest.mark.parametrize(
    "since",
    ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "not a date", ""],
)
@pytest.mark.parametrize("cache", [0, 1_000_000])
def test_if_modified_since_never_hides_the_calendar(client, settings, since, cache):
    settings.PAGE_CACHE_BYTES = cache
    once()

    for _ in range(2):
        response = client.get(URL, headers={"if-modified-since": since})
        assert response.status_code == 200
        assert "Koffie" in response.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "localhost"},
        {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"},
        {"host": "127.0.0.1:1234", "x-forwarded-proto": "https"},
    ],
)
def test_addresses_are_those_of_the_site_whatever_is_claimed(client, settings, headers):
    settings.SITE_URL = "https://www.example.org"
    once()

    for query in ("", "?when=week"):
        response = client.get(f"{URL}{query}", headers=headers)
        assert series(response) == {"https://www.example.org/nl/agenda/koffie/"}
        assert set(re.findall(r"https?://[^/\s]+", unfolded(response))) == {
            "https://www.example.org"
        }


def test_links_to_the_calendar_keep_the_question(client, settings):
    settings.SITE_URL = "https://www.example.org"

    context = client.get(f"{LIST}?free=1&from=2026-10-06&page=1").context

    assert context["calendar_url"] == "/nl/agenda/calendar.ics?from=2026-10-06&free=1"
    assert context["webcal_url"] == f"webcal://www.example.org{context['calendar_url']}"


@pytest.mark.parametrize(
    "query",
    [
        "page=99",
        "page=abc",
        "when=never&theme=999",
        "from=2026-02-30&to=0001-01-01",
        "from=9999-12-31",
        "from=٢٠٢٦-١١-٢٥",
        "when=today&when=week",
        "theme=%00&q=%00",
        "q=%ff%fe&from=%ED%A0%80",
        "q=" + "a" * 60_000,
        "&".join(f"theme={number}" for number in range(5000)),
        "from=2000-01-01&to=2199-12-31",
        "when=dates",
        "=&&&",
        "%",
    ],
)
def test_any_query_string_gets_a_calendar(client, query):
    once()

    response = client.get(f"{URL}?{query}")

    assert read(response)["VERSION"] == "2.0"
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"


# Speed


@pytest.mark.parametrize("rows", [1, 3, 12])
@pytest.mark.parametrize(
    ("query", "queries"),
    [({}, 3), ({"when": "month"}, 4)],  # exceptions, themes, activities; and dates
)
def test_calendar_costs_the_same_queries_for_any_number(
    client, django_assert_num_queries, rows, query, queries
):
    for _ in range(rows):
        row = weekly(location=location(), themes=[theme()])
        event_exception(event=row, day=TUESDAY)
    client.get(URL, query)  # builds the index

    with django_assert_num_queries(queries):
        client.get(URL, query)


def test_list_has_the_address_of_its_calendar_to_copy(client, settings):
    settings.SITE_URL = "https://www.example.org"

    text = client.get(f"{LIST}?free=1").text

    assert '<bdi dir="ltr">https://www.example.org/nl/agenda/calendar.ics?free=1</bdi>' in text
    assert " download" not in text
