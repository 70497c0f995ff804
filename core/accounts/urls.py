"""The account pages, in the frame of the admin. Views and URL names are django-allauth's.

Only these of its pages exist: nobody signs up, and an e-mail address changes in the admin.
"""

from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib import admin
from django.urls import path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from . import second_factor


def page(view_class, template, title):
    """The view with what the admin's templates want to know, and a title."""
    view = view_class.as_view(template_name=template)

    @wraps(view)
    def in_frame(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if getattr(response, "context_data", None) is not None:
            frame = admin.site.each_context(request)
            frame["is_factor_missing"] = second_factor.is_missing(request.user)
            response.context_data = {**frame, "title": title, **response.context_data}
        return response

    return never_cache(in_frame)


urlpatterns = [
    path(
        "",
        page(factors.IndexView, "accounts/account.html", _("Your account")),
        name="mfa_index",
    ),
    # In and out
    path(
        "login/",
        page(account.LoginView, "accounts/login.html", _("Log in")),
        name="account_login",
    ),
    path("login/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "login/code/",
        page(factors.AuthenticateView, "accounts/second_step.html", _("The second step")),
        name="mfa_authenticate",
    ),
    path(
        "logout/",
        page(account.LogoutView, "accounts/logout.html", _("Log out")),
        name="account_logout",
    ),
    path(
        "closed/",
        page(account.AccountInactiveView, "accounts/closed.html", _("This account is closed")),
        name="account_inactive",
    ),
    # Once more, before something that matters
    path(
        "confirm/",
        page(account.ReauthenticateView, "accounts/confirm.html", _("Is it you?")),
        name="account_reauthenticate",
    ),
    path(
        "confirm/code/",
        page(factors.ReauthenticateView, "accounts/confirm.html", _("Is it you?")),
        name="mfa_reauthenticate",
    ),
    path(
        "confirm/passkey/",
        page(passkeys.ReauthenticateWebAuthnView, "accounts/confirm_passkey.html", _("Is it you?")),
        name="mfa_reauthenticate_webauthn",
    ),
    # Password
    path(
        "password/",
        page(account.PasswordChangeView, "accounts/password.html", _("Change your password")),
        name="account_change_password",
    ),
    path(
        "password/set/",
        page(account.PasswordSetView, "accounts/password.html", _("Choose a password")),
        name="account_set_password",
    ),
    path(
        "password/forgotten/",
        page(account.PasswordResetView, "accounts/forgotten.html", _("Forgotten password")),
        name="account_reset_password",
    ),
    path(
        "password/forgotten/sent/",
        page(account.PasswordResetDoneView, "accounts/forgotten_sent.html", _("Look at your mail")),
        name="account_reset_password_done",
    ),
    path(
        "password/new/done/",
        RedirectView.as_view(pattern_name="account_login"),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(
            account.PasswordResetFromKeyView, "accounts/new_password.html", _("Choose a password")
        ),
        name="account_reset_password_from_key",
    ),
    # The second step
    path(
        "app/",
        page(app.ActivateTOTPView, "accounts/app_add.html", _("Codes from an app")),
        name="mfa_activate_totp",
    ),
    path(
        "app/remove/",
        page(app.DeactivateTOTPView, "accounts/app_remove.html", _("No more codes from the app")),
        name="mfa_deactivate_totp",
    ),
    path(
        "passkeys/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path(
        "passkeys/add/",
        page(passkeys.AddWebAuthnView, "accounts/passkey_add.html", _("Add a passkey")),
        name="mfa_add_webauthn",
    ),
    path(
        "passkeys/<int:pk>/",
        page(passkeys.EditWebAuthnView, "accounts/passkey_edit.html", _("Rename a passkey")),
        name="mfa_edit_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        page(passkeys.RemoveWebAuthnView, "accounts/passkey_remove.html", _("Remove a passkey")),
        name="mfa_remove_webauthn",
    ),
    path(
        "codes/",
        page(codes.ViewRecoveryCodesView, "accounts/codes.html", _("Recovery codes")),
        name="mfa_view_recovery_codes",
    ),
    path("codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(
        "codes/new/",
        page(codes.GenerateRecoveryCodesView, "accounts/codes_new.html", _("New recovery codes")),
        name="mfa_generate_recovery_codes",
    ),
]
