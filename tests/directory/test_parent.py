"""An organisation that belongs to another one."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError

from core.editing.models import Proposal
from core.models import Status
from directory.models import Organisation
from tests import factories
from tests.directory.test_admin import change_url, errors_of, filled_in, lacking, saved

pytestmark = pytest.mark.django_db

CHOICE = "/admin/autocomplete/?app_label=directory&model_name=organisation"


@pytest.fixture
def editor(client):
    client.force_login(factories.user(language="en", groups=["Editors"]))
    return client


@pytest.fixture
def network():
    return factories.organisation(name_nl="Netwerk", website="https://netwerk.example.org")


def member(**values):
    return factories.organisation(
        summary_nl="Zin", themes=[factories.theme()], serves_region=True, **values
    )


def refused(client, row, parent):
    url = change_url(row)
    return errors_of(client.post(url, filled_in(client.get(url), parent_organisation=parent.pk)))


def test_parent_is_chosen_in_the_admin(editor, network):
    centre = member()

    saved(editor, change_url(centre), parent_organisation=network.pk)

    centre.refresh_from_db()
    assert centre.parent_organisation == network


def test_parent_is_never_itself_nor_below(editor, network):
    network.summary_nl, network.serves_region = "Zin", True
    network.save()
    network.themes.add(factories.theme())
    middle = member(parent_organisation=network)
    lowest = member(parent_organisation=middle)

    assert refused(editor, network, network) == {"parent_organisation": ["Choose another one."]}
    for below in (middle, lowest):
        assert refused(editor, network, below) == {
            "parent_organisation": ["That one belongs to this one."]
        }


def test_parent_of_itself_is_no_row():
    organisation = factories.organisation()

    with pytest.raises(IntegrityError, match="organisation_not_its_own_parent"):
        Organisation.objects.update(parent_organisation=organisation)


def test_archived_is_not_offered_and_stays_where_it_is(editor, network):
    centre = member(parent_organisation=network)
    ended = factories.organisation(name_nl="Voorbij", status=Status.ARCHIVED)
    Organisation.objects.filter(pk=network.pk).update(status=Status.ARCHIVED)

    offered = editor.get(f"{CHOICE}&field_name=parent_organisation").json()["results"]
    saved(editor, change_url(centre), phone="02 512 34 56")

    assert [row["id"] for row in offered] == [str(centre.pk)]
    centre.refresh_from_db()
    assert centre.parent_organisation == network
    assert list(refused(editor, centre, ended)) == ["parent_organisation"]


def test_parent_that_a_volunteer_chooses_waits_with_its_name(client, network):
    client.force_login(factories.user(language="en", groups=["Volunteers"]))
    centre = member()
    url = change_url(centre)

    client.post(url, filled_in(client.get(url), parent_organisation=network.pk))

    centre.refresh_from_db()
    assert centre.parent_organisation is None
    proposal = Proposal.objects.open().get()
    assert proposal.changes["parent_organisation"] == [str(network.pk)]
    client.force_login(factories.user(language="en", groups=["Editors"]))
    page = client.get(f"/admin/editing/proposal/{proposal.pk}/change/")
    assert "Netwerk" in page.text


def test_parent_that_is_deleted_leaves_its_members(network):
    centre = member(parent_organisation=network)

    network.delete()

    centre.refresh_from_db()
    assert centre.parent_organisation is None


def test_reachable_by_what_the_public_sees():
    silent = factories.organisation()
    factories.location(organisation=silent)
    secret = factories.location(phone="02 512 34 56", is_confidential=True).organisation
    ways = [
        factories.organisation(phone="02 512 34 56"),
        factories.organisation(whatsapp="0470 12 34 56"),
        factories.organisation(email="huis@example.org"),
        factories.organisation(website="https://huis.example.org"),
        factories.location(phone="02 512 34 56").organisation,
    ]

    assert set(Organisation.objects.reachable()) == set(ways)
    assert set(Organisation.objects.all()) == {silent, secret, *ways}


# The joints of the admin


@pytest.fixture
def volunteer(client):
    client.force_login(factories.user(language="en", groups=["Volunteers"]))
    return client


def test_volunteer_who_empties_all_contacts_says_why(volunteer):
    centre = member(phone="02 512 34 56")
    url = change_url(centre)

    page = volunteer.post(url, filled_in(volunteer.get(url), phone=""))
    volunteer.post(url, filled_in(volunteer.get(url), phone="", no_contact="not-wanted"))

    assert list(errors_of(page)) == ["no_contact"]
    changes = Proposal.objects.open().get().changes
    assert (changes["phone"], changes["no_contact"]) == ([], ["not-wanted"])


def test_proposal_that_leaves_no_contact_is_approved_with_its_reason_only(client, editor):
    centre = member(phone="02 512 34 56")
    proposal = Proposal.objects.create(
        content_type=ContentType.objects.get_for_model(Organisation),
        object_id=centre.pk,
        changes={"phone": []},
        is_from_organisation=True,
    )
    url = f"/admin/editing/proposal/{proposal.pk}/change/"

    page = editor.post(url, {"_approve": "1"})
    assert errors_of(page) == {"no_contact": lacking("contact")}
    proposal.changes = {"phone": [], "no_contact": ["walk-in"]}
    proposal.save()
    editor.post(url, {"_approve": "1"})

    centre.refresh_from_db()
    assert (centre.phone, centre.no_contact) == ("", "walk-in")


def test_second_of_two_editors_chooses_between_parents(editor, network):
    centre, other = member(), factories.organisation(name_nl="Ander netwerk")
    url = change_url(centre)
    hers = filled_in(editor.get(url), parent_organisation=network.pk)
    seen = editor.get(url).context["seen"]
    saved(editor, url, parent_organisation=other.pk)

    page = editor.post(url, hers | {"_seen": seen})

    assert page.status_code == 409
    [asked] = page.context["asked"]
    difference = asked["difference"]
    assert (difference.before, difference.after) == (["Ander netwerk"], ["Netwerk"])
    centre.refresh_from_db()
    assert centre.parent_organisation == other


def test_parent_is_put_back_from_the_history(editor, network):
    centre = member()
    url = change_url(centre)
    saved(editor, url, parent_organisation=network.pk)
    saved(editor, url, parent_organisation="")

    history = editor.get(url.replace("change", "history"))

    assert "Netwerk" in history.text
