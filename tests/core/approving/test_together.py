"""All that waits for one sheet, seen and decided together; and what is asked of one change."""

import pytest
from django.core.management import call_command

from core.editing.models import Proposal
from core.editing.sheets import Sheet, fingerprints
from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.core.approving import sheets
from tests.html_forms import fields_of

LIST = "/admin/editing/proposal/?state__exact=waiting"


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles", verbosity=0)


@pytest.fixture
def row():
    return sheets.place()[0]


@pytest.fixture
def location(row):
    return row.locations.get()


def by(row, name, changes, **values):
    author = factories.user(groups=["Volunteers"], first_name=name)
    return sheets.proposal(row, changes, author=author, **values)


def url(proposal, what="together"):
    return f"/admin/editing/proposal/{proposal.pk}/{what}/"


def shown(page):
    """`{label: [(who, texts), …]}`, and what is ticked."""
    return {
        field.difference.label: (
            [(", ".join(offer.who), offer.texts) for offer in field.offers],
            field.checked,
        )
        for field in page.context["fields"]
    }


def send(client, page, proposal, what="together", **changes):
    fields = fields_of(page) | {name: [value] for name, value in changes.items()}
    return client.post(url(proposal, what), {"_approve": ["1"]} | fields, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def states():
    return [*Proposal.objects.order_by("pk").values_list("state", "changes")]


# Together


@pytest.mark.one_database
def test_page_shows_field_by_field_who_proposes_what(client, row, location):
    hours = f"locations/{location.pk}/hours_1"
    vera = by(row, "Vera", {"email": "a@x.be", hours: "9:00–13:00"})
    wim = by(row, "Wim", {"email": "b@x.be", hours: "9:00–13:00", **sheets.notice("Dicht")})
    sheets.log_in(client, "Editors")

    page = client.get(url(vera))

    assert shown(page) == {
        "E-mail": ([("Vera", ["a@x.be"]), ("Wim", ["b@x.be"])], ""),
        f"Location “{location}”: Tuesday": ([("Vera, Wim", ["9:00–13:00"])], str(vera.pk)),
        "Notice (new)": ([("Wim", [])], str(wim.pk)),
    }


def test_different_fields_of_two_are_both_taken(client, row):
    vera = by(row, "Vera", {"email": "a@x.be"})
    by(row, "Wim", {"website": "https://x.be", **sheets.notice("Dicht")})
    by(row, "Zoë", sheets.notice("Feest"))
    sheets.log_in(client, "Editors")

    page = send(client, client.get(url(vera)), vera)

    row.refresh_from_db()
    assert said(page) == ["Buurthuis: the change is public now."]
    assert (row.email, row.website) == ("a@x.be", "https://x.be")
    assert sorted(row.notices.values_list("text_nl", flat=True)) == ["Dicht", "Feest"]
    assert {state for state, _changes in states()} == {"approved"}


@pytest.mark.one_database
def test_field_of_two_has_to_be_chosen(client, row):
    vera = by(row, "Vera", {"email": "a@x.be", "website": "https://x.be"})
    by(row, "Wim", {"email": "b@x.be"})
    sheets.log_in(client, "Editors")

    page = send(client, client.get(url(vera)), vera)

    row.refresh_from_db()
    assert page.context["warning"] == "Choose for each field."
    assert row.website == ""


@pytest.mark.one_database
def test_part_that_is_not_taken_goes_on_waiting_or_back_with_a_comment(client, row):
    vera = by(row, "Vera", {"email": "a@x.be", "website": "https://x.be"})
    wim = by(row, "Wim", {"email": "b@x.be", "phone": []})
    zoe = by(row, "Zoë", {"email": "c@x.be"})
    editor = sheets.log_in(client, "Editors")

    choices = {"take:email": str(vera.pk), "take:website": "now", "take:phone": "later"}
    send(client, client.get(url(wim)), wim, **choices, **{f"word:{zoe.pk}": "Vera heeft gebeld."})

    row.refresh_from_db()
    for each in (vera, wim, zoe):
        each.refresh_from_db()
    part = Proposal.objects.get(state="approved")
    assert (row.email, row.website, row.phone) == ("a@x.be", "", "+32 2 123 45 67")
    assert (part.author, part.changes, part.decided_by) == (
        vera.author,
        {"email": ["a@x.be"]},
        editor,
    )
    assert (vera.state, vera.changes) == ("waiting", {"website": ["https://x.be"]})
    assert (wim.state, wim.changes) == ("waiting", {"email": ["b@x.be"], "phone": []})
    assert (zoe.state, zoe.answer) == ("returned", "Vera heeft gebeld.")


@pytest.mark.one_database
def test_same_text_of_two_is_taken_once_and_settles_both(client, row):
    vera = by(row, "Vera", {"email": "a@x.be"})
    by(row, "Wim", {"email": "a@x.be"})
    sheets.log_in(client, "Editors")

    send(client, client.get(url(vera)), vera)

    row.refresh_from_db()
    assert row.email == "a@x.be"
    assert [state for state, _changes in states()] == ["approved", "approved"]


def test_row_cannot_be_taken_away_and_changed(client, row, location):
    vera = by(row, "Vera", {f"locations/{location.pk}/DELETE": ["on"]})
    by(row, "Wim", {f"locations/{location.pk}/phone": "02 217 36 42"})
    sheets.log_in(client, "Editors")

    page = send(client, client.get(url(vera)), vera)

    assert "Choose one of both" in page.context["warning"]
    assert row.locations.exists()


@pytest.mark.one_database
def test_what_would_be_refused_is_said_and_nothing_is_saved(client, row):
    vera = by(row, "Vera", {"email": "geen adres", "website": "https://x.be"})
    sheets.log_in(client, "Editors")

    page = send(client, client.get(url(vera)), vera)

    row.refresh_from_db()
    assert page.context["warning"].startswith("E-mail: ")
    assert shown(page)["Website"][1] == str(vera.pk)
    assert (row.website, states()[0][0]) == ("", "waiting")


@pytest.mark.parametrize("what", ["public", "grown", "new"])
def test_what_came_after_she_opened_it_is_looked_at_first(client, row, what):
    vera = by(row, "Vera", {"email": "a@x.be"})
    sheets.log_in(client, "Editors")
    page = client.get(url(vera))
    if what == "public":
        Organisation.objects.filter(pk=row.pk).update(email="c@x.be")
    elif what == "grown":
        Proposal.objects.filter(pk=vera.pk).update(changes={"email": ["a@x.be"], "phone": []})
    else:
        by(row, "Wim", {"phone": []})

    again = send(client, page, vera)

    row.refresh_from_db()
    assert "Look again." in again.context["warning"]
    assert row.email in ("", "c@x.be")


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["Event volunteers", "Volunteers", "Editors", "Administrators"])
def test_page_is_for_who_approves(client, row, role):
    proposal = sheets.proposal(row, {"email": "a@x.be"}, author=sheets.log_in(client, role))

    may = role in ("Editors", "Administrators")
    assert client.get(url(proposal)).status_code == (200 if may else 403)
    assert client.post(url(proposal), {"_approve": "1"}).status_code == (200 if may else 403)


