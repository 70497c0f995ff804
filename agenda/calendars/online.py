"""A place that is none: only a link, or the name of a program to meet in.

A link that opens the meeting for whoever has it, because it holds the password, never comes on a
public page; who wants to take part asks the organisation.
"""

import re
from urllib.parse import parse_qsl, urlsplit

from core.text import fold

_URL = re.compile(r"https?://[^\s<>()\"]+", re.IGNORECASE)
# Words that may stand alone as a place, folded; others make a place of it.
_WORDS = {"online", "en ligne", "digitaal", "zoom", "teams", "google meet", "skype", "jitsi"}
_BESIDE = {
    "microsoft", "via", "op", "sur", "on", "in", "meeting", "vergadering", "reunion", "link",
    "lien", "webinar", "webinaire", "de", "la", "een", "une", "a", "call", "video",
}  # fmt: skip
_MAPS = re.compile(r"(^|\.)(maps|openstreetmap|osm|goo|waze)\.|/maps\b")
_SECRETS = {"pwd", "passwd", "password", "passcode", "wachtwoord"}


def is_online(place):
    """Whether a LOCATION says that there is nowhere to go to."""
    links = _URL.findall(place)
    if any(_MAPS.search(f"{urlsplit(link).hostname}{urlsplit(link).path}") for link in links):
        return False
    words = f" {fold(_URL.sub(' ', place))} "
    is_named = False
    for name in sorted(_WORDS, key=len, reverse=True):
        is_named = is_named or f" {name} " in words
        words = words.replace(f" {name} ", " ")
    return (is_named or bool(links)) and {*words.split()} <= _BESIDE


def link(place):
    """The link of a LOCATION that anybody may have, or empty."""
    return next((url for url in _URL.findall(place) if not is_secret(url)), "")


def is_secret(url):
    """Whether a link opens a meeting by itself."""
    try:
        parts = urlsplit(url.replace("&amp;", "&"))
        names = {name.lower() for name, _value in parse_qsl(parts.query)}
    except ValueError:
        return True
    # The short links of Teams call it “p”.
    is_teams = (parts.hostname or "").startswith("teams.") and "p" in names
    return bool(names & _SECRETS) or is_teams


def without_secrets(text):
    """A text without the links that open a meeting."""
    return _URL.sub(lambda found: "" if is_secret(found[0]) else found[0], text)
