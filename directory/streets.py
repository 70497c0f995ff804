"""What lies in a street that somebody types, with or without a number: “rue du Fort 25”."""

import re
from dataclasses import dataclass
from functools import cached_property

from core.search.words import STOP_WORDS, written_words
from core.text import fold

_NUMBERS = re.compile(r"\d+", re.ASCII)
_NUMBER = re.compile(r"(\d{1,4})[a-z]?", re.ASCII)
_LONGEST = 8  # words
# A street of one short word could be meant by anything.
_SHORTEST = 6


@dataclass(frozen=True, slots=True)
class Found:
    """The positions of what lies in a street, those at the number first, and the text without."""

    positions: list
    rest: str


class Streets:
    """The streets of public locations, from `(position, (house number, *names of the street))`.

    Only a whole name is a street, so that “rue” or “Josaphat” alone find what they always do.
    """

    def __init__(self, rows=()):
        self._written = rows

    @cached_property
    def _rows(self):
        """`{name: [(house number, position)]}`, made by the first search and not with the index."""
        rows = {}
        for position, (number, *streets) in self._written:
            for street in filter(None, streets):
                name = _key(fold(street).split())
                if " " in name or len(name) >= _SHORTEST:
                    rows.setdefault(name, []).append((number, position))
        return rows

    def in_text(self, text):
        """A `Found`, or None when the text names no street that is known."""
        typed, words = written_words(text), fold(text).split()
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name, after = words[start : start + length], words[start + length :]
                # “De” belongs to no beginning or end.
                if name[0] in STOP_WORDS or name[-1] in STOP_WORDS:
                    continue
                if rows := self._rows.get(_key(name)):
                    number = _NUMBER.fullmatch(after[0]) if after else None
                    end = start + length + bool(number)
                    rest = typed[:start] + typed[end:]
                    return Found(_in_order(rows, number and int(number[1])), " ".join(rest))
        return None


def _key(words):
    return " ".join(word for word in words if word not in STOP_WORDS)


def _in_order(rows, number):
    there = [position for written, position in rows if number and _holds(written, number)]
    return [*dict.fromkeys([*there, *(position for _written, position in rows)])]


def _holds(written, number):
    """Whether a house number such as “28-32”, “33a” or “34 bte 5” is or includes a number."""
    numbers = [int(one) for one in _NUMBERS.findall(written.partition(" ")[0])]
    return bool(numbers) and min(numbers) <= number <= max(numbers)
