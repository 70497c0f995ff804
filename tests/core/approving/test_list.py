"""The list of what waits: a line of what would change, and several approved at once."""

import re

import pytest
from django.core.management import call_command
from django.test import Client
from reversion.models import Version

from core.editing.models import Proposal
from core.models import Status
from core.parts.models import Work
from tests import factories
from tests.core.approving import sheets
from tests.html_forms import fields_of

LIST = "/admin/editing/proposal/?state__exact=waiting"


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles", verbosity=0)


def lines(client, url=LIST):
    """What stands in each row of the list, as a reader hears it."""
    cells = re.findall(
        r"<td[^>]*field-would_change[^>]*>(.*?)</td>", client.get(url).text, re.DOTALL
    )
    texts = [" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in cells]
    return [text.removeprefix("What would change:").strip() for text in texts]


def versions(client, url=LIST):
    return re.findall(r'name="version" value="([^"]*)"', client.get(url).text)


def approve(client, proposals, seen=None, follow=True):
    data = {
        "action": "approve",
        "_selected_action": [each.pk for each in proposals],
        "version": versions(client) if seen is None else seen,
    }
    return client.post(LIST, data, follow=follow)


def said(response):
    return [str(message) for message in response.context["messages"]]


# What would change


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"email": "a@x.be"}, "E-mail: empty → becomes a@x.be"),
        (
            {"phone": [], "website": "https://x.be"},
            "Telephone: +32 2 123 45 67 → becomes empty +1 other field",
        ),
        ({"serves_region": []}, "For the whole Region: yes → becomes no"),
        ({"cost": "free"}, "Cost: not known → becomes free"),
        (
            {"description_nl": "<p>" + "woord " * 20 + "nieuw</p>"},
            "Description [nl]: …woord woord woord oud → becomes …woord woord woord nieuw",
        ),
        (
            sheets.notice("Wij zijn dicht") | {"email": []},
            "Notice (new): closed · 2027-01-01 · 2027-01-02",
        ),
        ({"phone": "+32 2 123 45 67"}, "Nothing would change: it is there already."),
    ],
)
def test_line_says_what_would_change(client, changes, line):
    row, _location = sheets.place(description_nl="<p>" + "woord " * 20 + "oud</p>")
    sheets.proposal(row, changes)
    sheets.log_in(client, "Editors")

    assert lines(client) == [line]


@pytest.mark.one_database
def test_line_about_a_row_says_what_it_stands_under(client):
    row, location = sheets.place()
    theme = factories.theme(name_nl="Slapen", name_en="Sleeping")
    for changes in (
        {f"locations/{location.pk}/hours_1": "9:00–13:00", "email": "a@x.be"},
        {f"locations/{location.pk}/hours_1": "9:00–13:00"},
        {f"locations/{location.pk}/DELETE": ["on"]},
        {"themes": [str(theme.pk)]},
    ):
        sheets.proposal(row, changes)
    sheets.log_in(client, "Editors")

    more = "3 more changes of the same"
    assert lines(client) == [
        f"E-mail: empty → becomes a@x.be +1 other field {more}",
        f"Opening hours, Tuesday: 9:00–12:00 → becomes 9:00–13:00 {more}",
        f"Location “{location}”: there → becomes taken away {more}",
        f"Themes: {row.themes.get()} → becomes Sleeping {more}",
    ]


@pytest.mark.one_database
def test_line_names_a_comment_and_what_the_public_does_not_see(client):
    row, _location = sheets.place()
    sheets.proposal(row, {}, author=None, is_from_organisation=True, word="Bel ons.")
    type(row).objects.filter(pk=row.pk).update(status=Status.ARCHIVED)
    sheets.log_in(client, "Editors")

    page = client.get(LIST).text

    assert lines(client) == ["Bel ons. archived"]
    assert '<span dir="auto">the organisation itself</span>' in page


