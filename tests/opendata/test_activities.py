"""Activities as programs read them."""

from datetime import date, time

import pytest
from django.test import Client

from agenda.models import CalendarEntry, EventException
from core.models import Status
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
LIST = "/api/activities/"
MONDAY = date(2026, 11, 16)
TUESDAYS = "FREQ=WEEKLY;BYDAY=TU"


def all_of(query=""):
    response = Client().get(f"{LIST}{query}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def one(event, query=""):
    return Client().get(f"{LIST}{event.pk}/{query}").json()


def when(said):
    return said["starts"], said["ends"]


@pytest.mark.one_database
def test_weekly_activity_keeps_its_hour_when_the_clocks_change():
    event = factories.event(
        starts_on=date(2027, 3, 14), rule="FREQ=WEEKLY;BYDAY=SU", start_time=time(18),
        end_time=time(20), repeats_until=date(2027, 4, 4),
    )  # fmt: skip

    said = one(event)

    assert [when(found) for found in said["dates"]] == [
        ("2027-03-14T18:00:00+01:00", "2027-03-14T20:00:00+01:00"),
        ("2027-03-21T18:00:00+01:00", "2027-03-21T20:00:00+01:00"),
        ("2027-03-28T18:00:00+02:00", "2027-03-28T20:00:00+02:00"),
        ("2027-04-04T18:00:00+02:00", "2027-04-04T20:00:00+02:00"),
    ]
    assert said["recurrence"] == {
        "starts": "2027-03-14T18:00:00+01:00",
        "ends": "2027-03-14T20:00:00+01:00",
        "all_day": False,
        "rrule": "FREQ=WEEKLY;UNTIL=20270404T215959Z;BYDAY=SU;WKST=MO",
        "exdates": [],
    }
    assert said["more_dates"] is None


@pytest.mark.one_database
def test_night_in_which_the_clocks_change_ends_on_the_next_day():
    event = factories.event(
        starts_on=date(2027, 3, 27), rule="", start_time=time(22), end_time=time(6)
    )

    said = one(event)

    assert when(said["dates"][0]) == ("2027-03-27T22:00:00+01:00", "2027-03-28T06:00:00+02:00")
    assert said["recurrence"] is None


@pytest.mark.one_database
def test_what_lasts_all_day_has_days_of_which_the_last_is_included():
    event = factories.event(
        starts_on=date(2026, 11, 17), ends_on=date(2026, 11, 20), rule="", start_time=None,
        end_time=None,
    )  # fmt: skip
    weekly = factories.event(
        starts_on=MONDAY, rule=TUESDAYS, start_time=None, end_time=None,
        repeats_until=date(2026, 11, 24),
    )  # fmt: skip

    [said] = one(event)["dates"]

    assert (*when(said), said["all_day"]) == ("2026-11-17", "2026-11-20", True)
    assert one(weekly)["recurrence"]["rrule"] == "FREQ=WEEKLY;UNTIL=20261124;BYDAY=TU;WKST=MO"


@pytest.mark.one_database
def test_end_that_nobody_knows_is_null():
    event = factories.event(starts_on=MONDAY, rule="", start_time=time(14), end_time=None)

    assert when(one(event)["dates"][0]) == ("2026-11-16T14:00:00+01:00", None)


@pytest.mark.one_database
def test_dates_that_are_different_say_how_and_why():
    event = factories.event(
        starts_on=date(2026, 11, 17), rule=TUESDAYS, repeats_until=date(2026, 12, 15)
    )
    kinds = EventException.Kind
    for day, kind, values in (
        (17, kinds.CANCELLED, {"reason": "illness", "note_fr": "Désolées"}),
        (24, kinds.MOVED, {"new_day": date(2026, 11, 25), "new_start_time": time(14)}),
        (28, kinds.EXTRA, {}),
    ):
        factories.event_exception(event=event, day=date(2026, 11, day), kind=kind, **values)
    factories.event_exception(event=event, day=date(2026, 12, 1), kind=kinds.FULL)
    # Not a day of the rule: no page shows it.
    factories.event_exception(event=event, day=date(2026, 12, 2), note_fr="Rien")

    said = {found["day"]: found for found in one(event)["dates"]}

    assert list(said) == [
        "2026-11-17", "2026-11-24", "2026-11-28", "2026-12-01", "2026-12-08", "2026-12-15",
    ]  # fmt: skip
    cancelled, moved, extra, full, *_usual = said.values()
    assert (cancelled["state"], cancelled["reason"]) == ("cancelled", "illness")
    assert cancelled["note"] == [{"lang": "fr", "text": "Désolées"}]
    assert when(moved) == ("2026-11-25T14:00:00+01:00", "2026-11-25T16:00:00+01:00")
    assert moved["moved_from"] == "2026-11-24T09:30:00+01:00"
    assert (extra["is_extra"], extra["state"], full["state"]) == (True, "planned", "full")


@pytest.mark.one_database
def test_days_of_a_rule_on_which_it_pauses_are_left_out():
    factories.school_holiday(starts_on=date(2026, 12, 21), ends_on=date(2027, 6, 30))
    event = factories.event(starts_on=date(2026, 12, 8), rule=TUESDAYS, pauses_in_nl_holidays=True)

    said = one(event)

    assert said["recurrence"]["exdates"][0] == "2026-12-22T09:30:00+01:00"
    assert [found["day"] for found in said["dates"]] == ["2026-12-08", "2026-12-15"]
    assert said["dates_known_until"] == "2027-06-30"


@pytest.mark.one_database
def test_period_that_is_asked_for_holds_for_dates_too():
    event = factories.event(starts_on=MONDAY, rule="FREQ=DAILY")
    other = factories.event(starts_on=date(2026, 12, 24), rule="")

    [said] = all_of("?from=2026-12-01&to=2026-12-20")

    assert said["id"] == event.pk
    assert [found["day"] for found in said["dates"]] == [
        f"2026-12-{day:02}" for day in range(1, 11)
    ]
    address = f"/api/activities/{event.pk}/dates/?from=2026-12-01&to=2026-12-20"
    assert said["more_dates"] == f"http://127.0.0.1:8000{address}"
    assert len(Client().get(address).json()["results"]) == 20
    assert [row["id"] for row in all_of()] == [event.pk, other.pk]


@pytest.mark.one_database
def test_what_is_over_is_in_no_list_and_still_has_its_record():
    event = factories.event(starts_on=date(2026, 11, 15), rule="")

    assert all_of() == []
    assert one(event)["dates"] == []


@pytest.mark.one_database
def test_period_that_means_nothing_is_a_problem():
    event = factories.event()

    for path in (LIST, f"{LIST}{event.pk}/", f"{LIST}{event.pk}/dates/"):
        response = Client().get(f"{path}?when=soon")
        assert response.status_code == 400
        [error] = response.json()["errors"]
        assert (error["parameter"], error["known"][0]) == ("when", "today")


@pytest.mark.one_database
def test_example_is_marked_as_one():
    assert one(factories.event(is_demonstration=True))["is_demonstration"] is True
    assert one(factories.event())["is_demonstration"] is False


@pytest.mark.one_database
def test_facts_are_those_of_its_place_and_its_organisation():
    place = factories.location(buggies_welcome="yes", step_free="no", street_nl="Straat")
    place.organisation.childcare = "yes"
    place.organisation.save()
    event = factories.event(location=place, step_free="yes")

    said = one(event)

    assert [said[fact] for fact in ("buggies_welcome", "step_free", "childcare", "women_only")] == [
        "yes", "yes", "yes", "unknown",
    ]  # fmt: skip
    assert said["place"]["location"] == place.pk
    assert said["place"]["street"] == [{"lang": "nl", "text": "Straat"}]
    assert said["place"]["municipality"] == place.municipality.slug


@pytest.mark.one_database
def test_point_from_openstreetmap_has_its_own_licence():
    place = factories.location(latitude=50.85, longitude=4.35, position_from="map-data")

    point = one(factories.event(location=place))["place"]["point"]

    assert (point["latitude"], point["licence"]["id"]) == (50.85, "ODbL-1.0")


@pytest.mark.one_database
def test_calendar_that_it_comes_from_is_named_unless_it_is_of_nobody_public():
    source = factories.calendar_source(read_on=MONDAY)
    event = factories.event(source="calendar")
    CalendarEntry.objects.create(source=source, key="1", event=event, state="taken")

    assert one(event)["calendar"] == {
        "organisation": source.organisation_id, "read_on": "2026-11-16", "is_gone": False,
    }  # fmt: skip
    source.organisation.status = Status.DRAFT
    source.organisation.save()
    assert one(event)["calendar"] is None


PLANTED = "geheim-geplant"


def test_nothing_of_a_secret_place_or_of_what_waits_goes_out():
    secret = factories.location(
        is_confidential=True, street_nl=PLANTED, name_nl=PLANTED, house_number="777", phone="777",
        postal_code="1210", buggies_welcome="yes",
        organisation=factories.organisation(internal_notes=PLANTED),
    )  # fmt: skip
    event = factories.event(
        location=secret, stated=PLANTED, stated_in=PLANTED, stated_at=f"https://{PLANTED}.example/"
    )
    draft = factories.event(title_nl=PLANTED, status=Status.DRAFT)
    archived = factories.event(title_nl=PLANTED, status=Status.ARCHIVED)
    of_draft = factories.event(
        title_nl=PLANTED, organisation=factories.organisation(status=Status.DRAFT)
    )
    factories.event_exception(event=draft, day=date(2026, 11, 17), note_nl=PLANTED)
    source = factories.calendar_source(address=f"https://{PLANTED}.example/", trouble=PLANTED)
    entry = {"key": PLANTED, "title": PLANTED, "said": {"title": PLANTED}}
    CalendarEntry.objects.create(source=source, event=event, **entry)

    for path in ("", f"{event.pk}/", f"{event.pk}/dates/", f"?place={secret.municipality.slug}"):
        text = Client().get(f"{LIST}{path}").content.decode()
        assert str(event.pk) in text or "dates" in path
        assert PLANTED not in text
        assert "777" not in text
        assert "1210" not in text
    said = one(event)
    assert (said["place"], said["is_address_secret"]) == (None, True)
    assert said["buggies_welcome"] == "unknown"
    for hidden in (draft, archived, of_draft):
        for path in ("", "dates/"):
            assert Client().get(f"{LIST}{hidden.pk}/{path}").status_code in (404, 410)
    # What is at a secret place is for everybody, and found under no place of its own.
    assert [row["id"] for row in all_of(f"?place={factories.municipality().slug}")] == [event.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_queries_for_any_number(rows, django_assert_num_queries):
    for _number in range(rows):
        place = factories.location(latitude=50.85, longitude=4.35)
        event = factories.event(
            location=place, themes=[factories.theme()], audiences=[factories.audience()]
        )
        factories.event_exception(event=event, day=event.occurrences.first().day)
        entry = {"key": event.pk, "event": event}
        CalendarEntry.objects.create(source=factories.calendar_source(), **entry)
    all_of()

    with django_assert_num_queries(9):
        assert len(all_of()) == rows
