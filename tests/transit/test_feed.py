"""What is read from timetables, whole, odd, broken and hostile."""

import io
import zipfile
from datetime import date

import pytest

from tests.transit import timetables
from tests.transit.timetables import in_bytes, stops, times, written
from transit import feed
from transit.archive import LONGEST_LINE, StopsFileError
from transit.lines import mode_of, order_of

pytestmark = pytest.mark.one_database


def read(path):
    return feed.read(path, say=lambda text: None)


def told(found):
    """`[(nl, fr, lines), …]` of the stops, by their names."""
    return sorted(
        (stop.name_nl, stop.name_fr, [" ".join(line) for line in sorted(stop.lines, key=order_of)])
        for stop in found.stops
    )


def test_read_takes_the_stops_of_the_region_with_their_lines(tmp_path):
    said = []

    found = feed.read(written(tmp_path / "stib.zip"), say=said.append)

    assert told(found) == [
        ("Sint-Jan-Baptist", "Saint-Jean-Baptiste", ["bus 86", "bus N10"]),
        ("Zwarte Vijvers", "Etangs Noirs", ["metro 1", "metro 5", "tram 51"]),
    ]
    assert [(stop.latitude, stop.longitude) for stop in found.stops] == [
        (50.856247, 4.3329), (50.85715, 4.3391),
    ]  # fmt: skip
    assert (found.agencies, found.publisher, found.version, found.starts_on, found.ends_on) == (
        ["STIB-MIVB"], "STIB-MIVB", "2026-11-02", date(2026, 11, 1), date(2026, 12, 31),
    )  # fmt: skip
    assert (found.rows, found.left_out) == (8, 0)
    assert said == ["Stops in the Region: 5.", "Trips: 5."]


