"""Calendar files as answers: kept like a page up to `MOST_KEPT` bytes, larger ones streamed.

A large file would push hundreds of pages out of the store, and to compress it as well as they are
takes longer than to put it together from the texts that are kept.
"""

import hashlib

from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

from core.kept import pages
from core.kept.encodings import best_encoding, streamed

MOST_KEPT = 1 << 20
_AT_ONCE = 1 << 16  # bytes of text that are compressed and sent together
_TYPE = "text/calendar; charset=utf-8"


def answer(request, parts, filename=""):
    """The answer with a file that consists of these parts."""
    headers = {"Content-Disposition": f'inline; filename="{filename}"'} if filename else {}
    if sum(map(len, parts)) > MOST_KEPT:
        return _streamed(request, parts, headers)
    return HttpResponse(b"".join(parts), content_type=_TYPE, headers=headers)


def _streamed(request, parts, headers):
    """With an ETag: who looks again and finds nothing new is sent nothing."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(part)
    etag = f'W/"{digest.hexdigest()}"'
    if pages.is_known(etag, request.headers.get("If-None-Match", "")):
        response = HttpResponseNotModified(headers=headers)
    else:
        encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
        chunks = streamed(_chunks(parts), encoding)
        headers |= {"Content-Encoding": encoding} if encoding else {}
        response = StreamingHttpResponse(chunks, content_type=_TYPE, headers=headers)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _chunks(parts):
    """The parts, some together: to send each by itself would cost more than to make it."""
    chunk, size = [], 0
    for part in parts:
        chunk.append(part)
        size += len(part)
        if size >= _AT_ONCE:
            yield b"".join(chunk)
            chunk, size = [], 0
    yield b"".join(chunk)
