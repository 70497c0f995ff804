"""Keeps the keys of second steps unreadable in the database and in its copies, and a password that
was typed unreadable in a page.

What a copy of the database holds is then not enough to make anybody's codes: that takes the
SECRET_KEY as well. After a new one, the old in SECRET_KEY_FALLBACKS still reads what it wrote.
"""

import base64
import logging
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)


def encrypt(text):
    return _cipher().encrypt(text.encode()).decode()


def decrypt(token):
    """The text again.

    Without the key that wrote it: a random text, so that no code fits, instead of an error that
    would keep her from every page.
    """
    try:
        return _cipher().decrypt(token.encode()).decode()
    except InvalidToken:
        logger.error("A second step was written with another SECRET_KEY: it cannot be used.")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def sealed(text):
    """What a page may carry back to us that nobody else may read."""
    return encrypt(f"sealed:{text}")


def unsealed(token, seconds):
    """The text again, or None for what we did not seal, or longer ago."""
    try:
        text = _cipher().decrypt(token.encode(), ttl=seconds).decode()
    except InvalidToken:
        return None
    return text.removeprefix("sealed:") if text.startswith("sealed:") else None


def _cipher():
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret):
    """32 bytes of their own for this use, in the form that Fernet wants."""
    digest = salted_hmac("core.accounts.cipher", "", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest)
