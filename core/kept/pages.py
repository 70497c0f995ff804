"""Finished pages, as Brotli bytes with the headers that go with them.

Public pages are the same for everyone, so each is made and compressed once. A kept page is good
until something changes that it shows (`core.kept.shows`), and until the moment that its view names
with `fresh_until`, at the latest midnight in Brussels.
"""

import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from sys import getsizeof
from time import time

from cachetools import LRUCache
from django.utils import timezone

from . import shows
from .encodings import best_encoding, from_brotli
from .moments import next_midnight

OK, NOT_MODIFIED = 200, 304
PATIENCE = 5.0  # seconds that others wait for the one who makes a page

_ENTRY = 350  # bytes: the page itself, its moment, and what the store needs to find it
_HOLES = 1.7  # what lies unused between the parts in memory (scripts/prove_page_store.py)
# Each page has its own of these; the others are the same text in all of them, and kept once.
_OWN = ("Content-Disposition", "Content-Length", "ETag", "Last-Modified", "Link")


@lru_cache(maxsize=1_000)
def _shared(name, value):
    return name, value


def _pair(name, value):
    return (name, value) if name in _OWN else _shared(name, value)


@lru_cache(maxsize=20_000)
def _shared_key(key):
    return key


@dataclass(slots=True, eq=False)
class Page:
    """A finished page: its Brotli bytes, their headers, and how long it is good.

    `store_key` is what the store finds it by, `shown` are the keys of what it shows, `checked` the
    number of the last memory of which we know that it shows what is so, `good_until` seconds since
    1970, and `size` what all of it takes, in bytes. The last two headers are those of the encoding.
    `counted_as` is for whoever counts (`core.kept.opened`), the same object in many pages.
    """

    store_key: tuple
    headers: tuple
    etag: str
    body: bytes
    shown: tuple
    checked: int
    good_until: float
    size: int
    # Made in a transaction that changed something, of which nobody else may know.
    is_own: bool
    counted_as: object = None

    @classmethod
    def made(
        cls, store_key, head, body, *, shown, number, good_until, is_own=False, counted_as=None
    ):
        """`head` has the headers without those of an encoding, `body` is Brotli."""
        headers = tuple(_pair(*pair) for pair in (*head, *of_encoding("br", body)))
        shown = tuple(map(_shared_key, shown))
        own = [part for pair in headers if pair[0] in _OWN for part in (pair, pair[1])]
        parts = (store_key, *store_key, headers, *own, body, shown)
        size = int((sum(map(getsizeof, parts)) + _ENTRY) * _HOLES)
        etag = next(value for name, value in headers if name == "ETag")
        return cls(
            store_key, headers, etag, body, shown, number, good_until, size, is_own, counted_as
        )

    def shows_what_is(self, number):
        """Whether nothing that it shows has changed up to memory `number`."""
        if self.checked == number:
            return True
        if not shows.is_good(self.shown, self.checked):
            return False
        self.checked = number
        return True

    def is_fresh(self):
        return self.good_until > time()

    def is_of_today(self):
        """Whether it was made today: better than nothing, also when its minute is over."""
        end = datetime.fromtimestamp(self.good_until, UTC) - timedelta.resolution
        return timezone.now() < next_midnight(end)

    def answer(self, accept_encoding, if_none_match):
        """`(status, headers, body)` for a browser with these two headers."""
        if if_none_match and is_known(self.etag, if_none_match):
            return NOT_MODIFIED, [*self.headers[:-2]], b""
        encoding = best_encoding(accept_encoding)
        if encoding == "br":
            return OK, [*self.headers], self.body
        body = from_brotli(self.body, encoding)
        return OK, [*self.headers[:-2], *of_encoding(encoding, body)], body


def is_known(etag, if_none_match):
    """Whether the browser has the page already (RFC 9110, 13.1.2: weak and strong are the same)."""
    return etag.removeprefix("W/") in if_none_match or if_none_match.strip() == "*"


def of_encoding(encoding, body):
    """The headers of a body in one encoding; the empty string is none."""
    named = [("Content-Encoding", encoding)] if encoding else []
    return [*named, ("Content-Length", str(len(body)))]


class PageStore:
    """The kept pages of a process: never more bytes than `limit`, those asked for last."""

    def __init__(self, limit):
        self.pages = LRUCache(limit, getsizeof=attrgetter("size"))
        self._lock = threading.Lock()
        self._making = {}

    def find(self, key):
        """The page of a key, or None; it may be good no more."""
        with self._lock:
            return self.pages.get(key)

    def keep(self, page):
        # The limit takes the pages that were not asked for the longest.
        with self._lock, suppress(ValueError):  # larger than the limit
            self.pages[page.store_key] = page

    @contextmanager
    def turn(self, key):
        """Gives True to the one who shall make a page, and False to others once that is done."""
        mine = threading.Event()
        first = self._making.setdefault(key, mine)
        if first is not mine:
            first.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            del self._making[key]
            mine.set()
