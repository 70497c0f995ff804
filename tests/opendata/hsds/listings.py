"""Listings with all that HSDS has a place for, and with what it has none for."""

from datetime import date, time

from django.utils import timezone, translation

from directory.models import ExternalId, Organisation
from opendata.hsds import locations, organizations, reading, services
from opendata.hsds.vocabulary import Vocabulary
from tests import factories


def full():
    """An organisation of which everything is known, with a place, a line and two activities."""
    there = factories.municipality(
        slug="ixelles-elsene", name_nl="Elsene", name_fr="Ixelles", nis_code="21998"
    )
    network = factories.organisation(name_nl="Netwerk")
    row = factories.organisation(
        slug="de-wieg",
        name_nl="De Wieg",
        name_fr="Le Berceau",
        summary_nl="Een huis voor moeders.",
        description_fr="Une maison.",
        how_to_join_nl="Bel aan.\nNeem je tijd.",
        kind=Organisation.Kind.MEETING_PLACE,
        themes=[factories.theme(name_nl="Gezondheid", slug="health")],
        audiences=[factories.audience(name_nl="Zwanger", slug="pregnant")],
        parent_organisation=network,
        spoken_languages=["nl", "zgh"],
        cost="low",
        cost_note_nl="2 euro per keer",
        papers_needed="yes",
        referral_needed="no",
        interpreter_possible="yes",
        phone="02 512 34 56 ext. 12",
        whatsapp="0470 12 34 56",
        email="info@dewieg.example",
        website="https://dewieg.example/é",
        serves_municipalities=[there],
        verified_on=date(2026, 10, 1),
        verified_how="telephone",
        internal_notes="fluisternotitie",
    )
    ExternalId.objects.create(organisation=row, scheme="kbo", value="0403.170.701")
    ExternalId.objects.create(organisation=row, scheme="hsds", value="abc-1")
    factories.source(
        organisation=row, kind="own", title="Blad", address="https://b.example/", dated="2025-03"
    )
    factories.notice(
        organisation=row, starts_on=date(2026, 12, 24), ends_on=date(2027, 1, 3),
        text_nl="Fijne feesten",
    )  # fmt: skip
    place = factories.location(
        organisation=row,
        street_fr="Rue de la Paix",
        house_number="12",
        postal_code="1050",
        municipality=there,
        neighbourhood=factories.neighbourhood(
            municipality=there, slug="flagey", name_nl="Flagey", number=33
        ),
        latitude=50.8271,
        longitude=4.3725,
        phone="02 511 11 11",
        hours_known=True,
        holiday_hours="closed",
        hours_note_nl="Bel eerst.",
        step_free="yes",
        changing_table="no",
        women_only="yes",
    )
    for weekday in (0, 1):
        factories.opening_hours(location=place, weekday=weekday)
    factories.opening_hours(
        location=place, weekday=4, opens=time(0), closes=time(0), by_appointment=True
    )
    factories.location(organisation=row, location_type="virtual", phone="1712", answers_always=True)
    factories.event(
        location=place,
        title_nl="Koffie",
        slug="koffie",
        starts_on=date(2026, 11, 3),
        rule="FREQ=WEEKLY;BYDAY=TU",
        not_on=["2026-12-22"],
        cost="free",
        registration="required",
        registration_phone="02 512 34 57",
        age_from=6,
        age_to=24,
    )
    return row


def read(row):
    """`(organization, [service, …])` in Dutch, of one organisation."""
    today, now = timezone.localdate(), timezone.now()
    with translation.override("nl"):
        vocabulary = Vocabulary("nl")
        found = reading.organisations(Organisation.objects.filter(pk=row.pk)).get()
        events = reading.coming(reading.public_events().filter(organisation=row), now)
        places = locations.all_of(found, vocabulary, today)
        return organizations.whole(found, vocabulary, places), [
            services.whole_of_organisation(found, vocabulary, today, places),
            *(
                services.whole_of_event(event, vocabulary, today, places)
                for event in reading.events(events.order_by("pk"))
            ),
        ]
