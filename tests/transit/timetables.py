"""Timetables (GTFS) for tests: two lines of metro, a tram and two buses in Molenbeek."""

import csv
import io
import zipfile

AGENCY = "agency_id,agency_name,agency_url,agency_timezone,agency_lang"
STIB = [AGENCY, "1,STIB-MIVB,https://www.stib-mivb.be,Europe/Brussels,fr"]
DE_LIJN = [AGENCY, "1,De Lijn,https://www.delijn.be,Europe/Brussels,nl"]
INFO = [
    "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date,feed_version",
    "STIB-MIVB,https://www.stib-mivb.be,fr,20261101,20261231,2026-11-02",
]
STOPS = [
    "stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station",
    # A station with two platforms, and the tram above it, which has its name only.
    "M,Etangs Noirs,50.85617,4.33279,1,",
    "M1,Etangs Noirs,50.85616,4.33270,0,M",
    "M2,Etangs Noirs,50.85618,4.33290,0,M",
    "T1,Etangs Noirs,50.85640,4.33310,,",
    "B1,Saint-Jean-Baptiste,50.85710,4.33900,0,",
    "B2,Saint-Jean-Baptiste,50.85720,4.33920,0,",
    "L,Louvain,50.88150,4.71570,0,",
]
TRANSLATIONS = [
    "table_name,field_name,language,translation,record_id,record_sub_id,field_value",
    "stops,stop_name,nl,Zwarte Vijvers,M,,",
    "stops,stop_name,nl,Zwarte Vijvers,T1,,",
    "stops,stop_name,nl,Sint-Jan-Baptist,,,Saint-Jean-Baptiste",
]
ROUTES = [
    "route_id,agency_id,route_short_name,route_long_name,route_type",
    "r1,1,1,GARE DE L'OUEST - STOCKEL,1",
    "r5,1,5,ERASME - HERRMANN-DEBROUX,1",
    "r51,1,51,STADE - VAN HAELEN,0",
    "r86,1,86,MACHTENS - GARE CENTRALE,3",
    "r10,1,N10,NUIT,3",
]
TRIPS = ["route_id,service_id,trip_id", "r1,s,a", "r5,s,b", "r51,s,c", "r86,s,d", "r10,s,e"]
TIMES = [
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence",
    "a,8:00:00,8:00:00,M1,1", "a,8:20:00,8:20:00,L,2", "b,8:05:00,8:05:00,M2,1",
    "b,8:06:00,8:06:00,M1,2", "c,9:00:00,9:00:00,T1,1", "d,9:00:00,9:00:00,B1,1",
    "d,9:30:00,9:30:00,B2,2", "e,25:30:00,25:30:00,B2,1",
]  # fmt: skip
TABLES = {
    "agency": STIB, "feed_info": INFO, "stops": STOPS, "translations": TRANSLATIONS,
    "routes": ROUTES, "trips": TRIPS, "stop_times": TIMES,
}  # fmt: skip


def written(path, *, folder="", encoding="utf-8", **tables):
    """A zip with these tables, a list of lines each; None leaves one out, bytes are as they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in {**TABLES, **tables}.items():
            if table is not None:
                data = table if isinstance(table, bytes) else in_bytes(table, encoding)
                archive.writestr(f"{folder}{name}.txt", data)
    return path


def in_bytes(lines, encoding="utf-8"):
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def stops(*rows):
    """stops.txt of `(id, name, latitude, longitude)` rows."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["stop_id", "stop_name", "stop_lat", "stop_lon"])
    writer.writerows(rows)
    return text.getvalue().splitlines()


def times(*pairs):
    """stop_times.txt of `(trip, stop)` pairs."""
    return [TIMES[0], *(f"{trip},8:00:00,8:00:00,{stop},1" for trip, stop in pairs)]
