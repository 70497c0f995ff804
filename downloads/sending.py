"""A table as the answer to a request: csv or xlsx, with a name that says what it is, or nothing.

A file is made before it is sent, into memory or, beyond MOST_KEPT bytes, into a file of the system:
who reads it slowly holds nothing but that. Only one large table is made at a time in a process, so
that nobody’s page waits for several.
"""

import re
import threading
from datetime import date
from functools import partial
from tempfile import SpooledTemporaryFile
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from core.discreet import note_file, render
from core.kept.encodings import best_encoding, streamed
from core.kept.moments import fresh_until, next_minute
from core.tables import writing

from .cells import ltr
from .columns import COLUMNS

TYPES = {"csv": writing.CSV_TYPE, "xlsx": writing.XLSX_TYPE}
LARGE = 1_000  # rows
MOST_KEPT = 1 << 20  # bytes, of what the page store may keep
WAIT = 20  # seconds after which one may ask again
_AT_ONCE = 1 << 16  # bytes
_LONGEST_NAME = 80  # characters
# What systems do not take in the name of a file, and what cannot be seen.
_NOT_IN_NAME = re.compile(
    r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+"
)
_large = threading.Lock()


def answer(request, table, kind, now):
    """The answer with a `downloads.lists.Table` as "csv" or "xlsx"."""
    is_large = table.count > LARGE
    if is_large and not _large.acquire(blocking=False):
        return _later(request)
    try:
        file = _made(table, kind)
    finally:
        if is_large:
            _large.release()
    note_file(request, table.is_sensitive)
    response = _with_body(request, file, kind)
    response.headers["Content-Disposition"] = disposition(table.name, now.date(), kind)
    response.headers["X-Robots-Tag"] = "noindex"
    if table.is_sensitive:
        response.headers["Cache-Control"] = "no-store"
    if table.is_of_danger:
        return fresh_until(response, now)
    return fresh_until(response, next_minute(now)) if table.is_of_a_minute else response


def _later(request):
    response = render(request, "downloads/later.html", status=503)
    response.headers["Retry-After"] = str(WAIT)
    return response


def _made(table, kind):
    file = SpooledTemporaryFile(MOST_KEPT)  # noqa: SIM115  (whoever sends it closes it)
    headers = [str(COLUMNS[key].heading) for key in table.keys]
    if kind == "csv":
        # Nothing else says in such a file which way a number is read.
        isolated = {key for key in table.keys if COLUMNS[key].is_ltr}
        rows = (
            [ltr(row.get(key, "")) if key in isolated else row.get(key, "") for key in table.keys]
            for row in table.rows
        )
        for part in writing.csv_parts(headers, rows):
            file.write(part)
    else:
        rows = ([row.get(key, "") for key in table.keys] for row in table.rows)
        sheets = [_sheet(table, headers, rows), _about(table)]
        writing.write_xlsx(file, sheets, is_rtl=get_language_bidi())
    return file


def _sheet(table, headers, rows):
    columns = [COLUMNS[key] for key in table.keys]
    return writing.Sheet(
        table.name or _("Together in Brussels"),
        headers,
        rows,
        widths=tuple(column.width for column in columns),
        ltr=frozenset(number for number, column in enumerate(columns) if column.is_ltr),
        has_filters=True,
    )


def _about(table):
    """A sheet of its own, so that it is in nobody’s way who sorts."""
    (label, value), *rest = table.about
    return writing.Sheet(_("About this file"), (label, value), rest, widths=(34, 90))


def _with_body(request, file, kind):
    """Small, it can be kept like a page; large, it is sent from where it lies."""
    size = file.tell()
    file.seek(0)
    if size <= MOST_KEPT:
        with file:
            return HttpResponse(file.read(), content_type=TYPES[kind])
    if kind == "xlsx":
        return FileResponse(file, content_type=TYPES[kind])
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    chunks = _Chunks(file, encoding)
    headers = {"Content-Encoding": encoding} if encoding else {}
    response = StreamingHttpResponse(chunks, content_type=TYPES[kind], headers=headers)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


class _Chunks:
    """A file as it travels; whoever sends it closes it, also when nobody wanted the first chunk."""

    def __init__(self, file, encoding):
        self.file, self.encoding = file, encoding

    def __iter__(self):
        return streamed(iter(partial(self.file.read, _AT_ONCE), b""), self.encoding)

    def close(self):
        self.file.close()


def disposition(name: str, day: date, kind: str) -> str:
    """A Content-Disposition (RFC 6266) with a name in the language of the page, and one that every
    program can read. `name` may be empty: then both tell nothing but where it is from."""
    name = _NOT_IN_NAME.sub(" ", name)[:_LONGEST_NAME]
    parts = [_("Together in Brussels"), " ".join(name.split()), day.isoformat()]
    whole = f"{' – '.join(filter(None, parts))}.{kind}"
    plain = f"together-in-brussels-{get_language()}-{day}.{kind}"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"
