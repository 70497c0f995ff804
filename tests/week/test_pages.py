"""The page of the week: what stands on it, for how long, and what is never on it."""

from datetime import date, datetime, time

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from agenda.models import EventException
from core.models import Status
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
from tests.week.rows import DAYS, MONDAY, once
from week import message, pages
from week.asked import Week

# Monday 16 November 2026, 10:00
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.at("2026-11-16 10:00"),
]
URL = "/nl/agenda/week/"


def listed(response):
    """`[(day, [titles])]` as on the page."""
    return [
        (part["id"].removeprefix("d"), [card.title.text for card in part["cards"]])
        for part in response.context["days"]
    ]


def titles(cards):
    return [card.title.text for card in cards]


@pytest.fixture
def places():
    """Hier, with a part, and Ernaast next to it; Ver is far."""
    near = municipality(slug="ernaast", name_nl="Ernaast")
    here = municipality(slug="hier", name_nl="Hier", postal_codes=["1070"], neighbours=[near])
    return {
        "hier": here,
        "ernaast": near,
        "ver": municipality(slug="ver", name_nl="Ver"),
        "wijk": neighbourhood(slug="wijk", name_nl="Wijk", municipality=here),
    }


# What is on it


def test_week_is_today_and_six_days(client):
    once(MONDAY, "Vandaag")
    once(DAYS[6], "Zondag")
    once(DAYS[7], "Volgende week")

    response = client.get(URL)

    assert listed(response) == [("2026-11-16", ["Vandaag"]), ("2026-11-22", ["Zondag"])]
    assert "Van maandag 16 november tot en met zondag 22 november" in response.content.decode()
    assert "<h1>Deze week in Brussel</h1>" in response.content.decode()


def test_near_stands_before_what_is_online_whatever_the_time(client, places):
    once(DAYS[1], "Online", is_online=True, start_time=time(8), end_time=time(9))
    once(DAYS[1], "Gemeente", municipality=places["hier"], start_time=time(9))
    once(DAYS[1], "Wijk", municipality=places["hier"], neighbourhood=places["wijk"])

    response = client.get(URL, {"place": "wijk"})

    assert listed(response) == [("2026-11-17", ["Wijk", "Gemeente", "Online"])]


@pytest.mark.parametrize("place", ["hier", "1070", "HIER", "oud-hier"])
def test_place_is_known_by_all_of_its_names(client, places, place):
    places["hier"].aliases = ["Oud Hier"]
    places["hier"].save()
    once(DAYS[1], "Koffie", municipality=places["hier"])
    once(DAYS[1], "Elders", municipality=places["ver"])

    response = client.get(URL, {"place": place})

    assert listed(response) == [("2026-11-17", ["Koffie"])]
    assert response.context["canonical_query"] == "place=hier"


def test_former_slug_of_a_theme_still_means_it(client):
    meeting = theme(slug="oud", name_nl="Ontmoeten")
    once(DAYS[1], "Koffie", themes=[meeting])
    once(DAYS[1], "Soep")
    meeting.slug = "nieuw"
    meeting.save()

    response = client.get(URL, {"theme": "oud"})

    assert listed(response) == [("2026-11-17", ["Koffie"])]
    assert "Deze week in Brussel: Ontmoeten" in response.content.decode()


def test_unknown_values_are_said_and_the_week_is_there(client):
    once(DAYS[1], "Koffie")

    response = client.get(URL, {"place": "nergens", "theme": "niets", "q": "x", "page": "9"})

    page = response.content.decode()
    assert listed(response) == [("2026-11-17", ["Koffie"])]
    assert "“nergens”" in page or "‘nergens’" in page
    assert response.context["canonical_query"] == ""


