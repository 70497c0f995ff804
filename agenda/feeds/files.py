"""Calendar files (RFC 5545, 7986) around the VEVENTs of `entries`: in parts, one after another."""

from datetime import timedelta

from .entries import clean
from .lines import escaped, line

PRODUCT = "-//Brussels Support//Agenda//EN"
# How often calendars should look again.
REFRESH = timedelta(hours=4)

# The clocks of Brussels since the Union's summer time of today (Directive 2000/84/EC). The zone of
# the database has a hundred older changes, which every calendar would have to read.
_ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
X-LIC-LOCATION:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def subscription(entries, *, name, description=""):
    """The parts of a calendar called `name` to subscribe to, with these VEVENTs, if any."""
    # Each twice: once as the standard has it, once as calendars know it.
    about = [
        *_titles(("DESCRIPTION", "X-WR-CALDESC"), description),
        *_titles(("NAME", "X-WR-CALNAME"), name),
        b"REFRESH-INTERVAL;VALUE=DURATION:PT%dH" % (REFRESH.seconds // 3600),
        b"X-PUBLISHED-TTL:PT%dH" % (REFRESH.seconds // 3600),
    ]
    return [_head(about), *entries, _END]


def single(entry):
    """The parts of a calendar file with one VEVENT, to add to a calendar of one's own.

    It does not name or refresh anything: a calendar would offer to make a new one of it.
    """
    return [_head([]), entry, _END]


def _titles(properties, text):
    return [line(name, escaped(clean(text))) for name in properties if text]


def _head(about):
    lines = [
        b"BEGIN:VCALENDAR",
        b"VERSION:2.0",
        line("PRODID", PRODUCT),
        b"CALSCALE:GREGORIAN",
        b"METHOD:PUBLISH",
        *about,
        b"X-WR-TIMEZONE:Europe/Brussels",
        _ZONE.replace("\n", "\r\n").encode(),
    ]
    return b"\r\n".join(lines)


_END = b"END:VCALENDAR\r\n"
