"""Everything as files for a data portal: a list a file, one record a line, and what describes them.

Points of OpenStreetMap have a file of their own, because they have a licence of their own: records
have null in their place. `datapackage.json` (https://specs.frictionlessdata.io/data-package/) names
the files with their sizes, sums and licences; it is written last.
"""

import csv
import hashlib
import json
import tempfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from directory import licences

from . import exports

POINTS = "points-openstreetmap.csv"
_COLUMNS = ("location", "latitude", "longitude")
_NAMES = {licences.FACTS: licences.FACTS.spdx, licences.POINTS: licences.POINTS.spdx}


def write(folder, lists):
    """Writes all files into a folder; what stood there stays until its follower is whole.

    `lists` is `{name: class of a RecordList}`. Gives the description, a dict.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        beside = Path(beside)
        with (beside / POINTS).open("w", encoding="utf-8", newline="") as file:
            points = _Points(csv.writer(file))
            resources = [_written(beside, name, view, points) for name, view in lists.items()]
        resources.append(_described(beside / POINTS, licences.POINTS, "text/csv", points.count))
        (beside / "LICENCE.txt").write_text(_licence(), encoding="utf-8")
        package = _package(resources)
        text = json.dumps(package, ensure_ascii=False, indent=2)
        (beside / "datapackage.json").write_text(f"{text}\n", encoding="utf-8")
        names = [*(resource["path"] for resource in resources), "LICENCE.txt", "datapackage.json"]
        for name in names:
            (beside / name).replace(folder / name)
    return package


class _Points:
    """Takes the points of OpenStreetMap out of records, and writes each once."""

    def __init__(self, writer):
        self._writer, self._written = writer, set()
        writer.writerow(_COLUMNS)

    @property
    def count(self):
        return len(self._written)

    def taken_from(self, record):
        places = [(place, place["id"]) for place in record.get("locations", ())]
        if place := record.get("place"):
            places.append((place, place["location"]))
        for place, location in places:
            point = place["point"]
            if point and point["licence"]["id"] == licences.POINTS.spdx:
                place["point"] = None
                if location not in self._written:
                    self._written.add(location)
                    self._writer.writerow((location, point["latitude"], point["longitude"]))
        return record


def _written(folder, name, view_class, points):
    view, count, path = exports.outside(view_class), 0, folder / f"{name}.ndjson"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for part in exports.records(view, view.filter_queryset(view.rows())):
            file.writelines(f"{exports.line(points.taken_from(record))}\n" for record in part)
            count += len(part)
    return _described(path, licences.FACTS, exports.TYPE, count)


def _described(path, licence, mediatype, count):
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": path.stem,
        "path": path.name,
        "format": path.suffix.removeprefix("."),
        "mediatype": mediatype,
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "rowcount": count,
        "licenses": [_said(licence)],
    }


def _said(licence):
    return {"name": _NAMES[licence], "title": licence.name, "path": licence.url}


def _package(resources):
    return {
        "name": "together-in-brussels",
        "title": f"{licences.SITE}: open data",
        "homepage": settings.SITE_URL,
        "created": timezone.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "profile": "data-package",
        "licenses": [_said(licence) for licence in _NAMES],
        "sources": [
            {
                "title": licence.credit,
                "path": licence.url if licence is not licences.FACTS else settings.SITE_URL,
            }
            for licence in _NAMES
        ],
        "resources": resources,
    }


def _licence():
    """For people who open the folder."""
    facts, points = licences.FACTS, licences.POINTS
    return (
        f"All files but {POINTS}:\n{facts.name} ({facts.spdx})\n{facts.url}\n"
        f"Name as the source: {facts.credit}, {settings.SITE_URL}\n\n"
        f"{POINTS}, where locations are:\n{points.name} ({points.spdx})\n{points.url}\n"
        f"Name as the source: {points.credit}\n\n"
        "Other points, in the records, say of themselves where they come from, and who may do\n"
        f"what with them: our own, or those of {licences.ADDRESSES.credit}\n"
        f"({licences.ADDRESSES.url}).\n"
    )
