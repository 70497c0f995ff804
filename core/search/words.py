"""Texts as words and stems, prepared the same way for what is searched and for what is typed.

A stem belongs to its language ("nl:buurthuis"), so that one language does not find by chance what
means something else in another. What is typed may be in any of the six.
"""

import re
from functools import lru_cache

import Stemmer

from core.languages import CODES
from core.text import clean, fold, without_points

_ALGORITHMS = {"nl": "dutch", "fr": "french", "en": "english", "es": "spanish", "tr": "turkish"}
_STEMMERS = {code: Stemmer.Stemmer(_ALGORITHMS[code]) for code in CODES if code in _ALGORITHMS}
_WORD = re.compile(r"[\w\u0300-\u036f\u064b-\u065f\u0670]+(?:-[\w\u0300-\u036f]+)*")
_SHORTEST_STEM = 3

# Arabic: the light stemming of Larkey, Ballesteros and Connell (2007), on folded text: articles
# and what is joined to them, then endings of number, gender and possession.
_PREFIXES = ("وبال", "وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و")
_SUFFIXES = ("اتها", "ها", "ات", "ان", "ون", "ين", "يه", "تي", "ه", "ي", "ا")

# Words that say nothing about what she looks for.
STOP_WORDS = frozenset(
    fold("""
    de het een en of in op te van voor met bij naar aan is zijn ben heb hebben wil wat waar wie hoe
    ik je mij mijn me jij jou er dat dit die om niet ook als zoek zoeken kan kunnen moet graag
    voel voelt heel erg zo hier iets
    le la les l un une des du de d et ou en dans pour avec sur au aux a est suis je j me m mon ma
    mes ce cette qui que qu quoi comment cherche chercher trouver veux vais ai pas ne se s moi
    sens sent sentir très trop ici
    the a an and or in on at to of for with is am are i my me where what who how do does can find
    looking look need want some any it this that so very feel feeling here something
    el la los las un una unos unas y o en de del al para por con es soy estoy yo me mi mis que como
    donde quien busco buscar necesito quiero hay no se tengo siento muy aquí algo
    ve veya bir bu için ile da de mi ben benim nerede ne nasıl kim var arıyorum istiyorum bana
    hissediyorum çok burada
    في من الى على عن مع او و انا اين ما ماذا كيف هل هذا هذه التي الذي اريد ابحث عندي لي
    اشعر بشعر حالي جدا كثيرا هنا
    asbl vzw aisbl ivzw npo
    """).split()
)


def words(text):
    """The folded words of `text` in order; one with hyphens is its parts and the whole.

    >>> words("L’Île aux baby-massages")
    ['l', 'ile', 'aux', 'baby', 'massages', 'babymassages']
    """
    return [word for word, _written in _pairs(text)]


def written_words(text):
    """The words of `text` as they are written, one for each folded word, in order.

    >>> written_words("Crèches, l’Île")
    ['crèches', 'l', 'île']
    """
    text = without_points(clean(text)).lower()
    written = {word: part for word, part in _pairs(text) if fold(part) == word}
    return [written.get(word, word) for word in fold(text).split()]


def meaningful(text):
    """The words of `written_words`, each once, without those that say nothing.

    When nothing else is left, the words that say nothing are all there is.
    """
    typed = {fold(word): word for word in written_words(text)}
    return [word for folded, word in typed.items() if folded not in STOP_WORDS] or [*typed.values()]


def tokens(text, language):
    """The set of words and stems under which `text` can be found."""
    words_and_stems = set(fold(text).split())
    for word, written in _pairs(text):
        words_and_stems.add(word)
        # She may type it without its accents, and the stemmers do not see past that.
        words_and_stems.update(filter(None, (stem_of(form, language) for form in {word, written})))
        if language == "tr":
            # “Kadın” looks to the stemmer as if it had an ending, “kadınlar” leaves it whole.
            words_and_stems.add(f"tr:{word}")
    return words_and_stems


@lru_cache(maxsize=65_536)
def stem_of(word, language):
    """ "nl:kinder" for "Kinderen", or None for what is too short to have one."""
    if language == "ar":
        stem = _arabic_stem(fold(word))
    elif language in _STEMMERS:
        stem = fold(_STEMMERS[language].stemWord(word.lower()))
    else:
        return None
    shortest = 1 if language == "ar" else _SHORTEST_STEM
    # “½” is two words.
    return f"{language}:{stem}" if len(stem) >= shortest and " " not in stem else None


def stems(word):
    """The stems that a typed word has in any language, as it is written and without accents."""
    forms = {word, fold(word)}
    # The stemmer leaves “psikologlar” whole.
    forms |= {form[:-3] for form in forms if len(form) > 6 and form.endswith(("lar", "ler"))}
    return {stem for form in forms for code in CODES if (stem := stem_of(form, code))}


def _pairs(text):
    """`(folded word, the word as it is written)`, the second for the stemmers."""
    for match in _WORD.finditer(without_points(clean(text))):
        written = match[0]
        parts = written.split("-")
        for part in parts:
            for word in _folded(part):
                yield word, part
        if len(parts) > 1:
            yield fold(written).replace(" ", ""), written.replace("-", "")


@lru_cache(maxsize=65_536)  # texts are made of few words
def _folded(written):
    return tuple(fold(written).split())


def _arabic_stem(word):
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= (3 if prefix == "و" else 2):
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 2:
            return word[: -len(suffix)]
    return word
