"""Reading: what all rows say, as it was at one moment, and which of them hold what was typed.

A typed word stands for: itself, words with the same stem, synonyms, words that begin with it, words
that hold it (parts of Dutch compounds) and, only when there is none of these, words like it.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import nsmallest

from django.utils.translation import get_language

from core.kept import memory, shows, slots
from core.languages import CODES
from core.lists.bits import positions_of
from core.lists.ranked import among, best_of, in_all, lowest, rows_of
from core.text import fold

from . import crisis, documents, synonyms
from .crisis import Crises
from .postings import TIER_COSTS, Postings
from .vocabulary import Vocabulary
from .words import STOP_WORDS, meaningful, stem_of, stems, written_words

# What it costs when a word is not the word itself; see also `TIER_COSTS`.
_SYNONYM, _BEGINS, _HOLDS, _LIKE = 1, 1, 2, 3
_SCATTERED = 3
# What costs less stands in a name.
IN_NAME = TIER_COSTS[1]
MOST_WORDS = 10
_MOST_EXPANSIONS = 60
_SHORTEST_BEGINNING, _SHORTEST_PART, _SHORTEST_LIKE, _SHORTEST_TWICE_WRONG = 2, 4, 6, 8
_OF_BRUSSELS = ("nl", "fr")
_KEPT_WORDS = 2_000
_LONGEST_PHRASE = 5  # words
# Changed rows of a kind: to read all anew is hardly slower, and no query has room for more.
_MOST_FOLLOWED = 5_000


@dataclass(frozen=True, slots=True)
class Word:
    """What a typed word stands for: `{word or stem: cost}`, and sequences of words with a cost.

    `used` is the word that was searched: another one than `typed` when nothing holds that.
    """

    typed: str
    used: str
    costs: dict
    phrases: tuple = ()


def corrected(words):
    """What was searched instead of what was typed, or None when that is the same."""
    if all(word.typed == word.used for word in words):
        return None
    return " ".join(word.used for word in words)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What all public rows say at one moment. Nothing in it ever changes, so that any thread may
    read it.

    `postings` has the `Postings` of each kind. `vocabulary` has all words, also those that
    no row has any more; `given` are the single ones among the synonyms.
    """

    postings: dict = field(default_factory=dict, repr=False)
    vocabulary: Vocabulary = field(default_factory=Vocabulary, repr=False)
    synonyms: dict = field(default_factory=dict, repr=False)
    crises: Crises = field(default_factory=Crises, repr=False)
    # What follows from the rest, remembered: whichever thread comes first writes the same.
    _known: dict = field(default_factory=dict, repr=False)

    @cached_property
    def given(self):
        words = [name for name in self.synonyms if ":" not in name and " " not in name]
        return Vocabulary().including(words)

    def words(self, text):
        """The `Word`s of what was typed, at most MOST_WORDS.

        Several words that an editor gave a meaning to are one: “colis alimentaire”.
        """
        said, rest = self._phrases_in(written_words(text))
        words = [self._word(word) for word in meaningful(rest)]
        if said:
            words = [word for word in words if word.typed not in STOP_WORDS]
        return [*said, *words][:MOST_WORDS]

    def ranked(self, word, kind):
        """`core.lists.ranked` of the rows of a kind that hold a `Word`, as bits of their slots."""
        pairs = self.postings[kind].ranked(word.costs)
        for parts, cost in word.phrases:
            held = [self.ranked(self._part(part), kind) for part in parts]
            for worst, rows in _worst_of_all(held):
                # Words of a longer text may have nothing to do with each other.
                total = cost + worst
                pairs.append((total if total < IN_NAME else total + _SCATTERED, rows))
        return lowest(pairs) if word.phrases else pairs

    def ranked_with_all(self, words, kind):
        """The same of those that hold all of the `Word`s; nothing for no words."""
        return in_all([self.ranked(word, kind) for word in words])

    def best_with_all(self, words, kind, count, rows=-1):
        """The ids of the first `count` of these that are in bits `rows`, of what is equal by id."""
        ids, ranked = slots.of(kind).ids, among(self.ranked_with_all(words, kind), rows)
        return [ids[slot] for _cost, slot in best_of(ranked, count, by_id(kind))]

    def rows_with_all(self, words, kind):
        """`{pk: cost}` of these: for a few rows."""
        ranked = self.ranked_with_all(words, kind)
        return {pk: cost for cost, bits in ranked for pk in ids_of(kind, bits)}

    def named(self, text, kind):
        """The bits of the rows of a kind with exactly this name, in any language."""
        return self.postings[kind].named(fold(text))

    def has(self, word):
        """Whether a word or stem stands in what may be found."""
        return any(postings.has(word) for postings in self.postings.values())

    def size_of(self, word):
        """In how many rows a word or stem stands."""
        return sum(postings.count(word) for postings in self.postings.values())

    # What a word stands for

    def _phrases_in(self, typed):
        """The `Word`s of the phrases in a list of words, the longest first, and the other words."""
        phrases = []
        for length in range(_LONGEST_PHRASE, 1, -1):
            start = 0
            while start + length <= len(typed):
                said = [fold(word) for word in typed[start : start + length]]
                for name in synonyms.names_of(said):
                    if name in self.synonyms:
                        phrases.append(self._phrase(" ".join(said), name))
                        del typed[start : start + length]
                        break
                else:
                    start += 1
        return phrases, " ".join(typed) if typed or not phrases else ""

    def _phrase(self, typed, name):
        costs, phrases = {}, {}
        self._add_synonyms(name, costs, phrases)
        said = tuple(meaningful(typed))
        # “Pas de papiers” is not “papiers”.
        phrases[said if len(said) > 1 else tuple(typed.split())] = 0
        return Word(typed, typed, costs, tuple(phrases.items()))

    def _part(self, part):
        """The `Word` of one in a phrase, which many phrases and every kind ask for."""
        word = self._known.get(part)
        if word is None:
            word = self._known[part] = Word(part, part, self._alike(part)[0])
        return word

    def _word(self, written):
        """The `Word` of one that was typed; its stems come from how it is written."""
        # What was meant by a mistake depends on the language.
        key = (get_language(), written)
        word = self._known.get(key)
        if word is None:
            word = self._expanded(written)
            if len(self._known) >= _KEPT_WORDS:
                self._known.clear()
            self._known[key] = word
        return word

    def _expanded(self, written):
        typed = fold(written)
        costs, phrases = self._alike(typed, stems(written))
        if costs or phrases:
            return Word(typed, typed, costs, phrases)
        for parts in self._split(typed):
            return Word(typed, " ".join(parts), {}, ((parts, _HOLDS),))
        if nearest := self._nearest(typed):
            costs, phrases = self._alike(nearest)
            costs = {word: cost + _LIKE for word, cost in costs.items()}
            phrases = tuple((parts, cost + _LIKE) for parts, cost in phrases)
            return Word(typed, nearest, costs, phrases)
        return Word(typed, typed, {})

    def _alike(self, word, own_stems=None):
        """Everything but words that only look like it."""
        costs, phrases = {}, {}

        def add(token, cost):
            if self.has(token) and cost < costs.get(token, 99):
                costs[token] = cost

        own_stems = own_stems or stems(word)
        add(word, 0)
        for stem in own_stems:
            add(stem, 0)
        for name in (word, *own_stems):
            self._add_synonyms(name, costs, phrases)
        if len(word) >= _SHORTEST_BEGINNING:
            for longer in self.vocabulary.beginning(word):
                add(longer, _BEGINS)
        if len(word) >= _SHORTEST_PART:
            for longer in self.vocabulary.holding(word):
                add(longer, _HOLDS)
        if len(costs) > _MOST_EXPANSIONS:
            order = sorted(costs, key=lambda token: (costs[token], len(token), token))
            costs = {token: costs[token] for token in order[:_MOST_EXPANSIONS]}
        return costs, tuple(phrases.items())

    def _add_synonyms(self, name, costs, phrases):
        for synonym in self.synonyms.get(name, ()):
            if len(synonym) == 1:
                for token in (synonym[0], *stems(synonym[0])):
                    if self.has(token):
                        costs[token] = min(_SYNONYM, costs.get(token, 99))
            elif all(map(self.has, synonym)):
                phrases[synonym] = _SYNONYM

    def _split(self, word):
        """Two words written as one: "babymassage" where texts have "baby massage"."""
        for position in range(3, len(word) - 2):
            parts = word[:position], word[position:]
            if all(map(self.has, parts)):
                yield parts

    def _nearest(self, word):
        """The word that differs least: one letter, two of a long one, the first one rarely.

        Only words that people type are meant: of names, in the language of the page or one of
        Brussels, and of the words that editors gave a meaning to.
        """
        if len(word) < _SHORTEST_LIKE:
            return None
        most = 1 if len(word) < _SHORTEST_TWICE_WRONG else 2
        order = sorted(
            (difference, match[0] != word[0], -self.size_of(match), match)
            for words in (self.vocabulary, self.given)
            for match, difference in words.like(word, most)
        )
        return next((match for *_order, match in order if self._is_typed(match)), None)

    def _is_typed(self, word):
        if len(word) < _SHORTEST_LIKE - 1 or word in STOP_WORDS:
            return False
        if word in self.synonyms:
            return True
        if not self._is_in_name(word):
            return False
        found = {code for code in CODES if self._is_in_name(stem_of(word, code))}
        # Without a language it is the name of a place.
        return not found or not found.isdisjoint({get_language(), *_OF_BRUSSELS})

    def _is_in_name(self, token):
        return any(postings.is_in_name(token) for postings in self.postings.values())


