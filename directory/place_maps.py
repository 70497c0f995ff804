"""The maps that lead to places: of the Region, with each municipality and what is there.

What is counted is what lies in a place (`Index.located`), so a secret address is in no number.
"""

from bisect import bisect_left
from typing import NamedTuple

from maps import areas, labels

_TINTS = 4  # as many places have each of them, the strongest those with most


class Area(NamedTuple):
    """A place on a map: its outline, what is written in it, and where that leads.

    `lines` are `(y, text)`, none where a name has no room; `count_y` is where the number stands.
    `tint` is 0 where nothing is, and up to 4.
    """

    key: object
    path: str
    url: str
    name: str
    language: str
    count: int
    tint: int
    x: int
    lines: list
    count_y: int
    is_here: bool


def of_region(index, here=""):
    """What `maps/areas.html` needs; `here` is the slug of a municipality that is marked."""
    slugs = {nis: slug for slug, nis in index.places.nis_codes.items()}
    return _map(index, areas.municipalities(), slugs, here)


def _map(index, drawing, slugs, here):
    places = {
        shape.key: index.places.by_slug[slugs[shape.key]]
        for shape in drawing.shapes
        if shape.key in slugs
    }
    counts = {key: index.located.get(place.slug, 0).bit_count() for key, place in places.items()}
    most = sorted(filter(None, counts.values()))
    return {
        "plan": drawing.plan,
        "landmarks": drawing.landmarks,
        "areas": [
            _area(shape, places[shape.key], counts[shape.key], most, here)
            for shape in drawing.shapes
            if shape.key in places
        ],
    }


def _area(shape, place, count, counts, here):
    room, texts = labels.fitting(place.short_name.text or place.name.text, shape.rooms)
    first = room.y - labels.LINE * (len(texts) + bool(count)) // 2 + labels.SIZE - 2
    lines = [(first + labels.LINE * number, text) for number, text in enumerate(texts)]
    return Area(
        shape.key,
        shape.path,
        place.url,
        place.name.text,
        place.name.language if place.name.is_fallback else "",
        count,
        1 + _TINTS * bisect_left(counts, count) // len(counts) if count else 0,
        room.x,
        lines,
        first + labels.LINE * len(texts),
        place.slug == here,
    )
