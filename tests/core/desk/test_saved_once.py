"""A form of the admin that is sent twice is saved once, also at the same moment."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from agenda.models import EventException
from core.accounts.models import User
from core.search.models import SynonymGroup
from directory.models import Notice, Organisation
from tests import factories
from tests.html_forms import fields_of
from tests.threads import together

SYNONYMS = "/admin/search/synonymgroup/add/"


def login(client):
    call_command("roles", verbosity=0)  # what threads write is taken away, with the groups
    user = factories.user(groups=["Administrators"], language="en")
    client.force_login(user)
    return user


# One after the other


@pytest.mark.django_db
def test_second_time_is_answered_like_the_first(client):
    login(client)
    fields = fields_of(client.get(SYNONYMS), words="baby\nzuigeling")

    first = client.post(SYNONYMS, fields)
    second = client.post(SYNONYMS, fields)

    assert SynonymGroup.objects.count() == 1
    assert (second.status_code, second.url) == (302, first.url)
    assert len(client.get(second.url).context["messages"]) == 1


@pytest.mark.django_db
def test_other_words_and_another_page_are_saved_too(client):
    login(client)
    fields, others = (fields_of(client.get(SYNONYMS)) for _page in range(2))

    client.post(SYNONYMS, fields | {"words": ["baby\nzuigeling"]})
    client.post(SYNONYMS, fields | {"words": ["papa\nvader"]})
    client.post(SYNONYMS, others | {"words": ["baby\nzuigeling"]})

    assert SynonymGroup.objects.count() == 3


@pytest.mark.django_db
def test_what_was_refused_is_looked_at_again(client):
    login(client)
    event = factories.event(starts_on=tomorrow())
    url = f"/admin/agenda/event/{event.pk}/dates/extra/"
    fields = fields_of(client.get(url), day=str(tomorrow()))

    refused = client.post(url, fields)
    event.starts_on += timedelta(days=1)
    event.save()
    response = client.post(url, fields)

    assert (refused.status_code, response.status_code) == (200, 302)


@pytest.mark.django_db
def test_what_was_undone_meanwhile_is_done_again(client):
    login(client)
    event = factories.event(starts_on=tomorrow())
    dates = f"/admin/agenda/event/{event.pk}/dates/{tomorrow()}"
    fields = fields_of(client.get(f"{dates}/cancelled/"))

    client.post(f"{dates}/cancelled/", fields)
    client.post(f"{dates}/undo/")
    there = event.exceptions.exists()
    response = client.post(f"{dates}/cancelled/", fields)

    assert not there
    assert response.status_code == 302
    assert event.exceptions.get().kind == "cancelled"


@pytest.mark.django_db
def test_somebody_is_invited_once(client, settings):
    settings.HAS_EMAIL = True
    login(client)
    url = "/admin/accounts/user/add/"
    fields = fields_of(client.get(url), first_name="Vera", email="vera@example.org", language="nl")
    fields["groups"] = [str(Group.objects.get(name="Volunteers").pk)]

    responses = [client.post(url, fields) for _time in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert User.objects.filter(email="vera@example.org").count() == 1
    assert [message.to for message in mail.outbox] == [["vera@example.org"]]


# At the same moment


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def new_synonyms():
    return SYNONYMS, {"words": ["baby\nzuigeling"]}, SynonymGroup


def new_organisation():
    return (
        "/admin/directory/organisation/add/",
        {"name_nl": ["Buurthuis"], "kind": ["meeting-place"], "status": ["draft"]},
        Organisation,
    )


def new_row():
    place = factories.organisation(
        name_nl="Buurthuis", summary_nl="Koffie", themes=[factories.theme()]
    )
    factories.location(organisation=place)
    notice = {
        "notices-TOTAL_FORMS": ["1"],
        "notices-0-kind": ["closed"],
        "notices-0-starts_on": [str(tomorrow())],
        "notices-0-ends_on": [str(tomorrow())],
        "notices-0-text_nl": ["Dicht"],
    }
    return f"/admin/directory/organisation/{place.pk}/change/", notice, Notice


def extra_date():
    event = factories.event(starts_on=tomorrow())
    day = tomorrow() + timedelta(days=3)
    return f"/admin/agenda/event/{event.pk}/dates/extra/", {"day": [str(day)]}, EventException


@pytest.mark.parametrize("case", [new_synonyms, new_organisation, new_row, extra_date])
def test_two_quick_clicks_make_one_row(database_of_many, client, case):
    login(client)
    url, changes, model = case()
    fields = fields_of(client.get(url)) | changes
    cookies, barrier, answers = client.cookies, threading.Barrier(2), []

    def click():
        hand = Client()
        hand.cookies.update(cookies)
        barrier.wait()
        response = hand.post(url, fields)
        answers.append((response.status_code, response.headers.get("Location")))

    raised = together([click, click])

    assert raised == []
    assert answers == [answers[0]] * 2
    assert answers[0][0] == 302
    assert model.objects.count() == 1
