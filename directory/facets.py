"""Facet counts from bit sets: one Python integer per value, one bit per row in list order.

Within a group values are joined with OR, between groups with AND. A count is an `int.bit_count()`,
so that all counts of a page cost no query and grow with rows / 64 (docs/decisions.md, 6). Knows
nothing of organisations: any list with filters can use it.
"""

_WORD = 1024  # rows that are skipped at once when a page is far down the list


def bits_of(positions, size):
    """The bit set of an iterable of row positions, each below `size`."""
    buffer = bytearray(size // 8 + 1)
    for position in positions:
        buffer[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(buffer, "little")


def union(bit_sets):
    total = 0
    for bits in bit_sets:
        total |= bits
    return total


def has(bits, position):
    return bool(bits >> position & 1)


def positions_of(bits, start, count):
    """The positions of the set bits number `start` to `start + count` (from 0), ascending."""
    found, offset = [], 0
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
                    found.append(offset * 8 + lowest.bit_length() - 1)
                    count -= 1
                chunk ^= lowest
        offset += step
    return found


def matching(groups, chosen, everything):
    """The rows that match: `{group: bits}` of what each chosen group allows, and all together.

    `groups` is `{group: {value: bits}}`, `chosen` is `{group: [value, …]}` with known values only.
    """
    allowed = {
        group: union(groups[group].get(value, 0) for value in values)
        for group, values in chosen.items()
        if values
    }
    matched = everything
    for bits in allowed.values():
        matched &= bits
    return allowed, matched


def counts(groups, allowed, everything):
    """`{group: {value: rows}}`: how many rows each value leaves, with the other groups kept."""
    result = {}
    for group, values in groups.items():
        base = everything
        for other, bits in allowed.items():
            if other != group:
                base &= bits
        result[group] = {value: (base & bits).bit_count() for value, bits in values.items()}
    return result
