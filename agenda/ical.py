"""The agenda as iCalendar (RFC 5545, 7986): activities in, bytes out; no request and no query.

Whoever calls gives activities with `exceptions` and `themes` prefetched and `organisation`,
`location__municipality` and `municipality` selected. Pauses are those that are stored with an
activity. Equal activities give equal bytes.

Written so that Google, Apple, Outlook and Thunderbird all understand it:

- a series by rule is one VEVENT. It begins on its first date that takes place: calendars differ
  about a DTSTART that does not follow the rule or is excluded.
- EXDATE and RECURRENCE-ID have the type and the zone of DTSTART, UNTIL is in UTC or a date.
- a list of dates is a VEVENT each, and so is an extra date: Outlook ignores RDATE.
- identifiers hold no host, so that they outlive a change of address (RFC 7986, 5.3).
"""

import re
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from icalendar import Calendar, Timezone, vDuration, vRecur, vText
from icalendar import Event as VEvent

from core.languages import shown
from directory.opening import BRUSSELS

from .dates import DAY, date_of
from .models import EventException, Occurrence
from .recurrence import Rule
from .sentence import sentence
from .titles import told_title

PRODUCT = "-//Brussels Support//Agenda//EN"
# How often calendars should look again.
REFRESH = timedelta(hours=4)

