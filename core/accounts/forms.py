"""The forms of the account pages where django-allauth's own would not do."""

import json
import unicodedata

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.doors import Door
from core.text import clean

from . import attempts, cipher, sessions

# Seconds, and characters of a password, that the login page keeps for who is asked to pay.
_SEALED_FOR, _LONGEST_SEALED = 60 * 60, 500

forgotten_door = Door("forgotten", 5, seconds=1800, everybody=100)

LONGEST_CODE = 100  # characters, as it is typed


def plain_code(text):
    """A code as we make them, from any keyboard: our own digits, and no spaces or dashes.

    Phones show “123 456”, in the digits of their language, and copy marks along that nobody sees.
    """
    text = unicodedata.normalize("NFKC", clean(text))
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in text
        if not sign.isspace() and unicodedata.category(sign) != "Pd"
    )


def read_first(field, read):
    """Has `read` look at what is typed into a field before the field does."""
    as_usual = field.to_python
    field.to_python = lambda value: as_usual(read(value or ""))


class WithCode:
    """A form of the library with a code of an authenticator app, or for recovery."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_first(self.fields["code"], lambda text: plain_code(text[:LONGEST_CODE]))


class AuthenticateForm(WithCode, code_forms.AuthenticateForm):
    pass


class ReauthenticateForm(WithCode, code_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(WithCode, app_forms.ActivateTOTPForm):
    pass


class LoginForm(account_forms.LoginForm):
    """`toll` is what somebody is asked before her password is looked at; `sealed` is the password,
    which the page carries meanwhile and only we can read."""

    toll = sealed = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._unseal()
        name, password = self.fields["login"], self.fields["password"]
        name.label = _("User name or e-mail")
        name.max_length = 254
        name.widget.attrs = {
            "id": "id_username",
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }
        read_first(name, clean)
        password.label = _("Password")
        password.help_text = ""

    def _unseal(self):
        if not self.data.get("sealed") or self.data.get("password"):
            return
        kept = cipher.unsealed(self.data["sealed"], _SEALED_FOR)
        name, password = json.loads(kept) if kept else ("", "")
        if kept and name == self.data.get("login"):
            self.data = self.data.copy()
            self.data["password"] = password

    def user_credentials(self):
        """Once, as the library looks for an e-mail among them too: named twice, that of an account
        would take two looks at the password, and anybody could tell it by how long that takes."""
        credentials = super().user_credentials()
        return {"username": self.cleaned_data["login"], "password": credentials.get("password")}

    def clean(self):
        try:
            return super().clean()
        except attempts.Asked as asked:
            self.toll = asked.toll
            password = self.cleaned_data["password"]
            if len(password) <= _LONGEST_SEALED:
                self.sealed = cipher.sealed(json.dumps([self.data["login"], password]))
                self.use_required_attribute = False
                # The bound field has been made already, with the text of then.
                self["password"].help_text = _("It is kept: you can leave this empty.")
            raise

    def login(self, request, redirect_url=None):
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            # The library has just set its own length, the same for everybody.
            sessions.start(request, request.user)
        return response


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
    toll = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        read_first(self.fields["email"], clean)

    def clean(self):
        data = super().clean()
        if not self.errors and (toll := forgotten_door.ask(context.request)):
            self.toll = toll
            raise ValidationError(toll.message, code="toll")
        return data

    def clean_email(self):
        """Only for who has an account in use; the answer is the same for all others."""
        email = super().clean_email()
        self.users = [user for user in self.users if user.is_staff]
        return email


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = 100
        self.fields["name"].help_text = _("So that you know which it is: “my phone”, “blue key”.")
        self.fields["passwordless"].label = _("Log in with this alone, without a password")
        self.fields["passwordless"].help_text = _(
            "Phones and computers can do this; some older keys cannot."
        )
        self.fields["passwordless"].initial = True


class EditPasskeyForm(passkey_forms.EditWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
