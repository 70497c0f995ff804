"""Releases: one version, a changelog that tells of it, migrations that stay, and the audit."""

import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from scripts.audit import FAULTS, FINE, NOT_ASKED, judged
from scripts.upgrade_compare import difference, last_release, pages, tables

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
RELEASED = ROOT / "tests" / "released_migrations.txt"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()


def versions():
    """`[(version, its day or “unreleased”), …]` of the changelog, the newest first."""
    return re.findall(
        r"^## \[?(\d+\.\d+\.\d+)\]? - (\d{4}-\d{2}-\d{2}|unreleased)$", CHANGELOG, re.M
    )


def test_changelog_begins_with_the_version_of_the_program():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert versions()[0][0] == project["version"]
    in_order = [tuple(map(int, version.split("."))) for version, _day in versions()]
    assert in_order == sorted(in_order, reverse=True)


def test_changelog_knows_the_last_release_and_every_version_says_what_to_do():
    _commit, name = last_release()

    released = [version for version, day in versions() if day != "unreleased"]
    assert released[0] == name
    for part in re.split(r"^## ", CHANGELOG, flags=re.M)[1:]:
        assert "### To do when updating" in part or part.startswith("1.0.0"), part[:40]


def test_migrations_of_a_release_are_neither_changed_nor_removed():
    # What a site has run cannot be run again: a change is a new migration.
    noted = dict(line.split()[::-1] for line in RELEASED.read_text().splitlines())

    assert len(noted) > 40
    changed = [
        name
        for name, digest in noted.items()
        if not (ROOT / name).exists()
        or hashlib.sha256((ROOT / name).read_bytes()).hexdigest() != digest
    ]
    assert changed == []


def test_upgrade_check_tells_of_lost_rows_and_tables():
    before = {"a": 2, "auth_permission": 8, "b": 1, "c": 3, "d": 1, "django_session": 4}
    after = {"a": 2, "auth_permission": 7, "b": 0, "d": 2, "django_session": 3, "new": 9}

    told = list(tables(before, after))

    assert told == [
        "auth_permission: 8 rows became 7",
        "b: 1 rows became 0",
        "the table c is gone, with 3 rows",
        "d: 1 rows became 2",
    ]
    assert list(tables({"auth_permission": 8}, {"auth_permission": 9})) == []


def test_upgrade_check_tells_what_pages_no_longer_show():
    before = {"/a": [200, ["one", "two"]], "/b": [200, []], "/c": [200, ["same"]]}
    after = {"/a": [200, ["one", "three"]], "/b": [404, []], "/c": [200, ["same"]]}
    # What it says may be new; it must be there.
    before |= {"/nl/privacy/": [200, ["old"]], "/fr/privacy/": [200, ["old"]]}
    after |= {"/nl/privacy/": [200, ["new"]], "/fr/privacy/": [500, []]}

    told = list(pages(before, after))

    assert told == [
        "/a: no longer ['two'], now ['three']",
        "/b: 200 became 404",
        "/fr/privacy/: 200 became 500",
    ]
    assert difference(["one"], ["one"]) == []


def package(**more):
    return {"name": "django", "version": "5.2", **more}


def audit(*packages):
    return judged(json.dumps({"dependencies": packages, "fixes": []}))


def test_audit_says_that_no_fault_is_known_of_what_was_asked():
    assert audit(package(vulns=[])) == (FINE, ["No fault is known in 1 packages."])


def test_audit_names_a_fault_and_the_version_that_mends_it():
    fault = {"id": "CVE-2026-1", "fix_versions": ["5.2.1"], "aliases": [], "description": ""}

    assert audit(package(vulns=[fault])) == (FAULTS, ["django 5.2: CVE-2026-1, mended in 5.2.1"])


def test_audit_does_not_take_silence_for_an_answer():
    skipped = {"name": "six", "skip_reason": "not found"}

    one = (NOT_ASKED, ["1 of 2 packages could not be asked about"])
    assert audit(package(vulns=[]), skipped) == one
    assert audit() == (NOT_ASKED, ["0 of 0 packages could not be asked about"])
    assert judged("") == (NOT_ASKED, [])
