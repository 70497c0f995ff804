"""Telephone numbers: in the international notation, or as they are dialled when they are short."""

import phonenumbers

from directory import identifiers
from directory.contact import tel_uri

from .things import known

_INTERNATIONAL = phonenumbers.PhoneNumberFormat.INTERNATIONAL


def phone(written, *key, kind="voice", description="", **of):
    """A number as it was written, or None for one that nobody can dial; `of` says whose it is."""
    number, _semicolon, extension = tel_uri(written).removeprefix("tel:").partition(";ext=")
    if not number:
        return None
    if number.startswith("+"):
        number = phonenumbers.format_number(phonenumbers.parse(number), _INTERNATIONAL)
    # As a number it would lose the noughts that it begins with.
    is_number = extension == str(int(extension or 0))
    return known(
        {
            "id": identifiers.of("phone", *key),
            **of,
            "number": number if is_number or not extension else f"{number} ext. {extension}",
            "extension": int(extension) if is_number and extension else None,
            "type": kind,
            "description": description,
        }
    )
