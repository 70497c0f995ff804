"""Several dates at once: shown before they are saved, cancelled with one reason, put back."""

import json
import threading
from datetime import date, time

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from reversion.models import Version

from agenda.models import EventException, Occurrence
from tests import factories
from tests.agenda.desk.sent import JULY, send, several
from tests.html_forms import fields_of
from tests.threads import together

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

TUESDAYS = ["2027-07-06", "2027-07-13", "2027-07-20", "2027-07-27"]


@pytest.fixture
def fatima(client):
    client.force_login(factories.user(groups=["Event volunteers"], language="en"))
    return client


@pytest.fixture
def event():
    """Every Tuesday from 9:30 to 11:30 since 1 September 2026."""
    return factories.event(rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1))


def parts(page):
    """`{part: [(day, state, whether it is ticked), …]}` of the dates that a page shows."""
    choices = page.context["choices"]
    return {
        name: [(each.key, each.state, each.is_ticked) for each in getattr(choices, name)]
        for name in ("plain", "asked", "settled")
        if getattr(choices, name)
    }


def cancelled(event):
    return [
        each.day.isoformat() for each in event.exceptions.filter(kind=EventException.Kind.CANCELLED)
    ]


def different(event, day, **values):
    return factories.event_exception(event=event, day=date.fromisoformat(day), **values)


# Cancelling


def test_all_of_a_month_is_shown_and_then_cancelled(fatima, event):
    page = fatima.get(several(event), JULY)
    before = event.exceptions.count()
    response = send(fatima, page, reason="holiday", note_fr="À la rentrée !")

    assert parts(page) == {"plain": [(day, "", True) for day in TUESDAYS]}
    assert page.context["summary"] == "4 dates, from 6 July to 27 July 2027"
    assert before == 0
    assert response.url == f"/admin/agenda/event/{event.pk}/dates/?month=2027-07"
    assert cancelled(event) == TUESDAYS
    assert {(each.reason, each.note_fr) for each in event.exceptions.all()} == {
        ("holiday", "À la rentrée !")
    }


@pytest.mark.one_database
def test_page_of_the_month_leads_to_it(fatima, event):
    page = fatima.get(f"/admin/agenda/event/{event.pk}/dates/", {"month": "2027-07"})

    url = f"{several(event)}?first=2027-07-01&amp;last=2027-07-31"
    assert f'href="{url}">Cancel all of July 2027</a>' in page.content.decode()
    assert several(event, "back") not in page.content.decode().partition("<details>")[0]


def test_ticked_dates_of_any_month(fatima, event):
    page = fatima.get(several(event), {"day": ["2026-11-24", "2027-07-06"]})
    send(fatima, page, day=["2027-07-06"])

    assert [key for key, _state, _ticked in parts(page)["plain"]] == ["2026-11-24", "2027-07-06"]
    assert cancelled(event) == ["2027-07-06"]


def test_dates_follow_at_once_and_feeds_say_it(fatima, event):
    send(fatima, fatima.get(several(event), {"first": "2026-12-01", "last": "2026-12-15"}))

    there = Occurrence.objects.filter(event=event, day__month=12, day__year=2026)
    states = {each.day.day: each.state for each in there}
    feed = fatima.get(f"/nl/agenda/{event.slug}.ics").content.decode()
    assert states == {
        1: "cancelled", 8: "cancelled", 15: "cancelled", 22: "planned", 29: "planned",
    }  # fmt: skip
    assert feed.count("STATUS:CANCELLED") == 3


