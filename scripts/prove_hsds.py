"""Validators that nobody here wrote read what goes out as HSDS.

    python scripts/prove_hsds.py http://127.0.0.1:8000 PACKAGE

PACKAGE is a folder of `manage.py export_hsds`. In a temporary environment, frictionless reads it as
a tabular data package, and hsds-validator (by Stevens Blueprint) everything in the five lists of
the server, whole; each thing is held against the published JSON schemas too. Needs a package index.
Exit code 1 when something is not valid.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
SCHEMAS = ROOT / "tests/opendata/hsds/schema"
PACKAGES = ["frictionless>=5.18", "click>=8.2", "dydantic>=0.0.8", "pydantic[email]>=2.11"]
# It says that it wants Python 3.13, and works with ours.
VALIDATOR = ["--no-deps", "--ignore-requires-python", "hsds-validator==0.1.2"]
# `{list: (schema, whether there is more to each of them)}`
LISTS = {
    "organizations": ("organization", True),
    "services": ("service", True),
    "service_at_locations": ("service_at_location", True),
    "taxonomies": ("taxonomy", False),
    "taxonomy_terms": ("taxonomy_term", False),
}
# What the interface of the standard puts into things, and the schemas of one thing do not name; the
# validator refuses what they do not name. Services are read for themselves.
INSIDE = {"organization": "services", "service_at_location": "service"}


def main(base, package):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        bin_ = environment(folder / "venv")
        things = {name: all_of(base, name, is_whole) for name, (_, is_whole) in LISTS.items()}
        wrong = [
            package_fails(bin_, package),
            schemas_fail(things),
            *(validator_fails(bin_, folder, LISTS[name][0], things[name]) for name in things),
        ]
        return int(any(wrong))


def environment(folder):
    venv.create(folder, with_pip=True)
    for packages in (PACKAGES, VALIDATOR):
        command = [folder / "bin/pip", "install", "--quiet", *packages]
        subprocess.run([str(part) for part in command], check=True)
    return folder / "bin"


def all_of(base, name, is_whole):
    """Everything of a list in Dutch, as lines."""
    url = f"{base}/api/hsds/{name}?format=ndjson{'&full=true' if is_whole else ''}"
    with urllib.request.urlopen(url, timeout=600) as answer:
        return [json.loads(line) for line in answer]


def package_fails(bin_, package):
    return subprocess.run(
        [str(bin_ / "frictionless"), "validate", "datapackage.json"], cwd=package
    ).returncode


def schemas_fail(things):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brussels_support.settings")
    import django

    django.setup()
    from tests.opendata.hsds.published import problems

    found = {
        thing["id"]: said
        for name, some in things.items()
        for thing in some
        if (said := problems(LISTS[name][0], thing))
    }
    counts = {name: len(some) for name, some in things.items()}
    print("published schemas:", counts, found or "valid")
    return bool(found)


def validator_fails(bin_, folder, schema, things):
    """It takes a folder of files, which is called as what they are."""
    there = folder / schema
    there.mkdir()
    for thing in things:
        named = {name: value for name, value in thing.items() if name != INSIDE.get(schema)}
        (there / f"{thing['id']}.json").write_text(json.dumps(named))
    schemas = folder / "schemas"
    schemas.mkdir(exist_ok=True)
    for path in SCHEMAS.glob("*.json"):
        if not path.name.startswith("compiled-"):
            (schemas / path.name).write_bytes(path.read_bytes())
    command = [str(bin_ / "hsds-validate"), str(there), str(schemas)]
    said = subprocess.run(command, capture_output=True, text=True).stdout
    answer = json.loads(said[said.index("{\n") :])
    print("hsds-validator:", schema, answer.get("summary"), answer["errors"][:5])
    return not answer["success"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2]))
