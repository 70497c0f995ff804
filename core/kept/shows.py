"""What a page shows, so that it is made anew when that has changed, and not otherwise.

What can change has a key: a kind ("question"), one row of it (("question", 7)), or a part of what
is kept in memory, which that gives itself (`core.kept.memory`). Whoever reads something for a page
notes its key. A page that noted nothing depends on everything.
"""

import threading
from contextlib import contextmanager
from contextvars import ContextVar

# More different ones in the life of a process than pages could depend on: then all are made anew.
MOST = 20_000

# The key of what never changes: pages that are the same until a new version of the site.
NOTHING = "nothing"

_noted = ContextVar("noted", default=None)
# `{key: the number of the memory that changed it last}`, and that of the last that changed all.
_changed, _all_changed = {}, 0
# The last that changed anything.
_last = 0
# A transaction says what it changed for itself, while another thread follows what was committed.
_saying = threading.Lock()


def note(*keys):
    """Says that the page that is being made shows this; outside a page it does nothing."""
    noted = _noted.get()
    if noted is not None:
        noted.update(keys)


def note_rows(kind, ids):
    """The same of some rows of a kind."""
    if _noted.get() is not None:
        note(*((kind, pk) for pk in ids))


@contextmanager
def noting():
    """Collects the keys that are noted meanwhile, in the set that it gives."""
    noted = set()
    token = _noted.set(noted)
    try:
        yield noted
    finally:
        _noted.reset(token)


def changed(keys, number):
    """Says that these keys show something else from memory `number` on; None is all of them.

    Called before that memory can be had, so that whoever has it knows of this. A memory that took
    long comes after others with a higher number, and takes nothing back of what they said.
    """
    global _changed, _all_changed, _last
    with _saying:
        # Others read it meanwhile, and `_changed` before `_all_changed`.
        if len(_changed) > MOST:
            _all_changed = max(_all_changed, _last)
            _changed = {}
        known = _changed
        if keys is None:
            _all_changed = max(_all_changed, number)
            _changed = {key: later for key, later in known.items() if later > number}
        elif keys:
            _changed = {**known, **{key: max(known.get(key, 0), number) for key in keys}}
        if keys is None or keys:
            _last = max(_last, number)


def is_good(keys, since):
    """Whether what a page of memory number `since` shows has not changed."""
    known = _changed
    if _all_changed > since:
        return False
    if not keys:
        return _last <= since
    return all(known.get(key, 0) <= since for key in keys)
