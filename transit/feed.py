"""One timetable (GTFS Schedule) as the stops of the Region with their lines.

Read are agency.txt, feed_info.txt, stops.txt, translations.txt, routes.txt, trips.txt and
stop_times.txt, each once and row by row; kept are the stops of the Region, the routes, and the
line of each trip (some 100 bytes). https://gtfs.org/documentation/schedule/reference/
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from core.text import clean
from geo.borders import is_in_region

from . import lines
from .archive import StopsFileError, opened
from .grouping import Platform, grouped
from .names import LANGUAGES, names_of, tidy

# Across the border a stop may still be the nearest one.
MARGIN = 300  # metres
MOST_STOPS, MOST_ROUTES, MOST_TRIPS = 50_000, 50_000, 3_000_000
MOST_AGENCIES = 20  # pages name all of them
_TELL_EVERY = 1_000_000  # rows of stop_times.txt
_LATITUDES, _LONGITUDES = (50.75, 50.93), (4.22, 4.50)
# Platforms, which have no type or 0, and the stations that they are parts of. Not their doors.
_PLATFORM, _STATION = ("", "0"), "1"


@dataclass(frozen=True, slots=True)
class Feed:
    """What a timetable says. `stops` are `transit.grouping.Platform`s; days may be None.

    `rows` counts those of stop_times.txt, `left_out` the stops without a line or a good place.
    """

    agencies: list
    publisher: str
    version: str
    starts_on: date | None
    ends_on: date | None
    stops: list
    rows: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A stop as stops.txt has it, with its place as a pair, or None without a good one."""

    name: str
    place: tuple | None
    station: str
    is_station: bool


def read(path, say=print):
    """The `Feed` in a zip. Raises `StopsFileError`; `say` is told how far it is."""
    with opened(path) as tables:
        agencies, language = _agencies(tables)
        info = _info(tables)
        rows = _stops(tables)
        say(f"Stops in the Region: {sum(not row.is_station for row in rows.values()):,}.")
        names = names_of(
            {key: row.name for key, row in rows.items()},
            _translated(tables, rows),
            _code(info["feed_lang"]) or language,
        )
        line_of = _lines_of_trips(tables)
        say(f"Trips: {len(line_of):,}.")
        lines_at, count = _lines_at(tables, rows, line_of, say)
        platforms = _platforms(rows, names, lines_at)
        if not platforms:
            raise StopsFileError(
                "No line stops at a stop of the Region: its tables do not belong together. "
                "Download the file once more."
            )
        return Feed(
            agencies=agencies,
            publisher=tidy(info["feed_publisher_name"]),
            version=clean(info["feed_version"])[:100],
            starts_on=_day(info["feed_start_date"]),
            ends_on=_day(info["feed_end_date"]) or _last_day(tables),
            stops=grouped(platforms),
            rows=count,
            left_out=sum(not row.is_station for row in rows.values()) - len(platforms),
        )


# Whose it is


def _agencies(tables):
    """The names of those who run it, and the language of the first."""
    names, languages = set(), []
    for written, language in tables.rows("agency", ["agency_name"], ["agency_lang"]):
        names.add(tidy(written))
        languages = languages or [language]
        if len(names) > MOST_AGENCIES:
            raise StopsFileError(
                f"agency.txt names more than {MOST_AGENCIES}: give one timetable for each of them."
            )
    if not names - {""}:
        raise StopsFileError("agency.txt names nobody: it should say whose timetable this is.")
    return sorted(names - {""}), _code(languages[0])


_INFO = ("feed_publisher_name", "feed_lang", "feed_start_date", "feed_end_date", "feed_version")


def _info(tables):
    rows = tables.rows("feed_info", [], _INFO) if "feed_info" in tables else iter(())
    return dict(zip(_INFO, next(rows, [""] * len(_INFO)), strict=True))


def _last_day(tables):
    """The last day of its calendar, where feed_info.txt does not say it; or None."""
    days = (day for table in _days_of(tables) for text in table if (day := _day(text)))
    return max(days, default=None)


def _days_of(tables):
    if "calendar" in tables:
        yield (row[0] for row in tables.rows("calendar", ["end_date"]))
    if "calendar_dates" in tables:
        added = tables.rows("calendar_dates", ["date", "exception_type"])
        yield (day for day, kind in added if kind == "1")


def _day(text):
    """A day as GTFS writes it (“20261231”), or None."""
    if not (len(text) == 8 and text.isascii() and text.isdigit()):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _code(language):
    """“nl” of “nl-BE”; empty for what is none of ours."""
    code = language[:2].casefold()
    return code if code in LANGUAGES else ""


# Where it stops


