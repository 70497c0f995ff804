"""Several dates that a volunteer cancels of an activity that follows a partner's calendar."""

from datetime import date

import pytest

from agenda.calendars.entries import Difference
from agenda.models import CalendarEntry, Event
from tests import factories
from tests.agenda.calendars.entries import announce, entry
from tests.agenda.desk.sent import send, several

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]

DECEMBER = {"first": "2026-12-01", "last": "2026-12-31"}
SECOND = date(2026, 12, 8)


@pytest.fixture
def fatima(client):
    client.force_login(factories.user(groups=["Event volunteers"], language="en"))
    return client


@pytest.fixture
def event(source, fatima):
    """Tuesdays of its calendar, of which all in December are cancelled here."""
    announce(source, entry())
    event = Event.objects.get()
    send(fatima, fatima.get(several(event), DECEMBER), reason="holiday")
    return event


def row():
    return CalendarEntry.objects.get()


def kinds(event):
    return [*event.exceptions.values_list("kind", flat=True)]


def test_they_stay_cancelled_when_the_calendar_still_has_them(source, event):
    announce(source, entry())
    announce(source, entry(title="Speelochtend"))

    assert kinds(event) == ["cancelled"] * 5
    assert row().differs == [f"on 2026-12-{day}" for day in ("01", "08", "15", "22", "29")]
    assert not row().is_open
    assert Event.objects.get().title_nl == "Speelochtend"


def test_what_the_calendar_says_of_one_of_them_later_waits_for_somebody(source, event):
    moved = Difference(SECOND, "moved", new_day=date(2026, 12, 9))
    announce(source, entry(exceptions=(moved,)))

    assert (kinds(event), row().is_open) == (["cancelled"] * 5, True)


def test_what_the_calendar_cancels_too_is_no_difference(source, event):
    announce(source, entry(exceptions=(Difference(SECOND, "cancelled"),)))

    assert "on 2026-12-08" not in row().differs
    assert {each.reason for each in event.exceptions.all()} == {"holiday"}


def test_put_back_they_are_in_step_again(source, event, fatima):
    send(fatima, fatima.get(several(event, "back"), DECEMBER))

    announce(source, entry())

    assert (kinds(event), row().differs) == ([], [])
