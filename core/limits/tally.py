"""How much somebody did lately, where nothing is refused: levels that fall by themselves."""

import threading
import time

from .generations import Generations

_HOUR = 3600 * 1_000_000_000  # nanoseconds after which a key is thrown away
_SECOND = 1_000_000_000


class Tally:
    """A level under each of the names that come with a request, which falls by one every `seconds`.

    Of names (`networks.networks`) only hashes are kept (`Generations`). The network around a sender
    counts for a sixteenth, as it has sixteen times as much in `Limiter`. Nothing is known for
    longer than an hour or two, so a level never says more than that.
    """

    def __init__(self, seconds, *, around=16, senders=10_000, clock=time.monotonic_ns):
        step = int(seconds * _SECOND)
        self._steps, self._clock = (step, step // around), clock
        self._senders = senders
        self._lock = threading.Lock()
        self.forget()

    def __len__(self):
        return len(self._empty_at)

    def forget(self):
        self._empty_at = Generations(_HOUR, 2 * self._senders)

    def level(self, names):
        """How much it is at this moment; the highest where there are two names."""
        with self._lock:
            now = self._clock()
            self._empty_at.turn(now)
            return self._level(names, now)

    def add(self, names, times=1):
        """Counts it, or takes it back (`times=-1`)."""
        with self._lock:
            now = self._clock()
            self._empty_at.turn(now)
            self._add(names, now, times)

    def take(self, names, most):
        """Counts it where the level is then at most `most`; whether it did, all in one moment."""
        with self._lock:
            now = self._clock()
            self._empty_at.turn(now)
            if self._level(names, now) > most - 1:
                return False
            self._add(names, now, 1)
            return True

    def _level(self, names, now):
        empty_at = max(self._empty_at.read(name)[1] for name in names)
        return max(empty_at - now, 0) / self._steps[0]

    def _add(self, names, now, times):
        for name, step in zip(names, self._steps, strict=False):
            hidden, empty_at = self._empty_at.read(name)
            self._empty_at.write(hidden, max(max(empty_at, now) + times * step, now))
