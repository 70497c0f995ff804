"""What is read out of a file, and how much of it at most."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

MOST_BYTES = 10_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_CELLS = 1_500_000
MOST_CHARACTERS = 100_000  # of one cell; Excel keeps 32,767
MOST_TEXT = 30_000_000  # characters of all cells: those of a workbook may share one long text


class Unreadable(Exception):  # noqa: N818
    """A file that is no table, or too much of one. The message says in the active language what to
    do about it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings, with as many cells as there are headings.

    `number` is the one that Excel and LibreOffice show beside it: headings and empty rows count, a
    cell of several lines is one row. A row with `problems` (in the active language) says less, or
    other things, than whoever filled it meant: it must not be taken over.
    """

    number: int
    cells: list[str]
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Table:
    """`headers` as they stand there, without spaces around them, an empty one as "".

    `notes` (in the active language) are what to know before anything is taken over: merged cells,
    formulas, sheets that were not read.
    """

    headers: list[str]
    rows: list[Row]
    notes: list[str] = field(default_factory=list)


class Size:
    """Counts what is read, and says when it is too much."""

    def __init__(self):
        self.rows = self.cells = self.characters = 0

    def add(self, number, cells):
        """A row that is not empty; the first is the headings."""
        self.rows += 1
        self.cells += len(cells)
        if self.rows - 1 > MOST_ROWS:
            raise Unreadable(
                _("The table has more than %(count)d rows. Divide it into several files.")
                % {"count": MOST_ROWS}
            )
        if len(cells) > MOST_COLUMNS or self.cells > MOST_CELLS:
            raise too_wide(number)
        lengths = [len(cell) for cell in cells]
        if max(lengths, default=0) > MOST_CHARACTERS:
            raise Unreadable(too_long(number))
        self.characters += sum(lengths)
        if self.characters > MOST_TEXT:
            raise Unreadable(_("The file is too large. Divide it into several files."))


def is_blank(cells):
    return not any(cell and not cell.isspace() for cell in cells)


def too_wide(number):
    return Unreadable(
        _("Row %(row)d: the table is too wide. Keep only the columns that you need.")
        % {"row": number}
    )


def too_large():
    return Unreadable(
        _("The workbook is too large. Copy only the cells that you need into a new one.")
    )


def too_long(number):
    return _("Row %(row)d has a cell of more than %(count)d characters.") % {
        "row": number,
        "count": MOST_CHARACTERS,
    }
