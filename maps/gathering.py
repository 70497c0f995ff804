"""Dots that lie so near to each other on a plan that nobody could tap one of them become one."""

from math import hypot
from typing import NamedTuple


class Group(NamedTuple):
    """Where it is on the plan, and the keys of what is there, in the order in which they came."""

    x: int
    y: int
    keys: tuple


def gathered(dots, reach):
    """`Group`s of `(x, y, key)`: no two of them are nearer than `reach` units.

    A key may be in two of them, when it is in two places.
    """
    groups = [Group(x, y, (key,)) for x, y, key in dots]
    while True:
        fewer = _once(groups, reach)
        if len(fewer) == len(groups):
            return groups
        groups = fewer


def _once(groups, reach):
    fewer = []
    for group in groups:
        near = next((n for n, one in enumerate(fewer) if _off(one, group) < reach), None)
        if near is None:
            fewer.append(group)
        else:
            fewer[near] = _both(fewer[near], group)
    return fewer


def _off(one, other):
    return hypot(one.x - other.x, one.y - other.y)


def _both(one, other):
    """In the middle of all that is in either."""
    here, there = len(one.keys), len(other.keys)
    return Group(
        round((one.x * here + other.x * there) / (here + there)),
        round((one.y * here + other.y * there) / (here + there)),
        tuple(dict.fromkeys((*one.keys, *other.keys))),
    )
