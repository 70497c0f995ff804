"""Pages of HSDS: rows of several tables, one after another, by number.

The order is that of the numbers of rows, which an edit does not change.
"""

from opendata.errors import exceptions

from . import asking


class Rows:
    """`parts` are `(kind, queryset)`; a page is `[(kind, [pk, …]), …]`."""

    def __init__(self, *parts):
        self.parts = [(kind, rows.order_by("pk")) for kind, rows in parts]

    def counts(self):
        return [rows.count() for _kind, rows in self.parts]

    def chunks(self, size):
        """All of it in pages of at most `size`, each read after the last of the one before."""
        for kind, rows in self.parts:
            pks = rows.values_list("pk", flat=True)
            last, found = 0, [None]
            while found:
                found = [*pks.filter(pk__gt=last)[:size]]
                if found:
                    last = found[-1]
                    yield [(kind, found)]

    def between(self, start, end, counts):
        found = []
        for (kind, rows), count in zip(self.parts, counts, strict=True):
            if start < count and end > 0:
                pks = rows.values_list("pk", flat=True)[max(start, 0) : min(end, count)]
                found.append((kind, [*pks]))
            start, end = start - count, end - count
        return found


def page_of(rows, query, *, all_at_once=False):
    """`(the page, what stands around it)` that `page` and `per_page` ask for."""
    counts = rows.counts()
    total = sum(counts)
    size = max(total, 1)
    if not all_at_once or "per_page" in query:
        size = asking.number(query, "per_page", asking.A_PAGE, asking.MOST)
    page, last = asking.number(query, "page", 1), max(-(-total // size), 1)
    if page > last:
        raise exceptions.NotFound(f"There is no page {page}: the last one is {last}.")
    found = rows.between((page - 1) * size, page * size, counts)
    return found, envelope(total, last, page, sum(len(pks) for _kind, pks in found))


def envelope(total, last, page, size):
    return {
        "total_items": total,
        "total_pages": last,
        "page_number": page,
        "size": size,
        "first_page": page == 1,
        "last_page": page == last,
        "empty": not size,
    }


def page_of_list(things, query):
    """The same of a list in memory: with what stands around it and the things themselves."""
    size = asking.number(query, "per_page", asking.A_PAGE, asking.MOST)
    page, last = asking.number(query, "page", 1), max(-(-len(things) // size), 1)
    if page > last:
        raise exceptions.NotFound(f"There is no page {page}: the last one is {last}.")
    found = things[(page - 1) * size : page * size]
    return {**envelope(len(things), last, page, len(found)), "contents": found}
