"""Organisations of Open Referral HSDS 3 become rows of our table of organisations.

The mapping is written down in docs/hsds.md. What has no place here goes into the internal notes;
what is odd is said in the notes of the table, and never taken over as it is.
"""

from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.tables.table import Row, Size, Table
from directory import spoken_languages
from directory.models import ExternalId, Organisation

from . import hsds_files
from .hsds_objects import Notes
from .hsds_odd import Odd
from .hsds_organisations import Organisations
from .hsds_own import Own, strip

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
    found = [*_read_each(records, odd)]
    there = _there([one.pk for one in found], [one.identifier for one in found])
    rows = []
    for one in found:
        kept_notes, numbers = there.get(one.pk or one.identifier, ("", []))
        text = one.notes.joined(kept_notes)
        more = {"internal_notes": text} if text else {}
        for cells in one.places:
            if text := cells.get("external_ids"):
                more["external_ids"] = "; ".join(dict.fromkeys([*text.split("; "), *numbers]))
            rows.append({**cells, **more})
            size.add(len(rows), list(cells.values()))
    headers = list(dict.fromkeys(name for cells in rows for name in cells)) or ["internal_notes"]
    notes += _languages(found)
    return Table(
        headers,
        [
            Row(number, [cells.get(name, "") for name in headers])
            for number, cells in enumerate(rows, start=1)
        ],
        [*notes, *odd.notes()],
    )


class _Read(NamedTuple):
    """What one record says; `pk` is the number of a listing of ours, or None."""

    pk: int | None
    identifier: str
    places: list
    notes: Notes
    language: str


def _read_each(records, odd):
    own, active = Own(records), Organisations(odd)
    of_ours = Organisations(odd, own.language)
    for record in records:
        pk, reader = own.pk(record), active
        if pk is not None:
            strip(record, own.said_of(record))
            reader = of_ours
        identifier, places, notes = reader.rows(record, pk)
        yield _Read(pk, identifier, places, notes, reader.language)
        odd.number += len(places)


def _languages(found):
    """In which language names and texts are, of others and of our own listings."""
    of_others = [one.language for one in found if one.pk is None]
    of_ours = [one.language for one in found if one.pk is not None]
    if of_others:
        text = _("Names and texts count as %(language)s, the language that you read this in.")
        yield text % {"language": spoken_languages.label(of_others[0], get_language())}
    if of_ours:
        text = _("Our own listings in the file: %(count)d, in %(language)s.")
        language = spoken_languages.label(of_ours[0], get_language())
        yield text % {"count": len(of_ours), "language": language}


def _there(pks, identifiers):
    """`{number, or number in HSDS: (internal notes, numbers in registers)}` of the organisations
    that are here already: what a file says is added."""
    wanted = [*filter(None, pks)], [*filter(None, identifiers)]
    found, named = {}, {}
    for start in range(0, max(map(len, wanted)), _AT_ONCE):
        some, theirs = (each[start : start + _AT_ONCE] for each in wanted)
        of_hsds = ExternalId.objects.filter(scheme=ExternalId.Scheme.HSDS, value__in=theirs)
        named |= dict(of_hsds.values_list("organisation", "value"))
        rows = Organisation.objects.filter(pk__in=[*some, *named])
        for row in rows.only("internal_notes").prefetch_related("external_ids"):
            numbers = [str(each) for each in row.external_ids.all()]
            found[row.pk] = row.internal_notes, numbers
    return found | {value: found[pk] for pk, value in named.items() if pk in found}