@pytest.mark.one_database
def test_who_may_no_longer_change_the_sheet_reads_nothing_of_it(client):
    row, _location = sheets.place(internal_notes="Geheim")
    author = sheets.log_in(client, "Event volunteers")
    sheets.proposal(row, {"internal_notes": "Weg"}, author=author)

    assert lines(client) == [""]
    assert "Buurthuis" not in client.get(LIST).text


@pytest.mark.one_database
def test_list_of_every_kind_has_few_queries(client, django_assert_max_num_queries):
    theme = factories.theme()
    for number in range(3):
        row, location = sheets.place(name_nl=f"Huis {number}")
        sheets.proposal(row, {"themes": [str(theme.pk)], "email": "a@x.be"})
        sheets.proposal(row, {f"locations/{location.pk}/hours_1": "9-13", **sheets.notice("Dicht")})
        event = factories.event(organisation=row, themes=[theme])
        sheets.proposal(event, {"summary_nl": "Anders", "themes": []})
        sheets.proposal(factories.question(themes=[theme]), {"answer_nl": "<p>Nee.</p>"})
        sheets.proposal(factories.insight(themes=[theme]), {"authors": "Iemand"})
    sheets.log_in(client, "Editors")
    client.get(LIST)

    with django_assert_max_num_queries(29):
        shown = lines(client)

    assert len(shown) == 15
    assert all("→" in line or "(new)" in line for line in shown)


# Approving several


def test_several_are_approved_each_with_its_history(client):
    rows = [sheets.place(name_nl=f"Huis {number}")[0] for number in range(2)]
    proposals = [sheets.proposal(row, {"email": "a@x.be"}) for row in rows]
    editor = sheets.log_in(client, "Editors")

    page = approve(client, proposals)

    assert said(page) == ["2 changes are approved."]
    for row, proposal in zip(rows, proposals, strict=True):
        row.refresh_from_db()
        proposal.refresh_from_db()
        assert (row.email, proposal.state, proposal.decided_by) == ("a@x.be", "approved", editor)
        assert Version.objects.get_for_object(row).count() == 2


@pytest.mark.one_database
def test_refused_ones_stay_with_their_reason_and_the_rest_is_approved(client):
    right, ended, wrong, changed, comment = (
        sheets.place(name_nl=f"Huis {number}")[0] for number in range(5)
    )
    proposals = [
        sheets.proposal(right, {"email": "a@x.be"}),
        sheets.proposal(ended, {"email": "a@x.be"}),
        sheets.proposal(wrong, {"email": "geen adres"}),
        sheets.proposal(changed, {"email": "a@x.be"}, seen={"email": "what-stood-there"}),
        sheets.proposal(comment, {}, word="Bel ons."),
    ]
    type(ended).objects.filter(pk=ended.pk).update(status=Status.ARCHIVED)
    type(changed).objects.filter(pk=changed.pk).update(email="c@x.be")
    sheets.log_in(client, "Editors")

    page = approve(client, proposals)

    assert said(page) == [
        "Huis 1: The public does not see this listing now. Open it to decide.",
        "Huis 2: E-mail: Write one e-mail address, such as info@example.org, and nothing else.",
        "Huis 3: Somebody changed this after it was proposed: E-mail.",
        "Huis 4: It is only a comment. Open it to read it.",
        "1 change is approved.",
    ]
    assert [each.state for each in Proposal.objects.order_by("pk")] == ["approved"] + [
        "waiting"
    ] * 4
    wrong.refresh_from_db()
    assert wrong.email == ""


@pytest.mark.one_database
def test_only_what_she_saw_is_approved(client):
    rows = [sheets.place(name_nl=f"Huis {number}")[0] for number in range(3)]
    grown, decided, unseen = (sheets.proposal(row, {"email": "a@x.be"}) for row in rows)
    sheets.log_in(client, "Editors")
    seen = versions(client)[:2]
    Proposal.objects.filter(pk=grown.pk).update(changes={"email": ["a@x.be"], "phone": []})
    Proposal.objects.filter(pk=decided.pk).update(state=Proposal.State.WITHDRAWN)

    page = approve(client, [grown, unseen, decided], seen=seen)

    more = "More was changed after you opened the list. Look again."
    assert said(page) == [f"Huis 0: {more}", f"Huis 2: {more}"]
    assert not any(type(row).objects.get(pk=row.pk).email for row in rows)


