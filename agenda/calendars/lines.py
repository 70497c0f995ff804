"""The lines of a calendar file (RFC 5545, 3.1 to 3.6): bytes in, raw events out.

Written against what calendars really send: a fault belongs to the event that it stands in, and a
file that is none, or that breaks off, is refused as a whole, so that nobody takes what is missing
for cancelled.
"""

import codecs
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext

from .entries import NotACalendarError

MOST_BYTES = 10_000_000
MOST_EVENTS = 5_000
MOST_ZONES = 10  # of which the calendar itself says what they are

# Also where a line was folded in the middle of a letter, and after a second carriage return.
_FOLD = re.compile(rb"(?:\r{0,2}\n|\r)[ \t]")
_LINE_END = re.compile(r"\r{0,2}\n|\r")
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9-]*) ?(?=[;:])")
_PARAMETERS = re.compile(r'(?:"[^"]*"|[^":])*:')
_LONGEST_PARAMETERS = 4_000  # characters
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";])*)')

# Values of these never hold a colon; names of zones do, also where nobody quoted them.
MOMENTS = {"DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"}
_KEPT = {
    *MOMENTS, "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CATEGORIES", "CLASS", "STATUS",
    "DURATION", "RRULE", "EXRULE", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP", "X-ALT-DESC",
    "X-MICROSOFT-CDO-ALLDAYEVENT",
}  # fmt: skip
_OTHERS = {
    "ATTACH", "ATTENDEE", "COMMENT", "CONTACT", "CREATED", "GEO", "ORGANIZER", "PRIORITY",
    "RELATED-TO", "REQUEST-STATUS", "RESOURCES", "TRANSP", "COLOR", "CONFERENCE", "IMAGE", "ACTION",
    "TRIGGER", "REPEAT", "METHOD", "NAME", "VERSION", "PRODID",
}  # fmt: skip
_PROSE = {"SUMMARY", "DESCRIPTION", "LOCATION", "X-ALT-DESC"}


@dataclass(slots=True)
class Property:
    """`value` is as in the file, still escaped; names of parameters are in capitals."""

    name: str
    parameters: dict
    value: str


@dataclass(slots=True)
class Calendar:
    """A VCALENDAR: what it calls itself, its zone, and its VTIMEZONEs as text, by TZID."""

    name: str = ""
    zone: str = ""
    zones: dict = field(default_factory=dict)


@dataclass(slots=True)
class RawEvent:
    """A VEVENT: its properties by name, in order. `is_closed` says whether its end was there."""

    calendar: Calendar
    properties: dict = field(default_factory=dict)
    is_closed: bool = False

    def first(self, name):
        """The first property of that name, or None."""
        return next(iter(self.properties.get(name, ())), None)

    def choose(self, language):
        """Puts first what is written in `language`, where something is written in several."""
        for found in self.properties.values():
            if len(found) > 1 and "LANGUAGE" in found[0].parameters:
                found.sort(key=lambda each: not _is_in(each, language))

    def value(self, name):
        found = self.first(name)
        return found.value.strip() if found else ""


