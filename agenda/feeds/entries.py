"""Activities as VEVENTs (RFC 5545, 7986): what is known of one in, bytes out; no request, no query.

An activity is whatever has the attributes of an `Event` that are in `reading.COLUMNS`. Pauses are
those that are stored with it. Equal activities give equal bytes, in the active language.

Written so that Google, Apple, Outlook and Thunderbird all understand it:

- a series by rule is one VEVENT. It begins on its first date that takes place: calendars differ
  about a DTSTART that does not follow the rule or is excluded.
- EXDATE and RECURRENCE-ID have the type and the zone of DTSTART, UNTIL is in UTC or a date.
- a list of dates is a VEVENT each, and so is an extra date: Outlook ignores RDATE.
- identifiers hold no host, so that they outlive a change of address (RFC 7986, 5.3).
"""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from icalendar import vRecur

from agenda.dates import DAY, date_of
from agenda.models import EventException, Occurrence
from agenda.recurrence import Rule
from agenda.sentence import sentence
from agenda.titles import told_title
from core.languages import shown
from directory.opening import BRUSSELS

from . import lines
from .lines import escaped, line

# Property values that hang on a moment are lines of their own kind: a date, or wall time.
_ZONE = f";TZID={BRUSSELS.key}"

_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Entry:
    """What is known of one activity, to be written: whole, or one date of it.

    `exceptions` are its `EventException`s, and `themes` the names of its themes, in order.
    """

    def __init__(self, event, exceptions, themes):
        self.event = event
        self.exceptions = {exception.day: exception for exception in exceptions}
        self.title = clean(told_title(event))
        self.url = settings.SITE_URL + _path(get_language()).replace(_SLUG, event.slug)
        # What all its VEVENTs say, in the order in which they stand.
        saved_at = _utc(event.updated_at)
        self._stamp = line("DTSTAMP", saved_at)
        self._sequence = line("SEQUENCE", str(event.sequence))
        self._about = [
            *([line("CATEGORIES", ",".join(map(escaped, map(clean, themes))))] if themes else []),
            *(
                [line("CREATED", _utc(event.first_published_at))]
                if event.first_published_at
                else []
            ),
        ]
        self._said = _said(event, self.url)
        place, location = _place(event), event.public_location
        has_point = location and location.latitude is not None and location.longitude is not None
        self._where = [
            *([line("GEO", f"{location.latitude};{location.longitude}")] if has_point else []),
            line("LAST-MODIFIED", saved_at),
            *([line("LOCATION", escaped(clean(place)))] if place else []),
        ]
        self._end = [b"TRANSP:TRANSPARENT", line("URL", self.url), b"END:VEVENT\r\n"]

    def all_dates(self):
        """The whole activity: one VEVENT or several."""
        return b"".join(self._vevents())

    def alone(self, date):
        """One `agenda.dates.Date` as a VEVENT of its own.

        What takes place once keeps the activity's identifier.
        """
        event = self.event
        is_only = not event.rule and not event.dates and date.day == event.starts_on
        return self._vevent(
            date, str(event.uid) if is_only else f"{event.uid}-{lines.day(date.day)}"
        )

    def alone_on(self, day):
        """The date whose name is `day`, as `alone`."""
        return self.alone(date_of(self.event, day, self.exceptions.get(day)))

    # Which VEVENTs it needs

    def _vevents(self):
        event = self.event
        if event.rule:
            known, vevents = self._series()
            yield from vevents
        else:
            known = sorted({event.starts_on, *map(date.fromisoformat, event.dates)})
            yield from map(self.alone_on, known)
        for day, exception in sorted(self.exceptions.items()):
            if exception.kind == EventException.Kind.EXTRA and day not in known:
                yield self.alone(date_of(event, day, exception))

    def _series(self):
        """The days with an exception that are dates of the rule, and the VEVENTs of the rule."""
        event, rule = self.event, Rule.read(self.event.rule)
        until = min(filter(None, (event.repeats_until, event.known_until)), default=None)
        paused = set(map(date.fromisoformat, event.paused_on))
        asked = [day for day in self.exceptions if until is None or day <= until]
        known = rule.among(event.starts_on, asked) - paused
        changed = [date_of(event, day, self.exceptions[day]) for day in sorted(known)]
        # RECURRENCE-ID cannot turn a date that lasts all day into one with a time.
        is_all_day = event.start_time is None
        apart = [date for date in changed if date.is_all_day != is_all_day]
        left_out = paused | {date.day for date in apart}
        vevents = [self.alone(date) for date in apart]
        if first := rule.first(event.starts_on, until, left_out):
            excluded = sorted(day for day in left_out if day > first)
            overrides = [self._override(date) for date in changed if date not in apart]
            vevents = [self._master(rule, first, until, excluded), *overrides, *vevents]
        return known, vevents

    def _master(self, rule, first, until, excluded):
        event = self.event
        frequency, rest = _recur(rule.text)
        if until:
            last = lines.day(until) if event.start_time is None else _utc(_end_of(until))
            frequency += f";UNTIL={last}"
        repeats = [line("RRULE", frequency + rest)]
        repeats += [_at("EXDATE", day, event.start_time) for day in excluded]
        return self._vevent(date_of(event, first, None), str(event.uid), repeats=repeats)

    def _override(self, date):
        instead_of = [_at("RECURRENCE-ID", date.day, self.event.start_time)]
        return self._vevent(date, str(self.event.uid), instead_of)

    # What a VEVENT says

    def _vevent(self, date, uid, instead_of=(), repeats=()):
        end = _end(date)
        lines = [
            b"BEGIN:VEVENT",
            line("SUMMARY", escaped(self._title(date))),
            _at("DTSTART", date.starts_on, date.start_time),
            *([_at("DTEND", *end)] if end else []),
            self._stamp,
            line("UID", uid),
            *instead_of,
            self._sequence,
            *repeats,
            *self._about,
            line("DESCRIPTION", _different(date.exception) + self._said),
            *self._where,
            b"STATUS:CANCELLED" if date.is_cancelled else b"STATUS:CONFIRMED",
            *self._end,
        ]
        return b"\r\n".join(lines)

    def _title(self, date):
        if date.is_cancelled:
            return gettext("Cancelled: %(title)s") % {"title": self.title}
        if date.state == Occurrence.State.FULL:
            return gettext("Full: %(title)s") % {"title": self.title}
        return self.title


