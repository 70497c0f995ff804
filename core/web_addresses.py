"""Which web addresses of others the site takes and links to, and what `www.one.be` means.

The same rule wherever one is typed, comes in, or is shown: an address that everybody can open,
under a name. It asks nobody; where a name leads is looked at by `core.links.outgoing`.
"""

import re
from enum import Enum
from functools import lru_cache
from urllib.parse import urlsplit

from .text import clean

_PORTS = {"http": ("", "80"), "https": ("", "443")}
# Browsers read a backslash as a slash, and leave out line breaks and tabs.
_UNREADABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\<>\"]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# So no number is a name, however it is written (127.1, 0x7f.1, 2130706433).
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
# Numbers, and names that mean another computer in each network (RFC 6761, 6762, 8375, and habits).
_INSIDE = re.compile("0x.*|[0-9]+|local(host|domain)?|internal|intranet|lan|home|corp|private|arpa")


class Trouble(Enum):
    UNREADABLE = "unreadable"
    HAS_USER = "has-user"
    HAS_PORT = "has-port"
    INSIDE = "inside"


@lru_cache(maxsize=4096)
def trouble(text):
    """The `Trouble` with a whole web address, or None where everybody may follow it."""
    try:
        parts = urlsplit(text)
    except ValueError:  # such as a bracket that is never closed
        return Trouble.UNREADABLE
    if parts.scheme not in _PORTS or not parts.netloc or _UNREADABLE.search(text):
        return Trouble.UNREADABLE
    if "@" in parts.netloc:
        return Trouble.HAS_USER
    if parts.netloc.startswith("["):
        return Trouble.INSIDE
    name, _colon, port = parts.netloc.partition(":")
    if port not in _PORTS[parts.scheme]:
        return Trouble.HAS_PORT if port.isdecimal() else Trouble.UNREADABLE
    return _trouble_with_name(name)


def _trouble_with_name(name):
    try:
        labels = name.encode("idna").decode().lower().removesuffix(".").split(".")
    except UnicodeError:
        return Trouble.UNREADABLE
    if not all(map(_LABEL.fullmatch, labels)):
        return Trouble.UNREADABLE
    if _INSIDE.fullmatch(labels[-1]):
        return Trouble.INSIDE
    is_name = len(labels) > 1 and _LAST_LABEL.fullmatch(labels[-1])
    return None if is_name else Trouble.UNREADABLE


def completed(text):
    """`text` without invisible characters, and with the https:// that people leave out."""
    text = clean(text)
    is_bare = "://" not in text and not trouble(f"https://{text}")
    return f"https://{text}" if is_bare else text


def linked(href):
    """Where a link in a text may lead, or None: a page of ours, a public one, mail, a telephone."""
    href = clean(href).replace("\n", "").replace("\t", "")
    if re.match("https?:", href, re.IGNORECASE):
        return None if trouble(href) else href
    if href.startswith("//") or (href[:1] in "/\\" and "\\" in href):
        return None
    return completed(href) if href.lower().startswith("www.") else href
