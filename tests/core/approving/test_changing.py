"""Changing what waits first: a short page of exactly its fields."""

import pytest
from django.core.management import call_command

from core.editing.models import Proposal
from core.models import Status
from directory.models import Organisation
from tests.core.approving import sheets
from tests.html_forms import fields_of

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles", verbosity=0)


@pytest.fixture
def place():
    return sheets.place()


def url(proposal):
    return f"/admin/editing/proposal/{proposal.pk}/first/"


def test_page_has_the_fields_of_the_change_and_no_others(client, place):
    row, location = place
    hours = f"locations/{location.pk}/hours_1"
    latitude, source = (f"locations/{location.pk}/{name}" for name in ("latitude", "position_from"))
    changes = {"email": "a@x.be", hours: "9:00–13:00", latitude: "50.85", source: "map"}
    proposal = sheets.proposal(row, changes | sheets.notice("Dicht"))
    sheets.log_in(client, "Editors")

    page = client.get(url(proposal))

    shown = {name: texts for name, texts in fields_of(page).items() if not name.startswith("_")}
    shown.pop("csrfmiddlewaretoken")
    assert shown == {
        "email": ["a@x.be"],
        hours: ["9:00–13:00"],
        latitude: ["50.85"],
        **{key: [text] for key, text in sheets.notice("Dicht").items()},
    }
    assert f"Location “{location}”: Tuesday" in page.text
    assert "9:00–12:00" in page.text


def test_saving_approves_with_her_changes(client, place):
    row, location = place
    hours = f"locations/{location.pk}/hours_1"
    changes = {"email": "a@x.be", hours: "9:00–13:00"} | sheets.notice("Dicht")
    proposal = sheets.proposal(row, changes)
    editor = sheets.log_in(client, "Editors")
    fields = fields_of(client.get(url(proposal)))

    sent = fields | {"email": ["ab@x.be"], "notices/+0/text_nl": ["Gesloten"], "_approve": ["1"]}
    response = client.post(url(proposal), sent)

    row.refresh_from_db()
    proposal.refresh_from_db()
    assert response.url == "/admin/editing/proposal/?state__exact=waiting"
    assert row.email == "ab@x.be"
    assert [notice.text_nl for notice in row.notices.all()] == ["Gesloten"]
    assert [str(slot.closes) for slot in location.opening_hours.all()] == ["13:00:00"]
    assert (proposal.state, proposal.decided_by) == ("approved", editor)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, place):
    row, _location = place
    proposal = sheets.proposal(row, {"email": "a@x.be"})
    sheets.log_in(client, "Editors")
    fields = fields_of(client.get(url(proposal)))

    page = client.post(url(proposal), fields | {"email": ["geen adres"], "_approve": ["1"]})

    row.refresh_from_db()
    assert "Write one e-mail address" in page.text
    assert fields_of(page)["email"] == ["geen adres"]
    assert (row.email, Proposal.objects.get().state) == ("", "waiting")


def test_what_somebody_changed_meanwhile_is_chosen(client, place):
    row, _location = place
    proposal = sheets.proposal(row, {"email": "a@x.be"})
    sheets.log_in(client, "Editors")
    fields = fields_of(client.get(url(proposal)))
    Organisation.objects.filter(pk=row.pk).update(email="c@x.be")

    page = client.post(url(proposal), fields | {"_approve": ["1"]})
    answer = fields_of(page) | {"_take:email": ["mine"]}
    client.post(f"/admin/directory/organisation/{row.pk}/change/", answer)

    row.refresh_from_db()
    proposal.refresh_from_db()
    assert page.status_code == 409
    assert (row.email, proposal.state) == ("a@x.be", "approved")


def test_what_its_author_added_meanwhile_goes_on_waiting(client, place):
    row, _location = place
    proposal = sheets.proposal(row, {"email": "a@x.be"})
    sheets.log_in(client, "Editors")
    fields = fields_of(client.get(url(proposal)))
    Proposal.objects.update(changes={"email": ["a@x.be"], "phone": []})

    client.post(url(proposal), fields | {"_approve": ["1"]})

    row.refresh_from_db()
    proposal.refresh_from_db()
    assert (row.email, row.phone) == ("a@x.be", "+32 2 123 45 67")
    assert (proposal.state, proposal.changes["phone"]) == ("waiting", [])


@pytest.mark.parametrize(
    ("button", "email", "status"),
    [("1", "", "archived"), ("as-it-is", "a@x.be", "archived"), ("publish", "a@x.be", "published")],
)
def test_archived_sheet_asks(client, place, button, email, status):
    row, _location = place
    proposal = sheets.proposal(row, {"email": "a@x.be"})
    Organisation.objects.filter(pk=row.pk).update(status=Status.ARCHIVED)
    sheets.log_in(client, "Editors")

    client.post(url(proposal), fields_of(client.get(url(proposal))) | {"_approve": [button]})

    row.refresh_from_db()
    assert (row.email, row.status) == (email, status)


@pytest.mark.parametrize("role", ["Event volunteers", "Volunteers", "Editors", "Administrators"])
def test_page_is_for_who_approves(client, place, role):
    row, _location = place
    proposal = sheets.proposal(row, {"email": "a@x.be"}, author=sheets.log_in(client, role))

    may = role in ("Editors", "Administrators")
    assert client.get(url(proposal)).status_code == (200 if may else 403)
    sent = {"_approve": "1", "_key": "email", "email": "b@x.be"}
    assert client.post(url(proposal), sent).status_code == (302 if may else 403)
    row.refresh_from_db()
    assert row.email == ("b@x.be" if may else "")


def test_change_that_was_decided_leads_back_to_the_list(client, place):
    row, _location = place
    proposal = sheets.proposal(row, {"email": "a@x.be"}, state=Proposal.State.WITHDRAWN)
    sheets.log_in(client, "Editors")

    assert client.get(url(proposal)).url == "/admin/editing/proposal/?state__exact=waiting"
