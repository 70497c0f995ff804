"""Everything at once, by address and by command."""

import csv
import gzip
import hashlib
import json

import brotli
import pytest
from django.core.management import call_command
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.utils.translation import override

from core.limits import AtOnce
from core.models import Status
from directory.models import Organisation
from opendata import exports
from opendata.lists import LISTS
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
ALL = "/api/organisations.ndjson"


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 2)
    monkeypatch.setattr(exports, "_at_once", AtOnce(1))
    monkeypatch.setattr(exports, "REST", 0)


def sent(address=ALL, **headers):
    response = Client().get(address, headers=headers)
    assert (response.status_code, response.streaming) == (200, True)
    # Whichever thread sends it has shown somebody a page before.
    with override("ar"):
        return response, b"".join(response)


def rows_of(body):
    return [json.loads(line) for line in body.decode().splitlines()]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.one_database
def test_export_has_the_records_of_the_pages(name):
    for _number in range(3):
        place = factories.location(latitude=50.85, longitude=4.35)
        factories.event(location=place)
        factories.question(themes=[factories.theme()])
        factories.insight()
        factories.audience()
        factories.neighbourhood()

    response, body = sent(f"/api/{name}.ndjson")

    assert rows_of(body) == Client().get(f"/api/{name}/").json()["results"]
    assert len(rows_of(body)) >= 3
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'
    assert response["Access-Control-Allow-Origin"] == "*"


def test_export_loses_and_doubles_nothing_while_rows_change():
    rows = [factories.organisation() for _number in range(7)]
    response = Client().get(ALL)
    parts = iter(response)

    body = next(parts)
    for row in (rows[0], rows[5]):
        row.slug = f"a-{row.pk}"
        row.save()
    rows[3].status = Status.DRAFT
    rows[3].save()
    new = factories.organisation()
    body += b"".join(parts)

    expected = [row.pk for row in (*rows[:3], *rows[4:], new)]
    assert [row["id"] for row in rows_of(body)] == expected


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("accepted", "unpack"), [("br, gzip", brotli.decompress), ("gzip", gzip.decompress)]
)
def test_export_is_packed_as_it_is_sent(accepted, unpack):
    rows = [factories.organisation() for _number in range(3)]

    response, body = sent(**{"Accept-Encoding": accepted})

    assert response["Content-Encoding"] == accepted.partition(",")[0]
    assert "Accept-Encoding" in response["Vary"]
    assert [row["id"] for row in rows_of(unpack(body))] == [row.pk for row in rows]


@pytest.mark.one_database
def test_export_answers_a_question_in_the_languages_asked_for():
    town = factories.municipality(slug="stad")
    factories.organisation(name_nl="Elders")
    place = factories.location(
        municipality=town, organisation=factories.organisation(name_nl="Hier", name_fr="Ici")
    )

    [row] = rows_of(sent(f"{ALL}?place=stad&lang=fr")[1])

    assert row["id"] == place.organisation_id
    assert row["name"] == [{"lang": "fr", "text": "Ici"}]


@pytest.mark.one_database
def test_export_of_what_means_nothing_is_a_problem():
    for query in ("theme=onzin", "lang=xx", "limit=3", "cursor=4"):
        response = Client().get(f"{ALL}?{query}", headers={"Accept": "application/x-ndjson"})
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.one_database
def test_one_export_at_a_time_and_the_next_when_it_has_ended():
    factories.organisation()
    first = Client().get(ALL)

    assert Client().get(ALL).status_code == 503
    assert Client().get("/api/organisations/").status_code == 200
    b"".join(first)
    second = Client().get(ALL)
    assert second.status_code == 200
    # Somebody goes away before the first part. The client closes its answers without this signal.
    request_finished.disconnect(close_old_connections)
    second.close()
    request_finished.connect(close_old_connections)
    head = Client().head(ALL)
    assert (head.status_code, b"".join(head)) == (200, b"")
    # How long the answer would be is not known, and not nothing.
    assert "Content-Length" not in head.headers
    assert sent()[1]


@pytest.mark.one_database
def test_export_that_did_not_change_is_not_made_again():
    response, _body = sent()

    again = Client().get(ALL, headers={"If-None-Match": response["ETag"]})

    assert again.status_code == 304


@pytest.mark.one_database
def test_parts_cost_the_same_queries(django_assert_num_queries):
    for _number in range(4):
        factories.organisation()
    sent()

    with django_assert_num_queries(15):
        sent()


# As files


def test_command_writes_files_with_sums_and_licences(tmp_path):
    place = factories.location(latitude=50.85, longitude=4.35, position_from="map-data")
    by_hand = factories.location(latitude=50.84, longitude=4.36)
    factories.event(location=place)
    hidden = factories.organisation(status=Status.DRAFT)
    (tmp_path / "mine.txt").write_text("stays")

    call_command("export_opendata", tmp_path / "new" / "folder", verbosity=0)

    folder = tmp_path / "new" / "folder"
    package = json.loads((folder / "datapackage.json").read_text())
    assert [resource["path"] for resource in package["resources"]] == [
        *(f"{name}.ndjson" for name in LISTS), "points-openstreetmap.csv",
    ]  # fmt: skip
    assert {path.name for path in folder.iterdir()} == {
        *(resource["path"] for resource in package["resources"]), "datapackage.json", "LICENCE.txt",
    }  # fmt: skip
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    first, last = package["resources"][0], package["resources"][-1]
    assert (first["licenses"][0]["name"], last["licenses"][0]["name"]) == ("CC-BY-4.0", "ODbL-1.0")
    assert first["rowcount"] == Organisation.objects.published().count()
    rows = {row["id"]: row for row in rows_of((folder / "organisations.ndjson").read_bytes())}
    assert hidden.pk not in rows
    assert rows[place.organisation_id]["locations"][0]["point"] is None
    assert rows[by_hand.organisation_id]["locations"][0]["point"]["latitude"] == 50.84
    [activity] = rows_of((folder / "activities.ndjson").read_bytes())
    assert activity["place"]["point"] is None
    with (folder / "points-openstreetmap.csv").open() as file:
        assert list(csv.DictReader(file)) == [
            {"location": str(place.pk), "latitude": "50.85", "longitude": "4.35"}
        ]
