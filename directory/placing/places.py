"""A location is put where its address is, unless a person chose where it is.

A person chose what is there without a mark (`Location.PointFrom`, `NeighbourhoodFrom`). A secret
place has no point, is looked up nowhere and drawn nowhere.
"""

from dataclasses import dataclass

from core.languages import all_texts
from directory.addresses import split_number
from directory.models import Location, Neighbourhood
from geo import borders
from geo.finding import Address, Found, Missing, find, metres

# What `settle` may change.
FIELDS = ("latitude", "longitude", "position_from", "neighbourhood", "neighbourhood_from")
# A point of a person that is further from its address than this is worth a word.
FAR = 150  # metres


@dataclass(frozen=True, slots=True)
class Answer:
    """What looking an address up gave, and what a person's choice says beside it."""

    found: Found | Missing
    is_doubtful: bool = False  # whether a person's point may be that of another address
    lies_in: Neighbourhood | None = None  # when a person chose another neighbourhood


def may_be_placed(location):
    return location.is_place and not location.is_confidential


def look_up(location):
    """A `Found` or a `Missing` for a location that may be placed."""
    nis_code = location.municipality.nis_code if location.municipality else ""
    streets = tuple(dict.fromkeys(all_texts(location, "street")))
    found = find(Address(streets, location.house_number, location.postal_code, nis_code))
    parts = [split_number(street) for street in streets]
    numbers = {number for _street, number in parts}
    if location.house_number or len(numbers) != 1 or isinstance(found, Found):
        return found
    # “Rue Haute 12” in one field.
    names = tuple(street for street, _number in parts)
    split = find(Address(names, numbers.pop(), location.postal_code, nis_code))
    return split if isinstance(split, Found) else found


def settle(location, found, *, has_moved=False):
    """Puts a location where `found` says, as far as nobody chose; saves nothing.

    `has_moved`: whether it had another address before. Returns an `Answer`.
    """
    is_doubtful, lies_in = False, None
    if is_chosen(location):
        off = metres_off(location, found)
        is_doubtful = has_moved if off is None else off > FAR
    elif isinstance(found, Found):
        location.latitude, location.longitude = found.latitude, found.longitude
        location.position_from = Location.PointFrom.ADDRESSES
    if location.latitude is not None:
        lies_in = settle_neighbourhood(location)
    return Answer(found, is_doubtful, lies_in)


def is_chosen(location):
    """Whether a person put the point where it is."""
    return location.latitude is not None and not location.position_from


def metres_off(location, found):
    """How far its point is from its address, or None when one of them is not known."""
    if location.latitude is None or not isinstance(found, Found):
        return None
    here, there = (location.latitude, location.longitude), (found.latitude, found.longitude)
    return round(metres(here, there))


def settle_neighbourhood(location):
    """Takes over the neighbourhood of the point, or returns it when a person chose another."""
    there = neighbourhood_of(location)
    if location.neighbourhood_id and not location.neighbourhood_from:
        return there if there and there.pk != location.neighbourhood_id else None
    location.neighbourhood = there
    location.neighbourhood_from = Location.NeighbourhoodFrom.POINT if there else ""
    return None


def neighbourhood_of(location):
    """The neighbourhood in which its point lies, as `neighbourhood_at` says."""
    return neighbourhood_at(location.latitude, location.longitude, location.municipality_id)


def neighbourhood_at(latitude, longitude, municipality_id):
    """The neighbourhood of a point, when it belongs to the municipality; otherwise None.

    Some lie in two municipalities, and belong to the one with more of them.
    """
    number = borders.neighbourhood_at(latitude, longitude)
    own = Neighbourhood.objects.filter(municipality=municipality_id)
    return own.filter(number=number).first() if number else None
