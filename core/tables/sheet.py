"""One sheet of a workbook, out of the elements of its part as they go by (ECMA-376, 18.3)."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from . import cells
from .headers import letters
from .table import MOST_COLUMNS, Row, Size, is_blank, too_large

_CELL = re.compile(r"([A-Z]{1,3})[1-9]\d{0,6}")
_RANGE = re.compile(r"[A-Z]{1,3}(\d{1,7})(?::[A-Z]{1,3}(\d{1,7}))?")
_MOST_NAMED = 5  # cells, in a note or of a row
_MOST_MERGED = 10_000
_TRUTH = {"1": "true", "true": "true", "0": "false", "false": "false"}


class Sheet:
    """`headers` and `rows`, as in `Table`. Where a cell has the size of the sheet in itself (the
    dimension that is written down), it is not believed."""

    def __init__(self, strings, styles):
        self.headers, self.rows = [], []
        self._strings, self._styles, self._size = strings, styles, Size()
        self._number, self._place = 0, -1
        self._cells, self._problems = [], []
        self._kind = self._style = None
        self._parts, self._is_text, self._is_spoken, self._has_formula = [], False, False, False
        self._formulas, self._merged = [], []
        self._has_hidden_rows = False
        self._starts = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_text,
            "t": self._start_text,
            "rPh": self._start_spoken,
            "mergeCell": self._start_merged,
        }
        self._ends = {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._end_text,
            "t": self._end_text,
            "rPh": self._end_spoken,
        }

    def start(self, element, attributes):
        if handler := self._starts.get(element):
            handler(attributes)

    def end(self, element):
        if handler := self._ends.get(element):
            handler()

    def text(self, text):
        if self._is_text:
            self._parts.append(text)

    def notes(self):
        notes = []
        if self._formulas:
            notes.append(
                _("Of cells with a formula, the last result is read: %(cells)s.")
                % {"cells": _some(self._formulas)}
            )
        if self._merged:
            notes.append(
                _("Cells are merged: %(cells)s. Split them.")
                % {"cells": _some([span for _first, _last, span in self._merged])}
            )
        if self._has_hidden_rows:
            notes.append(_("Hidden rows are read too."))
        return notes

    # What begins

    def _start_row(self, attributes):
        self._number = int(attributes.get("r", self._number + 1))
        self._place = -1
        self._cells, self._problems = [], []
        self._has_hidden_rows |= attributes.get("hidden") in ("1", "true")

    def _start_cell(self, attributes):
        self._place = _place(attributes["r"]) if "r" in attributes else self._place + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
        self._parts, self._has_formula = [], False

    def _start_formula(self, _attributes):
        self._has_formula = True

    def _start_text(self, _attributes):
        self._is_text = not self._is_spoken

    def _start_spoken(self, _attributes):  # how a text is pronounced
        self._is_spoken = True

    def _start_merged(self, attributes):
        first, last = _RANGE.fullmatch(attributes["ref"]).groups()
        self._merged.append((int(first), int(last or first), attributes["ref"]))
        if len(self._merged) > _MOST_MERGED:
            raise too_large()

    # What ends

    def _end_text(self):
        self._is_text = False

    def _end_spoken(self):
        self._is_spoken = False

    def _end_cell(self):
        text = self._cell_text("".join(self._parts))
        if self._has_formula:
            self._end_formula(text)
        if not text:
            return
        if self._place >= MOST_COLUMNS:
            self._size.add(self._number, [""] * self._place)  # which says so
        self._cells += [""] * (self._place + 1 - len(self._cells))
        self._cells[self._place] = text

    def _cell_text(self, written):
        if self._kind == "s":
            return self._strings[int(written)] if written else ""
        if self._kind in ("str", "inlineStr"):
            return cells.plain(cells.from_workbook(written))
        if not written:
            return ""
        if self._kind == "b":
            return _TRUTH[written]
        if self._kind == "d":
            return written.replace("T", " ").removesuffix(" 00:00:00")
        if self._kind == "n":
            try:
                return self._styles.text(written, self._style)
            except (ValueError, OverflowError):
                pass  # a day that does not exist
        self._add_problem(_("Cell %(cell)s has an error: %(text)s."), written[:20])
        return ""

    def _end_formula(self, text):
        if text or self._kind == "str":
            if len(self._formulas) <= _MOST_NAMED:
                self._formulas.append(self._cell_name())
        elif self._kind != "e":
            self._add_problem(
                _("Cell %(cell)s has a formula and no result. Type what it should say.")
            )

    def _add_problem(self, message, text=""):
        if len(self._problems) < _MOST_NAMED:
            self._problems.append(message % {"cell": self._cell_name(), "text": text})

    def _end_row(self):
        if is_blank(self._cells) and not self._problems:
            return
        self._size.add(self._number, self._cells)
        if not self.headers:
            self.headers = cells.headings(self._cells)
            return
        width = len(self.headers)
        if len(self._cells) > width:  # the last is never empty
            self._place = len(self._cells) - 1
            self._add_problem(_("Cell %(cell)s stands below no heading."))
        found = self._cells[:width] + [""] * (width - len(self._cells))
        self.rows.append(Row(self._number, found, tuple(self._problems)))

    def finish(self):
        """What only the end of a sheet says: which of its rows have cells that are merged."""
        merged = sorted(self._merged)
        until, place = 0, 0
        for index, row in enumerate(self.rows):
            while place < len(merged) and merged[place][0] <= row.number:
                if merged[place][1] > until:
                    until, cells_merged = merged[place][1:]
                place += 1
            if row.number <= until:
                problem = _("Cells are merged: %(cells)s. Split them.") % {"cells": cells_merged}
                self.rows[index] = Row(row.number, row.cells, (*row.problems, problem))

    def _cell_name(self):
        return f"{letters(self._place)}{self._number}"


@lru_cache(maxsize=4096)
def _place(reference):
    """The place in its row, from 0, of a cell such as "AB12"."""
    place = 0
    for letter in _CELL.fullmatch(reference)[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _some(names):
    return ", ".join(names[:_MOST_NAMED]) + (" …" if names[_MOST_NAMED:] else "")
