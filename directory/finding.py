"""From what was asked to what is found: searching the index. See `directory.list_query`.

`find` answers for organisations. `answer`, `places_offered`, `further`, `loosened` and `page_of`
know nothing of organisations: the agenda uses them, too.
"""

from dataclasses import dataclass, field
from typing import ClassVar

from core.text import fold

from . import facets
from .list_query import ListQuery
from .models import Organisation

MOST_WORDS = 10
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


def text_matches(index, text, ids_with):
    """The rows with every word of `text` in their own words, a theme's or a place's name.

    `ids_with(word)` gives the ids of the rows that hold a folded word themselves.
    """
    matched = index.everything
    for word in fold(text).split()[:MOST_WORDS]:
        bits = index.bits_of_ids(ids_with(word))
        for theme, names in index.theme_names.items():
            if word in names:
                bits |= index.groups["theme"].get(theme, 0)
        for place in index.places.named_like(word):
            bits |= index.located.get(place.slug, 0)
        matched &= bits
    return matched


def find(index, query, now):
    """Answers a query; see `Found`. One database query a word of text, otherwise none."""
    groups = {**index.groups, "open": index.open_groups(now)}
    found = answer(index, query, groups, index.everything, _ids_with)
    found.sections = _sections(index, query, found.matched)
    return found


def _ids_with(word):
    return Organisation.objects.published().search(word).values_list("pk", flat=True)


def answer(index, query, groups, everything, ids_with):
    """What is found of the rows in `everything`, without sections.

    Only places that pages offer are counted: all 200 would cost more than everything else.
    """
    with_text = everything
    if query.text:
        with_text &= text_matches(index, query.text, ids_with)
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
