"""Bringing a backup back: into an empty place, where everything is checked, and only then for the
site to use."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from . import children, engines, facts, folder, package
from .failing import NEWER, UNUSABLE, NotDoneError, megabytes

_NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Restored:
    made: datetime
    rows: int
    kept: str | None  # what the database that was there is called now


def restore(path, identities, say, *, is_only_check=False):
    """Puts the backup in `path` in place of what is there; `say` hears each step.

    Whatever goes wrong before the last step, an error says so and the site is as it was.
    """
    engine = engines.of_site()
    with restored_beside(path, identities, say) as (place, manifest):
        kept = None
        if not is_only_check:
            say("Putting it in place …")
            connection.close()
            kept = engine.switch(place, timezone.now())
    made = datetime.fromisoformat(manifest["made"])
    return Restored(made, sum(manifest["counts"].values()), kept)


@contextmanager
def restored_beside(path, identities, say):
    """A checked `Place` with what is in the backup, which is gone at the end unless it was put in
    place; and the manifest."""
    engine = engines.of_site()
    if package.is_locked(path) and not identities:
        raise NotDoneError("The backup is closed. Name the file with the private key: --identity.")
    engine.check_rights()
    with engine.alone(), engine.space() as copy:
        manifest = _unpacked(engine, path, identities, copy, say)
        say("Filling an empty database …")
        place = engine.filled(copy)
        try:
            _check_counts(manifest["counts"], engine.counts(place))
            say("Migrating, and working out anew what is worked out …")
            same = ["--same-code"] if manifest["code"] == facts.code_version() else []
            children.manage(place, "after_restore", *same, doing="bringing it up to date")
            say("Looking at some pages …")
            children.manage(place, "look", doing="showing its pages")
            yield place, manifest
        finally:
            engine.drop(place)


def _unpacked(engine, path, identities, copy, say):
    """Writes what is in the backup to the open file `copy`; gives the manifest."""
    length = path.stat().st_size
    say(f"Reading the backup, {megabytes(length)} …")
    where = engine.folder()
    folder.ask_for_space(where, length)
    with folder.nameless(where) as space, package.opened(path, identities, space) as read:
        check_fits(read.manifest, engine)
        say(_about(read.manifest))
        folder.ask_for_space(where, engine.needed(read.manifest["size"]))
        read.copy_to(copy)
    engine.found_whole(copy)
    return read.manifest


def _about(manifest):
    rows, code = sum(manifest["counts"].values()), manifest["code"]
    return (
        f"It is of {manifest['site']}, made at {manifest['made']} by version {code['version']}: "
        f"{rows:,} rows in {len(manifest['counts'])} tables."
    )


def check_fits(manifest, engine):
    """Refuses what this program, with this database, cannot bring back."""
    if manifest["engine"] != engine.ENGINE:
        there, here = _NAMES.get(manifest["engine"], "another database"), _NAMES[engine.ENGINE]
        raise NotDoneError(
            f"The backup is of {there}, and this site uses {here}. Set DATABASE_URL to a database "
            f"of {there}, and run this again.",
            UNUSABLE,
        )
    unknown = [*_unknown(manifest["migrations"])]
    if unknown:
        code = manifest["code"]
        which = f"git checkout {code['commit']}" if code["commit"] else f"version {code['version']}"
        raise NotDoneError(
            f"The backup was made by a newer version of the program, {code['version']}; this is "
            f"{facts.code_version()['version']}, which does not know {_some(unknown)}. Install "
            f"that one first ({which}), and run this again.",
            NEWER,
        )


def _unknown(migrations):
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    for migration in loader.disk_migrations.values():
        known.update(f"{app}.{name}" for app, name in migration.replaces)
    return (name for name in migrations if name not in known)


def _some(names):
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more of its changes"


def _check_counts(said, found):
    wrong = [name for name in {*said, *found} if said.get(name) != found.get(name)]
    if wrong:
        first = min(wrong)
        raise NotDoneError(
            f"Not everything came back: {len(wrong)} tables have other numbers of rows than the "
            f"backup says; {first} should have {said.get(first, 'none')} and has "
            f"{found.get(first, 'none')}. Take the backup before it.",
            UNUSABLE,
        )
