"""Kept pages: right while nothing changes, gone when something does, compressed, revalidated."""

import gc
import gzip
import random
import tracemalloc
from datetime import timedelta

import brotli
import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from core.kept.encodings import best_encoding
from core.kept.middleware import KeepingMiddleware
from core.kept.moments import next_midnight, next_minute
from tests.factories import event, municipality, organisation, question

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
    assert client.handler._middleware_chain.store.pages == {}


@pytest.mark.one_database
def test_kept_pages_take_no_more_memory_than_their_limit(settings, rf):
    """However many addresses are asked, and in however many encodings."""
    settings.PAGE_CACHE_BYTES = limit = 500_000
    chance = random.Random(1)
    bodies = [chance.randbytes(size).hex() for size in (300, 1_000, 3_000)]
    store = KeepingMiddleware(lambda request: HttpResponse(bodies[len(request.path) % 3]))

    tracemalloc.start()
    for number in range(600):
        address = f"/nl/{'x' * chance.randrange(9)}/?{number}"
        for encoding in ("br", "gzip", "gzip"):
            store(rf.get(address, headers={"accept-encoding": encoding}))
    count, noted = len(store.store.pages), store.store.pages.currsize
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    store.store.pages.clear()
    gc.collect()
    taken = before - tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert count > 50
    assert limit / 2 < taken <= noted <= limit


@pytest.mark.parametrize("encodings", [("br", "gzip", ""), ("gzip", "", "br"), ("", "gzip", "br")])
def test_kept_page_is_the_same_in_every_encoding_and_order(cached_client, encodings):
    read = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}

    answers = [
        cached_client.get("/nl/themes/", headers={"accept-encoding": encoding})
        for encoding in encodings * 2
    ]

    assert [answer.get("Content-Encoding", "") for answer in answers] == [*encodings * 2]
    bodies = {read[answer.get("Content-Encoding", "")](answer.content) for answer in answers}
    assert len(bodies) == 1
    assert [int(answer["Content-Length"]) for answer in answers] == [
        len(answer.content) for answer in answers
    ]


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


@pytest.mark.at("2026-11-25 23:59")
def test_page_that_is_made_over_midnight_is_not_kept(settings, rf, clock):
    settings.PAGE_CACHE_BYTES = 1_000_000
    days = []

    def view(_request):
        days.append(timezone.localdate().isoformat())
        clock.shift(60)
        return HttpResponse(days[-1])

    store = KeepingMiddleware(view)
    answers = [store(rf.get("/nl/agenda/calendar.ics")).text for _time in range(3)]

    assert answers == ["2026-11-25", "2026-11-26", "2026-11-26"]


def test_page_that_is_good_for_no_time_is_not_kept(cached_client, clock):
    """A form with a stamp of now would push out real pages."""
    first = cached_client.get("/nl/suggest/")
    clock.shift(1)
    second = cached_client.get("/nl/suggest/")

    assert first.content != second.content


# Everything that browsers, proxies and people with bad intentions send.
HEADERS = {
    "accept": st.sampled_from(["text/html", "application/json", "image/*;q=0"]),
    "accept-encoding": st.sampled_from(["br", "gzip", "", "*", "identity;q=0", "br;q=0"]),
    "accept-language": st.sampled_from(["fr", "ar-MA,ar;q=0.9", "xx", "*", "tr;q=1.5"]),
    "authorization": st.just("Basic YWRtaW46YWRtaW4="),
    "content-type": st.sampled_from(["text/plain; charset=cp037", "multipart/form-data", "; x=y"]),
    "content-length": st.sampled_from(["0", "7", "-1", "x"]),
    "cookie": st.sampled_from(
        ["sessionid=x; csrftoken=y", "django_language=fr", "messages=[]; sessionid=", "=;;"]
    ),
    "if-modified-since": st.just("Fri, 01 Jan 2100 00:00:00 GMT"),
    "if-none-match": st.sampled_from(['"x"', 'W/"x", "y"']),
    "origin": st.just("https://evil.example"),
    "range": st.sampled_from(["bytes=0-9", "bytes=-1"]),
    "referer": st.sampled_from(["https://evil.example/", "http://testserver/fr/", "x"]),
    "sec-fetch-site": st.sampled_from(["cross-site", "none"]),
    "sec-purpose": st.just("prefetch"),
    "save-data": st.just("on"),
    "user-agent": st.sampled_from(["", "curl/8", "Googlebot/2.1"]),
    "x-forwarded-host": st.just("evil.example"),
    "x-forwarded-for": st.just("10.0.0.1, evil"),
    "x-forwarded-port": st.just("1"),
    "x-forwarded-proto": st.sampled_from(["https", "x"]),
    "x-http-method-override": st.sampled_from(["POST", "DELETE"]),
    "x-original-url": st.just("/admin/"),
    "x-requested-with": st.just("XMLHttpRequest"),
    "x-script-name": st.just("/evil"),
}
ADDRESSES = [
    "/nl/",
    "/ar/organisations/?place=ixelles&q=caf%C3%A9",
    "/nl/organisations/?q=caf%E9;place=ixelles&q=%00",
    "/fr/organisations/x/",
    "/tr/agenda/?when=month",
    "/es/agenda/calendar.ics?place=ixelles",
    "/fr/agenda/x.ics",
    "/nl/search/?q=x",
    "/en/faq/x/",
    "/nl/themes/",
    "/nl/about/",
    "/nl/poster/?path=/",
    "/nl/qr.svg?path=/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-organisations.xml",
]


@examples(max_examples=60)
@given(
    st.fixed_dictionaries({}, optional=HEADERS),
    st.dictionaries(
        st.from_regex(r"\A[a-z]{1,9}(-[a-z]{1,9})?\Z").filter(lambda name: name != "host"),
        st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=9),
        max_size=3,
    ),
    st.sampled_from(ADDRESSES),
    st.sampled_from(["get", "head"]),
)
def _asked_twice(plain, headers, others, address, method):
    if address not in plain:
        plain[address] = Client().get(address)
    client, known = Client(), plain[address]

    getattr(client, method)(address, headers={**others, **headers})
    answer = client.get(address)

    assert (answer.status_code, answer.content) == (known.status_code, known.content)
    assert dict(answer.items()) == dict(known.items())


@pytest.mark.one_database
def test_nothing_that_one_visitor_sends_changes_what_the_next_one_gets(settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    municipality(slug="ixelles")
    row = organisation(slug="x", name_nl="Café x")
    event(slug="x", title_nl="x", organisation=row)
    question(slug="x")

    _asked_twice({})
