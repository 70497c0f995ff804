"""The text of each entry, written once and kept as long as nothing that it says has changed.

A process keeps those that were asked for last, in all languages, up to `MOST_BYTES`. What a text
says has keys of `core.kept.shows`, and it was right in one memory of `core.kept.memory`: so it is
until one of these keys changes. In a transaction that changes something, nothing is kept.
"""

import threading
from dataclasses import dataclass
from operator import attrgetter

from cachetools import LRUCache

from core import versions
from core.kept import memory, shows

from . import reading

MOST_BYTES = 8 << 20
_BESIDE = 350  # bytes: what a text needs in memory beside its own


@dataclass(frozen=True, slots=True)
class Text:
    """VEVENTs, of the memory number `since`; of an activity of this organisation."""

    body: bytes
    event: int
    organisation: int
    since: int

    @property
    def keys(self):
        """What the text shows; the names of all themes and of all places are of one kind each."""
        return ("event", self.event), ("organisation", self.organisation), "vocabulary", "place"

    @property
    def size(self):
        return len(self.body) + _BESIDE


def cache_of(size):
    return LRUCache(size, getsizeof=attrgetter("size"))


_texts = cache_of(MOST_BYTES)
_lock = threading.Lock()


def forget():
    with _lock:
        _texts.clear()


def series(ids, language):
    """The `Text` of each of these activities, whole, in their order; of public ones only.

    `language` is the active one.
    """
    return _kept_or_written([(pk, None) for pk in ids], language)


def dates(days, language):
    """The `Text` of each `(activity, day)`, a date by its name, in order; of public ones only."""
    return _kept_or_written(days, language)


def _kept_or_written(asked, language):
    number = memory.number()
    texts = _kept(asked, language, number)
    missing = [one for one in asked if one not in texts]
    # Those of an activity together: it is read once.
    ids = list(dict.fromkeys(pk for pk, _day in missing))
    for first in range(0, len(ids), reading.AT_ONCE):
        there = reading.entries(ids[first : first + reading.AT_ONCE])
        written = {
            (pk, day): _written(there[pk], day, number) for pk, day in missing if pk in there
        }
        _keep(written, language)
        texts.update(written)
    return [texts[one] for one in asked if one in texts]


def _written(entry, day, number):
    body = entry.all_dates() if day is None else entry.alone_on(day)
    return Text(body, entry.event.pk, entry.event.organisation_id, number)


def _kept(asked, language, number):
    """`{(activity, day or None): Text}` of those that are there and still right."""
    with _lock:
        found = {one: _texts.get((*one, language)) for one in asked}
    return {
        one: text
        for one, text in found.items()
        if text and (text.since == number or shows.is_good(text.keys, text.since))
    }


def _keep(written, language):
    if versions.is_own():
        return
    with _lock:
        for one, text in written.items():
            if text.size <= _texts.maxsize:
                _texts[*one, language] = text
