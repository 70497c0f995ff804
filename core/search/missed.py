"""Searches that found nothing, counted once the answer has gone out.

Nobody waits for the counting or sees that it fails: while the database is locked, full or away, the
counts wait in memory for a later request of this process.
"""

import threading
import time
from collections import Counter

from django.db import Error, transaction
from django.utils import timezone

from .models import MissedSearch

LONGEST = 100  # characters
MOST_WAITING = 1_000  # different ones; more are a robot's
TRY_AGAIN = 5.0  # seconds after it failed

_waiting = Counter()
_not_before = 0.0
_noting, _writing = threading.Lock(), threading.Lock()


def note(text, language):
    """Counts that `text` found nothing, today; only what does not fit is forgotten."""
    _add({(text[:LONGEST], language, timezone.localdate()): 1})


def _add(counts):
    with _noting:
        for key, times in counts.items():
            if key in _waiting or len(_waiting) < MOST_WAITING:
                _waiting[key] += times


def write(**_kwargs):
    """Writes what waits, unless another thread does so or it has just failed."""
    global _not_before
    if not _waiting or time.monotonic() < _not_before or not _writing.acquire(blocking=False):
        return
    try:
        with _noting:
            counts = Counter(_waiting)
            _waiting.clear()
        try:
            with transaction.atomic():
                # In one order, so that two processes never wait for each other.
                for (text, language, day), times in sorted(counts.items()):
                    MissedSearch.objects.count_one(text, language, day, times)
        except Error:
            _add(counts)
            _not_before = time.monotonic() + TRY_AGAIN
    finally:
        _writing.release()


def forget():
    """Drops what waits: for tests, which begin with nothing."""
    global _not_before
    with _noting:
        _waiting.clear()
    _not_before = 0.0
