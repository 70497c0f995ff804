"""Lists of activities as files: one row for a series, with its next dates."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Status
from tests.downloads.files import all_text, names_of, rows_of
from tests.factories import event, event_exception, location, municipality, organisation

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

CSV, XLSX = "/nl/agenda/list.csv", "/nl/agenda/list.xlsx"


@pytest.fixture
def coffee():
    ixelles = municipality(slug="ixelles-elsene", name_nl="Elsene", short_name_nl="Elsene")
    there = location(
        organisation=organisation(name_nl="Baboes", phone="02 123 45 67"),
        street_nl="Stationsstraat",
        house_number="3",
        postal_code="1050",
        municipality=ixelles,
        buggies_welcome="yes",
    )
    row = event(
        title_nl="Koffieochtend",
        summary_fr="Un café entre mamans.",
        location=there,
        cost="free",
        registration="required",
        registration_phone="02 765 43 21",
        age_from=0,
        age_to=12,
        starts_on=date(2026, 11, 3),
        rule="FREQ=WEEKLY;BYDAY=TU",
    )
    event_exception(event=row, day=date(2026, 11, 24), kind="cancelled")
    return row


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_event_file_has_columns_for_people(client, coffee, address):
    (row,) = rows_of(client, address)

    assert row.pop("Pagina") == f"http://127.0.0.1:8000/e/{coffee.pk}?lang=nl"
    assert row.pop("Bron en licentie").startswith("Samen in Brussel, CC-BY-4.0")
    assert row == {
        "Naam": "Koffieochtend",
        "Wat het is": "Un café entre mamans.",
        "Wanneer": "Elke dinsdag van 9.30 tot 11.30",
        "Volgende data": "Dinsdag 17 november 2026, van 9.30 tot 11.30; "
        "Dinsdag 24 november 2026, van 9.30 tot 11.30: Gaat niet door; "
        "Dinsdag 1 december 2026, van 9.30 tot 11.30; "
        "Dinsdag 8 december 2026, van 9.30 tot 11.30; "
        "Dinsdag 15 december 2026, van 9.30 tot 11.30",
        "Organisatie": "Baboes",
        "Adres": "Stationsstraat 3",
        "Postcode": "1050",
        "Gemeente": "Elsene",
        "Telefoon": "02 123 45 67",
        "Prijs": "Gratis",
        "Inschrijven": "Eerst inschrijven, 02 765 43 21",
        "Voor wie": "Voor iedereen, 0 tot 12 maanden",
        "Met je baby": "Buggy’s welkom",
        "In een andere taal": "Frans: Wat het is",
        "Stand op": "16 november 2026",
    }


def test_event_file_has_each_series_once_in_the_order_of_the_next_date(client, coffee):
    event(title_nl="Vandaag", starts_on=date(2026, 11, 16), start_time="15:00", end_time="16:00")
    event(title_nl="Voorbij", starts_on=date(2026, 11, 16), start_time="8:00", end_time="9:00")
    event(title_nl="Later", starts_on=date(2026, 12, 24))

    assert names_of(client, CSV) == ["Vandaag", "Koffieochtend", "Later"]
    assert names_of(client, f"{CSV}?when=week") == ["Vandaag", "Koffieochtend"]


def test_event_file_says_what_is_invented(client):
    event(title_nl="Koffie", is_demonstration=True)

    assert names_of(client, CSV) == ["Voorbeeld: Koffie"]


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_event_file_tells_nothing_secret(client, address):
    shelter = organisation(name_nl="Vrouwenhuis", kind="shelter")
    secret = location(
        organisation=shelter,
        is_confidential=True,
        street_nl="Schuilkelderstraat",
        house_number="9173B",
        postal_code="1207",
    )
    place = municipality(name_nl="Geheimgem")
    event(title_nl="Praatgroep", location=secret, place_nl="in de kelder", municipality=place)
    event(title_nl="Concept", status=Status.DRAFT)
    event(title_nl="Van een concept", organisation=organisation(status=Status.DRAFT))

    text = all_text(client, address)

    assert "Praatgroep" in text
    planted = [
        "Schuilkelder", "9173B", "1207", "kelder", "Geheimgem", secret.municipality.name_nl,
        "Concept", "concept",
    ]  # fmt: skip
    assert [one for one in planted if one in text] == []


def test_event_file_asks_the_same_queries_for_one_and_for_three(client, coffee):
    def queries():
        client.get(CSV)
        with CaptureQueriesContext(connection) as captured:
            client.get(CSV)
        return len(captured)

    one = queries()
    event(location=location())
    event(location=location())

    assert (one, queries()) == (5, 5)


def test_event_file_of_a_day_without_activities_says_so(client, coffee):
    (row,) = rows_of(client, f"{CSV}?when=today")

    assert row["Naam"].startswith("Niets gevonden voor al deze keuzes samen.")
