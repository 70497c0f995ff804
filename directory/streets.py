"""What lies in a street that somebody types, with or without a number: “rue du Fort 25”."""

import re
from functools import cached_property, lru_cache

from core.kept import slots
from core.languages import CODES
from core.lists.bits import bits_of
from core.lists.held import Held
from core.search.words import STOP_WORDS, written_words
from core.text import fold

from .models import Location

COLUMNS = [f"street_{code}" for code in CODES]
_NUMBERS = re.compile(r"\d+", re.ASCII)
_NUMBER = re.compile(r"(\d{1,4})[a-z]?", re.ASCII)
_LONGEST = 8  # words
# A street of one short word could be meant by anything.
_SHORTEST = 6
_AT_ONCE = 500  # organisations whose addresses are read with one query


class Found:
    """What lies in a street: its slots in `rows`, and in `rest` the text without the street."""

    def __init__(self, name, rows, number, rest):
        self.name, self.rows, self.number, self.rest = name, rows, number, rest

    @property
    def bits(self):
        return bits_of(self.rows, max(self.rows) + 1)

    @cached_property
    def positions(self):
        """Those at the number first. House numbers are read for this: one query."""
        ids = slots.of("organisation").ids
        there = {ids[slot]: slot for slot in self.rows}
        wanted, addresses = [*there], []
        for start in range(0, len(wanted), _AT_ONCE):
            public = Location.objects.public().filter(
                organisation__in=wanted[start : start + _AT_ONCE]
            )
            addresses += public.values_list(
                "position", "pk", "organisation_id", "house_number", *COLUMNS
            )
        rows = [
            (number, there[organisation])
            for _position, _pk, organisation, number, *streets in sorted(addresses)
            if self.name in names_of(streets)
        ]
        return _in_order(rows, self.number)


class Streets:
    """The streets of public locations; `held` has the folded names of each row's, by slot.

    Only a whole name is a street, so that “rue” or “Josaphat” alone find what they always do.
    """

    def __init__(self, held=None):
        self._held = held or Held()

    def in_text(self, text):
        """A `Found`, or None when the text names no street that is known."""
        typed, words = written_words(text), fold(text).split()
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name, after = words[start : start + length], words[start + length :]
                # “De” belongs to no beginning or end.
                if name[0] in STOP_WORDS or name[-1] in STOP_WORDS:
                    continue
                key = _key(name)
                if rows := self._held.rows_with(key):
                    number = _NUMBER.fullmatch(after[0]) if after else None
                    end = start + length + bool(number)
                    rest = " ".join(typed[:start] + typed[end:])
                    return Found(key, rows, number and int(number[1]), rest)
        return None


def names_of(streets):
    """What an address is found by: the names of its street, in all languages."""
    return {name for street in streets if street and (name := _name(street))}


@lru_cache(maxsize=4096)
def _name(street):
    name = _key(fold(street).split())
    return name if " " in name or len(name) >= _SHORTEST else ""


def _key(words):
    return " ".join(word for word in words if word not in STOP_WORDS)


def _in_order(rows, number):
    there = [position for written, position in rows if number and _holds(written, number)]
    return [*dict.fromkeys([*there, *(position for _written, position in rows)])]


def _holds(written, number):
    """Whether a house number such as “28-32”, “33a” or “34 bte 5” is or includes a number."""
    numbers = [int(one) for one in _NUMBERS.findall(written.partition(" ")[0])]
    return bool(numbers) and min(numbers) <= number <= max(numbers)
