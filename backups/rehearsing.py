"""Whether restoring works, tried out while nobody needs it: nothing of the site is touched."""

import time
from dataclasses import dataclass

from . import keys, restoring
from .making import Made, make


@dataclass(frozen=True)
class Rehearsed:
    made: Made
    seconds: float  # that restoring took


def rehearse(say):
    """Makes a backup and brings it back beside the site, with a key that only this process has."""
    identity = keys.one_time()
    say("Making a backup …")
    made = make(identity)
    began = time.monotonic()
    with restoring.restored_beside(made.path, [identity], say):
        seconds = time.monotonic() - began
    return Rehearsed(made, seconds)
