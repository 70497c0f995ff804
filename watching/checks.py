"""What is looked at to say whether the site is well: for `/readyz`, `/wellz`, metrics and the desk.

`DOWN` is what no page can do without: the proxy sends visitors to another server. `WRONG` is for
people to put right, while the pages go on. `NOTE` is told, and nothing is wrong with this site.

Whoever asks gets what was found a moment ago, so asking again and again costs nothing.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from agenda.models import CalendarSource
from core.kept import warm
from core.models import ContentVersion
from core.public_writes.bounded import bounded

from . import troubles
from .daily import task_named
from .models import Run, Turn

OK, NOTE, WRONG, DOWN = "ok", "note", "wrong", "down"

DATABASE_FOR = 1.0  # seconds that an answer of the database is remembered
REST_FOR = 30.0
BACKUP_LATE = timedelta(hours=26)
WRITE_PATIENCE = 0.5  # seconds
BUSY_AT_MOST = 300.0  # seconds in which somebody else is always writing
# A disk is full below the first, and in any case above the second it is not.
SHARE_FREE, BYTES_ENOUGH, BYTES_FEW = 0.05, 10 * 2**30, 2**30

_busy_since = None


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    state: str
    says: Callable
    # Where there is a number that others draw: of days, bytes, rows.
    value: float | None = None


class Remembered:
    """What `compute()` gave last, for some seconds. One computes, others take the former answer."""

    def __init__(self, seconds, compute):
        self.seconds, self.compute = seconds, compute
        self._lock = threading.Lock()
        self.forget()

    def forget(self):
        self._answer, self._until = None, 0.0

    def __call__(self):
        answer = self._answer
        if answer is not None and time.monotonic() < self._until:
            return answer
        if not self._lock.acquire(blocking=answer is None):
            return answer
        try:
            if self._answer is None or time.monotonic() >= self._until:
                self._answer = self.compute()
                self._until = time.monotonic() + self.seconds
            return self._answer
        finally:
            self._lock.release()


def all_findings():
    """Everything, the most important first: a list of Finding."""
    first = _database()
    found = [first, _pages()]
    if first.state == OK:
        try:
            return [*found, *_rest()]
        except Error:
            return [_AWAY, *found[1:]]
    return found


def of_people():
    """What somebody has to put right, for the desk: the findings that are wrong."""
    try:
        return [finding for finding in _rest() if finding.state == WRONG]
    except Error:
        return []


def forget():
    """Looks anew the next time."""
    global _busy_since
    _busy_since = None
    _database.forget()
    _rest.forget()


_AWAY = Finding("database", DOWN, lambda: gettext("The database cannot be used."))


def _database_now():
    try:
        ContentVersion.objects.exists()
    except Error:
        return _AWAY
    return Finding("database", OK, lambda: "can be read")


def _pages():
    if warm.is_ready():
        return Finding("pages", OK, lambda: "the first pages are made")
    warm.go_on()
    return Finding("pages", DOWN, lambda: "The first pages are being made.")


def _rest_now():
    checks = (_migrations, _writing, *_disks(), _backup, _tasks, _calendars)
    return [finding for check in checks for finding in check()]


_database = Remembered(DATABASE_FOR, _database_now)
_rest = Remembered(REST_FOR, _rest_now)


@lru_cache(maxsize=1)
def _migrations_of_the_code():
    """By their names alone: loading them takes half a second and some megabytes."""
    found = set()
    for app in apps.get_app_configs():
        module, _is_explicit = MigrationLoader.migrations_module(app.label)
        package = module and app.module and Path(app.path) / "migrations"
        if package and package.is_dir() and module == f"{app.name}.migrations":
            names = (name for _finder, name, is_pkg in iter_modules([str(package)]) if not is_pkg)
            found.update((app.label, name) for name in names if name[0] not in "_~")
    return found


def _migrations():
    applied = MigrationRecorder.Migration.objects.values_list("app", "name")
    missing = len(_migrations_of_the_code() - set(applied))
    if not missing:
        yield Finding("migrations", OK, lambda: "all applied", 0)
        return
    yield Finding("migrations", DOWN, lambda: "Some migrations are not applied.", missing)


def _writing():
    """One row is written for real: only that says whether the disk of the database is full."""
    global _busy_since
    try:
        with bounded(WRITE_PATIENCE):
            Turn.objects.update_or_create(name="writing", defaults={"last_at": timezone.now()})
    except Error as error:
        if _is_busy(error):
            _busy_since = _busy_since or time.monotonic()
        if not _is_busy(error) or time.monotonic() - _busy_since > BUSY_AT_MOST:
            yield Finding("writing", WRONG, lambda: gettext("Nothing can be saved at the moment."))
            return
    else:
        _busy_since = None
    yield Finding("writing", OK, lambda: "works")


def _is_busy(error):
    """Whether somebody else is just writing, which is no fault."""
    cause = error.__cause__
    names = ("SQLITE_BUSY", "SQLITE_LOCKED")
    return (
        getattr(cause, "sqlite_errorname", "").startswith(names)
        or getattr(cause, "sqlstate", "") == "55P03"
    )


def folders():
    """`{name: folder}` of what grows on this machine: the database, backups, the site itself."""
    found = {"site": settings.BASE_DIR, "backups": getattr(settings, "BACKUP_FOLDER", "")}
    database = settings.DATABASES["default"]
    if connection.vendor == "sqlite":
        path = Path(str(database["NAME"]))
        found["database"] = path.parent if path.is_absolute() else settings.BASE_DIR
    elif database.get("HOST", "") in ("", "localhost", "127.0.0.1", "::1"):
        found["database"] = "/var/lib/postgresql"
    return {name: str(folder) for name, folder in found.items() if folder and _is_there(folder)}


def _is_there(folder):
    try:
        return os.path.isdir(folder)
    except OSError:
        return False


def _disks():
    """One disk is told once, by the folder that matters most."""
    seen = set()
    for name in ("database", "backups", "site"):
        folder = folders().get(name)
        if folder and (device := os.stat(folder).st_dev) not in seen:
            seen.add(device)
            yield partial(_disk, name, folder)


def is_full(free, total):
    return free < BYTES_FEW or (free < BYTES_ENOUGH and free < SHARE_FREE * total)


def _disk(name, folder):
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return
    percent = {"percent": usage.free * 100 // usage.total}
    if is_full(usage.free, usage.total):
        state, says = (
            WRONG,
            lambda: gettext("The disk is nearly full: %(percent)d %% is free.") % percent,
        )
    else:
        state, says = OK, lambda: f"{percent['percent']} % is free"
    yield Finding(f"disk of {name}", state, says, usage.free)


def _backup():
    task = task_named("backup")
    if task is None or not task.is_wanted():
        is_public = not (settings.DEBUG or settings.IS_LOCAL)
        yield Finding(
            "backup", WRONG if is_public else NOTE, lambda: gettext("There are no backups.")
        )
        return
    last = Run.objects.filter(task="backup").done().first()
    if last is None:
        began = troubles.watched_since()
        is_new = began is None or timezone.now() - began < BACKUP_LATE
        yield Finding(
            "backup", NOTE if is_new else WRONG, lambda: gettext("There is no backup yet.")
        )
        return
    age = timezone.now() - last.started_at
    if age <= BACKUP_LATE:
        hours = age // timedelta(hours=1)
        yield Finding("backup", OK, lambda: f"{hours} hours old", age.total_seconds())
        return
    days = age // timedelta(days=1)
    yield Finding(
        "backup",
        WRONG,
        lambda: (
            ngettext("The last backup is %d day old.", "The last backup is %d days old.", days)
            % days
        ),
        age.total_seconds(),
    )


def _tasks():
    wrong = troubles.of_tasks(timezone.now())
    for each in wrong:
        yield Finding(f"task {each.name}" if each.name != "timer" else "timer", WRONG, each.says)
    if not wrong:
        yield Finding("tasks", OK, lambda: "done")


def _calendars():
    failing = CalendarSource.objects.filter(is_active=True).exclude(trouble="").count()
    if not failing:
        yield Finding("calendars", OK, lambda: "can be read", 0)
        return
    yield Finding("calendars", NOTE, lambda: f"{failing} cannot be read", failing)