# Somebody changed the same since


def seen_now(row, rf):
    from django.contrib import admin

    request = rf.get("/")
    request.user = factories.user(is_superuser=True)
    return fingerprints(Sheet(admin.site.get_model_admin(type(row)), request, row).state())


@pytest.mark.one_database
def test_second_of_the_same_field_asks_and_of_another_does_not(client, row, rf):
    seen = seen_now(row, rf)
    changes = [{"email": "a@x.be"}, {"email": "b@x.be", "phone": []}, {"website": "https://x.be"}]
    first, same, other = (
        by(row, name, each, seen=seen) for name, each in zip("ABC", changes, strict=True)
    )
    sheets.log_in(client, "Editors")
    send(client, client.get(url(first, "change")), first, "change")

    asked = send(client, client.get(url(same, "change")), same, "change")
    unasked = send(client, client.get(url(other, "change")), other, "change")

    row.refresh_from_db()
    assert said(asked) == ["Somebody else changed this too. Choose which of it stays."]
    assert said(unasked) == ["Buurthuis: the change is public now."]
    assert (row.email, row.phone, row.website) == ("a@x.be", "+32 2 123 45 67", "https://x.be")


@pytest.mark.one_database
@pytest.mark.parametrize(("choice", "email"), [("now", "a@x.be"), ("mine", "b@x.be")])
def test_what_was_changed_since_is_chosen_and_no_text_is_lost(client, row, rf, choice, email):
    same = by(row, "Vera", {"email": "b@x.be", "website": "https://x.be"}, seen=seen_now(row, rf))
    Organisation.objects.filter(pk=row.pk).update(email="a@x.be")
    sheets.log_in(client, "Editors")

    send(client, client.get(url(same, "change")), same, "change", **{"take:email": choice})

    row.refresh_from_db()
    same.refresh_from_db()
    assert (row.email, row.website) == (email, "https://x.be")
    if choice == "now":
        assert (same.state, same.changes) == ("returned", {"email": ["b@x.be"]})
        assert same.answer == "Somebody else had changed the same, and that stayed."
    else:
        assert same.state == "approved"


