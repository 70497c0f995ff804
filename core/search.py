"""One search for everything: words to rows, the same on every database.

Apps register what can be found (`register`). What a row says is kept as words and stems in
`SearchDocument`, written in the transaction that changes the row; `manage.py search_documents`
writes all of them anew. Each process reads them into memory once, and afterwards only what changed:
docs/decisions.md, 24, and docs/benchmarks.md.

A typed word stands for: itself, words with the same stem, synonyms, words that begin with it, words
that hold it (parts of Dutch compounds) and, only when there is none of these, words like it.
"""

import threading
from array import array
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from rapidfuzz import process
from rapidfuzz.distance import OSA

from . import versions
from .models import SearchDocument, SynonymGroup
from .text import fold
from .words import STOP_WORDS, meaningful, stem_of, stems, tokens, written_words

# What it costs when a word stands in the name, the summary or the rest …
TIERS = ("name", "summary", "body")
_TIER_COSTS = (0, 4, 6)
# … and when it is not the word itself.
_SYNONYM, _BEGINS, _HOLDS, _LIKE = 1, 1, 2, 3
MOST_WORDS = 10
_MOST_EXPANSIONS = 60
_SHORTEST_BEGINNING, _SHORTEST_PART, _SHORTEST_LIKE = 2, 4, 4
_KEPT_WORDS = 2_000
_LONGEST_PHRASE = 5  # words
# Read again each time: a transaction may end after a later one.
_OVERLAP = timedelta(minutes=2)

_kinds = {}


@dataclass(frozen=True)
class Kind:
    name: str
    model: type
    texts: object
    related: tuple

    def rows(self):
        return self.model._default_manager.select_related(*self.related)

    def public_ids(self):
        rows = self.model._default_manager.all()
        return getattr(rows, "published", rows.all)().values_list("pk", flat=True)


def register(name, model, texts, *, related=(), also=()):
    """Keeps the documents of all rows of a model in step. Called when the app is ready.

    `texts(row)` gives `{tier: [(text, language)]}`; it needs the rows in `related`. `also` holds
    `(other model, ids)` pairs: saving one of the others changes the documents of the rows that
    `ids(it)` names. Rows that are not public have documents too, but nothing is found in them,
    and no word of theirs is taken for what she meant.
    """
    _kinds[name] = Kind(name, model, texts, related)

    def changed(instance, **_kwargs):
        update(name, [instance.pk])

    for signal in (post_save, post_delete):
        signal.connect(changed, sender=model, weak=False, dispatch_uid=f"search-{name}")
    for other, ids in also:

        def other_changed(instance, ids=ids, **_kwargs):
            update(name, ids(instance))

        uid = f"search-{name}-{other._meta.label}"
        post_save.connect(other_changed, sender=other, weak=False, dispatch_uid=uid)


# Writing


def update(kind, ids):
    """Writes the documents of these rows anew, in the caller's transaction."""
    ids, now = list(ids), timezone.now()
    found = {row.pk: _document(kind, row, now) for row in _kinds[kind].rows().filter(pk__in=ids)}
    for pk in ids:
        found.setdefault(pk, SearchDocument(kind=kind, object_id=pk, changed_at=now))
    SearchDocument.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        unique_fields=["kind", "object_id"],
        update_fields=["names", *TIERS, "changed_at"],
    )


def rebuild(batch=500):
    """Writes all documents anew; returns how many."""
    count = 0
    for kind in _kinds.values():
        ids = set(kind.rows().values_list("pk", flat=True))
        gone = SearchDocument.objects.filter(kind=kind.name).values_list("object_id", flat=True)
        ids = sorted(ids.union(gone))
        for start in range(0, len(ids), batch):
            update(kind.name, ids[start : start + batch])
        count += len(ids)
    # So that every process reads them.
    versions.raise_version()
    return count


def _document(kind, row, now):
    texts = _kinds[kind].texts(row)
    document = SearchDocument(kind=kind, object_id=row.pk, changed_at=now)
    document.names = "\n".join(dict.fromkeys(fold(text) for text, _language in texts["name"]))
    for tier in TIERS:
        found = set().union(*(tokens(text, language) for text, language in texts.get(tier, ())))
        setattr(document, tier, " ".join(sorted(found)))
    return document


# In memory


