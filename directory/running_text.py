"""Telephone numbers, e-mails, web and street addresses in running text become links when shown.

What is stored stays as it was written. In doubt nothing becomes a link: a date, a price or a
number of women that can be called would be worse than a number that has to be typed.
"""

import re
from functools import lru_cache
from html import escape, unescape
from urllib.parse import quote

import phonenumbers
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from .contact import tel_uri, validate_email, web_url

_TAG = re.compile(r"(<[^>]*>)")
_SPACE = r"[ \u00a0\u202f]"

_EMAIL = r"[\w.%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
_PATH = r"(?:/[\w./?=&%#~+-]*[\w/=])?"
_WEB = (
    rf"https?://[\w.-]+\.[a-z]{{2,}}{_PATH}"
    rf"|(?:www\.)?(?:[a-z0-9-]+\.)+(?:brussels|vlaanderen|be|org|eu|com|net)(?![\w-]){_PATH}"
)
_STREET = (
    rf"(?:(?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Cc]hauss[ée]e|[Pp]lace|[Qq]uai|[Ss]quare)"
    rf"(?:{_SPACE}[\w’'.-]+){{1,6}}?|[A-ZÀ-Ý][\w’'-]+(?:{_SPACE}[\w’'-]+){{0,3}}?)"
)
_ADDRESS = (
    rf"{_STREET},?{_SPACE}\d{{1,4}}[A-Za-z]?(?:[-/]\d{{1,4}})?,?{_SPACE}"
    rf"1[0-2]\d\d{_SPACE}[A-ZÀ-Ý][\w-]+"
)
# A whole number: as one writes it in Belgium, or with the code of the country.
_WHOLE = rf"(?:\+32|0032|0)(?:(?:{_SPACE}|[./])?\(?\d\)?){{7,10}}"
# Short numbers that people are told to call. Others of three or four digits count something.
_SHORT = rf"(?:10[0-3567]|112|1712|1733|1813|116{_SPACE}?\d{{3}})"

_FOUND = re.compile(
    rf"(?P<email>(?<![\w.%+@-]){_EMAIL})"
    rf"|(?P<web>(?<![\w@/.-])(?:{_WEB}))"
    rf"|(?P<address>(?<![\w-]){_ADDRESS})"
    # Nothing that is part of a longer number, of a date, an amount or a range.
    rf"|(?<![\w+.,/:€$-])(?<!\d{_SPACE})(?<!€{_SPACE})(?P<whole>{_WHOLE})(?!\w|[.,/:-]\d|-)"
    rf"|(?<![A-Za-zÀ-ɏ\d+.,/:€$#°–-])(?<!\d{_SPACE})(?<!€{_SPACE})"
    rf"(?P<short>{_SHORT})(?![A-Za-zÀ-ɏ\d]|[.,/:–-]\d|[-/°%€])"
)

_DATE = re.compile(r"\d\d?[./ ]\d\d?[./ ]\d\d")
_OF_A_COMPANY = re.compile(r"0\d{3}\.\d{3}\.\d{3}$")
_COMPANY_BEFORE = re.compile(
    r"(?:\bBE|KBO|BCE|BTW|TVA|VAT|[Oo]ndernemings\w*|[Ee]ntreprise)\W{0,3}(?:n\w*\W{1,3})?$"
)
# A house number or something else that is numbered, right before.
_NUMBERED_BEFORE = re.compile(
    r"(?:straat|laan|plein|steenweg|lei|dreef|kaai|markt|(?:rue|avenue|boulevard|chauss[ée]e|place"
    rf"|quai|square|street)(?:{_SPACE}[\w’'.-]+){{1,5}}|\b(?:bus|tram|metro|m[ée]tro|bte|bo[îi]te"
    r"|box|nr\.?|no\.|kamer|chambre|room|in|sinds|depuis|since|anno|jaar|ann[ée]e|year|año|desde"
    rf"|yıl|سنة|عام)){_SPACE}$",
    re.I,
)
_DIALLED_BEFORE = re.compile(
    r"(?:\b(?:bel|belt|bellen|naar|nummer|appel\w+ le|composez le|num[ée]ro|call|calls|calling|dial"
    r"|number|llam\w+ al|marca(?:r)? el|n[úu]mero)|بالرقم|الرقم|رقم)"
    rf"{_SPACE}$",
    re.I,
)
# What follows a number that is named, and not one that counts: “107 (Frans)”, “106 of 107”.
_NAMED_AFTER = re.compile(
    rf"$|[.,;:!?)»”’\"'(،؛؟]|{_SPACE}?[;:!?»(–]|{_SPACE}(?:en|et|and|of|ou|or|y|o|u|ve|veya|ya|ile"
    r"|als|si|if|wanneer|quand|when|cuando|voor|pour|for|para|için|met|avec|with|con|in|op|au|on"
    r"|ook|aussi|also|too|dag|jour|bellen|antwoordt|r[ée]pond|answers|responde|yanıtlar|arayın"
    r"|hattı\w*|numara\w*|أو|و\w*|إذا|يرد|للوصول|فوراً|حالاً)\b"
)
# Anything counted or measured, and the street of a French address.
_COUNTED_AFTER = re.compile(
    rf",?{_SPACE}(?:%|€|euros?\b|eur\b|km\b|m²|kg\b|h\b|u\b|uur\b|ans?\b|jaar\b|years?\b|años?\b"
    r"|yıl\b|yaş\w*|rue\b|avenue\b|boulevard\b|chauss|place\b|1[0-2]\d\d\b)",
    re.I,
)


