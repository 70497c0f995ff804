"""Reading: what all rows say, as it was at one moment, and which of them hold what was typed.

A typed word stands for: itself, words with the same stem, synonyms, words that begin with it, words
that hold it (parts of Dutch compounds) and, only when there is none of these, words like it.
"""

import threading
from array import array
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language

from core import versions
from core.languages import CODES
from core.text import fold

from . import crisis, documents, synonyms
from .crisis import Crises
from .documents import TIERS
from .models import SearchDocument
from .vocabulary import Vocabulary
from .words import STOP_WORDS, meaningful, stem_of, stems, written_words

# What it costs when a word stands in the name, the summary or the rest …
_TIER_COSTS = (0, 4, 6)
# … and when it is not the word itself.
_SYNONYM, _BEGINS, _HOLDS, _LIKE = 1, 1, 2, 3
_SCATTERED = 3
# What costs less stands in a name.
IN_NAME = _TIER_COSTS[1]
MOST_WORDS = 10
_MOST_EXPANSIONS = 60
_SHORTEST_BEGINNING, _SHORTEST_PART, _SHORTEST_LIKE, _SHORTEST_TWICE_WRONG = 2, 4, 6, 8
_OF_BRUSSELS = ("nl", "fr")
_KEPT_WORDS = 2_000
_LONGEST_PHRASE = 5  # words
# Read again each time: a transaction may end after a later one.
_OVERLAP = timedelta(minutes=2)


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
    """All documents at one moment. Nothing in it ever changes, so that any thread may read it.

    A document is a number: `rows` has its `(kind, pk)`, `newest` the number of each row's newest
    one, and `shown` a 1 where a document is that and may be found. `postings` has, for each word or
    stem and each kind, `document * 3 + tier`. `texts` has the hashes of what each row says, `names`
    its names, and `by_name` the rows of each name.
    """

    version: int | None = None
    read_until: datetime | None = None
    postings: dict = field(default_factory=dict, repr=False)
    rows: tuple = field(default=(), repr=False)
    newest: dict = field(default_factory=dict, repr=False)
    shown: bytes = field(default=b"", repr=False)
    texts: dict = field(default_factory=dict, repr=False)
    names: dict = field(default_factory=dict, repr=False)
    by_name: dict = field(default_factory=dict, repr=False)
    vocabulary: Vocabulary = field(default_factory=Vocabulary, repr=False)
    synonyms: dict = field(default_factory=dict, repr=False)
    # The single words among the synonyms.
    given: Vocabulary = field(default_factory=Vocabulary, repr=False)
    crises: Crises = field(default_factory=Crises, repr=False)
    # What follows from the rest, remembered: whichever thread comes first writes the same.
    _known: dict = field(default_factory=dict, repr=False)

    def words(self, text):
        """The `Word`s of what was typed, at most MOST_WORDS.

        Several words that an editor gave a meaning to are one: “colis alimentaire”.
        """
        said, rest = self._phrases_in(written_words(text))
        words = [self._word(word) for word in meaningful(rest)]
        if said:
            words = [word for word in words if word.typed not in STOP_WORDS]
        return [*said, *words][:MOST_WORDS]

    def rows_with(self, word, kind):
        """`{pk: cost}` of the rows of a kind that hold a `Word`."""
        costs, size = {}, len(TIERS)
        for token, cost in word.costs.items():
            for posting in self.postings.get(token, {}).get(kind, ()):
                number, tier = divmod(posting, size)
                if self.shown[number]:
                    pk, total = self.rows[number][1], cost + _TIER_COSTS[tier]
                    if total < costs.get(pk, 99):
                        costs[pk] = total
        for parts, cost in word.phrases:
            held = [self.rows_with(self._part(part), kind) for part in parts]
            for pk in set(held[0]).intersection(*held[1:]):
                total = cost + max(rows[pk] for rows in held)
                # Words of a longer text may have nothing to do with each other.
                total += 0 if total < IN_NAME else _SCATTERED
                if total < costs.get(pk, 99):
                    costs[pk] = total
        return costs

    def rows_with_all(self, words, kind):
        """`{pk: cost}` of the rows of a kind that hold all of the `Word`s; empty for none."""
        terms = sorted((self.rows_with(word, kind) for word in words), key=len)
        if not terms:
            return {}
        rows, *others = terms
        for term in others:
            rows = {pk: cost + term[pk] for pk, cost in rows.items() if pk in term}
        return rows

    def named(self, text, kind):
        """The ids of the rows of a kind with exactly this name, in any language."""
        keys = self.by_name.get(fold(text), ())
        return {key[1] for key in keys if key[0] == kind and self.shown[self.newest[key]]}

    def has(self, word):
        """Whether a word or stem stands in what may be found."""
        return any(
            self.shown[posting // len(TIERS)]
            for postings in self.postings.get(word, {}).values()
            for posting in postings
        )

    def size_of(self, word):
        """In how many documents a word or stem stands, dead ones included."""
        return sum(map(len, self.postings.get(word, {}).values()))

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
        order = [
            (difference, match[0] != word[0], -self.size_of(match), match)
            for words in (self.vocabulary, self.given)
            for match, difference in words.like(word, most)
            if self._is_typed(match)
        ]
        return min(order)[-1] if order else None

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
        return any(
            posting % len(TIERS) == 0 and self.shown[posting // len(TIERS)]
            for postings in self.postings.get(token, {}).values()
            for posting in postings
        )


_latest = Snapshot()
_reading = threading.Lock()


def current():
    """The `Snapshot` of now (at most one second old)."""
    global _latest
    if _latest.version != versions.current():
        with _reading:
            # Another thread may have read it meanwhile, of a later version.
            version = versions.current()
            if _latest.version != version:
                _latest = _read(_latest, version)
    return _latest


def forget():
    """Reads everything anew, next time: for tests, whose transactions are rolled back."""
    global _latest
    _latest = Snapshot()


def _read(before, version):
    """The `Snapshot` of a version; what has not changed since the one before is shared with it."""
    # Half of it dead: better a new one.
    if len(before.rows) > 2 * len(before.newest) + 1_000:
        before = Snapshot(crises=before.crises)
    kinds = [kind.name for kind in documents.kinds() if kind.is_public]
    changed = SearchDocument.objects.filter(kind__in=kinds).order_by("pk")
    if before.read_until:
        changed = changed.filter(changed_at__gt=before.read_until - _OVERLAP)
    now = timezone.now()
    rows, newest, texts = [*before.rows], {**before.newest}, {**before.texts}
    names, by_name = {**before.names}, {**before.by_name}
    added = defaultdict(lambda: defaultdict(lambda: array("I")))
    for kind, pk, named, *tiers in changed.values_list(
        "kind", "object_id", "names", *TIERS
    ).iterator(2_000):
        key, text = (kind, pk), hash((named, *tiers))
        if texts.get(key) == text:
            continue
        texts[key] = text
        newest[key] = len(rows)
        _rename(key, tuple(filter(None, named.split("\n"))), names, by_name)
        seen = set()
        for tier, words in enumerate(tiers):
            for word in words.split():
                if word not in seen:
                    seen.add(word)
                    added[word][kind].append(len(rows) * len(TIERS) + tier)
        rows.append(key)
    groups = synonyms.by_name()
    given = [name for name in groups if ":" not in name and " " not in name]
    postings = {**before.postings}
    for word, kinds in added.items():
        held = postings.get(word, {})
        more = {kind: held[kind] + new if kind in held else new for kind, new in kinds.items()}
        postings[word] = {**held, **more}
    return Snapshot(
        version=version,
        read_until=now,
        postings=postings,
        rows=tuple(rows),
        newest=newest,
        shown=_shown(newest, len(rows), _public()),
        texts=texts,
        names=names,
        by_name=by_name,
        vocabulary=before.vocabulary.including(
            [word for word in added if word not in before.postings and ":" not in word]
        ),
        synonyms=groups,
        given=Vocabulary().including(given),
        crises=crisis.read(before.crises),
    )


def _rename(key, new, names, by_name):
    for name in names.get(key, ()):
        by_name[name] = by_name[name] - {key}
    names[key] = new
    for name in new:
        by_name[name] = by_name.get(name, frozenset()) | {key}


def _public():
    kinds = [kind for kind in documents.kinds() if kind.is_public]
    return ((kind.name, pk) for kind in kinds for pk in kind.public_ids())


def _shown(newest, size, keys):
    shown = bytearray(size)
    for key in keys:
        if key in newest:
            shown[newest[key]] = 1
    return bytes(shown)
