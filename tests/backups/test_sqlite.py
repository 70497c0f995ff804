"""On a file of two tables, as the site has it open: with a log of its own (WAL)."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from backups.engines import sqlite
from backups.failing import UNUSABLE, NotDoneError

MOMENT = datetime(2026, 11, 29, 3, 20, tzinfo=UTC)
KEPT = ".before-20261129T032000Z"


def opened(path):
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=OFF")
    return database


def filled(path, *names):
    with closing(opened(path)) as database:
        database.executescript(
            "CREATE TABLE django_migrations (app, name);"
            "INSERT INTO django_migrations VALUES ('core', '0002_more'), ('core', '0001_initial');"
            "CREATE TABLE core_contentversion (version);"
            "INSERT INTO core_contentversion VALUES (7);"
            "CREATE TABLE house (name); CREATE TABLE filler (content);"
        )
        database.execute("BEGIN")
        database.executemany("INSERT INTO house VALUES (?)", [(name,) for name in names])
        database.executemany("INSERT INTO filler VALUES (?)", [(os.urandom(4_000),)] * 300)
        database.execute("COMMIT")
    return path


def names(path):
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT name FROM house ORDER BY name")]


def add(database, name):
    database.execute("INSERT INTO house VALUES (?)", [name])


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "db.sqlite3"))
    return tmp_path / "db.sqlite3"


@pytest.fixture
def new(tmp_path):
    return sqlite.Place(str(filled(tmp_path / "db.sqlite3.unfinished-1", "new")), "")


def test_copy_is_of_one_moment_with_its_counts(path):
    filled(path, "a", "b")
    with closing(opened(path)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        add(writer, "not yet committed")
        with sqlite.copied() as (file, found):
            writer.execute("COMMIT")
            copy = path.with_name("copy")
            copy.write_bytes(file.read())

    assert names(copy) == ["a", "b"]
    assert found.counts == {
        "core_contentversion": 1, "django_migrations": 2, "filler": 300, "house": 2
    }  # fmt: skip
    assert found.migrations == ["core.0001_initial", "core.0002_more"]
    assert found.content_version == 7


def test_copy_has_nothing_of_what_was_deleted(path):
    filled(path, "forgotten@example.org" * 500)
    with closing(opened(path)) as writer:
        writer.execute("PRAGMA secure_delete=OFF")  # it is on in Debian's own library
        writer.execute("DELETE FROM house")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    with sqlite.copied() as (file, _found):
        assert b"forgotten@example.org" in path.read_bytes()
        assert b"forgotten@example.org" not in file.read()


def test_copying_leaves_nothing_beside_the_database(path):
    filled(path, "a")

    with sqlite.alone(), sqlite.copied():
        assert sorted(each.name for each in path.parent.iterdir()) == [
            "db.sqlite3",
            "db.sqlite3.lock",
        ]


def test_what_a_killed_one_left_goes_with_the_next(path):
    left = path.with_name("db.sqlite3.unfinished-abc")
    left.touch()

    with sqlite.alone():
        assert not left.exists()


def test_a_damaged_database_is_no_backup(path):
    filled(path, "a")
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 40] = bytes(4096 * 37)
    path.write_bytes(content)

    with pytest.raises(NotDoneError, match="malformed"), sqlite.copied():
        pass


def test_a_damaged_copy_is_found(path):
    filled(path, "a")
    with path.open("r+b") as file:
        file.seek(4096 * 5 + 100)
        file.write(b"\xff" * 4096 * 3)

    with path.open("r+b") as file, pytest.raises(NotDoneError) as caught:
        sqlite.found_whole(file)

    assert caught.value.code == UNUSABLE


def test_two_at_once_are_refused(path):
    with sqlite.alone(), pytest.raises(NotDoneError, match="under way"), sqlite.alone():
        pass


def test_whoever_has_it_open_sees_the_restored_rows_and_writes_to_them(path, new):
    filled(path, "old")
    with closing(opened(path)) as site:
        add(site, "in the log of the file")

        kept = sqlite.switch(new, MOMENT)

        assert site.execute("SELECT name FROM house").fetchall() == [("new",)]
        add(site, "saved afterwards")

    assert names(path) == ["new", "saved afterwards"]
    assert kept == f"{path}{KEPT}"
    assert names(kept) == ["in the log of the file", "old"]


def test_a_reader_in_the_middle_sees_all_of_the_old(path, new):
    filled(path, "old")
    with closing(opened(path)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM house").fetchone() == (1,)

        sqlite.switch(new, MOMENT)

        assert reader.execute("SELECT name FROM house").fetchall() == [("old",)]
        reader.execute("COMMIT")
        assert reader.execute("SELECT name FROM house").fetchall() == [("new",)]


def test_a_writer_that_does_not_end_is_waited_for_and_nothing_happens(path, new, monkeypatch):
    monkeypatch.setattr(sqlite, "WAIT", 0.2)
    filled(path, "old")
    with closing(opened(path)) as site:
        site.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotDoneError):
            sqlite.switch(new, MOMENT)
        add(site, "goes on")
        site.execute("COMMIT")

    assert names(path) == ["goes on", "old"]
    assert not Path(f"{path}{KEPT}").exists()


def test_a_log_that_is_left_of_another_file_brings_no_old_rows_back(path, new):
    filled(path, "old")
    with closing(opened(path)) as site:
        add(site, "old row in the log")
        log = Path(f"{path}-wal").read_bytes()
    path.unlink()
    Path(f"{path}-wal").write_bytes(log)

    assert sqlite.switch(new, MOMENT) is None

    assert names(path) == ["new"]
    assert Path(f"{path}{KEPT}-wal").read_bytes() == log


def test_a_file_that_is_no_database_any_more_is_kept_under_another_name(path, new):
    path.write_bytes(b"what was on that disk before" * 1_000)

    kept = sqlite.switch(new, MOMENT)

    assert names(path) == ["new"]
    assert Path(kept).read_bytes().startswith(b"what was on that disk before")


OPEN_IT = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("SELECT * FROM house").fetchall()
print("open", flush=True)
sys.stdin.read()
"""


def test_it_is_not_taken_away_while_another_process_has_it_open(path, new):
    filled(path, "old")
    command = [sys.executable, "-c", OPEN_IT, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as site:
        assert site.stdout.readline() == "open\n"
        with path.open("r+b") as file:
            file.write(b"what was on that disk before")

        with pytest.raises(NotDoneError, match="Stop the site"):
            sqlite.switch(new, MOMENT)
        site.communicate("")

    assert sqlite.switch(new, MOMENT) == f"{path}{KEPT}"
    assert names(path) == ["new"]


def test_only_in_memory_there_is_nothing_to_back_up(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", ":memory:")

    with pytest.raises(NotDoneError, match="only in memory"):
        sqlite.database()
