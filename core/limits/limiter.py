"""So many at once, and then so many in a time: token buckets in the memory of this process."""

import threading
import time
from typing import NamedTuple

from .generations import Generations
from .networks import UNKNOWN, networks

_HOUR = 3600  # seconds after which a key is thrown away
refused_count = 0  # by all limiters of this process, for whoever measures

_SECOND = 1_000_000_000  # nanoseconds, in which buckets count: whole numbers do not drift


class Answer(NamedTuple):
    """True when there was enough. Times are in seconds, rounded up."""

    is_enough: bool
    left: int  # how many more there would be at this moment
    wait: int  # until there is enough for one that was refused; 0 otherwise
    full: int  # until everything is there again

    def __bool__(self):
        return self.is_enough


class Limiter:
    """`most` at once from one sender, and as many again in `seconds`, evenly spread.

    The network around a sender (`networks`) has `around` times as much, and so have all those
    together who have no address. What is refused costs nothing, so who asks too often is answered
    as often as everybody.

    A bucket is one number: when it will be full again (the generic cell rate algorithm, ITU-T
    I.371, annex A). A full one need not be known, so after `seconds` a sender is forgotten without
    loss, and `seconds` are at most an hour, because no key lasts longer.
    """

    def __init__(self, most, seconds, *, around=16, senders=10_000, clock=time.monotonic_ns):
        if not 0 < seconds <= _HOUR:
            raise ValueError(f"a limit over {seconds} seconds: up to {_HOUR} are possible")
        self.most, self.seconds, self.around = most, seconds, around
        self._span = seconds * _SECOND
        self._steps = self._span // most, self._span // (most * around)
        self._clock = clock
        self._full_at = Generations(_HOUR * _SECOND, 2 * senders)
        self._lock = threading.Lock()

    def __repr__(self):
        return f"Limiter({self.most}, seconds={self.seconds})"

    def __len__(self):
        """How many networks are in memory, at most four times `senders`."""
        return len(self._full_at)

    def ask(self, environ, cost=1):
        """The Answer to one more request; takes a WSGI environ or `request.META`.

        `cost` is what it counts for, as one that takes little; 0 only looks.
        """
        asking = networks(environ)
        steps = self._steps[1:] if asking is UNKNOWN else self._steps
        with self._lock:
            now = self._clock()
            self._full_at.turn(now)
            found, left, wait, full = [], self.most * self.around, 0, 0
            for network, step in zip(asking, steps, strict=True):
                hidden, full_at = self._full_at.read(network)
                used = max(full_at - now, 0)
                after = used + int(cost * step)
                if after > self._span:
                    _count_refused()
                    return Answer(False, 0, _seconds(after - self._span), _seconds(used))
                found.append((hidden, now + after))
                left, full = min(left, (self._span - after) // step), max(full, after)
            if cost:
                for hidden, full_at in found:
                    self._full_at.write(hidden, full_at)
        return Answer(True, left, wait, _seconds(full))

    def give_back(self, environ, cost):
        """A request was cheaper than what was asked for it, by `cost`."""
        self.ask(environ, -cost)


def _count_refused():
    global refused_count
    refused_count += 1


def _seconds(nanoseconds):
    return -(-nanoseconds // _SECOND)
