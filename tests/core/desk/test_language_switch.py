"""The language of the admin changes, and what was typed stays: without a script too."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.utils import timezone

from core.desk import kept_forms
from tests import factories
from tests.html_forms import fields_of, forms_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LIST = "/admin/directory/organisation/"
NOTE = "Voici ce que vous aviez écrit."


@pytest.fixture
def place():
    organisation = factories.organisation(
        name_nl="Buurthuis", summary_nl="Koffie", themes=[factories.theme()], phone="02 123 45 67"
    )
    factories.location(organisation=organisation, hours_known=True)
    return organisation


@pytest.fixture
def vera(client):
    call_command("roles", verbosity=0)
    client.force_login(factories.user(groups=["Volunteers"], language="en"))
    return client


def switch(client, page, url, fields):
    """Presses “Français” on a page that `url` gave, with `fields` in its form; the page then."""
    [button] = re.findall(r"<button[^>]*value=\"fr\"[^>]*>", page.content.decode())
    [target] = re.findall(r'formaction="([^"]*)"', button)
    response = client.post(target.replace("&amp;", "&"), fields | {"admin_language": ["fr"]})
    assert response.url == url
    return client.get(url)


def text_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.parametrize("name", ["change", "add"])
def test_form_stays_as_it_was_written(vera, place, name):
    url = f"{LIST}{place.pk}/change/" if name == "change" else f"{LIST}add/"
    page = vera.get(url)
    sent = fields_of(page) | {"email": ["a@x.be"], "summary_fr": ["Café"]}

    shown = switch(vera, page, url, sent)

    assert shown.context["unsaved_note"] == kept_forms.NOTE
    assert NOTE in text_of(shown)
    assert fields_of(shown)["email"] == ["a@x.be"]
    assert fields_of(shown).get("_seen") == sent.get("_seen")
    place.refresh_from_db()
    assert place.email == ""
    assert NOTE not in text_of(vera.get(url))


def test_form_in_which_nothing_was_written_is_as_new(vera, place):
    for url in (f"{LIST}{place.pk}/change/", f"{LIST}add/"):
        page = vera.get(url)

        shown = switch(vera, page, url, fields_of(page))
        vera.post("/admin/language/", {"admin_language": "en"})

        assert shown.context["unsaved_note"] == ""
        assert shown.wsgi_request.LANGUAGE_CODE == "fr"


@pytest.mark.parametrize(
    ("path", "name", "text"),
    [
        (f"{LIST}%d/edit/contact/", "email", "a@x.be"),
        (f"{LIST}%d/call/?question=how_to_join", "how_to_join", "Bel aan"),
        (f"{LIST}%d/call/?end=1", "word", "Donderdag"),
        ("/admin/translate/fr/directory.organisation/%d/", "summary_fr", "Café"),
    ],
)
def test_page_of_one_task_stays_as_it_was_written(vera, place, path, name, text):
    url = path % place.pk
    page = vera.get(url)

    shown = switch(vera, page, url, fields_of(page) | {name: [text]})

    sent = [each for form in forms_of(shown) for each in form["fields"]]
    assert [value for field, value in sent if field == name] == [text]
    assert NOTE in text_of(shown)


def test_short_page_keeps_what_was_written_in_the_other_language(vera, place):
    [location] = place.locations.all()
    url = f"{LIST}{place.pk}/edit/hours/{location.pk}/"
    page = vera.get(url)
    key = f"locations/{location.pk}/hours_note_en"

    shown = switch(vera, page, url, fields_of(page) | {key: ["Ring the bell"]})

    assert fields_of(shown)[key] == ["Ring the bell"]
    assert f"locations/{location.pk}/hours_note_fr" in fields_of(shown)


def test_date_stays_as_it_was_written(vera):
    event = factories.event(starts_on=timezone.localdate() + timedelta(days=1))
    day = timezone.localdate() + timedelta(days=1)
    url = f"/admin/agenda/event/{event.pk}/dates/{day}/cancelled/"
    page = vera.get(url)

    shown = switch(vera, page, url, fields_of(page) | {"reason": ["illness"]})

    assert fields_of(shown)["reason"] == ["illness"]
    assert NOTE in text_of(shown)


def test_what_both_changed_is_asked_again_after_the_language_changed(vera, place):
    other, url = type(vera)(), f"{LIST}{place.pk}/change/"
    call_command("roles", verbosity=0)
    other.force_login(factories.user(groups=["Editors"], language="en"))
    editor = type(vera)()
    editor.force_login(factories.user(groups=["Editors"], language="en"))
    hers, his = (fields_of(each.get(url)) for each in (other, editor))
    other.post(url, hers | {"email": ["a@x.be"]})
    conflict = editor.post(url, his | {"email": ["b@x.be"]})

    shown = switch(editor, conflict, url, fields_of(conflict))
    again = editor.post(url, fields_of(shown))

    assert fields_of(shown)["email"] == ["b@x.be"]
    assert again.status_code == 409


def test_what_was_written_is_kept_when_the_session_ended_too(client, vera, place):
    url = f"{LIST}{place.pk}/change/"
    sent = fields_of(vera.get(url)) | {"email": ["a@x.be"]}
    vera.logout()

    target = f"/admin/language/?next={quote(url)}"
    response = vera.post(target, sent | {"admin_language": ["fr"]})

    assert response.url == f"/admin/account/login/?next={quote(url, safe='')}"
    assert vera.session["kept_form"]["path"] == url


def test_too_much_is_told_and_the_language_stays(vera, place):
    url = f"/admin/language/?next={quote(LIST)}"

    response = vera.post(url, {"description_nl": "a" * 256 * 1024, "admin_language": "fr"})

    assert response.status_code == 400
    assert "Save it first, and change the language then." in text_of(response)
    assert "kept_form" not in vera.session


def test_passwords_are_not_kept(vera):
    vera.post(f"/admin/language/?next={LIST}", {"password1": "x", "admin_language": "fr"})

    assert "password" not in vera.session["kept_form"]["fields"]


@pytest.mark.parametrize("target", ["//evil.example/", "https://evil.example/", "/nl/"])
def test_language_leads_nowhere_else(vera, target):
    response = vera.post(f"/admin/language/?next={quote(target)}", {"admin_language": "fr"})

    assert response.url == "/admin/"


def test_first_button_of_a_form_is_no_language(vera, place):
    """Enter in a field presses it."""
    for url in (f"{LIST}{place.pk}/change/", f"{LIST}{place.pk}/call/?question=cost"):
        page = vera.get(url)
        form = page.context["main_form"]

        buttons = re.findall(rf'<button[^>]*form="{form.id}"[^>]*>', page.content.decode())

        assert "admin_language" not in buttons[0]
        assert ("disabled" in buttons[0]) is (not form.has_enter)
