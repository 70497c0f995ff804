"""Translations that wait for an editor stand in no queue; what is sent back is its author’s."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from core.editing import translating
from core.editing.models import Proposal
from directory.models import Organisation
from tests import factories
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db


def page_url(row, language):
    return f"/admin/translate/{language}/directory.organisation/{row.pk}/"


def public(**texts):
    return factories.organisation(
        **{f"summary_{code}": text for code, text in texts.items()},
        themes=[factories.theme()],
        phone="+32 2 123 45 67",
        serves_region=True,
    )


def logged_in(client, *groups, **values):
    call_command("roles", verbosity=0)
    user = factories.user(groups=groups, language="en", **values)
    other = type(client)()
    other.force_login(user)
    return other, user


def translate(client, row, **texts):
    """Sends texts on the page of French."""
    url = page_url(row, "fr")
    sent = {f"{field}_fr": [text] for field, text in texts.items()}
    return client.post(url, fields_of(client.get(url)) | sent)


def in_queue(client):
    """The rows of the queue of French, those that wait, and what the desk counts."""
    context = client.get("/admin/translate/fr/").context
    lines = client.get("/admin/").context["desk"]["team"]
    links = [link for line in lines for link in line.links if link[1] == "/admin/translate/fr/"]
    return (
        [each["row"] for each in context["rows"]],
        [(each["row"], each["who"]) for each in context["waiting"]],
        links[0][2] if links else 0,
    )


def test_translation_that_waits_is_in_nobodys_queue(client):
    vera, author = logged_in(client, "Volunteers", first_name="Vera")
    other, _user = logged_in(client, "Volunteers")
    editor, _user = logged_in(client, "Editors")
    row, left = public(nl="Koffie"), public(nl="Thee")

    response = translate(vera, row, summary="Café")

    assert response.url == page_url(left, "fr")
    for each in (vera, other):
        assert in_queue(each) == ([left], [(row, author)], 1)
    assert other.get("/admin/translate/fr/").context["waits"] == 1
    urls = [
        each.get("/admin/translate/fr/").context["waiting"][0]["url"]
        for each in (vera, other, editor)
    ]
    proposal = Proposal.objects.get()
    assert urls == [f"/admin/editing/proposal/{proposal.pk}/change/", "", urls[0]]


def test_translation_of_some_texts_leaves_the_others_to_do(client):
    vera, author = logged_in(client, "Volunteers", first_name="Vera")
    other, _user = logged_in(client, "Volunteers")
    row = public(nl="Koffie")
    row.description_nl = "Elke dag"
    row.save()

    translate(vera, row, summary="Café")
    page = other.get(page_url(row, "fr"))

    assert in_queue(other) == ([row], [], 1)
    assert [(text.field.name, text.waits, text.by) for text in page.context["texts"]] == [
        ("summary_fr", True, author),
        ("description_fr", False, None),
    ]
    translate(vera, row, description="Chaque jour")
    assert in_queue(other) == ([], [(row, author)], 0)


@pytest.mark.parametrize(
    ("days", "is_active", "of_others"), [(13, True, 0), (15, True, 1), (1, False, 1)]
)
def test_translation_that_was_sent_back_is_its_authors_for_a_fortnight(
    client, clock, days, is_active, of_others
):
    vera, author = logged_in(client, "Volunteers")
    other, user = logged_in(client, "Volunteers")
    row = public(nl="Koffie")
    translate(vera, row, summary="Café")
    Proposal.objects.get().decide(Proposal.State.RETURNED, None, "Un café?")

    hers = in_queue(vera)
    author.is_active = is_active
    author.save()
    clock.shift(days * 86_400)

    assert hers == ([row], [], 1)
    other.force_login(user)
    assert len(in_queue(other)[0]) == of_others


def test_translation_that_was_approved_or_taken_back_waits_no_longer(client):
    vera, _author = logged_in(client, "Volunteers")
    row = public(nl="Koffie")
    translate(vera, row, summary="Café")

    Proposal.objects.get().decide(Proposal.State.WITHDRAWN, None)

    assert in_queue(vera) == ([row], [], 1)


def test_queue_and_desk_ask_the_same_whatever_waits(client, django_assert_num_queries):
    vera, author = logged_in(client, "Volunteers")
    rows = [public(nl="Koffie") for _number in range(3)]
    translate(vera, rows[0], summary="Café")
    request = RequestFactory().get("/")
    request.user = author
    ContentType.objects.get_for_model(Organisation)
    models = translating.models_of(request)
    with CaptureQueriesContext(connection) as of_one:
        translating._progress(models, author)
    queries = len(of_one)
    for row in rows[1:]:
        translate(vera, row, summary="Café")

    with django_assert_num_queries(queries):
        progress = translating._progress(models, author)

    assert (queries, progress["fr"]["waits"], progress["fr"]["left"]) == (len(models) + 2, 3, 0)


def test_command_works_out_what_waited_before(client, capsys):
    vera, _author = logged_in(client, "Volunteers")
    row = public(nl="Koffie")
    translate(vera, row, summary="Café")
    Proposal.objects.update(completes="")

    call_command("text_states")

    assert Proposal.objects.get().completes == " fr "
    assert capsys.readouterr().out.endswith(": 1\n")
