"""One version for all public content: whatever is kept in memory is kept under it.

Every save of public content changes the version in its own transaction, and writes beside it what
it changed, so that others need to read only that (`core.kept.memory`); every process looks at most
every half second. The version is a random number, not a counter, so that it never repeats after
a rollback or a restored backup.

Inside the transaction that raised it the new version is known, and nowhere else before it has
ended well: another reader would keep what was there before under the new version.
"""

import secrets
import threading
import time

from django.db import Error, connection, models, transaction

from .models import ContentChange, ContentVersion
from .models.publishing import ONE_BY_ONE
from .together import once

# Seconds: what a volunteer changed is seen by everybody within one.
LOOK_EVERY = 0.5
LOOK_AGAIN = 5.0  # when the database did not answer
# The log goes back so far; who did not look for longer builds everything anew.
MOST_CHANGES = 5_000
_PRUNE_EVERY = 500

# The version and when to look again: one object, because other threads replace it meanwhile.
_seen = None, 0.0
# The last version that was there, and whether the database did not answer since.
_known = None, False
_looking = threading.Lock()
# What is called with what changed, in the transaction that changes it.
_when_raised = []
# The same as `_seen` of this thread's own transaction, since it raised the version.
_own = threading.local()


def when_raised(write):
    """Has `write(changed)` called in every transaction that changes content, once the row of the
    version is held: who writes there waits for nobody. What only shows a change is not in it."""
    _when_raised.append(write)


def raise_version(changed=None, *, beside=()):
    """Says what public content has changed; part of the caller's transaction.

    `changed` is `{kind: ids}`, or None for all of a kind; without it, nobody knows what it was.
    `beside` names the kinds in it that did not change themselves: their pages show what did.
    """
    once("version", _raise, [(changed, beside)])


def _raise(told):
    changed = _added(what for what, _beside in told)
    version = secrets.randbits(62)
    # This holds the row until the transaction ends, so changes are numbered as they are committed.
    if not ContentVersion.objects.filter(pk=1).update(version=version):
        ContentVersion.objects.create(pk=1, version=version)
    change = ContentChange.objects.create(version=version, what=_written(changed))
    if change.pk % _PRUNE_EVERY == 0:
        ContentChange.objects.filter(pk__lt=change.pk - MOST_CHANGES).delete()
    its_own = _added(_without(what, beside) for what, beside in told)
    for write in _when_raised:
        write(its_own)
    if connection.in_atomic_block:
        _own.seen = None, 0.0
        transaction.on_commit(forget)
    else:
        forget()


def _without(changed, beside):
    if changed is None or not beside:
        return changed
    return {kind: ids for kind, ids in changed.items() if kind not in beside}


def _written(changed):
    if changed is None:
        return None
    return {
        kind: None if ids is None or len(ids) > ONE_BY_ONE else sorted(ids)
        for kind, ids in changed.items()
    }


def changes(before, version):
    """`{kind: ids, or None for all of it}` of what changed between two versions; more may be in it.

    None when that is not known: what changed nobody said, or one of the versions is not in the log,
    because it is too old or a backup was restored.
    """
    first = ContentChange.objects.filter(version=before).values("pk")
    log = ContentChange.objects.filter(pk__gte=models.Subquery(first)).order_by("pk")
    rows = list(log.values_list("version", "what")[: MOST_CHANGES + 1])
    if len(rows) > MOST_CHANGES or version not in {row[0] for row in rows}:
        return None
    return _added(what for _version, what in rows[1:])


def _added(changes):
    """All of several changes as one."""
    changed = {}
    for what in changes:
        if what is None:
            return None
        for kind, ids in what.items():
            known = changed.setdefault(kind, set())
            changed[kind] = None if ids is None or known is None else known.union(ids)
    return changed


def current():
    """The version that this process knows of, at most one second old.

    While the database is away it is the last one: what is kept is better than nothing. One reader
    at a time looks whether it is back. Raises the database's error when no version was ever known.
    """
    if hasattr(_own, "seen"):
        if connection.in_atomic_block:
            return _current_own()
        del _own.seen  # it has ended, or never came to be
    version, look_at = _seen
    is_due = version is None or time.monotonic() >= look_at
    if is_due and _looking.acquire(blocking=version is None):
        try:
            version = _look()
        finally:
            _looking.release()
    return version


def _current_own():
    """The version in a transaction that raised it."""
    version, look_at = _own.seen
    if version is None or time.monotonic() >= look_at:
        version = _read()
        _own.seen = version, time.monotonic() + LOOK_EVERY
    return version


def _read():
    return ContentVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def _look():
    global _seen, _known
    try:
        version = _read()
    except Error as error:
        # Also while a damaged database is put right, or a backup comes back table by table.
        version, _is_away = _known
        if version is None or isinstance(error, transaction.TransactionManagementError):
            raise
        _known, wait = (version, True), LOOK_AGAIN
    else:
        _known, wait = (version, False), LOOK_EVERY
    _seen = version, time.monotonic() + wait
    return version


def known():
    """The version, or None where it has to be looked up: asks nothing of the database."""
    version, look_at = _seen
    return None if hasattr(_own, "seen") or time.monotonic() >= look_at else version


def is_away():
    """Whether the database did not answer when it was last asked for the version."""
    return _known[1]


def forget():
    """Makes the next `current` look in the database."""
    global _seen
    _seen = None, 0.0
    vars(_own).clear()


def is_own():
    """Whether this thread is in a transaction that changed something."""
    return hasattr(_own, "seen") and connection.in_atomic_block
