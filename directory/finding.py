"""What is found of a question with places and words: see `directory.filters`.

The agenda uses all but `sections`, `in_order` and `nearest`, which know of organisations.
"""

from dataclasses import dataclass
from operator import itemgetter

from core.lists.bits import bits_of, union
from core.lists.results import Section
from core.search.snapshot import IN_NAME

from . import order

# With fewer places than this nearby, the neighbouring municipalities follow.
FEW = 8
# In a theme’s or a place’s name a word counts a little less than in the row’s own.
_THEME, _PLACE = 2, 1
_FURTHER = 0.1


@dataclass(frozen=True)
class Where:
    """`street` is a `directory.streets.Found` or None, `places` are `directory.places.Place`s, and
    `rest` is the text without both."""

    street: object
    places: tuple
    rest: str


def where_in(index, text, *, has_places=True):
    """The `Where` of what somebody typed; without `has_places` only a street is looked for."""
    street, places = index.by_street.in_text(text), ()
    rest = street.rest if street else text
    if has_places:
        places, rest = index.places.in_text(rest)
    if has_places and street and not places:
        # A street may be a name of its neighbourhood: what else lies there comes after it.
        places, _rest = index.places.in_text(text)
    return Where(street, places, rest)


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


def named_with_all(search, index, text, kind):
    """The rows whose own name holds every word that was typed, names of places included."""
    rows = None
    for word in search.words(text):
        held = {
            index.positions[pk]
            for pk, cost in search.rows_with(word, kind).items()
            if cost < IN_NAME and pk in index.positions
        }
        rows = held if rows is None else rows & held
    return rows or set()


def costs_of(pairs):
    """`[(cost, bits)]` of what `bits_with` gives: each row once, with its lowest cost.

    That is a little less for each further place that has the word.
    """
    held = {}  # by the lowest cost and the number of places
    for bits, cost in sorted(pairs, key=itemgetter(1)):
        new, found = bits, {}
        for (lowest, places), rows in held.items():
            again, new = rows & bits, new & ~rows
            for key, part in (((lowest, places), rows & ~again), ((lowest, places + 1), again)):
                found[key] = found.get(key, 0) | part
        found[cost, 1] = found.get((cost, 1), 0) | new
        held = {key: rows for key, rows in found.items() if rows}
    return [(lowest - _FURTHER * places, rows) for (lowest, places), rows in held.items()]


def best_first(found):
    """Bit sets of what has every word, the best match first; `found` has the pairs of each."""
    total = {0: -1}
    for pairs in found:
        sums = {}
        for cost, rows in costs_of(pairs):
            for before, there in total.items():
                if both := rows & there:
                    key = round(before + cost, 1)
                    sums[key] = sums.get(key, 0) | both
        total = sums
    return [rows for _cost, rows in sorted(total.items())]


@dataclass(frozen=True, eq=False)
class Part:
    """Some of what is found: where it is, and whether it says itself that it is what was asked.

    `kind` is "" (anywhere, when no place was asked), "here", "municipality" or "everywhere";
    `places` are those that its heading names.
    """

    kind: str
    bits: int
    places: tuple = ()
    is_said: bool = True

    @property
    def count(self):
        return self.bits.bit_count()

    @property
    def name(self):
        """Where it is on the page."""
        return f"{self.kind or 'all'}{'' if self.is_said else '-others'}"


def parts(filters):
    """First what says that it is what was asked, then the rest: see `core.lists.filters`.

    Of each first the neighbourhood, then its municipality, then what serves it from elsewhere.
    """
    rows, said = filters.rows(), filters.said
    return [*_by_place(filters, rows & said, True), *_by_place(filters, rows & ~said, False)]


def _by_place(filters, left, is_said):
    index, places = filters.index, filters.places
    if not places:
        return [Part("", left, (), is_said)] if left else []
    narrow = [place for place in places if place.kind != "municipality"]
    wide = [index.places.by_slug[slug] for slug in dict.fromkeys(p.municipality for p in places)]
    found = []
    for kind, around in (("here", narrow), ("municipality" if narrow else "here", wide)):
        bits = left & _located(index, {place.slug for place in around})
        left &= ~bits
        if bits:
            found.append(Part(kind, bits, tuple(around), is_said))
    if left:
        found.append(Part("everywhere", left, (), is_said))
    return found


def sections(filters):
    """A `Section` of organisations for each of the `parts`."""
    return [in_order(filters, part.kind, part.bits, part) for part in parts(filters)]


def in_order(filters, kind, bits, about=None):
    """A `Section` of organisations in the order that is asked for."""
    if filters.is_by_name:
        return Section(kind, bits, about, ranks=filters.index.by_name)
    urgent = order.first_of(filters.index, filters.asked["theme"])
    return Section(kind, bits, about, first=_with(urgent, filters.filters["q"].best_first()))


def _with(urgent, best):
    """Bit sets in order: of each, what is urgent comes first."""
    return tuple(part for bits in (*best, -1) for part in (bits & urgent, bits)) if urgent else best


def further(filters):
    """What lies in the neighbouring municipalities, when there is little nearby."""
    index, rows = filters.index, filters.rows()
    municipalities = {place.municipality for place in filters.places}
    nearby = _located(index, municipalities.union(filters.asked["place"]))
    if not municipalities or (rows & nearby).bit_count() >= FEW:
        return 0
    neighbours = _neighbours(index, municipalities)
    return _located(index, neighbours) & filters.rows(without="place") & ~rows


def nearest(index, kind, themes, municipalities, most, without=0):
    """The positions of what comes nearest to an organisation of a kind, with these themes.

    First what is in its municipalities and of its kind, or of one of its themes; then next to them,
    then anywhere. Who cannot be reached comes last; `without` are the bits of what is left out.
    """
    of_kind = index.groups["kind"].get(kind, 0)
    of_themes = union(index.groups["theme"].get(slug, 0) for slug in themes)
    alike = (of_kind | of_themes or index.everything) & ~without
    near, around = (
        _located(index, slugs) for slugs in (municipalities, _neighbours(index, municipalities))
    )
    first = tuple(
        where & what & index.reachable
        for where in (near, around, index.everything)
        for what in (of_kind & of_themes, of_kind, alike)
    )
    return Section("", alike, first=(*first, near, around)).positions(0, most)


def _neighbours(index, municipalities):
    places = index.places.by_slug
    return {near for slug in municipalities for near in places[slug].neighbours} - {*municipalities}


def _located(index, slugs):
    return union(index.located.get(slug, 0) for slug in slugs)
