"""Plain text for messages: in one line, as long as it may be, isolated from text around it."""

import re
import unicodedata

from core.languages import direction

# Marks of direction would turn what stands around a title, and a line break would end its line.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffd]"
)
# UAX 9: from left to right, from right to left, and the end of both.
_ISOLATES, _END = {"ltr": "\u2066", "rtl": "\u2067"}, "\u2069"
_ELLIPSIS = "…"
_JOINER = "\u200d"
_LONGEST_WORD = 20  # characters of a word that is left out rather than cut


def units(text):
    """How long a text is in UTF-16, as browsers, phones and WhatsApp count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def one_line(text):
    """A text without line breaks, and without what cannot be seen but turns or hides what follows.

    Joiners stay: emoji and Arabic are written with them.
    """
    return " ".join(_INVISIBLE.sub(" ", str(text)).split())


def shortened(text, most):
    """A text of one line in at most `most` units of UTF-16, cut between words where that is near.

    Never cut within what is seen as one sign: a letter with its marks, a family of emoji.
    """
    text = one_line(text)
    if units(text) <= most:
        return text
    end = left = 0
    while end < len(text) and left + units(text[end]) < most:
        left += units(text[end])
        end += 1
    while end and _is_within(text, end):
        end -= 1
    word = text.rfind(" ", 0, end + 1)
    if word > 0 and end - word <= _LONGEST_WORD:
        end = word
    return text[:end].rstrip(" ,;:·-–—(") + _ELLIPSIS


def _is_within(text, end):
    """Whether the sign before `end` goes on there (the rules of UAX 29 that titles meet)."""
    before, after = text[end - 1], text[end]
    if before == _JOINER or after == _JOINER or unicodedata.category(after).startswith("M"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True
    if not _is_regional(after):
        return False
    # Two letters make a flag.
    flags = re.search("[\U0001f1e6-\U0001f1ff]*$", text[:end])[0]
    return len(flags) % 2 == 1


def _is_regional(character):
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def isolated(text, language, within):
    """A text in a language, within another one that is written the other way."""
    if not text or direction(language) == direction(within):
        return text
    return f"{_ISOLATES[direction(language)]}{text}{_END}"


def left_to_right(text, within):
    """A telephone number or an address, within a language."""
    return f"{_ISOLATES['ltr']}{text}{_END}" if text and direction(within) == "rtl" else text
