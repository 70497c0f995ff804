"""What would become of an entry: nothing is saved but what the page of the import shows.

What a file does not say stays. An emptied cell empties, but only in a file of our own, which says
what stood there (`versions`); and a file never takes away a row.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from core.editing.sheets import Sheet, fingerprints
from core.tables.cells import Refused

from . import versions
from .acting import request_of
from .models import Entry
from .tables import table_of

Plan = Entry.Plan


class Refusal(Exception):  # noqa: N818
    """Why an entry cannot be taken over; its arguments are those of `Entry.refusals`."""


@dataclass
class Row:
    """One row of an entry, understood: `{column name: value}` of what it says."""

    number: int
    version: dict | None
    values: dict
    refusals: list = field(default_factory=list)
    # Fields whose cells say nothing that we understand: that they are empty then is no news.
    unclear: set = field(default_factory=set)


@dataclass
class Wanted:
    """A value that a file wants in a place that says another one."""

    column: object
    place: str
    value: str
    number: int
    is_conflict: bool = False


class Planner:
    """For entries of one import, as its author may change things."""

    def __init__(self, table_import, user):
        self.table_import, self.user = table_import, user
        self.table = table_of(table_import.table)
        self.model_admin = self.table.model_admin
        self.options = table_import.options
        names = [name for name in self.options["columns"] if name in self.table.by_name]
        # What a cell was taken apart into has columns of its own.
        self.present = [*names, *(name for name in self.table.by_name if name not in names)]
        self.given = {*names}
        self.request = request_of(user)

    def planned(self, entries):
        """Each of `entries` with what would become of it."""
        understood = {entry.pk: self._understood(entry) for entry in entries}
        for entry in entries:
            entry.object_id = entry.object_id or self._found(understood[entry.pk])
        pks = [entry.object_id for entry in entries if entry.object_id]
        rows = {row.pk: row for row in self.table.rows(pks)}
        for entry in entries:
            self._plan_one(entry, understood[entry.pk], rows)
            yield entry

    def is_there_by_now(self, entry):
        """Whether what was new when it was looked at was added since: by the same list in another
        tab. Where the page of a new row asks that itself, it is left to that page."""
        if entry.object_id or entry.is_another or self.table.answers:
            return False
        rows = self._understood(entry)
        return bool(self._found(rows) or self.table.likely(self._new_values(rows)))

    def _plan_one(self, entry, rows, there):
        entry.refusals = [refusal for row in rows for refusal in row.refusals]
        entry.differences, entry.conflicts, entry.likely = [], [], []
        entry.changes, entry.seen = {}, {}
        try:
            if entry.object_id is None:
                self._plan_new(entry, rows)
            elif entry.object_id not in there:
                raise Refusal(
                    rows[0].number, self._label("id"), _("There is none with this number.")
                )
            else:
                self._plan_change(entry, rows, there[entry.object_id])
        except Refusal as refusal:
            entry.refusals.append([*refusal.args])
        if entry.refusals:
            entry.plan = Plan.REFUSED

    # Cells

    def _understood(self, entry):
        return [
            self._row(number, cells)
            for number, cells in zip(entry.numbers, entry.cells, strict=True)
        ]

    def _row(self, number, cells):
        row = Row(number, versions.read(cells.get(versions.COLUMN, "")), {})
        for name in self.present:
            column = self.table.by_name[name]
            if cell := cells.get(name, ""):
                try:
                    row.values[name] = column.read(cell)
                except Refused as error:
                    row.refusals.append([number, str(column), str(error)])
                    row.unclear.add(column.field)
            elif row.version is not None and name in self.given and column.empty is not None:
                row.values[name] = column.empty
        return row

    def _found(self, rows):
        if (pk := rows[0].values.get("id")) is not None:
            return int(pk)
        return next(filter(None, (self.table.find(row.values) for row in rows)), None)

    def _label(self, name):
        return str(self.table.by_name[name])

    def _columns(self, part):
        ids = self.table.ids.values()
        return [
            column
            for name in self.present
            if (column := self.table.by_name[name]).part == part and name not in ids
        ]

    # A row that is there

    def _plan_change(self, entry, rows, there):
        entry.title = str(there)[:200]
        wanted = [*self._of_sheet(rows, there), *self._of_parts(rows, there)]
        if not wanted:
            entry.plan = Plan.SAME
            return
        row = self.model_admin.get_object(self.request, str(there.pk))
        if row is None or not self.model_admin.has_change_permission(self.request, row):
            raise Refusal(rows[0].number, "", _("You may not change this."))
        sheet = Sheet(self.model_admin, self.request, row)
        waiting = self.model_admin.waiting(self.request, row, sheet)
        numbers, changes = {}, {}
        for each in wanted:
            of_this = each.column.changes(each.place, each.value, waiting.state)
            if each.is_conflict and not {*of_this} & {*entry.taken}:
                entry.conflicts += self._conflict(sheet, waiting.state, of_this)
                continue
            changes |= of_this
            numbers |= {key: (each.number, str(each.column)) for key in of_this}
        changes = self._with_new_rows(sheet, waiting.state, changes)
        entry.changes = {
            key: texts for key, texts in changes.items() if waiting.state.get(key, []) != texts
        }
        now = fingerprints(waiting.current)
        entry.seen = {key: now[key] for key in entry.changes if key in now}
        after = {**waiting.state, **entry.changes}
        entry.differences = _shown(sheet, waiting.state, after, entry.changes)
        entry.plan = Plan.CHANGED if entry.changes else Plan.SAME
        if entry.changes:
            entry.refusals += self._problems(sheet, after, numbers, rows)

    def _of_sheet(self, rows, there):
        """What the rows want above; each repeats it, and one that is as it was says nothing."""
        for column in self._columns(""):
            now = column.value(there)
            values = {}
            for row in rows:
                if (value := row.values.get(column.name)) is None:
                    continue
                if row.version is None or not versions.same_as(row.version, column, value):
                    values.setdefault(value, row)
            if len(values) > 1:
                self._disagree(column, [*values.values()])
            for value, row in values.items():
                if value != now:
                    yield self._wanted(column, "", value, row, now)

    def _wanted(self, column, place, value, row, now):
        if reason := self.table.forbidden(column, now, value):
            raise Refusal(row.number, str(column), reason)
        since = row.version is not None and not versions.same_as(row.version, column, now)
        return Wanted(column, place, value, row.number, is_conflict=since)

    def _disagree(self, column, rows):
        text = _("Row %(row)d says something else about the same.") % {"row": rows[0].number}
        raise Refusal(rows[1].number, str(column), text)

    def _of_parts(self, rows, there):
        part = self.table.part
        if not part:
            return
        parts = {str(each.pk): each for each in self.table.parts(there, self.request)}
        for row in rows:
            values = {column: row.values.get(column.name) for column in self._columns(part)}
            values = {column: value for column, value in values.items() if value is not None}
            pk = row.values.get(self.table.ids[part])
            if pk is not None and pk not in parts:
                raise Refusal(
                    row.number, self._label(self.table.ids[part]), _("It is not there any more.")
                )
            if pk is None:
                if not self.table.is_part(row.values):
                    continue
                pk = self.table.place_of([*parts.values()], row.values)
            if pk is None:
                if reason := self.table.no_new_part([*parts.values()], row.values):
                    raise Refusal(row.number, "", reason)
                yield from self._new_part(row, values)
                continue
            for column, value in values.items():
                now = column.value(parts[pk])
                if value != now and not (
                    row.version is not None and versions.same_as(row.version, column, value)
                ):
                    yield self._wanted(column, f"{part}/{pk}/", value, row, now)

    def _new_part(self, row, values):
        place = f"{self.table.part}/+{row.number}/"
        for column, value in values.items():
            if value:
                yield Wanted(column, place, value, row.number)

    def _with_new_rows(self, sheet, state, changes):
        """With what the page itself fills in for a row under it that is new."""
        places = dict.fromkeys(key.rpartition("/")[0] for key in changes if "/+" in key)
        there = {key.rpartition("/")[0] for key in state}
        blanks = {}
        for place in places:  # in the order of the file, which is that of their keys later
            if place not in there:
                blank = sheet.new_row(place.partition("/")[0])
                blanks |= {f"{place}/{name}": texts for name, texts in blank.items()}
        return blanks | changes

    def _conflict(self, sheet, state, changes):
        for key, texts in changes.items():
            if state.get(key, []) == texts:
                continue
            each = sheet.difference(key, state.get(key, []), texts)
            yield {
                "key": key,
                "label": each.label,
                "language": each.language,
                "theirs": each.before,
                "mine": each.after,
            }

    # A new row

    def _plan_new(self, entry, rows):
        if not self.model_admin.has_add_permission(self.request):
            raise Refusal(rows[0].number, "", _("You may not add new ones."))
        values = self._new_values(rows)
        entry.title = self.table.title(values)[:200]
        (sheet, state), changes, numbers = self._blank, {}, {}
        for each in [*self._new_sheet(rows, values), *self._new_parts(rows)]:
            of_this = each.column.changes(each.place, each.value, state)
            changes |= of_this
            numbers |= {key: (each.number, str(each.column)) for key in of_this}
        entry.changes = changes = self._with_new_rows(sheet, state, changes)
        after = {**state, **changes}
        entry.differences = _shown(sheet, state, after, changes)
        entry.refusals += self._problems(sheet, after | self.table.answers, numbers, rows)
        entry.likely = self.table.likely(values)
        is_doubtful = (entry.likely or entry.twins) and not entry.is_another
        entry.plan = Plan.LIKELY if is_doubtful else Plan.NEW

    @cached_property
    def _blank(self):
        """The page of a new row and what it says, made once: it takes longer than to check it."""
        sheet = Sheet(self.model_admin, self.request)
        return sheet, sheet.state()

    def _new_sheet(self, rows, values):
        for column in self._columns(""):
            if value := values.get(column.name):
                said = (row.number for row in rows if column.name in row.values)
                yield Wanted(column, "", value, next(said, rows[0].number))

    def _new_parts(self, rows):
        columns = self._columns(self.table.part) if self.table.part else ()
        for row in rows:
            if self.table.is_part(row.values):
                yield from self._new_part(
                    row, {column: row.values.get(column.name) for column in columns}
                )

    def _new_values(self, rows):
        """What the rows say above; where one says nothing the others count."""
        values = {}
        for column in self._columns(""):
            said = {}
            for row in rows:
                if value := row.values.get(column.name):
                    said.setdefault(value, row)
            if len(said) > 1:
                self._disagree(column, [*said.values()])
            values |= dict.fromkeys([column.name], next(iter(said), ""))
        for name, cell in self.options["defaults"].items():
            values[name] = values.get(name) or self.table.by_name[name].read(cell)
        return values

    def _problems(self, sheet, state, numbers, rows):
        """What the page would refuse, with the row and the column that say it."""
        unclear = {name for row in rows for name in row.unclear}
        for key, texts in sheet.problems(state):
            if key.rpartition("/")[2] in unclear:
                continue
            number, label = numbers.get(key, (_number_of(key) or rows[0].number, ""))
            if not label and key:
                label = sheet.difference(key, [], []).label
            for text in texts:
                yield [number, label, text]


def _number_of(key):
    """The row of the file that a new row under a sheet comes from."""
    name = key.partition("/+")[2].partition("/")[0]
    return int(name) if name.isdigit() else None


def _shown(sheet, before, after, changes):
    told = {key for key, texts in changes.items() if texts or before.get(key)}
    return [
        [each.label, each.before, each.after, each.language]
        for each in sheet.differences(before, after, told)
    ]
