"""Folding text so that what people type finds what editors wrote, and slugs and sort keys."""

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and an accent.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ĳ": "ij", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th",
        "ı": "i", "ŋ": "n", "ħ": "h", "ŧ": "t",
        # Arabic: forms that people use for one another (alef, hamza, yeh, teh marbuta, tatweel)
        "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه",
        "ـ": "", "ک": "ك", "ی": "ي",
        # The modifier letter apostrophe counts as a letter in Unicode; here it divides words.
        "ʼ": " ", "ʻ": " ",
    }
)  # fmt: skip
_NOT_WORD = re.compile(r"[\W_]+")
_POINTED = r"[^\W\d_][\u0300-\u036f]*"  # one letter
_WITH_POINTS = re.compile(rf"(?<![\w.])(?:{_POINTED}\.){{2,}}(?:{_POINTED})?(?!\w)")
_APOSTROPHES = re.compile(r"[’'‘ʼ`´′]")
# Space separators are kept (as spaces); other invisible characters are dropped.
_BROKEN = "\ufffd"  # what decoding leaves of bytes that are no text
_INVISIBLE_CATEGORIES = {"Cc", "Cf", "Cs", "Co", "Cn"}


def clean(text):
    """`text` without invisible or broken characters (NUL, zero-width, direction marks, surrogates).

    Line breaks and tabs stay; other white space becomes a plain space; ends are stripped.
    """
    text = str(text)
    if text.isascii() and text.isprintable():  # most names: nothing to look for
        return text.strip()
    kept = []
    for character in text:
        if character in "\n\t":
            kept.append(character)
        elif character.isspace() and character != "\r":
            kept.append(" ")
        elif character != _BROKEN and unicodedata.category(character) not in _INVISIBLE_CATEGORIES:
            kept.append(character)
    return "".join(kept).strip()


_KEPT_IN_PROSE = {"\u200c", "\u200d", "\u2066", "\u2067", "\u2068", "\u2069"}


def storable(text):
    """Prose as it may be stored: no control characters, lone surrogates or zero-width spaces.

    Joiners and direction isolates stay, because Arabic and emoji are written with them, and so do
    the no-break spaces of French.
    """
    return "".join(
        character
        for character in str(text)
        if character in "\n\t"
        or character in _KEPT_IN_PROSE
        or unicodedata.category(character) not in _INVISIBLE_CATEGORIES
    ).strip()


def without_points(text):
    """`text` with abbreviations as one word: "C.P.A.S. d’Ixelles" gives "CPAS d’Ixelles"."""
    return _WITH_POINTS.sub(lambda found: found[0].replace(".", ""), text) if "." in text else text


def fold(text):
    """`text` as words that compare equal however they were written: "L’Îlot" gives "l ilot".

    Lower case, no accents, no ligatures, Arabic marks and letter forms unified, dotless i as i,
    abbreviations without their points, everything that is not a letter or digit as one space.
    Folding twice changes nothing.
    """
    text = without_points(clean(text))
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    text = text.translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in text if not unicodedata.combining(character))
    text = "".join(
        str(unicodedata.decimal(character)) if character.isdecimal() else character
        for character in text.translate(_LETTERS)
    )
    return _NOT_WORD.sub(" ", text).strip()


@lru_cache(maxsize=2_048)  # names of places, again and again
def collation_key(text):
    """A key that sorts as a dictionary does: letters first, then accents, then small letters first.

    "abri", "Abri", "Ça", "Eclair", "Écoute", "Œuvre", "Ordre" come out in this order, on every
    database (Unicode Collation Algorithm, levels 1 to 3, in short).
    """
    text = clean(text)
    return fold(text), unicodedata.normalize("NFKD", text).casefold(), text.swapcase()


def slugify(text, *, max_length=80):
    """An ASCII slug; empty when nothing in `text` has a Latin form ("!!!", Arabic, Cyrillic)."""
    text = _APOSTROPHES.sub("", clean(text))
    words = fold(text).encode("ascii", "ignore").decode().split()
    return "-".join(words)[:max_length].strip("-")


_EMPTY_HTML = re.compile(r"</?(?:p|br|div|span|b|strong|em|i|li|ul|ol)\b[^>]*>|&nbsp;|&#160;", re.I)


def is_blank(text):
    """Whether a reader would see nothing: empty, only spaces, or HTML without content."""
    return not clean(_EMPTY_HTML.sub(" ", text or ""))
