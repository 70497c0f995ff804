"""What stands on paper and nowhere else: of which day it is, and what one writes on it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.languages import direction
from core.wording.dates import date_in_words
from directory.emergency import IN_DANGER, TO_TALK

LINES = range(3)  # to write notes on


@dataclass(frozen=True, slots=True)
class Words:
    """What a sheet says of itself, in a language."""

    language: str
    direction: str
    site: str
    title: str
    as_of: str
    online: str
    made_by: str
    made_for: str
    notes: str
    help: str


def as_of(day):
    """ "As of 16 November 2026": right for ever, though the page is kept and the paper longer."""
    return _("As of %(day)s") % {"day": date_in_words(day)}


def context(language, beside, day):
    """What the sheet of a selection says beside its entries; `beside` may be empty."""
    languages = [language, beside] if beside else [language]
    return {
        "sheet": [words(code, day) for code in languages],
        "lines": LINES,
        # In one language the foot of the page has them.
        "numbers": numbers(languages) if beside else [],
    }


def words(language, day):
    """The `Words` of a sheet that was made on a day."""
    with override(language):
        return Words(
            language=language,
            direction=direction(language),
            site=_("Together in Brussels"),
            title=_("A selection for you"),
            as_of=as_of(day),
            online=_("What changes later is online"),
            made_by=pgettext("on paper, before a line to write a name on", "Made by"),
            made_for=pgettext("on paper, before a line to write a name on", "for"),
            notes=pgettext("on paper, above lines to write on", "Notes"),
            help=_("Need help now?"),
        )


def numbers(languages):
    """The emergency numbers: `(number, [(language, direction, what it is for, when), …])`."""
    return [
        (line.number, [_number_in(language, line) for language in languages])
        for line in IN_DANGER + TO_TALK
    ]


def _number_in(language, line):
    with override(language):
        return language, direction(language), str(line.helps), str(line.answers)
