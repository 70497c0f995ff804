"""How long a part may take."""

from time import monotonic

SECONDS = 1.5


class Part:
    """A part that begins now; it is over after `seconds`."""

    def __init__(self, seconds=None):
        self._until = monotonic() + (SECONDS if seconds is None else seconds)

    @property
    def is_over(self):
        return monotonic() > self._until


def in_time(things, seconds=None):
    """Those of `things` for which there is time; the first always."""
    part = Part(seconds)
    for thing in things:
        yield thing
        if part.is_over:
            return
