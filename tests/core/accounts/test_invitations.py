"""Accounts by invitation, and a new password for who has forgotten it."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext

from core.accounts.models import SecurityEvent, User
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ADD = "/admin/accounts/user/add/"
LIST = "/admin/accounts/user/"
FORGOTTEN = "/admin/account/password/forgotten/"
NEW = "another horse battery staple"


@pytest.fixture
def administrator(client):
    """Logged in; may add and change accounts and is no superuser."""
    user = factories.user(first_name="Ines", language="en")
    names = ["view_user", "add_user", "change_user", "view_securityevent"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


@pytest.fixture
def volunteers():
    return Group.objects.get_or_create(name="Volunteers")[0]


@pytest.fixture
def invite(client, administrator, volunteers):
    """`invite(**fields)` sends the form; the response."""

    def invite(**fields):
        data = {
            "first_name": "Fatima",
            "last_name": "Benali",
            "email": "Fatima@example.org",
            "language": "nl",
            "groups": [volunteers.pk],
            **fields,
        }
        return client.post(ADD, data)

    return invite


def link_in(message):
    [link] = re.findall(r"https?://\S+/password/new/\S+", message.body)
    return link


def choose_password(client, link, password=NEW):
    """Opens the link as a browser does and sends the form; the last response."""
    parts = urlsplit(link)
    page = client.get(parts.path)
    if page.status_code != 302:
        return page
    return client.post(page.url, {"password1": password, "password2": password})


def test_invitation_makes_an_account_without_a_password(invite, volunteers):
    invite()

    user = User.objects.get(email="fatima@example.org")
    assert (user.first_name, user.last_name, user.language) == ("Fatima", "Benali", "nl")
    assert (user.is_staff, user.is_superuser, user.is_active) == (True, False, True)
    assert list(user.groups.all()) == [volunteers]
    assert not user.has_usable_password()


@pytest.mark.parametrize("field", ["first_name", "email", "language", "groups"])
def test_invitation_without_a_needed_field_is_refused(invite, field):
    response = invite(**{field: []})

    assert list(response.context["adminform"].form.errors) == [field]
    assert mail.outbox == []


def test_invitation_to_an_address_that_has_an_account_is_refused(invite):
    factories.user(email="fatima@example.org")

    response = invite(email="FATIMA@example.org")

    assert list(response.context["adminform"].form.errors) == ["email"]


def test_invitation_goes_out_in_plain_text_to_the_new_address(invite):
    invite()

    [message] = mail.outbox
    assert message.to == ["fatima@example.org"]
    assert message.content_subtype == "plain"
    assert message.from_email == "noreply@127.0.0.1"
    assert "\n" not in message.subject


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:99"])
def test_invitation_names_the_site_and_never_the_host_of_the_request(invite, client, host):
    client.defaults["HTTP_HOST"] = host
    client.defaults["HTTP_X_FORWARDED_HOST"] = "evil.example"

    invite()

    text = mail.outbox[0].subject + mail.outbox[0].body
    assert link_in(mail.outbox[0]).startswith("http://127.0.0.1:8000/admin/account/password/new/")
    assert "evil" not in text
    assert ":99" not in text


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_invitation_is_in_the_language_of_who_gets_it(invite, language):
    invite(language=language)

    with translation.override(language):
        expected = gettext("You did not expect this? Then do nothing.")
    assert expected in mail.outbox[0].body


def test_link_sets_the_password_once(invite, client):
    invite()
    link = link_in(mail.outbox[0])
    client.logout()

    first = choose_password(client, link)
    second = choose_password(client, link, "yet another horse battery")

    user = User.objects.get(email="fatima@example.org")
    assert first.url == "/admin/"
    assert second.status_code == 200
    assert second.context["token_fail"] is True
    assert user.check_password(NEW)
    assert (
        client.post("/admin/account/login/", {"login": "fatima@example.org", "password": NEW}).url
        == "/admin/"
    )


def test_opening_the_link_changes_nothing(invite, client):
    invite()
    client.logout()

    for _time in range(2):
        client.get(urlsplit(link_in(mail.outbox[0])).path, follow=True)

    assert not User.objects.get(email="fatima@example.org").has_usable_password()


@pytest.mark.parametrize(("days", "is_good"), [(6.9, True), (7.1, False)])
def test_link_is_good_for_seven_days(invite, client, monkeypatch, days, is_good):
    invite()
    client.logout()
    later = (timezone.now() + timedelta(days=days)).replace(tzinfo=None)
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)

    choose_password(client, link_in(mail.outbox[0]))

    assert User.objects.get(email="fatima@example.org").has_usable_password() is is_good


def test_link_of_an_account_that_was_closed_does_nothing(invite, client):
    invite()
    User.objects.filter(email="fatima@example.org").update(is_active=False)
    client.logout()

    choose_password(client, link_in(mail.outbox[0]))

    assert not User.objects.get(email="fatima@example.org").has_usable_password()


def test_weak_password_is_refused(invite, client):
    invite()
    client.logout()

    response = choose_password(client, link_in(mail.outbox[0]), "fatima")

    assert "password1" in response.context["form"].errors
    assert not User.objects.get(email="fatima@example.org").has_usable_password()


def test_without_mail_the_link_is_shown_to_who_invites(invite, client):
    invite()

    [text] = [
        str(message) for message in client.get(LIST).context["messages"] if "http" in str(message)
    ]
    assert "http://127.0.0.1:8000/admin/account/password/new/" in text


def test_with_mail_no_link_is_shown(invite, client, settings):
    settings.HAS_EMAIL = True

    invite()

    texts = [str(message) for message in client.get(LIST).context["messages"]]
    assert [text for text in texts if "http" in text] == []
    assert "An invitation went to fatima@example.org." in texts


def test_mail_that_cannot_be_sent_shows_the_link_and_loses_nothing(invite, client, settings):
    settings.HAS_EMAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens

    invite()

    texts = [str(message) for message in client.get(LIST).context["messages"]]
    assert User.objects.filter(email="fatima@example.org").count() == 1
    assert len([text for text in texts if "/password/new/" in text]) == 1


def test_invitation_can_be_sent_again_until_it_is_accepted(invite, client, administrator):
    invite()
    user = User.objects.get(email="fatima@example.org")
    data = {"action": "invite_again", "_selected_action": [user.pk, administrator.pk]}

    client.post(LIST, data)

    assert [message.to for message in mail.outbox] == [["fatima@example.org"]] * 2
    assert SecurityEvent.objects.filter(kind="invited", user=user, by=administrator).count() == 2


# Forgotten


def test_forgotten_password_answers_the_same_for_every_address(client):
    factories.user(email="anna@example.org")

    answers = [
        client.post(FORGOTTEN, {"email": email}, follow=True)
        for email in ("anna@example.org", "nobody@example.org")
    ]

    assert [len(mail.outbox), mail.outbox[0].to] == [1, ["anna@example.org"]]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    assert answers[0].content == answers[1].content


def test_forgotten_password_sets_a_new_one(client):
    user = factories.user(email="anna@example.org", language="en")
    client.post(FORGOTTEN, {"email": "Anna@example.org"}, headers={"host": "localhost"})

    link = link_in(mail.outbox[0])
    choose_password(client, link)

    user.refresh_from_db()
    assert link.startswith("http://127.0.0.1:8000/")
    assert user.check_password(NEW)


def test_forgotten_password_does_not_pass_by_the_second_step(client):
    user = factories.user(email="anna@example.org")
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.post(FORGOTTEN, {"email": user.email})

    choose_password(client, link_in(mail.outbox[0]))

    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize("state", [{"is_active": False}, {"is_staff": False}])
def test_forgotten_password_sends_nothing_to_who_cannot_log_in(client, state):
    factories.user(email="anna@example.org", **state)

    client.post(FORGOTTEN, {"email": "anna@example.org"})

    assert mail.outbox == []


def test_forgotten_password_answers_the_same_when_mail_fails(client, settings):
    factories.user(email="anna@example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # discard: nobody listens

    response = client.post(FORGOTTEN, {"email": "anna@example.org"})

    assert response.url == f"{FORGOTTEN}sent/"


def test_forgotten_password_does_not_go_to_a_look_alike(client):
    factories.user(email="anna@example.org")

    client.post(FORGOTTEN, {"email": "ånna@example.org"})
    client.post(FORGOTTEN, {"email": "anna@exampłe.org"})

    assert mail.outbox == []
