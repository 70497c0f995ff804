"""The first visit: three tasks on an example, of which nothing is kept."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from core.accounts.models import User
from directory.models import Location, Notice, Organisation
from tests import factories
from tests.html_forms import forms_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

START = "/admin/first-visit/"


@pytest.fixture
def volunteer(client):
    user = factories.user(groups=["Volunteers"], language="nl")
    client.force_login(user)
    return user


def send(client, number, **fields):
    path = f"{START}{number}/"
    page = client.get(path)
    form = next(form for form in forms_of(page) if form["attributes"].get("id") == "short-form")
    return client.post(path, dict(form["fields"]) | fields)


def test_desk_offers_it_until_it_is_done(client, volunteer):
    assert client.get("/admin/").context["is_new"]

    page = client.get(f"{START}done/")  # as a browser may fetch it that only looks ahead
    assert client.get("/admin/").context["is_new"]
    (form,) = [
        each for each in forms_of(page) if "first-visit" in each["attributes"].get("action", "")
    ]
    client.post(form["attributes"]["action"], dict(form["fields"]))

    assert not client.get("/admin/").context["is_new"]
    assert User.objects.get(pk=volunteer.pk).welcomed_on == timezone.localdate()


def test_who_knows_her_way_is_not_asked_again(client, volunteer):
    response = client.post(f"{START}leave/")

    assert response.url == "/admin/"
    assert not client.get("/admin/").context["is_new"]


def test_hours_are_right_however_they_are_written(client, volunteer):
    response = send(client, 1, **{"locations/+0/hours_1": "9-12u30"})

    assert response.url == f"{START}2/"


@pytest.mark.parametrize(
    ("text", "errors"), [("9-13", {}), ("soms", {"locations/+0/hours_1": 1}), ("", {})]
)
def test_what_is_not_right_yet_stays_with_a_hint(client, volunteer, text, errors):
    response = send(client, 1, **{"locations/+0/hours_1": text})

    assert {key: len(found) for key, found in response.context["form"].errors.items()} == errors
    assert response.context["is_tried"] is not bool(errors)
    assert response.context["form"]["locations/+0/hours_1"].value() == text


def test_a_notice_with_the_days_between_the_years(client, volunteer):
    fields = {"kind": "closed", "starts_on": "2026-12-24", "ends_on": "2027-01-03"}

    response = send(client, 2, **{f"notices/+0/{name}": text for name, text in fields.items()})

    assert response.url == f"{START}3/"


def test_a_notice_that_ends_before_it_begins_is_refused_as_a_real_one(client, volunteer):
    fields = {"kind": "closed", "starts_on": "2026-12-24", "ends_on": "2026-12-03"}

    response = send(client, 2, **{f"notices/+0/{name}": text for name, text in fields.items()})

    assert [*response.context["form"].errors] == ["notices/+0/ends_on"]


@pytest.mark.at("2026-12-24 10:00")
def test_at_christmas_the_holiday_is_that_of_next_year(client, volunteer):
    page = client.get(f"{START}2/")

    assert "24 december 2027" in page.context["step"].task()


def test_check_by_telephone_ends_it(client, volunteer):
    assert send(client, 3, how="telephone").url == f"{START}done/"
    assert not client.get("/admin/").context["is_new"]
    assert send(client, 3, how="visit").context["is_tried"]


def test_nothing_of_it_is_kept(client, volunteer):
    send(client, 1, **{"locations/+0/hours_1": "9-12.30"})
    send(client, 3, how="telephone")
    client.get(f"{START}done/")

    kept = [model.objects.count() for model in (Organisation, Location, Notice, LogEntry)]
    assert kept == [0, 0, 0, 0]
    assert "first_visit" not in client.session


def test_event_volunteers_learn_dates(client):
    client.force_login(factories.user(groups=["Event volunteers"], language="nl"))
    tuesday, next_tuesday = date(2026, 11, 24), date(2026, 12, 1)

    assert send(client, 1, day=next_tuesday.isoformat()).context["is_tried"]
    assert send(client, 1, day=tuesday.isoformat()).url == f"{START}2/"
    assert send(client, 2, day=next_tuesday.isoformat(), start="14:00").url == f"{START}3/"
    assert send(client, 3, day=tuesday.isoformat()).url == f"{START}done/"


@pytest.mark.parametrize("number", [0, 4, 99])
def test_there_are_three_steps(client, volunteer, number):
    assert client.get(f"{START}{number}/").status_code == 404


def test_who_may_do_nothing_has_no_course(client):
    client.force_login(factories.user(is_staff=True))

    assert client.get(START).status_code == 404
    assert not client.get("/admin/").context["is_new"]
