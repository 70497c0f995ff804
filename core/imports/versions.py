"""The column of our own files by which we see what somebody changed after the export.

It has a short fingerprint of each value that says something: three signs that stand for the
column, four for its value. The rest of the file may be sorted, cut and mixed.
"""

import re
from base64 import urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2s

COLUMN = "_version"
_BEGINS = "v1:"  # no formula, no number, no date
_PAIR = 7


def written(columns, values):
    """The cell of a row whose values are `{column name: value}`."""
    pairs = [
        _mark(column.name)[:3] + _mark(value)
        for column in columns
        if (value := values[column.name]) != column.nothing
    ]
    return _BEGINS + "".join(pairs)


def read(cell):
    """What `changed_since` takes, or None for a row that has no such cell."""
    text = cell.strip()
    if not text.startswith(_BEGINS):
        return None
    text = re.sub(r"\s", "", text.removeprefix(_BEGINS))
    if len(text) % _PAIR:
        return None
    starts = range(0, len(text), _PAIR)
    return {text[start : start + 3]: text[start + 3 : start + _PAIR] for start in starts}


def same_as(version, column, value):
    """Whether the column said `value` when the file was made."""
    was = version.get(_mark(column.name)[:3], "")
    return was == (_mark(value) if value != column.nothing else "")


@lru_cache(maxsize=16_384)
def _mark(text):
    return urlsafe_b64encode(blake2s(text.encode(), digest_size=3).digest()).decode()
