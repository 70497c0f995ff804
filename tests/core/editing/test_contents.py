"""The table of contents of a whole form."""

import pytest

from core.editing.models import Proposal
from tests import factories
from tests.html_forms import fields_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def organisation():
    row = factories.organisation(
        name_nl="De Wieg", summary_nl="Koffie.", phone="02 512 34 56", themes=[factories.theme()]
    )
    factories.location(
        organisation=row, street_nl="Dorpstraat", municipality=factories.municipality()
    )
    return row


def page_of(client, organisation, group):
    client.force_login(factories.user(groups=[group], language="en"))
    return client.get(f"/admin/directory/organisation/{organisation.pk}/change/")


def sections(page):
    return {section.target: section for section in page.context["contents"]}


def test_every_section_and_place_is_there_and_can_be_reached(client, organisation):
    page = page_of(client, organisation, "Editors")
    html = page.content.decode()

    found = sections(page)

    assert [section.label for section in found.values()] == [
        "What it is", "Who it is for", "Good to know", "How to reach it", "How we know",
        "Internal", "locations", "notices", "sources", "numbers in other registers",
    ]  # fmt: skip
    targets = [*found, *(row.target for row in found["locations-heading"].rows)]
    assert [target for target in targets if html.count(f'id="{target}"') != 1] == []
    assert f'href="/admin/directory/organisation/{organisation.pk}/edit/"' in html


def test_what_is_empty_and_what_waits_is_marked(client, organisation):
    place = organisation.locations.get()
    page = page_of(client, organisation, "Volunteers")
    client.post(page.request["PATH_INFO"], fields_of(page, **{"locations-0-phone": "02 511 11 11"}))
    assert Proposal.objects.get().changes == {f"locations/{place.pk}/phone": ["02 511 11 11"]}

    found = sections(client.get(page.request["PATH_INFO"]))

    assert [section.label for section in found.values() if section.is_empty] == [
        "Who it is for", "Good to know", "notices", "sources", "numbers in other registers",
    ]  # fmt: skip
    assert [section.label for section in found.values() if section.waits] == ["locations"]
    assert [row.waits for row in found["locations-heading"].rows] == [True]


def test_what_is_wrong_is_marked(client, organisation):
    page = page_of(client, organisation, "Editors")

    page = client.post(page.request["PATH_INFO"], fields_of(page, website="geen adres"))

    assert [each.label for each in sections(page).values() if each.is_wrong] == ["How to reach it"]
