"""A few at the same time, of what takes long or holds much."""

import itertools
import threading
from hashlib import blake2b
from secrets import token_bytes

from .networks import UNKNOWN, networks


class AtOnce:
    """At most `most` at the same time in this process, of which one sender has `each`, or half.

    Nobody waits for her turn: threads that wait are the ones that others need.
    """

    def __init__(self, most, each=None):
        self.most, self.each = most, each or max(1, most // 2)
        self._key = token_bytes(16)
        self._turns = {}  # number of the turn: hash of the sender
        self._numbers = itertools.count()
        self._beginning = threading.Lock()

    def __repr__(self):
        return f"AtOnce({self.most})"

    def __len__(self):
        """How many there are at the moment."""
        return len(self._turns)

    def begin(self, environ):
        """A Turn, or None where there are as many as there may be. Takes a WSGI environ or META."""
        asking = networks(environ)
        most = self.most if asking is UNKNOWN else self.each
        sender = blake2b(asking[0], key=self._key, digest_size=8).digest()
        with self._beginning:
            turns = list(self._turns.values())
            if len(turns) >= self.most or turns.count(sender) >= most:
                return None
            number = next(self._numbers)
            self._turns[number] = sender
        return Turn(self._turns, number)


class Turn:
    """Somebody’s turn. It ends with `with`, with the last of `during`, or with `end()`."""

    def __init__(self, turns, number):
        self._turns, self._number = turns, number

    def end(self):
        # Without the lock, which the thread may hold in which Python tidies up.
        self._turns.pop(self._number, None)

    def during(self, parts):
        """The same parts; the turn ends with the last one, or when nobody wants the rest."""
        return _During(self, parts)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.end()

    def __del__(self):
        self.end()


class _During:
    """An iterator with a `close` that also works before the first part, as a generator’s does not:
    a server closes what it was asked by HEAD, or by somebody who is gone."""

    def __init__(self, turn, parts):
        self._turn, self._parts, self._rest = turn, parts, iter(parts)

    def __iter__(self):
        return self

    def __next__(self):
        try:
            return next(self._rest)
        except BaseException:
            self._turn.end()
            raise

    def close(self):
        try:
            if hasattr(self._parts, "close"):
                self._parts.close()
        finally:
            self._turn.end()
