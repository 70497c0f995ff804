"""The tabular data package: valid, whole, the same again, and nothing secret in it."""

import json
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directory.models import Location
from tests import factories
from tests.opendata.hsds import listings
from tests.opendata.hsds.published import problems_of_package, tables

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-12-11 10:00")]


def exported(path, lang="nl"):
    call_command("export_hsds", str(path), lang=lang, verbosity=0)
    return path


def test_package_is_valid(tmp_path):
    listings.full()
    factories.location(latitude=50.85, longitude=4.35, position_from=Location.PointFrom.MAP_DATA)

    found = tables(exported(tmp_path))

    assert problems_of_package(found) == []
    assert len(found["organization"]) == 3
    assert len(found["service"]) == 4
    assert len(found["location"]) == 3
    assert len(found["service_at_location"]) == 4
    assert {row["language"] for row in found["meta_table_description"]} == {"nl"}
    described = json.loads((tmp_path / "datapackage.json").read_text())["resources"]
    links = [link for each in described for link in each["schema"].get("foreignKeys", [])]
    assert {link["reference"]["resource"] for link in links} <= found.keys()
    fields = [field for each in described for field in each["schema"]["fields"]]
    assert {f["format"] for f in fields if f["type"] == "time"} == {"%H:%M%z"}


@pytest.mark.one_database
def test_points_of_openstreetmap_have_a_file_and_a_licence_of_their_own(tmp_path):
    place = factories.location(
        latitude=50.85, longitude=4.35, position_from=Location.PointFrom.MAP_DATA
    )

    found = tables(exported(tmp_path))

    there = found["location"][0]["id"]
    assert found["point"] == [{"location_id": there, "latitude": 50.85, "longitude": 4.35}]
    assert [row for row in found["attribute"] if row["link_type"] == "point"] == []
    assert "latitude" not in found["location"][0]
    package = json.loads((tmp_path / "datapackage.json").read_text())
    of_points = next(each for each in package["resources"] if each["name"] == "point")
    assert [each["name"] for each in package["licenses"]] == ["CC-BY-4.0"]
    assert [each["name"] for each in of_points["licenses"]] == ["ODbL-1.0"]
    assert of_points["sources"] == [{"title": "© OpenStreetMap contributors"}]
    assert place.latitude == 50.85


@pytest.mark.one_database
def test_same_content_gives_the_same_bytes(tmp_path):
    listings.full()

    first = exported(tmp_path / "first.zip").read_bytes()
    folder = exported(tmp_path / "folder")
    second = exported(tmp_path / "second.zip")

    assert second.read_bytes() == first
    with zipfile.ZipFile(second) as archive:
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()
        assert sorted(archive.namelist()) == sorted(path.name for path in folder.iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "first.zip", "folder", "second.zip"
    ]  # fmt: skip


def test_nothing_secret_goes_out(tmp_path):
    row = listings.full()
    factories.location(
        organisation=row, street_nl="Schuilstraat", name_nl="Zonnekelder", is_confidential=True
    )
    for status in ("draft", "in_review", "archived"):
        other = factories.organisation(status=status, name_nl="Zwijghuis", slug=f"zwijg-{status}")
        factories.location(organisation=other, street_nl="Zwijgstraat")
        factories.event(organisation=row, status=status, title_nl="Zwijgkoffie")
        factories.event(organisation=other, title_nl="Zwijgkoffie")

    folder = exported(tmp_path)

    text = "".join(path.read_text() for path in Path(folder).iterdir())
    secrets = ["Schuilstraat", "Zonnekelder", "Zwijg", "zwijg", "fluisternotitie"]
    assert [secret for secret in secrets if secret in text] == []


@pytest.mark.one_database
def test_package_takes_the_same_queries_for_one_and_for_many(tmp_path):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            exported(tmp_path / "some.zip")
        return len(captured)

    listings.full()
    one = queries()
    for _ in range(3):
        place = factories.location()
        factories.event(location=place, audiences=[factories.audience()])
        factories.opening_hours(location=place)

    assert queries() == one


@pytest.mark.one_database
def test_package_in_another_language(tmp_path):
    listings.full()

    found = tables(exported(tmp_path, lang="ar"))

    assert problems_of_package(found) == []
    assert {row["name"] for row in found["organization"]} == {"Le Berceau", "Netwerk"}
    assert {row["code"] for row in found["taxonomy_term"]} >= {"language:fr", "language:nl"}
    languages = [row["value"] for row in found["attribute"] if row["link_type"] == "language"]
    assert sorted(set(languages)) == [
        "address_1", "alert", "application_process", "description", "fees_description", "name",
        "notes",
    ]  # fmt: skip


@pytest.mark.one_database
def test_package_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(CommandError, match="cannot be written"):
        exported(tmp_path / "file" / "some.zip")
