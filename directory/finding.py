"""What is found of a question with places and words: see `directory.filters`.

All but `sections` know nothing of organisations: the agenda uses them, too.
"""

from core.lists.bits import bits_of, union
from core.lists.results import Section
from core.search.snapshot import IN_NAME

# With fewer places than this nearby, the neighbouring municipalities follow.
FEW = 8
# In a theme’s or a place’s name a word counts a little less than in the row’s own.
_THEME, _PLACE = 2, 1


def bits_with(search, index, word, kind):
    """`(rows, cost)` of a `Word` of the `Snapshot` `search`; a row may come several times.

    Of themes only the name counts, not their line.
    """
    by_cost = {}
    for pk, cost in search.rows_with(word, kind).items():
        if pk in index.positions:
            by_cost.setdefault(cost, []).append(index.positions[pk])
    rows = [(bits_of(positions, len(index.ids)), cost) for cost, positions in by_cost.items()]
    for pk, cost in search.rows_with(word, "theme").items():
        if cost < IN_NAME:
            slug = index.theme_slugs.get(pk)
            rows.append((index.groups["theme"].get(slug, 0), cost + _THEME))
    for place_kind, slugs in index.places.slug_of_pk.items():
        for pk, cost in search.rows_with(word, place_kind).items():
            if cost < IN_NAME and pk in slugs:
                rows.append((index.located.get(slugs[pk], 0), cost + _PLACE))
    return [(bits, cost) for bits, cost in rows if bits]


def sections(filters):
    """First the neighbourhood, then its municipality, then what serves it from elsewhere.

    The kind of a `Section` is "", "here", "municipality" or "everywhere".
    """
    index, left, places = filters.index, filters.rows(), filters.places
    if not places:
        return [Section("", left)]
    narrow = [place for place in places if place.kind != "municipality"]
    wide = [index.places.by_slug[slug] for slug in {place.municipality for place in places}]
    parts = []
    for kind, around in (("here", narrow), ("municipality" if narrow else "here", wide)):
        bits = left & _located(index, {place.slug for place in around})
        left &= ~bits
        if bits:
            parts.append(Section(kind, bits, around[0] if len(around) == 1 else None))
    if left:
        parts.append(Section("everywhere", left))
    return parts


def further(filters):
    """What lies in the neighbouring municipalities, when there is little nearby."""
    index, rows = filters.index, filters.rows()
    municipalities = {place.municipality for place in filters.places}
    nearby = _located(index, municipalities.union(filters.asked["place"]))
    if not municipalities or (rows & nearby).bit_count() >= FEW:
        return 0
    neighbours = {
        neighbour for slug in municipalities for neighbour in index.places.by_slug[slug].neighbours
    } - municipalities
    return _located(index, neighbours) & filters.rows(without="place") & ~rows


def _located(index, slugs):
    return union(index.located.get(slug, 0) for slug in slugs)
