"""Rows of dates: in step with the activities, whatever changes."""

from datetime import date, time, timedelta

import pytest
from django.core.management import call_command

from agenda.models import Event, EventException, Occurrence
from agenda.occurrences import rebuild
from directory.models import Location
from tests import factories

pytestmark = pytest.mark.django_db

TODAY = date.today()


def next_weekday(weekday, after=TODAY):
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def weekly(weekday=1, **values):
    return factories.event(
        starts_on=TODAY - timedelta(days=30),
        rule=f"FREQ=WEEKLY;BYDAY={['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'][weekday]}",
        **values,
    )


def days_of(event):
    return list(event.occurrences.order_by("day").values_list("day", flat=True))


def test_dates_are_there_for_a_year():
    event = weekly()

    days = days_of(event)

    assert {day.weekday() for day in days} == {1}
    assert max(days) > TODAY + timedelta(days=355)


def test_rebuilding_twice_changes_nothing():
    event = weekly()
    before = list(Occurrence.objects.values())

    assert rebuild(Event.objects.all()) == 0
    assert list(Occurrence.objects.values()) == before
    event.refresh_from_db()
    assert event.sequence == 0


def test_cancelled_date_stays_and_raises_the_sequence():
    event = weekly()
    day = next_weekday(1)
    exception = factories.event_exception(event=event, day=day, reason="illness")

    row = event.occurrences.get(day=day)
    event.refresh_from_db()
    assert (row.state, event.sequence) == ("cancelled", 1)

    exception.delete()

    event.refresh_from_db()
    assert (event.occurrences.get(day=day).state, event.sequence) == ("planned", 2)


def test_moved_date_keeps_its_name():
    event = weekly()
    day = next_weekday(1)
    factories.event_exception(
        event=event, day=day, kind="moved", new_day=day + timedelta(days=1), new_start_time=time(14)
    )

    row = event.occurrences.get(day=day)

    assert row.starts_on == day + timedelta(days=1)
    assert row.is_moved
    assert row.ends_at - row.starts_at == timedelta(hours=2)


def test_holiday_takes_dates_away_and_gives_them_back():
    event = weekly(pauses_in_nl_holidays=True)
    assert days_of(event) == []  # nothing is known of the holidays
    day = next_weekday(1)
    holiday = factories.school_holiday(starts_on=day, ends_on=day)

    assert day not in days_of(event)
    event.refresh_from_db()
    assert day.isoformat() in event.paused_on

    holiday.delete()
    assert days_of(event) == []


@pytest.mark.parametrize("status", ["draft", "in_review", "archived"])
def test_only_public_activities_have_rows(status):
    event = weekly()
    event.status = status
    event.save()

    assert days_of(event) == []


def test_organisation_that_is_not_public_takes_the_dates_with_it():
    event = weekly()
    event.organisation.status = "draft"
    event.organisation.save()

    assert days_of(event) == []


def test_secret_location_is_in_no_row():
    location = factories.location()
    event = weekly(location=location)
    assert event.occurrences.first().municipality_id == location.municipality_id

    location = Location.objects.get(pk=location.pk)
    location.is_confidential = True
    location.save()

    assert event.occurrences.first().municipality_id is None


def test_command_says_what_changed(capsys):
    weekly()
    Occurrence.objects.all().delete()

    call_command("occurrences")

    assert capsys.readouterr().out == "Activities whose dates changed: 1.\n"
    assert Occurrence.objects.count() >= 52


@pytest.mark.parametrize("is_of_activity", [True, False])
@pytest.mark.parametrize("is_of_queryset", [True, False])
def test_dates_with_exceptions_go_with_their_activity_or_organisation(
    is_of_activity, is_of_queryset
):
    event = weekly()
    factories.event_exception(event=event, day=next_weekday(1))

    row = event if is_of_activity else event.organisation
    (type(row).objects.filter(pk=row.pk) if is_of_queryset else row).delete()

    assert not Occurrence.objects.exists()


def test_deleted_exceptions_bring_their_dates_back():
    event = weekly()
    days = [next_weekday(1), next_weekday(1) + timedelta(days=7)]
    one, other = (factories.event_exception(event=event, day=day) for day in days)

    one.delete()
    EventException.objects.filter(pk=other.pk).delete()

    states = event.occurrences.filter(day__in=days).values_list("state", flat=True)
    assert [*states] == ["planned", "planned"]
