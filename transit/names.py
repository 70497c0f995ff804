"""What stops are called in Dutch and in French, from what a timetable says of them.

Operators write names in one language and the others in translations.txt (STIB/MIVB, NMBS/SNCB), in
one language only (De Lijn), or both in one field (“Bourse - Beurs”). What is not sure stays as
it is written: a name that is cut wrongly is on no sign.
"""

import re
from dataclasses import dataclass

from core.text import clean, fold

LANGUAGES = ("nl", "fr")
_LONGEST = 100  # letters
# Longest first: “Arts-Loi / Kunst-Wet” is cut at the stroke.
_BETWEEN = (" - ", " – ", " / ", "/")


def _words(text):
    return frozenset(text.split())


_WORDS = {
    "fr": _words(
        "a allee au aux avenue bois boulevard chapelle chateau chaussee cimetiere college d de des "
        "du ecole eglise et etang etangs fontaine gare hopital hotel l la le les maison marche "
        "midi moulin musee nord ouest parc parvis piscine place pont porte quai rue saint sainte "
        "sud tour universite ville"
    ),
    "nl": _words(
        "aan bos brug de den der en gemeentehuis haven het hof huis kaai kapel kasteel kerk "
        "kerkhof kliniek laan markt molen museum noord noordstation ooster op oude park plein "
        "poort school sint station steenweg straat stadhuis ten ter toren universiteit van "
        "vijver vijvers voorplein weg west zuid zuidstation ziekenhuis zwembad"
    ),
}
_ENDS = ("straat", "laan", "plein", "steenweg", "poort", "station", "kerk", "brug", "weg", "markt")
# Words in names that stay small, and short ones that are said letter by letter.
_SMALL = _words(
    "a à au aux d de des du en et l la le les sur sous aan bij de den der en het in op t te ten "
    "ter van voor"
)
_LETTER_BY_LETTER = _words(
    "ap ceria chu cim cpas cria esib ephec hema ibge isib iris lln nato navo nmbs ocmw otan rtbf "
    "sncb stib tec tir ucl ulb uz vrt vub"
)
_WORD = re.compile(r"[^\W_]+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Name:
    nl: str = ""
    fr: str = ""


def tidy(name):
    """A name as text of one line, with the apostrophe of print."""
    return _SPACES.sub(" ", clean(name)).replace("'", "’")[:_LONGEST].strip()


def names_of(written, translated, language):
    """`{id: Name}` of all stops of a timetable.

    `written` is `{id: name}` as stops.txt has it, in `language` (“nl”, “fr”, or anything else
    where that is not known), `translated` `{id: {language: name}}`.
    """
    written = {key: tidy(name) for key, name in written.items()}
    translated = {
        key: {code: tidy(name) for code, name in names.items() if code in LANGUAGES}
        for key, names in translated.items()
    }
    if _are_capitals(written.values()):
        written = {key: in_small_letters(name) for key, name in written.items()}
        translated = {
            key: {code: in_small_letters(name) for code, name in names.items()}
            for key, names in translated.items()
        }
    cut = _Cut([name for key, name in written.items() if not translated.get(key)])
    return {
        key: _name(name, translated.get(key, {}), language, cut) for key, name in written.items()
    }


def _name(written, translated, language, cut):
    if translated:
        # What is not translated is said in the language of the timetable.
        own = {language: written} if language in LANGUAGES else dict.fromkeys(LANGUAGES, written)
        return Name(**{**own, **{code: name for code, name in translated.items() if name}})
    if parts := cut(written):
        return Name(**parts)
    if language in LANGUAGES and not cut.is_bilingual:
        return Name(**{language: written})
    # Nobody knows which it is, or it is called so in both.
    return Name(nl=written, fr=written)


class _Cut:
    """Cuts names that are in two languages, where it is sure what is what.

    `is_bilingual`: at least half of a timetable is written like that; then all of it is, and what
    comes first in the names whose language shows comes first in all.
    """

    def __init__(self, names):
        pairs = [pair for name in names if (pair := _halves(name))]
        votes = sum(_vote(pair) for pair in pairs)
        self.is_bilingual = votes != 0 and len(pairs) * 2 >= len(names)
        self._order = LANGUAGES if votes > 0 else LANGUAGES[::-1]

    def __call__(self, name):
        """`{"nl": …, "fr": …}`, or None where a name is to stay as it is."""
        if not (pair := _halves(name)):
            return None
        languages = tuple(map(_language_of, pair))
        if set(languages) == set(LANGUAGES):
            return dict(zip(languages, pair, strict=True))
        return dict(zip(self._order, pair, strict=True)) if self.is_bilingual else None


def _halves(name):
    for between in _BETWEEN:
        parts = [part.strip() for part in name.split(between)]
        if len(parts) == 2 and all(parts):
            return tuple(parts)
    return None


def _vote(pair):
    """1 where Dutch seems to come first, -1 where French does, 0 where nothing shows it."""
    first, second = (_language_of(part) for part in pair)
    if first == second:
        return 0
    return 1 if first == "nl" or second == "fr" else -1


def _language_of(text):
    """“nl” or “fr” where the words of a text tell, otherwise an empty text."""
    words = set(fold(text).split())
    is_dutch = bool(words & (_WORDS["nl"] - _WORDS["fr"])) or any(
        word.endswith(_ENDS) for word in words
    )
    is_french = bool(words & (_WORDS["fr"] - _WORDS["nl"])) or bool(
        set(text.casefold()) & set("éèêàâîôûç")
    )
    if is_dutch == is_french:
        return ""
    return "nl" if is_dutch else "fr"


# Capitals


def _are_capitals(names):
    """Whether a timetable is written in capitals: then they say nothing, and “ULB” is no sign."""
    names = [name for name in names if any(map(str.isalpha, name))]
    return bool(names) and sum(map(str.isupper, names)) * 2 > len(names)


def in_small_letters(name):
    """“PORTE DE NAMUR” as “Porte de Namur”; what has small letters already stays."""
    return _WORD.sub(_word, name) if name.isupper() else name


def _word(found):
    word = found[0].casefold()
    if word in _SMALL and found.start():
        return word
    is_number = set(word) <= set("ivx")
    if word in _LETTER_BY_LETTER or is_number or not set(fold(word)) & set("aeiouy"):
        return found[0]
    return word[0].upper() + word[1:]