@lru_cache(maxsize=1024)
def linked(html):
    """Safe HTML, or plain text, with links for what one can call, write to or look up.

    Nothing changes inside a link. What is read from left to right is isolated, also in Arabic.
    """
    parts, in_link, in_bdi = [], 0, 0
    for part in _TAG.split(conditional_escape(html)):
        if part.startswith("<"):
            in_link += _step(part, "a")
            in_bdi += _step(part, "bdi")
            parts.append(part)
        else:
            parts.append(part if in_link else _linked(unescape(part), part, in_bdi > 0))
    return SafeString("".join(parts))


@lru_cache(maxsize=256)
def telephones(html):
    """`[(as written, tel: address), …]` of the numbers in a text, each once, in their order."""
    found = {}
    for part in _TAG.split(conditional_escape(html)):
        if not part.startswith("<"):
            for match, url in _matches(unescape(part)):
                if url.startswith("tel:"):
                    found.setdefault(url, match[0])
    return [(number, url) for url, number in found.items()]


def _step(tag, name):
    """1 where the element opens, -1 where it closes, and 0 at every other tag."""
    if re.match(rf"<{name}[\s>]", tag):
        return 1
    return -1 if tag == f"</{name}>" else 0


def _linked(text, as_it_was, is_isolated):
    pieces, end = [], 0
    for match, url in _matches(text):
        shown = escape(match[0], quote=False)
        if not is_isolated:
            shown = f'<bdi dir="ltr">{shown}</bdi>'
        outside = ' rel="noreferrer"' if url.startswith("http") else ""
        pieces += [
            escape(text[end : match.start()], quote=False),
            f'<a href="{escape(url)}"{outside}>{shown}</a>',
        ]
        end = match.end()
    return "".join([*pieces, escape(text[end:], quote=False)]) if pieces else as_it_was


def _matches(text):
    """`(match, address)` of all that becomes a link."""
    for match in _FOUND.finditer(text):
        if url := _ADDRESS_OF[match.lastgroup](match, text):
            yield match, url


def _email(match, _text):
    try:
        validate_email(match[0])
    except ValueError:
        return ""
    return f"mailto:{match[0]}"


def _web(match, _text):
    return web_url(match[0] if match[0].startswith("http") else f"https://{match[0]}")


def _address(match, _text):
    return f"https://www.openstreetmap.org/search?query={quote(match[0], safe='')}"


def _whole(match, text):
    written = match[0]
    if _DATE.match(written) or _OF_A_COMPANY.match(written):
        return ""
    if _COMPANY_BEFORE.search(text[: match.start()]):
        return ""
    try:
        number = phonenumbers.parse(written, "BE")
    except phonenumbers.NumberParseException:
        return ""
    return tel_uri(written) if phonenumbers.is_valid_number_for_region(number, "BE") else ""


def _short(match, text):
    before, after = text[: match.start()], text[match.end() :]
    if _NUMBERED_BEFORE.search(before) or _COUNTED_AFTER.match(after):
        return ""
    is_named = _DIALLED_BEFORE.search(before) or _NAMED_AFTER.match(after)
    return tel_uri(match[0]) if is_named else ""


_ADDRESS_OF = {
    "email": _email,
    "web": _web,
    "address": _address,
    "whole": _whole,
    "short": _short,
}
