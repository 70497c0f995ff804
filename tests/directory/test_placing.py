"""Locations are put where their addresses are, and never where a person did not want them."""

import csv
from dataclasses import dataclass

import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from core.editing.models import Proposal
from directory.models import Location, Municipality, Neighbourhood
from directory.placing.geocoding import geocode
from geo.models import AddressFile
from tests import factories
from tests.best_file import COLUMNS
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db

# In the neighbourhoods 1 and 2 of the City of Brussels.
CENTRE, DANSAERT = (50.8467, 4.3525), (50.8520, 4.3450)


@dataclass
class Town:
    city: Municipality
    centre: Neighbourhood
    dansaert: Neighbourhood


@pytest.fixture
def town(db):
    """The City of Brussels, two of its neighbourhoods, and its official addresses."""
    city = factories.municipality(nis_code="21004", name_nl="Stad Brussel")
    factories.address_points(
        ("Rue de l’Étuve", "Stoofstraat", 12, *CENTRE),
        ("Rue de Flandre", "Vlaamsesteenweg", 12, *DANSAERT),
    )
    return Town(
        city=city,
        centre=factories.neighbourhood(number=1, municipality=city, name_nl="Grote Markt"),
        dansaert=factories.neighbourhood(number=2, municipality=city, name_nl="Dansaert"),
    )


def place(town, **values):
    defaults = {
        "municipality": town.city, "postal_code": "1000", "street_fr": "Rue de l’Étuve",
        "house_number": "12",
    }  # fmt: skip
    if "organisation" not in values:
        values["organisation"] = factories.organisation(
            name_nl="Huis", summary_nl="Zin", themes=[factories.theme()], serves_region=True
        )
    return factories.location(**defaults | values)


def where(location):
    location.refresh_from_db()
    point = location.latitude and (location.latitude, location.longitude)
    return point, location.position_from, location.neighbourhood, location.neighbourhood_from


# The command


def test_geocode_puts_locations_where_their_addresses_are(town):
    by_french = place(town)
    by_dutch = place(town, street_fr="", street_nl="Vlaamse stwg.", house_number="12 bus 3")
    in_one_field = place(town, street_fr="rue de Flandre 12", house_number="")

    outcome = geocode()

    assert where(by_french) == (CENTRE, "addresses", town.centre, "point")
    assert where(by_dutch) == where(in_one_field) == (DANSAERT, "addresses", town.dansaert, "point")
    assert (outcome.looked_at, outcome.found, outcome.changed) == (3, 3, 3)
    assert outcome.not_found == outcome.elsewhere == outcome.by_hand == []


def test_geocode_twice_changes_nothing(town):
    location = place(town)
    geocode()
    kept = Version.objects.count()

    outcome = geocode()

    assert (outcome.found, outcome.changed) == (1, 0)
    assert Version.objects.count() == kept
    assert where(location)[0] == CENTRE


def test_geocode_leaves_what_a_person_chose(town):
    pinned = place(town, latitude=50.8400, longitude=4.3600)
    chosen = place(town, neighbourhood=town.dansaert)

    outcome = geocode()

    assert where(pinned) == ((50.84, 4.36), "", None, "")
    assert where(chosen) == (CENTRE, "addresses", town.dansaert, "")
    assert [line.partition(": ")[2] for line in outcome.by_hand] == [
        "Rue de l’Étuve 12, 1000: 912 m from the point that somebody set",
        "Rue de l’Étuve 12, 1000: lies in Grote Markt, somebody chose Dansaert",
    ]


def test_geocode_gives_the_neighbourhood_of_a_point_that_a_person_set(town):
    pinned = place(town, latitude=DANSAERT[0], longitude=DANSAERT[1])

    geocode()

    assert where(pinned) == (DANSAERT, "", town.dansaert, "point")


def test_geocode_replaces_points_of_map_data(town):
    location = place(town, latitude=50.8460, longitude=4.3520, position_from="map-data")

    geocode()

    assert where(location) == (CENTRE, "addresses", town.centre, "point")


