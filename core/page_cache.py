"""Public pages are the same for everyone, so each is made and compressed once and kept as bytes.

A kept page is good for one content version (`core.versions`) and until the moment that its view
names with `fresh_until`, at the latest midnight in Brussels. The admin, redirects by language and
everything that is not a plain GET pass by.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import brotli
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from . import versions
from .languages import CODES

_CACHEABLE_PATH = re.compile(rf"^/(?:(?:{'|'.join(CODES)})/|sitemap)")
_LONGEST_QUERY = 400  # characters; longer ones are noise and would only push out real pages
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


@dataclass
class Page:
    """A finished page: its bytes, plain and compressed on demand."""

    body: bytes
    headers: dict
    version: int
    good_until: datetime
    encoded: dict = field(default_factory=dict)

    @property
    def size(self):
        return len(self.body) + sum(map(len, self.encoded.values())) + 1_000

    def bytes_for(self, encoding):
        if encoding not in self.encoded:
            self.encoded[encoding] = encode(self.body, encoding)
        return self.encoded[encoding]


def encode(body, encoding):
    """`body` as `br`, `gzip` or, for the empty string, as it is."""
    if encoding == "br":
        return brotli.compress(body, quality=5)
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
        self.pages = OrderedDict()
        self.bytes = 0
        self.lock = threading.Lock()

    def __call__(self, request):
        is_admin = request.path_info.startswith(settings.ADMIN_URL)
        if is_admin or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key = self._key(request)
        page = self._find(key) if key else None
        if page is None:
            version = versions.current() if key else None
            response = self.get_response(request)
            if response.streaming or not response.get("Content-Type", "").startswith(_COMPRESSIBLE):
                return response
            if response.status_code != 200:
                return self._compressed(request, response)
            page = self._page(response, version)
            is_fresh = page.good_until > timezone.now()
            if key and is_fresh and page.version == versions.current() and not response.cookies:
                self._keep(key, page)
        return self._answer(request, page)

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

    def _find(self, key):
        page = self.pages.get(key)
        if page is None:
            return None
        if page.version != versions.current() or page.good_until <= timezone.now():
            with self.lock:
                if self.pages.pop(key, None):
                    self.bytes -= page.size
            return None
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
        return page

    def _keep(self, key, page):
        page.bytes_for("br")
        with self.lock:
            self.pages[key] = page
            self.bytes += page.size
            while self.bytes > settings.PAGE_CACHE_BYTES and self.pages:
                _, old = self.pages.popitem(last=False)
                self.bytes -= old.size

    def _page(self, response, version):
        now = timezone.now()
        body = response.content
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers["ETag"] = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        patch_vary_headers(response, ["Accept-Encoding"])
        headers = dict(response.items())
        headers.pop("Content-Length", None)
        good_until = min(getattr(response, "fresh_until", next_midnight(now)), next_midnight(now))
        return Page(body, headers, version, good_until)

    def _answer(self, request, page):
        known = request.headers.get("If-None-Match", "")
        if page.headers["ETag"] in known or known.strip() == "*":
            response = HttpResponseNotModified()
            body, encoding = b"", ""
        else:
            encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
            body = page.bytes_for(encoding)
            response = HttpResponse(body)
        for name, value in page.headers.items():
            response.headers[name] = value
        if encoding:
            response.headers["Content-Encoding"] = encoding
        if body:
            response.headers["Content-Length"] = str(len(body))
        return response

    def _compressed(self, request, response):
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        if encoding and response.content and not response.has_header("Content-Encoding"):
            response.content = encode(response.content, encoding)
            response.headers["Content-Encoding"] = encoding
            response.headers["Content-Length"] = str(len(response.content))
            patch_vary_headers(response, ["Accept-Encoding"])
        return response
