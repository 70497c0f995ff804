"""What a list found, in words that are true: how much is there, and how much is for everyone."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from core.languages import comma
from core.lists.filters import UNKNOWN

PLACES = {
    (): ngettext_lazy("%(count)s place in Brussels", "%(count)s places in Brussels", "count"),
    ("place",): ngettext_lazy(
        "%(count)s place in %(place)s", "%(count)s places in %(place)s", "count"
    ),
    ("theme",): ngettext_lazy(
        "%(count)s place for “%(theme)s”", "%(count)s places for “%(theme)s”", "count"
    ),
    ("theme", "place"): ngettext_lazy(
        "%(count)s place for “%(theme)s” in %(place)s",
        "%(count)s places for “%(theme)s” in %(place)s",
        "count",
    ),
}
_MOST_NAMES = 3


@dataclass(frozen=True)
class Heading:
    """`counted` has `(text, part)`: a number in words, and the `directory.finding.Part` that it
    counts, or None. `also` is what else was asked."""

    counted: list = field(default_factory=list)
    also: str = ""

    def __str__(self):
        text = comma().join(text for text, _part in self.counted)
        return f"{text} · {self.also}" if self.also else text


def of_list(filters, nouns, parts):
    """The `Heading` of a question: "2 places in Molenbeek, 8 for all of Brussels".

    `nouns` are such as `PLACES`, `parts` what `directory.finding.parts` gives.
    """
    words, asked = {}, filters.asked
    topics = [name for name in ("theme", "audience") if len(asked[name]) == 1]
    if topics:
        words["theme"] = comma().join(
            filters.filters[name].in_words(asked[name]) for name in topics
        )
    if filters.places:
        words["place"] = names_of(filters.places)
    said = {part.kind: part for part in parts if part.is_said}
    first = said.get("here" if filters.places else "")
    counted = [(nouns[tuple(words)] % {"count": _size(first), **words}, first)]
    if part := said.get("municipality"):
        text = ngettext(
            "%(count)s elsewhere in %(place)s", "%(count)s elsewhere in %(place)s", part.count
        )
        counted.append((text % {"count": part.count, "place": names_of(part.places)}, part))
    if part := said.get("everywhere"):
        text = ngettext(
            "%(count)s for all of Brussels", "%(count)s for all of Brussels", part.count
        )
        counted.append((text % {"count": part.count}, part))
    if others := [part for part in parts if not part.is_said]:
        count = sum(part.count for part in others)
        counted.append((_others(filters, count), others[0]))
    # The heading is the title, too: what she typed in danger stands in none.
    left_out = {"place", *topics, *(["q"] if filters.crises else ())}
    also = [
        one.in_words(asked[name])
        for name, one in filters.filters.items()
        if asked[name] and name not in left_out
    ]
    return Heading(counted, comma().join(also))


def _size(part):
    return part.count if part else 0


def _others(filters, count):
    """How many are found that do not say themselves that they are what was asked."""
    if [facet.field_name for facet in filters.divided] == ["audience"]:
        return ngettext("%(count)s for everyone", "%(count)s for everyone", count) % {
            "count": count
        }
    text = ngettext("%(count)s we are not sure of", "%(count)s we are not sure of", count)
    return text % {"count": count}


def names_of(places):
    """A few places by name: "Molenbeek or Schaarbeek"."""
    first, *others = (place.called for place in places[:_MOST_NAMES])
    for other in others:
        first = _("%(place)s or %(other)s") % {"place": first, "other": other}
    return f"{first} …" if len(places) > _MOST_NAMES else first


def of_piece(filters, piece):
    """The heading of a section of a list on the map, of a `maps.on_map.Piece`."""
    where = {
        "crowded": _("More here, which are too many for the map"),
        "unplaced": _("Exact place not known"),
    }
    return of_part(filters, piece.part, where.get(piece.role))


def of_part(filters, part, where=None):
    """The heading of a section: "In Molenbeek", "For everyone"; empty for all that is found.

    `where` is what is said of where it is instead.
    """
    about = [
        facet.in_words([value for value in facet.chosen if value != UNKNOWN])
        if part.is_said
        else str(facet.rest)
        for facet in filters.divided
    ]
    return " · ".join(filter(None, (comma().join(about), where or _where(part))))


def _where(part):
    place = part.places[0].called if len(part.places) == 1 else ""
    if part.kind == "here":
        return _("In %(place)s") % {"place": place} if place else _("In the places you chose")
    if part.kind == "municipality":
        if place:
            return _("Elsewhere in %(place)s") % {"place": place}
        return _("Elsewhere in these municipalities")
    if part.kind == "everywhere":
        return _("For everyone in Brussels, online or by phone")
    return ""
