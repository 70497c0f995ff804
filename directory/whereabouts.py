"""Where the organisations of a page are, and how their places are reached: read with its cards."""

from typing import NamedTuple

from django.db.models import FilteredRelation, Q

from core.languages import Shown, order_of

from .models import Location

_COLUMNS = (
    "location_type", "municipality_id", "neighbourhood_id", "postal_code", "phone", "house_number",
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


def columns(language):
    """What `joined` rows have of each place, in the order in which `Reader` needs it."""
    named = (f"{name}_{code}" for name in ("street", "hours_note") for code in order_of(language))
    return [f"place__{name}" for name in (*_COLUMNS, *named)]


def joined(organisations):
    """Organisations with a row for each public place, the first one first; at least one each."""
    public = Q(locations__is_confidential=False)
    with_places = organisations.annotate(place=FilteredRelation("locations", condition=public))
    return with_places.order_by("place__position", "place__pk")


class Reader:
    """Reads what a row has of its place, in a language, with the `directory.places.Places` of it.

    `with_place(known, said)` adds it to the `Whereabouts` that are known of the same organisation.
    """

    def __init__(self, places, language):
        self.places, self.languages = places, order_of(language)

    def with_place(self, known, said):
        kind, municipality, neighbourhood, code, phone, number, *texts = said
        if kind is None:
            return known
        where, street, count = known.where, known.street, len(self.languages)
        if kind == Location.Type.VIRTUAL:
            where = where or ()
        elif where:
            where = (*where[:2], where[2] + 1)
        else:
            slugs = self.places.slug_of_pk
            part = slugs["neighbourhood"].get(neighbourhood, self.places.only_part.get(code))
            where = slugs["municipality"][municipality], part, 1
            street = self._first(texts[:count], number)
        note = known.hours_note or self._first(texts[count:])
        return Whereabouts(where, street, known.phone or phone, note)

    def _first(self, texts, number=""):
        """The `Shown` of a text in the language or the nearest, or None."""
        for text, code in zip(texts, self.languages, strict=True):
            if text:
                return Shown(f"{text} {number}".strip(), code)
        return None
