"""Where django-allauth asks for our rules: accounts by invitation, no addresses of computers."""

import logging

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from core.admin_paths import is_admin_path

from . import cipher, mail, security_log

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return is_admin_path(url)

    def get_client_ip(self, request):
        """The same for everybody: limits "per address" hold for all together, and none is kept."""
        return "everybody"

    def send_password_reset_mail(self, user, email, context):
        """To the address of the account. When that fails, the answer is still the same."""
        try:
            mail.send_forgotten_password(user)
        except OSError:
            logger.exception("The mail for a forgotten password could not be sent.")

    # Attempts

    def _get_login_attempts_cache_key(self, request, **credentials):
        """One account has one count, whether it is named by its user name or its e-mail."""
        name = _typed(credentials)
        user = security_log.account_named(name)
        return f"account:{user.pk}" if user else f"name:{name.lower()}"

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            security_log.record_lock_out(_typed(credentials))
            raise

    def authentication_failed(self, request, **credentials):
        security_log.record_failure(_typed(credentials))


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text):
        return cipher.encrypt(text)

    def decrypt(self, encrypted_text):
        return cipher.decrypt(encrypted_text)

    def get_totp_issuer(self):
        return gettext("Together in Brussels")

    def build_totp_svg(self, url):
        code = segno.make(url, error="m", micro=False)
        return code.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr-code")

    def get_public_key_credential_rp_entity(self):
        """A passkey is of the site's own name, whatever host the request names."""
        entity = super().get_public_key_credential_rp_entity()
        if not settings.IS_LOCAL:
            entity["id"] = settings.SITE_HOST
        return {**entity, "name": gettext("Together in Brussels")}


def _typed(credentials):
    return credentials.get("username") or credentials.get("email") or ""
