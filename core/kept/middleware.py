"""Makes public pages, keeps them, and gives out what is kept to those whom `front` did not serve.

The admin, redirects by language and everything that is not a plain GET pass by. While the database
is away, the minute of a kept page may be over, but not its day.
"""

import hashlib
import re
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from core import versions
from core.languages import CODES

from . import answered, memory, opened, pages, shows
from .encodings import best_encoding, encode
from .moments import next_midnight

# Where a server that stands in front finds its own store in the environ of a request.
STORE = "core.kept.pages"

_CACHEABLE_PATH = re.compile(rf"^/(?:(?:{'|'.join(CODES)})/|sitemap)")
_LONGEST_QUERY = 400  # characters; longer ones are noise and would only push out real pages
_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/xml",
    "application/atom+xml",
    "image/svg+xml",
)


class KeepingMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.store = pages.PageStore(settings.PAGE_CACHE_BYTES)

    def __call__(self, request):
        if request.path_info.startswith(settings.ADMIN_URL):
            request.META[answered.LABEL] = "admin"
            return self.get_response(request)
        response = self._answer(request)
        label = getattr(response, "counted_as", None)
        if label is not None:
            request.META[answered.LABEL] = label
            opened.tell(label, request.META)
        return response

    def _answer(self, request):
        # Only the admin has cookies: a session that is over would change what Django answers.
        request.META.pop("HTTP_COOKIE", None)
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        key = _key(request)
        if key is None:
            return self._made(request, None, None)
        store = request.META.get(STORE, self.store)
        if kept := _good_page(store, key):
            return _kept(request, kept)
        with store.turn(key) as is_mine:
            if is_mine:
                return self._made(request, store, key)
        if kept := _good_page(store, key):
            return _kept(request, kept)
        return self._made(request, store, key)

    def _made(self, request, store, key):
        began = timezone.now()
        number, shown, response = self._asked(request, key)
        page = store.find(key) if key and response.status_code == 503 else None
        if page and page.is_of_today() and _shows_what_is(page):
            return _kept(request, page)
        if response.streaming or not response.get("Content-Type", "").startswith(_COMPRESSIBLE):
            return response
        if response.status_code != 200:
            return _compressed(request, response)
        body = response.content
        response.headers.setdefault("Cache-Control", "no-cache")
        # The open data has one from before it was made.
        if not response.has_header("ETag"):
            response.headers["ETag"] = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        patch_vary_headers(response, ["Accept-Encoding"])
        head = [pair for pair in response.items() if pair[0] != "Content-Length"]
        # It says what was so when it was asked for, however long it took.
        midnight = next_midnight(began)
        good_until = min(getattr(response, "fresh_until", midnight), midnight)
        if number is None or good_until <= timezone.now() or response.cookies:
            return _unkept(request, head, response, body)
        page = pages.Page.made(
            key,
            head,
            encode(body, "br"),
            shown=shown,
            number=number,
            good_until=good_until.timestamp(),
            is_own=versions.is_own(),
            counted_as=getattr(response, "counted_as", None),
        )
        store.keep(page)
        return _kept(request, page)

    def _asked(self, request, key):
        """`(number, shown, response)`: of which memory it is, if it can be kept, and what it shows.

        What changes meanwhile has a higher number, so such a page is never given out again.
        """
        if key is not None:
            with suppress(Error), memory.pinned() as now, shows.noting() as shown:
                return now.number, shown, self.get_response(request)
        return None, (), self.get_response(request)


def _key(request):
    query = request.META.get("QUERY_STRING", "")
    if (
        not settings.PAGE_CACHE_BYTES
        or len(query) > _LONGEST_QUERY
        or not _CACHEABLE_PATH.match(request.path_info)
    ):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None  # what is behind refuses it as it refuses everything
    return host, request.is_secure(), request.path_info, query


def _good_page(store, key):
    page = store.find(key)
    if page is None or not _shows_what_is(page):
        return None
    is_good = page.is_fresh() or (versions.is_away() and page.is_of_today())
    return page if is_good else None


def _shows_what_is(page):
    try:
        number = memory.number()
    except Error:
        return False  # the database is away, and none was ever known
    return page.shows_what_is(number) and (versions.is_own() or not page.is_own)


def _kept(request, page):
    headers = request.headers
    accept, known = headers.get("Accept-Encoding", ""), headers.get("If-None-Match", "")
    return _response(page.counted_as, *page.answer(accept, known))


def _unkept(request, head, made, body):
    """The same answer as `Page.answer`, of a page that is not kept as Brotli."""
    label = getattr(made, "counted_as", None)
    if pages.is_known(made["ETag"], request.headers.get("If-None-Match", "")):
        return _response(label, pages.NOT_MODIFIED, head, b"")
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    body = encode(body, encoding)
    return _response(label, pages.OK, [*head, *pages.of_encoding(encoding, body)], body)


def _response(label, status, headers, body):
    response = HttpResponseNotModified() if status == pages.NOT_MODIFIED else HttpResponse(body)
    response.counted_as = label
    for name, value in headers:
        response.headers[name] = value
    return response


def _compressed(request, response):
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    if encoding and response.content and not response.has_header("Content-Encoding"):
        response.content = encode(response.content, encoding)
        response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(response.content))
        patch_vary_headers(response, ["Accept-Encoding"])
    return response
