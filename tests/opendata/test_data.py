"""The page that says who may do what with the data."""

import re

import pytest
from django.test import Client
from django.utils.translation import override

from core.languages import CODES
from directory import licences
from geo import loading
from tests import best_file, factories

pytestmark = pytest.mark.django_db

LINE = {
    "nl": "Teksten en feiten: Samen in Brussel, http://testserver, CC BY 4.0",
    "fr": "Textes et données\u202f: Ensemble à Bruxelles, http://testserver, CC BY 4.0",
    "en": "Texts and facts: Together in Brussels, http://testserver, CC BY 4.0",
    "ar": "النصوص والمعلومات: معاً في بروكسل، http://testserver، CC BY 4.0",
    "es": "Textos y datos: Juntas en Bruselas, http://testserver, CC BY 4.0",
    "tr": "Metinler ve bilgiler: Brüksel’de Birlikte, http://testserver, CC BY 4.0",
}


@pytest.mark.parametrize("language", CODES)
def test_credit_is_one_line_in_each_language(settings, language):
    settings.SITE_URL = "http://testserver"
    with override(language):
        assert licences.in_words(licences.FACTS) == LINE[language]


def test_points_and_borders_name_their_makers():
    with override("nl"):
        assert [
            licences.in_words(each)
            for each in (licences.POINTS, licences.ADDRESSES, licences.BORDERS)
        ] == [
            "Punten van OpenStreetMap: © OpenStreetMap contributors, ODbL 1.0",
            "Punten van de officiële adressen: BeST Address, open data",
            "Grenzen: Statbel, 2022-01-01; BISA/IBSA, Statbel open data",
        ]


def credits_on(client, address):
    text = client.get(address).text
    return [name for name in ("BeST Address", "STIB-MIVB", "Statbel", "ODbL 1.0") if name in text]


@pytest.mark.parametrize("page", ["data", "about"])
def test_page_names_what_is_really_there_once_it_is(client, settings, tmp_path, page):
    settings.PAGE_CACHE_BYTES = 1_000_000
    client = Client()  # keeps its pages
    address = f"/nl/{page}/"
    assert credits_on(client, address) == ["Statbel", "ODbL 1.0"]

    loading.load(best_file.Made(40, houses=2, planted=0).write(tmp_path / "best.csv"), "best")
    factories.stops(("Madou", "Madou", 50.849, 4.368, "metro 2"), licence="CC BY 4.0")
    assert credits_on(client, address) == ["BeST Address", "STIB-MIVB", "Statbel", "ODbL 1.0"]


def test_page_says_each_licence_with_its_address(client):
    text = client.get("/en/data/").text

    assert [
        licence.spdx for licence in (licences.FACTS, licences.POINTS) if f'"{licence.url}"' in text
    ] == ["CC-BY-4.0", "ODbL-1.0"]
    assert re.search(
        r'<p class="note"><bdi>Together in Brussels, http://\S+, CC BY 4.0</bdi>', text
    )


@pytest.mark.parametrize("page", ["data", "about"])
def test_page_reads_what_is_borrowed_in_one_query(client, django_assert_num_queries, page):
    client.get(f"/nl/{page}/")

    with django_assert_num_queries(1):
        client.get(f"/nl/{page}/")
