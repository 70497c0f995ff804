"""Languages: which one a text is shown in, its direction, and which one a visitor prefers."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from babel import Locale
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, pgettext
from modeltranslation.utils import build_localized_fieldname

CODES = [code for code, _ in settings.LANGUAGES]

# `{(code, language): name}` where readers in Brussels say another word than the CLDR
_OUR_NAMES = {
    ("nl", "tr"): "Flamanca",
    # CLDR has “Standard Moroccan Tamazight”, as a grammar would say.
    ("zgh", "nl"): "Tamazight (Berbers)",
    ("zgh", "fr"): "amazigh (berbère)",
    ("zgh", "en"): "Tamazight (Berber)",
    ("zgh", "ar"): "الأمازيغية",
    ("zgh", "es"): "amazigh (bereber)",
    ("zgh", "tr"): "Berberice (Amazigce)",
}


def name_in(code, language):
    """The name of a language in another one, as it stands in a sentence, or None."""
    return _OUR_NAMES.get((code, language)) or Locale.parse(language).languages.get(code)


@lru_cache
def direction(code):
    """`rtl` or `ltr`, as HTML's `dir` wants it."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


_LONGEST_HEADER = 500  # characters; browsers send far less
_LANGUAGE_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([0-9.]+)\s*)?")


def preferred(accept_language, supported=CODES):
    """The one of `supported` that an Accept-Language header likes best (RFC 9110, 12.5.4).

    Regional variants count as their language (fr-BE is fr). Sloppy weights such as ".5" are
    understood; a header that is not one, or that asks for nothing we have, gives the default.
    """
    header = accept_language or ""
    best, best_weight = settings.LANGUAGE_CODE, 0.0
    for part in header.split(",") if len(header) <= _LONGEST_HEADER else ():
        if not (match := _LANGUAGE_RANGE.fullmatch(part)):
            continue
        try:
            weight = min(float(match[2] or 1), 1.0)
        except ValueError:
            continue
        if match[1].lower() in supported and weight > best_weight:
            best, best_weight = match[1].lower(), weight
    return best


def order_of(language):
    """`language` and those that stand in for it, in order."""
    fallbacks = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    nearest = fallbacks.get(language, fallbacks["default"])
    return list(dict.fromkeys([language, *nearest, *CODES]))


@dataclass(frozen=True, slots=True)
class Shown:
    """A text as a visitor sees it, with the language that it is really in."""

    text: str
    language: str

    @property
    def is_fallback(self):
        return bool(self.text) and self.language != get_language()

    @property
    def direction(self):
        return direction(self.language)

    def html(self, page_language):
        """Escaped; in a span with its own `lang` and `dir` on a page in another language."""
        text = escape(self.text)
        if self.text and self.language != page_language:
            text = f'<span lang="{self.language}" dir="{self.direction}">{text}</span>'
        return SafeString(text)

    def __str__(self):
        return self.text


def shown(instance, field, language=None):
    """The `Shown` of a translated field: in `language` (default: the active one) or the nearest.

    A text that exists only in a language outside the fallback order is still better than none.
    """
    # The admin's log is written with translations switched off: then there is no active language.
    language = language or get_language() or settings.LANGUAGE_CODE
    for code, name in _names_in_order(field, language):
        text = getattr(instance, name)
        if text:
            return Shown(text, code)
    return Shown("", language)


@lru_cache
def _names_in_order(field, language):
    return [(code, build_localized_fieldname(field, code)) for code in order_of(language)]


def comma():
    """What stands between the parts of a list: Arabic has a comma of its own."""
    return pgettext("between the parts of a list", ", ")


def texts_with_language(instance, *fields):
    """`(text, language)` of every non-empty translation of the given fields."""
    return [
        (text, code)
        for field in fields
        for code in CODES
        if (text := getattr(instance, build_localized_fieldname(field, code)))
    ]


def all_texts(instance, *fields):
    """Every non-empty translation of the given fields."""
    return [text for text, _language in texts_with_language(instance, *fields)]
