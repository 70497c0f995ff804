"""Addresses with something glued on: one redirect to the page, 404 only for what means nothing."""

from urllib.parse import quote

import pytest

from core.models import Status
from tests.factories import event, organisation, question

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

GLUED = [
    *(".", ")", ",", ";", "/", "!", "?", "»", "”", "'", "…", "،", "؟", "。", " ", "\u00a0"),
    *("\u2069", "\u200e", "\u200f", "\u200b", "\ufeff", ").", "./", "\u2069 ", "_"),
]


@pytest.fixture
def rows():
    return {
        "o": organisation(slug="koffie"),
        "e": event(slug="dans"),
        "q": question(slug="waarom"),
    }


def leads(client, path):
    """The status and the address that an answer leads to."""
    response = client.get(quote(path, safe="/"), headers={"accept-language": "nl"})
    return response.status_code, response.get("Location", "")


@pytest.mark.parametrize("letter", ["o", "e", "q", "O", "E", "Q"])
def test_short_link_with_something_glued_on_leads_to_the_page(client, rows, letter):
    row = rows[letter.lower()]

    found = {end: leads(client, f"/{letter}/{row.pk}{end}") for end in GLUED}

    assert found == dict.fromkeys(GLUED, (302, row.get_absolute_url()))


@pytest.mark.parametrize("letter", ["s", "S"])
def test_short_selection_with_something_glued_on_leads_to_it(client, rows, letter):
    token = f"o{rows['o'].pk}-e{rows['e'].pk}"
    typed = token.upper() if letter == "S" else token

    found = {end: leads(client, f"/{letter}/{typed}{end}") for end in GLUED}

    assert found == dict.fromkeys(GLUED, (302, f"/nl/selection/{token}/"))


@pytest.mark.parametrize("path", ["/w.", "/w)", "/w/", "/W", "/w\u2069"])
def test_short_link_to_the_week_with_something_glued_on_leads_to_it(client, path):
    response = client.get(f"{quote(path)}?place=1080", headers={"accept-language": "nl"})

    found = response.status_code, response["Location"]
    assert found == (302, "/nl/agenda/week/?place=1080")


def test_short_link_keeps_the_language_that_it_asks_for(client, rows):
    response = client.get(f"/o/{rows['o'].pk}.?lang=fr")

    assert (response.status_code, response["Location"]) == (302, "/fr/organisations/koffie/")


@pytest.mark.parametrize(
    "path",
    ["/nl/organisations/koffie", "/nl/agenda/dans", "/nl/faq/waarom", "/nl/agenda", "/nl/about"],
)
def test_page_with_something_glued_on_leads_to_it(client, rows, path):
    found = {end: leads(client, path + end) for end in GLUED}

    # With its slash it is right, and whatever else there is can be part of a name.
    right = [(200, ""), (301, f"{path}/")]
    assert {end: each for end, each in found.items() if each not in right} == {}


@pytest.mark.parametrize("end", [".", "/", ")", " ", "./", "\u2069"])
@pytest.mark.parametrize(
    "path",
    [
        *("/nl/agenda/calendar.ics", "/nl/agenda/dans.ics", "/nl/organisations/koffie.vcf"),
        *("/nl/agenda/feed.atom", "/nl/agenda/week/feed.atom", "/nl/organisations/list.csv"),
    ],
)
def test_file_with_something_glued_on_leads_to_it(client, rows, path, end):
    assert leads(client, path + end) == (301, path)


@pytest.mark.parametrize("path", ["/agenda/feed.atom", "/agenda/list.csv", "/agenda/dans.ics."])
def test_file_without_its_language_leads_to_that_of_the_browser(client, rows, path):
    response = client.get(path, headers={"accept-language": "tr,fr;q=0.8"})

    assert (response.status_code, response["Location"]) == (302, f"/tr{path.rstrip('.')}")
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/agenda/", "/agenda", "/agenda.", "/Agenda/", "/organisations/"])
def test_page_without_its_language_leads_to_that_of_the_browser(client, path):
    response = client.get(path, headers={"accept-language": "tr,fr;q=0.8"})
    page = path.strip("/.").lower()

    assert (response.status_code, response["Location"]) == (302, f"/tr/{page}/")
    assert "Accept-Language" in response["Vary"]
    assert response["Cache-Control"] == "no-cache"


def test_question_goes_along(client):
    response = client.get("/agenda/?when=week&place=1080", headers={"accept-language": "fr"})

    assert response["Location"] == "/fr/agenda/?when=week&place=1080"


def test_home_page_with_a_full_stop_is_in_its_own_language(client):
    response = client.get("/ar.", headers={"accept-language": "fr"})

    assert (response.status_code, response["Location"]) == (301, "/ar/")


@pytest.mark.parametrize(
    "path",
    [
        *("/o/", "/o/.", "/o/0.", "/o/999999.", "/o/1x", "/o/1.2", "/o/abc.", "/x/1.", "/nothing."),
        *("/nl/nothing.", "/nl/agenda/nothing.vcf.", "/nothing/", "/o/99999999999999999999.", "/."),
        *("/nl/faq/waarom/clear/.", "/admin.", "/static/nothing.css", "/%00.", "/nl/o/1."),
    ],
)
def test_what_means_nothing_is_not_found(client, path):
    assert client.get(path, follow=True).status_code == 404


def test_what_is_not_public_is_not_found(client):
    draft = organisation(slug="geheim", status=Status.DRAFT)

    assert client.get(f"/o/{draft.pk}.").status_code == 404
    assert client.get("/nl/organisations/geheim.", follow=True).status_code == 404


def test_only_asking_is_redirected(client, rows):
    assert client.post(f"/o/{rows['o'].pk}.").status_code == 404
