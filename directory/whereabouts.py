"""Where the organisations of a page are, and how their places are reached: read for its cards."""

from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language

from core.languages import CODES, Shown, order_of

from .collecting import of_ids, plain
from .models import Location

_NAMED = tuple(f"{name}_{code}" for name in ("street", "hours_note") for code in CODES)
_COLUMNS = (
    "organisation_id", "location_type", "municipality_id", "neighbourhood_id", "postal_code",
    "phone", "house_number", *_NAMED,
)  # fmt: skip


class Whereabouts(NamedTuple):
    """What the public places of an organisation say. Secret ones are in none of it.

    `where` is as `directory.cards.where_text` needs it. `street` is the street and number of the
    first place, `phone` the first telephone and `hours_note` the first hours in words, or empty.
    """

    where: tuple | None = None
    street: Shown | None = None
    phone: str = ""
    hours_note: Shown | None = None


NOWHERE = Whereabouts()


def of(places, ids):
    """`{organisation: Whereabouts}` in the active language, of `directory.places.Places`."""
    found = {}
    for pk, *said in of_ids(_all(), ids, "organisation"):
        found[pk] = _with(found.get(pk, NOWHERE), places, *said)
    return found


@lru_cache
def _all():
    """All rows, never read as they are: half of the cost of a query is to write it anew."""
    return plain(Location.objects.public()).order_by("position", "pk").values_list(*_COLUMNS)


def _with(known, places, kind, municipality, neighbourhood, code, phone, number, *texts):
    where, street = known.where, known.street
    if kind == Location.Type.VIRTUAL:
        where = where or ()
    elif where:
        where = (*where[:2], where[2] + 1)
    else:
        slugs = places.slug_of_pk
        part = slugs["neighbourhood"].get(neighbourhood, places.only_part.get(code))
        where = slugs["municipality"][municipality], part, 1
        street = _first(texts[: len(CODES)])
        street = street and Shown(f"{street.text} {number}".strip(), street.language)
    note = known.hours_note or _first(texts[len(CODES) :])
    return Whereabouts(where, street, known.phone or phone, note)


def _first(texts):
    """The `Shown` of a text in the active language or the nearest, or None."""
    by_code = dict(zip(CODES, texts, strict=True))
    for code in order_of(get_language()):
        if by_code[code]:
            return Shown(by_code[code], code)
    return None
