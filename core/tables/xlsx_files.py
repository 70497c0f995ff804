"""Workbooks of Excel and LibreOffice (ECMA-376)."""

from django.utils.translation import gettext as _

from .table import Unreadable


def read(data, known):
    raise Unreadable(_("This is not a table. Save it in Excel or LibreOffice as “xlsx” or “csv”."))
