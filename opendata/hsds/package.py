"""All of it as a tabular data package: a csv for each table, and `datapackage.json`.

https://docs.openreferral.org/en/v3.0.1/hsds/, https://specs.frictionlessdata.io/. It is written as
it is read, some hundred organisations at a time. The same content gives the same bytes on the same
day: what is closed soon and what takes place depends on the day.
"""

import csv
import gc
import json
import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from directory import identifiers
from directory.licences import FACTS, POINTS, SITE

from . import locations, organizations, reading, services
from .tables import rows
from .vocabulary import Vocabulary

AT_ONCE = 100  # organisations
STANDARD = Path(__file__).parent / "datapackage.json"
HOMEPAGE = "https://docs.openreferral.org/en/v3.0.1/hsds/"

# Points of OpenStreetMap have a file of their own, because they have a licence of their own.
_POINTS = {
    "name": "point",
    "path": "points.csv",
    "description": "Where locations are, from OpenStreetMap.",
    "format": "csv",
    "mediatype": "text/csv",
    "profile": "tabular-data-resource",
    "schema": {
        "fields": [
            {"name": "location_id", "type": "string", "format": "uuid"},
            {"name": "latitude", "type": "number"},
            {"name": "longitude", "type": "number"},
        ],
        "primaryKey": "location_id",
        "foreignKeys": [
            {"fields": "location_id", "reference": {"resource": "location", "fields": "id"}}
        ],
    },
}
# The standard asks for the offset of UTC in hours; a time of a package has none unless it says so.
_TIME = {"format": "%H:%M%z", "example": "10:00+01:00"}
# What says how the tables look is by Open Referral.
_OF_THE_SCHEMA = {
    "title": "Human Services Data Specification 3.0 (descriptions of tables: CC-BY-SA-4.0)",
    "path": HOMEPAGE,
}
# The first moment that a zip knows: with the true one, each would be another file.
_NO_MOMENT = (1980, 1, 1, 0, 0, 0)


def write_zip(path, language):
    """Writes the package as one file; what stood there stays until it is whole."""
    path = Path(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        names = write(folder, language)
        whole = Path(folder, "whole.zip")
        with zipfile.ZipFile(whole, "w") as archive:
            for name in names:
                entry = zipfile.ZipInfo(name, _NO_MOMENT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                with Path(folder, name).open("rb") as source, archive.open(entry, "w") as target:
                    shutil.copyfileobj(source, target)
        whole.replace(path)


def write(folder, language):
    """Writes the package into a folder, and returns the names of its files."""
    resources = [*json.loads(STANDARD.read_text())["resources"], _POINTS]
    with translation.override(language), ExitStack() as stack:
        writers = {each["name"]: _Writer(stack, folder, each) for each in resources}
        for table, row in _all_rows(language):
            writers[table].write(row)
    used = [each for each in resources if writers[each["name"]].count]
    for each in resources:
        if each not in used:
            Path(folder, each["path"]).unlink()
    _describe(folder, used, language)
    return ["datapackage.json", *(each["path"] for each in used)]


class _Writer:
    """The file of one table."""

    def __init__(self, stack, folder, resource):
        self.names = [field["name"] for field in resource["schema"]["fields"]]
        path = Path(folder, resource["path"])
        file = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self._csv = csv.writer(file)
        self._csv.writerow(self.names)
        self.count = 0

    def write(self, row):
        self._csv.writerow([row.get(name, "") for name in self.names])
        self.count += 1


def _describe(folder, resources, language):
    licences = {
        each: {"name": each.spdx, "path": each.url, "title": each.name} for each in (FACTS, POINTS)
    }
    names = {each["name"] for each in resources}
    package = {
        "name": "human_services_data",
        "title": SITE,
        "homepage": settings.SITE_URL,
        "profile": "tabular-data-package",
        "conformsTo": HOMEPAGE,
        "languages": [language],
        "licenses": [licences[FACTS]],
        "sources": [{"title": FACTS.credit, "path": settings.SITE_URL}, _OF_THE_SCHEMA],
        "resources": [
            {**each, "encoding": "utf-8", "schema": _schema(each["schema"], names)}
            | (
                {"licenses": [licences[POINTS]], "sources": [{"title": POINTS.credit}]}
                if each is _POINTS
                else {}
            )
            for each in resources
        ],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    Path(folder, "datapackage.json").write_text(f"{text}\n", encoding="utf-8")


def _schema(schema, names):
    """The one of the standard, without links to tables that are not in the package."""
    links = [
        link for link in schema.get("foreignKeys") or [] if link["reference"]["resource"] in names
    ]
    fields = [{**each, **_TIME} if each["type"] == "time" else each for each in schema["fields"]]
    without = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return {**without, "fields": fields, **({"foreignKeys": links} if links else {})}


# Rows


def _all_rows(language):
    """`(table, row)`; each thing once."""
    vocabulary, today = Vocabulary(language), timezone.localdate()
    yield (
        "meta_table_description",
        {
            "id": identifiers.of("meta_table_description", language),
            "name": SITE,
            "language": language,
            "character_set": "UTF-8",
        },
    )
    for taxonomy in vocabulary.taxonomies.values():
        yield "taxonomy", taxonomy
    for term in vocabulary.all_terms():
        yield "taxonomy_term", term
    for organisation, events in _in_parts():
        yield from _of_one(organisation, events, vocabulary, today)


def _in_parts():
    """Each organisation with its activities, a part of all in memory at a time."""
    pks = [*reading.public_organisations().order_by("pk").values_list("pk", flat=True)]
    try:
        for start in range(0, len(pks), AT_ONCE):
            yield from _part(pks[start : start + AT_ONCE])
            # Rows and what belongs to them name each other, so they stay until Python looks for
            # that; what is there after the first part stays anyway, and is not looked at again.
            gc.collect()
            if start == 0:
                gc.freeze()
    finally:
        gc.unfreeze()


def _part(pks):
    found = reading.organisations(reading.public_organisations().filter(pk__in=pks))
    by_pk = {row.pk: row for row in found.order_by("pk")}
    events = reading.public_events().filter(organisation__in=by_pk)
    events = reading.coming(events, timezone.now()).order_by("pk")
    of_each = {pk: [] for pk in by_pk}
    for event in reading.events(events, by_pk):
        of_each[event.organisation_id].append(event)
    return [(row, of_each[pk]) for pk, row in by_pk.items()]


def _of_one(organisation, events, vocabulary, today):
    places = locations.all_of(organisation, vocabulary, today)
    things = [
        ("organization", organizations.whole(organisation, vocabulary, places)),
        ("service", services.whole_of_organisation(organisation, vocabulary, today, places)),
        *(
            ("service", services.whole_of_event(event, vocabulary, today, places))
            for event in events
        ),
    ]
    there = set()
    for table, thing in things:
        for of_table, row in rows(table, thing):
            if row["id"] in there:
                continue  # a place is inside its organisation and inside its services
            there.add(row["id"])
            yield _as_point(row) if row.get("link_type") == "point" else (of_table, row)


def _as_point(row):
    latitude, longitude = row["value"].split(",")
    return "point", {"location_id": row["link_id"], "latitude": latitude, "longitude": longitude}
