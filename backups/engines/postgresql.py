"""Copying a database of PostgreSQL with `pg_dump`, and one taking another's place by its name."""

import os
import re
import shutil
import subprocess
import threading
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from django.db import DatabaseError, connection, connections
from django.db.backends.postgresql.client import DatabaseClient
from psycopg import sql

from backups import facts
from backups.failing import UNUSABLE, NotDoneError
from backups.folder import backups as folder
from backups.folder import nameless
from backups.keeping import in_words

from . import Place

ENGINE, PART = "postgresql", "database.dump"
# "backups", for pg_try_advisory_lock: any number that nothing else uses.
_LOCK = 0x6261636B757073
_LONGEST = 40  # of PostgreSQL's 63 characters for a name
_TRIES = 3
_PROGRAMS = Path("/usr/lib/postgresql")


# Connections


def _name():
    return connection.settings_dict["NAME"]


@contextmanager
def _connected(name=None):
    """A connection of its own; without a name, to the database of the site."""
    its_own = connection.settings_dict | ({"NAME": name} if name else {})
    other = connections["default"].__class__(its_own, "default")
    try:
        other.ensure_connection()
        with closing(other):
            yield other
    except DatabaseError as error:
        raise NotDoneError(_said(error), detail=str(error)) from error


def _said(error):
    code = getattr(error.__cause__, "sqlstate", None)
    if code == "42501":
        return f"PostgreSQL says that this user may not do that. {_rights()}"
    if code == "53100":
        return "The disk of PostgreSQL is full. Nothing was changed."
    return "PostgreSQL did not do what it was asked for, or does not answer."


def _rights():
    user = connection.settings_dict["USER"] or "the user of the site"
    return (
        "As the administrator of PostgreSQL (sudo -u postgres psql): "
        f'ALTER ROLE "{user}" CREATEDB; ALTER DATABASE "{_name()}" OWNER TO "{user}"; '
        "then run this again."
    )


def _rows(other, question, values=None):
    with other.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchall() if cursor.description else []


def _beside():
    """Another database of the same server, from which that of the site can be renamed."""
    return "template1" if _name() == "postgres" else "postgres"


