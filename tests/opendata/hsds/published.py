"""What Open Referral publishes, read by packages that nobody here wrote."""

import csv
import json
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from opendata.hsds.package import STANDARD

FOLDER = Path(__file__).parent / "schema"
_CHECKS = FormatChecker(formats=["date", "email", "ipv4"])


@_CHECKS.checks("uuid", raises=ValueError)
def _is_uuid(value):
    return str(UUID(value)) == value


@_CHECKS.checks("uri")
def _is_uri(value):
    return value.isascii() and " " not in value and value.startswith(("http://", "https://"))


@_CHECKS.checks("date-time", raises=ValueError)
def _is_moment(value):
    return datetime.fromisoformat(value).tzinfo is not None


def _retrieved(uri):
    text = (FOLDER / uri.rpartition("/")[2]).read_text()
    return Resource.from_contents(json.loads(text), default_specification=DRAFT202012)


_REGISTRY = Registry(retrieve=_retrieved)


@lru_cache
def validator(name):
    """For the schema in the file `name`."""
    schema = {"$ref": f"https://schema.example/{name}.json"}
    return Draft202012Validator(schema, registry=_REGISTRY, format_checker=_CHECKS)


def problems(name, thing):
    """What the schema in the file `name` says against a thing, and what is null or empty in it."""
    said = [f"{error.json_path}: {error.message}" for error in validator(name).iter_errors(thing)]
    return [*said, *_empty(thing, "$")]


def _empty(value, path):
    if value in (None, "", [], {}) and value is not False:
        yield f"{path} is empty"
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _empty(each, f"{path}.{name}")
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _empty(each, f"{path}[{number}]")


# The tabular package

_TYPES = {
    "string": str,
    "number": float,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}


def tables(folder):
    """`{table: rows}` of a package, as its own `datapackage.json` describes it; every cell has to
    be what it says."""
    package = json.loads(Path(folder, "datapackage.json").read_text())
    found = {}
    for resource in package["resources"]:
        fields = {field["name"]: field for field in resource["schema"]["fields"]}
        with Path(folder, resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            found[resource["name"]] = [
                {
                    name: float(cell) if fields[name]["type"] == "number" else cell
                    for name, cell in row.items()
                    if cell != "" and _TYPES[fields[name]["type"]](cell) is not None
                }
                for row in rows
            ]
            assert rows.fieldnames == [*fields]
    return found


def problems_of_package(found):
    """What the published schemas say against tables: types, needed columns, keys, links."""
    standard = {each["name"]: each for each in json.loads(STANDARD.read_text())["resources"]}
    said = problems("compiled-tabular", {name: found[name] for name in found if name in standard})
    for name, rows in found.items():
        schema = standard[name]["schema"] if name in standard else {"fields": []}
        for field in schema["fields"]:
            values = [row[field["name"]] for row in rows if field["name"] in row]
            if field["constraints"]["required"] and len(values) < len(rows):
                said.append(f"{name}.{field['name']} is empty somewhere")
            if field["constraints"]["unique"] and len(set(values)) < len(values):
                said.append(f"{name}.{field['name']} has something twice")
        for key in schema.get("foreignKeys") or []:
            to = key["reference"]
            there = {row[to["fields"]] for row in found.get(to["resource"], [])}
            said += [
                f"{name}.{key['fields']}: {row[key['fields']]} is not in {to['resource']}"
                for row in rows
                if key["fields"] in row and row[key["fields"]] not in there
            ]
    return said
