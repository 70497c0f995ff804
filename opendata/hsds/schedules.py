"""When something is open or takes place, as rules of RFC 5545 in the columns of HSDS.

Hours are those of the clocks of Brussels. HSDS wants an offset beside them, which there changes
twice a year: it is that of the day that is meant, or of today for what comes back.
"""

from collections import defaultdict
from datetime import date, datetime, time
from itertools import islice

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.dates import date_of
from agenda.models import EventException
from agenda.recurrence import WEEKDAYS, Rule
from agenda.sentence import sentence
from core.languages import comma, shown
from core.wording.dates import period_in_words
from core.wording.labels import labelled
from directory import identifiers
from directory.models import Location, Notice
from directory.opening import BRUSSELS, visible_notices

from .things import Thing, known

MOST_DATES = 60  # of an activity that no rule of HSDS says

_ENDS_BEFORE_MIDNIGHT = time(23, 59)


def of_location(location, vocabulary, today, **of):
    """The usual week, what holds beside it, and what is different soon."""
    rows = [*_week(location, today)] if location.hours_known else []
    if location.answers_always:
        label = Location._meta.get_field("answers_always").verbose_name
        rows.append({"key": ("always",), "description": capfirst(str(label))})
    if text := _on_holidays(location):
        rows.append({"key": ("holidays",), "description": text})
    made = [_schedule(row, location.pk, "location", **of) for row in rows]
    note = shown(location, "hours_note")
    if note.text:
        thing = Thing(vocabulary, "schedule", "words", location.pk)
        thing.say("description", note)
        made.append(thing.finished(**of))
    return [*made, *of_notices(location.notices.all(), vocabulary, today, **of)]


def _on_holidays(location):
    if not location.hours_known or location.holiday_hours == Location.HolidayHours.UNKNOWN:
        return ""
    field = Location._meta.get_field("holiday_hours")
    return labelled(capfirst(str(field.verbose_name)), location.get_holiday_hours_display())


def _week(location, today):
    """A rule for all days with the same hours."""
    days = defaultdict(list)
    for slot in location.opening_hours.all():
        days[slot.opens, slot.closes, slot.by_appointment, slot.note].append(slot.weekday)
    for (opens, closes, by_appointment, note), weekdays in days.items():
        # Equal hours would say that it never opens.
        closes = _ENDS_BEFORE_MIDNIGHT if opens == closes == time(0) else closes
        yield {
            "key": ("week", opens, closes, by_appointment, note),
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(WEEKDAYS[day] for day in sorted(weekdays)),
            **_hours(opens, closes, today),
            "attending_type": _("by appointment") if by_appointment else "",
            "notes": note,
        }


def of_notices(notices, vocabulary, today, **of):
    """What pages say already of the days on which something is different."""
    made = []
    for notice in visible_notices(notices, today):
        thing = Thing(vocabulary, "schedule", "notice", notice.pk)
        thing.say("notes", shown(notice, "text"))
        made.append(
            thing.finished(
                **of,
                valid_from=notice.starts_on.isoformat(),
                valid_to=notice.ends_on.isoformat(),
                description=notice_in_words(notice),
            )
        )
    return made


def notice_in_words(notice):
    title = {
        Notice.Kind.CLOSED: _("Closed"),
        Notice.Kind.OTHER_HOURS: _("Other opening hours"),
        Notice.Kind.MESSAGE: _("Please note"),
    }[notice.kind]
    return labelled(title, period_in_words(notice.starts_on, notice.ends_on))


# Activities


def of_event(event, today, **of):
    """The rule of an activity, and the dates that it does not say; of the past nothing."""
    exceptions = {each.day: each for each in event.exceptions.all()}
    link = settings.SITE_URL + event.get_absolute_url()
    rows = _rows(event, exceptions, today)
    return [_schedule(row, event.pk, "event", **of, schedule_link=link) for row in rows]


def _rows(event, exceptions, today):
    rule = Rule.read(event.rule) if event.rule else None
    if rule is None or rule.kind == "other":
        days = _listed(event, rule, exceptions, today)
        return [_one(event, day, exceptions.get(day)) for day in days]
    row, known_days = _by_rule(event, rule, exceptions, today)
    apart = [
        _one(event, day, exception)
        for day, exception in exceptions.items()
        if exception.kind in (EventException.Kind.MOVED, EventException.Kind.EXTRA)
        and (day in known_days or exception.kind == EventException.Kind.EXTRA)
    ]
    return [*row, *(each for each in apart if each["valid_to"] >= today.isoformat())]


