"""What is built from the tables once and then follows every change, row by row.

All that a process keeps is of one content version (`core.versions`) and swapped whole, so that a
page never mixes two. At most every half second somebody looks whether there is a newer version; who
finds one reads what changed and only that, while the others go on with what there is. Where it is
not known what changed, all is built anew beside the requests, and the old one answers meanwhile;
only the first of a process is waited for.

In a transaction that changes something, its own state is seen by itself and by nobody else.
"""

import gc
import logging
import threading
import time
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count

from django.db import Error, connections

from core import versions

from . import shows

# Whether what has to be built anew is built by a thread of its own. Tests wait for it.
BESIDE = True
TRY_AGAIN = 5.0  # seconds after that failed

_logger = logging.getLogger(__name__)
_kinds = {}
_numbers = count(1)
_latest, _not_before = None, 0.0
# How often this process followed a change by the row, and built all anew: for whoever measures.
followed_count = anew_count = 0
_following, _beside = threading.Lock(), threading.Lock()
_mine = threading.local()
_pinned = ContextVar("pinned", default=None)


@dataclass(frozen=True, slots=True)
class Kind:
    build: object
    follow: object


def register(name, build, follow):
    """Keeps a thing in memory, for `get(name)`. Called when the app is ready; the order counts.

    `build(things)` reads all of it. `follow(thing, changed, things)` gives `(thing, keys)`: the
    same as far as nothing of it changed, and the keys of `core.kept.shows` whose pages show
    something else; or None where it has to be built anew. `changed` is what `versions.changes`
    gives. `things["places"]` are the others of the same version, those that were registered before.
    What is built is never changed: whoever has it may use it to the end of a page.
    """
    _kinds[name] = Kind(build, follow)


@dataclass(frozen=True, eq=False)
class Memory:
    """All that is kept of one version. `number` grows with every one that this process had."""

    version: int
    number: int
    _things: dict = field(default_factory=dict, repr=False)
    _building: object = field(default_factory=threading.RLock, repr=False)

    def __getitem__(self, name):
        """The thing of that name; built when it is asked for the first time."""
        thing = self._things.get(name)
        if thing is None:
            with self._building:
                thing = self._things.get(name)
                if thing is None:
                    with uncollected():
                        thing = self._things[name] = _kinds[name].build(self)
        return thing

    def followed(self, version, changed):
        """The memory of a later version, and the keys of what it shows; None to build it anew."""
        later, keys = Memory(version, next(_numbers)), keys_of(changed)
        for name, kind in _kinds.items():
            if name not in self._things:
                continue
            answer = kind.follow(self._things[name], changed, later)
            if answer is None:
                return None
            later._things[name], shown = answer
            keys.update(shown)
        return later, keys

    def anew(self, version):
        """Everything that is in this one, built from the tables."""
        later = Memory(version, next(_numbers))
        for name in _kinds:
            if name in self._things:
                later[name]
        return later


def keys_of(changed):
    """The keys of `core.kept.shows` that changed rows have: `{kind, (kind, id), …}`."""
    kinds = {kind for kind, ids in changed.items() if ids is None or ids}
    return {*kinds, *((kind, pk) for kind in kinds for pk in changed[kind] or ())}


def build():
    """Builds all that is registered, for a process that begins. Raises the database's error."""
    with pinned() as now:
        for name in _kinds:
            now[name]


def get(name):
    """What is kept under a name, as it is now (at most half a second and a few reads old)."""
    return current()[name]


def number():
    """The number of the memory of now: while it is the same, nothing has changed."""
    return current().number


def known_number():
    """The same, or None where it has to be looked for: asks nothing of the database."""
    version, latest = versions.known(), _latest
    if version is None or latest is None:
        return None
    return latest.number if latest.version == version or _goes_on() else None


@contextmanager
def pinned():
    """What is asked meanwhile is all of the one `Memory` that this gives: for making a page."""
    token = _pinned.set(current())
    try:
        yield _pinned.get()
    finally:
        _pinned.reset(token)


def current():
    """The `Memory` of now. Raises the database's error when there never was one."""
    if (memory := _pinned.get()) is not None:
        return memory
    version = versions.current()
    if versions.is_own():
        return _current_own(version)
    latest = _latest
    if latest is not None and (latest.version == version or _goes_on()):
        return latest
    # One thread follows; the others go on with what there is.
    if not _following.acquire(blocking=latest is None):
        return latest
    try:
        return _catch_up(version)
    except Error:
        if latest is None:
            raise
        return latest
    finally:
        _following.release()


def _goes_on():
    """Whether what there is answers also for a later version."""
    return _beside.locked() or versions.is_away() or time.monotonic() < _not_before


def _catch_up(version):
    latest = _latest
    if latest is None:
        return _publish(Memory(version, next(_numbers)), None)
    if latest.version == version:
        return latest
    try:
        followed = _followed(latest, version)
    except Error:
        raise
    except Exception:
        # With the next page it would fail again, and so with all of them.
        if not BESIDE:
            raise
        _logger.exception("What changed could not be followed.")
        followed = None
    if followed is not None:
        return _publish(*followed)
    if BESIDE:
        _build_beside(latest)
        return latest
    return _publish(latest.anew(version), None)


def _followed(latest, version):
    changed = versions.changes(latest.version, version)
    if changed is None or any(ids is None for ids in changed.values()):
        return None
    return latest.followed(version, changed)


def _publish(memory, keys):
    global _latest, followed_count, anew_count
    if keys is None:
        anew_count += 1
    else:
        followed_count += 1
    shows.changed(keys, memory.number)
    _latest = memory
    return memory


def _build_beside(latest):
    """Builds everything anew in a thread, unless one does so already."""
    if _beside.acquire(blocking=False):
        threading.Thread(target=_anew, args=(latest,), name="memory", daemon=True).start()


def _anew(latest):
    global _not_before
    _logger.info("All that is kept in memory is built anew.")
    try:
        memory = latest.anew(versions.current())
        with _following:
            if _latest is latest:
                _publish(memory, None)
    except Exception:
        # The old one goes on to answer.
        _not_before = time.monotonic() + TRY_AGAIN
        _logger.exception("What is kept in memory could not be built anew.")
    finally:
        connections.close_all()
        _beside.release()


def _current_own(version):
    """The memory of a transaction that changed something: nobody else’s, and gone with it."""
    mine = getattr(_mine, "memory", None)
    if mine is not None and mine.version == version:
        return mine
    before = mine or _latest
    followed = before and _followed(before, version)
    memory, keys = followed or (Memory(version, next(_numbers)), None)
    shows.changed(keys, memory.number)
    _mine.memory = memory
    return memory


def forget():
    """Builds everything anew, next time: for tests, whose transactions are rolled back."""
    global _latest, _not_before
    _latest, _not_before = None, 0.0
    vars(_mine).clear()
    shows.changed(None, next(_numbers))


@contextmanager
def uncollected():
    """Without looking for garbage: hundreds of thousands of rows become a few things that stay.

    Looking through them again and again cost a third of building. Threads that build at the same
    time do no harm: whichever found it on turns it on again.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
