"""What becomes of a listing in HSDS 3, and what the published schema says of that."""

from datetime import date, time

import pytest

from directory.models import Location, Organisation
from opendata.hsds.phones import phone
from tests import factories
from tests.opendata.hsds import listings
from tests.opendata.hsds.published import problems

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-12-11 10:00")]


def said(thing):
    """A thing as people read it: without identifiers, and terms as `link: code [value]`."""
    if isinstance(thing, list):
        return [said(each) for each in thing]
    if not isinstance(thing, dict):
        return thing
    if "taxonomy_term" in thing:
        return " ".join(filter(None, [thing["taxonomy_term"]["code"], thing.get("value")]))
    return {
        name: said(value)
        for name, value in thing.items()
        if name != "id" and not name.endswith("_id")
    }


def test_full_listing():
    organization, (service, activity) = listings.read(listings.full())

    assert problems("organization", organization) == []
    assert problems("service", service) == problems("service", activity) == []
    says_of_the_organization(organization)
    says_of_its_service(organization, service)
    says_of_its_activity(organization, activity)


def says_of_the_organization(organization):
    place, line = organization["locations"]
    organization = {name: organization[name] for name in organization if name != "locations"}

    assert said(organization) == {
        "name": "De Wieg",
        "alternate_name": "Le Berceau",
        "description": "Een huis voor moeders.",
        "email": "info@dewieg.example",
        "website": "https://dewieg.example/%C3%A9",
        "uri": organization["uri"],
        "phones": [
            {"number": "+32 2 512 34 56", "extension": 12, "type": "voice"},
            {"number": "+32 470 12 34 56", "type": "text", "description": "WhatsApp"},
        ],
        "attributes": ["kind:meeting-place", "source:own Blad | https://b.example/ | 2025-03"],
    }
    hours = {"freq": "WEEKLY", "interval": 1, "wkst": "MO", "timezone": 1}
    assert said(place) == {
        "name": "De Wieg",
        "location_type": "physical",
        "latitude": 50.8271,
        "longitude": 4.3725,
        "addresses": [
            {
                "address_1": "Rue de la Paix 12",
                "city": "Elsene",
                "state_province": "Brussel",
                "postal_code": "1050",
                "country": "BE",
                "address_type": "physical",
                "attributes": ["language:fr address_1"],
            }
        ],
        "accessibility": [
            {"description": "Toegankelijk zonder trappen: ja"},
            {"description": "Luiertafel: nee"},
        ],
        "phones": [{"number": "+32 2 511 11 11", "type": "voice"}],
        "schedules": [
            {**hours, "byday": "MO,TU", "opens_at": "09:00+01:00", "closes_at": "17:00+01:00"},
            {
                **hours,
                "byday": "FR",
                "opens_at": "00:00+01:00",
                "closes_at": "23:59+01:00",
                "attending_type": "op afspraak",
            },
            {"description": "Op feestdagen: gesloten"},
            {"description": "Bel eerst."},
        ],
        "attributes": [
            "place:ixelles-elsene",
            "place:ixelles-elsene/flagey",
            "fact:changing_table no",
            "fact:step_free yes",
            "fact:women_only yes",
        ],
    }
    assert said(line) == {
        "name": "De Wieg",
        "location_type": "virtual",
        "phones": [{"number": "1712", "type": "voice"}],
        "schedules": [{"description": "Er antwoordt altijd iemand"}],
    }


def says_of_its_service(organization, service):
    places = service.pop("service_at_locations")

    assert [place["location"] for place in places] == organization["locations"]
    assert said(service) == {
        "name": "De Wieg",
        "description": "Une maison.",
        "application_process": "Bel aan.\nNeem je tijd.",
        "fees_description": "2 euro per keer",
        "url": "https://dewieg.example/%C3%A9",
        "email": "info@dewieg.example",
        "status": "active",
        "interpretation_services": "Je kan een tolk vragen",
        "eligibility_description": (
            "Zwanger. Niemand hoeft je door te verwijzen. Alleen voor vrouwen"
        ),
        "assured_date": "2026-10-01",
        "alert": "Gesloten: van 24 december 2026 tot en met 3 januari 2027. Fijne feesten",
        "last_modified": "2026-12-11T09:00:00.000Z",
        "schedules": [
            {
                "valid_from": "2026-12-24",
                "valid_to": "2027-01-03",
                "description": "Gesloten: van 24 december 2026 tot en met 3 januari 2027",
                "notes": "Fijne feesten",
            }
        ],
        "service_areas": [{"name": "Elsene", "attributes": ["place:ixelles-elsene"]}],
        "languages": [
            {"name": "Nederlands", "code": "nl"},
            {"name": "Tamazight (Berbers)", "code": "zgh"},
        ],
        "cost_options": [{"option": "Kleine prijs"}],
        "required_documents": [{"document": "Een verblijfsvergunning of een identiteitskaart."}],
        "attributes": [
            "language:fr description",
            "theme:health",
            "audience:pregnant",
            "cost:low",
            "kind:meeting-place",
            "check:telephone",
            "fact:papers_needed yes",
            "fact:referral_needed no",
            "fact:interpreter_possible yes",
        ],
    }


