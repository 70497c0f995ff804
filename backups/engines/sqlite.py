"""Copying a file of SQLite that others write to, and giving them another content.

The file is never copied, and none takes its place by a name while somebody has it open: a process
would go on writing to what nobody reads any more, and a `-wal` of the old file would bring its
pages back into the new one.
"""

import fcntl
import os
import sqlite3
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from django.db import connection
from django.db.backends.sqlite3._functions import register as register_functions

from backups import facts
from backups.failing import UNUSABLE, NotDoneError
from backups.folder import alone as alone_with
from backups.folder import fsync_folder
from backups.keeping import in_words

from . import Place

ENGINE, PART = "sqlite", "database.sqlite3"
BESIDE = ("-wal", "-shm", "-journal")
WAIT = 60  # seconds for a writer that is in the middle of something
STEP = 200  # pages; less than what a connection keeps before it writes
# Where a connection that has the file open holds a lock (https://www.sqlite.org/src, os_unix.c).
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510


def database():
    name = str(connection.settings_dict["NAME"])
    if ":memory:" in name or "mode=memory" in name:
        raise NotDoneError("The database is only in memory; there is nothing to back up.")
    return Path(name).resolve()


@contextmanager
def alone():
    path = database()
    if not path.parent.is_dir():
        raise NotDoneError(f"The folder of the database, {path.parent}, is not there.")
    with alone_with(
        Path(f"{path}.lock"), "A backup or a restore is under way. Wait until it is done."
    ):
        for left in path.parent.glob(f"{path.name}.unfinished-*"):
            left.unlink(missing_ok=True)
        yield


def folder():
    return database().parent


def size():
    path = database()
    return sum(each.stat().st_size for each in _with_its_own(path) if each.exists())


@contextmanager
def copied():
    """Without what was deleted, which an ordinary copy would still hold in its free pages."""
    path = database()
    if not path.exists():
        raise NotDoneError(f"There is no database {path}; there is nothing to back up.")
    copy = _unfinished()
    try:
        with closing(_connected(path)) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        with closing(_connected(copy)) as database_copy:
            found = facts.read(
                lambda sql: database_copy.execute(sql).fetchall(),
                _tables(database_copy),
                ENGINE,
                sqlite3.sqlite_version,
            )
        file = copy.open("rb")
    except sqlite3.Error as error:
        raise NotDoneError(
            f"SQLite could not copy the database: {error}. If it says “malformed”, the database "
            "is damaged: keep the backups that there are, and restore the last one."
        ) from error
    finally:
        copy.unlink(missing_ok=True)  # who has it open reads on
    with file:
        yield file, found


def needed(length):
    """Bytes: the new database, its way through the log of the old one, and that one itself."""
    return 3 * length + (size() if database().exists() else 0)


@contextmanager
def space():
    path = _unfinished()
    try:
        with path.open("w+b") as file:
            yield file
    finally:
        _remove(path)


def found_whole(file):
    file.flush()
    with closing(_connected(file.name)) as copy:
        _found_whole(copy)


def _found_whole(copy):
    try:
        (said, *_more) = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise NotDoneError(f"The database in the backup is damaged: {said}.", UNUSABLE)


def check_rights():
    path = database()
    writable = os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))
    if not writable:
        raise NotDoneError(f"{path} cannot be written. Run this as the user of the site.")


def filled(file):
    file.flush()
    os.fsync(file.fileno())
    found_whole(file)
    return Place(file.name, f"sqlite:///{quote(file.name)}")


def counts(place):
    with closing(_connected(place.name)) as copy:
        return facts.counted(lambda sql: copy.execute(sql).fetchall(), _tables(copy))


def drop(place):
    _remove(Path(place.name))


def switch(place, moment):
    """In one transaction of the file that is in use, so that whoever has it open sees all of the
    old or all of the new. Nobody writes between the last row of what is kept and the first of this.
    """
    path = database()
    kept = Path(f"{path}.before-{in_words(moment)}")
    try:
        with closing(_connected(place.name)) as new:
            new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise NotDoneError(f"The restored database could not be closed: {error}.") from error
    if not path.exists():
        _put_there(Path(place.name), path, kept)
        return None
    try:
        _write_into(path, Path(place.name), kept)
    except sqlite3.Error as error:
        _remove(kept)
        if getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY):
            raise NotDoneError(f"The database could not be written: {error}.") from error
        # It is too damaged to be written to.
        with _nobody_has(path):
            _put_there(Path(place.name), path, kept)
    return str(kept)


def _write_into(path, new, kept):
    until, is_kept = time.monotonic() + WAIT, False

    def keep_first(status, _left, _all):
        nonlocal is_kept
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() > until:
                raise NotDoneError(
                    "Somebody has been writing to the database for a minute. Stop the site, and "
                    "run this again."
                )
        elif not is_kept:
            # The first pages are written and not committed: from here on nobody else can write.
            _keep(path, kept)
            is_kept = True

    with closing(_connected(new)) as source, closing(_connected(path)) as live:
        live.execute("PRAGMA cache_size=-20000")
        pages = source.execute("PRAGMA page_count").fetchone()[0]
        # More than one step, because the last one commits.
        step = min(STEP, max(1, pages // 2))
        source.backup(live, pages=step, progress=keep_first, sleep=0.1)
        # It is there now; what this leaves, others do.
        with suppress(sqlite3.Error):
            live.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _keep(path, kept):
    copy = _unfinished()
    with closing(_connected(path)) as old, closing(_connected(copy)) as target:
        old.backup(target)
    os.rename(copy, kept)
    fsync_folder(path.parent)


@contextmanager
def _nobody_has(path):
    """Holds what every connection to the file needs, if none has it."""
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
        except OSError as error:
            raise NotDoneError(
                "The database that is in use is so damaged that it has to be taken away, and the "
                "site still has it open. Stop the site, and run this again."
            ) from error
        yield


def _put_there(new, path, kept):
    """Under the name of the site's database, with nothing of a former one beside it: a `-wal` would
    be read into any file of that name."""
    for old, name in zip(_with_its_own(path), _with_its_own(kept), strict=True):
        if old.exists():
            os.link(old, name)
    for old in _with_its_own(path)[1:]:
        old.unlink(missing_ok=True)
    fsync_folder(path.parent)
    os.replace(new, path)
    fsync_folder(path.parent)


def _with_its_own(path):
    return [path, *(Path(f"{path}{ending}") for ending in BESIDE)]


def _remove(path):
    for each in _with_its_own(path):
        each.unlink(missing_ok=True)


def _unfinished():
    """An empty file beside the database, for this user only."""
    path = database()
    try:
        handle, name = tempfile.mkstemp(prefix=f"{path.name}.unfinished-", dir=path.parent)
    except OSError as error:
        raise NotDoneError(f"{path.parent} cannot be written: {error.strerror}.") from error
    os.close(handle)
    return Path(name)


def _connected(path):
    uri = f"{Path(path).as_uri()}?mode=rw"
    opened = sqlite3.connect(uri, uri=True, timeout=WAIT, isolation_level=None)
    # Constraints of our tables call functions that Django brings.
    register_functions(opened)
    return opened


def _tables(database_copy):
    asked = database_copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return [name for (name,) in asked if not name.startswith("sqlite_")]
