"""What Django puts together itself is good Dutch and French, and no English is left in it."""

import re

import pytest
from django.contrib.auth.models import Group

from core import roles
from core.accounts.models import SecurityEvent
from directory.models import Campaign
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

PAGES = [
    "/admin/accounts/user/",
    "/admin/accounts/securityevent/",
    "/admin/auth/group/",
    "/admin/auth/group/add/",
    "/admin/directory/notice/",
    "/admin/agenda/event/add/",
    "/admin/faq/question/",
]
# Words of Django's own catalogues, and of its code.
NOT_OURS = {
    "nl": r"\b(Can|True|False|Volunteers|Editors|[Oo]bject\w*|Geselecteerde|Opslaan|Voorpagina)\b",
    "fr": r"\b(Can|True|False|Volunteers|Editors|[Oo]bjets?|sélectionnée?s|Ajout|Modification de) ",
}
ROLES = {
    "nl": ["Beheerders", "Redacteurs", "Vrijwilligers", "Vrijwilligers voor activiteiten"],
    "fr": ["Administration", "Bénévoles", "Bénévoles pour les activités", "Rédaction"],
}


@pytest.fixture(params=["nl", "fr"])
def language(request, client):
    user = factories.user(is_superuser=True, language=request.param)
    client.force_login(user)
    return request.param


@pytest.fixture
def groups(db):
    return {name: Group.objects.get_or_create(name=name)[0] for name in roles.NAMES}


def read_by_people(html):
    """The text of a page and what its pictures and links say, without its addresses and values."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", html, flags=re.DOTALL)
    said = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"', html)
    return " \n ".join([re.sub(r"<[^>]*>", " ", html), *said])


def test_pages_of_the_admin_have_no_words_of_django(client, language, groups):
    factories.question(slug="slaap")
    factories.user(username="fatima").groups.set(groups.values())

    found = {}
    for page in PAGES:
        text = read_by_people(client.get(page).text)
        found[page] = sorted({word[0].strip() for word in re.finditer(NOT_OURS[language], text)})

    assert found == {page: [] for page in PAGES}


def test_roles_have_names_in_the_language_of_who_reads(client, language, groups):
    factories.user(username="fatima").groups.set([groups["Volunteers"], groups["Editors"]])

    log = client.get("/admin/accounts/securityevent/").text
    pages = [client.get(page).text for page in ("/admin/auth/group/", "/admin/accounts/user/add/")]

    told = {"nl": ["Redacteurs", "Vrijwilligers"], "fr": ["Rédaction", "Bénévoles"]}
    assert SecurityEvent.objects.latest("pk").detail == "Volunteers, Editors"
    assert ", ".join(reversed(told[language])) in log
    for page in pages:
        assert [name for name in ROLES[language] if name not in page] == []


def test_deleting_asks_and_tells_in_whole_sentences(client, language):
    campaign = Campaign.objects.create(name="Lente", starts_on="2026-11-01", ends_on="2026-12-01")
    url = f"/admin/directory/campaign/{campaign.pk}/delete/"
    asked = {
        "nl": "Wil je ‘Lente’ verwijderen? Dit alles verdwijnt dan voorgoed:",
        "fr": "Voulez-vous supprimer «\u202fLente\u202f»\u202f? Tout ceci disparaîtra alors",
    }
    told = {"nl": "‘Lente’ is verwijderd.", "fr": "«\u202fLente\u202f»\u202f: c’est supprimé."}

    page = client.get(url)
    after = client.post(url, {"post": "yes"}, follow=True)

    assert asked[language] in page.text
    assert told[language] in after.text
