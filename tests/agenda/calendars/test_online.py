"""Entries that take place nowhere but on a screen, and links that are not for everybody."""

import pytest

from agenda.calendars import online, saying
from agenda.models import CalendarEntry
from core.models import Status
from tests import factories
from tests.agenda.calendars.entries import announce, entry

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]

SECRET = "https://us02web.zoom.us/j/123?pwd=abc"
OPEN = "https://meet.jit.si/praattafel"


@pytest.mark.parametrize(
    "place",
    ["Zoom", "ONLINE", "En ligne", "Microsoft Teams Vergadering", "online via Zoom", OPEN, SECRET,
     f"Réunion Teams ({OPEN})"],
)  # fmt: skip
def test_place_is_online(place):
    assert online.is_online(place)


@pytest.mark.parametrize(
    "place",
    ["", "Online-Café, Kaaistraat 1", "Zoom of Buurthuis", "https://maps.app.goo.gl/abc",
     "https://www.google.com/maps/place/x", "Kaaistraat 1 https://kaai.example",
     "Link", "Vergadering"],
)  # fmt: skip
def test_place_is_not_online(place):
    assert not online.is_online(place)


@pytest.mark.parametrize(
    ("url", "is_secret"),
    [
        (SECRET, True),
        ("https://zoom.us/j/1?a=1&amp;pwd=x", True),
        ("https://teams.microsoft.com/meet/1?p=x", True),
        ("https://kaai.example/?p=12", False),
        (OPEN, False),
    ],
)
def test_link_is_secret_when_it_holds_a_password(url, is_secret):
    assert online.is_secret(url) == is_secret


@pytest.fixture
def source():
    factories.municipality(name_nl="Brussel", postal_codes=["1000"])
    return factories.calendar_source(themes=[factories.theme()], is_trusted=True)


def the_event():
    return CalendarEntry.objects.get().event


def test_online_entry_is_public_with_its_open_link(source):
    announce(source, entry(place=f"Zoom {OPEN}"))

    event = the_event()
    assert (event.status, event.is_online, event.place_nl, event.municipality) == (
        Status.PUBLISHED, True, None, None,
    )  # fmt: skip
    assert event.description_nl.endswith(f"mee.\n\n{OPEN}")


def test_private_link_stands_in_no_text(source):
    announce(source, entry(place=SECRET, url=SECRET, description=f"Samen praten. Via {SECRET}"))

    said = CalendarEntry.objects.get().said
    assert the_event().is_online
    assert (said["summary"], said["description"]) == ("Samen praten.", "Samen praten. Via")


def test_online_entry_is_not_at_the_location_of_its_calendar():
    location = factories.location()
    source = factories.calendar_source(location=location, themes=[factories.theme()])
    announce(source, entry(place="En ligne"))
    first = (the_event().is_online, the_event().location)

    announce(source, entry(place="In het huis"))

    assert first == (True, None)
    assert (the_event().is_online, the_event().location) == (False, location)


def test_place_that_becomes_online_is_followed_and_what_people_said_stays(source):
    announce(source, entry())
    announce(source, entry(place="Teams"))
    first = (the_event().is_online, the_event().place_nl)
    event = the_event()
    event.is_online = False
    event.save()

    announce(source, entry(place="Teams", description="Nieuw."))

    assert first == (True, None)
    assert not the_event().is_online
    assert saying.ONLINE in CalendarEntry.objects.get().differs
