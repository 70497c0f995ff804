"""Numbers of rows for bit sets (`core.lists.bits`): the same in everything that a process keeps.

A row keeps its slot as long as the process lives, so bit sets of two moments, or of the search and
of an index, mean the same rows. A row that is gone leaves an empty slot behind.
"""

import threading


class Slots:
    """The slots of the rows of one kind: `ids` has the primary key of each, in order."""

    def __init__(self):
        self.ids = []
        self._slots, self._adding = {}, threading.Lock()

    def __len__(self):
        return len(self.ids)

    def get(self, pk, default=None):
        """The slot of a row, or `default` when it never had one."""
        return self._slots.get(pk, default)

    def number(self, pk):
        """The slot of a row; the first time it gets the next one."""
        slot = self._slots.get(pk)
        if slot is None:
            with self._adding:
                slot = self._slots.get(pk)
                if slot is None:
                    slot = len(self.ids)
                    self.ids.append(pk)
                    self._slots[pk] = slot
        return slot


_kinds = {}


def of(kind):
    """The one `Slots` of a kind ("organisation") in this process."""
    return _kinds.get(kind) or _kinds.setdefault(kind, Slots())


def forget():
    """Numbers everything anew: for tests, and only together with all that is kept."""
    _kinds.clear()
