"""How a body travels: as Brotli, as gzip or as it is."""

import gzip
import re
import zlib
from functools import lru_cache

import brotli

_LONGEST = 100  # characters of a header that is worth remembering: browsers send some twenty


def encode(body, encoding):
    """`body` as `br`, `gzip` or, for the empty string, as it is."""
    if encoding == "br":
        return brotli.compress(body, quality=8)  # 9 takes ten times as long
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body


def streamed(chunks, encoding):
    """Chunks of bytes as others, in an encoding: with less patience than `encode`, so that they
    begin to travel at once."""
    return _STREAMED[encoding](chunks)


def _brotli(chunks):
    compressor = brotli.Compressor(quality=4)
    for chunk in chunks:
        yield compressor.process(chunk)
    yield compressor.finish()


def _gzip(chunks):
    compressor = zlib.compressobj(level=4, wbits=zlib.MAX_WBITS | 16)
    for chunk in chunks:
        yield compressor.compress(chunk)
    yield compressor.flush()


_STREAMED = {"br": _brotli, "gzip": _gzip, "": iter}


def from_brotli(body, encoding):
    """Brotli bytes as another encoding; what they were made of is always the same again."""
    return body if encoding == "br" else encode(brotli.decompress(body), encoding)


def best_encoding(accept_encoding):
    """`br` or `gzip` when an Accept-Encoding header allows it, otherwise the empty string."""
    read = _read if len(accept_encoding) <= _LONGEST else _read.__wrapped__
    return read(accept_encoding)


@lru_cache(maxsize=256)
def _read(accept_encoding):
    accepted = {
        name.strip().lower()
        for name, _, quality in (part.partition(";") for part in accept_encoding.split(","))
        if not re.fullmatch(r"\s*q=0(\.0+)?\s*", quality, re.IGNORECASE)
    }
    return next((encoding for encoding in ("br", "gzip") if encoding in accepted), "")
