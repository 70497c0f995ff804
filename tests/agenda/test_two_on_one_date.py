"""Two people on one date of an activity: nobody undoes unseen what the other did."""

import threading
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from tests import factories
from tests.html_forms import fields_of, forms_of
from tests.threads import together


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def event(db):
    return factories.event(starts_on=tomorrow())


def dates_url(event, *parts):
    return "/".join([f"/admin/agenda/event/{event.pk}/dates", *map(str, parts), ""])


def logged_in():
    call_command("roles", verbosity=0)  # what threads write is taken away, with the groups
    client = Client()
    client.force_login(factories.user(groups=["Volunteers"], language="en"))
    return client


@pytest.fixture
def two(event):
    return logged_in(), logged_in()


def test_second_of_two_sees_what_the_first_did(two, event):
    (amina, bea), url = two, dates_url(event, tomorrow(), "cancelled")
    hers, his = (fields_of(each.get(url)) for each in two)
    amina.post(url, hers | {"reason": ["illness"], "note_fr": ["Demain oui"]})

    page = bea.post(url, his | {"reason": ["strike"]})
    there = event.exceptions.get()
    response = bea.post(url, fields_of(page))

    assert page.status_code == 409
    assert [(each.key, each.before, each.after) for each in page.context["differences"]] == [
        ("reason", ["Someone on the team is ill."], ["There is a strike."]),
    ]
    assert (there.reason, there.note_fr) == ("illness", "Demain oui")
    assert response.status_code == 302
    there.refresh_from_db()
    assert (there.reason, there.note_fr) == ("strike", "Demain oui")


def test_what_only_the_first_wrote_stays_and_the_second_is_told(two, event):
    (amina, bea), url = two, dates_url(event, tomorrow(), "moved")
    hers, his = (fields_of(each.get(url)) for each in two)
    amina.post(url, hers | {"new_start_time": ["14:30"], "reason": ["illness"]})

    response = bea.post(url, his | {"note_fr": ["Désolées"], "new_start_time": ["14:30"]})

    there = event.exceptions.get()
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert response.status_code == 302
    assert (str(there.new_start_time), there.reason) == ("14:30:00", "illness")
    assert there.note_fr == "Désolées"
    assert said[-1].endswith(" changed this meanwhile, and it stays: Reason.")


def test_second_who_does_something_else_is_told(two, event):
    amina, bea = two
    url = dates_url(event, tomorrow(), "full")
    his = fields_of(bea.get(url))
    cancel = dates_url(event, tomorrow(), "cancelled")
    amina.post(cancel, fields_of(amina.get(cancel)))

    page = bea.post(url, his)

    assert page.status_code == 409
    assert [(each.before, each.after) for each in page.context["differences"]] == [
        (["cancelled"], ["full"])
    ]
    assert event.exceptions.get().kind == "cancelled"


def test_second_after_it_was_put_back_is_told(two, event):
    factories.event_exception(event=event, day=tomorrow(), reason="illness")
    (amina, bea), url = two, dates_url(event, tomorrow(), "cancelled")
    his = fields_of(bea.get(url))
    amina.post(dates_url(event, tomorrow(), "undo"))

    page = bea.post(url, his | {"note_fr": ["Désolées"]})

    assert page.status_code == 409
    assert page.context["differences"][0].before == ["Takes place after all"]
    assert not event.exceptions.exists()


def test_old_page_takes_nothing_back_that_it_did_not_show(two, event):
    (amina, bea), cancel = two, dates_url(event, tomorrow(), "cancelled")
    amina.post(cancel, fields_of(amina.get(cancel)))
    undo = dates_url(event, tomorrow(), "undo")
    [form] = [
        form
        for form in forms_of(bea.get(dates_url(event)))
        if form["attributes"].get("action") == undo
    ]
    amina.post(cancel, fields_of(amina.get(cancel)) | {"note_fr": ["Demain oui"]})

    response = bea.post(undo, dict(form["fields"]))

    assert response.url == f"{dates_url(event)}?month={tomorrow():%Y-%m}"
    assert event.exceptions.get().note_fr == "Demain oui"


def test_same_of_both_is_no_conflict(two, event):
    (amina, bea), url = two, dates_url(event, tomorrow(), "cancelled")
    hers, his = (fields_of(each.get(url)) for each in two)

    responses = [amina.post(url, hers), bea.post(url, his)]

    assert [response.status_code for response in responses] == [302, 302]


@pytest.mark.parametrize("reasons", [("illness", "illness"), ("illness", "strike")])
def test_two_at_the_same_moment_are_one_after_the_other(database_of_many, reasons):
    event = factories.event(starts_on=tomorrow())
    url, clients = dates_url(event, tomorrow(), "cancelled"), (logged_in(), logged_in())
    sent = [
        fields_of(client.get(url), reason=reason)
        for client, reason in zip(clients, reasons, strict=True)
    ]
    barrier, answers = threading.Barrier(2), []

    def cancel(client, fields):
        barrier.wait()
        answers.append(client.post(url, fields).status_code)

    raised = together(
        [
            lambda client=client, fields=fields: cancel(client, fields)
            for client, fields in zip(clients, sent, strict=True)
        ]
    )

    assert raised == []
    assert sorted(answers) == ([302, 302] if len({*reasons}) == 1 else [302, 409])
    assert event.exceptions.count() == 1
