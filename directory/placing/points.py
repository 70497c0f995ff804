"""The points of the demonstration, from OpenStreetMap: `fixtures/points.csv` (ODbL)."""

import csv

from django.db import transaction

from directory.models import Location, Neighbourhood

from .places import settle_neighbourhood


def load(path):
    """Places locations that still have the address for which a point was found; how many.

    Where a point or a neighbourhood is there already, it stays.
    """
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [*csv.DictReader(line for line in stream if not line.startswith("#"))]
    neighbourhoods = {row.number: row for row in Neighbourhood.objects.all()}
    placed = 0
    with transaction.atomic():
        for row in rows:
            if location := _the_one(row):
                placed += _place(location, row, neighbourhoods)
    return placed


def _the_one(row):
    """The public place with just the address of a row, or None; without a street, the only one."""
    there = Location.objects.public().filter(
        organisation__slug=row["organisation"],
        location_type=Location.Type.PHYSICAL,
        house_number=row["house_number"],
        postal_code=row["postal_code"],
        municipality__nis_code=row["nis_code"],
    )
    found = [
        location
        for location in there.select_related("municipality")
        if (location.street_fr or location.street_nl or "") == row["street"]
    ]
    return found[0] if len(found) == 1 else None


def _place(location, row, neighbourhoods):
    if location.latitude is not None:
        return False
    if row["latitude"]:
        location.latitude, location.longitude = float(row["latitude"]), float(row["longitude"])
        location.position_from = Location.PointFrom.MAP_DATA
        settle_neighbourhood(location)
    elif location.neighbourhood_id is None:
        location.neighbourhood = neighbourhoods[int(row["neighbourhood"])]
        location.neighbourhood_from = Location.NeighbourhoodFrom.STREET
    else:
        return False
    location.save()
    return True
