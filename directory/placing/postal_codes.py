"""In which municipality a postal code lies, and pairs of the two that cannot be.

A code belongs to one municipality, but some of its streets may lie in another: the avenue Louise
has 1050 and lies in the City of Brussels.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from core.editing.offering import Offering
from core.languages import shown
from directory.models import Municipality, Neighbourhood
from geo.models import Street

# A code and the name of a town at the end of an address, or of a part of it.
_IN_TEXT = re.compile(r"(?<!\d)(1[0-2]\d{2})\s+[^\W\d][^\d,]*(?:,|$)")


@dataclass(frozen=True, slots=True)
class Code:
    """`own` are the municipalities that have the code, `others` those with a part of it;
    `by_streets` are the NIS codes of its official streets, none when these are not loaded."""

    code: str
    own: list
    others: list
    by_streets: frozenset

    @property
    def only(self):
        """The municipality that it means, or None when several could be meant."""
        are_several = len(self.own) != 1 or len(self.by_streets - {self.own[0].nis_code}) > 0
        return None if are_several else self.own[0]

    def fits(self, municipality):
        return not self.own or municipality in self.own or municipality in self.others


def read(code):
    """The `Code` of four digits."""
    partly = {
        pk
        for pk, codes in Neighbourhood.objects.values_list("municipality", "postal_codes")
        if code in codes
    }
    streets = Street.objects.filter(file__is_current=True, postal_code=code)
    by_streets = frozenset(streets.values_list("nis_code", flat=True).distinct())
    own, others = [], []
    for row in Municipality.objects.all():
        if code in row.postal_codes:
            own.append(row)
        elif row.pk in partly or row.nis_code in by_streets:
            others.append(row)
    return Code(code, own, others, by_streets)


def in_text(texts):
    """The postal code that an address in one of `texts` ends with, or an empty string."""
    found = [match for text in texts for match in _IN_TEXT.findall(text or "")]
    return found[-1] if found else ""


def contradiction(code, municipality, *, has_code=True):
    """The sentence about a `Code` that a municipality has not, with the right pairs, or None.

    Without `has_code` the code stands in a text, and only the municipality can be set.
    """
    if code.fits(municipality):
        return None
    offers = [(_pair(code.code, row), {"municipality": str(row.pk)}) for row in code.own]
    if has_code:
        offers += [
            (_pair(own, municipality), {"postal_code": own}) for own in municipality.postal_codes
        ]
    text = gettext("%(code)s is not in %(municipality)s. Which is right?")
    names = {"code": code.code, "municipality": _name(municipality)}
    return Offering(text % names, offers)


def which(code):
    """The sentence that asks in which of its municipalities an address with a `Code` lies."""
    rows = [*code.own, *code.others]
    offers = [(_pair(code.code, row), {"municipality": str(row.pk)}) for row in rows]
    text = gettext("%(code)s lies in several municipalities. Which one is it?")
    return Offering(text % {"code": code.code}, offers)


def _pair(code, municipality):
    return f"{code} {_name(municipality)}"


def _name(municipality):
    return shown(municipality, "name").text
