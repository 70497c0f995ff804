"""What readers see of a partner's calendar, and when kept pages are made anew for it."""

from datetime import date

import pytest

from agenda.calendars import reading_again
from agenda.models import CalendarEntry, CalendarSource
from core.models import ContentVersion, Status
from tests import factories
from tests.agenda.calendars.entries import announce, entry, single

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]

DAY = 86_400  # seconds


@pytest.fixture
def source(source):
    source.read_on = date(2026, 11, 27)
    source.save()
    return source


def page(client):
    event = CalendarEntry.objects.get(key="play@example.org").event
    return client.get(f"/nl/agenda/{event.slug}/").content.decode()


def version():
    return ContentVersion.objects.get().version


def test_public_line_says_calendar_and_day(client, source):
    announce(source, entry())

    assert "Uit de agenda van De Kade, gelezen op 27 november 2026." in page(client)


def test_public_line_names_nobody_who_is_not_public(client, source):
    announce(source, entry())
    other = factories.organisation(name_nl="Geheim Huis", status=Status.DRAFT)
    CalendarSource.objects.update(organisation=other)

    assert "Geheim Huis" not in page(client)


def test_public_line_of_what_is_no_longer_announced(client, source, clock):
    announce(source, entry(), single())
    clock.shift(DAY)
    kept = page(client)

    announce(source, single())

    assert "Uit de agenda van De Kade" in kept
    assert "Sinds 28 november 2026 staat dit niet meer in de agenda van De Kade." in page(client)


def test_public_line_follows_at_most_once_a_day(client, source, clock):
    other = factories.calendar_source(organisation=source.organisation)
    announce(source, entry())
    before = version()
    reading_again.show_reading_days()
    same_day = version()
    clock.shift(DAY)
    announce(source, entry())

    shown = [reading_again.show_reading_days()]
    next_day = version()
    announce(other)
    shown.append(reading_again.show_reading_days())

    assert before == same_day != next_day == version()
    assert shown == [True, False]
    assert "gelezen op 28 november 2026" in page(client)
