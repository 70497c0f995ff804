"""Where we know much and where little, with the numbers behind it."""

import pytest
from django.utils import timezone

from directory.asking import lights, score
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-25 12:00")]

URL = "/admin/directory/asking/lights/"
FULL = {
    "phone": "02 111 11 11",
    "cost": "free",
    "spoken_languages": ["nl"],
    "how_to_join_nl": "Bel.",
}


def cells_of(theme):
    """`{municipality: Cell}` of one theme."""
    found = lights.rows(score.of_all(), [(theme.slug, str(theme))], timezone.localdate())
    return {row.place: row.cells[0] for row in found}


def test_cell_counts_listings_with_their_mean_score_and_dates():
    theme, place = factories.theme(), factories.municipality(name_nl="Elsene")
    for values in ({}, FULL):
        row = factories.organisation(themes=[theme], **values)
        factories.location(organisation=row, municipality=place)
    factories.event(organisation=row)
    factories.location(
        organisation=factories.organisation(status="draft", themes=[theme]), municipality=place
    )
    factories.location(municipality=place)

    cell = cells_of(theme)["Elsene"]

    assert (cell.listings, cell.score, cell.dates) == (2, 27, 1)
    assert cell.light == lights.AMBER


@pytest.mark.parametrize(
    ("listings", "points", "light"),
    [(0, None, "empty"), (1, 90, "thin"), (3, 49, "thin"), (3, 50, "good"), (9, 10, "thin")],
)
def test_light_is_what_the_numbers_say(listings, points, light):
    assert lights.Cell("x", listings, points, 0, "").light.name == light


def test_whole_region_has_a_row_and_secret_places_are_nowhere():
    theme, place = factories.theme(), factories.municipality(name_nl="Elsene")
    factories.organisation(themes=[theme], serves_region=True)
    secret = factories.organisation(themes=[theme])
    factories.location(organisation=secret, municipality=place, is_confidential=True)

    cells = cells_of(theme)

    assert cells["Elsene"].listings == 0
    assert cells["het hele Gewest"].listings == 2


def test_page_says_lights_in_words(client):
    theme, place = factories.theme(name_nl="Ontmoeten"), factories.municipality(name_nl="Elsene")
    factories.location(organisation=factories.organisation(themes=[theme]), municipality=place)
    client.force_login(factories.user(groups=["Volunteers"], language="nl"))

    page = client.get(URL)

    assert page.status_code == 200
    assert "weinig" in page.text
    assert f"?theme={theme.slug}&amp;status__exact=published&amp;place={place.slug}" in page.text


def test_page_is_for_who_calls(client):
    client.force_login(factories.user(groups=["Event volunteers"]))

    assert client.get(URL).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_lights_query_count(client, django_assert_num_queries, rows):
    for _number in range(rows):
        factories.location(organisation=factories.organisation(themes=[factories.theme()]))
    client.force_login(factories.user(groups=["Volunteers"]))
    client.get(URL)

    with django_assert_num_queries(13):
        client.get(URL)
