"""Platforms become stops: one station, or one name at one place, has one point and all lines."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import fsum

from core.text import fold
from geo.finding import metres
from maps.plan import METRES_A_DEGREE

# The sides of a crossing have one name; so have the ends of a long platform.
NEAR = 150  # metres


@dataclass(frozen=True, slots=True)
class Platform:
    """Where one waits. `station` is what it is a part of, or None; names may be empty, not both."""

    name_nl: str
    name_fr: str
    latitude: float
    longitude: float
    lines: frozenset  # of (mode, name)
    station: object = None
    timetables: frozenset = frozenset()  # their keys

    @property
    def place(self):
        return self.latitude, self.longitude


def grouped(platforms):
    """The stops, each a `Platform` of several; in whatever order the platforms came."""
    platforms = list(platforms)
    above = list(range(len(platforms)))

    def top(position):
        while above[position] != position:
            above[position] = above[above[position]]
            position = above[position]
        return position

    for one, other in _pairs(platforms):
        above[top(one)] = top(other)
    groups = defaultdict(list)
    for position, platform in enumerate(platforms):
        groups[top(position)].append(platform)
    return sorted(map(_stop, groups.values()), key=_order)


def _pairs(platforms):
    """Positions of two that are of one stop; all of them follow from these."""
    by_station, by_name = {}, defaultdict(set)
    for position, platform in enumerate(platforms):
        if platform.station is not None:
            yield position, by_station.setdefault(platform.station, position)
        for name in {fold(platform.name_nl), fold(platform.name_fr)} - {""}:
            by_name[name].add(position)
    for positions in by_name.values():
        from_south = sorted(positions, key=lambda position: platforms[position].place)
        for at, one in enumerate(from_south):
            for other in from_south[at + 1 :]:
                north = platforms[other].latitude - platforms[one].latitude
                if north * METRES_A_DEGREE > NEAR:
                    break
                if metres(platforms[one].place, platforms[other].place) <= NEAR:
                    yield one, other


def _stop(group):
    return Platform(
        name_nl=_usual([platform.name_nl for platform in group]),
        name_fr=_usual([platform.name_fr for platform in group]),
        latitude=round(fsum(platform.latitude for platform in group) / len(group), 6),
        longitude=round(fsum(platform.longitude for platform in group) / len(group), 6),
        lines=frozenset().union(*(platform.lines for platform in group)),
        timetables=frozenset().union(*(platform.timetables for platform in group)),
    )


def _usual(names):
    """What most are called; of those as many, the shortest."""
    counts = Counter(filter(None, names))
    return min(counts, key=lambda name: (-counts[name], len(name), name), default="")


def _order(stop):
    return *stop.place, stop.name_nl, stop.name_fr
