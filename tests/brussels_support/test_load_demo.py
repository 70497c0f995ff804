"""Loading the example data."""

import csv
import json
from collections import Counter

import pytest
from django.conf import settings
from django.core.management import call_command

from agenda.models import Event
from directory.models import Location, Neighbourhood, Organisation
from directory.placing import points
from geo import borders
from tests import factories

pytestmark = pytest.mark.one_database


def rows_about(slugs):
    """The organisations of the example data with these slugs, and their places."""
    for row in json.loads((settings.BASE_DIR / "fixtures/organisations.json").read_text()):
        fields = row["fields"]
        if fields.get("slug") in slugs or (
            row["model"] == "directory.location" and fields["organisation"][0] in slugs
        ):
            yield row


@pytest.mark.django_db
def test_load_demo_fills_empty_tables_only(capsys):
    call_command("load_demo")
    events = Event.objects.count()
    loaded = capsys.readouterr().out
    call_command("load_demo")

    examples = Event.objects.filter(is_demonstration=True).count()
    assert examples >= 25
    assert f"Loaded {examples} activities (agenda)." in loaded
    assert f"Loaded {events - examples} activities (activities)." in loaded
    assert "Loaded 215 organisations (organisations)." in loaded
    assert Event.objects.count() == events
    assert "nothing loaded" in capsys.readouterr().out
    on_map = Location.objects.filter(latitude__isnull=False)
    by_street = Location.objects.filter(neighbourhood_from="street").exclude(neighbourhood=None)
    assert "Put 90 places on the map (OpenStreetMap)." in loaded
    assert {location.position_from for location in on_map} == {"map-data"}
    assert (on_map.count(), by_street.count()) == (63, 27)
    assert not on_map.filter(is_confidential=True).exists()


@pytest.mark.django_db
def test_load_demo_leaves_the_listings_of_others_alone(capsys):
    own = factories.organisation(name_nl="Van iemand anders")

    call_command("load_demo")

    assert list(Organisation.objects.all()) == [own]
    assert not Event.objects.exists()
    assert "do not fit" in capsys.readouterr().out


@pytest.mark.django_db
def test_points_stay_away_from_another_address_and_from_what_was_chosen(tmp_path):
    slugs = ["amazone", "aquarelle", "adde", "bapa-bxl"]
    some = tmp_path / "some.json"
    some.write_text(json.dumps([*rows_about(slugs)]))
    call_command("loaddata", "vocabulary", some, verbosity=0)
    moved, pinned, chosen, secret = (
        Location.objects.get(organisation__slug=slug) for slug in slugs
    )
    moved.house_number = "12"
    pinned.latitude, pinned.longitude = 50.85, 4.35
    chosen.neighbourhood = Neighbourhood.objects.get(number=1)
    secret.is_confidential = True
    for location in (moved, pinned, chosen, secret):
        location.save()

    points.load(settings.BASE_DIR / "fixtures/points.csv")
    again = points.load(settings.BASE_DIR / "fixtures/points.csv")

    for location in (moved, pinned, chosen, secret):
        location.refresh_from_db()
    assert (moved.latitude, secret.latitude, chosen.latitude) == (None, None, None)
    assert (pinned.latitude, pinned.position_from) == (50.85, "")
    assert (chosen.neighbourhood.number, chosen.neighbourhood_from) == (1, "")
    assert again == 0


def test_every_point_is_of_an_address_that_is_still_there():
    rows = [
        (row["model"], row["fields"])
        for name in ("vocabulary", "organisations")
        for row in json.loads((settings.BASE_DIR / f"fixtures/{name}.json").read_text())
    ]
    nis_codes = {
        fields["slug"]: fields["nis_code"]
        for model, fields in rows
        if model == "directory.municipality"
    }
    there = Counter(
        (
            fields["organisation"][0],
            fields.get("street_fr") or fields.get("street_nl") or "",
            fields.get("house_number", ""),
            fields.get("postal_code", ""),
            nis_codes[fields["municipality"][0]],
        )
        for model, fields in rows
        if model == "directory.location"
        and fields["location_type"] == "physical"
        and not fields.get("is_confidential")
    )
    with (settings.BASE_DIR / "fixtures/points.csv").open(encoding="utf-8") as stream:
        points_of = [*csv.DictReader(line for line in stream if not line.startswith("#"))]
    names = ("organisation", "street", "house_number", "postal_code", "nis_code")

    assert {there[tuple(row[name] for name in names)] for row in points_of} == {1}
    assert [
        row["organisation"]
        for row in points_of
        if row["latitude"]
        and not borders.is_near(row["nis_code"], float(row["latitude"]), float(row["longitude"]))
    ] == []
