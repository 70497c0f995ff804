"""What the page “share” offers to take along: which questions its files, feeds and codes ask."""

import re

import pytest

from sharing import along, targets
from sharing.along import Along
from tests.factories import municipality, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def ixelles():
    theme(slug="budget")
    return municipality(slug="ixelles-elsene", name_fr="Ixelles", name_nl="Elsene")


@pytest.mark.parametrize(
    ("path", "organisations", "events", "nearby"),
    [
        ("/organisations/", "", None, ""),
        (
            "/organisations/?free=1&place=elsene&theme=budget&view=map&page=3&order=name",
            "theme=budget&place=ixelles-elsene&free=1&order=name",
            None,
            "place=ixelles-elsene&theme=budget",
        ),
        ("/organisations/?theme=nothing", "", None, ""),
        (
            "/agenda/?place=elsene&free=1",
            None,
            "place=ixelles-elsene&free=1",
            "place=ixelles-elsene",
        ),
        ("/themes/budget/", "theme=budget", "theme=budget", "theme=budget"),
    ],
)
def test_along_of_lists_themes_and_places(ixelles, path, organisations, events, nearby):
    found = along.of(targets.find(path), "ar")

    assert found == Along("ar", organisations, events, nearby)
    assert found.direction == "rtl"


def test_along_of_a_place_has_its_sheet(ixelles):
    query = "place=ixelles-elsene"

    assert along.of(targets.find("/places/ixelles-elsene/"), "ar") == Along(
        "ar", query, query, query, sheet_url="/ar/places/ixelles-elsene/sheet/"
    )


def test_along_of_a_selection_is_its_token():
    row = organisation()

    assert along.of(targets.find(f"/selection/o{row.pk}-e9/"), "nl").token == f"o{row.pk}-e9"


def test_along_of_one_thing_is_nothing():
    organisation(slug="baboes")

    assert along.of(targets.find("/organisations/baboes/"), "nl") is None


def test_share_page_of_a_list_says_what_to_take_along(client, ixelles):
    page = client.get("/nl/share/?path=/agenda/?place=elsene&to=ar").content.decode()
    section = page.split('id="share-along"')[1].split("</section>")[0]

    assert 'href="/ar/agenda/calendar.ics?place=ixelles-elsene"' in section
    assert 'href="/ar/agenda/list.html?place=ixelles-elsene"' in section
    assert 'href="/ar/agenda/list.xlsx?place=ixelles-elsene"' in section


def hrefs(section):
    return re.findall(r'href="([^"]*)"', section)


def test_share_page_of_a_place_has_its_folder_first_and_both_lists_apart(client, ixelles):
    page = client.get("/nl/share/?path=/places/ixelles-elsene/").content.decode()
    section = page.split('id="share-along"')[1].split("</section>")[0]
    first, places, dates = section.split("<h3")

    assert hrefs(first) == ["/nl/places/ixelles-elsene/sheet/"]
    assert hrefs(places)[:2] == [
        "/nl/organisations/list.html?place=ixelles-elsene",
        "/nl/organisations/list.xlsx?place=ixelles-elsene",
    ]
    assert hrefs(dates)[0] == "/nl/agenda/week/?place=ixelles-elsene"


def test_share_page_of_one_thing_keeps_the_way_to_print_beside_its_link(client):
    row = organisation(slug="baboes")
    page = client.get("/nl/share/?path=/organisations/baboes/").content.decode()

    assert "share-along" not in page
    assert f'href="/nl/selection/o{row.pk}/"' in page
