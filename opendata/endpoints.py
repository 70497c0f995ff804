"""What all addresses of the open data do alike: read only, JSON, the same for everybody.

In English, whatever the browser likes: texts of records say their own language. Where nothing has
changed since somebody's last look, she is answered before anything is read.
"""

from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

from django.db import Error
from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import override
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from core.changes.models import Change, with_changed_at
from core.kept import memory
from core.kept.pages import is_known
from core.limits import AtOnce

from . import errors, throttling
from .errors import BadQuestion, parameter
from .paging import page_of
from .texts import ALL, VALUES, Asked

LONGEST_QUERY = 4_000  # characters
METHODS = "GET, HEAD, OPTIONS"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, RateLimit, RateLimit-Policy, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": METHODS,
}
# A page of records takes some hundredths of a second of Python, in which nobody else is answered:
# so one thread of a process is always free for pages.
_at_once = AtOnce(3, each=2)


class Endpoint(GenericAPIView):
    """Each answers GET, and so HEAD. `kind` is what `core.changes` calls its rows, `record` writes
    one, and `parameters` are those that it understands beside its filters."""

    kind = ""
    parameters = ()
    filterset_class = None
    # What the description says of it: whether it is a list, and of what is answered.
    is_list, media_type, answered = False, "application/json", "The answer."
    at_once = _at_once
    # Of what is not sent again (RFC 9110, 15.4.5): the same as of what was.
    vary = "Accept-Encoding"
    # Whether answers depend on the minute and not only on the day.
    is_of_the_minute = False

    def dispatch(self, request, *args, **kwargs):
        with override("en"):
            if request.method == "OPTIONS":
                return HttpResponse(status=204, headers={**CORS, **PREFLIGHT})
            if response := self._not_modified(request):
                return response
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, Response) else response

    def _not_modified(self, request):
        self.etag = None
        if request.method not in ("GET", "HEAD"):
            return None
        try:
            # Filters are answered from memory, which may follow a little later than the version:
            # what it gave then must not be good for longer.
            version = memory.current().version
        except Error:
            return None  # the database is away, which the view says
        address = request.get_full_path()
        self.etag = etag(version, self._now(request), address)
        known = request.headers.get("If-None-Match", "")
        # “*” would be true of what does not exist.
        if known.strip() != "*" and known and is_known(self.etag, known):
            return HttpResponseNotModified(headers={**self._headers(), "Vary": self.vary})
        return None

    def _now(self, request):
        now = timezone.localtime()
        # Who is open now; and whatever else has that in it, at no harm.
        is_open = "open=" in unquote(request.META.get("QUERY_STRING", ""))
        is_of_the_minute = self.is_of_the_minute or is_open
        return now.isoformat(timespec="minutes") if is_of_the_minute else now.date().isoformat()

    def _headers(self):
        return {**CORS, "ETag": self.etag, "Cache-Control": "no-cache"}

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            self.turn = self.at_once.begin(request.META)
            if self.turn is None:
                raise errors.Busy
            check_query(request, self.known_parameters())

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        # What is sent part by part ends with the last one.
        if (turn := getattr(self, "turn", None)) and not response.streaming:
            turn.end()
        is_good = response.status_code == 200 and self.etag
        headers = self._headers() if is_good else {**CORS, "Cache-Control": "no-store"}
        headers |= throttling.headers(getattr(request, "limited", None))
        for name, value in headers.items():
            response.headers[name] = value
        return response

    def known_parameters(self):
        return self.parameters

    @cached_property
    def asked(self):
        return Asked(asked_languages(self.request.query_params), timezone.localdate())

    def get_serializer_context(self):
        return {"asked": self.asked}

    def answer(self):
        """The serializer of what is answered."""
        return self.serializer_class


class OfRecords(Endpoint):
    """`rows()` has all that the public may see, `loaded(rows)` what records need."""

    def rows(self):
        raise NotImplementedError

    def loaded(self, rows):
        return rows

    def ready(self, rows):
        """The rows with all that records need."""
        rows = self.loaded(rows)
        return with_changed_at(rows, self.kind) if self.kind else rows

    def completed(self, page):
        """A list of such rows, with what is read only once it is known which they are."""
        return page


class RecordList(OfRecords):
    parameters = ("lang", "limit", "cursor")
    is_list, answered = True, "A page of records."

    def answer(self):
        return page_of(self.serializer_class)

    def known_parameters(self):
        filters = self.filterset_class.get_filters() if self.filterset_class else ()
        return [*filters, *self.parameters]

    def get(self, request, *args, **kwargs):
        asked = self.asked  # a language that means nothing is told before anything is read
        rows = self.ready(self.filter_queryset(self.rows()))
        page = self.completed(self.paginate_queryset(rows))
        record = self.serializer_class
        return self.get_paginated_response([record.write(row, asked) for row in page])


class RecordDetail(OfRecords):
    parameters = ("lang",)

    def get(self, request, pk, *args, **kwargs):
        self.asked  # noqa: B018  (a language that means nothing is told before anything is read)
        row = self.ready(self.rows()).filter(pk=pk).first()
        if row is None:
            if Change.objects.of(self.kind).gone().filter(row_id=pk).exists():
                raise errors.Gone
            raise errors.exceptions.NotFound("There is no public record with this number.")
        [row] = self.completed([row])
        return Response(self.said(row))

    def said(self, row):
        return self.serializer_class.write(row, self.asked)


def asked_languages(query):
    """The languages of `lang`, without doubles; none are all. Raises BadQuestion."""
    # Forms send what was left empty, too.
    languages = [language for language in query.getlist("lang") if language]
    for language in languages:
        if language not in VALUES:
            raise BadQuestion(parameter("lang", f"“{language[:40]}” is no language here.", VALUES))
    return () if ALL in languages else tuple(dict.fromkeys(languages))


# What may be there only once.
_SINGLE = ("limit", "cursor", "changed_since", "q", "from", "to")


def check_query(request, known):
    """Raises BadQuestion for what cannot be read, and for parameters that nobody knows."""
    if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
        detail = f"A question has at most {LONGEST_QUERY:,} characters."
        raise errors.exceptions.ParseError(detail)
    wrong = []
    for name, values in request.query_params.lists():
        if name not in known:
            wrong.append(parameter(name[:40], "There is no such parameter here.", known))
        elif len(values) > 1 and name in _SINGLE:
            wrong.append(parameter(name, "Write this once."))
        elif any("\0" in value or "\ufffd" in value for value in values):
            wrong.append(parameter(name, "This is no text in UTF-8."))
    if wrong:
        raise BadQuestion(*wrong)


def etag(version, now, address):
    said = "\n".join((_code(), str(version), now, address))
    return f'W/"{blake2b(said.encode(), digest_size=12).hexdigest()}"'


@lru_cache
def _code():
    """What changes with a new version of the site: answers may look different."""
    digest = blake2b(digest_size=8)
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
