"""What one looks a row up for: "cancel a date" finds activities, and shows their next dates.

Apps register their purposes in their admin modules.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Action:
    """What one can do with a found row at once: a link, or a button that sends."""

    label: str
    url: str
    sends: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """`at_first(request)` are rows to begin with, while nothing is looked for;
    `actions(request, rows)` gives `{pk: [Action, …]}`."""

    name: str
    title: str
    label: str
    model: type
    rights: tuple
    at_first: Callable
    actions: Callable


_purposes = {}


def register(purpose):
    _purposes[purpose.name] = purpose


def named(name):
    return _purposes.get(name)
