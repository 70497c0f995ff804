"""Bytes become a table; whatever is in them, this ends soon, in a table or in `Unreadable`.

What kind of file it is stands in its first bytes; its name is never trusted.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _

from . import csv_files, xlsx_files
from .table import MOST_BYTES, Row, Table, Unreadable

__all__ = ["Row", "Table", "Unreadable", "read"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    b"%PDF",
    b"{\\rtf",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)


def read(data: bytes, name: str = "", *, known: Callable[[list[str]], int] | None = None) -> Table:
    """The table in a csv or xlsx file.

    `known` says how many of some headings it knows: it chooses the sheet of a workbook and the sign
    that divides cells, where that is not plain. `name` is only for messages.
    """
    known = known or _none
    if len(data) > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than %(size)d MB. Divide it into several files.")
            % {"size": MOST_BYTES // 1_000_000}
        )
    if not data.strip(b"\0 \t\r\n"):
        raise Unreadable(_("The file is empty."))
    if data.startswith(_ZIP):
        return _with_headings(xlsx_files.read(data, known))
    if data.startswith(_OLE):
        raise Unreadable(_old_workbook(data))
    if data.startswith(_OTHERS) or data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Unreadable(
            _("This is not a table. Save it in Excel or LibreOffice as “xlsx” or “csv”.")
        )
    return _with_headings(csv_files.read(data, known))


def _with_headings(table):
    if not table.headers:
        raise Unreadable(_("The file is empty."))
    return table


def _none(headers):
    return 0


def _old_workbook(data):
    """Excel hides a workbook with a password in the old kind of file ([MS-OFFCRYPTO], 2.3)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _("This workbook is locked with a password. Save it without a password.")
    return _("This is a workbook of an old kind (xls). Open it, and save it as “xlsx” or “csv”.")
