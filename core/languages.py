"""Languages: which one a text is shown in, its direction, and which one a visitor prefers."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation.trans_real import parse_accept_lang_header
from modeltranslation.utils import build_localized_fieldname

CODES = [code for code, _ in settings.LANGUAGES]


def direction(code):
    """`rtl` or `ltr`, as HTML's `dir` wants it."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def preferred(accept_language, supported=CODES):
    """The first of `supported` that an Accept-Language header asks for (RFC 9110, 12.5.4).

    Regional variants count as their language (fr-BE is fr); anything else gives the default.
    """
    for code, _quality in parse_accept_lang_header(accept_language or ""):
        language = code.split("-")[0]
        if language in supported:
            return language
    return settings.LANGUAGE_CODE


def order_of(language):
    """`language` and those that stand in for it, in order."""
    fallbacks = settings.MODELTRANSLATION_FALLBACK_LANGUAGES
    return [
        language,
        *(code for code in fallbacks.get(language, fallbacks["default"]) if code != language),
        *(
            code
            for code in CODES
            if code != language and code not in fallbacks.get(language, fallbacks["default"])
        ),
    ]


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

    def __str__(self):
        return self.text


def shown(instance, field, language=None):
    """The `Shown` of a translated field: in `language` (default: the active one) or the nearest.

    A text that exists only in a language outside the fallback order is still better than none.
    """
    language = language or get_language()
    for code in order_of(language):
        text = getattr(instance, build_localized_fieldname(field, code))
        if text:
            return Shown(text, code)
    return Shown("", language)


def all_texts(instance, *fields):
    """Every non-empty translation of the given fields, for search."""
    return [
        text
        for field in fields
        for code in CODES
        if (text := getattr(instance, build_localized_fieldname(field, code)))
    ]
