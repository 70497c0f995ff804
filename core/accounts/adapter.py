"""Where django-allauth asks for our rules: accounts by invitation, no addresses of computers."""

import logging
from functools import partial
from threading import Thread

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils.translation import gettext

from core.admin_paths import is_admin_path

from . import attempts, cipher, devices, mail, security_log

# Whether a mail for a forgotten password is sent by a thread of its own. Tests wait for it.
BESIDE = True

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def is_safe_url(self, url):
        return is_admin_path(url)

    def get_client_ip(self, request):
        """The same for everybody: the library counts nothing by it (ACCOUNT_RATE_LIMITS)."""
        return "everybody"

    def send_password_reset_mail(self, user, email, context):
        """To the address of the account. When that fails, the answer is still the same, and also
        when she has enough of them, which strangers may have asked for: all are still good. Who
        has logged in since, or has another password, begins anew. Nobody waits for it: how long it
        takes would tell that there is such an account."""
        send = partial(_send_forgotten_password, self.request, user)
        if not BESIDE:
            send()
            return
        # A process that ends waits for it.
        Thread(target=_and_close_connections, args=(send,), name="forgotten", daemon=False).start()

    # Attempts

    def _get_login_attempts_cache_key(self, request, **credentials):
        """That of who is logged in and says again who she is: nobody else counts there."""
        name = _typed(credentials)
        user = security_log.account_named(name)
        return f"again:{user.pk}" if user else f"name:{name.lower()}"

    def pre_authenticate(self, request, **credentials):
        name = _typed(credentials)
        if request.user.is_authenticated:
            try:
                return super().pre_authenticate(request, **credentials)
            except ValidationError:
                security_log.record_lock_out(name)
                raise
        try:
            self._attempt = attempts.Attempt(request, security_log.account_named(name), name)
        except attempts.Asked as asked:
            if asked.is_often:
                security_log.record_lock_out(name)
            raise

    def _rollback_login_failed_rl_usage(self):
        super()._rollback_login_failed_rl_usage()
        if attempt := getattr(self, "_attempt", None):
            attempt.succeeded()

    def authentication_failed(self, request, **credentials):
        security_log.record_failure(_typed(credentials))

    def post_login(self, request, user, **options):
        response = super().post_login(request, user, **options)
        devices.remember(response, user, devices.known(request, user))
        return response


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


def _send_forgotten_password(request, user):
    key = f"{user.pk}:{user.password}:{user.last_login}"
    if not ratelimit.consume(request, action="forgotten_mail", key=key):
        return
    try:
        mail.send_forgotten_password(user)
    except OSError:
        logger.exception("The mail for a forgotten password could not be sent.")


def _and_close_connections(send):
    try:
        send()
    finally:
        connections.close_all()


def _typed(credentials):
    return credentials.get("username") or credentials.get("email") or ""
