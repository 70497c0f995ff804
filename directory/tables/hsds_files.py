"""Files of Open Referral HSDS 3 become organisations as nested dicts: JSON, or its tabular package.

https://docs.openreferral.org/en/v3.0.1/hsds/schema_reference.html. All values are texts: a number
in JSON is a `Number`, a text that remembers what it was; what is null is left out.
"""

import io
import json
import posixpath
import zipfile
from collections import Counter

from django.utils.translation import gettext as _

from core.tables import archives, reading
from core.tables.table import MOST_BYTES, Unreadable
from core.text import storable

_MOST_OBJECTS, _MOST_VALUES = 400_000, 700_000
_MOST_DEPTH = 30
_MOST_OF_PACKAGE = 1_000_000
_MOST_OF_ALL_PARTS = 30_000_000

# The files of the tabular package that are read, and the tables that the row above one may be in.
_FILES = {
    "organizations": "organization", "services": "service", "locations": "location",
    "service_at_location": "service_at_location", "service_at_locations": "service_at_location",
    "programs": "program", "phones": "phone", "contacts": "contact", "addresses": "address",
    "schedules": "schedule", "funding": "funding", "service_areas": "service_area",
    "required_documents": "required_document", "languages": "language",
    "accessibility": "accessibility", "cost_options": "cost_option",
    "organization_identifiers": "organization_identifier",
}  # fmt: skip
_TABLES = {*_FILES.values()}
_PARENTS = {
    "organization": (),
    "service": ("organization",),
    "location": ("organization",),
    "service_at_location": ("service",),
    "contact": ("service_at_location", "location", "service", "organization"),
    "phone": ("contact", "service_at_location", "location", "service", "organization"),
    "": ("contact", "phone", "service_at_location", "location", "service", "organization"),
}
# All others as their name with an s.
_CALLED = {"accessibility": "accessibility", "address": "addresses", "funding": "funding"}


class Number(str):
    """A number of JSON, as it was written."""

    __slots__ = ()


def records(data):
    """`(organisations, notes)`. Services that belong to none in the file stand in one of their own,
    with nothing but `services`. Raises `Unreadable`."""
    if len(data) > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than %(size)d MB. Divide it into several files.")
            % {"size": MOST_BYTES // 1_000_000}
        )
    is_package = data.startswith(b"PK")
    content = _package(data) if is_package else _json(data)
    # Cells are clean already, and rows of a package that many others name are one object.
    nulls = 0 if is_package else _clean(content)
    found, notes = _organisations(content)
    if not found:
        raise Unreadable(_("The file has no organisations and no services in the form of HSDS 3."))
    if nulls:
        notes.append(
            _("Values that are null: %(count)d. They say nothing, and change nothing.")
            % {"count": nulls}
        )
    return found, notes


# JSON


def _json(data):
    # Counted before, because each takes twenty times as much memory as in the file.
    if data.count(b"{") + data.count(b"[") > _MOST_OBJECTS or data.count(b",") > _MOST_VALUES:
        raise _too_large()
    try:
        text = data.decode(
            "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else json.detect_encoding(data)
        )
        return json.loads(
            text,
            parse_int=Number,
            parse_float=Number,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as error:
        raise Unreadable(_("The file has broken characters. Save it as UTF-8.")) from error
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("This is not JSON: line %(line)d, position %(position)d.")
            % {"line": error.lineno, "position": error.colno}
        ) from error
    except RecursionError as error:
        raise _too_deep() from error


def _no_constant(text):
    raise Unreadable(_("“%(text)s” is not a number that JSON knows.") % {"text": text})


