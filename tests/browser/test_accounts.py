"""An editor sets up her second step and logs in with it, on a phone; a passkey in its place."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from playwright.sync_api import expect

from tests import factories
from tests.one_time_codes import code_now

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNT = "/admin/account/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def editor():
    return factories.user(username="fatima", first_name="Fatima", is_superuser=True, language="nl")


def log_in(page, live_server, path="/admin/"):
    page.goto(f"{live_server}/admin/login/?next={path}")
    page.fill("#id_username", "fatima")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")


def log_out(page, live_server):
    page.click("#user-menu summary")
    page.click("#logout-form button")
    page.wait_for_url(f"{live_server}{ACCOUNT}login/")


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def virtual_authenticator(page):
    """Chromium's own: a phone that knows its owner (WebAuthn, section 11)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    answer = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, answer["authenticatorId"]


def test_editor_sets_up_an_app_and_logs_in_with_it(
    page, live_server, required, editor, axe, screenshot
):
    log_in(page, live_server)
    page.wait_for_url(f"{live_server}{ACCOUNT}")
    axe(page)
    screenshot(page, "account-360")
    page.click(f"a[href='{ACCOUNT}app/']")
    page.fill("#id_password", factories.PASSWORD)
    axe(page)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server}{ACCOUNT}app/")
    axe(page)
    screenshot(page, "account-app-360")
    assert fits(page)
    secret = page.inner_text("code")
    page.fill("#id_code", code_now(secret))
    page.press("#id_code", "Enter")
    page.wait_for_url(f"{live_server}{ACCOUNT}codes/")
    axe(page)
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    page.goto(f"{live_server}/admin/")
    expect(page).to_have_url(f"{live_server}/admin/")
    log_out(page, live_server)

    log_in(page, live_server, "/admin/directory/theme/")
    page.wait_for_url(f"{live_server}{ACCOUNT}login/code/")
    axe(page)
    screenshot(page, "account-second-step-360")
    assert fits(page)
    # The code of before has been used up; the clock of a phone may be half a minute ahead.
    page.fill("#id_code", code_now(secret, steps=1))
    page.press("#id_code", "Enter")
    page.wait_for_url(f"{live_server}/admin/directory/theme/")


def test_editor_logs_in_with_a_passkey_alone(page, live_server, required, editor, axe, screenshot):
    virtual_authenticator(page)
    log_in(page, live_server)
    page.wait_for_url(f"{live_server}{ACCOUNT}")
    page.click(f"a[href='{ACCOUNT}passkeys/add/']")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server}{ACCOUNT}passkeys/add/")
    axe(page)
    screenshot(page, "account-passkey-360")
    page.fill("#id_name", "Mijn telefoon")
    page.click("#passkey-add")
    page.wait_for_url(f"{live_server}{ACCOUNT}codes/")
    page.goto(f"{live_server}{ACCOUNT}")
    axe(page)
    assert page.locator(".account-keys strong").all_inner_texts() == ["Mijn telefoon"]
    log_out(page, live_server)

    page.goto(f"{live_server}/admin/login/?next=/admin/directory/theme/")
    page.click("#passkey-login")

    page.wait_for_url(f"{live_server}/admin/directory/theme/")


def test_passkey_is_the_second_step_after_a_password(page, live_server, required, editor):
    virtual_authenticator(page)
    log_in(page, live_server)
    page.click(f"a[href='{ACCOUNT}passkeys/add/']")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    page.click("#passkey-add")
    page.wait_for_url(f"{live_server}{ACCOUNT}codes/")
    log_out(page, live_server)
    log_in(page, live_server, "/admin/directory/theme/")
    page.wait_for_url(f"{live_server}{ACCOUNT}login/code/")

    page.click("#passkey-authenticate")

    page.wait_for_url(f"{live_server}/admin/directory/theme/")


def test_passkey_that_does_not_work_says_so(page, live_server, editor):
    session, phone = virtual_authenticator(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
    page.goto(f"{live_server}{ACCOUNT}login/")

    page.click("#passkey-login")

    page.wait_for_selector("[data-passkey-error]:visible")
    expect(page).to_have_url(f"{live_server}{ACCOUNT}login/")


def test_login_without_javascript(open_page, live_server, editor):
    TOTP.activate(editor, SECRET)
    page = open_page(java_script=False)
    log_in(page, live_server)
    page.wait_for_url(f"{live_server}{ACCOUNT}login/code/")

    page.fill("#id_code", code_now(SECRET))
    page.press("#id_code", "Enter")

    page.wait_for_url(f"{live_server}/admin/")


def test_pages_before_logging_in_pass_axe(page, live_server, axe, screenshot):
    paths = [
        "login/",
        "password/forgotten/",
        "password/forgotten/sent/",
        "password/new/1-x/",
        "closed/",
    ]

    for path in paths:
        page.goto(f"{live_server}{ACCOUNT}{path}")
        axe(page, dark=True)
        expect(page.locator("h1")).to_have_count(1)
        assert fits(page)
    page.goto(f"{live_server}{ACCOUNT}login/")
    screenshot(page, "login-360")
    page.fill("#id_username", "fatima")
    page.fill("#id_password", "wrong")
    page.press("#id_password", "Enter")
    page.wait_for_selector(".errornote[role=alert]")
    axe(page, dark=True)


def test_pages_of_the_account_pass_axe(page, live_server, axe, editor, screenshot):
    log_in(page, live_server, f"{ACCOUNT}app/")
    page.wait_for_url(f"{live_server}{ACCOUNT}confirm/*")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server}{ACCOUNT}app/")
    screenshot(page, "account-app-360")
    page.fill("#id_code", "000000")
    page.press("#id_code", "Enter")
    axe(page, dark=True)
    page.fill("#id_code", code_now(page.inner_text("code")))
    page.press("#id_code", "Enter")
    page.wait_for_url(f"{live_server}{ACCOUNT}codes/")
    screenshot(page, "account-codes-360")

    for path in [
        "",
        "app/remove/",
        "codes/",
        "codes/new/",
        "password/",
        "passkeys/add/",
        "logout/",
    ]:
        page.goto(f"{live_server}{ACCOUNT}{path}")
        axe(page, dark=True)
        expect(page.locator("h1")).to_have_count(1)
        assert fits(page)
    page.goto(f"{live_server}{ACCOUNT}confirm/code/?next={ACCOUNT}")
    axe(page, dark=True)
    for path in [
        "accounts/user/",
        "accounts/user/add/",
        f"accounts/user/{editor.pk}/change/",
        "accounts/securityevent/",
    ]:
        page.goto(f"{live_server}/admin/{path}")
        axe(page, dark=True)
        assert fits(page)
        screenshot(page, f"{path.split('/')[1]}-360")
