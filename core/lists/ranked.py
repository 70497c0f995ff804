"""What was found, by how well it matches: `[(cost, bits)]`, the best first, each row once.

A common word is in nearly all rows, but costs are few: adding up bit sets of one cost grows with
rows / 64, as all counts do (`core.lists.bits`).
"""

from .bits import union


def lowest(pairs):
    """Of `(cost, bits)` in any order, in which a row may come several times with other costs."""
    by_cost, ranked, seen = {}, [], 0
    for cost, bits in pairs:
        by_cost[cost] = by_cost.get(cost, 0) | bits
    for cost in sorted(by_cost):
        if bits := by_cost[cost] & ~seen:
            ranked.append((cost, bits))
            seen |= bits
    return ranked


def rows_of(ranked):
    """The bits of all rows, whatever they cost."""
    return union(bits for _cost, bits in ranked)


def among(ranked, rows):
    return [(cost, both) for cost, bits in ranked if (both := bits & rows)]


def instead(ranked, others):
    """All of both; what is in `others` costs what it costs there."""
    rows = rows_of(others)
    return lowest([*((cost, bits & ~rows) for cost, bits in ranked), *others])


def in_all(found):
    """The rows that are in each of several, with the sum of their costs, to one decimal place."""
    if not found:
        return []
    total = {0: -1}
    for ranked in found:
        sums = {}
        for before, there in total.items():
            for cost, bits in ranked:
                if both := there & bits:
                    key = round(before + cost, 1)
                    sums[key] = sums.get(key, 0) | both
        total = sums
    return sorted(total.items())


def best_of(ranked, count, page):
    """At most `count` `(cost, row)`; `page(bits, 0, count)` gives the first of what is equal."""
    rows = []
    for cost, bits in ranked:
        if len(rows) == count:
            break
        rows += [(cost, row) for row in page(bits, 0, count - len(rows))]
    return rows
