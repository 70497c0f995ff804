"""“Where I am now”: where its button is, and the table in which a browser looks."""

import json
import re

import pytest
from django.conf import settings

from core.kept.encodings import encode
from geo.squares import ACROSS, DOWN, kept
from tests.factories import municipality, neighbourhood, organisation, theme

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BUTTON = re.compile(r'<div class="near.*?</div>', re.DOTALL)


def places_of(client, language="nl"):
    """`{official number: what the table calls it}`."""
    table = client.get(f"/{language}/places/squares.json").json()
    numbers = [number for number, _nis in kept()["places"]]
    return dict(zip(numbers, table["places"], strict=True))


def test_squares_have_the_slugs_of_the_vocabulary(client):
    whole = municipality(slug="anderlecht", nis_code="21001")
    neighbourhood(slug="cureghem", number=12, municipality=whole)

    places = places_of(client)

    assert places[12] == "cureghem"
    # Of Anderlecht too, and not in the vocabulary; of a municipality that is not, either.
    assert (places[13], places[1]) == ("anderlecht", None)


def test_squares_follow_a_new_name(client, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    part = neighbourhood(slug="oude-naam", number=12)
    before = places_of(client)

    part.slug = "nieuwe-naam"
    part.save()

    assert (before[12], places_of(client)[12]) == ("oude-naam", "nieuwe-naam")
    # Who has the older table asks with the former name.
    assert 'value="nieuwe-naam" selected' in client.get("/nl/organisations/?place=oude-naam").text


def test_squares_are_the_same_for_everybody(client, django_assert_num_queries):
    neighbourhood(number=12)
    with django_assert_num_queries(2):
        response = client.get("/nl/places/squares.json", headers={"user-agent": "somebody"})

    says = {"unsure": "", "outside": ""}
    there = client.get("/ar/places/squares.json?place=1080").json()
    assert {**response.json(), **says} == {**there, **says}
    assert response["Cache-Control"] == "max-age=86400"
    assert response["Content-Type"] == "application/json"
    assert not response.cookies


def test_squares_are_light(client):
    rows = json.loads((settings.BASE_DIR / "fixtures/vocabulary.json").read_text())
    slugs = {
        row["fields"]["number"]: row["fields"]["slug"]
        for row in rows
        if row["model"] == "directory.neighbourhood"
    }
    table = client.get("/nl/places/squares.json").json()
    table["places"] = [slugs[number] for number, _nis in kept()["places"]]

    assert len(encode(json.dumps(table, separators=(",", ":")).encode(), "br")) < 3_500


def test_script_is_light_and_rounds_as_the_table_does():
    script = (settings.BASE_DIR / "static/js/near.js").read_text()

    assert len(encode(script.encode(), "br")) < 2_000
    assert f"const DOWN = {DOWN};" in script
    assert f"const ACROSS = {ACROSS};" in script
    # What would keep something, send something, or ask for more than is needed.
    forbidden = "torage|indexedDB|cookie|sendBeacon|XMLHttp|watchPosition|enableHighAccuracy"
    assert re.findall(forbidden, script) == []


@pytest.mark.parametrize("path", ["", "organisations/", "agenda/", "places/"])
def test_button_is_hidden_until_a_script_shows_it(client, path):
    page = client.get(f"/nl/{path}").text

    [button] = BUTTON.findall(page)
    assert re.search(r'^<div class="near no-print" hidden ', button)
    assert '<button class="button outline" type="button" aria-describedby="near-note">' in button
    # Its script is named, and loaded when she taps.
    assert re.findall(r'[\w-]+="[^"]*js/near[^"]*"', page) == ['data-tap="/static/js/near.js"']


def test_no_button_where_nothing_is_chosen(client):
    for path in ("faq/", "about/", "organisations/?embed=1", "search/?q=koffie"):
        assert "near" not in re.findall(r'class="([\w-]+)', client.get(f"/nl/{path}").text), path


@pytest.mark.parametrize("path", ["organisations/", "agenda/"])
def test_no_button_on_a_sensitive_page(client, path):
    """A browser remembers that it was allowed; phones show that somebody asked where they are."""
    violence = theme(slug="violence", is_sensitive=True)
    organisation(themes=[violence])

    page = client.get(f"/nl/{path}?theme=violence").text

    assert "quick-exit" in page
    assert "near.js" not in page
