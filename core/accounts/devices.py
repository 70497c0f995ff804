"""Browsers in which somebody has logged in before: their attempts count apart from strangers'.

The “device cookie” of OWASP (“Slow Down Online Guessing Attacks with Device Cookies”): it is signed
and for one account, so nobody else can have it, and it says nothing that a log could tell. A new
password ends it. Only the admin gets it, as it gets the cookie of the session.
"""

import re
from datetime import timedelta
from secrets import token_hex

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.utils.crypto import salted_hmac

LASTS = timedelta(days=365)
_NONCE = re.compile(r"[0-9a-f]{16}")


def remember(response, user, known=None):
    """Sets the cookie of this browser for `user`, or the one it has (`known`) for another year."""
    response.set_cookie(
        _name(user),
        _signer(user).sign(known or token_hex(8)),
        max_age=LASTS,
        path=settings.ADMIN_URL,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def known(request, user):
    """The number of this browser if `user` has logged in with it before, or None."""
    try:
        nonce = _signer(user).unsign(request.COOKIES.get(_name(user), ""), max_age=LASTS)
    except BadSignature:
        return None
    return nonce if _NONCE.fullmatch(nonce) else None


def _name(user):
    """One for each account, because a computer may be several people's."""
    number = salted_hmac("core.accounts.devices", str(user.pk)).hexdigest()[:8]
    return f"{settings.COOKIE_PREFIX}device_{number}"


def _signer(user):
    return TimestampSigner(salt=f"core.accounts.devices:{user.pk}:{user.password}")
