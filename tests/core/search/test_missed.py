"""Counting what found nothing never holds up or fails the page that says so."""

import sqlite3
from contextlib import contextmanager
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections

from core.search import missed
from core.search.models import MissedSearch

# A file of SQLite can be locked as a whole; the rest is the same on every database.
pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

NOWHERE = "/nl/search/?q=onvindbaar"


@pytest.fixture
def locked(tmp_path, monkeypatch):
    """Makes the site use a file that another program has locked: `with locked(): …`.

    Afterwards the lock is gone, and the file stays in use.
    """
    connection = connections["default"]
    file = tmp_path / "db.sqlite3"
    tables = "\n".join(connection.connection.iterdump())
    before = dict(vars(connection))
    options = {**connection.settings_dict["OPTIONS"], "timeout": 0.05, "init_command": ""}
    connection.settings_dict = {**connection.settings_dict, "NAME": file, "OPTIONS": options}
    connection.connection = None
    connection.connect()
    connection.connection.executescript(f"PRAGMA foreign_keys = OFF; {tables}")
    monkeypatch.setattr(missed, "TRY_AGAIN", 0)

    @contextmanager
    def lock():
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.close()

    yield lock
    missed._waiting.clear()
    connection.close()
    vars(connection).update(before)


def counted():
    return list(MissedSearch.objects.values_list("text", "language", "times"))


def test_search_that_finds_nothing_is_answered_while_the_database_is_locked(client, locked):
    with locked():
        answers = [client.get(NOWHERE).status_code for _ in range(3)]
        assert counted() == []

    client.get("/nl/about/")

    assert answers == [200] * 3
    assert counted() == [("onvindbaar", "nl", 3)]


def test_search_that_finds_nothing_writes_only_after_its_answer():
    environ = {"PATH_INFO": "/nl/search/", "QUERY_STRING": "q=onvindbaar"}
    setup_testing_defaults(environ)

    answer = get_wsgi_application()(environ, lambda status, headers: None)
    body = b"".join(answer)
    before = counted()
    answer.close()

    assert b"onvindbaar" in body
    assert (before, counted()) == ([], [("onvindbaar", "nl", 1)])


def test_only_so_many_different_ones_wait(client, locked, monkeypatch):
    monkeypatch.setattr(missed, "MOST_WAITING", 2)
    with locked():
        for word in ("aap", "noot", "mies", "aap"):
            client.get(f"/nl/search/?q=onvindbaar{word}")

    client.get("/nl/about/")

    assert sorted(counted()) == [("onvindbaaraap", "nl", 2), ("onvindbaarnoot", "nl", 1)]
