"""From what was asked to what is found: reading a query string, and searching the index.

The query string is the whole state of a list: `OrganisationQuery` reads it, says which values it
does not know, and writes it again for links. `find` answers it.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from core.text import clean, fold

from . import facets
from .models import Organisation

GROUPS = ("theme", "place", "audience", "language", "kind", "free", "open")
# A fact that one may not know: its filter never hides silently what is not known.
CAN_BE_UNKNOWN = ("language", "free", "open")
LONGEST_QUERY = 200  # characters
MOST_WORDS = 10
PAGE_SIZE = 20
# With fewer places than this nearby, the neighbouring municipalities follow.
FEW = 8


@dataclass(frozen=True)
class OrganisationQuery:
    """What a query string asks, with known values only, each once and in canonical spelling.

    `ignored` holds the `(parameter, value)` pairs that mean nothing here, shortened for display.
    """

    chosen: dict
    text: str = ""
    page: int = 1
    ignored: tuple = ()
    is_text_cut: bool = False
    is_page_wrong: bool = False

    @classmethod
    def read(cls, params, index, now):
        """From a `QueryDict`. Never raises, whatever is in it."""
        chosen, ignored = {}, []
        for group in GROUPS:
            values = []
            for value in params.getlist(group):
                known = _known_value(group, value, index)
                if known is None:
                    if value:
                        ignored.append((group, clean(value)[:40]))
                elif known not in values:
                    values.append(known)
            if values:
                chosen[group] = values
        text = clean(" ".join(params.get("q", "").split()))
        page = params.get("page", "1")
        is_number = page.isascii() and page.isdigit() and len(page) < 7 and int(page) > 0
        return cls(
            chosen,
            text[:LONGEST_QUERY],
            int(page) if is_number else 1,
            tuple(dict.fromkeys(ignored)),
            len(text) > LONGEST_QUERY,
            not is_number,
        )

    @property
    def is_filtered(self):
        return bool(self.chosen or self.text)

    def encoded(self):
        """The query string without the question mark: canonical order, page 1 left out."""
        pairs = [(group, value) for group in GROUPS for value in self.chosen.get(group, ())]
        if self.text:
            pairs.insert(0, ("q", self.text))
        if self.page > 1:
            pairs.append(("page", self.page))
        return urlencode(pairs)

    def without(self, group, value=None):
        """The same question without one value of a group, or without the group; "q" is the text."""
        if group == "q":
            return replace(self, text="", page=1)
        chosen = {name: list(values) for name, values in self.chosen.items()}
        kept = [other for other in chosen.pop(group, []) if value is not None and other != value]
        if kept:
            chosen[group] = kept
        return replace(self, chosen=chosen, page=1)

    def with_value(self, group, value):
        values = [*self.chosen.get(group, ()), value]
        return replace(self, chosen={**self.chosen, group: values}, page=1)

    def on_page(self, page):
        return replace(self, page=page)


@dataclass
class Section:
    """A part of the results with its own heading; `kind` is "", "here", "municipality" or
    "everywhere"."""

    kind: str
    bits: int
    place: object = None

    @property
    def count(self):
        return self.bits.bit_count()


@dataclass
class Found:
    sections: list
    total: int
    counts: dict
    unknown: dict
    further: int
    loosened: list = field(default_factory=list)


def _known_value(group, value, index):
    if group == "place":
        place = index.places.find(value) if len(value) <= 100 else None
        return place and place.slug
    value = index.aliases.get(group, {}).get(value, value)
    return value if value in index.labels[group] else None


def text_matches(index, text):
    """The rows with every word of `text` in their own words, a theme's or a place's name."""
    matched = index.everything
    for word in fold(text).split()[:MOST_WORDS]:
        own = Organisation.objects.published().search(word).values_list("pk", flat=True)
        bits = index.bits_of_ids(own)
        for theme, names in index.theme_names.items():
            if word in names:
                bits |= index.groups["theme"][theme]
        for place in index.places.named_like(word):
            bits |= index.located.get(place.slug, 0)
        matched &= bits
    return matched


def find(index, query, now):
    """Answers a query; see `Found`. One database query a word of text, otherwise none.

    Only places that pages offer are counted: all 200 would cost more than everything else.
    """
    everything = text_matches(index, query.text) if query.text else index.everything
    groups = {**index.groups, "open": index.open_groups(now)}
    allowed, matched = facets.matching(groups, query.chosen, everything)
    found = Found(
        sections=_sections(index, query, matched),
        total=matched.bit_count(),
        counts=facets.counts(
            {**groups, "place": _places_offered(index, query)}, allowed, everything
        ),
        unknown={
            group: groups[group].get("unknown", 0)
            for group in CAN_BE_UNKNOWN
            if group in allowed and "unknown" not in query.chosen[group]
        },
        further=0,
    )
    for group, bits in found.unknown.items():
        others = facets.matching(groups, query.without(group).chosen, everything)[1]
        found.unknown[group] = (others & bits & ~matched).bit_count()
    if query.chosen.get("place"):
        found.further = _further(index, query, groups, everything, found)
    if not found.total:
        found.loosened = _loosened(index, query, groups, everything)
    return found


def _places_offered(index, query):
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


def _further(index, query, groups, everything, found):
    """What lies in the neighbouring municipalities, when there is little nearby."""
    nearby = sum(s.count for s in found.sections if s.kind != "everywhere")
    if nearby >= FEW:
        return 0
    municipalities = {index.places.by_slug[slug].municipality for slug in query.chosen["place"]}
    neighbours = {
        neighbour for slug in municipalities for neighbour in index.places.by_slug[slug].neighbours
    } - municipalities
    bits = facets.union(index.located.get(slug, 0) for slug in neighbours)
    others = facets.matching(groups, query.without("place").chosen, everything)[1]
    return bits & others & ~facets.union(section.bits for section in found.sections)


def _loosened(index, query, groups, everything):
    """`(group, rows)` for each part of the question that, left out, would find something."""
    loosened = []
    for group in query.chosen:
        rows = facets.matching(groups, query.without(group).chosen, everything)[1].bit_count()
        if rows:
            loosened.append((group, rows))
    if query.text:
        rows = facets.matching(groups, query.chosen, index.everything)[1].bit_count()
        if rows:
            loosened.append(("q", rows))
    return loosened


def page_of(found, page):
    """The `(section, positions)` pairs of one page, and the number of pages."""
    pages = max(1, -(-found.total // PAGE_SIZE))
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
