"""Numbers under names that nobody can read, in a memory that is forgotten again and again."""

from hashlib import blake2b
from secrets import token_bytes


class Generations:
    """`{name: number}` of which only keyed hashes are kept, with keys that are thrown away.

    A new generation begins after `lasts`, or when this one has `most` names; it has a key of its
    own. The one before is still read, and what is asked for again is taken over, so nobody gains
    anything by waiting for that moment. What was asked for in neither is gone.

    Whoever fills the memory from many networks only makes it forget others, who are then as good as
    new: nobody is shut out by it, and what asks most often is forgotten last.
    """

    def __init__(self, lasts, most):
        self.lasts, self.most = lasts, most
        self._ends = None
        self._begin_anew()

    def __len__(self):
        return len(self._now) + len(self._before)

    def _begin_anew(self):
        self._key, self._now = token_bytes(16), {}
        self._former_key, self._before = b"", {}

    def turn(self, now):
        """Begins a new generation if it is time. Called before anything is read or written."""
        if self._ends is None or now >= self._ends + self.lasts:
            self._begin_anew()
        elif now >= self._ends or len(self._now) >= self.most:
            self._former_key, self._before = self._key, self._now
            self._key, self._now = token_bytes(16), {}
        else:
            return
        self._ends = now + self.lasts

    def read(self, name):
        """`(the hash to write under, the number or 0)`."""
        hidden = _hidden(name, self._key)
        number = self._now.get(hidden)
        if number is None and self._before:
            number = self._before.get(_hidden(name, self._former_key))
            if number is not None:
                self._now[hidden] = number
        return hidden, number or 0

    def write(self, hidden, number):
        self._now[hidden] = number


def _hidden(name, key):
    return blake2b(name, key=key, digest_size=8).digest()
