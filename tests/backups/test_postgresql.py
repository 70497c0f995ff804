"""On a small database of its own beside that of the tests."""

from contextlib import closing
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from backups.engines import postgresql
from backups.failing import UNUSABLE, NotDoneError

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="says nothing of SQLite"),
]

NAME = "small"
MOMENT = datetime(2026, 11, 29, 3, 20, tzinfo=UTC)
KEPT = "small_before_20261129t032000z"


def opened(name):
    known = connection.settings_dict
    return closing(
        psycopg.connect(
            dbname=name,
            host=known["HOST"],
            port=known["PORT"],
            user=known["USER"],
            password=known["PASSWORD"],
            autocommit=True,
        )
    )


def houses(name):
    with opened(name) as database:
        return [row[0] for row in database.execute("SELECT name FROM house ORDER BY name")]


def databases():
    with opened("postgres") as server:
        asked = server.execute("SELECT datname FROM pg_database WHERE datname LIKE 'small%'")
        return sorted(name for (name,) in asked)


@pytest.fixture
def small(monkeypatch):
    with opened("postgres") as server:
        server.execute(f"CREATE DATABASE {NAME}")
        with opened(NAME) as database:
            database.execute("CREATE TABLE django_migrations (app text, name text)")
            database.execute("CREATE TABLE core_contentversion (version bigint)")
            database.execute("CREATE TABLE house (name text CHECK (name <> ''))")
            database.execute("INSERT INTO house VALUES ('a'), ('b')")
        monkeypatch.setitem(connection.settings_dict, "NAME", NAME)
        yield
        monkeypatch.undo()
        for name in databases():
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_copy_takes_the_place_of_the_database_and_that_is_kept(small, settings, tmp_path):
    settings.BACKUP_FOLDER = tmp_path
    with opened(NAME) as site, postgresql.alone(), postgresql.copied() as (file, found):
        site.execute("INSERT INTO house VALUES ('c'), ('d')")
        postgresql.found_whole(file)
        place = postgresql.filled(file)

        assert found.counts == {"core_contentversion": 0, "django_migrations": 0, "house": 2}
        assert postgresql.counts(place) == found.counts

        assert postgresql.switch(place, MOMENT) == KEPT
        with pytest.raises(psycopg.OperationalError):
            site.execute("INSERT INTO house VALUES ('to nobody')")

    assert (houses(NAME), houses(KEPT)) == (["a", "b"], ["a", "b", "c", "d"])
    assert databases() == [NAME, KEPT]
    assert [*tmp_path.iterdir()] == []


def test_what_does_not_come_back_whole_leaves_the_database_as_it_was(small, tmp_path):
    with opened(NAME) as site, (tmp_path / "dump").open("w+b") as file:
        file.write(b"PGDMP" + bytes(2_000))
        with pytest.raises(NotDoneError, match="pg_restore could not fill") as caught:
            postgresql.filled(file)
        with pytest.raises(NotDoneError) as found:
            postgresql.found_whole(file)
        site.execute("INSERT INTO house VALUES ('goes on')")

    assert (bool(caught.value.detail), found.value.code) == (True, UNUSABLE)
    assert databases() == [NAME]


def test_what_a_killed_one_left_goes_with_the_next_and_two_at_once_are_refused(small):
    with opened("postgres") as server:
        server.execute("CREATE DATABASE small_unfinished_99")

    with postgresql.alone():
        assert databases() == [NAME]
        with pytest.raises(NotDoneError, match="under way"), postgresql.alone():
            pass


def test_who_may_not_make_databases_hears_what_to_do(small, monkeypatch):
    with opened("postgres") as server:
        server.execute("CREATE ROLE poor LOGIN")
        monkeypatch.setitem(connection.settings_dict, "USER", "poor")
        try:
            with pytest.raises(NotDoneError) as caught:
                postgresql.check_rights()
        finally:
            server.execute("DROP ROLE poor")

    assert 'ALTER ROLE "poor" CREATEDB; ALTER DATABASE "small" OWNER TO "poor"' in str(caught.value)


def test_programs_of_another_version_are_not_used():
    with pytest.raises(NotDoneError) as caught:
        postgresql._program("pg_dump", 99)

    assert "The server is PostgreSQL 99, and this machine has no pg_dump" in str(caught.value)
    assert "Install postgresql-client-99" in str(caught.value)
