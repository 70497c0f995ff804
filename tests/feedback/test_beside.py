"""A message becomes a change: what she wrote stands beside the fields, and is closed with it."""

import re

import pytest
from django.core.management import call_command

from core.editing.models import Proposal
from directory.models import Organisation
from feedback.models import Suggestion
from tests.factories import organisation, suggestion, theme, user
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WORDS = "De telefoon klopt niet meer."


@pytest.fixture
def log_in(client):
    call_command("roles")

    def make(group):
        client.force_login(user(groups=[group], language="en", first_name="Fatima"))
        return client

    return make


@pytest.fixture
def place():
    return organisation(
        slug="huis", name_nl="Huis", summary_nl="Zin", themes=[theme()], serves_region=True,
        phone="02 111 11 11",
    )  # fmt: skip


@pytest.fixture
def row(place):
    return suggestion(path="/organisations/huis/", text=WORDS)


def message_url(row, what="change"):
    return f"/admin/feedback/suggestion/{row.pk}/{what}/"


def links(page, word):
    """The addresses on a page that hold a word."""
    return [part.split('"')[0] for part in page.text.split('href="')[1:] if word in part]


def follow(client, page, word):
    return client.get(links(page, word)[0].replace("&amp;", "&"))


def mark_in(page):
    """What the button says that closes a message with a change."""
    return re.search(r'name="change" value="([^"]+)"', page.text)[1]


def corrected(client, row):
    """From the message to its listing, one short page, and back to the overview."""
    overview = follow(client, client.get(message_url(row)), "edit/?message=")
    contact = follow(client, overview, "edit/contact/")
    assert WORDS in overview.text
    assert WORDS in contact.text
    fields = fields_of(contact, phone=["02 222 22 22"])
    return client.post(contact.request["PATH_INFO"] + "?" + contact.request["QUERY_STRING"],
                       fields, follow=True)  # fmt: skip


@pytest.mark.parametrize(
    ("group", "status", "words"),
    [
        ("Editors", "done", "Telephone"),
        ("Volunteers", "in_work", "Telephone (waiting for an editor)"),
    ],
)
def test_short_page_saves_and_one_tap_says_what_came_of_it(log_in, row, group, status, words):
    client = log_in(group)

    back = corrected(client, row)

    assert back.redirect_chain[-1][0].endswith(f"edit/?message={row.pk}")
    client.post(message_url(row, "came"), {"change": mark_in(back)})
    again = client.get(message_url(row))
    row.refresh_from_db()
    assert row.status == status
    assert again.context["changes"] == []
    assert row.note.startswith("Fatima, ")
    assert row.note.endswith(f": {words}")


def test_change_that_another_made_is_on_the_page_of_the_message(log_in, row, place):
    corrected(log_in("Editors"), row)
    client = log_in("Volunteers")

    page = client.get(message_url(row))
    (change,) = page.context["changes"]
    client.post(message_url(row, "came"), {"change": change.mark})

    row.refresh_from_db()
    assert (row.status, change.fields) == ("done", ["Telephone"])


def test_change_that_is_not_there_changes_nothing(log_in, row):
    client = log_in("Volunteers")

    for mark in ("", "log:1", "proposal:9"):
        client.post(message_url(row, "came"), {"change": mark})
    client.get(message_url(row, "came"))

    row.refresh_from_db()
    assert (row.status, row.note) == ("new", "")


def test_whole_form_leads_back_to_where_the_message_is_closed(log_in, row, place):
    client = log_in("Editors")
    url = f"/admin/directory/organisation/{place.pk}/change/?message={row.pk}"

    page = client.get(url)
    response = client.post(url, fields_of(page, phone=["02 222 22 22"]))

    assert WORDS in page.text
    assert response.url == f"/admin/directory/organisation/{place.pk}/edit/?message={row.pk}"


def missing(client):
    """A message that a place is missing, and the first page on which one adds it."""
    row = suggestion(topic="missing", text=WORDS)
    return row, follow(client, client.get(message_url(row)), "organisation/new/")


def closed_with(client, row, place, page):
    client.post(message_url(row, "came"), {"change": mark_in(page)})
    row.refresh_from_db()
    return row.path == f"/organisations/{place.slug}/" and row.status


def test_place_that_was_missing_is_added_in_steps_beside_her_words(log_in):
    client = log_in("Volunteers")
    row, page = missing(client)

    fields = fields_of(page, name_en=["Nieuw"], kind=["meeting-place"], _later=["1"])
    url = f"{page.request['PATH_INFO']}?{page.request['QUERY_STRING']}"
    overview = client.post(url, fields, follow=True)

    assert WORDS in page.text
    place = Organisation.objects.get(name_en="Nieuw")
    assert overview.redirect_chain[-1][0] == (
        f"/admin/directory/organisation/{place.pk}/edit/?message={row.pk}"
    )
    assert closed_with(client, row, place, overview) == "in_work"  # a draft
    assert row.note.endswith(": added (waiting for an editor)")


def test_place_that_was_missing_is_added_in_the_whole_form(log_in):
    client = log_in("Editors")
    row, _page = missing(client)
    url = f"/admin/directory/organisation/add/?message={row.pk}"

    fields = fields_of(client.get(url), name_nl=["Nieuw"], kind=["meeting-place"])
    overview = client.post(url, fields, follow=True)

    place = Organisation.objects.get(name_nl="Nieuw")
    assert closed_with(client, row, place, overview) == "in_work"


def test_same_words_about_the_same_page_come_once_a_day(row):
    other = suggestion(topic="missing", text=row.text)

    Suggestion.objects.set_page(other, row.path)

    other.refresh_from_db()
    assert other.path == ""


def test_who_only_enters_activities_reads_no_message(log_in, row, place):
    Proposal.objects.all().delete()
    client = log_in("Event volunteers")

    for url in (
        f"/admin/directory/organisation/{place.pk}/edit/?message={row.pk}",
        f"/admin/directory/organisation/{place.pk}/change/?message={row.pk}",
        f"/admin/agenda/event/add/?message={row.pk}",
        *(message_url(row, what) for what in ("change", "reply", "came", "added")),
    ):
        page = client.get(url)
        assert WORDS not in page.text, url
        assert "/admin/feedback/" not in page.text, url


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "\0"])
def test_address_with_another_number_shows_the_page_alone(log_in, place, number):
    client = log_in("Volunteers")

    page = client.get(f"/admin/directory/organisation/{place.pk}/edit/", {"message": number})

    assert (page.status_code, "message-beside" in page.text) == (200, False)
