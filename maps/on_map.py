"""What a list found, on the map: rows that become dots, or how many lie in each area.

A list is asked by filters with `places`, an index and `rows()`; the index has its `places`, the
bits of what is `located` in each, and `points`. A secret address is in none of these, so nothing
that is drawn or counted here knows of it.
"""

from dataclasses import dataclass, replace

from core.lists.bits import union

from . import windows

MOST = 60  # rows that are drawn as dots


@dataclass(frozen=True, eq=False)
class Found:
    """`bits` are the rows that are on the map: what has a point in the window or, where these are
    too many for dots, what lies in the `areas`, `[(place, rows there)]`."""

    window: windows.Window
    bits: int
    areas: list

    @property
    def has_dots(self):
        return not self.areas


def found(filters):
    index, places, rows = filters.index, filters.places, filters.rows()
    window = windows.of(_official(index, places))
    bits = rows & index.points.within(window.plan)
    areas = inside(index, places) if bits.bit_count() > MOST else []
    areas = [(place, rows & index.located.get(place.slug, 0)) for place in areas]
    if areas:
        bits = union(there for _place, there in areas)
    return Found(window, bits, areas)


def _located(index, places):
    """The bits of what lies in places; without any, of all that lies somewhere."""
    slugs = [place.slug for place in places] or index.places.nis_codes
    return union(index.located.get(slug, 0) for slug in slugs)


def official(index, place):
    """A `directory.places.Place` as `maps.windows` knows it: one or, of a postal code, several."""
    if place.kind == "postal-code":
        parts = _with_code(index, place)
        return tuple(each for part in parts for each in official(index, part))
    numbers = index.places.nis_codes if place.kind == "municipality" else index.places.numbers
    layer = "municipalities" if place.kind == "municipality" else "neighbourhoods"
    return windows.known(((layer, numbers[place.slug]),))


def _official(index, places):
    """The same of all; of one without borders its municipality is shown."""
    there = {}
    for place in places:
        whole = index.places.by_slug[place.municipality]
        there.update(dict.fromkeys(official(index, place) or official(index, whole)))
    return tuple(there)


def _with_code(index, place):
    parts = index.places.neighbourhoods_of(place.municipality)
    return [part for part in parts if place.slug in part.postal_codes]


def inside(index, places):
    """The next smaller places, of which one is chosen to see more; none in a neighbourhood."""
    if not places:
        smaller = index.places.municipalities
    elif len(places) == 1 and places[0].kind == "neighbourhood":
        smaller = []
    else:
        smaller = [part for place in places for part in _parts_of(index, place)]
    smaller = {place.slug: place for place in smaller if official(index, place)}
    return [*smaller.values()]


def _parts_of(index, place):
    if place.kind == "municipality":
        return index.places.neighbourhoods_of(place.slug)
    return _with_code(index, place) if place.kind == "postal-code" else [place]


@dataclass(frozen=True, eq=False)
class Piece:
    """Rows of a list on the map, all of one `directory.finding.Part`, whose bits are these only.

    `role` is "map" for what is on it, "crowded" for what would be but is too much, "unplaced" for
    what lies there without a point, and "rest" for what lies elsewhere or nowhere.
    """

    role: str
    part: object

    @property
    def name(self):
        """Where it is on the page."""
        return f"{self.role}-{self.part.name}"


ROLES = ("map", "crowded", "unplaced", "rest")


def pieces(found, parts, filters, first):
    """The `Piece`s of a list, which are all of its rows, each once; what is on the map comes first.

    `first(part, count)` gives the positions of the first rows of a part in the order of the list.
    """
    cut = {role: [] for role in ROLES}
    left, there = MOST, _located(filters.index, filters.places)
    for part in parts:
        on_map = part.bits & found.bits
        drawn = on_map
        if found.has_dots and on_map.bit_count() > left:
            drawn = union(1 << position for position in first(replace(part, bits=on_map), left))
        left -= drawn.bit_count()
        left_over = part.bits & ~on_map
        roles = drawn, on_map & ~drawn, left_over & there, left_over & ~there
        for role, bits in zip(ROLES, roles, strict=True):
            if bits:
                # What lies nowhere is for everyone, whether or not a place was asked for.
                kind = "everywhere" if (role, part.kind) == ("rest", "") else part.kind
                cut[role].append(Piece(role, replace(part, kind=kind, bits=bits)))
    return [piece for role in ROLES for piece in cut[role]]
