"""Kept pages in front of Django: the same answers, to the letter, and nothing for odd requests."""

import os
import threading

import pytest
from django.core.wsgi import get_wsgi_application
from hypothesis import given
from hypothesis import settings as examples

from core import versions
from core.kept.front import Front
from core.kept.pages import PageStore
from tests import factories, requests

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings, one_connection):
    """A front with Django behind it; `site.ask(…)` is `(status, headers, body)`."""
    settings.PAGE_CACHE_BYTES = 10_000_000
    factories.municipality(slug="ixelles")
    row = factories.organisation(slug="x", name_nl="Café x")
    factories.event(slug="x", title_nl="x", organisation=row)
    factories.question(slug="x")
    versions.forget()  # it was not the reader who wrote them
    return requests.Site(Front(get_wsgi_application()))


LIST = requests.environ("/nl/organisations/")


def test_kept_page_is_given_out_without_django(site):
    first = site.ask(LIST)
    assert site.asked_django == 1

    assert site.ask(LIST) == first
    assert site.asked_django == 1


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "testserver:80"},
        {"HTTP_HOST": "TestServer"},
        {"HTTP_HOST": None},
        {"REQUEST_METHOD": "POST"},
        {"REQUEST_METHOD": "get"},
        {"wsgi.url_scheme": "https"},
        {"PATH_INFO": "/nl/organisations"},
        {"PATH_INFO": "/nl//organisations/"},
        {"QUERY_STRING": "a"},
    ],
    ids=str,
)
def test_what_is_written_otherwise_goes_through_django(site, more):
    site.ask(LIST)

    site.ask({**LIST, **more})

    assert site.asked_django == 2


@pytest.mark.parametrize("value", ["https", "http", "HTTPS", "https, http", " https", "", "x"])
@pytest.mark.parametrize("is_behind", [True, False])
def test_what_a_proxy_says_is_believed_as_django_believes_it(site, settings, value, is_behind):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_behind else None
    site = requests.Site(Front(get_wsgi_application()))
    asked = {**LIST, "HTTP_X_FORWARDED_PROTO": value}
    site.ask(LIST)
    site.ask({**LIST, "wsgi.url_scheme": "https"})

    assert site.ask(asked) == site.ask_django(asked)
    usual = ("https", "http") if is_behind else (value,)
    assert (site.asked_django == 2) == (value in usual)


def test_odd_letters_are_not_taken_for_others(site):
    """A server gives the bytes of a path as letters; Django reads them as UTF-8."""
    address = "/nl/search/"  # any page whose address may end in anything
    query = requests.environ(address, "q=caf%C3%A9")
    assert site.ask(query) == site.ask_django(query)
    twice = {**LIST, "PATH_INFO": "/nl/organisations/Ã©/"}

    assert site.ask(twice) == site.ask_django(twice)


def test_kept_pages_change_with_a_change(site):
    site.ask(LIST)
    factories.organisation(name_nl="Nieuw")
    versions.forget()

    assert "Nieuw" in site.ask(LIST)[2].decode()


def test_kept_page_whose_minute_is_over_is_made_anew(site, clock):
    site.ask(LIST)
    clock.shift(60)
    site.ask(LIST)

    assert site.asked_django == 2


def test_headers_are_a_list_of_its_own_for_each_answer(site):
    """A server may change it as it likes (PEP 3333)."""
    first = site.ask(LIST)
    site.said[1].append(("Connection", "close"))

    assert site.ask(LIST) == first


@examples(max_examples=int(os.environ.get("EXAMPLES", "40")))
@given(requests.any_request())
def _same_as_django(site, asked):
    asked = site.with_its_tag(asked)
    expected = site.ask_django(asked)

    # The first may be made, and the second comes from what is kept.
    for answer in (site.ask(asked), site.ask(asked)):
        assert answer[0] == expected[0]
        assert dict(answer[1]) == dict(expected[1])
        assert answer[1:] == expected[1:]


def test_what_is_kept_is_what_django_answers(site):
    _same_as_django(site)

    assert site.asked_front > 0


def test_only_one_makes_a_page_and_the_others_wait_for_it():
    store, done, answers = PageStore(1_000), [], []

    def other():
        with store.turn("x") as is_mine:
            answers.append((is_mine, [*done]))

    with store.turn("x") as is_mine, store.turn("y") as another:
        assert (is_mine, another) == (True, True)
        threads = [threading.Thread(target=other) for _ in range(3)]
        for thread in threads:
            thread.start()
        done.append("made")
    for thread in threads:
        thread.join()

    # Whoever came after the end has a turn of her own.
    assert [made for _is_mine, made in answers] == [["made"]] * 3
    with store.turn("x") as again:
        assert again
