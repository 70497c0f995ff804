"""Contact data as people write it: Belgian telephone notations, e-mail and web addresses."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from core.text import clean
from core.web_addresses import Trouble, trouble

# Dialled as they are, without a code of a country: Belgian short numbers (112, 1712, 107…), and the
# six digits that mean the same all over the Union (116 000…: Commission Decision 2007/116/EC). The
# short numbers of `phonenumbers` leave out some of these (116 006, 116 111 and 116 123 in 9.0).
_SHORT_NUMBER = re.compile(r"\d{3,4}|116\d{3}")
_valid_email = EmailValidator(
    _("Write one e-mail address, such as info@example.org, and nothing else.")
)


def clean_phone(text):
    """`text` without invisible characters, Arabic digits as ours, grouping as it was written."""
    return "".join(
        str(int(character)) if character.isdecimal() else character for character in clean(text)
    )


@lru_cache(maxsize=4096)
def tel_uri(text):
    """The `tel:` address (RFC 3966) of a number as written, or an empty string.

    "02/123.45.67" gives "tel:+3221234567", "1712" and "116 000" stay "tel:1712" and "tel:116000".
    A number that is possible but not (yet) assigned is good enough: the numbering plan changes
    more often than this code.
    """
    text = clean_phone(text)
    digits = re.sub(r"\D", "", text)
    if _SHORT_NUMBER.fullmatch(digits) and not text.startswith("+"):
        return f"tel:{digits}"
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    uri = f"tel:{phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)}"
    return f"{uri};ext={number.extension}" if number.extension else uri


@lru_cache(maxsize=4096)
def whatsapp_url(text):
    """The address that opens a WhatsApp conversation with a number as written, or an empty string.

    WhatsApp takes whole international numbers only, so a short one has none.
    """
    number = tel_uri(text).partition(";")[0].removeprefix("tel:")
    return f"https://wa.me/{number.removeprefix('+')}" if number.startswith("+") else ""


def validate_phone(text):
    if not tel_uri(text):
        raise ValidationError(
            _("This is not a telephone number. Write one number, such as 02 512 34 56."),
            code="invalid",
        )


def validate_whatsapp(text):
    validate_phone(text)
    if not whatsapp_url(text):
        raise ValidationError(
            _("WhatsApp does not reach short numbers. Write a whole one, such as 0470 12 34 56."),
            code="invalid",
        )


def validate_email(text):
    """Signs that mean something else in a `mailto:` address (RFC 6068) are refused too: with
    "info?bcc=other@example.org" a letter would go to somebody else."""
    text = clean(text)
    if not text.isascii() or re.search(r"[\s,;:?&%#/]", text) or text.count("@") != 1:
        raise ValidationError(_valid_email.message, code="invalid")
    _valid_email(text)


def web_url(text):
    """`text` when a page may link to it (core.web_addresses), otherwise an empty string."""
    return "" if trouble(text) else text


def _parts(text):
    try:
        return urlsplit(clean(text))
    except ValueError:  # such as a bracket that is never closed
        return urlsplit("")


_SAYS = {
    Trouble.UNREADABLE: _("Write the whole address, starting with https://."),
    Trouble.HAS_USER: _(
        "There is a user name in front of the “@”, or a password: everybody would read it. Write "
        "the address without these."
    ),
    Trouble.HAS_PORT: _(
        "Many networks refuse an address with a number such as “:8080” behind the name. Write the "
        "one without it."
    ),
    Trouble.INSIDE: _(
        "This address is a number, or works only inside one network. Write the name of a website "
        "that everybody can open."
    ),
}


def validate_website(text):
    if wrong := trouble(text):
        raise ValidationError(_SAYS[wrong], code="invalid")


def host(text):
    """The name of the website that an address leads to, as people say it: "issuu.com"."""
    return _parts(text).netloc.lower().removeprefix("www.")
