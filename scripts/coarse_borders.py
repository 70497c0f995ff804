"""Makes geo/data/coarse.json from geo/data/borders.json: the same borders with fewer points.

Both layers still share every border. Run it again when the borders change:
`python scripts/coarse_borders.py`; tests/geo/test_coarse.py says whether that was forgotten.
"""

import json
import sys
from itertools import chain, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import shapely  # noqa: E402

from geo import borders  # noqa: E402

TARGET = ROOT / "geo" / "data" / "coarse.json"
NARROWER = 0.6315  # a degree of longitude, in degrees of latitude
_UNITS, _METRES = 100_000, 1.11195  # units in a degree, metres in a unit


def coarse(metres):
    """`{layer: {name: rings}}` with borders that may be so many metres off, as integers."""
    layers = {
        "municipalities": {name: _shape(rings) for name, rings in borders.municipalities().items()},
        "neighbourhoods": {
            str(number): _shape(rings) for number, rings in borders.neighbourhoods().items()
        },
    }
    names, pieces = _pieces(*layers.values())
    simple = shapely.coverage_simplify(pieces, metres / _METRES)
    return {
        layer: {
            name: _rings(
                shapely.coverage_union_all(
                    [piece for both, piece in zip(names, simple, strict=True) if both[side] == name]
                )
            )
            for name in shapes
        }
        for side, (layer, shapes) in enumerate(layers.items())
    }


def alone(metres):
    """`{"municipalities": {name: rings}, "region": rings}`: without the corners where
    neighbourhoods meet them."""
    shapes = {name: _shape(rings) for name, rings in borders.municipalities().items()}
    simple = shapely.coverage_simplify(list(shapes.values()), metres / _METRES)
    rings = {name: _rings(shape) for name, shape in zip(shapes, simple, strict=True)}
    return {"municipalities": rings, "region": _rings(shapely.coverage_union_all(simple))}


def _pieces(municipalities, neighbourhoods):
    """What lies in one of each: `[(municipality, neighbourhood)]` and their shapes."""
    pieces = {
        (one, other): _areas(shape.intersection(there))
        for one, shape in municipalities.items()
        for other, there in neighbourhoods.items()
        if shape.intersects(there)
    }
    pieces = {both: piece for both, piece in pieces.items() if piece.area}
    return list(pieces), list(pieces.values())


def _areas(shape):
    """Without the lines in which two areas touch."""
    return shapely.MultiPolygon(
        [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
    )


def _shape(rings):
    return shapely.MultiPolygon(
        [shapely.Polygon([(x * _UNITS * NARROWER, y * _UNITS) for x, y in ring]) for ring in rings]
    )


def _rings(shape):
    """As `geo.borders` has them: the first point, then steps."""
    return [
        _steps([(round(x / NARROWER), round(y)) for x, y in part.exterior.coords])
        for part in shapely.MultiPolygon(getattr(shape, "geoms", [shape])).geoms
    ]


def _steps(points):
    steps = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(points)]
    return [*points[0], *chain.from_iterable(steps)]


def written():
    levels = {borders.COARSEST: alone(borders.COARSEST)}
    levels |= {metres: coarse(metres) for metres in borders.COARSE}
    lines = (
        f'"{metres}": {json.dumps(layers, separators=(",", ":"))}'
        for metres, layers in levels.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(written())
