"""The data of the demonstration. Loading it takes five seconds, so that is done once for all files
that look at it, and each has a copy of its own, to change as it likes."""

import os
import sqlite3
import time
from contextlib import closing, contextmanager
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction

from core.together import together
from tests.clock import DEMONSTRATION, travel

TURNS = 50  # of a tenth of a second: so long a copy waits for a transaction


def made_once(tmp_path_factory, name, make):
    """A folder that `make(folder)` has filled: one of the workers does it, the others wait."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    try:
        folder.mkdir()
    except FileExistsError:
        for _ in range(3000):
            if (folder / "ready").exists():
                return folder
            time.sleep(0.1)
        raise RuntimeError(f"Nobody made {name} in five minutes") from None
    make(folder)
    (folder / "ready").touch()
    return folder


def once(tmp_path_factory):
    """`with once(tmp_path_factory)():` the database has the data.

    Not for a transaction to ask for: SQLite makes no copy meanwhile.
    """
    if connection.vendor != "sqlite":
        return _until_rollback
    return partial(_in_memory, made_once(tmp_path_factory, "demonstration", _make) / "db.sqlite3")


@contextmanager
def _until_rollback():
    with transaction.atomic():
        _load()
        yield
        transaction.set_rollback(True)


def _load():
    with travel(DEMONSTRATION), together():
        call_command("loaddata", *settings.DEMO_FIXTURES, verbosity=0)


def _make(folder):
    path = folder / "db.sqlite3"
    copied(connection.connection, path)
    with _in_memory(path):
        _load()
        copied(connection.connection, path)


def copied(database, path):
    """Writes a database to a file. While a transaction changes it, SQLite waits without end, also
    when it is the transaction of the one who asks: this raises."""
    turns = iter(range(TURNS))

    def wait(status, _left, _pages):
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and next(turns, None) is None:
            raise RuntimeError("A database cannot be copied while a transaction changes it")

    with closing(sqlite3.connect(path)) as copy:
        database.backup(copy, progress=wait, sleep=0.1)


@contextmanager
def _in_memory(path):
    """A copy of the database of `path` in the place of the usual one."""
    usual, usual_settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**usual_settings, "NAME": ":memory:"}
    connections["default"] = one = connections.create_connection("default")
    try:
        one.ensure_connection()
        with closing(sqlite3.connect(path)) as kept:
            kept.backup(one.connection)
        yield
    finally:
        # Django never closes one in memory, to which others may be connected.
        one.connection.close()
        connections.settings["default"], connections["default"] = usual_settings, usual