def test_what_is_different_already_is_said_and_asked(fatima, event):
    different(event, "2027-07-06", kind="full")
    different(event, "2027-07-13", kind="moved", new_day=date(2027, 7, 14))
    different(event, "2027-07-15", kind="extra")
    different(event, "2027-07-20", kind="cancelled", reason="illness")

    page = fatima.get(several(event), JULY)
    send(fatima, page, reason="holiday")

    assert parts(page) == {
        "plain": [("2027-07-27", "", True)],
        "asked": [
            ("2027-07-06", "full", False),
            ("2027-07-13", "moved from Tuesday 13 July 2027", False),
            ("2027-07-15", "an extra date, which is taken away", False),
        ],
        "settled": [("2027-07-20", "cancelled · Someone on the team is ill.", False)],
    }
    assert sorted(event.exceptions.values_list("day__day", "kind", "reason")) == [
        (6, "full", ""), (13, "moved", ""), (15, "extra", ""), (20, "cancelled", "illness"),
        (27, "cancelled", "holiday"),
    ]  # fmt: skip


def test_what_is_different_is_cancelled_when_it_is_ticked(fatima, event):
    different(event, "2027-07-06", kind="full", note_nl="Wachtlijst")
    moved = {"new_day": date(2027, 7, 14), "new_start_time": time(14)}
    different(event, "2027-07-13", kind="moved", **moved)
    different(event, "2027-07-15", kind="extra")

    page = fatima.get(several(event), JULY)
    send(fatima, page, day=["2027-07-06", "2027-07-13", "2027-07-15"])

    assert sorted(event.exceptions.values_list("day__day", "kind", "new_day", "note_nl")) == [
        (6, "cancelled", None, None), (13, "cancelled", None, None),
    ]  # fmt: skip


def test_dates_moved_out_of_and_into_the_period_are_asked(fatima, event):
    different(event, "2027-06-29", kind="moved", new_day=date(2027, 7, 1))
    different(event, "2027-07-27", kind="moved", new_day=date(2027, 8, 2))

    page = fatima.get(several(event), JULY)

    assert [key for key, _state, _ticked in parts(page)["asked"]] == ["2027-06-29", "2027-07-27"]
    assert [key for key, _state, _ticked in parts(page)["plain"]] == TUESDAYS[:3]


def test_what_has_begun_before_the_period_is_asked(fatima):
    camp = factories.event(
        starts_on=date(2027, 6, 29), ends_on=date(2027, 7, 2), start_time=None, end_time=None
    )

    page = fatima.get(several(camp), JULY)

    assert parts(page) == {"asked": [("2027-06-29", "has begun before", False)]}


@pytest.mark.one_database
def test_what_is_over_stays_as_it_was(fatima, event):
    page = fatima.get(several(event), {"first": "2026-11-01", "last": "2026-11-30"})

    assert [key for key, _state, _ticked in parts(page)["plain"]] == ["2026-11-17", "2026-11-24"]


def test_pauses_and_days_left_out_are_no_dates(fatima):
    factories.school_holiday(starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 3))
    event = factories.event(
        rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1), not_on=["2026-12-15"],
        pauses_in_nl_holidays=True,
    )  # fmt: skip

    page = fatima.get(several(event), {"first": "2026-12-01", "last": "2027-01-05"})
    send(fatima, page)

    assert cancelled(event) == ["2026-12-01", "2026-12-08", "2027-01-05"]


def test_list_of_dates_and_all_day(fatima):
    event = factories.event(
        starts_on=date(2027, 7, 1), dates=["2027-07-02", "2027-08-01"], start_time=None,
        end_time=None,
    )  # fmt: skip

    send(fatima, fatima.get(several(event), JULY))

    assert cancelled(event) == ["2027-07-01", "2027-07-02"]


def test_nights_when_the_clocks_change_belong_to_their_evening(fatima):
    event = factories.event(
        rule="FREQ=DAILY", starts_on=date(2027, 3, 1), start_time=time(23), end_time=time(2, 30)
    )

    page = fatima.get(several(event), {"first": "2027-03-27", "last": "2027-03-28"})

    # In the night of 28 March there is no half past two.
    assert [key for key, _state, _ticked in parts(page)["plain"]] == ["2027-03-27", "2027-03-28"]


