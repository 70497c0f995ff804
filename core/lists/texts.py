"""What the rows of a list are called, where nothing else of them is shown."""

from core.kept import shows
from core.languages import CODES, shown


def texts_at(index, positions, known, kind, rows, field):
    """`{position: Shown}`: a translated field of the rows at positions of an index.

    `known` are the `Shown`s that are there already, by id. One query of the queryset `rows` for the
    others, which are noted as rows of a `kind` (`core.kept.shows`).
    """
    ids = {index.ids[position]: position for position in positions}
    texts = {ids[pk]: text for pk, text in known.items() if pk in ids}
    if missing := [pk for pk, position in ids.items() if position not in texts]:
        shows.note_rows(kind, missing)
        columns = (f"{field}_{code}" for code in CODES)
        named = rows.rewrite(False).order_by().values_list("pk", *columns, named=True)
        for row in named.filter(pk__in=missing):
            texts[ids[row.pk]] = shown(row, field, index.language)
    return texts