def test_second_of_one_sheet_that_changes_the_same_stays(client):
    row, _location = sheets.place()
    first = sheets.proposal(row, {"email": "a@x.be"}, seen={"email": ""})
    same = sheets.proposal(
        row, {"email": "b@x.be", "website": "https://b.example"}, seen={"email": ""}
    )
    other = sheets.proposal(row, {"whatsapp": "0470 11 22 33"}, seen={"whatsapp": ""})
    sheets.log_in(client, "Editors")

    page = approve(client, [first, same, other])

    row.refresh_from_db()
    assert said(page) == [
        "Buurthuis: Somebody changed this after it was proposed: E-mail.",
        "2 changes are approved.",
    ]
    assert (row.email, row.website, row.whatsapp) == ("a@x.be", "", "0470 11 22 33")


def test_many_are_approved_in_parts_and_nothing_is_approved_unseen(client):
    rows = [sheets.place(name_nl=f"Huis {number}")[0] for number in range(7)]
    proposals = [sheets.proposal(row, {"email": "a@x.be"}) for row in rows]
    sheets.log_in(client, "Editors")

    response = approve(client, proposals, seen=versions(client)[1:], follow=False)
    work = Work.objects.get()
    page = client.get(response.url)
    while "data-goes-on" in page.text:
        page = client.get(response.url)

    work.refresh_from_db()
    assert (work.changed, len(work.refused)) == (6, 1)
    assert work.refused[0][1] == "Huis 0"
    assert Proposal.objects.filter(state="approved").count() == 6


@pytest.mark.one_database
def test_change_with_a_new_row_and_one_of_a_location_are_approved(client):
    row, location = sheets.place()
    proposals = [
        sheets.proposal(row, sheets.notice("Dicht")),
        sheets.proposal(row, {f"locations/{location.pk}/hours_1": "9:00–13:00"}),
        sheets.proposal(row, sheets.notice("Feest")),
    ]
    sheets.log_in(client, "Editors")

    approve(client, proposals)

    assert sorted(row.notices.values_list("text_nl", flat=True)) == ["Dicht", "Feest"]
    assert [str(slot.closes) for slot in location.opening_hours.all()] == ["13:00:00"]


def test_translation_that_was_approved_knows_what_it_was_made_from(client):
    row, _location = sheets.place()
    translator = Client()
    sheets.log_in(translator, "Volunteers")
    url = f"/admin/directory/organisation/{row.pk}/change/"
    translator.post(url, fields_of(translator.get(url), summary_fr="Café"))
    sheets.log_in(client, "Editors")
    client.post(url, fields_of(client.get(url), summary_nl="Thee"))

    approve(client, Proposal.objects.all())

    row.refresh_from_db()
    assert (row.summary_fr, row.outdated_in) == ("Café", " fr ")


@pytest.mark.one_database
def test_volunteer_has_no_such_action(client):
    row, _location = sheets.place()
    author = sheets.log_in(client, "Volunteers")
    proposal = sheets.proposal(row, {"email": "a@x.be"}, author=author)

    page = approve(client, [proposal])

    proposal.refresh_from_db()
    assert (proposal.state, page.status_code) == ("waiting", 200)
    assert 'name="action"' not in page.text


@pytest.mark.one_database
def test_author_who_lost_her_rights_is_still_approved(client):
    row, _location = sheets.place()
    author = factories.user(groups=[], first_name="Vera", is_active=False)
    proposal = sheets.proposal(row, {"email": "a@x.be"}, author=author)
    sheets.log_in(client, "Editors")

    page = approve(client, [proposal])

    assert said(page) == ["1 change is approved."]