# What is refused


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"first": "2027-07-31", "last": "2027-07-01"}, "last"),
        ({"first": "x", "last": "2027-07-01"}, "first"),
        ({"first": "0206-07-01", "last": "2027-07-01"}, "first"),
        ({"first": "2027-07-01"}, "last"),
    ],
)
def test_period_that_is_none_is_asked_again(fatima, event, query, field):
    page = fatima.get(several(event), query)

    assert list(page.context["period"].errors) == [field]
    assert parts(page) == {}


@pytest.mark.one_database
def test_nothing_ticked_is_said(fatima, event):
    nothing = fatima.get(several(event))
    page = fatima.get(several(event), JULY)
    again = send(fatima, page, day=[], reason="strike")

    assert "From which day to which?" in nothing.content.decode()
    assert "Tick at least one date." in again.content.decode()
    assert again.context["form"]["reason"].value() == "strike"
    assert not event.exceptions.exists()


@pytest.mark.one_database
def test_wrong_reason_is_refused_and_keeps_what_was_ticked(fatima, event):
    page = send(fatima, fatima.get(several(event), JULY), reason="bored", day=TUESDAYS[:1])

    assert list(page.context["form"].errors) == ["reason"]
    assert parts(page)["plain"] == [(day, "", day == TUESDAYS[0]) for day in TUESDAYS]
    assert not event.exceptions.exists()


@pytest.mark.one_database
def test_more_than_a_year_of_days_at_once_is_refused(fatima):
    event = factories.event(rule="FREQ=DAILY", starts_on=date(2026, 11, 17))
    page = fatima.get(several(event), {"first": "2026-11-17", "last": "2027-11-18"})

    again = send(fatima, page)

    assert "At most 366 dates at once" in again.content.decode()
    assert not event.exceptions.exists()


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["cancelled", "back", "moved"])
def test_several_need_the_permission_to_change(client, event, path):
    client.force_login(factories.user(language="en"))

    assert client.get(several(event, path)).status_code == 403
    assert client.post(several(event, path), {}).status_code == 403


@pytest.mark.one_database
def test_unknown_way_is_not_found(fatima, event):
    assert fatima.get(several(event, "moved")).status_code == 404


# The history


def test_history_has_one_entry_with_the_days(fatima, event):
    send(fatima, fatima.get(several(event), JULY))

    [_first, last] = Version.objects.get_for_object(event).order_by("pk")
    text = "Cancelled: 6 July 2027, 13 July 2027, 20 July 2027, 27 July 2027."
    assert last.revision.get_comment() == text
    assert LogEntry.objects.get(object_id=str(event.pk)).change_message == text
    kept = last.revision.version_set.values_list("content_type__model", flat=True)
    assert sorted(kept) == ["event", *["eventexception"] * 4]


def test_history_of_many_says_how_many(fatima):
    event = factories.event(rule="FREQ=DAILY", starts_on=date(2027, 7, 1))

    send(fatima, fatima.get(several(event), JULY))

    entry = LogEntry.objects.get(object_id=str(event.pk))
    assert entry.change_message == "Cancelled: 31 dates, from 1 July to 31 July 2027."


def test_a_month_of_days_costs_few_queries(fatima, django_assert_max_num_queries):
    event = factories.event(rule="FREQ=DAILY", starts_on=date(2027, 7, 1))
    page = fatima.get(several(event), JULY)

    # Per date: the row, and its activity’s number for calendars that subscribed.
    with django_assert_max_num_queries(31 * 10 + 40):
        send(fatima, page)

    assert event.exceptions.count() == 31


# Putting back


def test_all_of_a_month_is_put_back(fatima, event):
    send(fatima, fatima.get(several(event), JULY))
    different(event, "2027-06-29", kind="full")

    page = fatima.get(several(event, "back"), {"first": "2027-06-01", "last": "2027-07-31"})
    response = send(fatima, page)

    assert [key for key, _state, _ticked in parts(page)["plain"]] == TUESDAYS
    assert ("2027-06-29", "full", False) in parts(page)["settled"]
    assert response.url == f"/admin/agenda/event/{event.pk}/dates/?month=2027-07"
    assert list(event.exceptions.values_list("kind", flat=True)) == ["full"]
    entry = LogEntry.objects.filter(object_id=str(event.pk)).latest("pk")
    assert entry.change_message.startswith("Put back: 6 July 2027, 13 July 2027")


