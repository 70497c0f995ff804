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
from collections.abc import Iterable

from django.utils.translation import gettext as _

from . import cells

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHARACTERS = 32_767  # that Excel keeps of one cell

_TEXT = "@"
_WIDTH = 24  # of a column, in characters
_NOT_IN_TITLE = re.compile(r"[\\/*?:\[\]']")
# What a workbook reads as a character of its own (ECMA-376, ST_Xstring)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Unwritable(Exception):  # noqa: N818
    """The message says in the active language which cell is too long."""


def csv_bytes(headers: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows(map(_written, (headers, *rows)))
    return file.getvalue().encode("utf-8-sig")


def xlsx_bytes(headers: Iterable[str], rows: Iterable[Iterable[str]], *, title: str = "1") -> bytes:
    written = [_written(row) for row in (headers, *rows)]
    for number, row in enumerate(written, start=1):
        if any(len(text) > MOST_CHARACTERS for text in row):
            raise Unwritable(
                _("Row %(row)d has a text that is too long for a workbook. Take “csv” instead.")
                % {"row": number}
            )
    # Here, because it takes 12 MB of each process (numpy comes with it), and few ever write one.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_TITLE.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    for number in range(1, len(written[0]) + 1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width, column.number_format = _WIDTH, _TEXT
    sheet.append([_cell(sheet, text, Font(bold=True)) for text in written[0]])
    for row in written[1:]:
        sheet.append([_cell(sheet, text) for text in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _written(row):
    return [cells.neutral(cells.without_controls(str(cell))[0]) for cell in row]


def _cell(sheet, text, font=None):
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, _ESCAPE.sub("_x005F_", text))
    cell.data_type = "s"  # "#N/A" too
    cell.number_format = _TEXT
    if font:
        cell.font = font
    return cell
