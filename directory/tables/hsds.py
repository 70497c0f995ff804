"""Organisations of Open Referral HSDS 3 become rows of our table of organisations.

The mapping is written down in docs/hsds.md. What has no place here goes into the internal notes;
what is odd is said in the notes of the table, and never taken over as it is.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.tables.table import Row, Size, Table
from directory import spoken_languages
from directory.models import ExternalId

from . import hsds_files
from .hsds_odd import Odd
from .hsds_organisations import Organisations

_AT_ONCE = 500


def is_package(data: bytes) -> bool:
    """Whether a file is for `read`: JSON, or a zip that is no workbook."""
    if data.startswith(b"PK"):
        return hsds_files.is_package(data)
    return data[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read(data: bytes) -> Table:
    """The rows of all organisations in a file, one for each of their places.

    Rows are numbered as they come out; what is odd in an organisation has the number of its first.
    Names and texts count as of the active language. Raises `Unreadable`.
    """
    records, notes = hsds_files.records(data)
    odd, size = Odd(), Size()
    reader = Organisations(odd)
    found = []
    for record in records:
        identifier, places, lines = reader.rows(record)
        found.append((identifier, places, lines))
        odd.number += len(places)
    there = _notes_of([identifier for identifier, _places, _lines in found])
    rows = []
    for identifier, places, lines in found:
        internal_notes = lines.joined(there.get(identifier, ""))
        for cells in places:
            rows.append({**cells, "internal_notes": internal_notes})
            size.add(len(rows), list(cells.values()))
    headers = list(dict.fromkeys(name for cells in rows for name in cells))
    language = spoken_languages.label(reader.language, get_language())
    notes.append(
        _("Names and texts count as %(language)s, the language that you read this in.")
        % {"language": language}
    )
    return Table(
        headers,
        [
            Row(number, [cells.get(name, "") for name in headers])
            for number, cells in enumerate(rows, start=1)
        ],
        [*notes, *odd.notes()],
    )


def _notes_of(identifiers):
    """`{number in HSDS: internal notes}` of the organisations that are here already."""
    found = {}
    for start in range(0, len(identifiers), _AT_ONCE):
        some = ExternalId.objects.filter(
            scheme=ExternalId.Scheme.HSDS, value__in=identifiers[start : start + _AT_ONCE]
        )
        found |= dict(some.values_list("value", "organisation__internal_notes"))
    return found
