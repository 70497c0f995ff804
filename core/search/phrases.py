"""Which of several lists of patterns a text fits: words together, as people really type them.

An editor writes one pattern a line:

    [hits] = hits, beats, punch*        a list with a name, for the lines below it
    [hits] > me, us                     one of the first, then one of the others close behind
    [hits] + husband, boyfriend         both, in any order, not far from each other
    scared > go home - cinema           but not in a text about this

A comma stands between words that will do; words without anything between follow each other. `*`
stands for the rest of a word, before or behind it. Capitals, accents, Arabic marks and dotted or
dotless i make no difference, nor does a letter that somebody typed three times or more, nor what
`chat` writes out.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from math import prod

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.text import fold

from .chat import written_out

CLOSE = 3  # so many words may stand between what follows each other …
NEAR = 12  # … and this many words hold all that belongs together
LONGEST = 60  # words that are looked at
MOST = 20_000  # ways to write it, in one list of patterns
_SHORTEST = 3  # letters of what is enough by itself
_SHORTEST_STARRED = 2  # letters beside a *
_LETTERS = 3  # letters under which a word with a * is kept
_REPEATED = re.compile(r"([^\W\d_])\1\1+")
_LIST = re.compile(r"\[([^\[\]]*)\]")
_COMMA = re.compile(r"[,،|]")
_WITHOUT = re.compile(r"\s[-–]\s")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`groups` stand near each other; each is a chain of parts that follow each other closely.

    A part is a set of terms, one of which is enough; a term is a tuple of words, which may have a
    star before or behind them. No term of `without` may stand in the text.
    """

    groups: tuple
    without: frozenset = frozenset()


def validate(lines):
    """Raises `ValidationError` with what is wrong in which line."""
    errors = []
    for number, line, error in _parsed(lines)[1]:
        text = _("Line %(number)d, “%(line)s”: %(error)s")
        errors.append(text % {"number": number, "line": line[:60], "error": error})
    if errors:
        raise ValidationError(errors)


@lru_cache(maxsize=256)
def patterns(lines):
    """The `Pattern`s of lines that an editor wrote; a line that says nothing is left out."""
    return _parsed(lines)[0]


def _parsed(lines):
    """The patterns, and `(number, line, error)` of each line that is none."""
    lists, found, errors, size = {}, [], [], 0
    for number, line in enumerate(lines.splitlines(), 1):
        if not line.strip():
            continue
        try:
            if definition := re.fullmatch(r"\s*\[([^\[\]]*)\]\s*=(.*)", line):
                lists[_name(definition[1])] = terms = _terms(definition[2], lists)
                size += len(terms)
            else:
                pattern = _pattern(line, lists)
                found.append(pattern)
                size += sum(map(len, (part for group in pattern.groups for part in group)))
                size += len(pattern.without)
            _check_size(size)
        except ValueError as error:
            errors.append((number, line.strip(), str(error)))
            if size > MOST:
                break
    return tuple(found), errors


def _pattern(line, lists):
    said, *without = _WITHOUT.split(line, 1)
    groups = tuple(
        tuple(_terms(part, lists) for part in group.split(">")) for group in said.split("+")
    )
    if [len(group) for group in groups] == [1]:
        for term in groups[0][0]:
            if len("".join(term).strip("*")) < _SHORTEST:
                text = _("“%(word)s” alone is too short: it would be found everywhere.")
                raise ValueError(text % {"word": " ".join(term)})
    return Pattern(groups, _terms(without[0], lists) if without else frozenset())


def _terms(text, lists):
    """The terms that a part stands for: "[my] man, he" gives those with each word of the list."""
    terms = set()
    for alternative in _COMMA.split(text):
        words = [
            lists[_known(name, lists)] if is_list else [written_out(name)] if _word(name) else []
            for is_list, name in _pieces(alternative)
        ]
        if not words or not all(words):
            raise ValueError(_("there is nothing before or after one of its signs."))
        _check_size(len(terms) + prod(map(len, words)))
        terms |= {sum(chosen, ()) for chosen in product(*words)}
    return frozenset(terms)


def _check_size(count):
    if count > MOST:
        raise ValueError(_("these are too many words; write them shorter, with a *."))


def _pieces(alternative):
    """`(whether it is the name of a list, text)` of what stands between spaces."""
    for position, piece in enumerate(_LIST.split(alternative)):
        if position % 2:
            yield True, piece
        else:
            for word in piece.split():
                # “l’hôpital” is two words.
                starred = re.fullmatch(r"(\*?)(.*?)(\*?)", word)
                parts = fold(starred[2]).split() or [""]
                parts[0] = starred[1] + parts[0]
                parts[-1] += starred[3]
                yield from ((False, part) for part in parts)


