"""How a body travels: as Brotli, as gzip or as it is."""

import gzip
import re
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