@dataclass
class Index:
    """`postings` has, for each word or stem and each kind, `document * 3 + tier`.

    A document is a number.

    `lines` is the vocabulary again, a word a line, which is searched as fast as memory is read.
    `current` has the number of each row's newest document: older ones are dead. `public` has the
    `(kind, pk)` of what may be found.
    """

    version: int = None
    read_until: object = None
    postings: dict = field(default_factory=lambda: defaultdict(dict), repr=False)
    rows: list = field(default_factory=list, repr=False)
    current: dict = field(default_factory=dict, repr=False)
    public: frozenset = field(default=frozenset(), repr=False)
    texts: dict = field(default_factory=dict, repr=False)
    names: dict = field(default_factory=dict, repr=False)
    named: dict = field(default_factory=lambda: defaultdict(set), repr=False)
    vocabulary: list = field(default_factory=list, repr=False)
    lines: str = field(default="\n", repr=False)
    synonyms: dict = field(default_factory=dict, repr=False)
    expansions: OrderedDict = field(default_factory=OrderedDict, repr=False)

    def add(self, kind, pk, names, *tiers):
        key, text = (kind, pk), (names, *tiers)
        if self.texts.get(key) == hash(text):
            return
        self.texts[key] = hash(text)
        number = self.current[key] = len(self.rows)
        self.rows.append(key)
        for name in self.names.get(key, ()):
            self.named[name].discard(key)
        self.names[key] = tuple(filter(None, names.split("\n")))
        for name in self.names[key]:
            self.named[name].add(key)
        seen = set()
        for tier, words in enumerate(tiers):
            for word in words.split():
                if word not in seen:
                    seen.add(word)
                    held = self.postings[word]
                    if kind not in held:
                        held[kind] = array("I")
                    held[kind].append(number * len(TIERS) + tier)

    def finish(self):
        self.public = frozenset(
            (kind.name, pk) for kind in _kinds.values() for pk in kind.public_ids()
        )
        self.vocabulary = sorted(word for word in self.postings if ":" not in word)
        self.lines = "\n".join(["", *self.vocabulary, ""])
        self.synonyms = defaultdict(set)
        for words in SynonymGroup.objects.values_list("words", flat=True):
            group = {tuple(fold(word).split()) for word in words} - {()}
            for word in group:
                for name in _names_of(word):
                    self.synonyms[name] |= group - {word}
        self.expansions.clear()

    def row_of(self, number):
        """`(kind, pk)` when a document is the newest one of a public row, otherwise None."""
        key = self.rows[number]
        return key if self.current[key] == number and key in self.public else None

    def has(self, word):
        return any(
            self.row_of(posting // len(TIERS))
            for postings in self.postings.get(word, {}).values()
            for posting in postings
        )

    def size_of(self, word):
        """In how many documents a word or stem stands, dead ones included."""
        return sum(map(len, self.postings.get(word, {}).values()))


_index = Index()
_reading = threading.Lock()


def current():
    """The `Index` of now (at most one second old)."""
    global _index
    version = versions.current()
    if _index.version != version:
        with _reading:
            if _index.version != version:
                _index = _read(_index, version)
    return _index


def _read(index, version):
    # Half of it dead: better a new one.
    if len(index.rows) > 2 * len(index.current) + 1_000:
        index = Index()
    rows = SearchDocument.objects.order_by("pk")
    if index.read_until:
        rows = rows.filter(changed_at__gt=index.read_until - _OVERLAP)
    now = timezone.now()
    for row in rows.values_list("kind", "object_id", "names", *TIERS).iterator(2_000):
        index.add(*row)
    index.finish()
    index.version, index.read_until = version, now
    return index


def forget():
    """Reads everything anew, next time: for tests, whose transactions are rolled back."""
    global _index
    _index = Index()


def _names_of(words):
    """Under which names a synonym is known: itself, and the stems of a single word."""
    if len(words) == 1:
        return {words[0], *stems(words[0])}
    # An Arabic phrase is the same with and without its articles.
    stemmed = [stem_of(word, "ar") or word for word in words]
    return {" ".join(words), " ".join(stemmed)}


# Searching


@dataclass(frozen=True, slots=True)
class Word:
    """What a typed word stands for: `{word or stem: cost}`, and sequences of words with a cost.

    `used` is the word that was searched: another one than `typed` when nothing holds that.
    """

    typed: str
    used: str
    costs: dict
    phrases: tuple = ()


def words_of(text):
    """The `Word`s of what was typed, at most MOST_WORDS.

    Several words that an editor gave a meaning to are one: “colis alimentaire”.
    """
    index = current()
    said, rest = _phrases_in(index, written_words(text))
    words = [word_of(index, word) for word in meaningful(rest)]
    if said:
        words = [word for word in words if word.typed not in STOP_WORDS]
    return [*said, *words][:MOST_WORDS]


def _phrases_in(index, typed):
    """The `Word`s of the phrases in a list of words, the longest first, and the other words."""
    found = []
    for length in range(_LONGEST_PHRASE, 1, -1):
        start = 0
        while start + length <= len(typed):
            said = [fold(word) for word in typed[start : start + length]]
            for name in _names_of(said):
                if name in index.synonyms:
                    found.append(_phrase(index, " ".join(said), name))
                    del typed[start : start + length]
                    break
            else:
                start += 1
    return found, " ".join(typed) if typed or not found else ""


def _phrase(index, typed, name):
    costs, phrases = {}, {}
    _add_synonyms(index, name, costs, phrases)
    phrases[tuple(meaningful(typed))] = 0
    return Word(typed, typed, costs, tuple(phrases.items()))


def corrected(words):
    """What was searched instead of what was typed, or None when that is the same."""
    if all(word.typed == word.used for word in words):
        return None
    return " ".join(word.used for word in words)


def word_of(index, written):
    """The `Word` of one that was typed; its stems come from how it is written."""
    found = index.expansions.get(written)
    if found is None:
        found = index.expansions[written] = _expanded(index, written)
        if len(index.expansions) > _KEPT_WORDS:
            index.expansions.popitem(last=False)
    return found


def _expanded(index, written):
    typed = fold(written)
    costs, phrases = _alike(index, typed, stems(written))
    if costs or phrases:
        return Word(typed, typed, costs, phrases)
    for parts in _split(index, typed):
        return Word(typed, " ".join(parts), {}, ((parts, _HOLDS),))
    if nearest := _nearest(index, typed):
        costs, phrases = _alike(index, nearest)
        return Word(typed, nearest, {word: cost + _LIKE for word, cost in costs.items()}, phrases)
    return Word(typed, typed, {})


def _alike(index, word, own_stems=None):
    """Everything but words that only look like it."""
    costs, phrases = {}, {}

    def add(found, cost):
        if index.has(found) and cost < costs.get(found, 99):
            costs[found] = cost

    own_stems = own_stems or stems(word)
    add(word, 0)
    for stem in own_stems:
        add(stem, 0)
    for name in (word, *own_stems):
        _add_synonyms(index, name, costs, phrases)
    if len(word) >= _SHORTEST_BEGINNING:
        for found in _beginning(index.vocabulary, word):
            add(found, _BEGINS)
    if len(word) >= _SHORTEST_PART:
        for found in _holding(index.lines, word):
            add(found, _HOLDS)
    if len(costs) > _MOST_EXPANSIONS:
        order = sorted(costs, key=lambda found: (costs[found], len(found), found))
        costs = {found: costs[found] for found in order[:_MOST_EXPANSIONS]}
    return costs, tuple(phrases.items())


def _add_synonyms(index, name, costs, phrases):
    for synonym in index.synonyms.get(name, ()):
        if len(synonym) == 1:
            for found in (synonym[0], *stems(synonym[0])):
                if index.has(found):
                    costs[found] = min(_SYNONYM, costs.get(found, 99))
        elif all(map(index.has, synonym)):
            phrases[synonym] = _SYNONYM


def _beginning(vocabulary, word):
    for position in range(bisect_left(vocabulary, word), len(vocabulary)):
        if not vocabulary[position].startswith(word):
            break
        yield vocabulary[position]


def _holding(lines, part):
    """The words of a vocabulary that hold a part; see `Index.lines`."""
    position = lines.find(part)
    while position >= 0:
        end = lines.index("\n", position)
        yield lines[lines.rindex("\n", 0, position) + 1 : end]
        position = lines.find(part, end)


def _split(index, word):
    """Two words written as one: "babymassage" where texts have "baby massage"."""
    for position in range(3, len(word) - 2):
        parts = word[:position], word[position:]
        if all(map(index.has, parts)):
            yield parts


def _nearest(index, word):
    """The word of our texts that differs least: one or two letters, the first one rarely."""
    if len(word) < _SHORTEST_LIKE:
        return None
    most = 1 if len(word) < 7 else 2
    found = process.extract(
        word, index.vocabulary, scorer=OSA.distance, score_cutoff=most, limit=20
    )
    found = [match for match in found if index.has(match[0])]
    if not found:
        return None
    return min(
        found,
        key=lambda match: (
            match[1], match[0][0] != word[0], -index.size_of(match[0]), match[0]
        ),
    )[0]  # fmt: skip


def rows_with(word, kind):
    """`{pk: cost}` of the rows of a kind that hold a `Word`."""
    index = current()
    found = {}
    size = len(TIERS)
    for token, cost in word.costs.items():
        for posting in index.postings.get(token, {}).get(kind, ()):
            number, tier = divmod(posting, size)
            key = index.rows[number]
            # As in `row_of`, without its call: these can be many.
            if index.current[key] == number and key in index.public:
                total = cost + _TIER_COSTS[tier]
                if total < found.get(key[1], 99):
                    found[key[1]] = total
    for parts, cost in word.phrases:
        held = [rows_with(Word(part, part, _alike(index, part)[0]), kind) for part in parts]
        for pk in set(held[0]).intersection(*held[1:]):
            total = cost + max(rows[pk] for rows in held)
            if total < found.get(pk, 99):
                found[pk] = total
    return found


def rows_with_all(words, kind):
    """`{pk: cost}` of the rows of a kind that hold all of the `Word`s; empty for none."""
    terms = sorted((rows_with(word, kind) for word in words), key=len)
    if not terms:
        return {}
    rows, *others = terms
    for term in others:
        rows = {pk: cost + term[pk] for pk, cost in rows.items() if pk in term}
    return rows


def named(text, kind):
    """The ids of the rows of a kind with exactly this name, in any language."""
    index = current()
    keys = index.named.get(fold(text), set()) & index.public
    return {pk for name_kind, pk in keys if name_kind == kind}
