"""In which order organisations stand, everywhere: what is of most use to her comes first.

Nearness makes sections (`directory.finding`). Within them, on one day (docs/decisions.md, 6): who
can be reached, and of these who has a date soon, and of these who is open that day; what is equal
changes places every day, so that nobody is always first. Helplines come after those who can be
reached, unless what she looks for is urgent (`first_of`), and whom one cannot reach comes last.

It depends on the day and not on the minute: a list must not change while she reads it.
"""

from datetime import date, timedelta

from core.lists.turns import turn

from .models import Organisation

SOON = timedelta(days=28)
_dates = []


def register(dates):
    """An app knows of dates: `dates(first, last)` gives `{organisation: day}`, its first of these.

    The keys are ids, the days are in the period, both ends included.
    """
    _dates.append(dates)


def next_dates(day):
    """`{organisation: day}` of the first date from `day` on, where there is one soon."""
    found = {}
    for dates in _dates:
        for pk, first in dates(day, day + SOON).items():
            found[pk] = min(first, found.get(pk, date.max))
    return found


def by_use(rows, day, reachable, open_on_day):
    """Rows `(id, slug, kind, …)` in the order of a day; both sets hold ids."""
    coming = next_dates(day)

    def key(row):
        pk, slug, kind, *_rest = row
        last = 2 if pk not in reachable else int(kind == Organisation.Kind.HELPLINE)
        return last, coming.get(pk, date.max), pk not in open_on_day, turn(day, slug)

    return sorted(rows, key=key)


def first_of(index, themes):
    """The bits of what comes first of all when one of the themes, by slug, is urgent."""
    if index.urgent.isdisjoint(themes):
        return 0
    return index.groups["kind"].get(Organisation.Kind.HELPLINE, 0) & index.reachable
