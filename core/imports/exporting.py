"""What is filtered, as a table that can come back."""

from . import versions

A_BATCH = 200  # rows read together


def headers(columns):
    return [*(str(column) for column in columns), versions.COLUMN]


def columns_for(table, request):
    """The columns of what she may see on the page of a row."""
    hidden = table.hidden(request)
    return [column for column in table.columns if column.name not in hidden]


def rows(table, columns, pks, request):
    """The cells of each row of the file; a sheet without anything under it is one row."""
    own = [column for column in columns if not column.part]
    parts = [column for column in columns if column.part]
    pks = list(pks)
    for start in range(0, len(pks), A_BATCH):
        some = pks[start : start + A_BATCH]
        found = {row.pk: row for row in table.rows(some)}
        for row in (found[pk] for pk in some if pk in found):
            above = {column.name: column.value(row) for column in own}
            for part in table.parts(row, request) or [None]:
                values = above | {
                    column.name: column.value(part) if part else column.nothing for column in parts
                }
                cells = [
                    column.show(values[column.name]) if part or not column.part else ""
                    for column in columns
                ]
                yield [*cells, versions.written(columns, values)]
