"""A window on Brussels in which points, lines and areas become what SVG draws.

Units are whole numbers; x goes east and y south, in every language: a plan is never mirrored.
Distances are those of Brussels, where a degree of longitude is 63 % of one of latitude; over the
whole Region that is right to a thousandth.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, cos, dist, radians

METRES_A_DEGREE = 111_195
NARROWER = cos(radians(50.84))  # a degree of longitude, in Brussels


@dataclass(frozen=True, slots=True)
class Plan:
    """`north` and `west` are the degrees of its first corner, `metres` is the size of a unit."""

    north: float
    west: float
    metres: float
    width: int
    height: int

    @classmethod
    def of(cls, rings, width, *, margin=0.02, shape=None):
        """The plan in which all of these rings are seen, `width` units wide.

        `margin` is a part of its width. With `shape`, its height is at least so many times its
        width and at most; what is seen stands in the middle. Without any point it raises
        ValueError; one alone has a metre around it.
        """
        longitudes, latitudes = zip(*(point for ring in rings for point in ring), strict=True)
        across = (max(longitudes) - min(longitudes)) * NARROWER * METRES_A_DEGREE
        down = (max(latitudes) - min(latitudes)) * METRES_A_DEGREE
        across = max(across, 1)
        least, most = shape or (0, float("inf"))
        across, down = max(across, down / most), max(down, across * least)
        metres = across / (width * (1 - 2 * margin))
        return cls._around(
            (max(latitudes) + min(latitudes)) / 2,
            (max(longitudes) + min(longitudes)) / 2,
            metres,
            width,
            ceil(down / metres + 2 * margin * width),
        )

    @classmethod
    def around(cls, latitude, longitude, *, across, width, height):
        """The plan with a point in its middle, `across` metres from west to east."""
        return cls._around(latitude, longitude, across / width, width, height)

    @classmethod
    def _around(cls, latitude, longitude, metres, width, height):
        north = latitude + height / 2 * metres / METRES_A_DEGREE
        west = longitude - width / 2 * metres / METRES_A_DEGREE / NARROWER
        return cls(north, west, metres, width, height)

    def at(self, latitude, longitude):
        """Where a point is, in units."""
        return self._on([(longitude, latitude)])[0]

    def holds(self, latitude, longitude):
        x, y = self.at(latitude, longitude)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def area(self, rings):
        """`d` of an SVG path: as much of the rings as is seen; empty when that is nothing."""
        return "".join(path(ring) for ring in self.seen(rings))

    def sketch(self, rings, least, off):
        """The same in fewer points, up to `off` units away, without outlines smaller than `least`
        units across and down together. Not for areas that share borders."""
        large = (ring for ring in self.seen(rings) if _size(ring) >= least)
        return "".join(path(_simple(ring, off)) for ring in large)

    def seen(self, rings):
        """As much of closed rings as is seen: for each that is, its points in units."""
        drawn = (self._on(ring) for ring in rings if ring)
        seen = (_inside(ring, *self._edges) for ring in drawn)
        return [ring for ring in seen if ring]

    def line(self, points):
        """`d` of a line, without the steps that are outside; empty when all of them are."""
        line, parts = self._on(points), [[]]
        for step in pairwise(line):
            if not _is_seen(step, *self._edges):
                parts.append([])
            else:
                parts[-1] += step[1:] if parts[-1] else step
        return "".join(path(part, "") for part in parts if part)

    @property
    def bounds(self):
        """The degrees of its edges: west, south, east, north."""
        east = self.west + self.width * self.metres / METRES_A_DEGREE / NARROWER
        return self.west, self.north - self.height * self.metres / METRES_A_DEGREE, east, self.north

    def _on(self, points):
        """Where (longitude, latitude) pairs are, in units: thousands of them in a drawing."""
        west, north = self.west, self.north
        down = METRES_A_DEGREE / self.metres
        across = NARROWER * down
        return [(round((x - west) * across), round((north - y) * down)) for x, y in points]

    @property
    def _edges(self):
        # A little outside, so that the edge of what is cut off is not seen.
        pad = ceil(self.width / 50)
        return -pad, -pad, self.width + pad, self.height + pad


def _inside(ring, west, north, east, south):
    """The part of a closed ring in a window, by Sutherland and Hodgman; may be empty."""
    columns, rows = zip(*ring, strict=True)
    first, last, top, bottom = min(columns), max(columns), min(rows), max(rows)
    if first > east or last < west or top > south or bottom < north:
        return []
    # What is cut at one edge reaches over no other one that it did not reach over before.
    for is_over, axis, edge, sign in (
        (first < west, 0, west, 1),
        (top < north, 1, north, 1),
        (last > east, 0, east, -1),
        (bottom > south, 1, south, -1),
    ):
        if is_over:
            ring = _cut(ring, axis, edge, sign)
        if not ring:
            return []
    return ring


def _size(ring):
    columns, rows = zip(*ring, strict=True)
    return max(columns) - min(columns) + max(rows) - min(rows)


def _simple(ring, off):
    """A closed ring with fewer points, by Douglas and Peucker."""
    points = ring[:-1] if ring[0] == ring[-1] else ring
    far = max(range(len(points)), key=lambda place: dist(points[0], points[place]))
    there, back = points[: far + 1], [*points[far:], points[0]]
    return _thinned(there, off)[:-1] + _thinned(back, off)[:-1]


def _thinned(line, off):
    """Its ends, and of what is between them only what it cannot do without."""
    if len(line) < 3:
        return line
    offs = [_off(point, line[0], line[-1]) for point in line[1:-1]]
    far = max(range(len(offs)), key=offs.__getitem__) + 1
    if offs[far - 1] <= off:
        return [line[0], line[-1]]
    return _thinned(line[: far + 1], off)[:-1] + _thinned(line[far:], off)


def _off(point, start, end):
    """How far a point is from the line through two others."""
    length = dist(start, end)
    if not length:
        return dist(point, start)
    across = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (
        end[1] - start[1]
    )
    return abs(across) / length


def _is_seen(points, west, north, east, south):
    columns, rows = zip(*points, strict=True)
    across = min(columns) <= east and max(columns) >= west
    return across and min(rows) <= south and max(rows) >= north


def _cut(ring, axis, edge, sign):
    """What lies on one side of an edge: at or above it on an axis with `sign` 1, below with -1."""
    kept, before = [], ring[-1]
    was_in = (before[axis] - edge) * sign >= 0
    for point in ring:
        is_in = (point[axis] - edge) * sign >= 0
        if was_in != is_in:
            part = (edge - before[axis]) / (point[axis] - before[axis])
            other = 1 - axis
            across = round(before[other] + part * (point[other] - before[other]))
            kept.append((edge, across) if axis == 0 else (across, edge))
        if is_in:
            kept.append(point)
        before, was_in = point, is_in
    return kept


def path(points, end="z"):
    """`d` of an SVG path in relative steps, which are short; steps of nothing are left out."""
    x, y = points[0]
    steps = []
    for point in points[1:]:
        if point != (x, y):
            steps.append(f"{point[0] - x} {point[1] - y}")
            x, y = point
    if end and points[0] == (x, y) and steps:
        steps.pop()
    return (
        f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}{end}".replace(" -", "-") if steps else ""
    )
