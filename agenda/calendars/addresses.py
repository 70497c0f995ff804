"""The address of a calendar, from what people paste."""

import re
from urllib.parse import parse_qs, quote, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.web_addresses import completed
from directory.contact import validate_website

_SCHEMES = {"webcal": "https", "webcals": "https", "http": "http", "https": "https"}
# The page that Nextcloud shows to people, and its calendar:
# https://docs.nextcloud.com/server/stable/user_manual/en/groupware/calendar.html
_NEXTCLOUD_PAGE = re.compile(
    r"(?P<base>.*?)(?:/index\.php)?/apps/calendar/(?:p|embed)/(?P<token>\w+)(?:/.*)?$"
)
_NEXTCLOUD_CALENDAR = re.compile(r".*/remote\.php/dav/public-calendars/\w+/?")
_GOOGLE = "calendar.google.com"

WRITE_AN_ADDRESS = _("Write the whole address, such as https://example.org/calendar.ics.")
GOOGLE_ADVICE = _(
    "This is a page for people. In Google Calendar, open the settings of the calendar and copy "
    "the “public address in iCal format”. It ends in “.ics”."
)
OUTLOOK_ADVICE = _("This is a page for people. In Outlook, copy the link named “ICS”.")


def calendar_address(text):
    """`text` as an https (or http) address of a calendar.

    webcal(s) becomes https (it is no scheme of its own: RFC 7595 has it as provisional), capitals
    of the name go, and the public pages of Nextcloud and of an embedded Google calendar become the
    calendars behind them. Raises ValidationError, with which link is needed instead.
    """
    text = completed(text)
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").rstrip(".")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise ValidationError(WRITE_AN_ADDRESS) from None
    scheme = _SCHEMES.get(parts.scheme)
    if scheme is None or not host or "@" in parts.netloc or "\\" in text or " " in text:
        raise ValidationError(WRITE_AN_ADDRESS)
    path, query = _behind(host, parts)
    address = urlunsplit((scheme, host + port, path or "/", query, ""))
    validate_website(address)
    return address


def _behind(host, parts):
    """`(path, query)` of the calendar behind a page for people, or as they are."""
    path, query = parts.path, parts.query
    is_google = host == _GOOGLE or (host == "www.google.com" and path.startswith("/calendar/"))
    if is_google and not path.startswith("/calendar/ical/"):
        calendars = parse_qs(query).get("src", [])
        if len(calendars) != 1 or "/embed" not in path:
            raise ValidationError(GOOGLE_ADVICE)
        return f"/calendar/ical/{quote(calendars[0], safe='')}/public/basic.ics", ""
    if host.startswith("outlook.") and path.endswith(".html"):
        # Beside the page, which is calendar.html or index.html.
        return f"{path.rpartition('/')[0]}/calendar.ics", query
    if host.startswith("outlook.") and not path.endswith(".ics"):
        raise ValidationError(OUTLOOK_ADVICE)
    if page := _NEXTCLOUD_PAGE.match(path):
        return f"{page['base']}/remote.php/dav/public-calendars/{page['token']}", "export"
    if _NEXTCLOUD_CALENDAR.fullmatch(path) and not query:
        return path.rstrip("/"), "export"
    return path, query
