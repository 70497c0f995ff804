"""The maps that lead to places: of the Region with its municipalities, of one of them with its
neighbourhoods.

What is counted is what lies in a place (`Index.located`), so a secret address is in no number.
"""

from bisect import bisect_left
from typing import NamedTuple

from django.utils.translation import ngettext

from maps import areas, labels
from maps.dots import query

_TINTS = 4  # as many places have each of them, the strongest those with most
_SPILL = 24  # units by which the name of a neighbourhood may be wider than its room


class Area(NamedTuple):
    """A place on a map: its outline, what is written in it, and where that leads.

    `title` is its name and number as they are read aloud. `look` is "here", "beside", or "tint-0",
    where nothing is, up to "tint-4". `language` is that of a name which is not in the language of
    the page.
    """

    key: object
    path: str
    url: str
    name: str
    title: str
    language: str
    label: labels.Label
    count: int
    look: str


def of_region(index, here=""):
    """What `maps/areas.html` needs; `here` is the slug of a municipality that is marked."""
    return _map(index, areas.municipalities(), _municipalities(index), here)


def of_municipality(index, municipality, here="", rows=None, url_of=None):
    """The same of its neighbourhoods, or None when nobody knows its border."""
    parts = index.places.neighbourhoods_of(municipality.slug)
    slugs = {index.places.numbers[place.slug]: place.slug for place in parts}
    nis_code = index.places.nis_codes[municipality.slug]
    drawing = areas.neighbourhoods(nis_code, tuple(sorted(slugs)))
    slugs |= _municipalities(index)
    return drawing and _map(index, drawing, slugs, here, rows, url_of)


def of_found(filters, found):
    """The same of a list on the map (`maps.on_map.Found`) whose rows are counted by area; each
    leads to the list there. None where no one drawing has all of its areas."""
    places, index = filters.places, filters.index
    if not found.areas or len(places) > 1 or any(p.kind != "municipality" for p in places):
        return None
    rows = {place.slug: there for place, there in found.areas}

    def url_of(place):
        return f"{query(filters, filters.encoded(place=[place.slug]))}#map"

    if not places:
        return _map(index, areas.municipalities(), _municipalities(index), "", rows, url_of)
    return of_municipality(index, places[0], rows=rows, url_of=url_of)


def _municipalities(index):
    return {nis: slug for slug, nis in index.places.nis_codes.items()}


def _map(index, drawing, slugs, here, rows=None, url_of=None):
    """`rows` are those that are counted, `{slug: bits}`, if that is not all that lies there."""
    shapes, places = _known(index, drawing.shapes, slugs)
    rows = index.located if rows is None else rows
    counts = [rows.get(place.slug, 0).bit_count() for place in places]
    around, names = _known(index, (one for one in drawing.beside if one.rooms), slugs)
    written = labels.placed(
        (*_wanted(shapes, places, counts), *_wanted(around, names, [0] * len(names))),
        drawing.plan.width,
        drawing.plan.height,
        _SPILL if drawing.edge else 0,
    )
    most, drawn, quiet = sorted(filter(None, counts)), [], []
    for shape, place, count, label in zip(shapes, places, counts, written, strict=False):
        is_here = place.slug == here
        tint = 1 + _TINTS * bisect_left(most, count) // len(most) if count else 0
        area = _area(shape, place, label, count, "here" if is_here else f"tint-{tint}")
        area = area._replace(url=url_of(place)) if url_of else area
        # Parks and woods in which nothing is lead nowhere.
        is_quiet = shape.is_green and not count and not is_here
        (quiet if is_quiet else drawn).append(area)
    beside = [
        _area(shape, place, label, 0, "beside")
        for shape, place, label in zip(around, names, written[len(shapes) :], strict=True)
    ]
    return {"drawing": drawing, "areas": drawn, "quiet": [*quiet, *beside]}


def _known(index, shapes, slugs):
    """The shapes of places that the site has, and these places."""
    shapes = [shape for shape in shapes if shape.key in slugs]
    return shapes, [index.places.by_slug[slugs[shape.key]] for shape in shapes]


def _wanted(shapes, places, counts):
    return [
        labels.Wanted(shape.rooms, place.short_name.text or place.name.text, bool(count))
        for shape, place, count in zip(shapes, places, counts, strict=True)
    ]


def _area(shape, place, label, count, look):
    name = place.name
    language = name.language if name.is_fallback else ""
    # Here and not in the template, where each of them would take a tenth of the drawing's time.
    title = ngettext("%(name)s: %(count)s place", "%(name)s: %(count)s places", count)
    title %= {"name": name.text, "count": count}
    return Area(shape.key, shape.path, place.url, name.text, title, language, label, count, look)
