"""All that a page says of where its places are, ready for `directory/around.html`."""

from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core.kept import shows
from core.languages import comma, shown
from core.lists.bits import has
from core.wording.labels import labelled
from directory.models import Location
from maps import surroundings
from maps.surroundings import Surroundings

from .nearest import nearest
from .signs import Sign, sign
from .ways import Ways, ways

MOST_DRAWN = 3


class Drawn(NamedTuple):
    """A drawing, what it shows in words, and the nearest station in words, or nothing. `is_folded`
    is one that she opens, and `is_of_osm` one with something of OpenStreetMap in it."""

    surroundings: Surroundings
    label: str
    station: SafeString
    is_of_osm: bool
    is_folded: bool


class Around(NamedTuple):
    """`drawn` is None without a point in the Region, `sign` without a street, `ways` without both.
    `neighbours` are `(nearest.Neighbour, how far in words)`."""

    drawn: Drawn | None
    neighbours: list
    ways: Ways | None
    sign: Sign | None


def around(index, organisation, locations, *, is_sensitive, without=()):
    """The `Around` of each public location, None of those that are no places. One query, or none.

    `without` are ids of organisations that are no neighbours, beside its own. Of many locations the
    first few are drawn, and the first of them is seen at once.
    """
    points = [_point(location) for location in locations]
    drawn = list(dict.fromkeys(filter(None, points)))[:MOST_DRAWN]
    near = {point: [] for point in drawn}
    if not is_sensitive:
        near = dict(zip(drawn, nearest(index, drawn, {*without, organisation.pk}), strict=True))
    return [
        Around(
            drawn=_drawn(index, location, near[point], is_folded=point != drawn[0])
            if point in near
            else None,
            neighbours=[(each, on_foot(each.minutes)) for each in near.get(point, ())],
            ways=_ways(
                index, location, point, "" if is_sensitive else _name(index, organisation, location)
            ),
            sign=sign(location, _town(index, location)),
        )
        if location.is_place
        else None
        for location, point in zip(locations, points, strict=True)
    ]


def _point(location):
    """Of a secret place there is none, whoever asks."""
    is_known = location.is_place and not location.is_confidential and location.latitude is not None
    return (location.latitude, location.longitude) if is_known else None


def _name(index, organisation, location):
    """What the way to a place may be called: nothing where that would tell whose house it is."""
    house = location.organisation_id
    if house != organisation.pk:
        shows.note_rows("organisation", [house])
        slot = index.positions.get(house)
        if slot is not None and has(index.sensitive_rows, slot):
            return ""
    return shown(location, "name").text or shown(organisation, "name").text


def _town(index, location):
    """The `directory.places.Place` of its municipality; None where it is newer than the index."""
    slug = index.places.slug_of_pk["municipality"].get(location.municipality_id)
    return index.places.by_slug.get(slug)


def _ways(index, location, point, label):
    town, address = _town(index, location), location.address
    if point is None and not address:
        return None
    where = f"{location.postal_code} {town.name.text}".strip() if town else ""
    return ways(point, ", ".join(filter(None, [address, where])), label)


def _drawn(index, location, neighbours, *, is_folded):
    """The `Drawn`; None far outside of the Region, where nothing would be on it."""
    points = [neighbour.point for neighbour in neighbours]
    drawing = surroundings.of(location.latitude, location.longitude, get_language(), points)
    if drawing.is_empty:
        return None
    part = index.places.slug_of_pk["neighbourhood"].get(location.neighbourhood_id)
    where = [index.places.by_slug.get(part), _town(index, location)]
    station = drawing.station
    return Drawn(
        drawing,
        _label(where, _station(station, station.name) if station else ""),
        _station_html(station) if station else SafeString(),
        drawing.is_of_osm
        or location.position_from == Location.PointFrom.MAP_DATA
        or any(neighbour.is_of_osm for neighbour in neighbours),
        is_folded,
    )


# In words


def on_foot(minutes):
    """ "About 12 minutes on foot", as it stands after a comma."""
    text = ngettext("about %(count)s minute on foot", "about %(count)s minutes on foot", minutes)
    return text % {"count": minutes}


def _station(station, name):
    words = {"name": name, "distance": on_foot(station.minutes)}
    return _("Nearest station: %(name)s, %(distance)s") % words


def _station_html(station):
    name = format_html('<bdi lang="{}">{}</bdi>', station.language, station.name)
    return mark_safe(_station(station, name))  # noqa: S308  (the rest is of our catalogues)


def _label(places, station):
    where = comma().join(dict.fromkeys(place.name.text for place in places if place))
    return ". ".join(filter(None, [labelled(_("Drawing of the surroundings"), where), station]))