def test_geocode_lists_what_it_cannot_find(town):
    schaerbeek = factories.municipality(nis_code="21015", name_nl="Schaarbeek")
    organisation = factories.organisation(slug="huis")
    for position, values in enumerate(
        [
            {"house_number": "14"},
            {"house_number": ""},
            {"street_fr": "Rue de l’Etuvve"},
            {"street_fr": ""},
            {"postal_code": "1030", "municipality": schaerbeek},
            {"municipality": schaerbeek},
        ]
    ):
        place(town, organisation=organisation, position=position, **values)

    outcome = geocode()

    assert outcome.not_found == [
        "huis: Rue de l’Étuve 14, 1000: this number is not in the file "
        "(Rue de l’Étuve – Stoofstraat 12)",
        "huis: Rue de l’Étuve, 1000: no house number that can be read",
        "huis: Rue de l’Etuvve 12, 1000: this street is not in the file (Rue de l’Étuve)",
        "huis: 1000: no street",
    ]
    assert outcome.elsewhere == [
        "huis: Rue de l’Étuve 12, 1030: it lies elsewhere (Rue de l’Étuve – Stoofstraat, 1000)",
        "huis: Rue de l’Étuve 12, 1000: it lies elsewhere (Stad Brussel)",
    ]
    assert not Location.objects.filter(latitude__isnull=False).exists()


def test_geocode_does_not_look_at_what_is_secret_or_no_place(town):
    secret = place(town, is_confidential=True)
    online = place(town, location_type=Location.Type.VIRTUAL)

    outcome = geocode()

    assert outcome.looked_at == 0
    assert where(secret) == where(online) == (None, "", None, "")


def test_geocode_keeps_its_change_in_the_history(town):
    location = place(town)

    geocode()

    organisation = location.organisation
    latest = Version.objects.get_for_object(organisation).first()
    kept = [version.object for version in latest.revision.version_set.all()]
    assert Version.objects.get_for_object(organisation).count() == 2
    assert latest.revision.comment == "geocode"
    assert location in kept


def test_geocode_leaves_an_unknown_neighbourhood_empty(town):
    town.centre.delete()
    location = place(town)

    geocode()

    assert where(location) == (CENTRE, "addresses", None, "")


@pytest.fixture
def address_file(tmp_path):
    path = tmp_path / "best.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        row = {
            "street_id": 1, "streetname_fr": "Rue de l’Étuve", "streetname_nl": "Stoofstraat",
            "postcode": "1000", "municipality_id": "21004", "EPSG:4258_lat": CENTRE[0],
            "EPSG:4258_lon": CENTRE[1], "status": "current", "region_code": "BE-BRU",
        }  # fmt: skip
        for number, status in [("12", "current"), ("14", "retired"), ("x", "current")]:
            writer.writerow(row | {"house_number": number, "status": status})
    return path


def test_command_reads_the_file_and_says_what_it_did(town, address_file, capsys):
    AddressFile.objects.all().delete()
    location = place(town)
    place(town, street_fr="Rue Nulle", organisation=factories.organisation(slug="nergens"))

    call_command("geocode", str(address_file))

    assert where(location)[0] == CENTRE
    assert capsys.readouterr().out.splitlines() == [
        "Rows: 3; addresses: 1; cannot be read: 1; retired: 1.",
        "  row 4: “x” is no house number",
        "Not found: 1",
        "  nergens: Rue Nulle 12, 1000: this street is not in the file",
        "Locations: 2; found: 1; changed: 1.",
    ]


def test_command_without_a_file_uses_the_last_one(town, capsys):
    place(town)

    call_command("geocode")

    assert capsys.readouterr().out == "Locations: 1; found: 1; changed: 1.\n"


def test_command_says_what_is_missing(db, tmp_path):
    with pytest.raises(CommandError, match=r"No addresses were read yet: name the file."):
        call_command("geocode")
    (tmp_path / "x.csv").write_text("a,b\n")
    with pytest.raises(CommandError, match=r"x\.csv: These columns are missing"):
        call_command("geocode", str(tmp_path / "x.csv"))


