"""The forms of the account pages where django-allauth's own would not do."""

from allauth.account import forms as account_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django.utils.translation import gettext_lazy as _

from . import sessions


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
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
        password.label = _("Password")
        password.help_text = ""

    def login(self, request, redirect_url=None):
        response = super().login(request, redirect_url)
        if request.user.is_authenticated:
            # The library has just set its own length, the same for everybody.
            sessions.start(request, request.user)
        return response


class ForgottenPasswordForm(account_forms.ResetPasswordForm):
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
