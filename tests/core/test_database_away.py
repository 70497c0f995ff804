"""When the database is away: what is kept is served, the rest says so in the reader's language."""

import math
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, OperationalError, connections
from django.test import Client

from core import versions
from core.languages import CODES
from core.models import ContentVersion
from geo.models import AddressFile
from tests import factories
from watching import checks

pytestmark = pytest.mark.django_db

WORDS = {
    "nl": "Er ging iets mis bij ons",
    "fr": "Un problème est survenu chez nous",
    "en": "Something went wrong on our side",
}


@contextmanager
def database_away():
    """Every query makes a new connection, to where no database is; afterwards all is as before."""
    connection = connections["default"]
    before = dict(vars(connection))
    nowhere = {"NAME": "/nowhere/db.sqlite3", "HOST": "127.0.0.1", "PORT": "1"}
    connection.settings_dict = {**connection.settings_dict, **nowhere}
    connection.connection = None
    try:
        with pytest.raises(OperationalError):
            connection.ensure_connection()
        yield
    finally:
        vars(connection).update(before)


@pytest.fixture(autouse=True)
def looking(settings, monkeypatch):
    settings.PAGE_CACHE_BYTES = 10_000_000
    monkeypatch.setattr(versions, "LOOK_EVERY", 0)


@pytest.fixture
def reader():
    """Who sees a page of an error, not the error."""
    return Client(raise_request_exception=False)


@pytest.fixture
def paths():
    row = factories.organisation(slug="x", name_nl="Koffie")
    factories.event(slug="y", organisation=row)
    versions.forget()  # it was not the reader who wrote them
    names = [
        "",
        "organisations/",
        "organisations/x/",
        "agenda/",
        "agenda/calendar.ics",
        "agenda/y/",
    ]
    names += ["search/?q=koffie", "themes/", "faq/", "about/", "qr.svg?path=/"]
    return [f"/{code}/{name}" for code in CODES for name in names] + ["/sitemap-pages.xml"]


def test_what_is_kept_is_served_while_the_database_is_away(reader, paths):
    before = {path: reader.get(path) for path in paths}
    assert {answer.status_code for answer in before.values()} == {200}

    with database_away():
        away = {path: reader.get(path) for path in paths}

    for path in paths:
        assert (away[path].status_code, away[path].content) == (200, before[path].content)
        assert dict(away[path].items()) == dict(before[path].items())


def test_what_is_kept_is_served_while_the_database_is_damaged(reader):
    before = reader.get("/nl/").content

    def damaged(*_query):
        raise DatabaseError("database disk image is malformed")

    with connections["default"].execute_wrapper(damaged):
        away = reader.get("/nl/")

    assert (away.status_code, away.content) == (200, before)


def test_page_whose_minute_is_over_is_served_until_midnight(reader, clock):
    clock.move_to("2026-11-25 21:00+01:00")
    before = reader.get("/nl/").content
    clock.shift(3600)

    with database_away():
        later = reader.get("/nl/")
        clock.move_to("2026-11-26 00:01+01:00")
        next_day = reader.get("/nl/")

    assert (later.status_code, later.content) == (200, before)
    assert next_day.status_code == 503


def test_readers_do_not_wait_for_a_database_that_was_away_just_now(reader, monkeypatch):
    monkeypatch.setattr(versions, "LOOK_AGAIN", math.inf)
    before = reader.get("/nl/").content
    queries = []
    with database_away():
        reader.get("/nl/")
        with connections["default"].execute_wrapper(lambda *query: queries.append(query)):
            answers = {reader.get("/nl/").content for _ in range(10)}

    assert (answers, queries) == ({before}, [])
    assert versions.is_away()


def test_version_is_looked_at_again_when_the_database_is_back(reader, monkeypatch):
    monkeypatch.setattr(versions, "LOOK_AGAIN", 0)
    known = versions.current()
    with database_away():
        assert versions.current() == known
        assert versions.is_away()
    ContentVersion.objects.update_or_create(pk=1, defaults={"version": known + 1})

    assert versions.current() == known + 1
    assert not versions.is_away()


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("/nl/organisations/", "fr", "nl"),
        ("/fr/agenda/", "", "fr"),
        ("/en/search/?q=x", "nl", "en"),
        ("/o/1", "en", "en"),
        ("/admin/", "fr", "fr"),
        ("/admin/", "ar", "nl"),
        ("/admin/account/login/", "en", "en"),
    ],
)
def test_other_pages_say_so_in_the_readers_language(reader, path, accept, language):
    reader.cookies["sessionid"] = "x" * 32
    versions.forget()

    with database_away():
        answer = reader.get(path, headers={"accept-language": accept})

    assert answer.status_code == 503
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("60", "no-store")
    assert answer["Content-Language"] == language
    assert f'<html lang="{language}" dir="ltr">' in answer.text
    assert f"<h1>{WORDS[language]}</h1>" in answer.text
    for number in (112, 101, 1712, 106, 107):
        assert f'href="tel:{number}"' in answer.text


@pytest.mark.parametrize("page", ["about", "data", "privacy"])
def test_page_that_needs_no_database_is_made_without_it(reader, page):
    with database_away():
        assert reader.get(f"/nl/{page}/").status_code == 200


@pytest.mark.parametrize("page", ["about", "data"])
def test_page_that_was_made_without_it_is_not_kept(reader, page):
    factories.organisation()
    versions.current()
    with database_away():
        assert "BeST" not in reader.get(f"/nl/{page}/").text
    AddressFile.objects.create(name="a.zip", is_current=True)

    assert "BeST" in reader.get(f"/nl/{page}/").text


def test_healthz_lives_and_readyz_says_whether_the_database_can_be_used(reader):
    addresses = ("/healthz", "/readyz")
    there = [reader.get(address) for address in addresses]
    checks.forget()
    with database_away():
        away = [reader.get(address) for address in addresses]

    assert [(answer.status_code, answer.text.splitlines()[0]) for answer in there + away] == [
        (200, "alive"),
        (200, "ready"),
        (200, "alive"),
        (503, "not ready"),
    ]
    assert "database: down, The database cannot be used." in away[1].text
    assert {answer["Content-Type"] for answer in there + away} == {"text/plain; charset=utf-8"}


def test_error_page_has_a_body_without_the_manifest_of_static_files(reader, settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

    answer = reader.get("/fr/")

    assert answer.status_code == 500
    assert f"<h1>{WORDS['fr']}</h1>" in answer.text
    assert "stylesheet" not in answer.text
    assert 'href="tel:112"' in answer.text
