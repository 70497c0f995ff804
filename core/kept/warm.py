"""What a process makes before it takes requests: all that is kept in memory, and some pages.

The server loads the application, and only then hears what is asked; so the first visitor finds made
what would cost her a second. It takes SECONDS, and longer only for the first AT_LEAST pages, with
which comes most of what all others need; the rest is made by a thread beside the requests, and
`is_ready` (`/readyz`) says when it is done. While the database is away nothing is made, the process
begins all the same, and it tries again later.

A server that loads the application once and then forks shares the memory of it.
"""

import ctypes
import gc
import time
from contextlib import suppress
from io import BytesIO
from itertools import islice

from django.conf import settings
from django.db import Error

from . import beside, memory

SECONDS = 2.0
AT_LEAST = 6
TRY_AGAIN = 5.0  # seconds

_M_ARENA_MAX = -8  # of mallopt(3)

_work = None


def begin(front, addresses):
    """Makes the first `settings.WARM_PAGES` of what `addresses()` gives, paths, as if a browser had
    asked `front` for them at `settings.SITE_URL`."""
    global _work
    _share_memory()
    if settings.WARM_PAGES and settings.PAGE_CACHE_BYTES:
        _work = _Work(front, addresses)
        _work.go_on(time.monotonic() + SECONDS)
        go_on()


def is_ready():
    """Whether all is made; a process that was never told to make anything is."""
    return _work is None or _work.is_done


def go_on():
    """Makes the rest beside the requests; nothing when there is none."""
    if _work is not None and not _work.is_done and time.monotonic() >= _work.not_before:
        beside.prepare("warm", _work.go_on)


def _share_memory():
    """Has all threads take memory from one place, where the C library of Linux has one for each.

    Only one of them makes a page at a time, and what one has freed another can use again: 20 MB
    less in a process of the demonstration, and more after some hundred pages.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _give_back():
    """Gives the system what building took and nobody needs any more: 20 MB in a process of the
    demonstration. The C library of Linux keeps it otherwise; others do without."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


class _Work:
    def __init__(self, front, addresses):
        self.front, self.addresses, self.left = front, addresses, None
        self.is_done, self.made, self.not_before = False, 0, 0.0

    def go_on(self, until=float("inf")):
        try:
            if self.left is None:
                memory.build()
                self.left = [*islice(self.addresses(), settings.WARM_PAGES)][::-1]
            while self.left and ((began := time.monotonic()) < until or self.made < AT_LEAST):
                self._ask(self.left.pop())
                self.made += 1
                if until == float("inf"):
                    # Whoever asks for a page meanwhile comes first.
                    time.sleep(time.monotonic() - began)
        except Error:
            self.not_before = time.monotonic() + TRY_AGAIN
        else:
            if not self.left:
                _give_back()
                self.is_done = True

    def _ask(self, path):
        scheme, _, host = settings.SITE_URL.partition("://")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": host,
            "SERVER_PORT": "443" if scheme == "https" else "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "HTTP_ACCEPT_ENCODING": "br",
            "wsgi.url_scheme": scheme,
            "wsgi.input": BytesIO(),
        }
        if self.front.scheme_header:
            environ[self.front.scheme_header] = scheme
        answer = self.front(environ, lambda *_answer: None)
        getattr(answer, "close", bool)()
