"""A file becomes entries: which column is which, and which rows belong together."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.tables import headers, reading
from core.tables.cells import Refused
from core.tables.reading import Unreadable

from . import versions
from .models import Entry, TableImport

A_PART = 500  # entries written at once


def read(data, name, table, author, defaults=None):
    """A new `TableImport` with all entries of a file. Raises `Unreadable`."""
    known = table.headers()
    read_table = table.read_other(data) or reading.read(
        data, name, known=lambda found: sum(headers.key(each) in known for each in found)
    )
    if not read_table.rows:
        raise Unreadable(_("Nothing stands below the headings."))
    columns, options = _columns(read_table.headers, known, table)
    options |= {
        "notes": list(read_table.notes),
        "language": get_language(),
        "defaults": defaults or {},
    }
    table_import = TableImport.objects.create(
        table=table.model._meta.label_lower,
        file_name=name[-200:],
        author=author,
        options=options,
    )
    entries = list(_entries(table_import, read_table.rows, columns, table))
    for start in range(0, len(entries), A_PART):
        with transaction.atomic():
            Entry.objects.bulk_create(entries[start : start + A_PART])
    table_import.state = TableImport.State.LOOKING
    table_import.save(update_fields=["state"])
    return table_import


def _columns(found, known, table):
    """`{index: column name}` and the options that say which columns there are."""
    columns, unknown, twice = {}, [], []
    for index, header in enumerate(found):
        column = known.get(headers.key(header)) if header else None
        name = versions.COLUMN if header == versions.COLUMN else column and column.name
        if name is None:
            unknown.append(header or headers.letters(index))
        elif name in columns.values():
            twice.append(header)
        else:
            columns[index] = name
    there = {*columns.values()}
    if not there - {versions.COLUMN}:
        raise Unreadable(
            _(
                "No column of this file is known here. The first row says what each column is: "
                "make an export to see how they are called."
            )
        )
    if not there & {"id", *table.others_ids, *table.needed}:
        raise Unreadable(
            _("The file has no column “%(name)s”. Without it we do not know what a row is about.")
            % {"name": table.by_name[table.needed[0]].label}
        )
    options = {
        "columns": list(columns.values()),
        "unknown": unknown,
        "twice": twice,
        "is_ours": versions.COLUMN in there,
    }
    return columns, options


def _entries(table_import, rows, columns, table):
    """The rows that are about the same sheet, as one entry; with rows that look the same."""
    groups = {}
    for row in rows:
        cells = {columns[index]: cell for index, cell in enumerate(row.cells) if index in columns}
        cells = {name: cell for name, cell in cells.items() if cell.strip()}
        if not {*cells} - {versions.COLUMN}:
            continue
        cells = table.spread(cells)
        key = table.key(cells) if table.part else None
        groups.setdefault(key or f"row:{row.number}", []).append((row, cells))
    entries = []
    for position, group in enumerate(groups.values()):
        numbers = [row.number for row, _cells in group]
        refusals = [[row.number, "", problem] for row, _cells in group for problem in row.problems]
        entries.append(
            Entry(
                table_import=table_import,
                position=position,
                numbers=numbers,
                cells=[cells for _row, cells in group],
                refusals=refusals,
                plan=Entry.Plan.REFUSED if refusals else Entry.Plan.PENDING,
                title=table.title(group[0][1])[:200],
            )
        )
    _note_twins(entries, table)
    _refuse_twice(entries, table)
    return entries


def _note_twins(entries, table):
    first = {}
    for entry in entries:
        marks = table.marks(_understood(entry.cells[0], table))
        others = [first.setdefault(mark, entry) for mark in marks]
        entry.twins = sorted({other.numbers[0] for other in others if other is not entry})


def _understood(cells, table):
    values = {}
    for name, cell in cells.items():
        try:
            values[name] = table.by_name[name].read(cell) if name in table.by_name else cell
        except Refused:
            continue
    return values


def _refuse_twice(entries, table):
    """One row each, where nothing stands under a sheet."""
    seen = {}
    for entry in entries:
        key = table.key(entry.cells[0])
        if key is None:
            continue
        other = seen.setdefault(key, entry)
        if other is not entry:
            text = _("Row %(row)d is about the same.") % {"row": other.numbers[0]}
            entry.refusals.append([entry.numbers[0], str(table.by_name["id"]), text])
            entry.plan = Entry.Plan.REFUSED