# The clocks of Brussels since the Union's summer time of today (Directive 2000/84/EC). The zone of
# the database has a hundred older changes, which every calendar would have to read.
ZONE = Timezone.from_ical(
    """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
X-LIC-LOCATION:Europe/Brussels
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
)

_LINE_BREAK = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def calendar(events, *, name, language):
    """A calendar called `name` to subscribe to, with all dates of `events`, in `language`."""
    with translation.override(language):
        vcalendar = _subscription(name)
        for event in events:
            for vevent in _vevents(event):
                vcalendar.add_component(vevent)
        return vcalendar.to_ical()


def dates(pairs, *, name, language):
    """A calendar called `name` to subscribe to, with the `(event, agenda.dates.Date)` pairs."""
    with translation.override(language):
        vcalendar = _subscription(name)
        for event, date in pairs:
            vcalendar.add_component(_alone(event, date))
        return vcalendar.to_ical()


def single(event, date, *, language):
    """A calendar file with one `agenda.dates.Date` of `event`, to add to a calendar of one's own.

    It does not name or refresh anything: a calendar would offer to make a new one of it.
    """
    with translation.override(language):
        vcalendar = _calendar()
        vcalendar.add_component(_alone(event, date))
        return vcalendar.to_ical()


def _subscription(name):
    vcalendar = _calendar()
    # The library does not know these two as text, which has its commas escaped (3.3.11).
    for title in ("name", "x-wr-calname"):
        vcalendar.add(title, vText(_clean(name)), encode=False)
    vcalendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    vcalendar.add("x-published-ttl", vDuration(REFRESH))
    return vcalendar


def _calendar():
    vcalendar = Calendar()
    vcalendar.add("prodid", PRODUCT)
    vcalendar.add("version", "2.0")
    vcalendar.add("calscale", "GREGORIAN")
    vcalendar.add("method", "PUBLISH")
    vcalendar.add("x-wr-timezone", BRUSSELS.key)
    vcalendar.add_component(ZONE)
    return vcalendar


# Which VEVENTs an activity needs


def _vevents(event):
    exceptions = {exception.day: exception for exception in event.exceptions.all()}
    if event.rule:
        known, vevents = _series(event, exceptions)
        yield from vevents
    else:
        known = sorted({event.starts_on, *map(date.fromisoformat, event.dates)})
        for day in known:
            yield _alone(event, date_of(event, day, exceptions.get(day)))
    for day, exception in sorted(exceptions.items()):
        if exception.kind == EventException.Kind.EXTRA and day not in known:
            yield _alone(event, date_of(event, day, exception))


def _series(event, exceptions):
    """The days with an exception that are dates of the rule, and the VEVENTs of the rule."""
    rule = Rule.read(event.rule)
    until = min(filter(None, (event.repeats_until, event.known_until)), default=None)
    paused = set(map(date.fromisoformat, event.paused_on))
    last = min(filter(None, (until, max(exceptions, default=date.min))))
    known = set(rule.days(event.starts_on, event.starts_on, last)) & exceptions.keys() - paused
    changed = [date_of(event, day, exceptions[day]) for day in sorted(known)]
    # RECURRENCE-ID cannot turn a date that lasts all day into one with a time.
    apart = [date for date in changed if date.is_all_day != event.is_all_day]
    left_out = paused | {date.day for date in apart}
    vevents = [_alone(event, date) for date in apart]
    if first := _first_day(rule, event.starts_on, until, left_out):
        excluded = sorted(day for day in left_out if day > first)
        overrides = [_override(event, date) for date in changed if date not in apart]
        vevents = [_master(event, rule, first, until, excluded), *overrides, *vevents]
    return known, vevents


def _first_day(rule, start, until, left_out):
    """The first day of the rule that takes place, or None. Looks further only when it has to."""
    for years in (1, 10, 50):
        last = min(filter(None, (until, start + timedelta(days=366 * years))))
        for day in rule.days(start, start, last):
            if day not in left_out:
                return day
    return None


def _master(event, rule, first, until, excluded):
    vevent = _vevent(event, str(event.uid), date_of(event, first, None))
    recur = vRecur.from_ical(rule.text)
    if "WEEKLY" in recur["FREQ"] and "WKST" not in recur:
        recur["WKST"] = ["MO"]
    if until:
        recur["UNTIL"] = [until if event.is_all_day else _end_of(until)]
    vevent.add("rrule", recur)
    for day in excluded:
        vevent.add("exdate", _moment(day, event.start_time))
    return vevent


def _override(event, date):
    vevent = _vevent(event, str(event.uid), date)
    vevent.add("recurrence-id", _moment(date.day, event.start_time))
    return vevent


def _alone(event, date):
    """One date as a VEVENT of its own. What takes place once keeps the activity's identifier."""
    is_only = not event.rule and not event.dates and date.day == event.starts_on
    uid = str(event.uid) if is_only else f"{event.uid}-{date.day:%Y%m%d}"
    return _vevent(event, uid, date)


# What a VEVENT says


def _vevent(event, uid, date):
    vevent = VEvent()
    vevent.add("uid", uid)
    saved_at = event.updated_at.astimezone(UTC).replace(microsecond=0)
    vevent.add("dtstamp", saved_at)
    vevent.add("last-modified", saved_at)
    if event.first_published_at:
        vevent.add("created", event.first_published_at.astimezone(UTC).replace(microsecond=0))
    vevent.add("sequence", event.sequence)
    vevent.add("dtstart", _moment(date.starts_on, date.start_time))
    if end := _end(date):
        vevent.add("dtend", end)
    url = settings.SITE_URL + event.get_absolute_url()
    vevent.add("summary", _title(event, date))
    vevent.add("description", _description(event, date, url))
    if place := _place(event):
        vevent.add("location", _clean(place))
    location = event.public_location
    if location and location.latitude is not None and location.longitude is not None:
        vevent.add("geo", (location.latitude, location.longitude))
    vevent.add("url", url)
    vevent.add("status", "CANCELLED" if date.is_cancelled else "CONFIRMED")
    vevent.add("transp", "TRANSPARENT")
    if themes := [_clean(shown(theme, "name").text) for theme in event.themes.all()]:
        vevent.add("categories", themes)
    return vevent


def _title(event, date):
    title = _clean(told_title(event))
    if date.is_cancelled:
        return gettext("Cancelled: %(title)s") % {"title": title}
    if date.state == Occurrence.State.FULL:
        return gettext("Full: %(title)s") % {"title": title}
    return title


def _description(event, date, url):
    exception = date.exception
    parts = [
        exception.get_reason_display() if exception else "",
        shown(exception, "note").text if exception else "",
        shown(event, "summary").text,
        capfirst(sentence(event)),
        gettext("This is only an example: this activity does not really exist.")
        if event.is_demonstration
        else "",
        url,
    ]
    return "\n\n".join(filter(None, map(_clean, parts)))


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


def _clean(text):
    """Without what ends a line in some calendars and without what text may not hold."""
    return _CONTROL.sub("", _LINE_BREAK.sub("\n", text)).strip()


# Moments


def _moment(day, clock):
    """A date when it lasts all day, otherwise the wall time in Brussels."""
    return day if clock is None else datetime.combine(day, clock, BRUSSELS)


def _end(date):
    """DTEND, which is not included: the day after for what lasts all day, None for an open end of
    one day."""
    if date.is_all_day:
        return date.ends_on + DAY
    if date.end_time is None:
        # Of several days with an open end, calendars would show the first moment only.
        lasts_days = date.ends_on > date.starts_on
        return _moment(date.ends_on + DAY, time(0)) if lasts_days else None
    wall = datetime.combine(date.ends_on, date.end_time, BRUSSELS)
    # In a night in which the clocks change the wall time may lie before the beginning.
    return wall if wall.astimezone(UTC) == date.ends_at else date.ends_at.astimezone(BRUSSELS)


def _end_of(day):
    """The last second of a local day, in UTC: UNTIL next to a DTSTART with a zone (3.3.10)."""
    return datetime.combine(day, time(23, 59, 59), BRUSSELS).astimezone(UTC)
