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
from core.kept import memory, slots
from core.lists.bits import has, union
from core.lists.filters import FacetSet, Typed
from core.lists.ranked import among, best_of, in_all, instead, lowest, rows_of
from core.search import snapshot
from core.search.words import STOP_WORDS
from core.text import fold
from directory.filters import PlaceFacet
from directory.finding import found_with, named_with_all

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


@dataclass(frozen=True, eq=False)
class Rows:
    """How the rows of a kind stand in bit sets: `ids` has the id of each position, and
    `page(bits, start, count)` gives those that come first of what matches equally."""

    ids: list
    page: object

    @classmethod
    def of_index(cls, index):
        return cls(index.ids, index.page)

    @classmethod
    def of_kind(cls, kind):
        """Of a kind of which there are few, and no index: by id."""
        return cls(slots.of(kind).ids, snapshot.by_id(kind))


@dataclass
class Group:
    """What is found of one kind: all that has everything that was asked as `core.lists.ranked`, the
    first MOST_HITS of them as `Hit`s, and some of what has a part of it, the best first."""

    rows: Rows | None = None
    ranked: list = field(default_factory=list)
    hits: list = field(default_factory=list)
    partial: list = field(default_factory=list)

    @property
    def total(self):
        return rows_of(self.ranked).bit_count()

    @property
    def ids(self):
        """The ids of all, in order."""
        found = best_of(self.ranked, self.total, self.rows.page) if self.ranked else ()
        return [self.rows.ids[position] for _cost, position in found]


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
    """The `Snapshot` of the search and the indexes of the directory and the agenda, of one version,
    for one page."""
    with memory.pinned():
        agenda = agenda_index.current()
        return snapshot.current(), agenda.names, agenda


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
    """What was asked, as its parts: `core.lists.ranked` of each kind for each word, and for where
    and when."""

    def __init__(self, asked, search, directory, agenda, now):
        self.asked, self.search, self.directory, self.agenda = asked, search, directory, agenda
        self.moment, words = agenda.series.at(now), asked.words
        self.ranked = {
            "organisation": [found_with(search, directory, word, "organisation") for word in words],
            "event": [found_with(search, agenda, word, "event") for word in words],
            "question": [search.ranked(word, "question") for word in words],
            "theme": [search.ranked(word, "theme") for word in words],
        }
        counts = [
            sum(rows_of(ranked).bit_count() for ranked in found)
            for found in zip(*self.ranked.values(), strict=True)
        ]
        known = [number for number, count in enumerate(counts) if count]
        least = max(
            _COMMON_ROWS,
            _COMMON_SHARE * (directory.total + agenda.total),
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
        rows = Rows.of_index(index) if index else Rows.of_kind(kind)
        around = self._around(kind, index)
        words = [
            (self.asked.words[number].typed, self.ranked[kind][number]) for number in self.required
        ]
        ranked = in_all([*(ranked for _word, ranked in words), *around])
        ranked = self._helped(kind, ranked) if words else ranked
        away = self._away(kind)
        ranked = [(cost + away, bits) for cost, bits in ranked]
        ranked = instead(ranked, self._named(kind, index))
        partial = []
        if len(words) + len(around) > 1:
            # Where she chose is not given up.
            near = rows_of(around[0]) if index and self.asked.is_chosen else -1
            partial = _partial(words, around, near & ~rows_of(ranked), rows)
        if kind == "event":
            ranked = among(ranked, self.moment.upcoming)
            partial = [one for one in partial if has(self.moment.upcoming, one[1])]
        return Group(
            rows,
            ranked,
            [Hit(kind, rows.ids[row], cost) for cost, row in best_of(ranked, MOST_HITS, rows.page)],
            [Hit(kind, rows.ids[row], cost, held) for cost, row, held in partial],
        )

    def _around(self, kind, index):
        """Where and when, each ranked: what has no place or day is not asked for it."""
        asked, around = self.asked, []
        if kind == "organisation" and asked.street:
            ranked = [
                (_STREET + number, 1 << row) for number, row in enumerate(asked.street.positions)
            ]
            if asked.places and not asked.words:
                ranked = instead(_near(index, asked.places), ranked)
            around.append(ranked)
        elif index and asked.places:
            around.append(_near(index, asked.places))
        if kind == "event" and asked.days:
            around.append(self._on_days())
        return around

    def _on_days(self):
        """Activities on the days that were asked for: the sooner the better."""
        days = self.moment.days_that(self.asked.days.has)
        return lowest(
            (min(number, _FURTHEST_DAY), bits) for number, (_day, bits) in enumerate(days)
        )

    def _away(self, kind):
        """What it costs that rows of this kind say nothing of the place or the days."""
        asked = self.asked
        is_nowhere = kind in ("theme", "question") and (asked.places or asked.street)
        has_no_days = kind != "event" and asked.days
        return _ANYWHERE * bool(is_nowhere) + _ANY_DAY * bool(has_no_days)

    def _helped(self, kind, ranked):
        """Rows with common words before those without."""
        common = (self.ranked[kind][number] for number in self.common)
        return in_all([ranked, *(_or_else(one, _WITHOUT_COMMON) for one in common)])

    def _named(self, kind, index):
        """Rows whose name is what was typed, or has all of it wherever they are, ranked."""
        asked, exactly = self.asked, self.search.named(self.asked.text, kind)
        named = [(_EXACT, exactly & index.everything if index else exactly)]
        # Unless she chose the place herself.
        if index and asked.places and asked.words and not asked.is_chosen:
            named.append((_NAMED, named_with_all(self.search, index, asked.text, kind)))
        return lowest(named)


def _partial(words, around, others, rows):
    """At most MOST_PARTIAL `(cost, row, held)` that have some of the words, `held` says which.

    With all the words they may lack where or when. They are among the bits `others`.
    """
    some = others & union(rows_of(ranked) for _word, ranked in words)
    costs = [[(0, some)]]
    for word, ranked in words:
        # A phrase counts as much as its words.
        costs.append(_or_else(ranked, _MISSING * len(word.split())))
    costs += [_or_else([(0, rows_of(ranked))], _ANY_DAY) for ranked in around]
    return [
        (cost, row, tuple(word for word, ranked in words if has(rows_of(ranked), row)))
        for cost, row in best_of(in_all(costs), MOST_PARTIAL, rows.page)
    ]


def _or_else(ranked, cost):
    """The same, and every other row at a cost."""
    return [*ranked, (cost, ~rows_of(ranked))]


def _near(index, places):
    """What lies in places, around them or serves them, ranked."""
    pairs = []
    for place in places:
        pairs += [
            (0, index.located.get(place.slug, 0)),
            (1, index.located.get(place.municipality, 0)),
            (_SERVES, index.groups["place"].get(place.slug, 0)),
        ]
    return lowest(pairs)
