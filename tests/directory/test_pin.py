"""The drawing of where a place is in the admin, and the page where its point is moved."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.admin_paths import overview_url
from core.editing.models import Proposal
from directory.models import Location
from geo import drawing
from tests import factories
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

CENTRE = (50.8467, 4.3525)


@pytest.fixture
def location(db):
    city = factories.municipality(
        nis_code="21004", name_nl="Stad Brussel", latitude=50.8467, longitude=4.3525
    )
    organisation = factories.organisation(
        name_nl="Huis", summary_nl="Zin", themes=[factories.theme()], serves_region=True
    )
    return factories.location(
        organisation=organisation, municipality=city, postal_code="1000",
        street_fr="Rue de l’Étuve", house_number="12", latitude=CENTRE[0], longitude=CENTRE[1],
        position_from="map-data",
    )  # fmt: skip


def log_in(client, group):
    client.force_login(factories.user(groups=[group], language="en"))


def sheet(location):
    return f"/admin/directory/organisation/{location.organisation_id}/change/"


def pin(location):
    return f"/admin/directory/organisation/{location.organisation_id}/pin/{location.pk}/"


def point(location):
    location.refresh_from_db()
    return location.latitude, location.longitude


# The drawing


def test_drawing_has_its_point_in_the_middle_and_what_lies_around():
    drawn = drawing.around(*CENTRE, "nl")

    assert drawn.dot == (800, 600)
    assert 5 < len(drawn.neighbourhoods) < 60
    assert {"Grote Markt", "Dansaert"} <= {label.text for label in drawn.labels}
    assert all(re.fullmatch(r"M-?\d+ -?\d+(l-?\d+ -?\d+)+z", path) for path in drawn.municipalities)
    assert sum(map(len, drawn.neighbourhoods)) < 20_000
    assert drawing.around(*CENTRE, "en", has_dot=False).dot is None
    assert drawing.around(*CENTRE, "en").labels[0].language == "fr"


def test_no_name_lies_over_another_or_over_the_edge():
    """The neighbourhoods south of the canal are small, and their names are long."""
    labels = drawing.around(50.834935, 4.347544, "fr").labels
    rows = sorted((each.y, each.x, len(each.text) * 32) for each in labels)

    assert {"Marolles", "Sablon"} <= {each.text for each in labels}
    assert all(size / 2 < x < 1600 - size / 2 for _, x, size in rows)
    assert [
        (one, other)
        for one in rows
        for other in rows
        if one < other
        and other[0] - one[0] < 72
        and abs(other[1] - one[1]) < (one[2] + other[2]) / 2
    ] == []


def test_drawing_and_steps_agree_on_a_metre():
    drawn = drawing.around(*CENTRE, "nl")

    north, east = drawing.moved(*CENTRE, north=50), drawing.moved(*CENTRE, east=50)

    assert round((north[0] - CENTRE[0]) / drawn.degrees_down) == 25
    assert round((east[1] - CENTRE[1]) / drawn.degrees_right) == 25


def test_page_of_an_organisation_draws_where_it_is_with_its_credit(client, location):
    log_in(client, "Editors")

    page = client.get(sheet(location)).text

    assert page.count('class="map"') == 1
    assert 'aria-label="A small map: where Rue de l’Étuve 12 is."' in page
    assert "© OpenStreetMap contributors (ODbL)." in page
    assert "Borders: Statbel, statistical sectors, 2022-01-01; BISA/IBSA" in page
    assert pin(location) in page


def test_page_credits_only_who_is_in_it(client, location):
    Location.objects.update(position_from="addresses")
    log_in(client, "Editors")

    page = client.get(sheet(location)).text

    assert "OpenStreetMap contributors" not in page
    assert "The point comes from the official list of addresses." in page


def test_drawing_costs_no_query_for_each_place(client, location):
    log_in(client, "Editors")
    client.get(sheet(location))
    with CaptureQueriesContext(connection) as one:
        client.get(sheet(location))
    for _time in range(2):
        factories.location(
            organisation=location.organisation, municipality=location.municipality,
            latitude=50.85, longitude=4.35,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as three:
        client.get(sheet(location))

    assert len(three) == len(one)


# Moving


@pytest.mark.parametrize(
    ("way", "metres", "there"),
    [
        ("n", "50", (50.84715, 4.3525)),
        ("s", "10", (50.84661, 4.3525)),
        ("e", "250", (50.8467, 4.35606)),
        ("w", "50", (50.8467, 4.351788)),
    ],
)
def test_button_moves_the_point_and_saves_nothing(client, location, way, metres, there):
    log_in(client, "Editors")

    page = client.post(pin(location), fields_of(client.get(pin(location)), _move=way, step=metres))

    moved = fields_of(page)
    assert (float(moved["latitude"][0]), float(moved["longitude"][0])) == pytest.approx(there)
    assert moved["step"] == [metres]
    assert point(location) == CENTRE


def test_moved_point_is_saved_and_is_a_persons(client, location):
    log_in(client, "Editors")
    url = pin(location)
    page = client.post(url, fields_of(client.get(url), _move="n", step="250"))

    response = client.post(url, fields_of(page, _save="1"))

    assert response.url == overview_url(location.organisation)
    assert point(location) == pytest.approx((50.848948, 4.3525))
    assert location.position_from == ""


def test_volunteers_point_waits_and_is_there_when_she_comes_back(client, location):
    log_in(client, "Volunteers")
    url = pin(location)

    client.post(url, fields_of(client.get(url), latitude="50.85", longitude="4.36", _save="1"))

    proposal = Proposal.objects.get()
    assert point(location) == CENTRE
    assert {key.rpartition("/")[2]: texts for key, texts in proposal.changes.items()} == {
        "latitude": ["50.85"], "longitude": ["4.36"],
    }  # fmt: skip
    again = fields_of(client.get(url))
    assert (again["latitude"], again["longitude"]) == (["50.85"], ["4.36"])
    log_in(client, "Editors")
    review = f"/admin/editing/proposal/{proposal.pk}/change/"
    client.post(review, fields_of(client.get(review), _approve="1"))
    assert point(location) == (50.85, 4.36)
    assert location.position_from == ""


def test_point_that_somebody_else_moved_meanwhile_is_asked_about(client, location):
    log_in(client, "Editors")
    url = pin(location)
    fields = fields_of(client.get(url), latitude="50.85", longitude="4.36", _save="1")
    moved = Location.objects.get()
    moved.latitude, moved.position_from = 50.84, ""
    moved.save()

    response = client.post(url, fields)

    assert response.status_code == 409
    assert point(location) == (50.84, CENTRE[1])


def test_point_is_put_where_the_address_is(client, location):
    factories.address_points(("Rue de l’Étuve", "Stoofstraat", 12, 50.8451, 4.3501))
    log_in(client, "Editors")
    url = pin(location)
    page = client.post(url, fields_of(client.get(url), _address="1"))

    client.post(url, fields_of(page, _save="1"))

    assert point(location) == (50.8451, 4.3501)
    assert location.position_from == "addresses"


def test_address_that_is_not_found_says_why(client, location):
    factories.address_points(("Rue de l’Étuve", "Stoofstraat", 14, 50.8451, 4.3501))
    log_in(client, "Editors")

    page = client.post(pin(location), fields_of(client.get(pin(location)), _address="1"))

    assert "12: this number is not in the official list of addresses." in page.text
    assert fields_of(page)["latitude"] == ["50.8467"]


@pytest.mark.parametrize("latitude", ["", "48.85", "north", "nan", "1e400"])
def test_point_outside_brussels_is_refused(client, location, latitude):
    log_in(client, "Editors")

    page = client.post(
        pin(location), fields_of(client.get(pin(location)), latitude=latitude, _save="1")
    )

    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"latitude"}
    assert point(location) == CENTRE


def test_place_without_a_point_begins_in_its_municipality(client, location):
    Location.objects.update(latitude=None, longitude=None, position_from="")
    log_in(client, "Editors")

    page = client.get(pin(location))

    assert "Not on the map yet." in client.get(sheet(location)).text
    assert fields_of(page)["latitude"] == ["50.8467"]


def test_place_in_a_municipality_without_coordinates_has_no_drawing(client, location):
    Location.objects.update(latitude=None, longitude=None, position_from="")
    type(location.municipality).objects.update(latitude=None, longitude=None)
    log_in(client, "Editors")

    assert client.get(pin(location)).status_code == 200
    assert 'class="map"' not in client.get(sheet(location)).text


# Who, and of what


def test_secret_place_and_helpline_have_no_such_page(client, location):
    organisation = location.organisation
    secret = factories.location(
        organisation=organisation, municipality=location.municipality, is_confidential=True
    )
    online = factories.location(organisation=organisation, location_type="virtual")
    other = factories.location()
    log_in(client, "Editors")
    base = f"/admin/directory/organisation/{organisation.pk}/pin"

    statuses = [client.get(f"{base}/{row.pk}/").status_code for row in (secret, online, other)]

    assert statuses == [404, 404, 404]
    assert client.get(sheet(location)).text.count('class="map"') == 1


def test_who_may_not_change_listings_moves_nothing(client, location):
    log_in(client, "Event volunteers")

    assert client.get(pin(location)).status_code == 403
    assert (
        client.post(pin(location), {"latitude": 50.85, "longitude": 4.35, "_save": 1}).status_code
        == 403
    )
    assert point(location) == CENTRE


def test_what_is_sent_as_seen_may_be_anything(client, location):
    log_in(client, "Editors")
    fields = fields_of(client.get(pin(location)), latitude="50.85", _save="1")

    for seen in ("", "[]", json.dumps({"x": 1})):
        assert client.post(pin(location), {**fields, "_seen": seen}).status_code in (302, 409)
