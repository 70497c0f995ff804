"""The borders of the 19 municipalities and the 145 neighbourhoods: what lies where.

`data/borders.json` has a list of rings for each, `[x, y, dx, dy, …]` in hundred-thousandths of a
degree (WGS84): the first point, then steps; of neighbourhoods also names, and where to write them.
Made from Statbel's statistical sectors, simplified by
up to 51 metres; both layers share every border, so that each point of the Region lies in exactly
one of each.
"""

import json
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"
_UNIT = 1e-5
# So many metres the borders may be off in drawings: of a large municipality and of a small one; of
# the Region, where nothing but the municipalities is drawn.
COARSE = (70, 30)
COARSEST = 200
NAMES = ("nl", "fr")
_METRES_EAST = 70_220  # of a degree of longitude, in Brussels


@lru_cache(maxsize=1)
def _data():
    return json.loads((_FOLDER / "borders.json").read_text())


@lru_cache(maxsize=1)
def _coarse():
    return json.loads((_FOLDER / "coarse.json").read_text())


@lru_cache(maxsize=2 * len(COARSE) + 1)
def coarse(layer, metres):
    """The rings of "municipalities" or "neighbourhoods" with fewer points, one of `COARSE`: to
    draw, never to say what lies where. Of municipalities there are also those of `COARSEST`."""
    layer, key = _coarse()[str(metres)][layer], str if layer == "municipalities" else int
    return {key(name): _rings(rings) for name, rings in layer.items()}


@lru_cache(maxsize=1)
def region():
    """The rings around all of it, `COARSEST` metres off at most."""
    return _rings(_coarse()[str(COARSEST)]["region"])


def credit():
    return _data()["credit"]


@lru_cache(maxsize=1)
def neighbourhoods():
    """`{official number: [ring, …]}`, each a list of (longitude, latitude)."""
    return {
        int(number): _rings(place["rings"]) for number, place in _data()["neighbourhoods"].items()
    }


@lru_cache(maxsize=1)
def labels():
    """`[(longitude, latitude, {"nl": name, "fr": name}), …]` of the neighbourhoods."""
    return [
        (
            place["label"][0] * _UNIT,
            place["label"][1] * _UNIT,
            {code: place[code] for code in NAMES},
        )
        for place in _data()["neighbourhoods"].values()
    ]


@lru_cache(maxsize=1)
def names():
    """`{official number: {"nl": name, "fr": name}}` of the neighbourhoods."""
    return {
        int(number): {code: place[code] for code in NAMES}
        for number, place in _data()["neighbourhoods"].items()
    }


@lru_cache(maxsize=1)
def municipalities():
    """`{NIS code: [ring, …]}`, likewise."""
    return {nis: _rings(rings) for nis, rings in _data()["municipalities"].items()}


def _rings(rings):
    return [points(steps) for steps in rings]


def points(steps):
    """The (longitude, latitude) of each point of a line as the files have them."""
    return [
        (x * _UNIT, y * _UNIT)
        for x, y in zip(accumulate(steps[::2]), accumulate(steps[1::2]), strict=True)
    ]


def neighbourhood_at(latitude, longitude):
    """The official number of the neighbourhood of a point, or None outside the Region."""
    return _at(neighbourhoods, latitude, longitude)


def municipality_at(latitude, longitude):
    """The NIS code of the municipality in which a point lies, or None outside the Region."""
    return _at(municipalities, latitude, longitude)


def is_near(nis_code, latitude, longitude, metres=100):
    """Whether a point lies in a municipality, or so near that the drawn border may be wrong."""
    names, tree = _tree(municipalities)
    found = names.index(nis_code) if nis_code in names else None
    near = tree.query(_point(latitude, longitude), "dwithin", metres / 111_000)
    return found in near.tolist()


def is_in_region(latitude, longitude, metres=0):
    """Whether a point lies in the Region, or at most so many metres outside (to the east and the
    west, where degrees are shorter; to the north and the south up to 1.6 times as many)."""
    _names, tree = _tree(municipalities)
    point = _point(latitude, longitude)
    return bool(tree.query(point, "dwithin", metres / _METRES_EAST).size)


def _at(layer, latitude, longitude):
    names, tree = _tree(layer)
    # On a border it is in both: always the same one then.
    found = sorted(tree.query(_point(latitude, longitude), "intersects").tolist())
    return names[found[0]] if found else None


def _point(latitude, longitude):
    from shapely import Point

    return Point(longitude, latitude)


@lru_cache(maxsize=2)
def _tree(layer):
    # Read here, because pages need neither it nor numpy.
    from shapely import MultiPolygon, Polygon, STRtree

    shapes = {
        name: MultiPolygon([Polygon(ring) for ring in rings]) for name, rings in layer().items()
    }
    return list(shapes), STRtree(list(shapes.values()))