# Secret places


def test_place_that_becomes_secret_loses_its_point(town):
    location = place(town)
    geocode()
    location.refresh_from_db()

    location.is_confidential = True
    location.save()

    assert where(location) == (None, "", None, "")


def test_secret_place_keeps_the_neighbourhood_that_a_person_chose(town):
    location = place(town, is_confidential=True, neighbourhood=town.centre, latitude=50.85,
                     longitude=4.35)  # fmt: skip

    assert where(location) == (None, "", town.centre, "")


# In the admin


@pytest.fixture
def editor(client):
    client.force_login(factories.user(groups=["Editors"], language="en"))
    return client


def page_of(location):
    return f"/admin/directory/organisation/{location.organisation_id}/change/"


def send(client, location, url=None, **values):
    """Sends the page of an organisation with other values in the form of its location."""
    url = url or page_of(location)
    sent = {f"locations-0-{name}": text for name, text in values.items()}
    response = client.post(url, fields_of(client.get(url), **sent))
    assert response.status_code == 302
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.one_database
def test_saving_an_address_puts_it_on_the_map(town, editor):
    location = place(town, house_number="")

    said = send(editor, location, house_number="12")

    assert where(location) == (CENTRE, "addresses", town.centre, "point")
    assert "Rue de l’Étuve 12: found on the map, in the neighbourhood Grote Markt." in said


@pytest.mark.one_database
def test_saving_without_the_address_looks_nothing_up(town, editor):
    location = place(town)

    send(editor, location, phone="02 512 34 56")

    assert where(location)[0] is None


@pytest.mark.one_database
def test_saving_another_address_moves_it(town, editor):
    location = place(town)
    geocode()

    send(editor, location, street_fr="Rue de Flandre")

    assert where(location) == (DANSAERT, "addresses", town.dansaert, "point")


@pytest.mark.one_database
def test_saving_an_address_that_is_not_found_takes_the_former_point_away(town, editor):
    location = place(town)
    geocode()

    said = send(editor, location, street_fr="Rue de l’Étang")

    assert where(location) == (None, "", None, "")
    assert (
        "Rue de l’Étang 12: there is no such street with this postal code in the official list of "
        "addresses. Is it one of these? Rue de l’Étuve"
    ) in said


@pytest.mark.one_database
@pytest.mark.parametrize(
    "values",
    [{"street_nl": "Stoofstraat"}, {"street_fr": "rue de l'etuve"}, {"house_number": "12 bte 1"}],
)
def test_same_address_written_otherwise_keeps_its_point(town, editor, values):
    AddressFile.objects.all().delete()
    location = place(town, latitude=CENTRE[0], longitude=CENTRE[1], position_from="map-data")

    send(editor, location, **values)

    assert where(location)[:2] == (CENTRE, "map-data")


@pytest.mark.one_database
def test_point_that_a_person_writes_is_hers(town, editor):
    location = place(town)
    geocode()

    send(editor, location, latitude=str(DANSAERT[0]), longitude=str(DANSAERT[1]))

    assert where(location) == (DANSAERT, "", town.dansaert, "point")
    assert geocode().changed == 0


@pytest.mark.one_database
def test_point_of_a_person_stays_with_another_address_and_is_asked_about(town, editor):
    location = place(town, latitude=50.84, longitude=4.36, house_number="")

    said = send(editor, location, house_number="12")

    assert where(location)[:2] == ((50.84, 4.36), "")
    assert (
        "Rue de l’Étuve 12: somebody put its point on the map. Is it still right for this address?"
        in said
    )


@pytest.mark.one_database
def test_point_that_is_emptied_is_looked_up_again(town, editor):
    location = place(town, latitude=50.84, longitude=4.36)

    send(editor, location, latitude="", longitude="")

    assert where(location)[:2] == (CENTRE, "addresses")