def test_other_filters_of_the_agenda_are_understood_and_kept(client):
    parents = audience(slug="ouders", name_nl="Ouders")
    once(DAYS[1], "Gratis", cost="free", spoken_languages=["nl"], audiences=[parents])
    once(DAYS[1], "Betalend", cost="paid", spoken_languages=["nl"])

    response = client.get(URL, {"free": "1", "language": "nl", "audience": "ouders"})

    assert listed(response) == [("2026-11-17", ["Gratis"])]
    for name, value in (("free", "1"), ("language", "nl"), ("audience", "ouders")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in response.content.decode()


def test_cancelled_full_and_moved_dates_say_so_and_why(client):
    rows = [once(DAYS[1], title) for title in ("Afgelast", "Volzet", "Verplaatst")]
    event_exception(event=rows[0], day=DAYS[1], reason="illness", note_nl="Volgende week weer.")
    event_exception(event=rows[1], day=DAYS[1], kind=EventException.Kind.FULL)
    event_exception(event=rows[2], day=DAYS[1], kind=EventException.Kind.MOVED, new_day=DAYS[3])

    response = client.get(URL)

    page = response.content.decode()
    assert listed(response) == [
        ("2026-11-17", ["Afgelast", "Volzet"]),
        ("2026-11-19", ["Verplaatst"]),
    ]
    assert "<s>" in page
    assert "Volgende week weer." in page
    assert "Afgelast" not in response.context["sent"].message.long
    assert "Volzet" not in response.context["sent"].message.long


def test_days_of_which_we_know_nothing_are_one_line(client):
    for number in (0, 1, 2, 4, 5):
        once(DAYS[number], f"Dag {number}")

    assert client.get(URL).context["quiet"] == "do 19 nov, zo 22 nov"


def test_busy_days_show_a_few_and_lead_to_the_rest(client, places):
    for number in range(14):
        once(DAYS[number % 2], f"Activiteit {number}", municipality=places["hier"])

    response = client.get(URL, {"place": "hier"})

    assert [len(there) for _day, there in listed(response)] == [2, 2]
    query = "/nl/agenda/?place=hier&amp;from=2026-11-17&amp;to=2026-11-17#results"
    assert f'href="{query}">Nog 5 op' in response.content.decode()


def test_little_nearby_shows_what_lies_next_to_it_and_what_comes_after(client, places):
    once(DAYS[2], "Ernaast", municipality=places["ernaast"])
    once(DAYS[9], "Later", municipality=places["hier"])
    once(DAYS[2], "Ver", municipality=places["ver"])

    response = client.get(URL, {"place": "hier"})

    assert listed(response) == []
    assert titles(response.context["further"]) == ["Ernaast"]
    assert titles(response.context["later"]) == ["Later"]
    assert response.context["elsewhere"] == []
    assert "Iets verder" in response.content.decode()


def test_nothing_near_shows_what_is_elsewhere(client, places):
    once(DAYS[2], "Ver", municipality=places["ver"])

    response = client.get(URL, {"place": "hier"})

    assert titles(response.context["elsewhere"]) == ["Ver"]


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_page_without_any_activity_still_leads_somewhere(client, language):
    page = client.get(f"/{language}/agenda/week/").content.decode()

    assert f'href="/{language}/organisations/"' in page
    assert "<textarea" in page


def test_series_of_several_dates_a_day_and_nights_stand_once_a_day(client):
    row = event(title_nl="Twee keer", starts_on=DAYS[0], rule="FREQ=DAILY")
    event_exception(
        event=row,
        day=DAYS[1],
        kind=EventException.Kind.MOVED,
        new_day=DAYS[2],
        new_start_time=time(18),
        new_end_time=time(19),
    )
    once(DAYS[4], "Nacht", start_time=time(22), end_time=time(2))

    response = client.get(URL)

    days = dict(listed(response))
    assert "2026-11-17" not in days
    assert days["2026-11-18"] == ["Twee keer"]
    assert days["2026-11-20"] == ["Twee keer", "Nacht"]
    assert "9.30–11.30, 18.00–19.00" in response.context["days"][1]["cards"][0].hours


@pytest.mark.at("2026-11-20 01:00")
def test_night_that_goes_on_belongs_to_yesterday(client):
    once(date(2026, 11, 19), "Nacht", start_time=time(22), end_time=time(2))
    once(date(2026, 11, 20), "Ochtend", start_time=time(9), end_time=time(10))

    assert listed(client.get(URL)) == [("2026-11-20", ["Ochtend"])]


@pytest.mark.at("2026-12-21 10:00")
def test_public_holiday_has_only_what_does_not_pause(client):
    daily = {"rule": "FREQ=DAILY", "starts_on": date(2026, 12, 21)}
    event(title_nl="Pauzeert", pauses_on_public_holidays=True, **daily)
    event(title_nl="Altijd", **daily)

    assert dict(listed(client.get(URL)))["2026-12-25"] == ["Altijd"]


# What is not on it


def test_nothing_unpublished_confidential_or_sensitive_stands_on_it(client):
    violence = theme(slug="geweld", name_nl="Geweld", is_sensitive=True)
    secret = location(
        is_confidential=True,
        street_nl="Schuilkelderstraat",
        municipality=municipality(slug="geheim", name_nl="Geheim"),
        organisation=organisation(name_nl="Vrouwenhuis"),
    )
    once(DAYS[1], "Concept", status=Status.DRAFT)
    once(DAYS[2], "Gevoelig", themes=[violence])
    once(DAYS[3], "Praatgroep", location=secret)

    for query in ({}, {"place": "geheim"}):
        response = client.get(URL, query)
        page = response.content.decode()
        assert "Praatgroep" in page
        assert "Schuilkelder" not in page
        assert "Concept" not in page
        assert "Gevoelig" not in page
        assert not response.context["is_sensitive"]
        assert "data-exit" not in page


def test_sensitive_theme_has_a_way_out_and_tells_nobody(client):
    violence = theme(slug="geweld", name_nl="Geweld", is_sensitive=True)
    once(DAYS[2], "Gevoelig", themes=[violence])

    response = client.get(URL, {"theme": "geweld"})

    page = response.content.decode()
    assert listed(response) == [("2026-11-18", ["Gevoelig"])]
    assert "data-exit" in page
    assert "<title>Hulp dicht bij jou" in page
    assert response.headers["Cache-Control"] == "no-store"
    assert "Gevoelig" not in response.context["sent"].message.long
    # It is offered only to who asked for it.
    assert 'value="geweld" selected' in page
    assert 'value="geweld"' not in client.get(URL).content.decode()


# To send


def test_text_is_there_in_another_language(client):
    once(DAYS[1], "Koffie", title_fr="Café")

    response = client.get(URL, {"to": "fr"})

    page = response.content.decode()
    assert "<h1>Deze week in Brussel</h1>" in page
    assert '<textarea rows="6" aria-labelledby="send-heading" lang="fr" dir="ltr" readonly>' in page
    assert (
        "Mardi 17 novembre, 14\u202fh\u202f–\u202f16\u202fh\nCafé"
        in response.context["sent"].message.short
    )
    assert response.context["canonical_query"] == "to=fr"


def test_embedded_page_has_the_days_alone(client):
    once(DAYS[1], "Koffie")

    page = client.get(URL, {"embed": "1", "place": "x"}).content.decode()

    assert "Koffie" in page
    assert "<textarea" not in page
    assert "<form" not in page
    assert '<base target="_blank">' in page


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("?lang=fr", "/fr/agenda/week/"),
        ("?place=1080&theme=a&lang=ar", "/ar/agenda/week/?place=1080&theme=a"),
        ("?place=%C3%A9&place=b&free=1", "/nl/agenda/week/?place=%C3%A9&place=b&free=1"),
        ("", "/nl/agenda/week/"),
    ],
)
def test_short_link_leads_to_the_week_in_her_language(client, query, location):
    response = client.get(f"/w{query}")

    assert response.status_code == 302
    assert response.headers["Location"] == location
    assert response.headers["Cache-Control"] == "no-cache"
    assert not response.cookies
    assert client.get(location).status_code == 200


