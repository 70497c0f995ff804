"""Public pages are the same for everyone, so each is made and compressed once and kept as bytes.

A kept page is good for one content version (`core.versions`) and until the moment that its view
names with `fresh_until`, at the latest midnight in Brussels; while the database is away, its minute
may be over, but not its day. The admin, redirects by language and
everything that is not a plain GET pass by.
"""

import gzip
import hashlib
import re
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from operator import attrgetter
from sys import getsizeof

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.db import Error
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from . import versions
from .languages import CODES

_CACHEABLE_PATH = re.compile(rf"^/(?:(?:{'|'.join(CODES)})/|sitemap)")
_LONGEST_QUERY = 400  # characters; longer ones are noise and would only push out real pages
_ENTRY = 800  # bytes: the page itself, its moment, and what the store needs to find it
_HOLES = 1.2  # what lies unused between the parts in memory (scripts/prove_page_store.py)
_COMPRESSIBLE = ("text/", "application/json", "application/xml", "image/svg+xml")


def fresh_until(response, moment):
    """Marks `response` as right until the aware datetime `moment` only."""
    response.fresh_until = moment
    return response


def next_minute(now):
    return now.replace(second=0, microsecond=0) + timedelta(minutes=1)


def next_midnight(now):
    tomorrow = timezone.localtime(now).date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min))


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page: its body in the encodings that were asked for, and what goes with it.

    `size` is what it takes in memory with its `key`, in bytes. A page never changes, and so neither
    does its size: one more encoding makes another page.
    """

    key: tuple
    headers: dict
    encoded: dict
    version: int
    good_until: datetime
    size: int

    @classmethod
    def made(cls, key, headers, encoded, version, good_until):
        parts = (key, *key, headers, *headers, *headers.values(), encoded, *encoded.values())
        size = int((sum(map(getsizeof, parts)) + _ENTRY) * _HOLES)
        return cls(key, headers, encoded, version, good_until, size)

    def with_body(self, encoding, body):
        encoded = {**self.encoded, encoding: body}
        return self.made(self.key, self.headers, encoded, self.version, self.good_until)


def encode(body, encoding):
    """`body` as `br`, `gzip` or, for the empty string, as it is."""
    if encoding == "br":
        return brotli.compress(body, quality=8)  # 9 takes ten times as long
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body


def best_encoding(accept_encoding):
    """`br` or `gzip` when an Accept-Encoding header allows it, otherwise the empty string."""
    accepted = {
        name.strip().lower()
        for name, _, quality in (part.partition(";") for part in accept_encoding.split(","))
        if not re.fullmatch(r"\s*q=0(\.0+)?\s*", quality)
    }
    return next((encoding for encoding in ("br", "gzip") if encoding in accepted), "")


class PageCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = LRUCache(settings.PAGE_CACHE_BYTES, getsizeof=attrgetter("size"))
        self.lock = threading.Lock()

    def __call__(self, request):
        is_admin = request.path_info.startswith(settings.ADMIN_URL)
        if is_admin or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key, now = self._key(request), timezone.now()
        version = _version() if key else None
        page = self._find(key, version)
        is_fresh = page and page.good_until > now
        if is_fresh or (page and versions.is_away() and _is_of_today(page)):
            return self._kept(request, page)
        response = self.get_response(request)
        if response.status_code == 503 and page and _is_of_today(page):
            return self._kept(request, page)
        if response.streaming or not response.get("Content-Type", "").startswith(_COMPRESSIBLE):
            return response
        if response.status_code != 200:
            return self._compressed(request, response)
        return self._made(request, response, key, version, now)

    def _key(self, request):
        query = request.META.get("QUERY_STRING", "")
        if (
            not settings.PAGE_CACHE_BYTES
            or len(query) > _LONGEST_QUERY
            or not _CACHEABLE_PATH.match(request.path_info)
        ):
            return None
        # A forged host must be refused before a kept page is given out.
        return request.get_host(), request.is_secure(), request.path_info, query

    def _find(self, key, version):
        """The page that is kept of this version; its moment may be over."""
        with self.lock:
            page = self.pages.get(key)
        return page if page and page.version == version else None

    def _keep(self, page):
        # The limit takes the pages that were not asked for the longest.
        with self.lock, suppress(ValueError):  # larger than the limit
            self.pages[page.key] = page

    def _made(self, request, response, key, version, began):
        """The answer of a page that was just made; keeps it where it can be kept."""
        body = response.content
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["ETag"] = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        patch_vary_headers(response, ["Accept-Encoding"])
        headers = dict(response.items())
        headers.pop("Content-Length", None)
        encoded = {}
        # It says what was so when it was asked for, however long it took.
        midnight = next_midnight(began)
        good_until = min(getattr(response, "fresh_until", midnight), midnight)
        is_current = version is not None and version == _version()
        if is_current and good_until > timezone.now() and not response.cookies:
            encoded["br"] = encode(body, "br")
            self._keep(Page.made(key, headers, encoded, version, good_until))
        return _answer(request, headers, lambda name: encoded.get(name) or encode(body, name))

    def _kept(self, request, page):
        def body_as(name):
            if name in page.encoded:
                return page.encoded[name]
            body = encode(brotli.decompress(page.encoded["br"]), name)
            if name:
                self._keep(page.with_body(name, body))
            return body

        return _answer(request, page.headers, body_as)

    def _compressed(self, request, response):
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        if encoding and response.content and not response.has_header("Content-Encoding"):
            response.content = encode(response.content, encoding)
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Length"] = str(len(response.content))
            patch_vary_headers(response, ["Accept-Encoding"])
        return response


def _is_of_today(page):
    return timezone.now() < next_midnight(page.good_until - timedelta.resolution)


def _version():
    """The content version, or None when the database is away and none was ever known."""
    try:
        return versions.current()
    except Error:
        return None


def _answer(request, headers, body_as):
    """`body_as` the encoding that the browser likes best, or that it has the page already."""
    known = request.headers.get("If-None-Match", "")
    if headers["ETag"] in known or known.strip() == "*":
        response = HttpResponseNotModified()
        body, encoding = b"", ""
    else:
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        body = body_as(encoding)
        response = HttpResponse(body)
    for name, value in headers.items():
        response.headers[name] = value
    if encoding:
        response.headers["Content-Encoding"] = encoding
    if body:
        response.headers["Content-Length"] = str(len(body))
    return response
