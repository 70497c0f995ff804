"""An activity in the words of schema.org (JSON-LD), for search engines.

Not for activities that are sensitive or examples: whoever calls sees to that.
"""

from django.conf import settings

from core.languages import shown
from directory import good_to_know
from directory.models import Location, Organisation
from directory.opening import BRUSSELS, SCHEMA_DAYS
from directory.schema_org import known, place

from .dates import date_of
from .models import EventException, Occurrence
from .recurrence import LAST, WEEKDAYS, Rule

MOST_DATES = 10

_SCHEMA = "https://schema.org/"


def event(event, dates):
    """A dict for `json_ld`: only what is known, only what is public.

    `dates` are the coming `agenda.dates.Date`s in order, at least one. A series says when the
    next one takes place, its rule and its next dates.
    """
    title, url = shown(event, "title"), settings.SITE_URL + event.get_absolute_url()
    organisation = event.organisation
    is_series = bool(event.rule or event.dates or len(dates) > 1)
    first = next((date for date in dates if date.state == Occurrence.State.PLANNED), dates[0])
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": settings.SITE_URL + event.get_short_url(),
        "name": title.text,
        "description": shown(event, "summary").text,
        "inLanguage": title.language,
        "url": url,
        **_moments(event, first),
        "eventAttendanceMode": _SCHEMA + _attendance(event),
        "location": _location(event, url),
        "organizer": {
            "@type": "Organization",
            "name": shown(organisation, "name").text,
            "url": settings.SITE_URL + organisation.get_absolute_url(),
        },
        "isAccessibleForFree": event.cost == Organisation.Cost.FREE,
        "eventSchedule": _schedule(event, dates) if event.rule else None,
        "subEvent": [
            {"@type": "Event", "name": title.text, **_moments(event, date)}
            for date in dates[:MOST_DATES]
        ]
        if is_series
        else None,
    }
    return known(data)


# When


def _moments(event, date):
    """When one date is, and whether it is on. Days without a time are dates, both included."""
    status, previous = "EventScheduled", None
    if date.is_cancelled:
        status = "EventCancelled"
    elif date.is_moved:
        status = "EventRescheduled"
        usual = date_of(event, date.day, None)
        previous = _moment(usual.starts_on, usual.starts_at, usual)
    return known(
        {
            "startDate": _moment(date.starts_on, date.starts_at, date),
            "endDate": _moment(date.ends_on, date.ends_at, date),
            "previousStartDate": previous,
            "eventStatus": _SCHEMA + status,
        }
    )


def _moment(day, instant, date):
    if date.is_all_day:
        return day.isoformat()
    return instant.astimezone(BRUSSELS).isoformat() if instant else None


def _schedule(event, dates):
    """The rule from the next date on, or None for one that schema.org has no words for."""
    rule = Rule.read(event.rule)
    by_rule = [date.day for date in dates if not _is_extra(date)]
    if not by_rule or rule.kind == "other" or rule.day == LAST:
        return None
    first = by_rule[0]
    off = {
        exception.day.isoformat()
        for exception in event.exceptions.all()
        if exception.kind in (EventException.Kind.CANCELLED, EventException.Kind.MOVED)
    }
    except_dates = sorted(day for day in off.union(event.paused_on) if day >= first.isoformat())
    is_within_a_day = event.ends_on is None or event.ends_on == event.starts_on
    return known(
        {
            "@type": "Schedule",
            "startDate": first.isoformat(),
            "endDate": event.repeats_until.isoformat() if event.repeats_until else None,
            "startTime": _time(event.start_time),
            "endTime": _time(event.end_time) if is_within_a_day else None,
            "scheduleTimezone": BRUSSELS.key,
            "exceptDate": except_dates,
            **_frequency(rule),
        }
    )


def _is_extra(date):
    return date.exception is not None and date.exception.kind == EventException.Kind.EXTRA


def _frequency(rule):
    """https://schema.org/byDay: days of the week, or iCalendar's words such as “1WE”."""
    if rule.kind == "weekly":
        days = [_SCHEMA + SCHEMA_DAYS[weekday] for weekday in rule.weekdays]
        return {"repeatFrequency": f"P{rule.interval}W", "byDay": days}
    every = {"repeatFrequency": f"P{rule.interval}M"}
    if rule.kind == "monthly-weekday":
        return {**every, "byDay": f"{rule.nth}{WEEKDAYS[rule.weekdays[0]]}"}
    return {**every, "byMonthDay": rule.day}


def _time(clock):
    return clock.isoformat("minutes") if clock else None


# Where


def _has_place(event):
    location = event.public_location
    if event.location is not None:
        return bool(location and location.is_place)
    return event.municipality is not None


def _attendance(event):
    if not event.is_online:
        location = event.public_location
        is_virtual = location is not None and not location.is_place
        return "OnlineEventAttendanceMode" if is_virtual else "OfflineEventAttendanceMode"
    if _has_place(event) or event.location is not None:
        return "MixedEventAttendanceMode"
    return "OnlineEventAttendanceMode"


def _location(event, url):
    """Where it is; of a secret place nothing."""
    places = [_place(event)] if _has_place(event) else []
    if "Offline" not in _attendance(event):
        places.append({"@type": "VirtualLocation", "url": url})
    return places[0] if len(places) == 1 else places


def _place(event):
    location = event.public_location
    source = location or event
    if location:
        name = shown(location, "name").text or shown(event.organisation, "name").text
    else:
        name = shown(event, "place").text or shown(event.municipality, "name").text
    facts = good_to_know.with_a_baby(event.answers_to(Location.BABY_FACTS))
    return place(name, shown(source.municipality, "name").text, location, facts=facts)
