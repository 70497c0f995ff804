"""The quiet link of public pages to where they are changed."""

import re

import pytest
from django.urls import reverse

from core.admin_paths import overview_url
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
LINK = re.compile(r'<a class="soft no-print" rel="nofollow" href="([^"]*)">Voor vrijwilligers</a>')


def make(kind, **values):
    if kind == "organisation":
        return factories.organisation(summary_nl="Koffie.", **values)
    if kind == "event":
        return factories.event(organisation=factories.organisation(), **values)
    return factories.question(answer_nl="<p>Ja.</p>", **values)


@pytest.mark.parametrize("kind", ["organisation", "event", "question"])
@pytest.mark.parametrize("is_sensitive", [False, True])
def test_page_leads_there_the_same_for_everybody(client, kind, is_sensitive):
    row = make(kind, themes=[factories.theme(is_sensitive=is_sensitive)])
    page = client.get(row.get_absolute_url())
    assert LINK.findall(page.content.decode()) == [overview_url(row)]

    client.force_login(factories.user(groups=["Volunteers"], language="nl"))

    assert client.get(row.get_absolute_url()).content == page.content


def test_it_leads_through_the_login(client):
    row = make("organisation")

    first = client.get(overview_url(row))
    second = client.get(first.url)

    assert first.url == f"/admin/login/?next={overview_url(row)}"
    assert second.url == f"{reverse('account_login')}?next={overview_url(row).replace('/', '%2F')}"


def test_hidden_address_of_the_admin_is_told_nobody(client, settings):
    row = make("organisation")
    settings.ADMIN_PATH = "desk-7Qx/"

    page = client.get(row.get_absolute_url()).content.decode()

    assert LINK.findall(page) == []
    assert "/edit/" not in page
