"""The page of an activity."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.languages import CODES
from tests import factories

pytestmark = pytest.mark.django_db


def weekly(**values):
    return factories.event(
        starts_on=date.today() - timedelta(days=30), rule="FREQ=WEEKLY;BYDAY=TU", **values
    )


@pytest.mark.parametrize("language", CODES)
def test_event_page_in_every_language(client, language):
    event = weekly(title_nl="Koffieochtend")

    response = client.get(f"/{language}/agenda/{event.slug}/")

    assert response.status_code == 200
    assert "Koffieochtend" in response.content.decode()
    assert not response.cookies


def test_cancelled_date_is_struck_through(client):
    event = weekly()
    day = event.occurrences.filter(day__gt=date.today()).first().day
    factories.event_exception(event=event, day=day)

    page = client.get(event.get_absolute_url()).content.decode()

    assert page.count("<s>") == 1


def test_event_of_a_draft_organisation_is_not_there(client):
    event = weekly()
    event.organisation.status = "draft"
    event.organisation.save()

    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.get(reverse("agenda:event_calendar", args=[event.slug])).status_code == 404


def test_example_says_so(client):
    event = weekly(is_demonstration=True)

    page = client.get(event.get_absolute_url()).content.decode()

    assert "Dit is een voorbeeld" in page


def test_calendar_is_the_same_twice(client):
    event = weekly()
    address = reverse("agenda:event_calendar", args=[event.slug])

    first, second = client.get(address), client.get(address)

    assert first.content == second.content
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert str(event.uid).encode() in first.content


def test_short_link_leads_to_the_page(client):
    event = weekly()

    response = client.get(f"/e/{event.pk}?lang=ar")

    assert response.headers["Location"] == f"/ar/agenda/{event.slug}/"
    assert client.get(f"/e/{2**70}").status_code == 404
