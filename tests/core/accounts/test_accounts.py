"""Logging in, the second step, and how long one stays logged in."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from core.accounts import sessions
from tests import factories
from tests.one_time_codes import code_now, other_than

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

DESK = "/admin/"
LOGIN = "/admin/account/login/"
CODE = "/admin/account/login/code/"
ACCOUNT = "/admin/account/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

HOSTILE = [
    "//evil.example",
    "///evil.example",
    "https:evil.example",
    "https://evil.example/admin/",
    "https://testserver@evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    " //evil.example",
    "//evil.example\r\nX: 1",
    "/admin/../../..//evil.example\r\nSet-Cookie: a=1",
    "/nl/",
]


def log_in(client, name, password=factories.PASSWORD, **more):
    return client.post(LOGIN, {"login": name, "password": password, **more})


def is_logged_in(client):
    return "_auth_user_id" in client.session


def editor(**values):
    user = factories.user(language="en", **values)
    user.user_permissions.add(
        Permission.objects.get(codename="delete_organisation", content_type__app_label="directory")
    )
    return user


@pytest.fixture
def app():
    """`app(user)` gives the account an authenticator app and returns its secret."""

    def set_up(user):
        TOTP.activate(user, SECRET)
        return SECRET

    return set_up


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


# Logging in


@pytest.mark.parametrize("name", ["anna", "ANNA", "anna@example.org", "Anna@Example.org"])
def test_login_takes_the_user_name_or_the_email(client, name):
    factories.user(username="anna", email="Anna@Example.org")

    response = log_in(client, name)

    assert (response.status_code, response.url) == (302, DESK)
    assert is_logged_in(client)


def test_login_returns_to_the_page_that_was_asked_for(client):
    user = factories.user(is_superuser=True)
    path = "/admin/directory/organisation/?q=caf%C3%A9"

    first = client.get(path)
    second = client.get(first.url)
    page = client.get(second.url)
    kept = set(re.findall(r'name="next" value="([^"]*)"', page.content.decode()))
    response = log_in(client, user.username, next=kept.pop())

    assert first.url == f"/admin/login/?next={quote(path)}"
    assert second.url.startswith(f"{LOGIN}?next=")
    assert (response.url, kept) == (path, set())


@pytest.mark.parametrize("url", HOSTILE)
def test_login_leads_into_the_admin_only(client, url):
    user = factories.user()

    response = log_in(client, user.username, next=url)

    assert response.url.startswith(DESK)
    assert "\n" not in response.url


@pytest.mark.parametrize("url", HOSTILE)
def test_old_login_address_leads_into_the_admin_only(client, url):
    client.force_login(factories.user())

    assert client.get("/admin/login/", {"next": url}).url.startswith(DESK)


@pytest.mark.parametrize("url", HOSTILE)
def test_account_logout_leads_into_the_admin_only(client, url):
    client.force_login(factories.user())

    assert client.post("/admin/account/logout/", {"next": url}).url.startswith(DESK)


def test_login_with_a_forged_host_is_refused(client):
    factories.user(username="anna")
    data = {"login": "anna", "password": factories.PASSWORD}

    response = client.post(LOGIN, data, headers={"host": "evil.example"})

    assert response.status_code == 400


def test_login_with_a_wrong_password_says_the_same_for_every_name(client):
    factories.user(username="anna")

    texts = [
        log_in(client, name, "wrong").content.decode().replace(name, "")
        for name in ("anna", "nobody")
    ]

    assert "Je gebruikersnaam en/of wachtwoord zijn incorrect." in texts[0]
    assert re.sub(r'value="[^"]*"', "", texts[0]) == re.sub(r'value="[^"]*"', "", texts[1])


def test_closed_account_cannot_log_in(client):
    factories.user(username="anna", is_active=False)

    response = log_in(client, "anna")

    assert response.url == "/admin/account/closed/"
    assert not is_logged_in(client)


def test_account_that_is_not_of_the_desk_sees_no_page_of_it(client):
    factories.user(username="visitor", is_staff=False)

    log_in(client, "visitor")
    response = client.get(DESK, follow=True)

    assert response.status_code == 403


def test_nobody_signs_up(client):
    for path in ("signup/", "email/", "confirm-email/", "3rdparty/", "social/login/error/"):
        client.force_login(factories.user())
        assert client.get(f"{ACCOUNT}{path}").status_code == 404


def test_account_pages_set_cookies_for_the_admin_only(client):
    user = factories.user()
    client.get(LOGIN)
    log_in(client, user.username)

    paths = {cookie["path"] for cookie in client.cookies.values()}

    assert paths == {"/admin/"}


@pytest.mark.parametrize(
    "path", ["", "directory/organisation/", "account/", "account/codes/", "help/", "logout/"]
)
def test_browser_keeps_no_page_of_the_admin(client, path):
    client.force_login(factories.user(is_superuser=True))

    for asked in (DESK + path, "/admin/account/login/", "/admin/account/login/passkey/"):
        assert "no-store" in client.get(asked)["Cache-Control"]


@pytest.mark.parametrize("path", ["/nl/", "/nl/suggest/", "/nl/nothing/", "/robots.txt"])
def test_public_page_has_nothing_of_the_accounts(client, path):
    factories.theme()
    response = client.get(path)

    assert response.cookies == {}
    assert "/account/" not in response.content.decode()


# The second step


def test_second_step_is_asked_of_who_has_set_it_up(client, app):
    secret = app(factories.user(username="anna"))

    first = log_in(client, "anna", next="/admin/faq/question/")
    is_in_between = is_logged_in(client)
    second = client.post(CODE, {"code": code_now(secret)})

    assert (first.url, is_in_between) == (CODE, False)
    assert second.url == "/admin/faq/question/"
    assert is_logged_in(client)


def test_second_step_with_a_wrong_code_lets_nobody_in(client, app):
    secret = app(factories.user(username="anna"))
    log_in(client, "anna")

    response = client.post(CODE, {"code": other_than(code_now(secret))})

    assert "Ongeldige code." in response.content.decode()
    assert client.get(DESK).status_code == 302


def test_second_step_takes_a_code_once(client, app):
    secret = app(factories.user(username="anna"))
    code = code_now(secret)
    log_in(client, "anna")
    client.post(CODE, {"code": code})
    client.post("/admin/account/logout/")
    log_in(client, "anna")

    client.post(CODE, {"code": code})

    assert not is_logged_in(client)


def test_second_step_takes_a_recovery_code_once(client, app):
    user = factories.user(username="anna")
    app(user)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    logged_in = []

    for _round in range(2):
        log_in(client, "anna")
        client.post(CODE, {"code": code})
        logged_in.append(is_logged_in(client))
        client.post("/admin/account/logout/")

    assert logged_in == [True, False]


def test_second_step_stops_after_five_wrong_codes(client, app):
    secret = app(factories.user(username="anna"))
    log_in(client, "anna")
    for _attempt in range(5):
        client.post(CODE, {"code": other_than(code_now(secret))})

    response = client.post(CODE, {"code": code_now(secret)})

    assert "Te veel inlogpogingen." in response.content.decode()
    assert not is_logged_in(client)


def test_second_step_can_be_left_for_the_login_page(client, app):
    app(factories.user(username="anna"))
    log_in(client, "anna")

    response = client.post("/admin/account/logout/", {"next": LOGIN})

    assert response.url == LOGIN
    assert client.get(LOGIN).status_code == 200


@pytest.mark.parametrize(
    "path", [DESK, "/admin/directory/organisation/", "/admin/password_change/"]
)
def test_editor_without_a_second_step_is_led_to_setting_it_up(client, required, path):
    client.force_login(editor())

    response = client.get(path)

    expected = "/admin/account/password/" if "password" in path else ACCOUNT
    assert (response.status_code, response.url) == (302, expected)


def test_every_address_of_the_admin_asks_an_editor_for_the_second_step(client, required):
    client.force_login(factories.user(is_superuser=True))
    organisation = factories.organisation()
    paths = [
        f"/admin/directory/organisation/{organisation.pk}/change/",
        f"/admin/directory/organisation/{organisation.pk}/delete/",
        "/admin/accounts/user/",
        "/admin/accounts/user/add/",
        "/admin/autocomplete/",
        "/admin/jsi18n/",
        "/admin/nothing/",
    ]

    assert [client.get(path).headers.get("Location") for path in paths] == [ACCOUNT] * len(paths)
    assert client.post(paths[1], {"post": "yes"}).url == ACCOUNT


@pytest.mark.parametrize("path", [ACCOUNT, "/admin/account/password/"])
def test_editor_without_a_second_step_reaches_the_page(client, required, path):
    client.force_login(editor())

    assert client.get(path).status_code == 200


def test_editor_without_a_second_step_can_log_out_and_choose_a_language(client, required):
    user = editor()
    client.force_login(user)

    language = client.post("/admin/language/", {"admin_language": "fr", "next": ACCOUNT})
    client.post("/admin/logout/")
    user.refresh_from_db()

    assert (language.url, user.language) == (ACCOUNT, "fr")
    assert not is_logged_in(client)


def test_editor_with_a_second_step_works(client, required, app):
    user = editor()
    app(user)
    client.force_login(user)

    assert client.get(DESK).status_code == 200


def test_recovery_codes_alone_are_no_second_step(client, required):
    user = editor()
    RecoveryCodes.activate(user)
    client.force_login(user)

    assert client.get(DESK).url == ACCOUNT


def test_volunteer_needs_no_second_step_and_is_invited_to_one(client, required):
    client.force_login(factories.user(language="en"))

    desk, account = client.get(DESK), client.get(ACCOUNT).content.decode()

    assert desk.status_code == 200
    assert "You have none yet. It takes two minutes." in account
    assert "Set up a second step now" not in account


def test_setting_up_an_app_asks_for_the_password_and_gives_recovery_codes(client, required):
    user = editor(username="anna")
    log_in(client, "anna")
    add = "/admin/account/app/"

    first = client.get(add)
    second = client.post(first.url, {"password": factories.PASSWORD})
    page = client.get(second.url)
    secret = page.context["form"].secret
    third = client.post(add, {"code": code_now(secret)})
    codes = client.get(third.url).context["unused_codes"]

    assert first.url == f"/admin/account/confirm/?next={quote(add, safe='')}"
    assert second.url == add
    assert secret in page.content.decode()
    assert 'class="qr-code"' in page.content.decode()
    assert third.url == "/admin/account/codes/"
    assert len(codes) == 10
    assert set(Authenticator.objects.values_list("user", "type")) == {
        (user.pk, "totp"),
        (user.pk, "recovery_codes"),
    }
    assert client.get(DESK).status_code == 200


@pytest.mark.parametrize("path", ["app/remove/", "codes/", "codes/new/", "passkeys/add/"])
def test_page_about_the_second_step_asks_who_it_is_again(client, app, path):
    user = factories.user()
    app(user)
    RecoveryCodes.activate(user)
    client.force_login(user)

    response = client.get(f"{ACCOUNT}{path}")

    assert response.url.startswith("/admin/account/confirm/?next=")


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_change_password"],
)
def test_account_page_is_for_who_is_logged_in(client, name):
    assert client.get(reverse(name)).url.startswith(f"{LOGIN}?next=")


def test_account_page_costs_few_queries(client, django_assert_num_queries, app):
    user = factories.user(language="en")
    app(user)
    client.force_login(user)
    client.get(ACCOUNT)

    with django_assert_num_queries(4):
        client.get(ACCOUNT)


# Sessions


def age(client):
    return client.session.get_expiry_age()


def test_session_of_a_volunteer_lasts_two_weeks(client, required):
    user = factories.user()

    log_in(client, user.username)

    assert age(client) == 14 * 24 * 60 * 60


def test_session_of_who_needs_a_second_step_lasts_twelve_hours(client, required, app):
    log_in(client, editor().username)
    without_step = age(client)
    client.post("/admin/account/logout/")
    user = editor()
    secret = app(user)
    log_in(client, user.username)
    client.post(CODE, {"code": code_now(secret)})

    assert (without_step, age(client)) == (12 * 60 * 60, 12 * 60 * 60)


def test_login_changes_the_key_of_the_session(client):
    user = factories.user()
    client.post("/admin/faq/question/add/", {"a": "1"})  # makes an anonymous session
    before = client.session.session_key

    log_in(client, user.username)

    assert before != client.session.session_key
    assert Session.objects.filter(session_key=before).count() == 0


def test_session_counts_its_idle_time_anew_once_an_hour(client, django_assert_num_queries):
    client.force_login(factories.user())
    client.get(DESK)
    session = client.session
    session["seen_at"] -= sessions.EVERY
    session.save()
    before = session["seen_at"]

    client.get(DESK)

    assert client.session["seen_at"] >= before + sessions.EVERY


@pytest.mark.parametrize(
    ("is_short", "longest"), [(True, sessions.LONGEST_SHORT), (False, sessions.LONGEST)]
)
def test_session_ends_however_busy_she_is(client, settings, is_short, longest):
    settings.SECOND_FACTOR_REQUIRED = is_short
    user = editor() if is_short else factories.user()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        log_in(client, user.username)
    idle = age(client)
    for hours in (2, longest // 3600 - 3):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            session = Session.objects.get(pk=client.session.session_key)
            session.expire_date = timezone.now() + timedelta(hours=1)  # she was here all the time
            session.save()
            client.get(DESK)

    assert idle < longest
    assert age(client) == 3 * 3600


def test_session_from_before_there_was_an_end_gets_one(client):
    client.force_login(factories.user())
    session = client.session
    del session["ends_at"]
    session["seen_at"] -= sessions.EVERY
    session.save()

    client.get(DESK)

    assert client.session["ends_at"] == client.session["seen_at"] + sessions.LONGEST


def test_other_sessions_of_the_account_end_with_a_new_second_step(
    client, django_capture_on_commit_callbacks
):
    user = factories.user(username="anna")
    elsewhere = type(client)()
    elsewhere.force_login(user)
    log_in(client, "anna")
    add = "/admin/account/app/"
    page = client.get(add, follow=True)
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password": factories.PASSWORD})
        page = client.get(add)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(add, {"code": code_now(page.context["form"].secret)})

    assert Authenticator.objects.filter(user=user, type="totp").exists()
    assert client.get(DESK).status_code == 200
    assert elsewhere.get(DESK).status_code == 302


def test_password_is_taken_as_it_is_typed(client):
    user = factories.user(username="anna")
    client.force_login(user)
    new = "  Zon zee zout \u200f tafel 🐢 " + "x7Kq9vTz" * 8 + " "
    change = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}

    client.post("/admin/account/password/", {**change, "oldpassword": "x"})
    assert not type(user).objects.get(pk=user.pk).check_password(new)
    client.post("/admin/account/password/", change)
    client.post("/admin/account/logout/")
    for wrong in (new.strip(), new[:72], new.lower()):
        log_in(client, "anna", wrong)
        assert not is_logged_in(client)
    log_in(client, "anna", new)

    assert is_logged_in(client)


def test_sessions_of_the_account_end_with_its_groups(client):
    user, other = factories.user(), factories.user()
    client.force_login(user)
    session = client.session.session_key
    client.cookies.clear()
    client.force_login(other)

    factories.Group.objects.get_or_create(name="Volunteers")[0].user_set.add(user)

    assert Session.objects.filter(session_key=session).count() == 0
    assert client.get(DESK).status_code == 200


def test_sessions_of_the_account_end_when_it_is_closed(client):
    user = factories.user()
    client.force_login(user)

    user.is_active = False
    user.save()

    assert Session.objects.count() == 0
    assert client.get(DESK).status_code == 302


def test_other_sessions_of_the_account_end_with_its_password(client, django_user_model):
    user = factories.user(username="anna")
    elsewhere = type(client)()
    elsewhere.force_login(user)
    client.force_login(user)
    new = "another horse battery staple"

    client.post(
        "/admin/account/password/",
        {"oldpassword": factories.PASSWORD, "password1": new, "password2": new},
    )

    assert client.get(DESK).status_code == 200
    assert elsewhere.get(DESK).status_code == 302
    assert django_user_model.objects.get(username="anna").check_password(new)
