"""What each sender said last, so that she counts once and may change her mind."""

import threading
import time

from core.limits import forgettable
from core.limits.generations import Generations
from core.limits.networks import UNKNOWN, networks

_HOUR = 3600 * 1_000_000_000
_MOST = 50_000  # that are remembered in an hour; then others are forgotten


class Once:
    """In the memory of this process for an hour or two, under a hash of her network and of what it
    is about, whose key is thrown away (`core.limits`). A house counts once."""

    def __init__(self):
        self._saying = threading.Lock()
        self.forget()
        forgettable(self)

    def forget(self):
        self._said = Generations(_HOUR, _MOST)

    def before(self, request, about, number):
        """Remembers `number`, from one on, as what she says about it; the one of before, or 0."""
        sender = networks(request.META)
        if sender is UNKNOWN:  # everybody would be the same
            return 0
        with self._saying:
            self._said.turn(time.time_ns())
            hidden, before = self._said.read(sender[0] + b"/" + about.encode())
            self._said.write(hidden, number)
        return before
