"""Numbers of rows for bit sets (`core.lists.bits`): the same in everything that a process keeps.

A row keeps its slot as long as the process lives, so bit sets of two moments, or of the search and
of an index, mean the same rows. A row that is gone leaves an empty slot behind.
"""

import threading
from array import array

# Ids up to so many times the number of rows are looked up in an array, others in a dictionary.
_WIDE, _FEW = 4, 1_000


class Slots:
    """The slots of the rows of one kind: `ids` has the primary key of each, in order."""

    def __init__(self):
        self.ids = array("q")
        # The slot of each id and one more, so that 0 is none; an eighth of a dictionary.
        self._near, self._far = array("I"), {}
        self._adding = threading.Lock()

    def __len__(self):
        return len(self.ids)

    def get(self, pk, default=None):
        """The slot of a row, or `default` when it never had one."""
        near, slot = self._near, 0
        if isinstance(pk, int) and 0 <= pk < len(near):
            slot = near[pk]
        slot = slot or self._far.get(pk)
        return slot - 1 if slot else default

    def number(self, pk):
        """The slot of a row; the first time it gets the next one."""
        slot = self.get(pk)
        if slot is None:
            with self._adding:
                slot = self.get(pk)
                if slot is None:
                    slot = len(self.ids)
                    self.ids.append(pk)
                    self._remember(pk, slot + 1)
        return slot

    def _remember(self, pk, number):
        if pk < _FEW + _WIDE * number:
            self._near.extend([0] * (pk + 1 - len(self._near)))
            self._near[pk] = number
        else:
            self._far[pk] = number


_kinds = {}


def of(kind):
    """The one `Slots` of a kind ("organisation") in this process."""
    return _kinds.get(kind) or _kinds.setdefault(kind, Slots())


def forget():
    """Numbers everything anew: for tests, and only together with all that is kept."""
    _kinds.clear()
