"""The numbers that stand in the foot of every page, and what is said of each.

In code and not in the database, because they are there when the database is away too. What they
say is what the listing of the same number says, with its sources: a test compares them, for every
language.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .contact import tel_uri


@dataclass(frozen=True, slots=True)
class Line:
    """`answers` is when, in words that are right at any moment: pages are kept."""

    number: str
    helps: Promise
    answers: Promise
    slug: str

    @property
    def tel(self):
        return tel_uri(self.number)

    @property
    def is_always(self):
        return self.answers is DAY_AND_NIGHT


DAY_AND_NIGHT = _("day and night")
IN_DANGER = (
    Line("112", _("Ambulance, fire brigade"), DAY_AND_NIGHT, "112-ambulance"),
    Line("101", _("Police"), DAY_AND_NIGHT, "101-police"),
    Line("1712", _("Violence, in Dutch"), _("Mon–Fri 9:00–17:00"), "1712-helpline"),
    Line(
        "0800 30 030",
        _("Violence by a partner, in French"),
        _("Mon–Fri 9:00–19:00, at other times 107 answers"),
        "ecoute-violences-conjugales",
    ),
)
TO_TALK = (
    Line("106", _("Someone who listens, in Dutch"), DAY_AND_NIGHT, "tele-onthaal"),
    Line("107", _("Someone who listens, in French"), DAY_AND_NIGHT, "tele-accueil"),
    Line("1813", _("Thoughts of suicide, in Dutch"), DAY_AND_NIGHT, "zelfmoordlijn"),
    Line("0800 32 123", _("Thoughts of suicide, in French"), DAY_AND_NIGHT, "prevention-suicide"),
)


def lines_for(is_in_danger):
    """The numbers first of all on a sensitive page: in danger by somebody, or to talk to."""
    return IN_DANGER if is_in_danger else IN_DANGER[:1] + TO_TALK
