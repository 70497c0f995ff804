"""What one process needs for pages that are not kept, in the database as it is.

`python -m bench.measure inside NAME…` prints the figures. Times are milliseconds, of the
processor and on the clock, which has the work of a database server in it.
"""

from django.conf import settings

from . import addresses, after_change, agenda, opendata, pages, search, writer

STORE = 2 * 2**20  # bytes: what is held grows with it
LIMIT = 32 * 2**20


def held():
    """How many list pages the usual limit of kept pages holds, in six languages."""
    settings.PAGE_CACHE_BYTES = STORE
    pages.application.cache_clear()
    store = pages.application().store.pages
    asked = addresses.addresses(writer.slugs(), addresses.LISTS)
    while store.currsize < 0.9 * STORE:
        path, _, query = next(asked).partition("?")
        pages.get(path, query, HTTP_ACCEPT_ENCODING="br")
    settings.PAGE_CACHE_BYTES = 0
    pages.application.cache_clear()
    return LIMIT * len(store) // store.currsize


def of_open_data():
    """A page of a hundred of each: what `pages.measure` gives."""
    for path in opendata.PAGES.values():
        pages.get(path)  # what is kept in memory is built by the first one
    return {
        name: pages.measure(lambda path=path: pages.get(path), with_yardstick=True)
        for name, path in opendata.PAGES.items()
    }


MEASURES = {
    "after a change": after_change.measured,
    "agenda": agenda.usual_page,
    "calendar": agenda.calendar,
    "held": held,
    "open data": of_open_data,
    "search": search.measured,
    "yardstick": lambda: pages.measure(pages.yardstick),
}
