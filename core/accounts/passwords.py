"""What is easy to guess although it is long: a few common words, names or rows of keys in a row.

Of the 20,000 most common passwords, which Django refuses, hardly 200 are as long as ours have to
be; what people take instead is made of the short ones. A password is read as as few of those as
possible, and everything that is no part of one counts for itself.
"""

import re
import unicodedata
from functools import cache
from itertools import pairwise

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

FEWEST_PARTS = 4
SHORTEST_PART = 3  # letters
LONGEST_READ = 60  # characters: what is longer has parts enough, or is the same again and again
# Where one is and what one does here: these are no part at all (docs/security.md, 6.1.2).
OURS = {
    "together", "samen", "ensemble", "juntas", "birlikte",
    "brussels", "brussel", "bruxelles", "bruselas", "bruksel", "brussels-support", "support",
    "admin", "administrator", "administrateur", "beheerder", "editor", "redactie", "redaction",
    "volunteer", "volunteers", "vrijwilliger", "vrijwilligers", "benevole", "benevoles",
    "password", "wachtwoord", "motdepasse", "welcome", "welkom", "bienvenue",
}  # fmt: skip
BETWEEN = set(" -_.,!")  # what stands between words, and behind the last one
TOO_EASY = _(
    "This is too easy to guess, however long it is: it is made of words that many people choose. "
    "Take four words that have nothing to do with each other, with spaces between them."
)


class EasyPasswordValidator:
    def validate(self, password, user=None):
        if parts(password) < FEWEST_PARTS:
            raise ValidationError(TOO_EASY, code="password_too_easy")

    def get_help_text(self):
        return gettext("Four words that have nothing to do with each other are a good password.")


def parts(password):
    """Of how many common words, rows of keys and single signs it is made, at least."""
    text = _plain(password)
    fewest = [0]
    for end in range(1, len(text) + 1):
        fewest.append(
            min(
                fewest[start] + _counts_for(text[start:end])
                for start in range(end)
                if start == end - 1 or _is_part(text[start:end])
            )
        )
    return fewest[-1]


def _plain(password):
    """In small letters without accents, and what stands there again and again once."""
    text = unicodedata.normalize("NFKD", password.lower())[: 10 * LONGEST_READ]
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return re.sub(r"(.{3,20}?)\1+|(.)\2{2,}", r"\1\2", text)[:LONGEST_READ]


def _is_part(text):
    return len(text) >= SHORTEST_PART and (text in _ours() or text in _common() or _is_row(text))


def _counts_for(text):
    return 0 if text in _ours() or text in BETWEEN else 1


def _is_row(text):
    """Such as 1234 or dcba."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


@cache
def _common():
    return CommonPasswordValidator().passwords


@cache
def _ours():
    return OURS | {part for part in settings.SITE_HOST.lower().split(".") if len(part) > 3}