def raw_events(data):
    """The `RawEvent`s of a file, in order, and what it calls itself.

    Raises NotACalendarError, whose message says what the bytes are instead and what to do.
    """
    if len(data) > MOST_BYTES:
        raise NotACalendarError(
            gettext(
                "This calendar is larger than %(size)d MB. Ask for one of the coming year only."
            )
            % {"size": MOST_BYTES // 1_000_000}
        )
    # Before the work, for files that are made to cost it.
    if len(re.findall(rb"BEGIN:VEVENT", data, re.IGNORECASE)) > MOST_EVENTS:
        raise NotACalendarError(
            gettext(
                "This calendar has more than %(count)d entries. Ask for one of the coming year "
                "only."
            )
            % {"count": MOST_EVENTS}
        )
    reader = _Reader()
    for line in _lines(data):
        reader.read(line)
    if not reader.calendars:
        raise NotACalendarError(_what_it_is(data))
    if reader.is_open:
        raise NotACalendarError(
            gettext(
                "This calendar breaks off in the middle: its last line “END:VCALENDAR” is missing. "
                "Nothing was taken over. Try again later."
            )
        )
    return reader.events, reader.calendars[0].name


def _what_it_is(data):
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return gettext("The answer is empty. Check the address, or try again later.")
    if start.startswith(b"<"):
        return gettext(
            "This is a web page and not a calendar, perhaps a page to log in. Look there for a "
            "link named “iCal”, “ICS” or “subscribe”, and copy its address."
        )
    if start.startswith((b"pk\x03\x04", b"\x1f\x8b")):
        return gettext("This is a compressed file. Unpack it and send the “.ics” file in it.")
    return gettext(
        "This is not a calendar: it does not begin with “BEGIN:VCALENDAR”. A calendar file often "
        "ends in “.ics”."
    )


def _lines(data):
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = data.decode("utf-16", "ignore").encode()
    data = _FOLD.sub(b"", data.removeprefix(codecs.BOM_UTF8).replace(b"\0", b""))
    try:
        return _LINE_END.split(data.decode())
    except UnicodeDecodeError:
        return [_decoded(line) for line in re.split(rb"\r{0,2}\n|\r", data)]


def _decoded(line):
    """One line: some files mix encodings, and cp1252 is Latin-1 with quotation marks and €."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _is_in(found, language):
    return found.parameters.get("LANGUAGE", "").lower().partition("-")[0] == language


class _Reader:
    def __init__(self):
        self.calendars = []
        self.events = []
        self.is_open = False
        self.event = None  # the VEVENT that is open
        self.inner = None  # the name of another open component, which is not read
        self.zone = []  # the lines of the VTIMEZONE that is open
        self.last = None  # the property that a line without a name belongs to

    def read(self, line):
        start = line[:6].upper()
        if start == "BEGIN:":
            self._begin(line[6:].strip().upper(), line)
        elif start[:4] == "END:":
            self._end(line[4:].strip().upper(), line)
        elif self.zone:
            self.zone.append(line)
        elif self.is_open and self.inner is None and line:
            self._property(line)

    def _begin(self, name, line):
        if name == "VCALENDAR":
            self.event = self.inner = None
            self.zone = []
            self.is_open = True
            self.calendars.append(Calendar())
        elif not self.is_open:
            return
        elif name == "VEVENT":
            self.inner, self.zone, self.last = None, [], None
            self.event = RawEvent(self.calendars[-1])
            self.events.append(self.event)
        elif self.zone:
            self.zone.append(line)
        elif name == "VTIMEZONE" and self.event is None and self.inner is None:
            self.zone = [line]
        elif self.inner is None:
            self.inner = name

    def _end(self, name, line):
        if name == "VCALENDAR":
            self.is_open, self.event, self.inner, self.zone = False, None, None, []
        elif name == "VEVENT" and self.event:
            self.event.is_closed = True
            self.event = self.inner = self.last = None
        elif self.zone:
            self.zone.append(line)
            if name == "VTIMEZONE":
                self._keep_zone()
        elif name == self.inner:
            self.inner = None

    def _keep_zone(self):
        properties = (_property(line) for line in self.zone)
        names = [each.value.strip() for each in properties if each and each.name == "TZID"]
        if names and len(self.calendars[-1].zones) < MOST_ZONES:
            self.calendars[-1].zones.setdefault(names[0], "\r\n".join(self.zone))
        self.zone = []

    def _property(self, line):
        match = _NAME.match(line)
        name = match[1].upper() if match else ""
        if name not in _KEPT and name not in _OTHERS and not name.startswith("X-"):
            # A line of text that nobody folded.
            if self.last and self.last.name in _PROSE:
                self.last.value += "\\n" + line
            return
        if self.event:
            self.last = self._keep(name, line)
        elif name in ("X-WR-CALNAME", "NAME", "X-WR-TIMEZONE"):
            self._name(_property(line))

    def _keep(self, name, line):
        if name not in _KEPT:
            return None
        if found := _property(line):
            self.event.properties.setdefault(name, []).append(found)
        return found

    def _name(self, found):
        if found and found.name == "X-WR-TIMEZONE":
            self.calendars[-1].zone = found.value.strip()
        elif found:
            self.calendars[-1].name = self.calendars[-1].name or found.value


def _property(line):
    """The `Property` that a line holds, or None for a line without a value."""
    name = _NAME.match(line)
    if not name:
        return None
    rest = line[name.end() :]
    if name[1].upper() in MOMENTS:
        parameters, colon, value = rest.rpartition(":")
    elif match := _PARAMETERS.match(rest[:_LONGEST_PARAMETERS]):
        parameters, colon, value = match[0][:-1], ":", rest[match.end() :]
    else:
        parameters, colon, value = rest.partition(":")
    if not colon:
        return None
    found = {
        match[1].upper(): match[2].replace('"', "")
        for match in _PARAMETER.finditer(parameters[:_LONGEST_PARAMETERS])
    }
    return Property(name[1].upper(), found, value)
