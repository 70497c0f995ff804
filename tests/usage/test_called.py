"""A tap on a telephone number: counted where a browser says so, and refused where anybody could."""

import pytest

from core import versions
from core.limits import Limiter
from core.public_writes import counts
from tests import factories
from usage import views
from usage.models import Tally

pytestmark = pytest.mark.django_db

PERSON = {
    "User-Agent": "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0",
    "Accept-Language": "nl",
    "Sec-Fetch-Site": "same-origin",
}


@pytest.fixture(autouse=True)
def content(monkeypatch):
    monkeypatch.setattr(views, "_enough", Limiter(20, seconds=60))
    food, harm = factories.theme(slug="food"), factories.theme(slug="harm", is_sensitive=True)
    row = factories.organisation(slug="here", phone="02 123 45 67", themes=[food])
    factories.location(organisation=row, municipality=factories.municipality(slug="ixelles"))
    factories.organisation(slug="shelter", phone="02 123 45 68", themes=[harm])
    versions.forget()


def rows():
    assert counts.write()
    return list(Tally.objects.order_by("side").values_list("side", "what", "value", "times"))


def tap(client, said="ixelles/food", **headers):
    sent = {name: value for name, value in {**PERSON, **headers}.items() if value is not None}
    response = client.post("/ar/called/", said, content_type="text/plain", headers=sent)
    assert (response.status_code, response.content) == (204, b"")
    return response


def test_page_says_what_a_tap_on_it_counts_as(client):
    page = client.get("/ar/organisations/here/").content.decode()

    assert ' data-counted="ixelles/food">' in page


@pytest.mark.parametrize("path", ["/ar/organisations/shelter/", "/ar/organisations/", "/ar/"])
def test_no_other_page_says_so(client, path):
    assert "data-counted" not in client.get(path).content.decode()


def test_tap_is_a_call_of_that_language_theme_and_municipality(client):
    tap(client)

    assert rows() == [
        ("language", "call", "ar", 1),
        ("municipality", "called", "ixelles", 1),
        ("theme", "called", "food", 1),
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-GPC": "1"},
        {"DNT": "1"},
        {"User-Agent": "Googlebot/2.1"},
        {"Accept-Language": None},
    ],
    ids=str,
)
def test_tap_is_not_counted_for_others_or_for_who_does_not_want_it(client, headers):
    tap(client, **headers)

    assert rows() == []


@pytest.mark.parametrize(
    "said",
    ["ixelles/harm", "nowhere/food", "ixelles/food nothing", "x" * 1_001, "\xff\xfe/\x00"],
)
def test_tap_that_no_page_says_is_not_counted(client, said):
    tap(client, said)

    assert rows() == []


def test_tap_without_theme_and_place_counts_by_language_alone(client):
    tap(client, "/")

    assert rows() == [("language", "call", "ar", 1)]


def test_one_sender_can_add_only_so_many(client):
    for _tap in range(25):
        tap(client, "/")

    assert rows() == [("language", "call", "ar", 20)]


def test_only_a_post_is_a_tap(client):
    assert client.get("/ar/called/", headers=PERSON).status_code == 405
    assert rows() == []
