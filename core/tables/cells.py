"""What stands in one cell: kept harmless on the way out, understood on the way in.

A spreadsheet runs a cell that begins with `=` `+` `-` or `@` (CWE-1236), with a tab or a line break
before it too. So `neutral` puts an apostrophe before such a text, which is what people themselves
type for “this is text”, and `plain` takes it off again: what we write comes back as it was.
"""

import re
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

# Full-width signs too: spreadsheets in East Asian languages take them for the others.
_RUNS = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")
# Signs that compute nothing between figures. With a hyphen, Excel would subtract.
_PHONE = re.compile(r"\+\d[\d \u00a0\u202f./()]{5,24}\d(?: ?(?:ext|x)\.? ?\d{1,6})?")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LINE_BREAK = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Refused(ValueError):  # noqa: N818
    """A cell that is not what its column is for; the message says in the active language what to
    write."""


def neutral(text: str) -> str:
    """`text` as a cell that no spreadsheet runs. A whole telephone number stays as it is."""
    if _RUNS.match(text) and not _PHONE.fullmatch(text):
        return f"'{text}"
    return text


def plain(text: str) -> str:
    """What `neutral` was given, with line breaks as `\\n`."""
    text = _LINE_BREAK.sub("\n", text)
    return text[1:] if text.startswith("'") and _RUNS.match(text, 1) else text


def without_controls(text: str) -> tuple[str, int]:
    """`text` without the characters that no field keeps and no xlsx can hold, and how many."""
    return _CONTROL.subn("", text)


def from_workbook(text: str) -> str:
    """A text of a workbook, where "_x000D_" is a character (ECMA-376, 22.9.2.19)."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return without_controls(text)[0]


def headings(cells: list[str]) -> list[str]:
    headers = [cell.strip() for cell in cells]
    while headers and not headers[-1]:
        headers.pop()
    return headers


# What columns hold


_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_TWO_DIGIT_YEAR = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2}")
_SERIAL = re.compile(r"[2-7]\d{4}")  # Excel's days since 1900: 1954 to 2118


def date_of(text: str) -> date | None:
    """A date as people in Belgium write it, the day first in every language; or ISO 8601.

    `None` for an empty cell.
    """
    text = text.strip()
    if not text:
        return None
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
    elif day_first := _DAY_FIRST.fullmatch(text):
        day, _sign, month, year = day_first.groups()
    else:
        raise Refused(_no_date(text))
    try:
        return date(int(year), int(month), int(day))
    except ValueError as error:
        raise Refused(_("“%(text)s” is not a day that exists.") % {"text": text}) from error


def _no_date(text):
    if _TWO_DIGIT_YEAR.fullmatch(text):
        return _("“%(text)s”: write the year with four figures, such as 01/02/2026.") % {
            "text": text
        }
    if _SERIAL.fullmatch(text):
        return _("“%(text)s” is how Excel counts days. Write the date, such as 01/02/2026.") % {
            "text": text
        }
    return _("“%(text)s” is not a date. Write the day, the month and the year: 01/02/2026.") % {
        "text": text[:50]
    }


_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,12})?")
_BETWEEN_FIGURES = re.compile(r"[\s\u00a0\u202f€]")


def number_of(text: str) -> Decimal | None:
    """A number with a decimal comma or point, and a euro sign or none; `None` for an empty cell."""
    written = _BETWEEN_FIGURES.sub("", text)
    if not written:
        return None
    if not _NUMBER.fullmatch(written) or not written.isascii():
        raise Refused(_("“%(text)s” is not a number such as 12.50.") % {"text": text[:50]})
    return Decimal(written.replace(",", "."))


# 3.2475E+10, and its French and Dutch comma
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_NO_ZERO = re.compile(r"[1-9]\d{7,8}(?:[.,]0+)?")  # 02 512 34 56, 0470 12 34 56
_NO_PLUS = re.compile(r"32[1-9]\d{7,8}(?:[.,]0+)?")  # +32 2 512 34 56


def phone_of(text: str) -> str:
    """A telephone number as written, unless a spreadsheet took it for a number and lost a part."""
    text = text.strip()
    if _SCIENTIFIC.fullmatch(text):
        raise Refused(
            _("“%(text)s” was a telephone number before Excel. Type it again, as text.")
            % {"text": text}
        )
    if _NO_ZERO.fullmatch(text) or _NO_PLUS.fullmatch(text):
        digits = re.split("[.,]", text)[0]
        meant = f"+{digits}" if _NO_PLUS.fullmatch(text) else f"0{digits}"
        raise Refused(
            _("“%(text)s”: Excel left out the beginning. Is it %(meant)s? Type it as text.")
            % {"text": text, "meant": meant}
        )
    return text
