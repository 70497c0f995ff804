"""A form that is sent after the session has ended comes back after logging in, once."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.messages import get_messages
from django.http import QueryDict
from django.test import Client, RequestFactory

from core.desk import kept_forms
from tests import factories
from tests.html_forms import fields_of
from tests.one_time_codes import code_now

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

PATH = "/admin/search/synonymgroup/add/"
LOGIN = "/admin/account/login/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def taken(client, path=PATH):
    """What the page at `path` would get, with the session of `client`."""
    request = RequestFactory().get(path)
    request.session = client.session
    fields = kept_forms.take(request)
    request.session.save()
    return fields and dict(fields.lists())


def log_in(client, user):
    return client.post(
        LOGIN, {"login": user.username, "password": factories.PASSWORD, "next": PATH}
    )


def test_kept_form_survives_logging_in(client):
    user = factories.user(language="en")

    english = {"accept-language": "en"}
    first = client.post(PATH, {"words": "één\ntwee", "many": ["a", "b"]}, headers=english)
    page = client.get(client.get(first.url).url, headers=english)
    response = log_in(client, user)

    assert first.url == f"/admin/login/?next={PATH}"
    assert "Log in again: what you wrote is kept." in page.content.decode()
    assert response.url == PATH
    assert taken(client) == {"words": ["één\ntwee"], "many": ["a", "b"]}


def test_kept_form_survives_the_second_step(client):
    user = factories.user()
    TOTP.activate(user, SECRET)
    client.post(PATH, {"words": "één"})
    log_in(client, user)

    response = client.post("/admin/account/login/code/", {"code": code_now(SECRET)})

    assert response.url == PATH
    assert taken(client) == {"words": ["één"]}


def test_kept_form_is_given_once_and_only_to_its_own_address(client):
    client.post(f"{PATH}?a=1", {"words": "één"})
    log_in(client, factories.user())

    assert taken(client, PATH) is None
    assert taken(client, f"{PATH}?a=1") == {"words": ["één"]}
    assert taken(client, f"{PATH}?a=1") is None


def test_kept_form_is_given_to_nobody_else_on_the_same_computer(client):
    author = factories.user(groups=["Editors"], language="en")
    client.force_login(author)
    sent = {**fields_of(client.get(PATH)), "words": "één"}
    client.logout()
    client.post(PATH, sent)
    somebody_else = factories.user(groups=["Editors"])

    log_in(client, somebody_else)
    first = taken(client)
    client.logout()
    client.post(PATH, sent)
    log_in(client, author)

    assert sent["_author"] == [str(author.pk)]
    assert first is None
    assert taken(client)["words"] == ["één"]


def test_kept_form_has_neither_tokens_nor_passwords(client):
    sent = {"words": "één", "csrfmiddlewaretoken": "x", "password1": "x", "old_Password": "x"}
    client.post(PATH, sent)
    log_in(client, factories.user())

    assert taken(client) == {"words": ["één"]}


def test_kept_form_is_forgotten_after_an_hour(client):
    client.post(PATH, {"words": "één"})
    log_in(client, factories.user())
    session = client.session
    session["kept_form"] = {**session["kept_form"], "at": time.time() - kept_forms.SECONDS - 1}
    session.save()

    assert taken(client) is None


def test_kept_form_lives_in_a_session_of_an_hour(client):
    client.post(PATH, {"words": "één"})

    assert client.session.get_expiry_age() == 60 * 60


@pytest.mark.parametrize(("size", "is_kept"), [(256 * 1024 - 5, True), (256 * 1024 - 4, False)])
def test_kept_form_has_256_kilobytes_at_most(client, size, is_kept):
    client.post(PATH, {"words": "a" * size})

    assert ("kept_form" in client.session) is is_kept


def test_form_of_somebody_else_is_dropped(client):
    client.force_login(factories.user())
    session = client.session
    session["kept_form"] = {"path": PATH, "fields": "words=hers", "at": time.time()}
    session.save()

    client.force_login(factories.user())

    assert taken(client) is None


def test_kept_forms_of_strangers_are_few_and_cost_nobody_hers(client):
    user = factories.user(groups=["Editors"])
    log_in(client, user)
    client.post("/admin/account/logout/")
    for number in range(kept_forms.MOST_OF_STRANGERS):
        Client().post(PATH, {"words": f"{number}", "_author": user.pk})
    other = Client()

    response = other.post(PATH, {"words": "twee"}, headers={"accept-language": "en"})
    client.post(PATH, {"words": "één", "_author": user.pk})

    texts = [str(message) for message in get_messages(response.wsgi_request)]
    assert texts == ["Log in again. What you wrote could not be kept."]
    assert "kept_form" not in other.session
    assert "één" in QueryDict(client.session["kept_form"]["fields"])["words"]


@pytest.mark.parametrize("author", ["x", "٣", "9" * 40, "-1", "0"])
def test_author_that_is_none_is_a_stranger(client, author):
    client.post(PATH, {"words": "één", "_author": author})

    assert "kept_form" in client.session


@pytest.mark.parametrize("path", ["/admin/logout/", "/admin/language/"])
def test_button_without_a_text_is_not_kept(client, path):
    client.post(path, {"admin_language": "fr"})

    assert "kept_form" not in client.session


def test_empty_form_is_not_kept(client):
    client.post(PATH, {"csrfmiddlewaretoken": "x"})

    assert "kept_form" not in client.session


def test_form_of_who_is_logged_in_is_not_kept(client):
    client.force_login(factories.user(is_superuser=True))

    client.post(PATH, {"words": ""})

    assert "kept_form" not in client.session