@contextmanager
def alone():
    with _connected(_beside()) as other:
        if not _rows(other, "SELECT pg_try_advisory_lock(%s)", [_LOCK])[0][0]:
            raise NotDoneError("A backup or a restore is under way. Wait until it is done.")
        prefix = re.sub(r"([\\%_])", r"\\\1", f"{_name()[:_LONGEST]}_unfinished_") + "%"
        left = _rows(other, "SELECT datname FROM pg_database WHERE datname LIKE %s", [prefix])
        for (name,) in left:
            _rows(other, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        yield


def size():
    with _connected() as other:
        return _rows(other, "SELECT pg_database_size(current_database())")[0][0]


# Programs


def _major(program):
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    match = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return int(match[1]) if match else 0


def _program(name, major):
    """The path of a program of PostgreSQL of exactly that version."""
    found = {}
    for path in (str(_PROGRAMS / str(major) / "bin" / name), shutil.which(name)):
        if path and os.access(path, os.X_OK):
            found.setdefault(_major(path), path)
    if major in found:
        return found[major]
    others = ", ".join(str(each) for each in sorted(found)) or "none"
    raise NotDoneError(
        f"The server is PostgreSQL {major}, and this machine has no {name} of that version (found: "
        f"{others}). Install postgresql-client-{major} here."
    )


def _server_major(other):
    return other.pg_version // 10_000


def _environment(name):
    """As libpq reads it: nothing of it stands in the list of processes."""
    values = connection.settings_dict | {"NAME": name}
    _arguments, environment = DatabaseClient.settings_to_cmd_args_env(values, [])
    wanted = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    said = {key: str(values[setting]) for key, setting in wanted.items() if values[setting]}
    return {**os.environ, **(environment or {}), **said}


def _run(command, *, name, doing, **more):
    done = subprocess.run(  # noqa: S603
        command,
        env=_environment(name),
        stderr=subprocess.PIPE,
        check=False,
        **{"stdout": subprocess.DEVNULL, **more},
    )
    if done.returncode:
        raise NotDoneError(
            f"{Path(command[0]).name} could not {doing}.",
            detail=done.stderr.decode(errors="replace")[-2_000:],
        )


# Copying


@contextmanager
def copied():
    """The counts are of the snapshot that `pg_dump` writes."""
    with nameless(folder()) as file:
        found = _dumped(file)
        yield file, found


def _dumped(file):
    with _connected() as other:
        program = _program("pg_dump", _server_major(other))
        _rows(other, "SET idle_in_transaction_session_timeout = 0")
        _rows(other, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = _rows(other, "SELECT pg_export_snapshot()")[0][0]
        found = facts.read(
            lambda question: _rows(other, question),
            _tables(other),
            ENGINE,
            _rows(other, "SHOW server_version")[0][0],
        )
        # The tar is compressed, so this is not.
        command = [program, "--format=custom", "--compress=0", "--no-password"]
        command.append(f"--snapshot={snapshot}")
        _run(command, name=_name(), doing="read the database", stdout=file)
        _rows(other, "COMMIT")
        return found


def _tables(other):
    rows = _rows(
        other,
        "SELECT tablename FROM pg_tables WHERE schemaname = ANY(current_schemas(false))",
    )
    return [name for (name,) in rows]


def needed(length):
    """Bytes in our folder, to bring a copy of that length back."""
    return length


@contextmanager
def space():
    with nameless(folder()) as file:
        yield file


def found_whole(file):
    with _connected(_beside()) as other:
        program = _program("pg_restore", _server_major(other))
    try:
        _run([program, "--list"], name=_name(), doing="read the dump", stdin=_from_start(file))
    except NotDoneError as error:
        said = "The dump in the backup is damaged."
        raise NotDoneError(said, UNUSABLE, error.detail) from error


def _from_start(file):
    file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return file


# Putting in place


def check_rights():
    question = (
        "SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) OR "
        "((SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user) AND "
        "COALESCE((SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = %s), true))"
    )
    with _connected(_beside()) as other:
        if not _rows(other, question, [_name()])[0][0]:
            raise NotDoneError(f"This user may not make databases, or not rename this. {_rights()}")


def filled(file):
    name = f"{_name()[:_LONGEST]}_unfinished_{os.getpid()}"
    with _connected(_beside()) as other:
        program = _program("pg_restore", _server_major(other))
        _rows(other, _creation(other, name))
    place = Place(name, _url(name))
    try:
        command = [program, "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
        command.append(f"--dbname={name}")
        _run(command, name=name, doing="fill a new database", stdin=_from_start(file))
        with _connected(name) as other:
            _rows(other, "ANALYZE")
    except BaseException:
        drop(place)
        raise
    return place


def _creation(other, name):
    """Sorted and compared as the database of the site is."""
    like = _rows(
        other,
        "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database "
        "WHERE datname = %s AND coalesce(to_jsonb(pg_database) ->> 'datlocprovider', 'c') = 'c'",
        [_name()],
    )
    create = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
    for encoding, collate, ctype in like:
        create += sql.SQL(" ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(
            *map(sql.Literal, (encoding, collate, ctype))
        )
    return create


def _url(name):
    """DATABASE_URL with another name."""
    given = os.environ.get("DATABASE_URL", "")
    return urlunsplit(urlsplit(given)._replace(path=f"/{quote(name, safe='')}"))


def counts(place):
    with _connected(place.name) as other:
        return facts.counted(lambda question: _rows(other, question), _tables(other))


def drop(place):
    with _connected(_beside()) as other:
        name = sql.Identifier(place.name)
        _rows(other, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))


def switch(place, moment):
    """Both names in one transaction. Who is connected loses the connection, and finds the new one
    at the next request."""
    kept = f"{_name()[:_LONGEST]}_before_{in_words(moment).lower()}"
    with _connected(_beside()) as other:
        is_there = _rows(other, "SELECT 1 FROM pg_database WHERE datname = %s", [_name()])
        names = [(place.name, _name())]
        if is_there:
            names.insert(0, (_name(), kept))
        with _nobody_else(_name(), place.name):
            _rename(other, names)
    return kept if is_there else None


def _rename(other, names):
    for attempt in range(_TRIES):
        try:
            _rows(other, "BEGIN")
            for old, new in names:
                command = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                _rows(other, command.format(sql.Identifier(old), sql.Identifier(new)))
            _rows(other, "COMMIT")
        except DatabaseError as error:
            _rows(other, "ROLLBACK")
            if getattr(error.__cause__, "sqlstate", None) != "55006":
                raise
            if attempt == _TRIES - 1:
                raise NotDoneError(
                    "Somebody else is connected to the database and cannot be sent away "
                    "(SELECT usename, application_name FROM pg_stat_activity). End that, and run "
                    "this again."
                ) from error
        else:
            return


@contextmanager
def _nobody_else(*names):
    """Ends the sessions of these databases again and again: the server waits up to five seconds
    for the last to go, and lets nobody in meanwhile."""
    done = threading.Event()

    def end_sessions():
        with _connected(_beside()) as other:
            while True:
                _rows(
                    other,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = ANY(%s) AND pg_has_role(usesysid, 'MEMBER')",
                    [list(names)],
                )
                if done.wait(0.1):
                    return

    thread = threading.Thread(target=end_sessions)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
