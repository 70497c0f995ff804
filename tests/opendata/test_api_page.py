"""The page that explains `/api/` to people, and the form to try it."""

import re
from html import unescape

import pytest

from core.languages import CODES
from tests.factories import audience, municipality, neighbourhood, theme

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SITE = "http://127.0.0.1:8000"
PAGE = "/nl/data/api/"


@pytest.fixture(autouse=True)
def words():
    town = municipality(
        slug="ixelles-elsene", name_nl="Elsene", short_name_nl="Elsene", postal_codes=["1050"]
    )
    neighbourhood(slug="flagey", name_nl="Flagey", municipality=town)
    theme(slug="play", name_nl="Spelen")
    theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    audience(slug="parents", name_nl="Ouders")


def address(client, query=""):
    text = client.get(f"{PAGE}?{query}").text
    return unescape(re.search(r"<code data-try-address>(.*?)</code>", text)[1])


def chosen(client, query):
    text = client.get(f"{PAGE}?{query}").text
    return sorted(re.findall(r'value="([^"]*)"[^>]* (?:selected|checked)>', text))


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", "organisations/"),
        ("theme=play&place=1050", "organisations/?theme=play&place=ixelles-elsene"),
        ("free=1&free=unknown&open=1", "organisations/?free=1&free=unknown&open=1"),
        ("q=thee+%26+koffie&lang=fr", "organisations/?q=thee+%26+koffie&lang=fr"),
        ("limit=20&changed_since=2026-11-01", "organisations/?limit=20&changed_since=2026-11-01"),
        ("of=activities&when=week&theme=play", "activities/?when=week&theme=play"),
        ("of=activities&from=2026-12-01", "activities/?from=2026-12-01"),
        # What means nothing is left out, and so is what is empty.
        ("theme=&lang=xx&limit=1000&changed_since=%3Cb%3E&of=secrets", "organisations/"),
        ("theme=nothing&view=map&order=name&page=2", "organisations/"),
    ],
)
def test_page_writes_the_address_of_what_was_chosen(client, query, asked):
    assert address(client, query) == f"{SITE}/api/{asked}"


@pytest.mark.parametrize(
    "query",
    [
        "theme=play&place=1050&audience=parents&language=fr&kind=library&free=1&papers=no&baby=buggies"
        "&easy=drop-in&open=unknown&q=x&lang=tr&limit=3&changed_since=2026-11-01",
        "of=activities&theme=play&place=flagey&when=month&free=unknown&lang=nl",
        "of=activities&from=2026-12-01&to=2026-12-31",
    ],
)
def test_api_understands_what_the_page_writes(client, query):
    assert client.get(address(client, query).removeprefix(SITE)).status_code == 200


def test_form_shows_what_was_chosen(client):
    assert chosen(client, "theme=play&place=flagey&baby=siblings&lang=fr") == [
        "flagey", "fr", "play", "siblings",
    ]  # fmt: skip


def test_form_sends_to_the_api_and_without_a_script_to_this_page(client):
    text = client.get(f"{PAGE}?of=activities").text

    assert '<form class="filters" action="#address" data-try="/api/activities/">' in text
    assert 'formaction="/api/activities/" formtarget="_blank"' in text
    assert 'name="of" value="activities"' in text


@pytest.mark.parametrize("name", ["organisations", "activities"])
def test_api_takes_a_form_that_is_left_empty(client, name):
    text = client.get(f"{PAGE}?of={name}").text
    fields = re.findall(r'<(?:select|input (?!type="checkbox"))[^>]* name="(\w+)"', text)

    answer = client.get(f"/api/{name}/?" + "&".join(f"{field}=" for field in fields))

    assert len(fields) > 8
    assert answer.status_code == 200


def test_fields_are_the_filters_of_the_list(client):
    def names(query):
        return set(
            re.findall(r'<(?:select|input)[^>]* name="(\w+)"', client.get(PAGE + query).text)
        )

    both = {"q", "theme", "place", "audience", "language", "free", "baby", "easy"}
    both |= {"lang", "limit", "changed_since"}
    assert names("") == both | {"kind", "papers", "open"}
    assert names("?of=activities") == both | {"when", "from", "to"}


def test_page_of_a_sensitive_choice_is_neutral(client):
    answer = client.get(f"{PAGE}?theme=violence")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "<title>Hulp dicht bij jou · Samen in Brussel</title>" in answer.text


@pytest.mark.parametrize("language", CODES)
def test_page_says_how_often_one_may_ask(client, settings, language):
    settings.API_REQUESTS = 300

    assert "300" in client.get(f"/{language}/data/api/").text


def test_what_was_chosen_is_found_by_no_search_engine(client):
    assert '<meta name="robots" content="noindex">' in client.get(f"{PAGE}?theme=play").text
    assert "noindex" not in client.get(PAGE).text


@pytest.mark.parametrize(("query", "count"), [("", 0), ("?of=activities", 0)])
def test_page_has_its_number_of_queries(client, django_assert_num_queries, query, count):
    client.get(PAGE + query)

    with django_assert_num_queries(count):
        client.get(PAGE + query)
