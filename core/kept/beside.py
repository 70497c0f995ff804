"""What is made ready before anybody needs it, by a thread of its own."""

import logging
import os
import threading

from django.db import connections

from . import memory

_logger = logging.getLogger(__name__)
_running = {}
# Its threads are not there in a process that was forked, where they would seem to run for ever.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_running.clear)


def prepare(name, make):
    """Calls `make()` in a thread, unless something of that name is being made there.

    Not in tests (`memory.BESIDE`). What fails is logged, and made by whoever needs it.
    """
    lock = _running.setdefault(name, threading.Lock())
    if memory.BESIDE and lock.acquire(blocking=False):
        threading.Thread(target=_make, args=(lock, name, make), name=name, daemon=True).start()


def _make(lock, name, make):
    try:
        make()
    except Exception:
        _logger.exception("“%s” could not be made ready.", name)
    finally:
        connections.close_all()
        lock.release()
