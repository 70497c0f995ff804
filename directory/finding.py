"""From what was asked to what is found: searching the index. See `directory.list_query`.

`find` answers for organisations. `answer`, `places_offered`, `further`, `loosened` and `page_of`
know nothing of organisations: the agenda uses them, too.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from core.search import snapshot

from . import facets
from .list_query import ListQuery

PAGE_SIZE = 20
# With fewer places than this nearby, the neighbouring municipalities follow.
FEW = 8


@dataclass(frozen=True)
class OrganisationQuery(ListQuery):
    GROUPS: ClassVar[tuple] = ("theme", "place", "audience", "language", "kind", "free", "open")
    CAN_BE_UNKNOWN: ClassVar[tuple] = ("language", "free", "open")


@dataclass
class Section:
    """A part of the results with its own heading.

    For organisations `kind` is "", "here", "municipality" or "everywhere"; for activities it is
    "day", and `day` says which.
    """

    kind: str
    bits: int
    place: object = None
    day: object = None

    @property
    def count(self):
        return self.bits.bit_count()


@dataclass
class Found:
    """`counts` is `{group: {value: rows}}`, `unknown` `{group: rows that it left out}` and
    `loosened` as in the function of that name; `matched` and `further` are bit sets."""

    matched: int
    counts: dict
    unknown: dict
    loosened: list
    sections: list = field(default_factory=list)
    further: int = 0

    @property
    def total(self):
        """Rows that match, each once."""
        return self.matched.bit_count()

    @property
    def listed(self):
        """Rows in all sections; one that is in two counts twice."""
        return sum(section.count for section in self.sections)


def text_matches(index, text, kind):
    """The rows of a kind of `core.search` with every word of `text`.

    A word may stand in what a row says itself, in a name of one of its themes or of its place.
    """
    search, matched = snapshot.current(), index.everything
    for word in search.words(text):
        matched &= facets.union(bits for bits, _cost in bits_with(search, index, word, kind))
    return matched


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
    found = [(facets.bits_of(rows, len(index.ids)), cost) for cost, rows in by_cost.items()]
    for pk, cost in search.rows_with(word, "theme").items():
        if cost < snapshot.IN_NAME:
            slug = index.theme_slugs.get(pk)
            found.append((index.groups["theme"].get(slug, 0), cost + _THEME))
    for place_kind, slugs in index.places.slug_of_pk.items():
        for pk, cost in search.rows_with(word, place_kind).items():
            if cost < snapshot.IN_NAME and pk in slugs:
                found.append((index.located.get(slugs[pk], 0), cost + _PLACE))
    return [(bits, cost) for bits, cost in found if bits]


def find(index, query, now):
    """Answers a query; see `Found`. No database query."""
    groups = {**index.groups, "open": index.open_groups(now)}
    found = answer(index, query, groups, index.everything, "organisation")
    found.sections = _sections(index, query, found.matched)
    return found


def answer(index, query, groups, everything, kind):
    """What is found of the rows in `everything`, of a kind of `core.search`, without sections.

    Only places that pages offer are counted: all 200 would cost more than everything else.
    """
    with_text = everything
    if query.text:
        with_text &= text_matches(index, query.text, kind)
    allowed, matched = facets.matching(groups, query.chosen, with_text)
    offered = {**groups, "place": places_offered(index, query)}
    unknown = {
        group: groups[group].get("unknown", 0)
        for group in query.CAN_BE_UNKNOWN
        if group in allowed and "unknown" not in query.chosen[group]
    }
    for group, bits in unknown.items():
        others = facets.matching(groups, query.without(group).chosen, with_text)[1]
        unknown[group] = (others & bits & ~matched).bit_count()
    found = Found(matched, facets.counts(offered, allowed, with_text), unknown, loosened=[])
    if query.chosen.get("place"):
        found.further = further(index, query, groups, with_text, matched)
    if not matched:
        found.loosened = loosened(query, groups, with_text, everything)
    return found


def places_offered(index, query):
    """`{value: bits}` of all municipalities, each followed by its parts once it is chosen."""
    chosen = query.chosen.get("place", ())
    opened = {index.places.by_slug[slug].municipality for slug in chosen}
    offered = {}
    for slug, bits in index.groups["place"].items():
        place = index.places.by_slug[slug]
        is_in_opened = place.municipality in opened and place.kind == "neighbourhood"
        if (
            place.kind == "municipality"
            or slug in chosen
            or (is_in_opened and index.located.get(slug))
        ):
            offered[slug] = bits
    return offered


def _sections(index, query, matched):
    """First the neighbourhood, then its municipality, then what serves it from elsewhere."""
    places = [index.places.by_slug[slug] for slug in query.chosen.get("place", ())]
    if not places:
        return [Section("", matched)]
    sections, left = [], matched
    narrow = [place for place in places if place.kind != "municipality"]
    wide = {place.municipality for place in places}
    for kind, slugs, place in (
        ("here", [place.slug for place in narrow], narrow[0] if len(narrow) == 1 else None),
        (
            "municipality" if narrow else "here",
            wide,
            index.places.by_slug[next(iter(wide))] if len(wide) == 1 else None,
        ),
    ):
        bits = left & facets.union(index.located.get(slug, 0) for slug in slugs)
        left &= ~bits
        if bits:
            sections.append(Section(kind, bits, place))
    if left:
        sections.append(Section("everywhere", left))
    return sections


def further(index, query, groups, everything, matched):
    """What lies in the neighbouring municipalities, when there is little nearby."""
    municipalities = {index.places.by_slug[slug].municipality for slug in query.chosen["place"]}
    nearby = facets.union(
        index.located.get(slug, 0) for slug in {*municipalities, *query.chosen["place"]}
    )
    if (matched & nearby).bit_count() >= FEW:
        return 0
    neighbours = {
        neighbour for slug in municipalities for neighbour in index.places.by_slug[slug].neighbours
    } - municipalities
    bits = facets.union(index.located.get(slug, 0) for slug in neighbours)
    others = facets.matching(groups, query.without("place").chosen, everything)[1]
    return bits & others & ~matched


def loosened(query, groups, with_text, everything):
    """`(group, rows)` for each part of the question that, left out, would find something."""
    found = []
    for group in query.chosen:
        rows = facets.matching(groups, query.without(group).chosen, with_text)[1].bit_count()
        if rows:
            found.append((group, rows))
    if query.text:
        rows = facets.matching(groups, query.chosen, everything)[1].bit_count()
        if rows:
            found.append(("q", rows))
    return found


def page_of(found, page):
    """The `(section, positions)` pairs of one page, and the number of pages."""
    pages = max(1, -(-found.listed // PAGE_SIZE))
    start, left = (page - 1) * PAGE_SIZE, PAGE_SIZE
    shown = []
    for section in found.sections:
        if start >= section.count:
            start -= section.count
            continue
        positions = facets.positions_of(section.bits, start, left)
        start, left = 0, left - len(positions)
        if positions:
            shown.append((section, positions))
        if not left:
            break
    return shown, pages


def page_or_first(found, query):
    """`(query, page, last_page, is_missing)`; `page` is as in `page_of`.

    A page that does not exist says so, and shows the first: an old bookmark still helps.
    """
    page, last_page = page_of(found, query.page)
    if not (query.is_page_wrong or query.page > last_page):
        return query, page, last_page, False
    return query.on_page(1), page_of(found, 1)[0], last_page, True
