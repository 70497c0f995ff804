"""The keys of age: public ones lock a backup, and only the private one of a pair opens it.

The public ones stand in the settings. The private one never comes to the server, except for as long
as a backup is restored.
"""

import getpass
import sys
from pathlib import Path

import pyrage
from django.conf import settings

from .failing import NotDoneError

HOW_TO_MAKE_ONE = (
    "On your own computer, `age-keygen -o backup-key.txt` (the Debian package age) makes a pair: "
    "the line that begins with age1 is for BACKUP_RECIPIENTS, the file stays with you."
)
PRIVATE = ("AGE-SECRET-KEY-", "PRIVATE KEY-----")
_KINDS = (
    pyrage.x25519.Recipient,
    pyrage.ssh.Recipient,
    pyrage.tag.Recipient,
    pyrage.tagpq.Recipient,
)


def recipients():
    """Those of BACKUP_RECIPIENTS; a key that cannot be read is an error, not left out."""
    return [_recipient(number, text) for number, text in enumerate(settings.BACKUP_RECIPIENTS, 1)]


def _recipient(number, text):
    for kind in _KINDS:
        try:
            return kind.from_str(text)
        except pyrage.RecipientError:
            continue
    raise NotDoneError(
        f"Key {number} of BACKUP_RECIPIENTS is no public key of age (age1…) and no public key of "
        f"ssh (ssh-ed25519 or ssh-rsa …). {HOW_TO_MAKE_ONE}"
    )


def one_time():
    """A key for one backup, which is read back with it and then forgotten."""
    return pyrage.x25519.Identity.generate()


def identities(name):
    """The private keys in a file: of age, also closed with a passphrase, or of ssh.

    `-` reads them from standard input, so that they never lie on this machine.
    """
    try:
        text = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise NotDoneError(f"The key {name} cannot be read: {error.strerror}.") from error
    if text.startswith(b"age-encryption.org/"):
        text = _opened(text)
    if b"PRIVATE KEY-----" in text:
        return [_of_ssh(text)]
    lines = [line.strip() for line in text.decode(errors="replace").splitlines()]
    found = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if not found:
        raise NotDoneError(
            f"There is no private key in {name}: a line that begins with AGE-SECRET-KEY-, as "
            "age-keygen writes it, or a private key of ssh."
        )
    try:
        return [pyrage.x25519.Identity.from_str(line) for line in found]
    except pyrage.IdentityError as error:
        raise NotDoneError(f"A private key in {name} is not whole. Copy it again.") from error


def _opened(text):
    try:
        return pyrage.passphrase.decrypt(text, getpass.getpass("The passphrase of the key: "))
    except pyrage.DecryptError as error:
        raise NotDoneError("That is not the passphrase of the key. Nothing was done.") from error


def _of_ssh(text):
    try:
        return pyrage.ssh.Identity.from_buffer(text)
    except pyrage.IdentityError as error:
        raise NotDoneError(
            "The private key of ssh cannot be read. One that is closed with a passphrase has to "
            "be opened first: ssh-keygen -p -N '' -f COPY-OF-THE-KEY."
        ) from error
