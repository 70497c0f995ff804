"""An address as the signs of Brussels have it, to show a driver: in French and in Dutch, in Latin
letters in every language of the site."""

from typing import NamedTuple

from core.kept import memory
from core.languages import CODES

# Street signs have French first, then Dutch.
_SIGNS = ("fr", "nl")
_OTHERS = [code for code in CODES if code not in (*_SIGNS, "ar")]


class Sign(NamedTuple):
    """`streets` and `towns` are `(text, language)`, each name once; `text` is all of it to copy."""

    streets: list
    postal_code: str
    towns: list
    text: str


def sign(location, town):
    """The `Sign` of a place in a municipality (a `directory.places.Place`, or None); None where no
    street is known."""
    streets = _streets(location, _SIGNS) or _streets(location, _OTHERS)[:1]
    if not streets:
        return None
    towns = _names(town) if town else {}
    where = f"{location.postal_code} {' / '.join(towns)}".strip()
    text = f"{' / '.join(street for street, _code in streets)}, {where}"
    return Sign(streets, location.postal_code, [*towns.items()], text)


def _names(town):
    found, gazetteer = {}, memory.get("places")
    for code in _SIGNS:
        if place := gazetteer.in_language(code).by_slug.get(town.slug):
            found.setdefault(place.name.text, place.name.language)
    return found


def _streets(location, codes):
    found = {}
    for code in codes:
        if street := getattr(location, f"street_{code}"):
            found.setdefault(f"{street} {location.house_number}".strip(), code)
    return [*found.items()]