# What the public does not see any more


@pytest.mark.parametrize("what", ["change", "together"])
@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.DRAFT])
@pytest.mark.parametrize(
    ("button", "becomes"), [("1", None), ("as-it-is", "same"), ("publish", "published")]
)
def test_approving_what_is_not_public_asks(client, row, what, status, button, becomes):
    vera = by(row, "Vera", {"email": "a@x.be"})
    sheets.log_in(client, "Editors")
    Organisation.objects.filter(pk=row.pk).update(status=status)

    opened = client.get(url(vera, what))
    send(client, opened, vera, what, _approve=button)

    row.refresh_from_db()
    assert 'value="publish"' in opened.text
    assert row.email == ("a@x.be" if becomes else "")
    assert row.status == ("published" if becomes == "published" else status)


@pytest.mark.one_database
def test_archived_after_the_page_was_opened_is_no_surprise(client, row):
    vera = by(row, "Vera", {"email": "a@x.be"})
    sheets.log_in(client, "Editors")
    opened = client.get(url(vera, "change"))
    Organisation.objects.filter(pk=row.pk).update(status=Status.ARCHIVED)

    page = send(client, opened, vera, "change")

    row.refresh_from_db()
    assert said(page) == ["The public does not see this listing any more. Choose what you want."]
    assert row.email == ""


@pytest.mark.one_database
def test_what_the_organisation_itself_proposes_is_taken_in_part(client, row):
    own = sheets.proposal(
        row, {"email": "a@x.be", "website": "https://x.be"}, is_from_organisation=True, word="Dag!"
    )
    Proposal.objects.filter(pk=own.pk).update(author=None)
    sheets.log_in(client, "Editors")

    page = client.get(url(own))
    send(client, page, own, **{"take:website": "later"})

    row.refresh_from_db()
    own.refresh_from_db()
    assert "<bdi>the organisation itself</bdi>" in page.text
    assert (row.email, own.changes) == ("a@x.be", {"website": ["https://x.be"]})


@pytest.mark.one_database
def test_returned_change_is_not_among_those_together_and_can_be_approved_alone(client, row):
    back = by(row, "Vera", {"email": "a@x.be"}, state=Proposal.State.RETURNED)
    by(row, "Wim", {"phone": []})
    sheets.log_in(client, "Editors")

    page = client.get(url(back))
    send(client, client.get(url(back, "change")), back, "change")

    row.refresh_from_db()
    assert list(shown(page)) == ["Telephone"]
    assert row.email == "a@x.be"
