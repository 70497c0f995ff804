"""Kept pages before Django: what is kept needs no request object, no signal and no middleware.

Only what a browser usually sends is answered here, and then exactly as Django would; everything
else goes through. A page is kept only under a host that Django has accepted, as it was written, so
a forged one finds nothing. Of the other headers, only what a browser can read and what it has
already make a difference.
"""

from time import perf_counter

from django.conf import settings

from . import answered, memory, opened, warm
from .middleware import STORE
from .pages import OK, PageStore

_STATUS = {OK: "200 OK", 304: "304 Not Modified"}
_SECURE = {"https": True, "http": False}


class Front:
    """A WSGI application that answers what is kept, and asks `application` for the rest."""

    def __init__(self, application):
        self.application = application
        self.store = PageStore(settings.PAGE_CACHE_BYTES)
        # What says whether a visitor came by HTTPS, where a proxy ends it.
        self.scheme_header = (settings.SECURE_PROXY_SSL_HEADER or [None])[0]

    def __call__(self, environ, start_response):
        found = self.kept(environ)
        if found is None:
            warm.go_on()
            environ[STORE] = self.store
            return answered.asked(self.application, environ, start_response)
        status, headers, body = found
        start_response(_STATUS[status], headers)
        return [body]

    def kept(self, environ):
        """`(status, headers, body)` of what is kept, or None. Neither waits nor asks."""
        began = perf_counter()
        page = self._find(environ)
        if page is None:
            return None
        if page.counted_as is not None:
            opened.tell(page.counted_as, environ)
        answer = page.answer(
            environ.get("HTTP_ACCEPT_ENCODING", ""), environ.get("HTTP_IF_NONE_MATCH")
        )
        if answered.tell is not None:
            answered.tell(page.counted_as, answer[0], True, perf_counter() - began)
        return answer

    def _find(self, environ):
        """The page that is kept for a request and good without any look at the database."""
        path = environ["PATH_INFO"]
        # The server gives bytes as if each were a letter; only of these it is the letter.
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not path.isascii():
            return None
        scheme = environ["wsgi.url_scheme"]
        if self.scheme_header:
            scheme = environ.get(self.scheme_header, scheme)
        key = (
            environ.get("HTTP_HOST"),
            _SECURE.get(scheme),
            path,
            environ.get("QUERY_STRING", ""),
        )
        page = self.store.find(key)
        if page is None or page.is_own or not page.is_fresh():
            return None
        number = memory.known_number()
        return page if number is not None and page.shows_what_is(number) else None
