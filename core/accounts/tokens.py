"""The secret in the links that set a password: from an invitation and from "forgotten"."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator


class PasswordToken(PasswordResetTokenGenerator):
    """Good for PASSWORD_RESET_TIMEOUT seconds, until it is used, or the account is closed.

    Setting a password, logging in, another e-mail address and closing the account each end it.
    """

    def _make_hash_value(self, user, timestamp):
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"

    def check_token(self, user, token):
        return user is not None and user.is_active and super().check_token(user, token)