def _object(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        name = Counter(key for key, _value in pairs).most_common(1)[0][0]
        raise Unreadable(
            _("“%(name)s” stands twice in one object: nobody knows which is meant.")
            % {"name": name[:50]}
        )
    return found


def _too_large():
    return Unreadable(_("The file is too large. Divide it into several files."))


def _too_deep():
    return Unreadable(_("The file has too many levels inside one another."))


def _clean(content):
    """Takes what is null and what nothing can store out of `content`, in place; how many nulls."""
    nulls, waiting = 0, [(content, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _MOST_DEPTH:
            raise _too_deep()
        if isinstance(each, dict):
            for key, value in [*each.items()]:
                if value is None:
                    del each[key]
                    nulls += 1
                elif not key.isprintable():
                    del each[key]
                    each[storable(key)] = _kept(value)
                else:
                    each[key] = _kept(value)
            waiting += ((value, depth + 1) for value in each.values())
        elif isinstance(each, list):
            nulls += each.count(None)
            each[:] = [_kept(value) for value in each if value is not None]
            waiting += ((value, depth + 1) for value in each)
    return nulls


def _kept(value):
    """A text without what JSON may escape and nothing can store, such as half of an emoji."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return storable(value.replace("\r\n", "\n").replace("\r", "\n"))


def _organisations(content):
    notes = []
    if isinstance(content, dict):
        pages = str(content.get("total_pages", "1"))
        if pages not in ("0", "1"):
            notes.append(
                _("This is page %(page)s of %(pages)s. The others are files of their own.")
                % {"page": content.get("page_number", "?"), "pages": pages}
            )
        listed = [content.get(name) for name in ("contents", "organizations", "services")]
        listed = [each for each in listed if isinstance(each, list)]
        content = [row for each in listed for row in each] if "name" not in content else [content]
    rows = [row for row in content if isinstance(row, dict)] if isinstance(content, list) else []
    found, by_id = [], {}
    for row in rows:
        if not _is_service(row):
            found.append(row)
            by_id[str(row.get("id", "")).lower()] = row
    for row in rows:
        if _is_service(row):
            _add_service(row, found, by_id)
    return [row for row in found if row], notes


def _is_service(row):
    return any(
        name in row for name in ("organization", "organization_id", "status", "fees_description")
    )


def _add_service(row, found, by_id):
    organisation = row.pop("organization", {})
    if not isinstance(organisation, dict):
        organisation = {}
    key = str(organisation.get("id") or row.get("organization_id", "")).lower()
    if key not in by_id or not key:
        found.append(organisation)
        by_id[key] = organisation
    above = by_id[key]
    if not isinstance(above.get("services"), list):
        above["services"] = []
    above["services"].append(row)


# The tabular package


def _package(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _nested(_tables(archive))
    except archives.DAMAGED as error:
        raise Unreadable(_("The package is damaged. Download it again.")) from error


def is_package(data):
    """Whether a zip has files that the package has, and is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {posixpath.basename(name) for name in archive.namelist()}
    except archives.DAMAGED:
        return False
    return bool(names & {"datapackage.json", *(f"{stem}.csv" for stem in _FILES)})


def _tables(archive):
    """`{table: rows}`, each row as a dict of what is filled in."""
    if archives.is_locked(archive):
        raise Unreadable(_("The package is locked with a password."))
    tables, left = {}, _MOST_OF_ALL_PARTS
    names = _names(archive)
    for name, table in names.items():
        data = _part(archive, name, min(left, MOST_BYTES))
        left -= len(data)
        if not data.strip():
            continue
        found = reading.read(data, name)
        tables[table] = [_row(name, found.headers, row) for row in found.rows]
    return tables


def _part(archive, name, most):
    if archive.getinfo(name).file_size > most:
        raise _too_large()
    return b"".join(archives.chunks(archive, name, most))


def _row(name, headers, row):
    for problem in row.problems:
        raise Unreadable(
            _("%(file)s, row %(row)d: %(problem)s")
            % {"file": name, "row": row.number, "problem": problem}
        )
    cells = zip(headers, row.cells, strict=True)
    return {header: cell for header, cell in cells if header and cell.strip()}


def _names(archive):
    """`{name of the part: table}`: as `datapackage.json` says, or as the standard calls them."""
    names = {}
    for name in archive.namelist():
        stem, ending = posixpath.splitext(posixpath.basename(name))
        if ending == ".csv" and stem in _FILES:
            names[name] = _FILES[stem]
        if posixpath.basename(name) == "datapackage.json":
            described = _json(_part(archive, name, _MOST_OF_PACKAGE))
            names |= _described(described, posixpath.dirname(name), {*archive.namelist()})
    return names


def _described(package, folder, there):
    resources = package.get("resources") if isinstance(package, dict) else None
    names = {}
    for resource in resources if isinstance(resources, list) else ():
        if not isinstance(resource, dict):
            continue
        table, path = (str(resource.get(key, "")) for key in ("name", "path"))
        if table in _TABLES and posixpath.join(folder, path) in there:
            names[posixpath.join(folder, path)] = table
    return names


def _nested(tables):
    by_id = {(table, row.get("id", "")): row for table, rows in tables.items() for row in rows}
    for row in tables.get("service_at_location", []):
        place = by_id.get(("location", row.get("location_id", "")))
        if place is not None:
            row["location"] = place
    for table, rows in tables.items():
        for row in rows:
            above = _above(table, row, by_id)
            if above is not None:
                above.setdefault(_CALLED.get(table, f"{table}s"), []).append(row)
    alone = [row for row in tables.get("service", []) if not _above("service", row, by_id)]
    return [*tables.get("organization", []), *alone]


def _above(table, row, by_id):
    """The row that this one belongs to: the nearest of those that it names."""
    for parent in _PARENTS.get(table, _PARENTS[""]):
        found = by_id.get((parent, row.get(f"{parent}_id", "")))
        if found is not None and found is not row:
            return found
    return None
