"""The description of the open data is valid, complete, and true of what is answered."""

import json

import jsonschema
import pytest
from openapi_spec_validator import validate

from core.models import Status
from opendata import schema
from opendata.api_views import ENDPOINTS
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture(scope="module")
def described():
    return json.loads(schema.document())


def operations(described):
    return [(path, item["get"]) for path, item in described["paths"].items()]


def test_description_is_valid_openapi(described):
    validate(described)

    assert described["openapi"] == "3.1.0"


def test_description_is_at_its_address(client, described):
    response = client.get("/api/schema.json")

    assert response.json() == described
    assert client.get("/api/").json()["openapi"].endswith("/api/schema.json")


def test_every_list_is_described(described):
    assert {f"/api/{name}/" for name in ENDPOINTS} <= {*described["paths"]}


def test_everything_is_explained(described):
    parts = described["components"]["schemas"]
    silent = [
        (name, field)
        for name, part in parts.items()
        for field, said in part["properties"].items()
        if not said.get("description")
    ]
    silent += [
        (path, parameter["name"])
        for path, operation in operations(described)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]

    assert silent == []


def test_every_address_tells_its_errors(described):
    without = [
        path
        for path, operation in operations(described)
        if not {"200", "304", "400", "406", "429", "500", "503"} <= {*operation["responses"]}
    ]

    assert without == []


def filled():
    """Of every kind a row with as much as it can say, and one with nothing."""
    theme, audience = factories.theme(), factories.audience()
    neighbourhood = factories.neighbourhood()
    factories.municipality().neighbours.add(neighbourhood.municipality)
    parent = factories.organisation()
    row = factories.organisation(
        summary_fr="Une phrase",
        description_nl="Meer\n\nNog meer",
        themes=[theme],
        audiences=[audience],
        serves_municipalities=[neighbourhood.municipality],
        parent_organisation=parent,
        spoken_languages=["fr", "zgh"],
        phone="02 512 34 56",
        whatsapp="0470 12 34 56",
        email="info@example.org",
        website="https://example.org",
        verified_on="2026-11-01",
        verified_how="visit",
    )
    row.sources.create(title="Page", address="https://example.org/x", dated="2025-03")
    row.sources.create(title="Paper")
    for found_by in ("", "map-data", "addresses"):
        place = factories.location(
            organisation=row,
            neighbourhood=neighbourhood,
            street_fr="Rue Haute",
            house_number="1",
            postal_code="1000",
            latitude=50.84,
            longitude=4.35,
            position_from=found_by,
            hours_known=bool(found_by),
        )
        factories.opening_hours(location=place)
        factories.notice(location=place, text_nl="Dicht")
    factories.location(organisation=row, location_type="virtual", phone="1712")
    factories.notice(organisation=row)
    factories.location(organisation=factories.organisation(), is_confidential=True)
    question = factories.question(themes=[theme], organisations=[row])
    question.sources.create(title="Page", url="https://example.org/y")
    factories.insight(themes=[theme])
    factories.event(organisation=row)
    gone = factories.organisation()
    gone.status = Status.ARCHIVED
    gone.save()


def read(client, address):
    """What an answer says, or each of its lines, by its kind."""
    response = client.get(address)
    assert response.status_code == 200, address
    kind = response["Content-Type"]
    if kind == "application/json":
        return kind, [response.json()]
    return kind, [json.loads(line) for line in b"".join(response).splitlines()]


def addresses(client, described):
    """Every address, with the numbers of the first rows, and how it is described."""
    for path, operation in operations(described):
        if "{" in path:
            continue
        yield path, operation
        ids = []
        if path.endswith("/"):
            ids = [row.get("id") for row in client.get(path).json().get("results", ())[:3]]
        for one in (f"{path}{{id}}/", f"{path}{{id}}/dates/"):
            if one in described["paths"]:
                for pk in ids:
                    yield one.replace("{id}", str(pk)), described["paths"][one]["get"]


def test_every_answer_is_as_described(client, described):
    filled()
    wrong, count = {}, 0
    for address, operation in addresses(client, described):
        kind, answers = read(client, address)
        content = operation["responses"]["200"]["content"][kind]["schema"]
        checker = jsonschema.Draft202012Validator(
            {**described, **content}, format_checker=jsonschema.FormatChecker()
        )
        count += len(answers)
        for said in answers:
            if errors := [error.message for error in checker.iter_errors(said)]:
                wrong[address] = errors[:3]

    assert wrong == {}
    assert count > 30


def test_no_answer_says_what_is_not_described(client, described):
    filled()
    parts = described["components"]["schemas"]

    undescribed = {
        name: {*client.get(f"/api/{name}/").json()["results"][0]} ^ {*parts[part]["properties"]}
        for name, part in {
            "organisations": "Organisation",
            "activities": "Activity",
            "questions": "Question",
            "insights": "Insight",
            "themes": "Theme",
            "audiences": "Audience",
            "municipalities": "Municipality",
            "neighbourhoods": "Neighbourhood",
            "gone": "Gone",
        }.items()
    }

    assert {name: fields for name, fields in undescribed.items() if fields} == {}
