"""In which languages somebody asks, and texts as she gets them: each with the language it is in."""

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from modeltranslation.utils import build_localized_fieldname

from core.languages import CODES, order_of

ALL = "all"
VALUES = [*CODES, ALL]


@dataclass(frozen=True)
class Asked:
    """What one request asked: `languages` in its order, or empty for all that a text has, and
    `today` in Brussels."""

    languages: tuple
    today: object = None

    @property
    def language(self):
        """That of addresses of pages."""
        return self.languages[0] if self.languages else CODES[0]


def texts(row, field, asked):
    """`[{"lang": "fr", "text": "…"}, …]` of a translated field.

    One for each language that was asked for, in that or in the nearest that it has, and none twice.
    """
    said = dict(zip(CODES, _all(field)(row), strict=True))
    if not asked.languages:
        return [{"lang": code, "text": text} for code, text in said.items() if text]
    found = {}
    for language in asked.languages:
        code = next((code for code in order_of(language) if said[code]), None)
        if code:
            found[code] = said[code]
    return [{"lang": code, "text": text} for code, text in found.items()]


@lru_cache
def _all(field):
    return attrgetter(*(build_localized_fieldname(field, code) for code in CODES))