def _word(word):
    if "*" in word and len(word.strip("*")) < _SHORTEST_STARRED:
        text = _("“%(word)s” needs at least %(count)d letters beside the *.")
        raise ValueError(text % {"word": word, "count": _SHORTEST_STARRED})
    return word


def _known(name, lists):
    if _name(name) not in lists:
        text = _("there is no list “%(name)s” above it.")
        raise ValueError(text % {"name": name.strip()})
    return _name(name)


def _name(text):
    return fold(text)


@dataclass(frozen=True, eq=False)
class Matcher:
    """Many lists of patterns at once, by their keys; made once, and never changed.

    Parts that are the same are looked for once, by their numbers: `exact` has those of each term
    without a star, made of `words`; `starred` the others, under the first letters of their first
    word, and `ending` those that have a star before these. `patterns` has `(key, groups, without)`
    under the first part that each needs.
    """

    exact: dict = field(repr=False)
    starred: dict = field(repr=False)
    ending: dict = field(repr=False)
    patterns: dict = field(repr=False)
    words: frozenset = field(repr=False)
    longest: int  # words of a term

    @classmethod
    def of(cls, lists):
        """From `(key, lines)` pairs."""
        numbers, by_first = {}, defaultdict(list)

        def number(part):
            return numbers.setdefault(part, len(numbers))

        for key, lines in lists:
            for pattern in patterns(lines):
                groups = tuple(tuple(map(number, group)) for group in pattern.groups)
                without = number(pattern.without) if pattern.without else None
                by_first[groups[0][0]].append((key, groups, without))
        exact, starred, ending = defaultdict(list), defaultdict(list), defaultdict(list)
        for part, index in numbers.items():
            for term in part:
                first = term[0].strip("*")[:_LETTERS]
                if term[0].startswith("*"):
                    ending[first].append((term, index))
                elif any("*" in word for word in term):
                    starred[first].append((term, index))
                else:
                    exact[term].append(index)
        words = frozenset(word for term in exact for word in term)
        longest = max(map(len, exact), default=0)
        return cls(dict(exact), dict(starred), dict(ending), dict(by_first), words, longest)

    def keys(self, text):
        """The keys of the lists that have a pattern which the text fits."""
        # Sixty words of any length: what is longer is nobody's.
        typed = fold(text[: LONGEST * 20]).split()[:LONGEST]
        spans = self._spans([each for word in typed for each in written_out(self._spelt(word))])
        return {
            key
            for first in spans
            for key, groups, without in self.patterns.get(first, ())
            if without not in spans and _fits(groups, spans)
        }

    def _spelt(self, word):
        """A word without its drawn out letters: "heeeelp" is "help", and "noooo" may be "noo"."""
        if not _REPEATED.search(word):
            return word
        twice = _REPEATED.sub(r"\1\1", word)
        return twice if twice in self.words else _REPEATED.sub(r"\1", word)

    def _spans(self, words):
        """`{part: [(first word, first word after it), …]}` of the parts in a text."""
        spans = defaultdict(list)
        for start in range(len(words)):
            for end in range(start + 1, min(start + self.longest, len(words)) + 1):
                for part in self.exact.get(tuple(words[start:end]), ()):
                    spans[part].append((start, end))
            for term, part in self._candidates(words[start]):
                end = start + len(term)
                if end <= len(words) and all(map(_is_like, words[start:end], term)):
                    spans[part].append((start, end))
        return spans

    def _candidates(self, word):
        """`(term, part)` of the terms with a star whose first word may be like this one."""
        for length in range(1, _LETTERS + 1):
            yield from self.starred.get(word[:length], ())
            for position in range(len(word) - length + 1):
                yield from self.ending.get(word[position : position + length], ())


def _is_like(word, pattern):
    bare = pattern.strip("*")
    if pattern[0] == "*" == pattern[-1]:
        return bare in word
    if pattern[0] == "*":
        return word.endswith(bare)
    return word.startswith(bare) if pattern[-1] == "*" else word == bare


def _fits(groups, spans):
    """Whether each group stands somewhere, and all of them near each other."""
    places = [_chains(group, spans) for group in groups]
    if len(places) == 1:
        return bool(places[0])
    return any(
        all(any(begin >= start and end <= start + NEAR for begin, end in found) for found in places)
        for start in {begin for found in places for begin, _end in found}
    )


def _chains(group, spans):
    """`{(start, end), …}` of where the parts of a group follow each other closely."""
    found = set(spans.get(group[0], ()))
    for part in group[1:]:
        found = {
            (start, after)
            for start, end in found
            for begin, after in spans.get(part, ())
            if end <= begin <= end + CLOSE
        }
    return found
