"""The search over everything: what is found of each kind, and the best of all.

A row is found that has all of what was asked: the street or the place, the days (of activities),
and the words. A word that very many rows have beside a rarer one only helps a row forward: “baby”
of “massage baby”. What has but some of it is kept apart, with what that is.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from heapq import nsmallest
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from agenda import index as agenda_index
from core.lists.bits import has, positions_of
from core.lists.filters import FacetSet, Typed
from core.search import snapshot
from core.search.words import STOP_WORDS
from core.text import fold
from directory.filters import PlaceFacet
from directory.finding import bits_with, costs_of, named_with_all

from . import asked as asking

# A name that is exactly what was typed comes before everything, then the number in the street.
_EXACT, _STREET = -100, -90
_NAMED = -50
# What serves a place comes after what lies there.
_SERVES = 3
# What says nothing of the place or the days that were asked comes after what does.
_ANYWHERE, _ANY_DAY, _FURTHEST_DAY = 2, 20, 8
# What a word costs that a row lacks: a name with one of two words comes before a text with both.
_MISSING = 9
# A word is common that so many rows have, and so many times more than the rarest word.
_COMMON_ROWS, _COMMON_SHARE, _COMMON_TIMES = 20, 0.25, 1.5
_WITHOUT_COMMON = 4
# “2” of “2 children” says nothing of what she looks for, a postcode or a telephone number does.
_SHORTEST_TELLING = 3
_NUMBERS = frozenset(
    fold("""twee drie vier deux trois quatre two three four dos tres cuatro iki üç dört
    اثنان اثنين ثلاثة ثلاث اربعة اربع""").split()
)
# The next one of a kind counts as so much less, so that the best of all kinds are of several.
_NEXT_OF_KIND = 1.5
MOST_BEST, MOST_HITS, MOST_PARTIAL = 3, 12, 20


class SearchFilters(FacetSet):
    q = Typed(label=_("Word or name"))
    place = PlaceFacet(label=_("Where do you live?"))


@dataclass(frozen=True, slots=True)
class Hit:
    """One row. `held` are the words that it has, when these are not all."""

    kind: str
    pk: int
    cost: float
    held: tuple = ()


@dataclass
class Group:
    """What is found of one kind: the ids of all that has everything that was asked, the first
    MOST_HITS of them as `Hit`s, and some of what has a part of it, the best first."""

    ids: list = field(default_factory=list)
    hits: list = field(default_factory=list)
    partial: list = field(default_factory=list)

    @property
    def total(self):
        return len(self.ids)


@dataclass
class Results:
    """`places` are those that have the text as their name when it means several.

    `best` are the best `Hit`s of all kinds, in order, and `partial` is `{held: hits}` of what has
    only some of the words; `is_partial` is whether nothing has all of them, and `is_missed` whether
    nothing has any. `corrected` is what was searched when a word was in no text, otherwise None;
    `tokens` is what to highlight. `crises` are the topics of danger that the text is about
    (`brussels_support.danger`).
    """

    asked: object
    places: list
    themes: Group
    organisations: Group
    events: Group
    questions: Group
    best: list
    partial: dict
    is_partial: bool
    is_missed: bool
    corrected: str | None
    tokens: frozenset
    crises: tuple = ()

    @property
    def groups(self):
        return (self.organisations, self.events, self.questions, self.themes)

    @property
    def is_empty(self):
        """Whether there is nothing to show for the words; a place alone is something."""
        has_place = (self.asked.places or self.places) and not self.asked.words
        return not (has_place or self.best or any(group.hits for group in self.groups))


def indexes():
    """The `Snapshot` of the search and the indexes of the directory and the agenda, for one page.

    Of one version, unless it changes each time that they are asked for.
    """
    for _attempt in range(3):
        search, agenda = snapshot.current(), agenda_index.current()
        if search.version == agenda.names.version:
            break
    return search, agenda.names, agenda


def find(query, search, directory, agenda, now):
    """Searches what `indexes` gives, at a moment. No database query."""
    asked = asking.read(query, search, directory, agenda.today)
    question = _Question(asked, search, directory, agenda, now)
    groups = {kind: question.found(kind) for kind in ("theme", "organisation", "event", "question")}
    full = [group.hits for group in groups.values()]
    partial = [hit for group in groups.values() for hit in group.partial]
    partial = nsmallest(MOST_PARTIAL, partial, key=attrgetter("cost"))
    best = _best(full, partial) if asked.words or asked.days or asked.street else []
    return Results(
        asked=asked,
        places=[] if asked.places else directory.places.named(query.text),
        themes=groups["theme"],
        organisations=groups["organisation"],
        events=groups["event"],
        questions=groups["question"],
        best=best,
        partial=_by_held(hit for hit in partial if hit not in best),
        is_partial=bool(best) and (question.has_unknown or not any(full)),
        is_missed=question.is_missed,
        corrected=snapshot.corrected(asked.words),
        tokens=_tokens(asked.words),
    )


def _is_number(word):
    is_short = word.typed.isdecimal() and len(word.typed) < _SHORTEST_TELLING
    return is_short or word.typed in _NUMBERS


def _tokens(words):
    """What to highlight: the words and stems that were searched, but not what says nothing."""
    single = {token for word in words for token in word.costs}
    parts = {part for word in words for parts, _cost in word.phrases for part in parts}
    return frozenset(single | parts - STOP_WORDS)


def _by_held(hits):
    by_held = defaultdict(list)
    for hit in hits:
        by_held[hit.held].append(hit)
    return dict(by_held)


def _best(full, partial):
    """The best hits of all kinds; the second one of a kind has to be clearly better.

    What has only some of the words is among them when it comes before everything that has all.
    """
    least = min((hits[0].cost for hits in full if hits), default=None)
    better = [hit for hit in partial if least is None or hit.cost < least]
    costs = [
        (hit.cost + _NEXT_OF_KIND * number, number, hit)
        for hits in (*full, better)
        for number, hit in enumerate(hits[:MOST_BEST])
    ]
    return [hit for _cost, _number, hit in sorted(costs, key=lambda one: one[:2])[:MOST_BEST]]


class _Question:
    """What was asked, as its parts: `{row: cost}` of each kind for each word, and for where and
    when."""

    def __init__(self, asked, search, directory, agenda, now):
        self.asked, self.search, self.directory, self.agenda = asked, search, directory, agenda
        self.moment, words = agenda.series.at(now), asked.words
        self.costs = {
            "organisation": [_costs(search, directory, word, "organisation") for word in words],
            "event": [_costs(search, agenda, word, "event") for word in words],
            "question": [search.rows_with(word, "question") for word in words],
            "theme": [search.rows_with(word, "theme") for word in words],
        }
        counts = [sum(map(len, held)) for held in zip(*self.costs.values(), strict=True)]
        known = [number for number, count in enumerate(counts) if count]
        least = max(
            _COMMON_ROWS,
            _COMMON_SHARE * (len(directory.ids) + len(agenda.ids)),
            _COMMON_TIMES * min((counts[number] for number in known), default=0),
        )
        self.required = [number for number in known if counts[number] < least]
        telling = [number for number in self.required if not _is_number(words[number])]
        self.required = telling or self.required
        self.common = [number for number in known if number not in self.required]
        self.has_unknown = len(known) < len(words)
        self.is_missed = bool(words) and not known

    def found(self, kind):
        """The `Group` of a kind."""
        index = {"organisation": self.directory, "event": self.agenda}.get(kind)
        around = self._around(kind, index)
        words = [
            (self.asked.words[number].typed, self.costs[kind][number]) for number in self.required
        ]
        rows = _in_all([*(rows for _word, rows in words), *around])
        rows = self._helped(kind, rows) if words else rows
        away = self._away(kind)
        rows = {row: cost + away for row, cost in rows.items()} if away else rows
        rows |= self._named(kind, index)
        full = sorted((cost, row) for row, cost in rows.items())
        partial = []
        if len(words) + len(around) > 1:
            # Where she chose is not given up.
            near = around[0] if index and self.asked.is_chosen else None
            partial = _partial(words, around, rows, near)
        return self._group(kind, index, full, partial)

    def _group(self, kind, index, full, partial):
        if kind == "event":
            full, partial = self._coming(full), self._coming(partial)
        pks = index.ids if index else None
        return Group(
            [pks[row] for _cost, row in full] if pks else [row for _cost, row in full],
            [Hit(kind, pks[row] if pks else row, cost) for cost, row in full[:MOST_HITS]],
            [Hit(kind, pks[row] if pks else row, cost, held) for cost, row, held in partial],
        )

    def _coming(self, rows):
        upcoming = self.moment.upcoming
        return [one for one in rows if has(upcoming, one[1])]

    def _around(self, kind, index):
        """Where and when, as `{row: cost}`: what has no place or day is not asked for it."""
        asked, around = self.asked, []
        if kind == "organisation" and asked.street:
            rows = {row: _STREET + number for number, row in enumerate(asked.street.positions)}
            if asked.places and not asked.words:
                rows = _places_costs(index, asked.places) | rows
            around.append(rows)
        elif index and asked.places:
            around.append(_places_costs(index, asked.places))
        if kind == "event" and asked.days:
            around.append(self._days_costs())
        return around

    def _days_costs(self):
        """`{row: cost}` of activities on the days that were asked for: the sooner the better."""
        costs = {}
        for number, (_day, bits) in enumerate(self.moment.days_that(self.asked.days.has)):
            for row in positions_of(bits, 0, bits.bit_count()):
                costs.setdefault(row, min(number, _FURTHEST_DAY))
        return costs

    def _away(self, kind):
        """What it costs that rows of this kind say nothing of the place or the days."""
        asked = self.asked
        is_nowhere = kind in ("theme", "question") and (asked.places or asked.street)
        has_no_days = kind != "event" and asked.days
        return _ANYWHERE * bool(is_nowhere) + _ANY_DAY * bool(has_no_days)

    def _helped(self, kind, rows):
        """Rows with common words before those without."""
        for number in self.common:
            costs = self.costs[kind][number]
            rows = {row: cost + costs.get(row, _WITHOUT_COMMON) for row, cost in rows.items()}
        return rows

    def _named(self, kind, index):
        """Rows whose name is what was typed, or has all of it wherever they are."""
        asked, positions = self.asked, index.positions if index else None
        pks = self.search.named(asked.text, kind)
        if positions is not None:
            pks = {positions[pk] for pk in pks if pk in positions}
        named = dict.fromkeys(pks, _EXACT)
        # Unless she chose the place herself.
        if index and asked.places and asked.words and not asked.is_chosen:
            rows = named_with_all(self.search, index, asked.text, kind)
            named = dict.fromkeys(rows, _NAMED) | named
        return named


def _partial(words, around, full, near):
    """At most MOST_PARTIAL `(cost, row, held)` that have some of the words, `held` says which.

    With all the words they may lack where or when, but for what is not in `near`, if that is given.
    """
    held, costs = defaultdict(list), defaultdict(float)
    for word, rows in words:
        for row, cost in rows.items():
            if row not in full and (near is None or row in near):
                held[row].append(word)
                costs[row] += cost
    for row in held:
        # A phrase counts as much as its words.
        costs[row] += _MISSING * sum(
            len(word.split()) for word, _rows in words if word not in held[row]
        )
        costs[row] += sum(_ANY_DAY for rows in around if row not in rows)
    best = nsmallest(MOST_PARTIAL, held, key=lambda row: (costs[row], row))
    return [(costs[row], row, tuple(held[row])) for row in best]


def _costs(search, index, word, kind):
    """`{row: cost}` of what has a word."""
    return {
        row: cost
        for cost, bits in costs_of(bits_with(search, index, word, kind))
        for row in positions_of(bits, 0, bits.bit_count())
    }


def _places_costs(index, places):
    costs = {}
    for place in places:
        reach = index.groups["place"].get(place.slug, 0)
        here = index.located.get(place.slug, 0)
        near = index.located.get(place.municipality, 0) & ~here
        for bits, cost in ((reach & ~here & ~near, _SERVES), (near, 1), (here, 0)):
            for row in positions_of(bits, 0, bits.bit_count()):
                costs[row] = min(cost, costs.get(row, cost))
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
