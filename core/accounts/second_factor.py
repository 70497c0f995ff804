"""Who needs a second step to log in, and who has none yet."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings

# Recovery codes come with one of these and are none by themselves.
KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_needed(user):
    """Whether `user` may do so much that a password alone is too little."""
    return settings.SECOND_FACTOR_REQUIRED and any(
        user.has_perm(permission) for permission in settings.SECOND_FACTOR_PERMISSIONS
    )


def is_missing(user):
    return is_needed(user) and not get_adapter().is_mfa_enabled(user, KINDS)
