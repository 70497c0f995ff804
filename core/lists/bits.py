"""Bit sets: one Python integer for each value of a filter, one bit for each row in list order.

A count is an `int.bit_count()`, so that all counts of a page cost no query and grow with rows / 64
(docs/decisions.md, 6).
"""

from collections import defaultdict
from functools import partial

_WORD = 1024  # rows that are skipped at once when a list page is far down


def bits_of(positions, size):
    """The bit set of an iterable of row positions, each below `size`."""
    buffer = bytearray(size // 8 + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


def flags_of(bits, size):
    """Bytes in which bit `position & 7` of number `position >> 3` is that of a position below
    `size`: to look at many of them is quicker than to shift the number each time."""
    return bits.to_bytes(max(size, bits.bit_length()) // 8 + 1, "little")


def union(bit_sets):
    total = 0
    for bits in bit_sets:
        total |= bits
    return total


def has(bits, position):
    return bool(bits >> position & 1)


def positions_of(bits, start, count):
    """The positions of the set bits number `start` to `start + count` (from 0), ascending."""
    positions, offset = [], 0
    buffer = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
    step = _WORD // 8
    while count > 0 and offset < len(buffer):
        chunk = int.from_bytes(buffer[offset : offset + step], "little")
        here = chunk.bit_count()
        if start >= here:
            start -= here
        else:
            while chunk and count > 0:
                lowest = chunk & -chunk
                if start:
                    start -= 1
                else:
                    positions.append(offset * 8 + lowest.bit_length() - 1)
                    count -= 1
                chunk ^= lowest
        offset += step
    return positions


class Collector(defaultdict):
    """Collects rows while a table is read: `collector[name][value].append(position)`."""

    def __init__(self, size):
        super().__init__(partial(defaultdict, list))
        self.size = size

    def bits(self, name):
        """`{value: bits}` of what was collected under a name, in the order of its first rows."""
        return {value: bits_of(rows, self.size) for value, rows in self[name].items()}
