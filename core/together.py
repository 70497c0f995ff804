"""What follows from many saves is done once for all of them, at the end of their transaction.

A search's documents, the dates of activities and the content version follow from every save. One
row after the other that is most of what saving hundreds of them costs.
"""

import threading
from contextlib import contextmanager

from django.db import transaction

_inside = threading.local()


@contextmanager
def together():
    """A transaction at whose end is done what `once` was told in it."""
    with transaction.atomic():
        if hasattr(_inside, "told"):
            yield
            return
        _inside.told = {}
        try:
            yield
            # What is done tells of more: dates that were written change the version.
            while _inside.told:
                _name, (do, things) = _inside.told.popitem()
                do(things)
        finally:
            del _inside.told


def once(name, do, things):
    """Has `do(things)` called: now, or at the end of `together` with all that was told by then
    under the same name."""
    if not hasattr(_inside, "told"):
        do(things)
    elif name in _inside.told:
        _inside.told[name][1].extend(things)
    else:
        _inside.told[name] = do, [*things]
