"""What somebody wrote in the admin and could not save is shown to her, and to nobody's harm."""

import pytest
from django.core.management import call_command
from django.test import Client

from core.models import Status
from core.search.models import SynonymGroup
from directory.models import Organisation
from tests import factories
from tests.html_forms import fields_of, forms_of

pytestmark = pytest.mark.django_db

SYNONYMS = "/admin/search/synonymgroup/add/"
OURS = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}


@pytest.fixture(autouse=True)
def roles(db):
    call_command("roles")


def login(client, *groups, **values):
    user = factories.user(groups=groups, language="en", **values)
    client.force_login(user)
    return user


def change_url(row):
    return f"/admin/directory/organisation/{row.pk}/change/"


@pytest.fixture
def place():
    return factories.organisation(name_nl="Buurthuis", summary_nl="Koffie", status=Status.DRAFT)


def written(page):
    return dict(page.context["texts"])


def test_sheet_archived_meanwhile_shows_what_she_wrote(client, place):
    login(client, "Volunteers")
    fields = fields_of(client.get(change_url(place)))
    Organisation.objects.filter(pk=place.pk).update(status=Status.ARCHIVED)

    page = client.post(change_url(place), fields | {"summary_fr": ["Café du lundi"]})

    text = page.content.decode()
    assert page.status_code == 403
    assert page.templates[0].name == "admin/refused.html"
    assert "perhaps it was archived" in text
    assert written(page)["Summary [fr]"] == "Café du lundi"
    assert page.context["fields"] == []


@pytest.mark.parametrize(
    "path", ["directory/organisation/{}/change/", "agenda/event/{}/dates/extra/"]
)
def test_what_is_gone_meanwhile_shows_what_she_wrote(client, path):
    login(client, "Volunteers")

    page = client.post(f"/admin/{path.format(999)}", {"note_fr": "Café du lundi"})

    assert page.status_code == 404
    assert [text for _label, text in page.context["texts"]] == ["Café du lundi"]


@pytest.fixture
def strict():
    """A client whose token another tab has made anew."""
    client = Client(enforce_csrf_checks=True)
    login(client, "Editors")
    client.get(SYNONYMS)
    return client


SENT = {"words": "één\ntwee", "csrfmiddlewaretoken": "a" * 64}


def test_form_from_before_a_new_login_is_sent_again(strict):
    page = strict.post(SYNONYMS, SENT, headers=OURS)
    there = SynonymGroup.objects.count()
    [form] = [each for each in forms_of(page) if each["attributes"].get("action") == SYNONYMS]
    response = strict.post(SYNONYMS, dict(form["fields"]), headers=OURS)

    assert page.status_code == 403
    assert page.templates[0].name == "admin/refused.html"
    assert page.context["fields"] == [("words", "één\ntwee")]
    assert there == 0
    assert response.status_code == 302
    assert SynonymGroup.objects.get().words == ["één", "twee"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site", "origin": "https://other.example"},
        {"sec-fetch-site": "same-site", "origin": "https://a.testserver"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
        {"origin": "https://other.example"},
    ],
)
def test_form_of_another_site_is_not_shown(strict, headers):
    page = strict.post(SYNONYMS, SENT, headers=headers)

    assert page.status_code == 403
    assert "twee" not in page.content.decode()
    assert not SynonymGroup.objects.exists()


def test_form_with_a_password_is_not_sent_again(strict):
    sent = SENT | {"login": "vera", "password": "geheim-geheim"}

    page = strict.post("/admin/account/login/", sent, headers=OURS)

    assert page.status_code == 403
    assert page.context["fields"] == []
    assert "geheim-geheim" not in page.content.decode()


def test_nothing_of_a_page_of_the_account_is_shown(strict):
    sent = SENT | {"code": "123456", "sealed": "ge-sloten"}

    page = strict.post("/admin/account/second-step/", sent, headers=OURS)

    assert (page.status_code, page.context["fields"], page.context["texts"]) == (403, [], [])
    assert "123456" not in page.text
    assert "ge-sloten" not in page.text


def test_too_many_fields_are_shown(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    login(client, "Editors")
    sent = {"words": "één\ntwee", **{f"_x{number}": "" for number in range(20)}}

    body = "&".join(f"{name}={text}" for name, text in sent.items())
    page = client.post(
        SYNONYMS, body, content_type="application/x-www-form-urlencoded", headers=OURS
    )

    assert page.status_code == 400
    assert written(page) == {"Words": "één\ntwee"}


def test_too_long_a_form_is_said_in_the_admin(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    login(client, "Editors")

    page = client.post(
        SYNONYMS,
        f"words={'a' * 200}",
        content_type="application/x-www-form-urlencoded",
        headers=OURS,
    )

    assert page.status_code == 400
    assert page.templates[0].name == "admin/refused.html"


def test_what_cannot_be_kept_until_she_logs_in_is_shown(client):
    english = {"accept-language": "en"}

    page = client.post(SYNONYMS, {"words": "a" * 256 * 1024}, headers=english)
    response = client.post(SYNONYMS, {"words": "één"}, headers=english)

    assert page.status_code == 403
    assert len(written(page)["Words"]) == 256 * 1024
    assert page.context["fields"]
    assert response.url.startswith("/admin/login/")


def test_who_lacks_the_second_step_by_now_finds_her_text_in_the_form(client, settings):
    login(client, "Editors")
    settings.SECOND_FACTOR_REQUIRED = True
    response = client.post(SYNONYMS, {"words": "één\ntwee"})

    settings.SECOND_FACTOR_REQUIRED = False
    page = client.get(SYNONYMS)

    assert response.url == "/admin/account/"
    assert fields_of(page)["words"] == ["één\ntwee"]
    assert not SynonymGroup.objects.exists()
