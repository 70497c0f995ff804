"""One version for all public content: whatever is kept in memory is kept under it.

Every save of public content changes the version in its own transaction; every process looks at
most once a second. The version is a random number, not a counter, so that it never repeats after
a rollback or a restored backup.

Inside the transaction that raised it the new version is known, and nowhere else before it has
ended well: another reader would keep what was there before under the new version.
"""

import secrets
import threading
import time

from django.db import Error, connection, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from .models import ContentVersion

LOOK_EVERY = 1.0  # seconds …
LOOK_AGAIN = 5.0  # … and when the database did not answer

# The version and when to look again: one object, because other threads replace it meanwhile.
_seen = None, 0.0
# The last version that was there, and whether the database did not answer since.
_known = None, False
_looking = threading.Lock()
# The same as `_seen` of this thread's own transaction, since it raised the version.
_own = threading.local()


def raise_version(**_kwargs):
    """Says that public content has changed; part of the caller's transaction."""
    version = secrets.randbits(62)
    if not ContentVersion.objects.filter(pk=1).update(version=version):
        ContentVersion.objects.create(pk=1, version=version)
    if connection.in_atomic_block:
        _own.seen = None, 0.0
        transaction.on_commit(forget)
    else:
        forget()


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


def is_away():
    """Whether the database did not answer when it was last asked for the version."""
    return _known[1]


def forget():
    """Makes the next `current` look in the database."""
    global _seen
    _seen = None, 0.0
    vars(_own).clear()


def watch(model):
    """Saving, deleting or relating a `model` raises the version."""
    for signal in (post_save, post_delete):
        signal.connect(raise_version, sender=model, dispatch_uid=f"version-{model._meta.label}")
    for field in model._meta.many_to_many:
        m2m_changed.connect(raise_version, sender=getattr(model, field.name).through)
