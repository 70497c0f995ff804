"""What goes out as HSDS comes in again as HSDS, and says nothing new."""

import json

import pytest
from django.core.management import call_command
from django.utils import translation

from core.imports.models import Entry
from directory.models import ExternalId, Location, Organisation
from directory.tables import hsds
from tests import factories, lists
from tests.opendata.hsds import listings

pytestmark = [
    pytest.mark.django_db, pytest.mark.one_database, pytest.mark.at("2026-12-11 10:00")
]  # fmt: skip

LABEL = "directory.organisation"


@pytest.fixture(autouse=True)
def _in_french():
    """Whoever imports reads another language than the package."""
    with translation.override("fr"):
        yield


def package(tmp_path, lang="nl"):
    path = tmp_path / "package.zip"
    call_command("export_hsds", str(path), lang=lang, verbosity=0)
    return path.read_bytes()


def records(row):
    """As `/organizations/{id}` with `full_service` gives it."""
    organization, services = listings.read(row)
    return json.loads(json.dumps({**organization, "services": services}))


def cells_of(content):
    table = hsds.read(content if isinstance(content, bytes) else json.dumps(content).encode())
    return [
        {name: cell for name, cell in zip(table.headers, row.cells, strict=True) if cell}
        for row in table.rows
    ]


def test_package_is_the_same_in_whatever_language(client, tmp_path):
    lists.log_in(client)
    listings.full()

    pks = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    table = hsds.read(package(tmp_path, "ar"))
    assert (table.headers, [row.cells for row in table.rows]) == (["id"], [[str(pk)] for pk in pks])
    table_import = lists.sent_in(client, LABEL, package(tmp_path), "package.zip")

    assert table_import.options["notes"] == ["Our own listings in the file: 2, in Dutch."]
    assert [entry.plan for entry in table_import.entries.all()] == [Entry.Plan.SAME] * 2


def test_only_what_was_changed_comes_in():
    row = listings.full()
    record = records(row)
    assert cells_of([record]) == [{"id": str(row.pk)}]
    place = Location.objects.get(organisation=row, location_type="physical")
    service = record["services"][0]
    record["description"] = "Een huis."
    record["email"] = "nieuw@dewieg.example"
    record["phones"][1]["number"] = "+32 470 12 34 99"
    record["locations"][0]["phones"][0]["number"] = "02 511 11 12"
    record["locations"][0]["schedules"][0]["closes_at"] = "18:00+02:00"
    service["languages"].append({"id": "x", "code": "ar"})
    service["application_process"] = "Bel aan."
    for each in service["service_at_locations"]:
        del each["location"]

    assert cells_of([record]) == [
        {
            "id": str(row.pk),
            "summary_nl": "Een huis.",
            "how_to_join_nl": "Bel aan.",
            "email": "nieuw@dewieg.example",
            "whatsapp": "+32 470 12 34 99",
            "spoken_languages": "nl; zgh; ar",
            "location_id": str(place.pk),
            "location_phone": "02 511 11 12",
            "hours_known": "yes",
            "hours_0": "09:00–18:00",
            "hours_1": "09:00–18:00",
        }
    ]


def test_changed_activity_is_told_and_not_taken_over():
    row = listings.full()
    record = records(row)
    record["services"][1]["description"] = "Koffie en koek."

    (cells,) = cells_of([record])

    assert cells == {
        "id": str(row.pk),
        "internal_notes": "fluisternotitie\n\nHSDS\nservice description: Koffie en koek.",
    }


def test_merged_listing_is_the_one_that_stayed():
    kept, gone = factories.organisation(), listings.full()
    record = records(gone)
    Organisation.objects.filter(pk=gone.pk).update(status="archived", merged_into=kept)

    assert cells_of([record]) == [{"id": str(kept.pk)}]


def test_numbers_in_other_registers_do_not_go_out_and_are_not_taken_away(client):
    lists.log_in(client)
    row = listings.full()
    other = {"id": "two", "name": "Le Nid", "description": "Un nid."}

    sent = json.dumps([records(row), other]).encode()
    table_import = lists.sent_in(client, LABEL, sent, "list.json")

    assert "0403" not in sent.decode()
    plans = [entry.plan for entry in table_import.entries.order_by("pk")]
    assert plans == [Entry.Plan.SAME, Entry.Plan.NEW]


def test_listing_of_another_site_is_new(settings):
    row = listings.full()
    content = json.dumps([records(row)])
    settings.IDENTIFIERS_NAMESPACE = settings.IDENTIFIERS_NAMESPACE.__class__(int=1)

    (first, *_others) = cells_of(json.loads(content))

    assert "id" not in first
    assert first["name_fr"] == "De Wieg"
    assert first["external_ids"].startswith("hsds:")


def test_numbers_in_other_registers_stay():
    row = factories.organisation(name_fr="Le Nid")
    ExternalId.objects.create(organisation=row, scheme="hsds", value="one")
    ExternalId.objects.create(organisation=row, scheme="kbo", value="0403.170.701")

    (cells,) = cells_of([{"id": "one", "name": "Le Nid", "description": "Un nid."}])

    assert cells["external_ids"] == "hsds:one; kbo:0403.170.701"
