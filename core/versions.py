"""One version for all public content: whatever is kept in memory is kept under it.

Every save of public content changes the version in its own transaction; every process looks at
most once a second. The version is a random number, not a counter, so that it never repeats after
a rollback or a restored backup.
"""

import secrets
import time

from django.db.models.signals import m2m_changed, post_delete, post_save

from .models import ContentVersion

LOOK_EVERY = 1.0  # seconds

# The version and when it was looked up: one object, because other threads replace it meanwhile.
_seen = None, 0.0


def raise_version(**_kwargs):
    """Says that public content has changed; part of the caller's transaction."""
    version = secrets.randbits(62)
    if not ContentVersion.objects.filter(pk=1).update(version=version):
        ContentVersion.objects.create(pk=1, version=version)
    forget()


def current():
    """The version that this process knows of, at most one second old."""
    global _seen
    version, looked_at = _seen
    now = time.monotonic()
    if version is None or now - looked_at >= LOOK_EVERY:
        version = ContentVersion.objects.filter(pk=1).values_list("version", flat=True).first() or 0
        _seen = version, now
    return version


def forget():
    """Makes the next `current` look in the database."""
    global _seen
    _seen = None, 0.0


def watch(model):
    """Saving, deleting or relating a `model` raises the version."""
    for signal in (post_save, post_delete):
        signal.connect(raise_version, sender=model, dispatch_uid=f"version-{model._meta.label}")
    for field in model._meta.many_to_many:
        m2m_changed.connect(raise_version, sender=getattr(model, field.name).through)
