"""Asking for a calendar: from its address, or the file that was sent."""

from dataclasses import dataclass

from django.utils import timezone

from core.links import outgoing

from . import troubles
from .entries import NotACalendarError, Reading
from .lines import MOST_BYTES
from .reading import read
from .troubles import Trouble

SECONDS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What a calendar answered: a `Reading`, or the `Trouble` that kept it away.

    Neither means that nothing changed there since the last time. `etag` and `modified` are what to
    ask with next time (RFC 9110, 13.1).
    """

    reading: Reading | None = None
    trouble: Trouble | None = None
    etag: str = ""
    modified: str = ""
    words: str = ""


def ask(source, *, only_news=False, network=outgoing.INTERNET):
    """What the calendar of `source` says now; with `only_news` only if it says something new.

    Writes nothing, and never raises for what the other side does.
    """
    if source.is_file:
        return _read(bytes(source.file), source, {})
    headers = []
    if only_news:
        headers += [("If-None-Match", source.etag)] if source.etag else []
        headers += [("If-Modified-Since", source.modified)] if source.modified else []
    answer = outgoing.ask(
        source.address, headers=headers, most_bytes=MOST_BYTES, seconds=SECONDS, network=network
    )
    if trouble := troubles.of_answer(answer):
        return Asked(trouble=trouble)
    if answer.status == 304:
        # Whoever says so unasked, although we need all of it, says nothing.
        return Asked() if only_news else Asked(trouble=Trouble.UNCLEAR)
    return _read(answer.content, source, answer.headers)


def _read(data, source, headers):
    try:
        reading = read(data, source.language, timezone.localdate())
    except NotACalendarError as error:
        return Asked(trouble=Trouble.NO_CALENDAR, words=str(error))
    # What is longer than its column is not worth keeping.
    etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
    return Asked(
        reading=reading,
        etag=etag if len(etag) <= 300 and etag.isascii() else "",
        modified=modified if len(modified) <= 100 and modified.isascii() else "",
    )
