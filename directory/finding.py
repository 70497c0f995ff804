"""What is found of a question with places and words: see `directory.filters`.

The agenda uses all but `sections`, `in_order` and `nearest`, which know of organisations.
"""

from dataclasses import dataclass
from operator import itemgetter

from core.lists.bits import union
from core.lists.ranked import among, rows_of
from core.lists.results import Section
from core.search.snapshot import IN_NAME, ids_of
from maps import on_map

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


def found_with(search, index, word, kind):
    """`core.lists.ranked` of the rows with a `Word` of the `Snapshot` `search`.

    It may stand in a name of a theme or of a place: of themes only the name counts, not their line.
    What has it in more than one of these costs a little less for each.
    """
    pairs = among(search.ranked(word, kind), index.everything)
    for cost, pk in _called(search, word, "theme"):
        pairs.append((cost + _THEME, index.groups["theme"].get(index.theme_slugs.get(pk), 0)))
    for place_kind, slugs in index.places.slug_of_pk.items():
        for cost, pk in _called(search, word, place_kind):
            pairs.append((cost + _PLACE, index.located.get(slugs.get(pk), 0)))
    return _less_for_each(pairs)


def _called(search, word, kind):
    """`(cost, id)` of the few rows that have a word in their name."""
    ranked = search.ranked(word, kind)
    return [(cost, pk) for cost, bits in ranked if cost < IN_NAME for pk in ids_of(kind, bits)]


def _less_for_each(pairs):
    """`core.lists.ranked` of `(cost, bits)`: the lowest cost of a row, less for each other one."""
    held = {}  # by the lowest cost and the number of places
    for cost, bits in sorted(pairs, key=itemgetter(0)):
        new, found = bits, {}
        for (lowest, places), rows in held.items():
            again, new = rows & bits, new & ~rows
            for key, part in (((lowest, places), rows & ~again), ((lowest, places + 1), again)):
                found[key] = found.get(key, 0) | part
        found[cost, 1] = found.get((cost, 1), 0) | new
        held = {key: rows for key, rows in found.items() if rows}
    return sorted((cost - _FURTHER * places, rows) for (cost, places), rows in held.items())


def named_with_all(search, index, text, kind):
    """The bits of what has every word that was typed in its own name, names of places included."""
    rows, words = -1, search.words(text)
    for word in words:
        rows &= rows_of(pair for pair in search.ranked(word, kind) if pair[0] < IN_NAME)
    return rows & index.everything if words else 0


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


def sections_on_map(filters, found):
    """The same for a `maps.on_map.Found`: a `Section` for each of its `Piece`s."""

    def first(part, count):
        return in_order(filters, part.kind, part.bits).positions(0, count)

    pieces = on_map.pieces(found, parts(filters), filters, first)
    return [in_order(filters, piece.role, piece.part.bits, piece) for piece in pieces]


def in_order(filters, kind, bits, about=None):
    """A `Section` of organisations in the order that is asked for."""
    if filters.is_by_name:
        return Section(kind, bits, about, order=filters.index.by_name)
    urgent = order.first_of(filters.index, filters.asked["theme"])
    first = _with(urgent, filters.filters["q"].best_first())
    return Section(kind, bits, about, first=first, order=filters.index.order)


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
    section = Section("", alike, first=(*first, near, around), order=index.order)
    return section.positions(0, most)


def _neighbours(index, municipalities):
    places = index.places.by_slug
    return {near for slug in municipalities for near in places[slug].neighbours} - {*municipalities}


def _located(index, slugs):
    return union(index.located.get(slug, 0) for slug in slugs)
