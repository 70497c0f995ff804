"""The one thread of a process that writes beside the requests.

It begins with the first thing to write, and only in a process that serves (`serve`). What could not
be written is tried again later: whoever holds the database's lock for long may do so.
"""

import os
import threading
from multiprocessing.util import Finalize

from django.db import connection

EVERY = 1.0  # seconds: what comes in them is written together
TRY_AGAIN = 5.0  # seconds after it failed
LAST = 2.0  # seconds that a process which ends has for the rest

_is_serving = False
_thread = None
_starting = threading.Lock()
_to_do, _ending = threading.Event(), threading.Event()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_to_do.clear)


def serve():
    """Says that this process serves pages. Elsewhere nothing writes by itself."""
    global _is_serving
    _is_serving = True


def wake(write):
    """Has `write()` called soon, and again until it says that nothing is left."""
    if not _is_serving:
        return
    # It is awake already: for some of this that is so at every page, and to ask is cheap.
    if _to_do.is_set():
        return
    _to_do.set()
    # A process that was forked has its own.
    if _thread is None or not _thread.is_alive():
        _start(write)


def _start(write):
    global _thread
    with _starting:
        if _thread is None or not _thread.is_alive():
            _ending.clear()
            _thread = threading.Thread(target=_run, args=(write,), name="beside", daemon=True)
            _thread.start()
            # Workers of the server are processes of multiprocessing, which know no `atexit`.
            Finalize(None, finish, exitpriority=1)


def finish():
    """Lets the thread write what waits, once more, and end."""
    _ending.set()
    _to_do.set()
    if _thread is not None:
        _thread.join(LAST)


def _run(write):
    try:
        while not _ending.is_set():
            _to_do.wait()
            _ending.wait(EVERY)
            _to_do.clear()
            if not _written(write):
                _to_do.set()
                _ending.wait(TRY_AGAIN)
        if _to_do.is_set():
            _written(write)
    finally:
        # Whatever ended it, the next that comes begins another.
        _to_do.clear()


def _written(write):
    try:
        return write()
    finally:
        connection.close()