# For how long


def test_page_is_right_until_something_of_today_is_over_or_begins():
    once(MONDAY, "Koffie", start_time=time(9), end_time=time(11, 15))
    assert fresh() == datetime(2026, 11, 16, 11, 15, tzinfo=BRUSSELS)

    once(MONDAY, "Soep", start_time=time(10, 45), end_time=time(12))
    assert fresh() == datetime(2026, 11, 16, 10, 45, tzinfo=BRUSSELS)


def test_page_without_a_date_today_is_right_until_midnight():
    once(DAYS[1], "Koffie")

    assert fresh() == datetime(2026, 11, 17, tzinfo=BRUSSELS)


def fresh():
    week = Week(QueryDict(), timezone.localtime())
    return pages.right_until(week, message.of(week, "nl").dates)


def test_kept_page_follows_the_clock_and_every_change(clock, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    client = Client()
    row = once(MONDAY, "Koffie", start_time=time(9), end_time=time(11))
    first = client.get(URL).content
    assert client.get(URL).content == first

    row.title_nl = "Thee"
    row.save()
    assert "Thee" in client.get(URL).content.decode()
    event_exception(event=row, day=MONDAY)
    assert "<s>" in client.get(URL).content.decode()

    clock.shift(61 * 60)
    assert "Thee" not in client.get(URL).content.decode()


# What it costs


@pytest.mark.parametrize("count", [1, 3])
def test_page_takes_the_same_queries_whatever_its_length(
    client, places, count, django_assert_num_queries
):
    for number in range(count):
        house = location(municipality=places["hier"])
        once(DAYS[1 + number % 6], f"Activiteit {number}", location=house)
    client.get(URL)

    with django_assert_num_queries(3):
        client.get(URL, {"place": "hier"})


def test_no_cookie_and_the_same_page_for_everybody(client):
    once(DAYS[1], "Koffie")

    response = client.get(URL, {"free": "1"})

    assert "Set-Cookie" not in response.headers
    assert 'content="noindex"' in response.content.decode()
    assert 'content="noindex"' not in client.get(URL).content.decode()
