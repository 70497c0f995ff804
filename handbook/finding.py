"""Finds parts of the handbook by words, whatever their endings, accents and compounds.

No search of the site: these are some twenty parts in one language, and whoever looks for something
here wants to read the sentence itself.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from math import log

import Stemmer
from django.utils.safestring import SafeString, mark_safe
from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.text import clean, fold

from .book import Part, book_in

LONGEST = 200  # letters of a question; what follows is not read
MOST_WORDS, MOST_PARTS, MOST_BLOCKS = 12, 8, 4
_STEMMERS = {
    code: Stemmer.Stemmer(name)
    for code, name in {"nl": "dutch", "fr": "french", "en": "english"}.items()
}
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_MARKUP = re.compile(r"(<[^>]*>|&\w+;)")  # what is no text in HTML
_STRONG = re.compile(r"<strong>(.*?)</strong>")
_LINKING = ("", "s", "e", "en")  # between the two words of a Dutch compound
# What a question begins with and says nothing of what it is about.
_SMALL = frozenset(
    fold("""
    hoe wat waar wie wanneer kan moet mag ik je mijn een de het van in op te iets doe doen
    comment que quoi ou qui quand puis peut dois je j mon ma mes un une le la les l de du des d a
    faire how what where who when can do does must may i my a an the of in on to is it
    """).split()
)
# What a word counts that is there, that has the same stem, that begins so, that is in another or
# begins much like it.
_EXACT, _STEM, _BEGINS, _INSIDE = 1, 0.9, 0.7, 0.5
_ENDING = 3  # letters in which words of one family may differ: traduire, traduction
_IN_HEADING, _IN_BOLD, _TOGETHER = 3, 2, 1.5  # so much more it counts there
_ENOUGH = 0.6  # of what the best one has


@dataclass(frozen=True, slots=True)
class Found:
    """A part, and its blocks that were found, with the words marked."""

    part: Part
    title: SafeString
    blocks: list[SafeString]


@dataclass(frozen=True, slots=True)
class _Block:
    words: frozenset
    bold: frozenset
    folded: str  # between spaces


@dataclass(frozen=True, slots=True)
class _Index:
    """`parts` are `(part, _Block of the heading, [_Block, …])`; `count` says in how many parts
    each word stands, `stems` which words have a stem."""

    language: str
    parts: tuple
    count: Counter
    stems: dict

    def stem(self, word):
        return _STEMMERS[self.language].stemWord(word)


@dataclass(frozen=True, slots=True)
class _Question:
    """`words` are `[({word of the handbook: what it counts}, how much the word tells), …]`."""

    words: list
    phrase: str
    unknown: list

    def score(self, block):
        score = 0
        for known, weight in self.words:
            counts = [
                known[word] * (_IN_BOLD if word in block.bold else 1)
                for word in known.keys() & block.words
            ]
            score += weight * max(counts, default=0)
        return score * (_TOGETHER if self.phrase in block.folded else 1)

    def covered(self, words):
        """How much of it stands there, wherever and in whatever form."""
        return sum(weight for known, weight in self.words if not known.keys().isdisjoint(words))

    def mark(self, html):
        """`html` with the words that were asked for in <mark>."""
        pieces = _MARKUP.split(html)
        for position in range(0, len(pieces), 2):  # between the markup
            pieces[position] = _WORD.sub(self._marked, pieces[position])
        return mark_safe("".join(pieces))  # noqa: S308 (of the handbook, no word of who searches)

    def _marked(self, found):
        if self._is_asked(found[0].replace("-", "")):
            return f"<mark>{found[0]}</mark>"
        return "-".join(
            f"<mark>{word}</mark>" if self._is_asked(word) else word for word in found[0].split("-")
        )

    def _is_asked(self, word):
        return any(fold(word) in known for known, _weight in self.words)


def cut(text):
    """What is read of a question."""
    return clean(str(text)[:LONGEST])


def find(language, text):
    """`([Found, …], words that stand nowhere)`, the best part first."""
    index = _index(book_in(language).language)
    question = _question(cut(text), index)
    scored = []
    for part, heading, blocks in index.parts:
        covered = question.covered(heading.words.union(*(block.words for block in blocks)))
        if covered:
            scores = [question.score(block) for block in blocks]
            score = max(scores) + _IN_HEADING * question.score(heading)
            scored.append((covered, score, part, scores))
    best = max((covered for covered, *_ in scored), default=0)
    enough = [line for line in scored if line[0] >= _ENOUGH * best]
    enough.sort(key=lambda line: -line[1])  # what is equal stays in the order of the handbook
    found = [
        Found(part, question.mark(part.title), _best_blocks(part, scores, question))
        for _covered, _score, part, scores in enough[:MOST_PARTS]
    ]
    return found, question.unknown


def _best_blocks(part, scores, question):
    """Those that say most of it, in the order of the part; the first where it is only a heading."""
    best = max(scores)
    near = [place for place, score in enumerate(scores) if score and score >= _ENOUGH * best]
    chosen = sorted(sorted(near, key=lambda place: -scores[place])[:MOST_BLOCKS])
    return [question.mark(part.blocks[place]) for place in chosen or [0]]


def _question(text, index):
    typed = fold(text).split()
    words = dict.fromkeys(word for word in typed if word not in _SMALL) or dict.fromkeys(typed)
    asked, unknown = [], []
    for word in [*words][:MOST_WORDS]:
        ways = _meant(word, index)
        asked += [(known, _weight(known, index)) for known in ways]
        if not ways:
            unknown.append(word)
    return _Question(asked, f" {' '.join(typed)} ", unknown)


def _weight(known, index):
    """How much a word tells: hardly anything where it stands in every part."""
    return log((len(index.parts) + 1) / max(index.count[word] for word in known)) + 0.01


def _meant(word, index):
    """What `word` may be: `[{word of the handbook: what it counts}]`, one for each half of a
    compound, or what differs by a slip. Empty when it stands nowhere."""
    if known := _like(word, index):
        return [known]
    for place in range(3, len(word) - 2):
        second = _like(word[place:], index, inside=False)
        for linking in _LINKING if second else ():
            start = word[:place].removesuffix(linking)
            first = _like(start, index, inside=False) if len(start) >= 3 else {}
            if first:
                return [first, second]
    slips = 1 if len(word) < 8 else 2
    near = len(word) >= 5 and process.extractOne(
        word, index.count.keys(), scorer=OSA.distance, score_cutoff=slips
    )
    return [{near[0]: _BEGINS}] if near else []


def _like(word, index, inside=True):
    """`{word of the handbook: what it counts}` for all that `word` stands for; of a short one only
    itself."""
    known = {}
    if inside and len(word) >= 4:
        known.update((other, _INSIDE) for other in index.count if word in other)
    if inside and len(word) >= 8:
        family = word[:-_ENDING]
        known.update((other, _INSIDE) for other in index.count if other.startswith(family))
    if len(word) >= 3:
        known.update((other, _BEGINS) for other in index.count if other.startswith(word))
    known.update((other, _STEM) for other in index.stems.get(index.stem(word), ()))
    if word in index.count:
        known[word] = _EXACT
    return known


def _words(html):
    """The folded words of a text in order, without its markup."""
    return fold(_MARKUP.sub(" ", html)).split()


def _joined(html):
    """Words with a hyphen as one: who types “backup” finds “back-up”."""
    words = _WORD.findall(_MARKUP.sub(" ", html))
    return [fold(word.replace("-", "")) for word in words if "-" in word]


def _block(html):
    words = _words(html)
    bold = _words(" ".join(_STRONG.findall(html)))
    return _Block(frozenset([*words, *_joined(html)]), frozenset(bold), f" {' '.join(words)} ")


@cache
def _index(language):
    parts = tuple(
        (part, _block(part.title), [_block(html) for html in part.blocks])
        for part in book_in(language).parts
    )
    count = Counter(
        word
        for _part, heading, blocks in parts
        for word in heading.words.union(*(block.words for block in blocks))
    )
    index = _Index(language, parts, count, {})
    for word in count:
        index.stems.setdefault(index.stem(word), set()).add(word)
    return index
