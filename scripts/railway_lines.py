"""Adds to geo/data/landmarks.json how the railway runs: one line for tracks beside each other.

For drawings in which tracks are thinner than a line. Made from the areas of the same file, and with
their licence: `python scripts/railway_lines.py`.
"""

import json
import sys
from collections import Counter
from itertools import chain, pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import shapely  # noqa: E402

from geo import landmarks  # noqa: E402
from maps.plan import METRES_A_DEGREE, NARROWER  # noqa: E402

TARGET = ROOT / "geo" / "data" / "landmarks.json"
_ACROSS = METRES_A_DEGREE * NARROWER  # metres in a degree of longitude
_GAP = 75  # metres between tracks that are one line
_HOLE = 80_000  # square metres between them from which on they are two
_STUB = 500  # metres that a line has at least where it ends
_OFF = 70  # metres that it may be off
_UNITS = 100_000  # in a degree, as the file has them


def lines():
    """`[[x, y, dx, dy, …], …]`, as `geo.landmarks` reads them."""
    middle = _middle(_tracks())
    for least in (60, 120, 200, 300, _STUB):
        middle = _without_stubs(middle, least)
    return [_steps(line.simplify(_OFF)) for line in middle.geoms]


def _tracks():
    """The areas in metres, those near to each other joined and small holes closed."""
    areas = [
        shapely.Polygon(outline, holes).buffer(0)
        for outline, *holes in (
            [[(x * _ACROSS, y * METRES_A_DEGREE) for x, y in ring] for ring in area]
            for area in landmarks.railway()
        )
    ]
    joined = shapely.union_all(areas).buffer(_GAP + 15).buffer(-_GAP).simplify(8)
    return shapely.MultiPolygon(
        [
            shapely.Polygon(
                area.exterior,
                [hole for hole in area.interiors if shapely.Polygon(hole).area > _HOLE],
            )
            for area in joined.geoms
            if area.length > 2 * _STUB
        ]
    )


def _middle(areas):
    """The line in the middle of areas: what of a Voronoi diagram of their edges is inside."""
    edge = shapely.segmentize(areas.boundary, 25)
    diagram = shapely.voronoi_polygons(
        shapely.MultiPoint(shapely.get_coordinates(edge)), only_edges=True
    )
    shapely.prepare(areas)
    parts = shapely.get_parts(shapely.get_parts(diagram))
    return shapely.line_merge(
        shapely.MultiLineString([part for part in parts if areas.contains(part)])
    )


def _without_stubs(lines, least):
    """Without what is shorter and ends at nothing."""
    ends = Counter(end for line in lines.geoms for end in (line.coords[0], line.coords[-1]))
    kept = [
        line
        for line in lines.geoms
        if line.length >= least or min(ends[line.coords[0]], ends[line.coords[-1]]) > 1
    ]
    return shapely.line_merge(shapely.MultiLineString(kept))


def _steps(line):
    points = [
        (round(x / _ACROSS * _UNITS), round(y / METRES_A_DEGREE * _UNITS)) for x, y in line.coords
    ]
    steps = [(x - before_x, y - before_y) for (before_x, before_y), (x, y) in pairwise(points)]
    return [*points[0], *chain.from_iterable(steps)]


def written(data):
    """The file again: a row for each thing."""
    parts = (
        f'"{name}": {_row(things)}' if name == "canal" else f'"{name}": [\n{_rows(things)}\n]'
        for name, things in data.items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _rows(things):
    return ",\n".join(map(_row, things))


def _row(thing):
    separators = (", ", ": ") if isinstance(thing, dict) else (",", ":")
    return json.dumps(thing, ensure_ascii=False, separators=separators)


if __name__ == "__main__":
    data = json.loads(TARGET.read_text())
    TARGET.write_text(written({**data, "railway_lines": lines()}))
