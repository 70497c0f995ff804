"""A table becomes a file that Excel and LibreOffice open with a double click.

csv: UTF-8 with a byte order mark, without which Excel shows “Ã©”; `;` between cells, which is what
Excel expects where the comma is for decimals, as in Belgium. No line `sep=`: with it, Excel forgets
the mark. xlsx: every cell is text, and so is what people type in a column later, so that telephone
numbers keep their zeros. In both, no cell can run (`cells.neutral`), and `reading.read` gives back
what was written, with line breaks as `\n` and without control characters.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from . import cells

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_767  # that Excel keeps of one cell

_TEXT = "@"
_WIDTH = 24  # of a column, in characters
_LEFT_TO_RIGHT = 1  # a reading order (ECMA-376, 18.8.1)
_AT_ONCE = 250  # rows of a text that are encoded together
_NOT_IN_TITLE = re.compile(r"[\\/*?:\[\]']")
# What a workbook reads as a character of its own (ECMA-376, ST_Xstring)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Unwritable(Exception):  # noqa: N818
    """The message says in the active language which cell is too long."""


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook. `widths` of its columns are in characters. Those numbered in `ltr` are
    read from left to right in every language, as numbers and addresses are. `has_filters` puts
    arrows to sort and filter by beside the headings."""

    title: str
    headers: Iterable[str]
    rows: Iterable[Iterable[str]]
    widths: tuple = ()
    ltr: frozenset = frozenset()
    has_filters: bool = False


def csv_bytes(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    return b"".join(csv_parts(headers, rows))


def csv_parts(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """The same in parts, so that nobody holds all of it."""
    lines, encoding = map(_written, chain((headers,), rows)), "utf-8-sig"
    while some := [*islice(lines, _AT_ONCE)]:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter=";").writerows(some)
        yield file.getvalue().encode(encoding)
        encoding = "utf-8"


def xlsx_bytes(headers: Iterable[str], rows: Iterable[Iterable[str]], *, title: str = "1") -> bytes:
    rows = [[*row] for row in rows]
    for number, row in enumerate((headers, *rows), start=1):
        if any(len(text) > MOST_CHARACTERS for text in _written(row)):
            raise Unwritable(
                _("Row %(row)d has a text that is too long for a workbook. Take “csv” instead.")
                % {"row": number}
            )
    file = io.BytesIO()
    write_xlsx(file, [Sheet(title, headers, rows)])
    return file.getvalue()


def write_xlsx(file: BinaryIO, sheets: Iterable[Sheet], *, is_rtl: bool = False) -> None:
    """Writes a workbook, of which nothing is held but a row at a time: openpyxl keeps the rest in
    files of the system. No text may be longer than MOST_CHARACTERS. Where `is_rtl`, the first
    column is at the right."""
    # Here, because it takes 12 MB of each process (numpy comes with it), and few ever write one.
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        there = book.create_sheet(_NOT_IN_TITLE.sub(" ", sheet.title)[:31])
        there.sheet_view.rightToLeft = is_rtl
        _write_sheet(there, sheet)
    book.save(file)


def _write_sheet(there, sheet):
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    there.freeze_panes = "A2"
    headers = _written(sheet.headers)
    for number in range(len(headers)):
        column = there.column_dimensions[get_column_letter(number + 1)]
        column.width = sheet.widths[number] if sheet.widths else _WIDTH
        column.number_format = _TEXT
    bold, left_to_right, last = Font(bold=True), Alignment(readingOrder=_LEFT_TO_RIGHT), 1
    there.append([_cell(there, text, font=bold) for text in headers])
    for last, row in enumerate(sheet.rows, start=2):  # noqa: B007  (counted)
        there.append(
            [
                _cell(there, text, alignment=left_to_right if number in sheet.ltr else None)
                for number, text in enumerate(_written(row))
            ]
        )
    if sheet.has_filters:
        there.auto_filter.ref = f"A1:{get_column_letter(len(headers))}{last}"


def _written(row):
    return [cells.neutral(cells.without_controls(str(cell))[0]) for cell in row]


def _cell(sheet, text, font=None, alignment=None):
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", text))
    cell.data_type = "s"  # "#N/A" too
    cell.number_format = _TEXT
    if font:
        cell.font = font
    if alignment:
        cell.alignment = alignment
    return cell
