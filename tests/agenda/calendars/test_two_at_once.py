"""A calendar that is read by two at once, or while somebody saves the same activity."""

import pytest
from django.core.management import call_command
from django.test import Client

from agenda.models import CalendarEntry, CalendarSource, Event
from tests import factories
from tests.agenda.calendars.entries import announce, entry, single
from tests.html_forms import fields_of
from tests.threads import together

pytestmark = pytest.mark.at("2026-11-27 09:00")


def make_source():
    return factories.calendar_source(
        location=factories.location(), themes=[factories.theme()], is_trusted=True
    )


def test_two_that_read_at_once_take_over_once(database_of_many):
    source = make_source()
    entries = [entry(), single()]

    raised = together(
        [lambda: announce(CalendarSource.objects.get(pk=source.pk), *entries) for _each in range(3)]
    )

    assert raised == []
    assert Event.objects.count() == CalendarEntry.objects.count() == 2


def test_two_that_follow_at_once_change_once(database_of_many):
    source = make_source()
    announce(source, entry())
    sequence = Event.objects.get().sequence

    raised = together(
        [
            lambda: announce(CalendarSource.objects.get(pk=source.pk), entry(title="Zingen"))
            for _each in range(3)
        ]
    )

    event = Event.objects.get()
    assert raised == []
    assert (event.title_nl, event.sequence) == ("Zingen", sequence + 1)


@pytest.fixture
def editor():
    call_command("roles", verbosity=0)
    client = Client()
    client.force_login(factories.user(groups=["Editors"], language="en"))
    return client


def opened_before_the_calendar_changed(client):
    """`(address, fields)` of the form of an activity whose title the calendar changed since."""
    source = make_source()
    announce(source, entry())
    url = f"/admin/agenda/event/{Event.objects.get().pk}/change/"
    fields = fields_of(client.get(url))
    announce(source, entry(title="Zingen"))
    return url, fields


@pytest.mark.django_db
def test_editor_who_wrote_another_title_than_the_calendar_chooses(editor):
    url, fields = opened_before_the_calendar_changed(editor)

    page = editor.post(url, fields | {"title_nl": ["Dansen"], "title_fr": ["Chanter"]})
    kept = Event.objects.get()
    saved = editor.post(url, fields_of(page) | {"_take:title_nl": ["theirs"]})

    event = Event.objects.get()
    assert (page.status_code, saved.status_code) == (409, 302)
    assert "Zingen" in page.text
    assert (kept.title_nl, kept.title_fr) == ("Zingen", None)
    assert (event.title_nl, event.title_fr) == ("Zingen", "Chanter")
    assert CalendarEntry.objects.get().differs == []


@pytest.mark.django_db
def test_what_only_the_calendar_changed_stays(editor):
    url, fields = opened_before_the_calendar_changed(editor)

    saved = editor.post(url, fields | {"title_fr": ["Chanter"]})

    event = Event.objects.get()
    assert saved.status_code == 302
    assert (event.title_nl, event.title_fr) == ("Zingen", "Chanter")
    assert CalendarEntry.objects.get().differs == []
