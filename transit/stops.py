"""All stops in memory: the nearest ones of a point cost some comparisons and no query."""

from dataclasses import dataclass, field
from itertools import groupby

from core.kept import memory, shows
from maps.points import Points

from . import lines
from .grouping import Platform, grouped
from .models import Stop, Timetable

# Metres, as the crow flies: most places have two so near that no others need to be looked at.
REACHES = (300, 600)
MOST = 2


@dataclass(frozen=True, slots=True)
class Near:
    """A stop as it is said: `modes` are `(mode, [name, …])`, lines without a name left out."""

    name_nl: str
    name_fr: str
    place: tuple
    modes: list
    timetables: frozenset  # their primary keys


@dataclass(frozen=True, eq=False)
class Stops:
    """The stops of all timetables; what several of them have at one place is one. `points` has
    them by their position in `stops`, and `timetables` is by primary key."""

    stops: list = field(repr=False)
    points: Points = field(repr=False)
    timetables: dict

    def near(self, latitude, longitude):
        """The nearest two of a point."""
        for reach in REACHES:
            found = self.points.near(latitude, longitude, reach)
            if len(found) >= MOST:
                break
        return [self.stops[position] for _metres, position in found[:MOST]]


def current():
    """The `Stops` of now, for a page."""
    shows.note("stops")
    return memory.get("stops")


def build(_things):
    rows = Stop.objects.values_list(
        "name_nl", "name_fr", "latitude", "longitude", "lines", "timetable"
    )
    platforms = [
        Platform(*said, frozenset(map(tuple, at)), timetables=frozenset([timetable]))
        for *said, at, timetable in rows
    ]
    stops = [_near(stop) for stop in grouped(platforms)]
    points = Points().with_changed((), {at: [stop.place] for at, stop in enumerate(stops)})
    return Stops(stops, points, Timetable.objects.in_bulk() if stops else {})


def follow(stops, changed, things):
    """See `core.kept.memory.register`. They change seldom, and then nearly all of them."""
    return (build(things), {"stops"}) if "stops" in changed else (stops, set())


def _near(stop):
    ordered = groupby(sorted(stop.lines, key=lines.order_of), key=lambda line: line[0])
    modes = [(mode, [name for _mode, name in of_mode if name]) for mode, of_mode in ordered]
    return Near(stop.name_nl, stop.name_fr, stop.place, modes, stop.timetables)
