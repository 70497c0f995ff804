"""Kept pages: right while nothing changes, gone when something does, compressed, revalidated."""

import gzip
from datetime import timedelta

import brotli
import pytest
from django.utils import timezone

from core.page_cache import best_encoding, next_midnight, next_minute
from tests.factories import organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cached_client(settings, client):
    settings.PAGE_CACHE_BYTES = 1_000_000
    return client


def test_kept_page_costs_no_query(cached_client, django_assert_num_queries):
    cached_client.get("/nl/themes/")

    with django_assert_num_queries(0):
        assert cached_client.get("/nl/themes/").status_code == 200


def test_kept_page_is_made_anew_after_a_change(cached_client):
    row = organisation(name_nl="Voor")
    assert "Voor" in cached_client.get(row.get_absolute_url()).text

    row.name_nl = "Nadien"
    row.save()

    assert "<h1>Nadien</h1>" in cached_client.get(row.get_absolute_url()).text


def test_kept_page_refuses_a_forged_host(cached_client):
    cached_client.get("/nl/themes/")

    assert cached_client.get("/nl/themes/", headers={"host": "evil.example"}).status_code == 400


def test_kept_pages_stay_below_their_limit(settings, client):
    settings.PAGE_CACHE_BYTES = 1
    first = client.get("/nl/themes/")

    assert client.get("/nl/themes/").text == first.text
    assert client.handler._middleware_chain.pages == {}


@pytest.mark.parametrize(
    ("accept", "expected"),
    [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", ""), ("br;q=0, gzip", "gzip")],
)
def test_best_encoding(accept, expected):
    assert best_encoding(accept) == expected


def test_page_comes_compressed_as_the_browser_asks(client):
    plain = client.get("/nl/themes/").content
    as_brotli = client.get("/nl/themes/", headers={"accept-encoding": "br"})
    as_gzip = client.get("/nl/themes/", headers={"accept-encoding": "gzip"})

    assert brotli.decompress(as_brotli.content) == plain
    assert gzip.decompress(as_gzip.content) == plain
    assert as_brotli["Vary"] == "Accept-Encoding"


def test_page_that_the_browser_has_costs_a_304(client):
    first = client.get("/nl/themes/")

    again = client.get("/nl/themes/", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_page_that_changed_comes_whole(client):
    known = client.get("/nl/themes/")["ETag"]
    response = client.get("/fr/themes/", headers={"if-none-match": known})

    assert response.status_code == 200


def test_next_minute_and_midnight_are_in_brussels():
    now = timezone.make_aware(timezone.datetime(2026, 10, 24, 23, 59, 30))

    assert next_minute(now) - now == timedelta(seconds=30)
    assert next_midnight(now) - now == timedelta(seconds=30)


def test_page_that_is_good_for_no_time_is_not_kept(cached_client, clock):
    """A form with a stamp of now would push out real pages."""
    first = cached_client.get("/nl/suggest/")
    clock.shift(1)
    second = cached_client.get("/nl/suggest/")

    assert first.content != second.content