def test_read_understands_translations_of_before_2020(tmp_path):
    old = ["trans_id,lang,translation", "Etangs Noirs,nl-BE,Zwarte Vijvers",
           "Etangs Noirs,FR,Étangs Noirs", "Etangs Noirs,en,Black Ponds"]  # fmt: skip

    found = read(written(tmp_path / "stib.zip", translations=old))

    assert [(nl, fr) for nl, fr, _lines in told(found)] == [
        ("", "Saint-Jean-Baptiste"), ("Zwarte Vijvers", "Étangs Noirs"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("agency", "info", "names"),
    [
        (timetables.DE_LIJN, None, ("Elsene Flagey", "")),
        (timetables.STIB, None, ("", "Elsene Flagey")),
        (timetables.DE_LIJN, timetables.INFO, ("", "Elsene Flagey")),
        (["agency_name", "X"], None, ("Elsene Flagey", "Elsene Flagey")),
        (["agency_name,agency_lang", "X,en"], None, ("Elsene Flagey", "Elsene Flagey")),
    ],
)
def test_read_knows_in_which_language_names_are(tmp_path, agency, info, names):
    path = written(
        tmp_path / "a.zip",
        agency=agency,
        feed_info=info,
        translations=None,
        stops=stops(("B1", "Elsene  Flagey ", 50.8275, 4.3722)),
    )

    assert [(nl, fr) for nl, fr, _lines in told(read(path))] == [names]


def test_read_takes_the_last_day_from_the_calendar(tmp_path):
    path = written(
        tmp_path / "a.zip",
        feed_info=None,
        calendar=["service_id,end_date", "s,20261130", "t,20261212", "u,nonsense"],
        calendar_dates=["service_id,date,exception_type", "s,20261220,1", "s,20270101,2", "s,?,1"],
    )

    assert read(path).ends_on == date(2026, 12, 20)


def test_read_leaves_out_what_has_no_good_place(tmp_path):
    table = stops(
        ("B1", "Flagey", "50.8275", "4.3722"), ("a", "Null Island", 0, 0),
        ("b", "Text", "fifty", "four"), ("c", "Comma", "50,82", "4,37"), ("d", "None", "", ""),
        ("e", "NaN", "nan", "nan"), ("f", "Infinite", "inf", "-inf"), ("g", "Leuven", 50.88, 4.71),
    )  # fmt: skip

    path = written(
        tmp_path / "a.zip",
        stops=table,
        stop_times=times(*(("d", k) for k in "abBcdefg"), ("d", "B1")),
    )

    assert [fr for _nl, fr, _lines in told(read(path))] == ["Flagey"]


def test_read_takes_stops_just_across_the_border(tmp_path):
    # Drogenbos begins at 50.797 north on this meridian; the others are 200 and 900 metres south.
    at = 4.3255
    border = max(
        latitude / 100_000
        for latitude in range(5_077_000, 5_083_000, 5)
        if not feed.is_in_region(latitude / 100_000, at)
    )
    table = stops(("B1", "Near", border - 0.0018, at), ("B2", "Far", border - 0.0081, at))

    assert [fr for _nl, fr, _lines in told(read(written(tmp_path / "a.zip", stops=table)))] == [
        "Near"
    ]


def test_read_takes_columns_in_any_order_and_text_in_quotes(tmp_path):
    path = written(
        tmp_path / "a.zip",
        folder="gtfs/",
        translations=None,
        stops=[
            '"stop_lon",stop_lat,"stop_name",STOP_ID',
            '"4.3722","50.8275","Place ""Flagey""",B1',
        ],
        stop_times=["stop_id,x,trip_id", "B1,,d", "", "B1"],
    )

    assert told(read(path)) == [("", 'Place "Flagey"', ["bus 86"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_read_understands_what_programs_make_of_text(tmp_path, encoding):
    table = stops(("B1", "Hôpital d'Été", 50.8275, 4.3722))

    path = written(tmp_path / "a.zip", encoding=encoding, translations=None, stops=table)

    assert told(read(path)) == [("", "Hôpital d’Été", ["bus 86"])]


def test_read_skips_lines_of_unknown_kinds(tmp_path):
    routes = [timetables.ROUTES[0], "r86,1,Waterbus,,4", "r10,1,N10,,x", "r51,1,,Long name,0",
              "r1,1,A very long short name,,401"]  # fmt: skip

    path = written(tmp_path / "a.zip", routes=routes)

    assert told(read(path)) == [("Zwarte Vijvers", "Etangs Noirs", ["metro ", "tram "])]


@pytest.mark.parametrize(
    ("cell", "mode"),
    [
        ("0", "tram"), ("1", "metro"), ("2", "train"), ("3", "bus"), ("4", None), ("7", None),
        ("11", "bus"), ("109", "train"), ("401", "metro"), ("702", "bus"), ("900", "tram"),
        ("1000", None), ("", None), ("-1", None), ("3.0", None), ("٣", None), ("9" * 5_000, None),
    ],
)  # fmt: skip
def test_mode_of_a_route(cell, mode):
    assert mode_of(cell) == mode


def test_lines_stand_in_the_order_of_signs():
    lines = [("bus", "N04"), ("bus", "71"), ("bus", "8"), ("train", "S10"), ("train", "S2"),
             ("train", "IC"), ("tram", "92"), ("metro", "5"), ("metro", "1"),
             ("bus", ""), ("bus", "8²"), ("bus", "①")]  # fmt: skip

    assert [" ".join(line) for line in sorted(lines, key=order_of)] == [
        "metro 1", "metro 5", "tram 92", "train IC", "train S2", "train S10", "bus ", "bus 8",
        "bus 8²", "bus 71", "bus N04", "bus ①",
    ]  # fmt: skip


# What is wrong


NO_TIMES = [timetables.TIMES[0]]


@pytest.mark.parametrize(
    ("tables", "says"),
    [
        ({"stops": None}, "There is no stops.txt in it: give a timetable in GTFS"),
        ({"routes": None}, "There is no routes.txt in it"),
        ({"agency": None}, "There is no agency.txt in it"),
        ({"agency": ["agency_name"]}, "agency.txt names nobody"),
        ({"agency": ["agency_name", *map(str, range(50))]}, "agency.txt names more than 20"),
        ({"stops": ["stop_id,stop_name", "1,a"]}, "stops.txt has no column stop_lat, stop_lon."),
        ({"stops": b""}, "stops.txt has no column stop_id, stop_name, stop_lat, stop_lon."),
        ({"trips": ["trip_id;route_id", "a;r1"]}, "trips.txt has no column trip_id, route_id."),
        ({"stops": stops(("L", "Leuven", 50.88, 4.71))}, "No stop in it lies in the Brussels"),
        ({"stop_times": NO_TIMES}, "No line stops at a stop of the Region"),
        ({"stop_times": times(("other", "M1"))}, "its tables do not belong together"),
        ({"stops": in_bytes(timetables.STOPS, "utf-16")}, "stops.txt is not text"),
        ({"trips": b"trip_id,route_id\n" + b"x" * (LONGEST_LINE + 1)}, "is longer than 20,000"),
        ({"trips": b"trip_id,route_id\n" + b'"' + b"a,b\n" * 50_000}, "of trips.txt is not CSV"),
        ({"trips": b"trip_id,route_id\rx,y\rz,w"}, "trips.txt (is not CSV|has no column)"),
        ({"trips": b"trip_id,route_id\n" + b"0" * 30_000_000}, "trips.txt would be 30,000,017"),
    ],
)  # fmt: skip
def test_read_says_what_is_wrong_with_a_table(tmp_path, tables, says):
    path = written(tmp_path / "a.zip", **tables)

    with pytest.raises(StopsFileError, match=says):
        read(path)


def with_parts(path, *parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty. Download the file once more."),
        (b"stop_id,stop_name\n", "The zip cannot be unpacked"),
        (b"<html>Not found</html>", "The zip cannot be unpacked"),
    ],
)
def test_read_says_what_is_wrong_with_a_file(tmp_path, data, says):
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    with pytest.raises(StopsFileError, match=says):
        read(path)


def test_read_says_that_there_is_no_file(tmp_path):
    with pytest.raises(StopsFileError, match="It cannot be opened: No such file or directory"):
        read(tmp_path / "nothing.zip")
    with pytest.raises(StopsFileError, match="It cannot be opened: Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize(
    "name", ["/stops.txt", "../stops.txt", "a/../../stops.txt", "__MACOSX/stops.txt"]
)
def test_read_finds_no_table_at_a_hostile_path(tmp_path, name):
    path = with_parts(
        tmp_path / "a.zip",
        *(
            (f"{table}.txt", in_bytes(lines))
            for table, lines in timetables.TABLES.items()
            if table != "stops"
        ),
        (name, in_bytes(timetables.STOPS)),
    )

    with pytest.raises(StopsFileError, match=r"There is no stops\.txt in it"):
        read(path)


def test_read_refuses_a_table_that_is_there_twice(tmp_path):
    path = with_parts(tmp_path / "a.zip", ("stops.txt", "a"), ("gtfs/stops.txt", "b"))

    with pytest.raises(StopsFileError, match=r"There are two tables stops\.txt in it"):
        read(path)


def damaged(path, change):
    """The bytes of a good file, changed."""
    path.write_bytes(change(path.read_bytes()))
    return path


def test_read_refuses_what_is_broken_off_or_damaged(tmp_path):
    whole = written(tmp_path / "a.zip", stop_times=[*timetables.TIMES, *timetables.TIMES[1:] * 500])
    size, data = whole.stat().st_size, whole.read_bytes()
    at = data.index(b"stop_times.txt") + 100

    for change in (data[: size // 2], data[:at] + b"\0\0\0\0" + data[at + 4 :]):
        whole.write_bytes(change)
        with pytest.raises(StopsFileError, match="The zip cannot be unpacked"):
            read(whole)


def test_read_refuses_a_bomb_before_unpacking_it(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, lines in timetables.TABLES.items():
            archive.writestr(f"{name}.txt", in_bytes(lines))
        # Lines that are short and many.
        archive.writestr("calendar.txt", b"\n" * 20_000_000)
    path = tmp_path / "a.zip"
    path.write_bytes(data.getvalue())
    assert read(path).ends_on == date(2026, 12, 31)  # its calendar is not needed

    whole = written(tmp_path / "b.zip", stop_times=in_bytes(timetables.TIMES) + b"\n" * 20_000_000)
    with pytest.raises(StopsFileError, match=r"stop_times\.txt would be 20,000,\d+ bytes"):
        read(whole)


def test_read_refuses_what_has_a_password_or_an_unknown_way_of_packing(tmp_path):
    path = written(tmp_path / "a.zip")
    locked = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = locked.find(mark)
        while at != -1:
            locked[at + offset] |= 1
            at = locked.find(mark, at + 4)
    path.write_bytes(locked)
    with pytest.raises(StopsFileError, match="password required"):
        read(path)

    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("agency.txt", in_bytes(timetables.STIB))
    with pytest.raises(StopsFileError, match="packed in an unknown way"):
        read(path)
