"""In which order organisations stand, on every page that has several."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.lists.turns import day_of, turn
from directory import index
from directory.models import Organisation
from tests.factories import (
    audience,
    event,
    location,
    municipality,
    notice,
    opening_hours,
    organisation,
    question,
    theme,
)

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
URL = "/nl/organisations/"
TODAY = date(2026, 11, 16)
PHONE = {"phone": "02 512 34 56"}


def names(response):
    return [card.name.text for part in response.context["sections"] for card in part["cards"]]


def ids_in_order():
    table = index.current()
    return [table.ids[position] for position in table.page(table.everything, 0, table.total)]


def equals(count):
    """As many organisations that can be reached and have nothing else."""
    for number in range(count):
        organisation(name_nl=f"Gelijk {number:02}", slug=f"gelijk-{number}", **PHONE)


def by_turn(count, day):
    numbers = sorted(range(count), key=lambda number: turn(day, f"gelijk-{number}"))
    return [f"Gelijk {number:02}" for number in numbers]


# What comes first


@pytest.mark.parametrize(
    "contact",
    [
        PHONE,
        {"whatsapp": "0470 12 34 56"},
        {"email": "hallo@example.org"},
        {"website": "https://example.org"},
    ],
)
def test_who_can_be_reached_comes_before_who_cannot(client, contact):
    for _ in range(5):
        organisation(name_nl="Zonder")
    organisation(name_nl="Met", **contact)

    assert names(client.get(URL)) == ["Met", *["Zonder"] * 5]


def test_a_telephone_of_a_public_place_counts_and_of_a_secret_one_does_not():
    public, secret, nothing = organisation(), organisation(), organisation()
    location(organisation=public, **PHONE)
    location(organisation=secret, is_confidential=True, **PHONE)
    location(organisation=nothing)
    table = index.current()

    assert table.reachable == table.bits_of_ids([public.pk])


def test_the_next_date_comes_before_open_today_and_that_before_the_rest(client):
    organisation(name_nl="Niets", **PHONE)
    opening_hours(
        location=location(organisation=organisation(name_nl="Open", **PHONE), hours_known=True)
    )
    for name, days in (("Volgende week", 8), ("Woensdag", 2), ("Te laat", 40)):
        row = organisation(name_nl=name, **PHONE)
        event(organisation=row, starts_on=TODAY + timedelta(days=days))
    organisation(name_nl="Zonder")

    assert names(client.get(URL))[:3] == ["Woensdag", "Volgende week", "Open"]
    assert sorted(names(client.get(URL))[3:5]) == ["Niets", "Te laat"]
    assert names(client.get(URL))[5:] == ["Zonder"]


@pytest.mark.parametrize("state", ["cancelled", "full"])
def test_a_date_that_she_cannot_go_to_counts_for_nothing(client, state):
    from agenda.models import Occurrence

    off = organisation(name_nl="Gaat niet door", slug="a", **PHONE)
    event(organisation=off, starts_on=TODAY + timedelta(days=1))
    Occurrence.objects.update(state=state)
    event(organisation=organisation(name_nl="Later", **PHONE), starts_on=TODAY + timedelta(days=9))

    assert names(client.get(URL)) == ["Later", "Gaat niet door"]


def test_an_activity_that_is_not_public_counts_for_nothing(client):
    event(organisation=organisation(name_nl="Ontwerp", **PHONE), starts_on=TODAY, status="draft")
    opening_hours(
        location=location(organisation=organisation(name_nl="Open", **PHONE), hours_known=True)
    )

    assert names(client.get(URL)) == ["Open", "Ontwerp"]


@pytest.mark.parametrize(
    ("place", "hours"),
    [
        ({"hours_known": False}, {}),
        ({"is_confidential": True}, {}),
        ({}, {"by_appointment": True}),
        ({}, {"weekday": 1}),
    ],
)
def test_open_today_is_what_one_knows_for_everybody(place, hours):
    row = organisation(slug="a", **PHONE)
    opening_hours(location=location(organisation=row, **{"hours_known": True, **place}), **hours)
    opening_hours(location=location(organisation=organisation(slug="b", **PHONE), hours_known=True))

    assert ids_in_order()[1] == row.pk


@pytest.mark.parametrize("kind", ["closed", "other_hours"])
def test_a_notice_of_today_says_that_it_is_not_open(kind):
    row = organisation(**PHONE)
    opening_hours(location=location(organisation=row, hours_known=True))
    notice(organisation=row, kind=kind)
    opening_hours(location=location(organisation=organisation(**PHONE), hours_known=True))

    assert ids_in_order()[1] == row.pk


@pytest.mark.at("2026-12-25 10:00")  # a Friday
@pytest.mark.parametrize(("holiday_hours", "is_first"), [("open", True), ("unknown", False)])
def test_a_public_holiday_counts_as_open_only_where_one_knows(holiday_hours, is_first):
    row = organisation(**PHONE)
    place = location(organisation=row, hours_known=True, holiday_hours=holiday_hours)
    opening_hours(location=place, weekday=4)
    other = location(organisation=organisation(**PHONE), hours_known=True, holiday_hours="open")
    opening_hours(location=other, weekday=4 if not is_first else 5)

    assert (ids_in_order()[0] == row.pk) == is_first


def test_the_minute_changes_nothing(client, clock):
    for opens in (9, 14):
        row = organisation(name_nl=f"Vanaf {opens}", **PHONE)
        place = location(organisation=row, hours_known=True)
        opening_hours(location=place, opens=time(opens), closes=time(opens + 1))

    morning = names(client.get(URL))
    clock.shift(4.5 * 3600)

    assert names(client.get(URL)) == morning


# Helplines


def test_helplines_come_last_of_what_can_be_reached(client):
    organisation(name_nl="Lijn", kind="helpline", **PHONE)
    organisation(name_nl="Zonder")
    equals(4)

    assert names(client.get(URL)) == [*by_turn(4, TODAY), "Lijn", "Zonder"]


def test_helplines_come_first_where_it_is_urgent(client):
    urgent = theme(slug="urgent", is_urgent=True)
    organisation(name_nl="Lijn", kind="helpline", themes=[urgent], **PHONE)
    organisation(name_nl="Stille lijn", kind="helpline", themes=[urgent])
    event(organisation=organisation(name_nl="Huis", themes=[urgent], **PHONE), starts_on=TODAY)

    assert names(client.get(URL, {"theme": "urgent"})) == ["Lijn", "Huis", "Stille lijn"]
    assert names(client.get(URL)) == ["Huis", "Lijn", "Stille lijn"]


# Whose turn it is


def test_what_is_equal_changes_places_every_day_and_with_no_language(client, clock):
    equals(12)

    for language in ("nl", "ar"):
        assert names(client.get(f"/{language}/organisations/")) == by_turn(12, TODAY)
    clock.shift(24 * 3600)
    assert names(client.get(URL)) == by_turn(12, TODAY + timedelta(days=1))
    assert by_turn(12, TODAY) != by_turn(12, TODAY + timedelta(days=1))


def test_nobody_is_always_first():
    days = [TODAY + timedelta(days=number) for number in range(400)]

    first = [by_turn(4, day)[0] for day in days]

    assert {name: first.count(name) for name in sorted({*first})} == {
        "Gelijk 00": 104, "Gelijk 01": 99, "Gelijk 02": 101, "Gelijk 03": 96,
    }  # fmt: skip


# The alphabet, on request


def test_order_by_name_is_kept_with_the_other_choices(client):
    equals(25)
    organisation(name_nl="Anders", **PHONE)

    response = client.get(URL, {"order": "name", "kind": "meeting-place"})

    assert names(response)[:3] == ["Anders", "Gelijk 00", "Gelijk 01"]
    assert response.context["next"] == "kind=meeting-place&order=name&page=2"
    assert response.context["order"]["by_use"] == "kind=meeting-place"
    assert response.context["chips"][0]["query"] == "order=name"
    assert '<input type="hidden" name="order" value="name">' in response.text
    assert '<meta name="robots" content="noindex">' in response.text


@pytest.mark.parametrize("order", ["", "Name", "use", "\x00", "price"])
def test_an_order_that_there_is_not_changes_nothing(client, order):
    equals(4)

    response = client.get(URL, {"order": order})

    assert names(response) == by_turn(4, TODAY)
    assert response.context["canonical_query"] == ""


def test_a_list_links_to_the_alphabet_and_to_why(client):
    equals(1)

    response = client.get(URL)

    assert '<a href="?order=name#results" rel="nofollow">Van A tot Z</a>' in response.text
    assert '<a href="/nl/about/#order">' in response.text
    assert 'id="order"' in client.get("/nl/about/").text


# Midnight


@pytest.mark.at("2026-11-16 23:59")
def test_the_second_page_goes_on_where_the_first_one_ended(client, clock):
    equals(45)
    first = client.get(URL)
    clock.shift(120)

    second = client.get(f"{URL}?{first.context['next']}")
    third = client.get(f"{URL}?{second.context['next']}")
    back = client.get(f"{URL}?{second.context['previous']}")

    assert first.context["next"] == "page=2&day=2026-11-16"
    assert names(first) + names(second) + names(third) == by_turn(45, TODAY)
    assert names(back) == names(first)
    assert names(client.get(URL)) == by_turn(45, TODAY + timedelta(days=1))[:20]


@pytest.mark.at("2026-11-16 23:59:30")
def test_a_kept_page_does_not_outlive_its_day(client, clock, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    client.handler.load_middleware()
    equals(12)
    paths = [f"/nl/organisations/{query}" for query in ("", "?kind=meeting-place", "?embed=1")]

    evening = [client.get(path).content for path in paths]
    clock.shift(31)

    for path, before in zip(paths, evening, strict=True):
        after = client.get(path).content
        assert _places(before) == by_turn(12, TODAY)
        assert _places(after) == by_turn(12, TODAY + timedelta(days=1))


def _places(page):
    """The names in the bytes of a page, each once."""
    return list(dict.fromkeys(re.findall(r"Gelijk \d\d", page.decode())))


@pytest.mark.parametrize(
    "day", ["", "2026-11-14", "2026-11-17", "2026-11-1", "yesterday", "٢٠٢٦-١١-١٥", "\x00"]
)
def test_a_day_that_is_neither_today_nor_yesterday_is_today(client, day):
    equals(5)

    response = client.get(URL, {"day": day})

    assert names(response) == by_turn(5, TODAY)
    assert response.context["canonical_query"] == ""
    assert day_of({"day": day}, TODAY) == TODAY


def test_a_day_is_no_page_of_its_own_for_search_engines(client):
    response = client.get(URL, {"day": "2026-11-15"})

    assert '<link rel="canonical" href="http://127.0.0.1:8000/nl/organisations/">' in response.text
    assert '<meta name="robots" content="noindex">' in response.text


def test_the_day_stays_out_of_all_other_links(client):
    equals(25)

    response = client.get(URL, {"day": "2026-11-15", "kind": "meeting-place"})

    assert "day=2026-11-15" in response.context["next"]
    assert response.text.count("day=") == 1
    assert response.context["share_query"] == "?kind=meeting-place"


# With words


def test_words_find_the_best_match_first(client):
    organisation(name_nl="Iets", summary_nl="Over massage en baby", **PHONE)
    organisation(name_nl="Babymassage Jette", **PHONE)
    organisation(name_nl="Massage", themes=[theme(name_nl="Baby")])
    organisation(name_nl="Baby massage")

    response = client.get(URL, {"q": "baby massage"})

    assert names(response) == ["Baby massage", "Massage", "Babymassage Jette", "Iets"]


def test_the_list_ranks_as_the_search_does(client):
    for name, summary in (
        ("Koffie", ""),
        ("Koffiehuis", ""),
        ("Thee", "koffie"),
        ("Huis", "koffies"),
    ):
        organisation(name_nl=name, summary_nl=summary, **PHONE)

    hits = client.get("/nl/search/", {"q": "koffie"}).context["results"].organisations.hits

    names_of = dict(Organisation.objects.values_list("pk", "name_nl"))
    assert names(client.get(URL, {"q": "koffie"})) == [names_of[hit.pk] for hit in hits]


def test_what_has_the_place_in_its_name_comes_before_what_lies_there(client):
    town = municipality(slug="jette", name_nl="Jette", short_name_nl="Jette")
    location(organisation=organisation(name_nl="Koffie hier", **PHONE), municipality=town)
    organisation(name_nl="Koffie van Jette")

    assert names(client.get(URL, {"q": "koffie jette"})) == ["Koffie van Jette", "Koffie hier"]


# Other pages


def test_theme_and_place_pages_have_helplines_and_who_cannot_be_reached_last(client):
    here, row = municipality(), theme()
    for name, kind, contact in (
        ("Lijn", "helpline", PHONE), ("Stil", "parents-network", {}), ("Cultuur", "culture", PHONE),
    ):  # fmt: skip
        location(
            organisation=organisation(name_nl=name, kind=kind, themes=[row], **contact),
            municipality=here,
        )

    kinds = client.get(row.get_absolute_url()).context["kinds"]
    response = client.get(here.get_absolute_url())

    assert [kind["value"] for kind in kinds] == ["parents-network", "culture", "helpline"]
    assert names(response) == ["Cultuur", "Lijn", "Stil"]


def test_an_organisation_that_has_ended_leads_to_its_like_nearby_that_can_be_reached(client):
    near = municipality()
    here, far = municipality(neighbours=[near]), municipality()
    meeting, other = theme(), theme()
    for name, place, kind, themes, contact in (
        ("Zelfde hier, stil", here, "library", [meeting], {}),
        ("Zelfde hier", here, "library", [other], PHONE),
        ("Thema hier", here, "culture", [meeting], PHONE),
        ("Zelfde ernaast", near, "library", [meeting], PHONE),
        ("Zelfde ver", far, "library", [meeting], PHONE),
        ("Iets anders hier", here, "shelter", [other], PHONE),
    ):
        location(
            organisation=organisation(name_nl=name, kind=kind, themes=themes, **contact),
            municipality=place,
        )
    gone = organisation(kind="library", themes=[meeting])
    location(organisation=gone, municipality=here)
    gone.status = "archived"
    gone.save()

    response = client.get(gone.get_absolute_url())

    assert response.status_code == 410
    assert [card.name.text for card in response.context["cards"]] == [
        "Zelfde hier", "Thema hier", "Zelfde ernaast", "Zelfde ver", "Zelfde hier, stil",
    ]  # fmt: skip


def test_a_question_has_its_organisations_in_this_order(client):
    urgent = theme(is_urgent=True)
    line = organisation(name_nl="Lijn", kind="helpline", **PHONE)
    house, silent = organisation(name_nl="Huis", **PHONE), organisation(name_nl="Stil")
    calm = question(organisations=[silent, line, house])
    pressing = question(organisations=[silent, line, house], themes=[urgent])

    cards = [client.get(row.get_absolute_url()).context["cards"] for row in (calm, pressing)]

    assert [[card.name.text for card in row] for row in cards] == [
        ["Huis", "Lijn", "Stil"],
        ["Lijn", "Huis", "Stil"],
    ]


# Queries


@pytest.mark.parametrize("rows", [1, 3])
def test_the_order_costs_no_query_of_a_page_and_building_it_no_more_for_more_rows(client, rows):
    for _ in range(rows):
        row = organisation(**PHONE, audiences=[audience()])
        opening_hours(location=location(organisation=row, hours_known=True))
        event(organisation=row, starts_on=TODAY)

    with CaptureQueriesContext(connection) as building:
        assert index.current().order.slots
        assert index.current().by_name.slots
    to_build = len(building)  # before a request forgets it
    client.get(URL)  # builds the agenda
    with CaptureQueriesContext(connection) as page:
        client.get(URL, {"order": "name"})

    assert (to_build, len(page)) == (21, 1)
