"""Lists and places on paper, whole: what stands there, and what never does."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Status
from tests.factories import (
    event,
    location,
    municipality,
    neighbourhood,
    notice,
    opening_hours,
    organisation,
    source,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

LIST, AGENDA, SHEET = (
    "/nl/organisations/list.html",
    "/nl/agenda/list.html",
    "/nl/places/ixelles-elsene/sheet/",
)


@pytest.fixture
def ixelles():
    return municipality(
        slug="ixelles-elsene", name_fr="Ixelles", name_nl="Elsene", short_name_nl="Elsene"
    )


@pytest.fixture
def baboes(ixelles):
    row = organisation(
        slug="baboes",
        name_nl="Baboes",
        summary_fr="Vous entrez avec votre bébé.",
        cost="free",
        phone="02 123 45 67",
        spoken_languages=["nl"],
        verified_on=date(2026, 5, 4),
        themes=[theme(slug="budget", name_nl="Geld"), theme(slug="wonen", name_nl="Wonen")],
    )
    there = location(
        organisation=row,
        street_nl="Stationsstraat",
        house_number="3",
        postal_code="1050",
        municipality=ixelles,
        hours_known=True,
    )
    opening_hours(location=there)
    return row


def names_of(page):
    return [part.split("</h3>")[0] for part in page.split("<h3>")[1:]]


def test_paper_has_what_one_needs_to_act(client, baboes):
    page = client.get(LIST).content.decode()
    entry = page.split(f'<li id="o{baboes.pk}">')[1].split("</li>")[0]

    assert entry == (
        '<h3>Baboes</h3><p><span lang="fr" dir="ltr">Vous entrez avec votre bébé.</span></p>'
        "<p>Stationsstraat 3, 1050 Elsene</p>"
        '<p><b><bdi dir="ltr">02 123 45 67</bdi></b></p>'
        "<p>ma 9.00–17.00</p><p><b>Gratis</b> · Nederlands</p>"
        '<p class="paper-known">Nagekeken door ons in mei 2026. '
        f'<bdi dir="ltr">127.0.0.1:8000/o/{baboes.pk}</bdi></p>'
    )
    assert "Stand op 16 november 2026" in page
    assert "Samen in Brussel · CC BY 4.0" in page
    assert 'content="noindex"' in page


def test_paper_has_all_rows_and_not_one_page_of_them(client):
    for number in range(21):
        organisation(name_nl=f"Huis {number:02}")

    page = client.get(f"{LIST}?order=name").content.decode()

    assert names_of(page) == [f"Huis {number:02}" for number in range(21)]


def test_paper_of_activities_is_by_day(client):
    event(title_nl="Koffie", starts_on=date(2026, 11, 16), start_time="15:00", end_time="16:00")
    event(title_nl="Weg", starts_on=date(2026, 11, 18), status=Status.DRAFT)
    event(title_nl="Zang", starts_on=date(2026, 11, 17), is_demonstration=True)

    page = client.get(AGENDA).content.decode()

    assert names_of(page) == ["Koffie", "Voorbeeld · Zang"]
    assert page.index("Maandag 16 november 2026") < page.index("Dinsdag 17 november 2026")
    assert "<b>van 15.00 tot 16.00</b>" in page


@pytest.mark.parametrize("address", [f"{LIST}?q=xyzzy", f"{AGENDA}?when=today"])
def test_paper_without_rows_says_so(client, baboes, address):
    page = client.get(address).content.decode()

    assert "Dat betekent niet dat er geen hulp voor je is." in page


def test_paper_says_what_it_did_not_understand(client, baboes):
    page = client.get(f"{LIST}?theme=nothing").content.decode()

    assert "Dit begrepen we niet" in page
    assert names_of(page) == ["Baboes"]


def test_sheet_has_each_place_once_and_names_it_under_its_other_themes(client, baboes):
    other = organisation(name_nl="Zorg", themes=[*baboes.themes.filter(slug="budget")])
    location(organisation=other, municipality=baboes.locations.get().municipality)
    location(organisation=organisation(name_nl="Elders"))

    page = client.get(SHEET).content.decode()

    assert names_of(page) == ["Zorg", "Baboes"]
    assert f'Zie ook: <a href="#o{baboes.pk}">Baboes</a>' in page
    assert page.index('id="budget"') < page.index("Zorg") < page.index('id="wonen"')


def test_sheet_of_a_neighbourhood_has_what_lies_there(client, ixelles):
    flagey = neighbourhood(slug="flagey", name_nl="Flagey", municipality=ixelles)
    location(organisation=organisation(name_nl="Hier"), neighbourhood=flagey)
    location(organisation=organisation(name_nl="Ernaast"), municipality=ixelles)

    page = client.get("/nl/places/ixelles-elsene/flagey/sheet/").content.decode()

    assert names_of(page) == ["Hier"]
    assert names_of(client.get(SHEET).content.decode()) == ["Ernaast", "Hier"]


def test_sheet_moves_with_the_name_of_its_place(client, ixelles):
    assert client.get("/nl/places/elsene/sheet/").headers["Location"] == SHEET
    assert client.get("/nl/places/nergens/sheet/").status_code == 404


@pytest.mark.parametrize("address", [LIST, SHEET, "/ar/places/ixelles-elsene/sheet/"])
def test_paper_tells_nothing_secret(client, baboes, ixelles, address):
    shelter = organisation(name_nl="Vrouwenhuis", internal_notes="Fluisternotitie")
    secret = {
        "street_nl": "Schuilkelderstraat",
        "house_number": "9173B",
        "postal_code": "1207",
        "phone": "02 217 36 42",
        "hours_note_nl": "Bel aan bij de zonnekelder",
    }
    place = location(
        organisation=shelter, municipality=ixelles, is_confidential=True, hours_known=True, **secret
    )
    opening_hours(location=place, opens="13:17", closes="15:00")
    notice(location=place, text_nl="De kelder is dicht")
    draft = organisation(name_nl="Nog een concept", status=Status.DRAFT)
    location(organisation=draft, municipality=ixelles)

    page = client.get(address).content.decode()

    assert "Baboes" in page
    assert ("Vrouwenhuis" in page) == (address == LIST)
    planted = [*secret.values(), "kelder", "13.17", "13:17", "concept", "Fluisternotitie"]
    assert [one for one in planted if one in page] == []


def test_sheet_has_nothing_that_nobody_should_be_seen_reading(client, ixelles, baboes):
    violence = theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    helped = organisation(name_nl="Stil", themes=[violence, *baboes.themes.all()])
    location(organisation=helped, municipality=ixelles)

    response = client.get(SHEET)
    page = response.content.decode()

    assert names_of(page) == ["Baboes"]
    assert "Geweld</h2>" not in page
    assert "Stil" not in page
    assert "1712" in page  # at its end, as on every page


def test_paper_of_a_sensitive_list_has_a_way_out_and_a_neutral_title(client):
    organisation(themes=[theme(slug="violence", name_nl="Geweld", is_sensitive=True)])
    response = client.get(f"{LIST}?theme=violence")
    page = response.content.decode()

    assert "data-exit" in page
    assert "Geweld" not in page.split("<title>")[1].split("</title>")[0]
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [LIST, SHEET])
def test_paper_asks_the_same_queries_for_one_and_for_three(client, baboes, address):
    def queries():
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    one = queries()
    for _number in range(2):
        there = location(
            organisation=organisation(themes=[theme()]),
            municipality=baboes.locations.get().municipality,
            hours_known=True,
        )
        opening_hours(location=there)
        source(organisation=there.organisation)
        notice(location=there)

    assert (one, queries()) == (7, 7)
