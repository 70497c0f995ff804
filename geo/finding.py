"""Where an address is: exactly one place, or why not. In doubt nothing is found."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import cos, hypot, radians

from core.text import fold

from . import borders, house_numbers
from .models import AddressFile, AddressPoint, Street
from .street_names import nearest, readings

# What lies so near to each other is one place.
_ONE_PLACE = 40  # metres
_MOST_NEAR = 4
_METRES_A_DEGREE = 111_195


@dataclass(frozen=True, slots=True)
class Address:
    """What is looked for: a street in one or more languages, a number, and where it should be."""

    streets: tuple
    number: str
    postal_code: str = ""
    nis_code: str = ""


class Reason(StrEnum):
    NOT_LOADED = "no address file was loaded"
    NO_STREET = "no street"
    NO_NUMBER = "no house number that can be read"
    NO_CODE = "no postal code or municipality"
    UNKNOWN_STREET = "this street is not in the file"
    UNKNOWN_NUMBER = "this number is not in the file"
    SEVERAL = "several places could be meant"
    ELSEWHERE = "it lies elsewhere"


@dataclass(frozen=True, slots=True)
class Found:
    """A place, with the number of the neighbourhood in which it lies (None: outside all)."""

    latitude: float
    longitude: float
    nis_code: str
    neighbourhood: int | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Why nothing was found, and what it could have been (“Rue Platon 12, 1180”)."""

    reason: Reason
    near: list = field(default_factory=list)


def is_loaded():
    return AddressFile.objects.filter(is_current=True).exists()


def find(address):
    """A `Found` or a `Missing`."""
    while True:
        file = AddressFile.objects.filter(is_current=True).values_list("pk", flat=True).first()
        if file is None:
            return Missing(Reason.NOT_LOADED)
        found = _find(file, address)
        is_current = AddressFile.objects.filter(pk=file, is_current=True)
        # A former file may be on its way out while we read it.
        if isinstance(found, Found) or is_current.exists():
            return found


def metres(one, other):
    """Between two (latitude, longitude); good for distances within the Region."""
    north = other[0] - one[0]
    east = (other[1] - one[1]) * cos(radians(one[0]))
    return hypot(north, east) * _METRES_A_DEGREE


def _find(file, address):
    if not any(readings(street) for street in address.streets):
        return Missing(Reason.NO_STREET)
    if not (address.postal_code or address.nis_code):
        return Missing(Reason.NO_CODE)
    here = _streets_here(file, address)
    streets = _meant(here, address.streets)
    if not streets:
        return _not_here(file, address, here)
    if len({_names(street) for street in streets}) > 1:
        return Missing(Reason.SEVERAL, _labels(streets))
    number = house_numbers.parse(address.number)
    if number is None:
        return Missing(Reason.NO_NUMBER)
    return _at_number(streets, number, address)


@dataclass(frozen=True, slots=True)
class _Streets:
    """Streets with, for each tier (exact, loose), `{reading: streets}`."""

    rows: list
    by_reading: tuple


def _streets_here(file, address):
    if address.postal_code:
        return [_streets_of(file, address.postal_code)]
    return [
        _indexed(
            row
            for part in _all_streets(file)
            for row in part.rows
            if row.nis_code == address.nis_code
        )
    ]


# The key of a file never comes back. There are some thirty postal codes.
@lru_cache(maxsize=64)
def _streets_of(file, postal_code):
    return _indexed(Street.objects.filter(file=file, postal_code=postal_code).order_by("pk"))


def _indexed(rows):
    streets = _Streets([*rows], ({}, {}))
    for tier, by_reading in enumerate(streets.by_reading):
        for street in streets.rows:
            names = (readings(name, is_loose=bool(tier)) for name in _both(street))
            for reading in frozenset().union(*names):
                by_reading.setdefault(reading, []).append(street)
    return streets


def _all_streets(file):
    codes = Street.objects.filter(file=file).order_by("postal_code")
    codes = codes.values_list("postal_code", flat=True).distinct()
    return [_streets_of(file, code) for code in codes]


def _meant(parts, names):
    """The streets that all of `names` mean; a name that is none of them says nothing."""
    for tier in (0, 1):
        by_name = [_named(parts, name, tier) for name in names]
        if known := [found for found in by_name if found]:
            every = {pk: street for found in known for pk, street in found.items()}
            both = set.intersection(*({*found} for found in known))
            # Of two names of two streets, neither counts more.
            return [street for pk, street in every.items() if pk in both or not both]
    return []


def _named(parts, name, tier):
    """`{primary key: street}`."""
    found = {
        street.pk: street
        for reading in sorted(readings(name, is_loose=bool(tier)))
        for part in parts
        for street in part.by_reading[tier].get(reading, ())
    }
    # Written just so it is no other.
    exact = {pk: street for pk, street in found.items() if fold(name) in map(fold, _both(street))}
    return exact or found


def _both(street):
    return [name for name in (street.name_nl, street.name_fr) if name]


def _names(street):
    return fold(street.name_nl), fold(street.name_fr)


def _at_number(streets, number, address):
    """What lies at a number of a street, which has several rows where it crosses a border."""
    points = AddressPoint.objects.filter(street__in=[street.pk for street in streets])
    points = [*points.order_by("latitude", "longitude", "pk")]
    by_pk = {street.pk: street for street in streets}
    own = [point for point in points if by_pk[point.street_id].nis_code == address.nis_code]
    meant = house_numbers.matching(own, number) or house_numbers.matching(points, number)
    if not meant:
        near = sorted(points, key=lambda point: (abs(point.number - number.first), point.number))[
            :_MOST_NEAR
        ]
        labels = [f"{by_pk[point.street_id]} {point.label}" for point in near]
        return Missing(Reason.UNKNOWN_NUMBER, [*dict.fromkeys(labels)])
    first = meant[0]
    places = [(point.latitude, point.longitude) for point in meant]
    if any(metres(places[0], place) > _ONE_PLACE for place in places):
        labels = [f"{by_pk[point.street_id]} {point.label}" for point in meant]
        return Missing(Reason.SEVERAL, [*dict.fromkeys(labels)][:_MOST_NEAR])
    nis_code = by_pk[first.street_id].nis_code
    wanted = address.nis_code or nis_code
    if nis_code != wanted or not borders.is_near(nis_code, *places[0]):
        there = nis_code if nis_code != wanted else borders.municipality_at(*places[0])
        return Missing(Reason.ELSEWHERE, [there or "outside the Region"])
    return Found(*places[0], nis_code, borders.neighbourhood_at(*places[0]))


def _not_here(file, address, here):
    """Where else in the Region there is a street of this name, or what looks like it here."""
    if elsewhere := _meant(_all_streets(file), address.streets):
        return Missing(Reason.ELSEWHERE, _labels(elsewhere))
    names = {name: None for part in here for street in part.rows for name in _both(street)}
    near = [other for name in address.streets for other in nearest(name, names)]
    return Missing(Reason.UNKNOWN_STREET, [*dict.fromkeys(near)][:_MOST_NEAR])


def _labels(streets):
    labels = dict.fromkeys(f"{street}, {street.postal_code}" for street in streets)
    return [*labels][:_MOST_NEAR]