@pytest.mark.one_database
def test_neighbourhood_that_a_person_chooses_is_hers(town, editor):
    location = place(town)
    geocode()

    said = send(editor, location, neighbourhood=str(town.dansaert.pk))

    assert where(location) == (CENTRE, "addresses", town.dansaert, "")
    assert "Rue de l’Étuve 12: the point is in Grote Markt, but another one is chosen." in said


@pytest.mark.one_database
def test_place_in_another_municipality_forgets_its_neighbourhood(town, editor):
    other = factories.municipality(nis_code="21015", name_nl="Schaarbeek")
    location = place(town)
    geocode()

    said = send(editor, location, municipality=str(other.pk))

    assert where(location) == (None, "", None, "")
    assert (
        "Rue de l’Étuve 12: according to the official list of addresses it is somewhere else. "
        "Are the postal code and the municipality right? Is it one of these? Stad Brussel"
    ) in said


@pytest.mark.one_database
def test_ticking_secret_takes_the_point_away(town, editor):
    location = place(town)
    geocode()

    said = send(editor, location, is_confidential="on")

    assert where(location) == (None, "", None, "")
    assert "on the map" not in "".join(said)
    assert 'class="map"' not in editor.get(page_of(location)).text


@pytest.mark.one_database
def test_place_that_becomes_a_telephone_line_loses_what_was_found(town, editor):
    location = place(town)
    geocode()

    send(editor, location, location_type="virtual")

    assert where(location) == (None, "", None, "")


@pytest.mark.one_database
def test_page_of_the_location_itself_does_the_same(town, editor):
    location = place(town, house_number="")
    url = f"/admin/directory/location/{location.pk}/change/"

    response = editor.post(url, fields_of(editor.get(url), house_number="12"))

    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert where(location) == (CENTRE, "addresses", town.centre, "point")
    assert "Rue de l’Étuve 12: found on the map, in the neighbourhood Grote Markt." in said


@pytest.mark.one_database
def test_history_says_in_words_where_a_point_came_from(town, editor):
    location = place(town)
    geocode()

    page = editor.get(page_of(location).replace("/change/", "/history/")).text

    assert "the official list of addresses" in page
    assert "the point on the map" in page


@pytest.mark.one_database
def test_what_a_volunteer_proposes_gives_the_place_once_approved(town, client):
    location = place(town, house_number="")
    client.force_login(factories.user(groups=["Volunteers"], language="en"))

    said = send(client, location, house_number="12")

    assert where(location)[0] is None
    assert "Rue de l’Étuve 12: found on the map, in the neighbourhood Grote Markt." in said
    proposal = Proposal.objects.get()
    assert {key.rpartition("/")[2] for key in proposal.changes} == {"house_number"}
    client.force_login(factories.user(groups=["Editors"], language="en"))
    url = f"/admin/editing/proposal/{proposal.pk}/change/"
    client.post(url, fields_of(client.get(url), _approve="1"))
    assert where(location) == (CENTRE, "addresses", town.centre, "point")


@pytest.mark.one_database
def test_former_version_that_is_put_back_is_no_choice_of_a_person(town, editor):
    location = place(town)
    geocode()
    send(editor, location, street_fr="Rue de Flandre")
    assert where(location)[0] == DANSAERT
    url = page_of(location).replace("/change/", "/history/")
    former = Version.objects.get_for_object(location.organisation)[1]

    editor.post(url, {"version": former.pk, "_whole": "1"})

    assert where(location) == (CENTRE, "addresses", town.centre, "point")


@pytest.mark.one_database
def test_saving_asks_for_the_address_only_when_it_changed(town, editor):
    location = place(town)
    url = page_of(location)

    def asked(**sent):
        fields = fields_of(editor.get(url), **sent)
        with CaptureQueriesContext(connection) as queries:
            editor.post(url, fields)
        return [query for query in queries if '"geo_' in query["sql"]]

    assert asked(internal_notes="x") == []
    assert len(asked(**{"locations-0-house_number": "12 bte 1"})) == 3
