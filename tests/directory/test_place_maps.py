"""Maps that lead to places: what they count, mark and leave out."""

import re

import pytest

from core.models import Status
from directory import index, place_maps
from tests.factories import location, municipality, neighbourhood, organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def molenbeek():
    return municipality(nis_code="21012", slug="molenbeek", name_nl="Molenbeek")


def drawn(client, path):
    return re.search(r'<svg class="plan.*?</svg>', client.get(path).text, re.DOTALL)[0]


def numbers(areas):
    return {area.name: (area.count, area.look) for area in areas}


def test_neighbourhoods_have_their_numbers_and_the_one_of_the_page_is_marked(client, molenbeek):
    hertogin = neighbourhood(number=14, slug="h", name_nl="Hertogin", municipality=molenbeek)
    machtens = neighbourhood(number=62, slug="m", name_nl="Machtens", municipality=molenbeek)
    neighbourhood(number=63, slug="k", name_nl="Karreveld", municipality=molenbeek)
    for count, row in ((1, hertogin), (3, machtens)):
        for _ in range(count):
            location(organisation=organisation(), municipality=molenbeek, neighbourhood=row)

    areas = client.get("/nl/places/molenbeek/h/").context["map"]["areas"]

    assert numbers(areas) == {
        "Hertogin": (1, "here"), "Machtens": (3, "tint-3"), "Karreveld": (0, "tint-0"),
    }  # fmt: skip
    assert [area.name for area in areas] == ["Karreveld", "Machtens", "Hertogin"]
    svg = drawn(client, "/nl/places/molenbeek/h/")
    assert '<a href="/nl/places/molenbeek/h/" aria-current="true"><title>Hertogin: 1 plek<' in svg
    assert svg.count("aria-current") == 1
    assert "aria-current" not in drawn(client, "/nl/places/molenbeek/")


def test_park_is_a_link_only_when_something_is_there(client, molenbeek):
    park = neighbourhood(number=914, slug="scheutbos", name_nl="Scheutbos", municipality=molenbeek)

    assert "Scheutbos" in drawn(client, "/nl/places/molenbeek/")
    assert "/scheutbos/" not in drawn(client, "/nl/places/molenbeek/")
    # On its own page it is marked.
    assert "/scheutbos/" in drawn(client, "/nl/places/molenbeek/scheutbos/")

    location(organisation=organisation(), municipality=molenbeek, neighbourhood=park)

    assert "Scheutbos: 1 plek" in drawn(client, "/nl/places/molenbeek/")


def test_neighbourhood_without_a_border_stands_in_the_list(client, molenbeek):
    neighbourhood(number=62, slug="m", name_nl="Machtens", municipality=molenbeek)
    neighbourhood(number=4711, slug="nieuw", name_nl="Nieuw", municipality=molenbeek)

    response = client.get("/nl/places/molenbeek/nieuw/")

    assert [area.name for area in response.context["map"]["areas"]] == ["Machtens"]
    assert "<strong>Nieuw</strong>" in response.text


def test_municipality_without_a_border_has_no_map(client):
    elsewhere = municipality(nis_code="21999", slug="elders", name_nl="Elders")
    neighbourhood(number=62, slug="m", name_nl="Machtens", municipality=elsewhere)

    response = client.get("/nl/places/elders/")

    assert 'class="plan' not in response.text
    assert 'href="/nl/places/elders/m/"' in response.text


def test_municipality_without_neighbourhoods_has_its_border(client, molenbeek):
    assert 'class="edge"' in drawn(client, "/nl/places/molenbeek/")


def test_numbers_are_those_of_the_lists_and_a_secret_address_changes_none(client, molenbeek):
    part = neighbourhood(number=62, slug="m", name_nl="Machtens", municipality=molenbeek)
    both = organisation(name_nl="Twee plekken")
    for _ in range(2):
        location(organisation=both, municipality=molenbeek, neighbourhood=part)
    paths = ("/nl/places/", "/nl/places/molenbeek/", "/nl/places/molenbeek/m/", "/ar/")
    before = [drawn(client, path) for path in paths]

    location(
        organisation=organisation(name_nl="Opvang"), municipality=molenbeek, neighbourhood=part,
        is_confidential=True,
    )  # fmt: skip
    location(
        organisation=organisation(status=Status.DRAFT), municipality=molenbeek, neighbourhood=part
    )

    assert [drawn(client, path) for path in paths] == before
    now = index.current()
    maps = (
        place_maps.of_region(now),
        place_maps.of_municipality(now, now.places.by_slug["molenbeek"]),
    )
    assert [[area.count for area in each["areas"]] for each in maps] == [[1], [1]]
    assert now.located["molenbeek"].bit_count() == now.located["m"].bit_count() == 1


def test_name_in_another_language_says_so(client):
    municipality(nis_code="21016", slug="uccle", name_nl="", name_fr="Uccle", short_name_fr="Uccle")

    assert '<title lang="fr">Uccle: ' in drawn(client, "/nl/places/")


def test_credit_stands_beside_the_map(client, molenbeek):
    text = client.get("/fr/places/molenbeek/").text

    assert re.search(r"Limites\s: Statbel, BISA/IBSA \(2022\)", text)
    assert "© OpenStreetMap contributors" in text


def test_map_costs_no_query(client, django_assert_num_queries, molenbeek):
    neighbourhood(number=62, slug="m", name_nl="Machtens", municipality=molenbeek)
    now = index.current()
    place = now.places.by_slug["molenbeek"]

    with django_assert_num_queries(0):
        place_maps.of_region(now)
        place_maps.of_municipality(now, place, here="m")
