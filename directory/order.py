"""In which order organisations stand, everywhere: what is of most use to her comes first.

Nearness makes sections (`directory.finding`). Within them, on one day (docs/decisions.md, 6): who
can be reached, and of these who has a date soon, and of these who is open that day; what is equal
changes places every day, so that nobody is always first. Helplines come after those who can be
reached, unless what she looks for is urgent (`first_of`), and whom one cannot reach comes last.

It depends on the day and not on the minute: a list must not change while she reads it.
"""

from datetime import date, timedelta

from core.lists.bits import flags_of
from core.lists.turns import turn

from .models import Organisation

SOON = timedelta(days=28)
_NO_DATE = 31  # more days than are soon
# A key after all others, with a slot added.
LAST = 3 << 62
_dates = []


def register(dates):
    """An app knows of dates: `dates(first, last, ids)` gives `{organisation: day}`, the first.

    The keys are ids, of all or of those that are given; the days are in the period, both ends
    included.
    """
    _dates.append(dates)


def next_dates(day, ids=None):
    """`{organisation: day}` of the first date from `day` on, where there is one soon."""
    found = {}
    for dates in _dates:
        for pk, first in dates(day, day + SOON, ids).items():
            found[pk] = min(first, found.get(pk, date.max))
    return found


def keys(listed, day, rows, ids=None):
    """`(slot, key)` for a `core.lists.orders.Order`, of `(id, slot, address)` of organisations.

    A key has 64 bits: from the left whether it can be reached, the days until its next date,
    whether it opens that day, and whose turn it is. With `ids` dates are read of these only.
    """
    coming, hours, size = next_dates(day, ids), listed.hours, listed.everything.bit_length()
    lines = flags_of(listed.groups["kind"].get(Organisation.Kind.HELPLINE, 0), size)
    reachable = flags_of(listed.reachable, size)

    def key(pk, slot, slug):
        byte, bit = slot >> 3, slot & 7
        last = lines[byte] >> bit & 1 if reachable[byte] >> bit & 1 else 2
        days = (coming[pk] - day).days if pk in coming else _NO_DATE
        is_closed = not hours.opens_on(slot, day)
        return ((last << 5 | days) << 1 | is_closed) << 56 | _turn(day, slug)

    return ((slot, key(pk, slot, slug)) for pk, slot, slug in rows)


def _turn(day, slug):
    return int.from_bytes(turn(day, slug)[:7], "big")


def first_of(index, themes):
    """The bits of what comes first of all when one of the themes, by slug, is urgent."""
    if index.urgent.isdisjoint(themes):
        return 0
    return index.groups["kind"].get(Organisation.Kind.HELPLINE, 0) & index.reachable
