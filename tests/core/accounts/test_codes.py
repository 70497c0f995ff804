"""Codes as phones show and copy them: any digits, spaces, marks that nobody sees."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from core.accounts import forms
from tests import factories
from tests.core.accounts.test_accounts import ACCOUNT, CODE, LOGIN, SECRET, is_logged_in, log_in
from tests.one_time_codes import code_now, other_than

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def in_digits(code, zero):
    return "".join(chr(ord(zero) + int(digit)) for digit in code)


WAYS = {
    "space": lambda code: f"{code[:3]} {code[3:]}",
    "no-break space": lambda code: f"{code[:3]}\u00a0{code[3:]}",
    "narrow space": lambda code: f"{code[:3]}\u202f{code[3:]}",
    "hyphen": lambda code: f"{code[:3]}-{code[3:]}",
    "no-break hyphen": lambda code: f"{code[:3]}\u2011{code[3:]}",
    "tab and line": lambda code: f"\t{code}\r\n",
    "zero-width space": lambda code: f"{code}\u200b",
    "direction marks": lambda code: f"\u202a\u200e{code}\u202c",
    "byte order mark": lambda code: f"\ufeff{code}",
    "NUL": lambda code: f"{code}\0",
    "Arabic-Indic": lambda code: in_digits(code, "\u0660"),
    "Persian": lambda code: in_digits(code, "\u06f0"),
    "Devanagari": lambda code: in_digits(code, "\u0966"),
    "full-width": lambda code: in_digits(code, "\uff10"),
}


@pytest.mark.parametrize("way", WAYS)
def test_code_is_taken_as_the_phone_shows_it(client, way):
    user = factories.user(language="en")
    TOTP.activate(user, SECRET)
    log_in(client, user.username)
    wrong = client.post(CODE, {"code": WAYS[way](other_than(code_now(SECRET)))})
    assert (wrong.status_code, is_logged_in(client)) == (200, False)

    client.post(CODE, {"code": WAYS[way](code_now(SECRET))})

    assert is_logged_in(client)


@pytest.mark.parametrize("way", WAYS)
def test_recovery_code_is_taken_from_any_keyboard(client, way):
    user = factories.user(language="en")
    TOTP.activate(user, SECRET)
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    log_in(client, user.username)

    # The digits of other scripts stand between letters here.
    digits = "".join(WAYS[way](each) if each.isdigit() else each for each in code.upper())
    client.post(CODE, {"code": digits})

    assert is_logged_in(client)


def test_code_is_taken_when_an_app_is_added(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    user = factories.user(language="en", is_superuser=True)
    log_in(client, user.username)
    first = client.get(f"{ACCOUNT}app/")
    second = client.post(first.url, {"password": factories.PASSWORD})
    page = client.get(second.url)
    code = WAYS["Arabic-Indic"](code_now(page.context["form"].secret))

    client.post(second.url, {"code": f"{code}\u200b"})

    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def test_each_form_with_a_code_reads_it_so():
    """Also that of a library which adds one more."""
    from allauth.mfa.base import forms as base
    from allauth.mfa.totp import forms as totp

    theirs = [base.AuthenticateForm, base.ReauthenticateForm, totp.ActivateTOTPForm]
    with_code = [
        form
        for module in (base, totp)
        for form in vars(module).values()
        if isinstance(form, type) and "code" in getattr(form, "base_fields", {})
    ]
    assert {*with_code} - {base.BaseAuthenticateForm} == {*theirs}
    ours = [settings.MFA_FORMS[name] for name in ("authenticate", "reauthenticate")]
    ours.append(settings.MFA_FORMS["activate_totp"])
    for path, form in zip(ours, theirs, strict=True):
        mine = getattr(forms, path.rpartition(".")[2])
        assert issubclass(mine, form)
        assert issubclass(mine, forms.WithCode)


def test_very_long_code_is_only_wrong(client):
    user = factories.user(language="en")
    TOTP.activate(user, SECRET)
    log_in(client, user.username)

    assert client.post(CODE, {"code": "\u0661" * 60_000}).status_code == 200
    assert not is_logged_in(client)


@pytest.mark.parametrize("name", ["anna\u200b", "\u202aanna\u202c", "\u00a0anna\ufeff", "a\0nna"])
def test_user_name_is_taken_with_marks_that_nobody_sees(client, name):
    factories.user(username="anna", email="anna@example.org")

    client.post(LOGIN, {"login": name, "password": factories.PASSWORD})

    assert is_logged_in(client)


def test_forgotten_password_takes_an_address_with_marks_that_nobody_sees(client, mailoutbox):
    factories.user(username="anna", email="anna@example.org")

    client.post(f"{ACCOUNT}password/forgotten/", {"email": "anna@example.org\u200b"})

    assert [message.to for message in mailoutbox] == [["anna@example.org"]]