_SLUG = "a-slug"


@lru_cache
def _path(_language):
    """The address of an activity in the active language, with `_SLUG` in it."""
    return reverse("agenda:event", args=[_SLUG])


def _said(event, url):
    """What a description says, as the value of a property."""
    parts = [
        shown(event, "summary").text,
        capfirst(sentence(event)),
        gettext("This is only an example: this activity does not really exist.")
        if event.is_demonstration
        else "",
        url,
    ]
    return escaped("\n\n".join(filter(None, map(clean, parts))))


def _different(exception):
    """What goes before it for a date that is different."""
    if exception is None:
        return ""
    parts = [exception.get_reason_display(), shown(exception, "note").text]
    return escaped("".join(f"{part}\n\n" for part in map(clean, parts) if part))


def _place(event):
    """Where it is in one line, or an empty string. Of a secret place, nothing at all."""
    if location := event.public_location:
        code_and_municipality = _words(location.postal_code, _name(location.municipality))
        name = shown(location, "name").text or shown(event.organisation, "name").text
        parts = [name, location.address, code_and_municipality]
    elif event.location is None:
        place, municipality = shown(event, "place").text, _name(event.municipality)
        parts = [place, municipality if place and municipality not in place else ""]
    else:
        parts = []
    return ", ".join(filter(None, parts)) or (gettext("Online") if event.is_online else "")


def _name(municipality):
    return shown(municipality, "name").text if municipality else ""


def _words(*words):
    return " ".join(filter(None, words))


def clean(text):
    """Without what ends a line in some calendars and without what text may not hold."""
    if text.isprintable():
        return text.strip()
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", text)).strip()


@lru_cache(maxsize=1_000)
def _recur(rule):
    """A rule as calendars want it, in two parts: UNTIL goes between them."""
    recur = vRecur.from_ical(rule)
    if "WEEKLY" in recur["FREQ"] and "WKST" not in recur:
        recur["WKST"] = ["MO"]
    frequency, separator, rest = recur.to_ical().decode().partition(";")
    return frequency, separator + rest


# Moments


def _utc(moment):
    return f"{lines.moment(moment.astimezone(UTC))}Z"


def _at(name, day, clock):
    """A line with a date when it lasts all day, otherwise with the wall time in Brussels."""
    if clock is None:
        return line(f"{name};VALUE=DATE", lines.day(day))
    return line(name + _ZONE, lines.moment(datetime.combine(day, clock)))


def _end(date):
    """`(day, clock)` of DTEND, which is not included: the day after for what lasts all day, None
    for an open end of one day."""
    if date.is_all_day:
        return date.ends_on + DAY, None
    if date.end_time is None:
        # Of several days with an open end, calendars would show the first moment only.
        return (date.ends_on + DAY, time(0)) if date.ends_on > date.starts_on else None
    if date.start_time < date.end_time and date.start_time > _CLOCKS_CHANGED:
        return date.ends_on, date.end_time
    wall = datetime.combine(date.ends_on, date.end_time, BRUSSELS)
    # In a night in which the clocks change the wall time may lie before the beginning.
    end = wall if wall.astimezone(UTC) == date.ends_at else date.ends_at.astimezone(BRUSSELS)
    return end.date(), end.time()


_CLOCKS_CHANGED = time(3)  # at the latest, on the nights on which they do


def _end_of(day):
    """The last second of a local day, in UTC: UNTIL next to a DTSTART with a zone (3.3.10)."""
    return datetime.combine(day, time(23, 59, 59), BRUSSELS)
