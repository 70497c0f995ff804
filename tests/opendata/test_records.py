"""What records say."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Status
from directory.models import Location
from tests.factories import (
    audience,
    insight,
    location,
    municipality,
    neighbourhood,
    notice,
    opening_hours,
    organisation,
    question,
    theme,
)

pytestmark = pytest.mark.django_db

LIST = "/api/organisations/"


def only(client, address=LIST):
    [row] = client.get(address).json()["results"]
    return row


def test_text_says_its_language(client):
    organisation(name_nl="Koffie", name_ar="قهوة")

    assert only(client)["name"] == [
        {"lang": "nl", "text": "Koffie"},
        {"lang": "ar", "text": "قهوة"},
    ]
    assert only(client, f"{LIST}?lang=fr")["name"] == [{"lang": "nl", "text": "Koffie"}]
    assert only(client, f"{LIST}?lang=fr&lang=nl&lang=ar")["name"] == [
        {"lang": "nl", "text": "Koffie"},
        {"lang": "ar", "text": "قهوة"},
    ]
    assert only(client)["summary"] == []


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def full_organisation():
    row = organisation(themes=[theme()], audiences=[audience()])
    row.serves_municipalities.add(municipality())
    row.sources.create(title="Page")
    notice(organisation=row)
    for _ in range(2):
        place = location(organisation=row, hours_known=True)
        opening_hours(location=place)
        notice(location=place)
    return row


def test_list_takes_the_same_queries_for_one_and_for_many(client, look_once):
    def rows():
        one = full_organisation()
        asked = question(themes=[theme()], organisations=[one])
        asked.sources.create(title="Page", url="https://example.org")
        insight(themes=[theme()])
        neighbourhood().municipality.neighbours.add(municipality())

    # The rows and their moment, what belongs to them, and from when to ask next time.
    expected = {
        "organisations": 10,
        "questions": 5,
        "insights": 3,
        "themes": 2,
        "audiences": 2,
        "municipalities": 3,
        "neighbourhoods": 2,
        "gone": 2,
    }
    for _ in range(2):
        rows()
        client.get(LIST)  # what is kept in memory follows
        assert {name: queries_of(client, f"/api/{name}/") for name in expected} == expected


def test_unknown_is_said_and_never_left_out(client):
    location(organisation=organisation())

    row = only(client)
    [place] = row["locations"]

    facts = [
        "papers_needed", "appointment_needed", "registration_needed", "referral_needed",
        "childcare", "interpreter_possible", "companion_welcome", "flexible_times",
        "contact_by_message", "name_asked", "cost",
    ]  # fmt: skip
    assert {row[fact] for fact in facts} == {"unknown"}
    assert {place[fact] for fact in Location.BABY_FACTS} == {"unknown"}
    assert place["opening_hours"] is None
    assert place["on_public_holidays"] == "unknown"
    assert place["point"] is None
    assert row["freshness"] == {"checked_on": None, "checked_how": None}
    assert row["languages"] == []


def test_hours_that_are_known_are_those_of_the_week(client):
    place = location(hours_known=True)
    opening_hours(location=place, weekday=6, opens="20:00", closes="02:00", by_appointment=True)
    location(organisation=place.organisation, hours_known=True)

    hours = [place["opening_hours"] for place in only(client)["locations"]]

    slot = {"weekday": 7, "opens": "20:00", "closes": "02:00", "by_appointment": True}
    assert hours == [[slot], []]


def test_hours_that_are_not_shown_are_not_told(client):
    opening_hours(location=location(hours_known=False))

    [place] = only(client)["locations"]

    assert place["opening_hours"] is None


def test_telephone_numbers_can_be_dialled(client):
    row = organisation(phone="02/512.34.56", whatsapp="0470 12 34 56")
    location(organisation=row, location_type="virtual", phone="1712")

    said = only(client)

    numbers = [said["phone"], said["whatsapp"], said["locations"][0]["phone"]]
    assert numbers == ["+3225123456", "+32470123456", "1712"]


@pytest.mark.parametrize(
    ("found_by", "source", "licence"),
    [("map-data", "map-data", "ODbL-1.0"), ("addresses", "addresses", None),
     ("", "person", "CC-BY-4.0")],
)  # fmt: skip
def test_point_says_its_source_and_its_own_licence(client, found_by, source, licence):
    location(latitude=50.84, longitude=4.35, position_from=found_by)

    row = only(client)
    point = row["locations"][0]["point"]

    assert (point["latitude"], point["longitude"]) == (50.84, 4.35)
    assert (point["source"], point["licence"]["id"]) == (source, licence)
    assert row["licence"]["id"] == "CC-BY-4.0"


def test_line_has_no_address(client):
    location(
        organisation=organisation(), location_type="virtual", street_nl="Hoogstraat",
        house_number="1", postal_code="1000",
    )  # fmt: skip

    [place] = only(client)["locations"]

    said = [place[name] for name in ("street", "house_number", "postal_code", "municipality")]
    assert said == [[], None, None, None]


@pytest.mark.at("2026-11-16 10:00")
def test_notices_are_those_that_pages_show(client):
    row = organisation()
    notice(organisation=row, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 24))
    notice(organisation=row, starts_on=date(2026, 12, 2), ends_on=date(2026, 12, 24))
    notice(organisation=row, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 15))

    assert [said["starts_on"] for said in only(client)["notices"]] == ["2026-12-01"]


def test_addresses_are_those_of_its_page(client):
    row = organisation(slug="koffie")

    said = only(client, f"{LIST}?lang=fr")

    assert said["url"] == "http://127.0.0.1:8000/fr/organisations/koffie/"
    assert said["short_url"] == f"http://127.0.0.1:8000/o/{row.pk}"
    assert only(client)["url"] == "http://127.0.0.1:8000/nl/organisations/koffie/"


def test_sensitive_is_what_its_page_is(client):
    for sensitive in ("", "yes", "no"):
        organisation(sensitive=sensitive, themes=[theme(is_sensitive=True)])
    organisation(themes=[theme()])

    rows = client.get(LIST).json()["results"]

    assert [row["is_sensitive"] for row in rows] == [True, True, False, False]


def test_what_it_belongs_to_is_told_only_while_that_is_public(client):
    network = organisation()
    organisation(parent_organisation=network)
    organisation(parent_organisation=organisation(status=Status.DRAFT))

    rows = client.get(LIST).json()["results"]

    assert [row["belongs_to"] for row in rows] == [None, network.pk, None]
