"""Text files with a row on each line, as spreadsheets and others write them (RFC 4180, and not).

Encodings: UTF-8 with and without a byte order mark, UTF-16 with one (Excel's “Unicode text”), and
Windows-1252, which is what Excel writes as “CSV” in Belgium. The cells are divided by `;` `,` `|`
or a tab; a first line `sep=;` says by which, and is no row of the sheet.
"""

import csv
import io
import re
from contextlib import suppress
from itertools import islice

from django.utils.translation import gettext as _

from . import cells
from .table import Row, Size, Table, Unreadable, is_blank, too_long, too_wide

_DELIMITERS = ";,\t|"
_SEP = re.compile(r'"?sep=(?P<sign>[;,\t|:^~])"?[ \t;,]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_LOOKED_AT = 20  # rows, to find out what divides the cells
_MOST_SIGNS = 50_000  # that divide cells, in a line; many more than columns: texts have commas
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_LINE = re.compile(r"\r\n|\r|\n")
_END = "\0"  # never in the text: control characters are taken out of it


def read(data, known):
    text, broken = cells.without_controls(_decoded(data))
    notes = [_("The file has invisible control characters. They are left out.")] if broken else []
    if (sep := _SEP.match(text)) is not None:
        text, delimiter = text[sep.end() :], sep["sign"]
    else:
        delimiter = _delimiter(text, known)
    headers, rows = [], []
    size = Size()
    for number, record in _records(text, delimiter):
        if is_blank(record):
            continue
        size.add(number, record)
        record = [cells.plain(cell) for cell in record]
        if headers:
            rows.append(_row(number, record, len(headers)))
        else:
            headers = cells.headings(record)
    return Table(headers, rows, notes)


def _decoded(data):
    if data.startswith(_UTF16):
        return _strictly(data, "utf-16").removeprefix("\ufeff")
    if _SURROGATE.search(data) or _is_utf8_with_a_fault(data):
        return _strictly(data, "utf-8-sig")  # which says where
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(data, "cp1252")


def _is_utf8_with_a_fault(data):
    """Whether it is UTF-8 but for a few bytes: as Windows-1252, every accent would be wrong."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return 0 < broken * 4 < sum(character > "\x7f" for character in text) - broken


def _strictly(data, encoding):
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        lines = _LINE.split(data[: error.start].decode(encoding, "ignore"))
        raise Unreadable(
            _(
                "Line %(line)d has a broken character at position %(position)d, after "
                "“%(before)s”. Save the file again, as “CSV UTF-8” or as “xlsx”."
            )
            % {"line": len(lines), "position": len(lines[-1]) + 1, "before": lines[-1][-20:]}
        ) from error


def _delimiter(text, known):
    """The sign by which most headings are known; else the one that gives the most even rows."""
    return max(_DELIMITERS, key=lambda sign: _suits(text, sign, known))


def _suits(text, sign, known):
    records = []
    with suppress(Unreadable):  # said when the file is read with the sign that suits best
        records += (record for _number, record in islice(_records(text, sign), _LOOKED_AT))
    records = [record for record in records if any(record)]
    if not records:
        return 0, 0, 0
    width = len(records[0])
    even = sum(len(record) == width for record in records) if width > 1 else 0
    return known([header.strip() for header in records[0]]), even, width


def _records(text, delimiter):
    """`(number, cells)` of each row, empty ones too."""
    number, lines = 0, _lines(text, delimiter)
    try:
        for number, record in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
            if record == [_END]:
                return
            yield number, record
    except csv.Error as error:  # the limit of the module: 131,072 characters
        raise Unreadable(too_long(number + 1)) from error
    raise Unreadable(_("A quotation mark opens in row %(row)d and never closes.") % {"row": number})


def _lines(text, delimiter):
    """Refuses what would be millions of cells before they are made."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if line.count(delimiter) > _MOST_SIGNS:
            raise too_wide(number)
        yield line
    yield _END


def _row(number, record, width):
    while len(record) > width and not record[-1]:
        record.pop()
    problems = ()
    if len(record) != width:
        problem = _(
            "This row does not fit below the headings: %(count)d cells, not %(width)d. "
            "Save the file as “xlsx”."
        )
        problems = (problem % {"count": len(record), "width": width},)
    return Row(number, [*record[:width], *[""] * (width - len(record))], problems)
