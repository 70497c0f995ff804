"""Whether a page needs a way out: by what it shows, not by how it was reached.

A theme, a place, an activity and a question say of themselves whether they are sensitive
(`directory.models.sensitive`). This says it of pages that show several of them: the one rule for
lists, the search, theme pages, place pages and what is shared of them. The pages put the answer
into their context as `is_sensitive`, and templates do the rest.
"""

from core.lists.bits import has, union

FIRST = 3


def is_page(shown):
    """Whether a page is sensitive that shows things in this order: of each, whether it is.

    One of the first three is seen at once; half of them is what the page is about.
    """
    shown = list(shown)
    return any(shown[:FIRST]) or 0 < len(shown) <= 2 * sum(shown)


def are(index, *lists):
    """Of each position of an index in some lists, one after another, whether it is sensitive."""
    return [has(index.sensitive_rows, position) for positions in lists for position in positions]


def is_list(filters, results):
    """Whether a page of a list is: by what it was asked, which stands in it, or by its rows."""
    lists = [positions for _section, positions in results.shown]
    return filters.is_sensitive or is_page(are(filters.index, *lists))


def rows_of(themes, sensitive, marked):
    """The bits of sensitive rows: `themes` and `marked` are `{value: bits}`, `sensitive` slugs."""
    by_theme = union(themes.get(slug, 0) for slug in sensitive)
    return (by_theme & ~marked.get("no", 0)) | marked.get("yes", 0)
