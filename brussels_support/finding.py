"""The search over everything: what was typed, what it means, and what is found of each kind."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from agenda import index as agenda_index
from core.lists.bits import positions_of
from core.lists.filters import FacetSet, Typed
from core.search import snapshot
from core.search.words import STOP_WORDS
from core.text import fold
from directory.filters import PlaceFacet
from directory.finding import bits_with, costs_of

# A name that is exactly what was typed comes before everything.
_EXACT = -100
_NAMED = -50
# What serves a place comes after what lies there.
_SERVES = 3
_LONGEST_PLACE = 5  # words


class SearchFilters(FacetSet):
    q = Typed(label=_("Word or name"))
    place = PlaceFacet(label=_("Where do you live?"))


@dataclass
class Group:
    """What is found of one kind: ids, the best first, and how many there are in all.

    With `is_partial` no row has all of the words, and these have some.
    """

    ids: list = field(default_factory=list)
    is_partial: bool = False

    @property
    def total(self):
        return len(self.ids)


@dataclass
class Results:
    """`place` is the `directory.places.Place` that the text names, `rest` the text without it;
    `places` are those that have the text as their name when there are several.

    `corrected` is what was searched when a word was in no text, otherwise None; `tokens` is what
    to highlight. `crises` are the topics of danger that the text is about
    (`brussels_support.danger`).
    """

    words: list
    place: object
    places: list
    rest: str
    themes: list
    organisations: Group
    events: Group
    questions: Group
    corrected: str | None
    tokens: frozenset
    crises: tuple = ()

    @property
    def is_empty(self):
        """Whether there is nothing to show for the words; a place alone is something."""
        groups = (self.organisations, self.events, self.questions)
        has_place = (self.place or self.places) and not self.words
        return not (self.themes or has_place or any(group.ids for group in groups))

    @property
    def is_partial(self):
        """Whether nothing has all of the words, though some rows have some of them."""
        groups = (self.organisations, self.events, self.questions)
        with_rows = [group for group in groups if group.ids]
        return bool(with_rows) and all(group.is_partial for group in with_rows)


def indexes():
    """The `Snapshot` of the search and the indexes of the directory and the agenda, for one page.

    Of one version, unless it changes each time that they are asked for.
    """
    for _attempt in range(3):
        search, agenda = snapshot.current(), agenda_index.current()
        if search.version == agenda.names.version:
            break
    return search, agenda.names, agenda


def find(query, search, directory, agenda):
    """Searches what `indexes` gives. No database query."""
    place, rest = _place_in(directory.places, query)
    is_chosen = bool(query.asked["place"])
    words = search.words(rest) if rest else []
    return Results(
        words=words,
        place=place,
        places=[] if place else directory.places.named(query.text),
        rest=rest,
        themes=_themes(search, words),
        organisations=_rows(search, directory, query.text, words, place, is_chosen, "organisation"),
        events=_rows(search, agenda, query.text, words, place, is_chosen, "event"),
        questions=_questions(search, query.text, words),
        corrected=snapshot.corrected(words),
        tokens=frozenset(token for word in words for token in word.costs)
        | {part for word in words for parts, _cost in word.phrases for part in parts} - STOP_WORDS,
    )


def _place_in(places, query):
    """The place that was chosen or that the text names, and the text without it.

    The longest name wins: “sint jans molenbeek” before “molenbeek”.
    """
    if chosen := query.asked["place"]:
        return places.by_slug[chosen[0]], query.text
    words = fold(query.text).split()
    for length in range(min(_LONGEST_PLACE, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            name = words[start : start + length]
            if all(word in STOP_WORDS for word in name):
                continue
            if place := places.find(" ".join(name)):
                rest = [*words[:start], *words[start + length :]]
                # “In Molenbeek” asks for no more than “Molenbeek”.
                says_more = any(word not in STOP_WORDS for word in rest)
                return place, " ".join(rest) if says_more else ""
    return None, query.text


def _rows(search, index, text, words, place, is_chosen, kind):
    """The rows of an index with all words, in the place; when there are none, with some."""
    costs = [_costs(search, index, word, kind) for word in words]
    here = _places_costs(index, place) if place else None
    exact = {pk for pk in search.named(text, kind) if pk in index.positions}
    rows = _in_all([*costs, here] if here is not None else costs)
    named = {index.positions[pk]: _EXACT for pk in exact}
    # Whose name has every word is meant, wherever it is; unless she chose the place herself.
    if place and words and not is_chosen:
        named |= {row: _NAMED for row in _in_names(search, index, text, kind) if row not in named}
    rows = {**rows, **named}
    is_partial = not rows and len(costs) + (here is not None) > 1
    if is_partial:
        rows = _in_some([*costs, here] if here is not None and any(costs) else costs)
    order = sorted(rows, key=lambda row: (rows[row], row))
    return Group([index.ids[row] for row in order], is_partial and bool(rows))


def _costs(search, index, word, kind):
    """`{row: cost}` of what has a word."""
    return {
        row: cost
        for cost, bits in costs_of(bits_with(search, index, word, kind))
        for row in positions_of(bits, 0, bits.bit_count())
    }


def _places_costs(index, place):
    reach = index.groups["place"].get(place.slug, 0)
    here = index.located.get(place.slug, 0)
    near = index.located.get(place.municipality, 0) & ~here
    costs = {}
    for bits, cost in ((reach & ~here & ~near, _SERVES), (near, 1), (here, 0)):
        costs |= dict.fromkeys(positions_of(bits, 0, bits.bit_count()), cost)
    return costs


def _in_all(terms):
    """`{row: summed cost}` of the rows that every term has."""
    if not terms:
        return {}
    first, *others = sorted(terms, key=len)
    rows = dict(first)
    for term in others:
        rows = {row: cost + term[row] for row, cost in rows.items() if row in term}
    return rows


def _in_some(terms):
    """`{row: cost}`: the more terms a row has, the less it costs."""
    rows = defaultdict(int)
    for term in terms:
        for row, cost in term.items():
            rows[row] += cost - 20
    return rows


def _in_names(search, index, text, kind):
    """The rows whose own name holds every word that was typed, place names included."""
    rows = None
    for word in search.words(text):
        held = {
            index.positions[pk]
            for pk, cost in search.rows_with(word, kind).items()
            if cost < snapshot.IN_NAME and pk in index.positions
        }
        rows = held if rows is None else rows & held
    return rows or set()


def _questions(search, text, words):
    rows = search.rows_with_all(words, "question")
    rows |= dict.fromkeys(search.named(text, "question"), _EXACT)
    is_partial = not rows and len(words) > 1
    if is_partial:
        rows = _in_some([search.rows_with(word, "question") for word in words])
    return Group(sorted(rows, key=lambda pk: (rows[pk], pk)), is_partial and bool(rows))


def _themes(search, words):
    """The ids of the themes whose name or line has all words."""
    rows = search.rows_with_all(words, "theme")
    return sorted(rows, key=lambda pk: (rows[pk], pk))
