"""Counts that wait in memory until they are written.

Nobody waits for the writing or sees that it fails: while the database is locked, full or away, the
counts stay here, as many different ones as fit.
"""

import threading
from collections import Counter

from django.db import Error

from . import beside
from .bounded import bounded

MOST_WAITING = 1_000  # different ones of a kind; more are a robot's
PATIENCE = 0.5  # seconds for who is writing just now

_kinds = []


class Counts:
    """Counts of one kind. `save(counts)` adds `{key: times}` to what is there; its keys are in one
    order, so that two processes never wait for each other."""

    def __init__(self, save):
        self._save, self._waiting, self._noting = save, Counter(), threading.Lock()
        _kinds.append(self)

    def note(self, key, times=1):
        """Counts `key` once more, or once less (-1); only what does not fit is forgotten."""
        self._add({key: times})
        beside.wake(write)

    def _add(self, counts):
        with self._noting:
            for key, times in counts.items():
                if key in self._waiting or len(self._waiting) < MOST_WAITING:
                    self._waiting[key] += times

    @property
    def is_waiting(self):
        return bool(self._waiting)

    def write(self):
        """Writes what waits; False when it still waits."""
        with self._noting:
            counts = Counter(self._waiting)
            self._waiting.clear()
        try:
            with bounded(PATIENCE):
                self._save(dict(sorted(counts.items())))
        except Error:
            self._add(counts)
            return False
        return True

    def forget(self):
        with self._noting:
            self._waiting.clear()


def write():
    """Writes all that waits in this process; False when some of it still does."""
    outcomes = [kind.write() for kind in _kinds if kind.is_waiting]
    return all(outcomes)


def forget():
    """Drops what waits: for tests, which begin with nothing."""
    for kind in _kinds:
        kind.forget()
