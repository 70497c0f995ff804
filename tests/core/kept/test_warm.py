"""What a process has made before the first visitor comes."""

import math
import os
import threading
from itertools import islice

import pytest
from django.core.wsgi import get_wsgi_application

from brussels_support import general_pages
from core import versions
from core.kept import beside, memory, warm
from core.kept.front import Front
from tests import factories, requests
from tests.core.test_database_away import database_away

pytestmark = pytest.mark.django_db


@pytest.fixture
def front(settings, one_connection, monkeypatch):
    settings.PAGE_CACHE_BYTES, settings.WARM_PAGES = 10_000_000, 20
    settings.ALLOWED_HOSTS = ["www.example.org", "testserver"]
    settings.SITE_URL = "http://www.example.org"
    monkeypatch.setattr(warm, "SECONDS", math.inf)
    monkeypatch.setattr(warm, "_work", None)
    factories.theme(slug="x")
    versions.forget()
    return Front(get_wsgi_application())


def is_kept(front, address, **more):
    site = requests.Site(front)
    assert site.ask(requests.environ(address, HTTP_HOST="www.example.org", **more))[0] == "200 OK"
    return site.asked_django == 0


def test_most_general_pages_are_made_in_all_languages():
    addresses = [*islice(general_pages.addresses(), 12)]

    assert addresses[:2] == ["/nl/", "/fr/"]
    assert addresses[6:] == [
        f"/{code}/organisations/" for code in ("nl", "fr", "en", "ar", "es", "tr")
    ]


@pytest.mark.one_database
def test_so_many_pages_are_made_before_anybody_asks(front):
    warm.begin(front, general_pages.addresses)

    assert warm.is_ready()
    assert len(front.store.pages) == 20
    assert is_kept(front, "/nl/")
    assert is_kept(front, "/tr/agenda/")


@pytest.mark.one_database
def test_pages_of_a_site_behind_a_proxy_are_found_by_its_visitors(front, settings):
    settings.SITE_URL = "https://www.example.org"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    front = Front(get_wsgi_application())

    warm.begin(front, general_pages.addresses)

    assert is_kept(front, "/nl/", HTTP_X_FORWARDED_PROTO="https")


def test_process_is_ready_only_when_all_is_made(front, monkeypatch):
    site, asked = requests.Site(front), requests.environ("/readyz")
    monkeypatch.setattr(warm, "SECONDS", -1)
    warm.begin(front, general_pages.addresses)
    early = site.ask(asked)

    warm._work.go_on()
    late = site.ask(asked)

    assert (early[0], early[2].splitlines()[0]) == ("503 Service Unavailable", b"not ready")
    assert b"pages: down, The first pages are being made." in early[2]
    assert (late[0], late[2].splitlines()[0]) == ("200 OK", b"ready")


@pytest.mark.one_database
def test_first_pages_are_made_however_slow_the_machine_is(front, monkeypatch):
    monkeypatch.setattr(warm, "SECONDS", -1)

    warm.begin(front, general_pages.addresses)

    assert [key[2] for key in front.store.pages] == [
        f"/{code}/" for code in ("nl", "fr", "en", "ar", "es", "tr")
    ]


@pytest.mark.one_database
def test_who_waits_for_a_process_does_not_fill_the_log(front, monkeypatch, caplog):
    monkeypatch.setattr(warm, "SECONDS", -1)
    warm.begin(front, general_pages.addresses)

    assert requests.Site(front).ask(requests.environ("/readyz"))[0].startswith("503")
    assert caplog.messages == []


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without forks")
def test_process_that_was_forked_goes_on_with_what_is_made_beside(monkeypatch):
    monkeypatch.setattr(memory, "BESIDE", True)
    may_end = threading.Event()
    beside.prepare("slow", may_end.wait)
    assert beside._running["slow"].locked()

    child = os.fork()
    if child == 0:
        os._exit(bool(beside._running))
    _pid, status = os.waitpid(child, 0)
    may_end.set()

    assert status == 0


def test_process_begins_without_its_database_and_goes_on_when_it_is_back(front, monkeypatch):
    versions.forget()
    monkeypatch.setattr(versions, "_known", (None, False))
    with database_away():
        warm.begin(front, general_pages.addresses)
        assert not warm.is_ready()

    warm._work.go_on()

    assert warm.is_ready()
    assert is_kept(front, "/nl/")


def test_nothing_is_made_where_nothing_is_kept(front, settings):
    settings.PAGE_CACHE_BYTES = 0

    warm.begin(front, general_pages.addresses)

    assert warm.is_ready()
    assert len(front.store.pages) == 0
