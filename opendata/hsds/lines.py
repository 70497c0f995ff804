"""All of a list at once, a thing on each line (`format=ndjson`)."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from core.kept.encodings import best_encoding
from opendata import exports


def response(view, rows, contents):
    """Of `Rows`, which are read while they are sent."""
    parts = _parts(view, rows, contents)
    return _sent(view, exports.unhurried(parts))


def of_things(view, things):
    return _sent(view, [_lines(things)])


def _parts(view, rows, contents):
    for found in rows.chunks(exports.CHUNK):
        # Not around the whole: a generator would leave its language to whoever runs between.
        with override(contents.vocabulary.language):
            part = _lines(view.things(contents, found))
        yield part


def _lines(things):
    return "".join(f"{exports.line(thing)}\n" for thing in things).encode()


def _sent(view, parts):
    encoding = best_encoding(view.request.headers.get("Accept-Encoding", ""))
    headers = {"Content-Encoding": encoding} if encoding else {}
    if view.request.method == "HEAD":
        answer = HttpResponse(headers=headers, content_type=exports.TYPE)
    else:
        parts = view.turn.during(exports.packed(parts, encoding))
        answer = StreamingHttpResponse(parts, headers=headers, content_type=exports.TYPE)
    patch_vary_headers(answer, ["Accept-Encoding"])
    return answer
