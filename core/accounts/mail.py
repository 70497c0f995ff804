"""E-mails about an account, in the language of whose it is, with links that name only SITE_URL."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from .tokens import PasswordToken


def password_link(user):
    """The address where `user`, and who else has it, can set the password once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": PasswordToken().make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)


def send_invitation(user, by):
    """Raises OSError when the mail cannot be handed over."""
    _send(user, "accounts/mail/invitation", by=by)


def send_forgotten_password(user):
    """Raises OSError when the mail cannot be handed over."""
    _send(user, "accounts/mail/forgotten_password")


def _send(user, template, **context):
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    context |= {"user": user, "link": password_link(user), "days": days, "site": settings.SITE_URL}
    with translation.override(user.language or settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
        text = render_to_string(f"{template}.txt", context).strip() + "\n"
    EmailMessage(subject, text, to=[user.email]).send()
