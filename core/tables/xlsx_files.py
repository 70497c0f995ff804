"""Workbooks of Excel and LibreOffice (ECMA-376, ISO/IEC 29500), read as a stream.

Not by openpyxl, which keeps an object of every element it has read: 30 KB that unpack to three
million empty rows take 300 MB there. Here nothing stays but the texts of one sheet,
every part has a most that is counted while it unpacks, and all of them together a most of elements.
No part may have a document type (ECMA-376, part 2, 9.1.4), so there is no entity to fetch or to
explode. Formulas are never computed: their last result is read, as the spreadsheet kept it.
"""

import io
import posixpath
import zipfile
from contextlib import suppress
from xml.parsers import expat

from django.utils.translation import gettext as _

from . import archives, cells
from .sheet import Sheet
from .table import Table, Unreadable, too_large

_MOST_ELEMENTS = 3_500_000
_MOST_OF_SHEET, _MOST_OF_STRINGS, _MOST_OF_OTHERS = 100_000_000, 30_000_000, 5_000_000
_MOST_STRINGS = 1_000_000
_MOST_NAMED = 5  # sheets, in a note
_DAMAGED = (*archives.DAMAGED, expat.ExpatError, LookupError, ValueError)


class _Enough(Exception):  # noqa: N818  (not an error: an outcome)
    pass


def read(data, known):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_kind(archive)
            return _Workbook(_Package(archive)).table(known)
    except _DAMAGED as error:
        raise Unreadable(
            _("The workbook is damaged. Open it in Excel or LibreOffice, and save it again.")
        ) from error


def _check_kind(archive):
    names = set(archive.namelist())
    if archives.is_locked(archive):
        raise Unreadable(_("This workbook is locked with a password. Save it without a password."))
    if "mimetype" in names or "xl/workbook.bin" in names or "Index/Document.iwa" in names:
        raise Unreadable(
            _("This kind of workbook is not read here. Open it, and save it as “xlsx” or “csv”.")
        )
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise Unreadable(
            _("This is not a table. Save it in Excel or LibreOffice as “xlsx” or “csv”.")
        )


class _Package:
    """The parts of a workbook, each as the elements that go by, and never too many of them."""

    def __init__(self, archive):
        self._archive = archive
        self._elements = 0

    def parse(self, name, most, start, end=None, text=None):
        """Calls `start(name, attributes)`, `end(name)`, `text(text)`; names without namespace."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse
        parser.StartElementHandler = self._counting(start)
        if end:
            parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
        parser.CharacterDataHandler = text
        for chunk in archives.chunks(self._archive, name, most):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)

    def _counting(self, start):
        def handler(name, attributes):
            self._elements += 1
            if self._elements > _MOST_ELEMENTS:
                raise too_large()
            start(name.rpartition(" ")[2], attributes)

        return handler

    def relations(self, name):
        """`{id: (type, name of the part)}` of what a part names (part 2, 9.3)."""
        folder, base = posixpath.split(name)
        found = {}

        def start(element, attributes):
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.join("/", folder, attributes["Target"])
                kind = attributes["Type"].rpartition("/")[2]
                found[attributes["Id"]] = kind, posixpath.normpath(target).lstrip("/")

        self.parse(posixpath.join(folder, "_rels", f"{base}.rels"), _MOST_OF_OTHERS, start)
        return found


def _refuse(*_declaration):
    raise ValueError("A document type has no place in a workbook.")


class _Workbook:
    def __init__(self, package):
        self._package = package
        self._sheets = []  # (title, is visible, name of the part)
        self._from_1904 = False
        name = next(
            name for kind, name in package.relations("").values() if kind == "officeDocument"
        )
        self._relations = package.relations(name)
        package.parse(name, _MOST_OF_OTHERS, self._start)
        self._styles = self._read_styles()
        self._strings = self._read_strings()

    def _start(self, element, attributes):
        if element == "workbookPr":
            self._from_1904 = attributes.get("date1904") in ("1", "true")
        elif element == "sheet":
            relation = next(v for k, v in attributes.items() if k.rpartition(" ")[2] == "id")
            kind, name = self._relations[relation]
            if kind == "worksheet":  # not a chart
                visible = attributes.get("state", "visible") == "visible"
                self._sheets.append((attributes["name"], visible, name))

    def _part(self, kind):
        return next((name for other, name in self._relations.values() if other == kind), None)

    def _read_styles(self):
        # Here, because openpyxl takes 12 MB of each process, and few ever read a workbook.
        from .workbook_styles import Styles

        styles = Styles(self._from_1904)
        if name := self._part("styles"):
            self._package.parse(name, _MOST_OF_OTHERS, styles.start)
        return styles

    def _read_strings(self):
        strings = _Strings()
        if name := self._part("sharedStrings"):
            self._package.parse(name, _MOST_OF_STRINGS, strings.start, strings.end, strings.text)
        return strings.found

    def table(self, known):
        visible = [each for each in self._sheets if each[1]]
        if not visible:
            raise Unreadable(_("The file is empty."))
        chosen = visible[0]
        if len(visible) > 1:
            chosen = max(
                visible, key=lambda each: known(self._sheet(each[2], only_headings=True).headers)
            )
        sheet = self._sheet(chosen[2])
        notes = sheet.notes()
        if others := [title for title, _visible, name in self._sheets if name != chosen[2]]:
            named = ", ".join(others[:_MOST_NAMED]) + (" …" if others[_MOST_NAMED:] else "")
            notes.insert(
                0,
                _("Only the sheet “%(sheet)s” is read, not: %(others)s.")
                % {"sheet": chosen[0], "others": named},
            )
        return Table(sheet.headers, sheet.rows, notes)

    def _sheet(self, name, *, only_headings=False):
        sheet = Sheet(self._strings, self._styles)

        def end(element):
            sheet.end(element)
            if only_headings and sheet.headers:
                raise _Enough

        with suppress(_Enough):
            self._package.parse(name, _MOST_OF_SHEET, sheet.start, end, sheet.text)
        sheet.finish()
        return sheet


class _Strings:
    """The texts that cells point to (part 1, 18.4.9), without what says how they are spoken."""

    def __init__(self):
        self.found = []
        self._parts = []
        self._is_text = self._is_spoken = False

    def start(self, element, _attributes):
        if element == "si":
            self._parts = []
        elif element == "rPh":
            self._is_spoken = True
        elif element == "t":
            self._is_text = not self._is_spoken

    def text(self, text):
        if self._is_text:
            self._parts.append(text)

    def end(self, element):
        if element == "t":
            self._is_text = False
        elif element == "rPh":
            self._is_spoken = False
        elif element == "si":
            if len(self.found) == _MOST_STRINGS:
                raise too_large()
            self.found.append(cells.plain(cells.from_workbook("".join(self._parts))))