def _worst_of_all(found):
    """`[(cost, bits)]` of the rows that are in all, with the highest of their costs."""
    worst, seen = [], 0
    for cost in sorted({cost for ranked in found for cost, _bits in ranked}):
        there = -1
        for ranked in found:
            there &= rows_of(pair for pair in ranked if pair[0] <= cost)
        worst.append((cost, there & ~seen))
        seen |= there
    return worst


def ids_of(kind, bits):
    """The ids of the rows of a kind whose bits are set."""
    ids = slots.of(kind).ids
    return [ids[slot] for slot in positions_of(bits, 0, bits.bit_count())]


def by_id(kind):
    """The order of the ids, as a `page` for `core.lists.ranked.best_of`."""
    ids = slots.of(kind).ids

    def page(bits, start, count):
        found = positions_of(bits, 0, bits.bit_count())
        return nsmallest(start + count, found, key=ids.__getitem__)[start:]

    return page


def current():
    """The `Snapshot` of now. The page depends on all that can be found."""
    shows.note("search", "question")
    return memory.get("search")


def build(_things):
    """The `Snapshot` of what the tables say."""
    postings = {
        kind.name: Postings.of(documents.read(kind), slots.of(kind.name))
        for kind in documents.kinds()
        if kind.is_public
    }
    return _with(Snapshot(synonyms=synonyms.by_name(), crises=crisis.read(Crises())), postings)


def follow(before, changed, _things):
    """The `Snapshot` after a change, of which only what changed is read; see `core.kept.memory`."""
    postings = {**before.postings}
    for kind in documents.kinds():
        if kind.is_public and (ids := changed.get(kind.name)):
            if len(ids) > _MOST_FOLLOWED:
                return None
            postings[kind.name] = postings[kind.name].with_changed(ids, documents.read(kind, ids))
    now = before
    if postings != before.postings:
        now = _with(before, postings)
    if "synonym" in changed:
        now = replace(now, synonyms=synonyms.by_name(), _known={})
    if "crisis" in changed:
        now = replace(now, crises=crisis.read(before.crises))
    return now, () if now is before else ("search",)


def _with(before, postings):
    """`before` with other `Postings`, and with the words in these that it did not know."""
    new = set()
    for kind, now in postings.items():
        then = before.postings.get(kind)
        if now is not then:
            new.update(word for word in now.words(then) if ":" not in word)
    vocabulary = before.vocabulary.including(new)
    return replace(before, postings=postings, vocabulary=vocabulary, _known={})