_STOP = ("stop_name", "stop_lat", "stop_lon", "location_type", "parent_station")


def _stops(tables):
    """`{stop_id: _Row}` of the platforms in the Region and of all stations."""
    rows = {}
    for key, name, *place, kind, station in tables.rows(
        "stops", ["stop_id", *_STOP[:3]], _STOP[3:]
    ):
        if kind != _STATION and kind not in _PLATFORM:
            continue
        is_station, where = kind == _STATION, _place(*place)
        if is_station or where:
            rows[key] = _Row(name, where, station, is_station)
        if len(rows) > MOST_STOPS:
            raise StopsFileError(f"stops.txt has more than {MOST_STOPS:,} stops of the Region.")
    used = {row.station for row in rows.values() if not row.is_station}
    rows = {key: row for key, row in rows.items() if not row.is_station or key in used}
    if not rows:
        raise StopsFileError(
            "No stop in it lies in the Brussels Region: give the timetable of somebody who runs "
            "lines there."
        )
    return rows


def _place(latitude, longitude):
    """A pair of degrees that lies in the Region or beside it, or None."""
    try:
        latitude, longitude = float(latitude), float(longitude)
    except ValueError:
        return None
    # First the cheap question, which also leaves out what is no number.
    if not (
        _LATITUDES[0] < latitude < _LATITUDES[1] and _LONGITUDES[0] < longitude < _LONGITUDES[1]
    ):
        return None
    return (latitude, longitude) if is_in_region(latitude, longitude, MARGIN) else None


def _translated(tables, rows):
    """`{stop_id: {language: name}}`, from the form of today or that of before 2020."""
    if "translations" not in tables:
        return {}
    columns, _rows = tables.raw("translations", [])
    by_name = defaultdict(list)
    for key, row in rows.items():
        by_name[row.name].append(key)
    translated = defaultdict(dict)
    for keys, language, name in (
        _of_today(tables, rows, by_name) if "table_name" in columns else _of_before(tables, by_name)
    ):
        if code := _code(language):
            for key in keys:
                translated[key][code] = name
    return translated


def _of_today(tables, rows, by_name):
    found = tables.rows(
        "translations",
        ["table_name", "field_name", "language", "translation"],
        ["record_id", "field_value"],
    )
    for table, field, language, name, key, value in found:
        if (table, field) != ("stops", "stop_name"):
            continue
        if key in rows:
            yield [key], language, name
        elif not key:
            yield by_name.get(value, ()), language, name


def _of_before(tables, by_name):
    for value, language, name in tables.rows("translations", ["trans_id", "lang", "translation"]):
        yield by_name.get(value, ()), language, name


# Which lines


def _lines_of_trips(tables):
    """`{trip_id: (mode, name)}`."""
    of_route, of_trip = {}, {}
    for route, name, kind in tables.rows("routes", ["route_id", "route_short_name", "route_type"]):
        if mode := lines.mode_of(kind):
            of_route[route] = mode, lines.name_of(tidy(name))
        if len(of_route) > MOST_ROUTES:
            raise StopsFileError(f"routes.txt has more than {MOST_ROUTES:,} lines.")
    for trip, route in tables.rows("trips", ["trip_id", "route_id"]):
        if line := of_route.get(route):
            of_trip[trip] = line
        if len(of_trip) > MOST_TRIPS:
            raise StopsFileError(f"trips.txt has more than {MOST_TRIPS:,} trips.")
    return of_trip


def _lines_at(tables, rows, line_of, say):
    """`({stop_id: lines}, how many rows)`: most of the time, and all of the size, is here."""
    columns, times = tables.raw("stop_times", ["trip_id", "stop_id"])
    trip, stop = columns["trip_id"], columns["stop_id"]
    lines_at, count, tell = {key: set() for key in rows}, 0, _TELL_EVERY
    for count, row in enumerate(times, start=1):
        try:
            there = lines_at.get(row[stop])
            if there is not None and (line := line_of.get(row[trip])):
                there.add(line)
        except IndexError:
            continue  # an empty line, or one that is broken off
        if count == tell:
            say(f"Times: {count:,} …")
            tell += _TELL_EVERY
    return lines_at, count


def _platforms(rows, names, lines_at):
    """What a line stops at, called as its station where it is a part of one."""
    platforms = []
    for key, row in rows.items():
        if not (row.place and lines_at[key]):
            continue
        station = row.station if row.station in rows else None
        name = names[station] if station else names[key]
        if not (name.nl or name.fr):
            name = names[key]
        if name.nl or name.fr:
            at, station = frozenset(lines_at[key]), key if row.is_station else station
            platforms.append(Platform(name.nl, name.fr, *row.place, at, station))
    return platforms