def _by_rule(event, rule, exceptions, today):
    """`([the rule], the days of it that are different)`; no rule when it has ended."""
    until = min(filter(None, (event.repeats_until, event.known_until)), default=None)
    paused = {date.fromisoformat(text) for text in event.paused_on}
    asked = [day for day in exceptions if until is None or day <= until]
    different = rule.among(event.starts_on, asked) - paused
    first = rule.first(event.starts_on, until)
    if first is None or (until and until < today):
        return [], different
    kinds = EventException.Kind
    off = {day for day in different if exceptions[day].kind in (kinds.CANCELLED, kinds.MOVED)}
    full = {day for day in different if exceptions[day].kind == kinds.FULL}
    row = {
        "key": ("rule",),
        "dtstart": first.isoformat(),
        "until": until.isoformat() if until else "",
        **_frequency(rule),
        "description": capfirst(sentence(event)),
        **_hours(event.start_time, event.end_time, max(first, today)),
        # HSDS has no EXDATE.
        "notes": ". ".join(
            labelled(label, comma().join(sorted(coming)))
            for label, days in ((_("Not on"), off | paused), (_("Full"), full))
            if (coming := [day.isoformat() for day in days if day >= today])
        ),
    }
    return [row], different


def _frequency(rule):
    if rule.kind == "weekly":
        byday = ",".join(WEEKDAYS[day] for day in rule.weekdays)
        return {"freq": "WEEKLY", "interval": rule.interval, "wkst": "MO", "byday": byday}
    every = {"freq": "MONTHLY", "interval": rule.interval}
    if rule.kind == "monthly-weekday":
        return {**every, "byday": f"{rule.nth}{WEEKDAYS[rule.weekdays[0]]}"}
    return {**every, "bymonthday": str(rule.day)}


def _listed(event, rule, exceptions, today):
    """The days of what has no rule that HSDS knows, from today on."""
    ends = today.replace(year=today.year + 1, day=min(today.day, 28))
    last = min(filter(None, (ends, event.repeats_until, event.known_until)))
    if rule is None:
        days = {event.starts_on, *map(date.fromisoformat, event.dates)}
    else:
        days = {*rule.days(event.starts_on, today, last)} - {
            date.fromisoformat(text) for text in event.paused_on
        }
    days |= {day for day, each in exceptions.items() if each.kind == EventException.Kind.EXTRA}
    dates = (date_of(event, day, exceptions.get(day)) for day in sorted(days))
    coming = (each.day for each in dates if each.ends_on >= today and not each.is_cancelled)
    return islice(coming, MOST_DATES)


def _one(event, day, exception):
    """One date, with what is different about it."""
    there = date_of(event, day, exception)
    notes = []
    if exception and exception.kind != EventException.Kind.EXTRA:
        notes = [capfirst(exception.get_kind_display()), exception.get_reason_display()]
    return {
        "key": ("day", day),
        "valid_from": there.starts_on.isoformat(),
        "valid_to": there.ends_on.isoformat(),
        "dtstart": there.starts_on.isoformat(),
        "count": 1,
        **_hours(there.start_time, there.end_time, there.starts_on, there.ends_on),
        "notes": ". ".join(filter(None, notes)),
    }


# Both


def _schedule(row, pk, whose, **of):
    key = row.pop("key")
    return known({"id": identifiers.of("schedule", whose, pk, *key), **of, **row})


def _hours(opens, closes, day, closes_on=None):
    """Of one date, the offset at its end is another in the night in which the clocks change."""
    if opens is None:
        return {}
    moment = datetime.combine(day, opens, BRUSSELS)
    return {
        "timezone": int(moment.utcoffset().total_seconds()) // 3600,
        "opens_at": _clock(moment),
        "closes_at": _clock(datetime.combine(closes_on or day, closes, BRUSSELS)) if closes else "",
    }


def _clock(moment):
    return moment.isoformat(timespec="minutes")[11:]
