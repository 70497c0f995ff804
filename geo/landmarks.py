"""By what people find their way on a plan: the canal, the railway, stations, parks and woods.

Points are (longitude, latitude), as in `geo.borders`. Canal and railway are of OpenStreetMap
(`data/README.md`), and who draws them says so.
"""

import json
from functools import lru_cache
from pathlib import Path

from . import borders

_FILE = Path(__file__).parent / "data/landmarks.json"
# Numbers of neighbourhoods from here on are parks and woods.
_GREEN = 900
CREDIT = "© OpenStreetMap contributors"


@lru_cache(maxsize=1)
def _data():
    return json.loads(_FILE.read_text())


@lru_cache(maxsize=1)
def canal():
    """Its line, as a list of points."""
    return borders.points(_data()["canal"])


@lru_cache(maxsize=1)
def railway():
    """`[[ring, …], …]`: areas, each an outline and what is not part of it."""
    return [[borders.points(ring) for ring in area] for area in _data()["railway"]]


@lru_cache(maxsize=1)
def railway_lines():
    """The same as lines, for drawings in which tracks are thinner than a line."""
    return [borders.points(line) for line in _data()["railway_lines"]]


@lru_cache(maxsize=1)
def stations():
    """`[(longitude, latitude, {"nl": name, "fr": name}), …]`"""
    return [
        (*borders.points(station["point"])[0], {code: station[code] for code in borders.NAMES})
        for station in _data()["stations"]
    ]


def is_green(number):
    """Whether the neighbourhood with an official number is a park or a wood."""
    return number >= _GREEN
