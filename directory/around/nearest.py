"""The public places that are nearest to others, for their pages.

Sensitive ones are nobody’s neighbours: a page that names them would need a way out itself
(`directory.sensitive.is_page`). And a sensitive page names no neighbours: she looks for one thing
there, and what else is in the street is no reason to stay.
"""

from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.text import capfirst

from core.kept import shows
from core.languages import CODES, Shown, shown
from core.lists.bits import has
from core.models import Status
from directory.collecting import plain
from directory.models import Location, Organisation
from geo.finding import metres
from maps.walking import minutes

MOST = 3
REACH = 800  # metres as the crow flies, a quarter of an hour on foot


class Neighbour(NamedTuple):
    """An organisation that is near; `point` is its nearest place, `is_of_osm` whether that comes
    from OpenStreetMap, `kind` its kind in words."""

    point: tuple
    minutes: int
    is_of_osm: bool
    name: Shown
    kind: str
    url: str


def nearest(index, points, without):
    """For each (latitude, longitude) the `Neighbour`s of it, the nearest first. One query, or none.

    `without` are the ids of organisations that are not named. The page depends on what it names, on
    what is sensitive nearer than that, and on all points around.
    """
    near = [_ids(index, point, without) for point in points]
    ids = {pk for found in near for pk in found}
    places = {}
    for row in _places().filter(organisation__in=ids) if ids else ():
        places.setdefault(row.organisation_id, []).append(row)
    return [
        [_neighbour(point, places[pk]) for pk in found if pk in places]
        for point, found in zip(points, near, strict=True)
    ]


def _ids(index, point, without):
    found, seen = [], []
    shows.note(
        *(("organisations", "points", square) for square in index.points.squares(*point, REACH))
    )
    for _metres, slot in index.points.near(*point, REACH):
        pk = index.ids[slot]
        if pk in without:
            continue
        seen.append(pk)
        if not has(index.sensitive_rows, slot):
            found.append(pk)
        if len(found) == MOST:
            break
    shows.note_rows("organisation", seen)
    return found


@lru_cache
def _places():
    """All of them, never read as they are: half of the cost of a query is to write it anew."""
    names = (f"name_{code}" for code in CODES)
    rows = plain(Location.objects.public()).filter(
        organisation__status=Status.PUBLISHED,
        location_type=Location.Type.PHYSICAL,
        latitude__isnull=False,
    )
    rows = rows.select_related("organisation")
    own = ("organisation_id", "latitude", "longitude", "position_from")
    theirs = (f"organisation__{name}" for name in ("slug", "kind", *names))
    return rows.only(*own, *theirs)


def _neighbour(point, places):
    """From the places of one organisation."""
    place = min(places, key=lambda row: metres(point, (row.latitude, row.longitude)))
    row, there = place.organisation, (place.latitude, place.longitude)
    return Neighbour(
        point=there,
        minutes=minutes(point, there),
        is_of_osm=place.position_from == Location.PointFrom.MAP_DATA,
        name=shown(row, "name"),
        kind=capfirst(str(Organisation.Kind(row.kind).label)),
        url=reverse("directory:organisation", args=[row.slug]),
    )