# Two people


def test_date_that_somebody_moved_meanwhile_is_asked_about(fatima, event):
    page = fatima.get(several(event), JULY)
    different(event, "2027-07-13", kind="moved", new_day=date(2027, 7, 14))

    again = send(fatima, page, reason="holiday")
    between = cancelled(event)
    send(fatima, again)

    assert (again.status_code, between) == (409, [])
    assert parts(again)["asked"] == [("2027-07-13", "moved from Tuesday 13 July 2027", False)]
    assert again.context["form"]["reason"].value() == "holiday"
    assert cancelled(event) == [day for day in TUESDAYS if day != "2027-07-13"]
    assert {each.reason for each in event.exceptions.filter(kind="cancelled")} == {"holiday"}


def test_date_that_somebody_cancelled_for_another_reason_keeps_it(fatima, event):
    page = fatima.get(several(event), JULY)
    different(event, "2027-07-13", reason="illness")

    again = send(fatima, page, reason="holiday")
    send(fatima, again)

    assert again.status_code == 409
    assert event.exceptions.get(day="2027-07-13").reason == "illness"
    assert event.exceptions.get(day="2027-07-20").reason == "holiday"


def test_same_of_both_is_no_conflict(fatima, event):
    page = fatima.get(several(event), JULY)
    for day in TUESDAYS:
        different(event, day, reason="holiday")

    response = send(fatima, page, reason="holiday")

    assert response.status_code == 302
    assert event.exceptions.count() == 4


def test_date_that_is_gone_is_no_longer_among_them(fatima, event):
    page = fatima.get(several(event), JULY)
    event.not_on = ["2027-07-13"]
    event.save()

    again = send(fatima, page)
    send(fatima, again)

    assert again.status_code == 409
    assert cancelled(event) == [day for day in TUESDAYS if day != "2027-07-13"]


def test_put_back_asks_about_what_changed_meanwhile(fatima, event):
    different(event, "2027-07-13", reason="illness")
    page = fatima.get(several(event, "back"), JULY)
    event.exceptions.update(reason="strike")

    again = send(fatima, page)
    send(fatima, again, day=["2027-07-13"])

    assert (again.status_code, event.exceptions.count()) == (409, 0)


def test_forged_dates_change_nothing(fatima, event):
    data = {"day": ["2027-07-07", "x", "2027-07-06\0"], "_seen": json.dumps({"x": "y"})}

    response = fatima.post(several(event), data)

    assert response.status_code == 409
    assert not event.exceptions.exists()


def test_fields_of_the_page_are_those_that_are_sent(fatima, event):
    fields = fields_of(fatima.get(several(event), JULY))

    assert fields["day"] == TUESDAYS
    assert json.loads(fields["_seen"][0]) == dict.fromkeys(TUESDAYS, "")


def test_two_at_the_same_moment_are_one_after_the_other(database_of_many):
    event = factories.event(rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1))
    call_command("roles", verbosity=0)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(factories.user(groups=["Volunteers"], language="en"))
    pages = [client.get(several(event), JULY) for client in clients]
    barrier, answers = threading.Barrier(2), []

    def cancel(client, page, reason):
        barrier.wait()
        answers.append(send(client, page, reason=reason).status_code)

    raised = together(
        [
            lambda sent=sent: cancel(*sent)
            for sent in zip(clients, pages, ("illness", "strike"), strict=True)
        ]
    )

    assert raised == []
    assert sorted(answers) == [302, 409]
    assert len({each.reason for each in event.exceptions.all()}) == 1
    assert event.exceptions.count() == 4