def says_of_its_activity(organization, activity):
    link = activity.pop("service_at_locations")[0]

    assert link["location"] == organization["locations"][0]
    assert activity["organization_id"] == organization["id"]
    assert said(activity) == {
        "name": "Koffie",
        "application_process": "Eerst inschrijven",
        "fees_description": "Gratis",
        "url": activity["url"],
        "status": "active",
        "eligibility_description": "Alleen voor vrouwen",
        "minimum_age": 0.5,
        "maximum_age": 2,
        "last_modified": "2026-12-11T09:00:00.000Z",
        "phones": [{"number": "+32 2 512 34 57", "type": "voice"}],
        "schedules": [
            {
                "schedule_link": activity["url"],
                "dtstart": "2026-11-03",
                "freq": "WEEKLY",
                "interval": 1,
                "wkst": "MO",
                "byday": "TU",
                "description": "Elke dinsdag van 9.30 tot 11.30",
                "timezone": 1,
                "opens_at": "09:30+01:00",
                "closes_at": "11:30+01:00",
                "notes": "Niet op: 2026-12-22",
            }
        ],
        "service_areas": [{"name": "Elsene", "attributes": ["place:ixelles-elsene"]}],
        "cost_options": [{"option": "Gratis", "currency": "EUR", "amount": 0}],
        "attributes": [
            "cost:free",
            "registration:required",
            "fact:changing_table no",
            "fact:step_free yes",
            "fact:women_only yes",
            "fact:interpreter_possible yes",
        ],
    }


# What has no place, or must not go out


@pytest.mark.one_database
def test_listing_of_which_nothing_is_known():
    row = factories.organisation(name_fr="Le Nid", slug="nid", cost_note_fr="demandez")
    factories.location(organisation=row, postal_code="1070")

    organization, (service,) = listings.read(row)

    assert problems("organization", organization) == problems("service", service) == []
    assert organization["description"] == "Speel- en ontmoetingsplek"
    assert said(organization["attributes"]) == ["language:fr name", "kind:meeting-place"]
    assert organization["locations"][0]["description"].startswith("1070 Gemeente")
    assert "addresses" not in organization["locations"][0]
    assert service["fees_description"] == "demandez"
    assert "cost_options" not in service
    assert service["eligibility_description"] == "Voor iedereen"


def test_secret_place_leaves_the_service_area():
    row = factories.organisation(name_nl="Vrouwenhuis", kind=Organisation.Kind.SHELTER)
    factories.source(organisation=row, title="Bron", address="https://geheim.example/")
    row.external_ids.create(scheme="social.brussels", value="4711")
    place = factories.location(organisation=row, street_nl="Schuilstraat", is_confidential=True)
    factories.notice(location=place, text_nl="Verhuisd", starts_on=date(2026, 12, 12))
    factories.event(location=place, title_nl="Koffie")

    organization, services = listings.read(row)

    assert "locations" not in organization
    assert [[area["name"] for area in service["service_areas"]] for service in services] == [
        ["Het hele Gewest"],
        ["Het hele Gewest"],
    ]
    text = str([organization, services])
    secrets = ["Schuil", "Verhuisd", "geheim.example", "4711", place.municipality.name_nl]
    assert [secret for secret in secrets if secret in text] == []
    assert [name for service in services for name in service if "location" in name] == []


def test_point_of_openstreetmap_has_a_place_of_its_own():
    place = factories.location(
        latitude=50.85, longitude=4.35, position_from=Location.PointFrom.MAP_DATA
    )

    location = listings.read(place.organisation)[0]["locations"][0]

    assert "latitude" not in location
    assert said(location["attributes"])[0] == "point:map-data 50.85,4.35"
    assert "ODbL-1.0, © OpenStreetMap" in location["attributes"][0]["taxonomy_term"]["description"]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("written", "number", "extension"),
    [
        ("02/512.34.56", "+32 2 512 34 56", None),
        ("02 512 34 56 ext. 7", "+32 2 512 34 56", 7),
        ("02 512 34 56 ext. 07", "+32 2 512 34 56 ext. 07", None),
        ("116 000", "116000", None),
        ("+33 1 42 68 53 00", "+33 1 42 68 53 00", None),
    ],
)
def test_phone(written, number, extension):
    made = phone(written, "organisation", 1)

    assert (made["number"], made.get("extension")) == (number, extension)
    assert phone("bel ons", 1) is None


def schedules_of(**values):
    event = factories.event(title_nl="Koffie", **values)
    service = listings.read(event.organisation)[1][1]
    names = ("description", "schedule_link")
    return [
        {name: value for name, value in each.items() if name not in names}
        for each in said(service["schedules"])
    ]


