"""The ticket of somebody who was asked for something that costs: signed, so that nothing about it
is kept here until it is used.

It counts once its puzzle is solved, which takes a browser a second and a machine some thousandths
of one, or once it is ripe. It says of nobody who has it.
"""

import re
from hashlib import sha256
from secrets import token_hex
from typing import NamedTuple

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

PARTS = 8  # puzzles in one: together they take more evenly long than one that is as hard
OLDEST = 3600  # seconds
_NUMBER = re.compile(r"[0-9]{10}", re.ASCII)
_LONGEST = 300  # characters
_signer = Signer(salt="core.doors")


class Ticket(NamedTuple):
    """`subject` is what it is for within the door, such as an account; hidden by the key of the
    site. Times are seconds since 1970."""

    door: str
    subject: str
    bits: int  # of all parts together: 2**bits attempts on average
    made: int
    ripe: int
    is_reserved: int = 0  # a turn in the queue of those who wait is hers already
    seed: str = ""

    @property
    def written(self):
        return _signer.sign(".".join(map(str, self)))


def made(door, subject, *, bits, now, ripe):
    return Ticket(door, hidden(subject), bits, now, ripe, 0, token_hex(8))


def hidden(subject):
    return salted_hmac("core.doors", subject, algorithm="sha256").hexdigest()[:16]


def read(text):
    """The Ticket, or None for what is none of ours."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        door, subject, bits, made, ripe, is_reserved, seed = _signer.unsign(text).split(".")
        return Ticket(door, subject, int(bits), int(made), int(ripe), int(is_reserved), seed)
    except (BadSignature, ValueError):
        return None


def is_solved(ticket, proof):
    """Whether `proof` is what static/js/doors.js found: a number of ten digits for each part."""
    numbers = proof.split("-", PARTS)
    return len(numbers) == PARTS and all(
        _NUMBER.fullmatch(number) and _zeros(f"{ticket.seed}.{part}.{number}") >= ticket.bits - 3
        for part, number in enumerate(numbers)
    )


def _zeros(text):
    """How many of the first 32 bits of its SHA-256 are zero before the first that is not."""
    first = int.from_bytes(sha256(text.encode()).digest()[:4], "big")
    return 32 - first.bit_length()
