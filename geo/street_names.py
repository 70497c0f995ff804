"""Whether two spellings name the same street, in Dutch and French.

A reading of a name is its kind of street and the rest, glued together: “Vlaamse Stwg.” and
“Vlaamsesteenweg” both read “steenweg|vlaamse”. A name with an abbreviation that stands for two
words has two readings. Names are equal when they share a reading.
"""

from rapidfuzz import fuzz

from core.text import fold

_KINDS_IN_FRONT = {
    "rue": "r", "avenue": "av ave aven", "boulevard": "bd bld blvd bvd boul", "place": "pl",
    "chaussee": "ch chee chaus chauss", "chemin": "ch che chem", "square": "sq", "quai": "q",
    "allee": "all", "impasse": "imp", "passage": "pass", "galerie": "gal", "sentier": "sent",
    "clos": "", "parvis": "", "montee": "", "cite": "", "cours": "", "esplanade": "",
    "venelle": "", "dreve": "", "promenade": "", "parc": "",
    "steenweg": "", "laan": "", "plein": "", "park": "", "hof": "", "kaai": "",
}  # fmt: skip
_KINDS_BEHIND = {
    "straat": "str", "laan": "ln", "steenweg": "stwg stw steenw stnwg steenwg", "plein": "pl",
    "plaats": "pl", "square": "sq", "dreef": "dr", "kaai": "", "lei": "", "weg": "", "gang": "",
    "park": "", "markt": "", "hof": "", "baan": "", "avenue": "av", "boulevard": "bd bld blvd",
    "place": "pl", "rue": "", "pad": "", "galerij": "", "dijk": "", "steeg": "",
}  # fmt: skip
# One spelling for words that are written in several ways.
_SAME = {
    "st": "saint sint", "ste": "sainte", "dr": "docteur dokter doctor", "prof": "professeur "
    "professor", "gen": "general generaal", "cap": "capitaine kapitein", "col": "colonel kolonel",
    "lt": "lieutenant luitenant", "mgr": "monseigneur", "cdt": "commandant kommandant",
    "mar": "marechal maarschalk", "ing": "ingenieur", "burg": "bourgmestre burgemeester bgm",
}  # fmt: skip
_SAME_PHRASES = {"o l vrouw": "onze lieve vrouw", "olv": "onze lieve vrouw", "n d ": "notre dame "}
# What people leave out, and put in.
_LITTLE = {
    "de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux",
    "van", "der", "den", "het", "t", "ter", "ten", "te",
}  # fmt: skip


def _by_abbreviation(kinds):
    """`{word: kinds that it stands for}`."""
    meant = {}
    for kind, short in kinds.items():
        for word in (kind, *short.split()):
            meant.setdefault(word, []).append(kind)
    return meant


_FRONT, _BEHIND = _by_abbreviation(_KINDS_IN_FRONT), _by_abbreviation(_KINDS_BEHIND)
# Longest first, so that “steenweg” is not a “weg”.
_GLUED = sorted(_BEHIND.items(), key=lambda item: -len(item[0]))
_SHORTEST_STEM = 3  # letters before a kind that is glued to them
_ONE_SPELLING = {word: short for short, words in _SAME.items() for word in (short, *words.split())}
# Names with less in common than this (of 100) are no candidates.
_ALIKE = 72


def readings(name, *, is_loose=False):
    """The readings of a name as a set; without the little words (“de la”) when `is_loose`."""
    words = _words(name)
    if not words:
        return frozenset()
    kinds_and_rests = _in_front(words) or _behind(words) or [("", words)]
    return frozenset(
        f"{kind}|{_glued(rest, is_loose)}" for kind, rest in kinds_and_rests if _glued(rest, False)
    ) or frozenset([f"|{_glued(words, False)}"])


def nearest(name, names, limit=3):
    """Those of `names` that look most like `name`, at most `limit`, best first."""
    scores = {other: _likeness(name, other) for other in names if other}
    alike = [other for other, score in scores.items() if score >= _ALIKE]
    return sorted(alike, key=lambda other: -scores[other])[:limit]


def _likeness(one, other):
    """From 0 to 100: as whole names in any order, or without their kind (“Avenue”, “Rue”)."""
    whole = fuzz.token_sort_ratio(fold(one), fold(other))
    return max(whole, fuzz.ratio(_without_kind(one), _without_kind(other)) - 1)


def _without_kind(name):
    return min(readings(name, is_loose=True), default="").partition("|")[2]


def _words(name):
    text = f" {fold(name)} "
    for phrase, whole in _SAME_PHRASES.items():
        text = text.replace(f" {phrase}", f" {whole}")
    return [_ONE_SPELLING.get(word, word) for word in text.split()]


def _in_front(words):
    return [(kind, words[1:]) for kind in _FRONT.get(words[0], ()) if len(words) > 1]


def _behind(words):
    *before, last = words
    if before and last in _BEHIND:
        return [(kind, before) for kind in _BEHIND[last]]
    for ending, kinds in _GLUED:
        stem = last.removesuffix(ending)
        if stem != last and len(stem) >= _SHORTEST_STEM:
            whole = [("", words)] if ending not in _KINDS_BEHIND else []
            return [*((kind, [*before, stem]) for kind in kinds), *whole]
    return []


def _glued(words, is_loose):
    kept = [word for word in words if word not in _LITTLE] if is_loose else words
    return "".join(kept or words)