@pytest.mark.one_database
def test_schedule_of_one_date_in_summer():
    assert schedules_of(starts_on=date(2027, 7, 1), end_time=None) == [
        {
            "valid_from": "2027-07-01",
            "valid_to": "2027-07-01",
            "dtstart": "2027-07-01",
            "count": 1,
            "timezone": 2,
            "opens_at": "09:30+02:00",
        }
    ]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("starts_on", "hours"),
    [
        (date(2027, 3, 27), ("22:00+01:00", "06:00+02:00")),
        (date(2027, 10, 30), ("22:00+02:00", "06:00+01:00")),
    ],
)
def test_schedule_of_a_night_in_which_the_clocks_change(starts_on, hours):
    (found,) = schedules_of(starts_on=starts_on, start_time=time(22), end_time=time(6))

    assert (found["opens_at"], found["closes_at"]) == hours


@pytest.mark.one_database
def test_schedule_of_a_rule_that_hsds_does_not_know():
    found = schedules_of(
        starts_on=date(2026, 12, 1), rule="FREQ=DAILY", repeats_until=date(2026, 12, 13),
        start_time=None, end_time=None,
    )  # fmt: skip

    assert [each["dtstart"] for each in found] == ["2026-12-11", "2026-12-12", "2026-12-13"]


@pytest.mark.one_database
def test_schedule_of_what_is_different():
    event = factories.event(
        title_nl="Koffie", starts_on=date(2026, 12, 2), rule="FREQ=MONTHLY;BYDAY=1WE"
    )
    factories.event_exception(event=event, day=date(2027, 1, 6), reason="illness")
    factories.event_exception(event=event, day=date(2027, 2, 3), kind="full")
    factories.event_exception(
        event=event, day=date(2027, 3, 3), kind="moved", new_day=date(2027, 3, 4),
        new_start_time=time(14), new_end_time=time(15),
    )  # fmt: skip
    factories.event_exception(event=event, day=date(2027, 3, 20), kind="extra")

    rule, *others = said(listings.read(event.organisation)[1][1]["schedules"])

    assert (rule["freq"], rule["byday"]) == ("MONTHLY", "1WE")
    assert rule["notes"] == "Niet op: 2027-01-06, 2027-03-03. Volzet: 2027-02-03"
    assert [(each["dtstart"], each["opens_at"], each.get("notes")) for each in others] == [
        ("2027-03-04", "14:00+01:00", "Verplaatst"),
        ("2027-03-20", "09:30+01:00", None),
    ]


@pytest.mark.one_database
def test_activity_elsewhere_and_online():
    there = factories.municipality(name_nl="Jette", slug="jette")
    row = factories.organisation()
    factories.event(organisation=row, title_nl="Park", place_nl="Park", municipality=there)
    factories.event(organisation=row, title_nl="Scherm", is_online=True)
    factories.event(organisation=row, title_nl="Ergens")
    factories.event(organisation=row, title_nl="Verzonnen", is_demonstration=True)

    _organization, (_service, *services) = listings.read(row)

    assert [problems("service", service) for service in services] == [[], [], []]
    places = [
        [link["location"] for link in service.get("service_at_locations", [])]
        for service in services
    ]
    assert said(places) == [
        [
            {
                "name": "Park",
                "location_type": "physical",
                "description": "Jette",
                "attributes": ["place:jette"],
            }
        ],
        [{"location_type": "virtual", "name": "Online"}],
        [],
    ]


@pytest.mark.one_database
def test_odd_rows_stay_valid():
    row = factories.organisation(
        name_nl=" \u200fNaam </script> ", email="geen adres", website="javascript:alert(1)",
        phone="bel ons", spoken_languages=["xx"],
    )  # fmt: skip
    Organisation.objects.filter(pk=row.pk).update(phone="bel ons")

    organization, (service,) = listings.read(row)

    assert problems("organization", organization) == problems("service", service) == []
    assert {"email", "website", "phones"} & organization.keys() == set()


# Identifiers


def test_identifiers_stay():
    row = factories.organisation(pk=7, name_nl="De Wieg")
    before = listings.read(row)

    Organisation.objects.filter(pk=7).update(slug="anders", name_nl="Anders")

    after = listings.read(row)
    assert after[0]["id"] == before[0]["id"] == "9971f68d-45a4-55d5-8e3e-2f7c2cd49e6a"
    assert after[1][0]["id"] == before[1][0]["id"]


@pytest.mark.one_database
def test_former_identifier_of_a_merged_listing():
    kept, gone = factories.organisation(), factories.organisation(status="archived")
    former = listings.read(gone)[0]["id"]
    Organisation.objects.filter(pk=gone.pk).update(merged_into=kept)

    assert said(listings.read(kept)[0]["organization_identifiers"]) == [
        {"identifier_type": "Together in Brussels", "identifier": former}
    ]
