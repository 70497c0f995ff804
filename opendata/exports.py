"""Everything at once: one record a line (newline-delimited JSON), read and sent in parts.

Each part is read by primary key, after the last one of the part before: whatever changes meanwhile,
nothing comes twice and nothing that was there all the time is missing.
"""

import gc
import json
import time
import zlib

import brotli
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from core.kept.encodings import best_encoding
from core.limits import AtOnce

from .licences import FACTS

TYPE = "application/x-ndjson"
CHUNK = 100  # records that are read together
# A process does other things, too: after each part this one rests, so many times as long as the
# processor worked for it.
REST = 1.0
_GZIP = 16 + zlib.MAX_WBITS
# Whoever comes while one is being made waits for her turn, or asks another process.
_at_once = AtOnce(1)


def records(view, rows):
    """The records of the rows of a `RecordList`, as lists of CHUNK."""
    last, chunk = 0, [None] * CHUNK
    write, asked = view.serializer_class.write, view.asked
    while len(chunk) == CHUNK:
        # Not around the whole: a generator would leave its language to whoever runs between.
        with override("en"):
            chunk = [*view.ready(rows.filter(pk__gt=last)).order_by("pk")[:CHUNK]]
            chunk = view.completed(chunk)
            said = [_let_others(write(row, asked)) for row in chunk]
        if chunk:
            last = chunk[-1].pk
            yield said


def _let_others(record):
    """Threads that wait need not wait for the rest of the part: they would for 5 ms each time."""
    time.sleep(0)
    return record


def lines(view, rows):
    """The same as bytes, whole lines each."""
    for part in records(view, rows):
        yield "".join(f"{line(record)}\n" for record in part).encode()


line = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=JSONEncoder().default
).encode


def unhurried(parts, rest=None):
    """The same parts, with a rest after each, in which others are answered.

    What a process keeps in memory is not looked through for garbage meanwhile: many records would
    have that done again and again, and nobody is answered as long as it takes.
    """
    rest = REST if rest is None else rest
    gc.freeze()
    try:
        began = time.thread_time()
        for part in parts:
            yield part
            time.sleep((time.thread_time() - began) * rest)
            began = time.thread_time()
    finally:
        gc.unfreeze()


def packed(parts, encoding):
    """The same as `br` or `gzip`, or as they are where the encoding is empty."""
    if not encoding:
        yield from parts
        return
    pack, finish = _PACKING[encoding]()
    for part in parts:
        if found := pack(part):
            yield found
    yield finish()


def _brotli():
    # A level at which it takes no longer than writing the records.
    packer = brotli.Compressor(quality=4)
    return packer.process, packer.finish


def _gzip():
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return packer.compress, packer.flush


_PACKING = {"br": _brotli, "gzip": _gzip}


def outside(view_class):
    """A view that nobody asked over the web: for commands."""
    view = view_class()
    view.request = Request(HttpRequest())
    return view


def sent(view, parts):
    """The response that sends parts in the encoding that the client likes best."""
    encoding = best_encoding(view.request.headers.get("Accept-Encoding", ""))
    if view.request.method == "HEAD":
        # How long it would be nobody knows before its end: nothing may say that it is empty.
        view.turn.end()
        parts = ()
    else:
        parts = view.turn.during(packed(parts, encoding))
    response = StreamingHttpResponse(parts, content_type=TYPE)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


class Lines(JSONRenderer):
    """Of what goes wrong before the first line."""

    media_type, format = TYPE, "ndjson"


class Export:
    """What a `RecordList` finds, all of it in one answer; before that class."""

    parameters = ("lang",)
    media_type, answered = TYPE, "A record on each line."
    renderer_classes = (Lines, JSONRenderer)
    at_once, vary = _at_once, "Accept-Encoding, Accept"

    def answer(self):
        return self.serializer_class

    def get(self, request, *args, **kwargs):
        self.asked  # noqa: B018  (what means nothing is told before the first line)
        rows = self.filter_queryset(self.rows())
        response = sent(self, unhurried(lines(self, rows)))
        response.headers["Link"] = f'<{FACTS["url"]}>; rel="license"'
        return response


def of(view_class):
    """The export of a list."""
    name = view_class.__name__.removesuffix("List")
    said = f"{view_class.__doc__} All of them in one answer, a record a line."
    return type(f"{name}Export", (Export, view_class), {"__doc__": said})
