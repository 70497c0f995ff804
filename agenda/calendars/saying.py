"""What a calendar says of an activity, and what the activity itself says, in the same shape.

A saying is `{field: value}` of plain values that JSON can keep: texts in the language of the
calendar, days and times as ISO texts ("" for none), the primary key of a municipality, a rule with
its other dates as `[rule, day, …]`. Each date that is different has a key of its own,
"on 2026-12-31", with `[kind, new day, from, until]`; no key means that nothing is different then.
`is_online` is there, and true, only when it takes place nowhere else.
The kind of a day on which nothing was planned (EXDATE) is OFF.
Two of them can be compared, kept and mixed field by field.
"""

import re
from datetime import date, time

from modeltranslation.utils import build_localized_fieldname

from agenda.models import EventException
from agenda.recurrence import Rule
from core.text import clean, fold, storable

from . import online

TEXTS = ("title", "summary", "description", "place")
DAYS = ("starts_on", "ends_on", "repeats_until")
TIMES = ("start_time", "end_time")
ON = "on "
ONLINE = "is_online"
OFF = ["off", "", "", ""]
LONGEST_SUMMARY = LONGEST_PLACE = 200  # characters

_SENTENCE = re.compile(r".+?[.!?…](?=\s|$)", re.DOTALL)
_POSTAL_CODE = re.compile(r"(?<!\d)1\d{3}(?!\d)")


# Of an entry


def of_entry(entry, has_location, municipalities):
    """What an entry says, as it is read; with a location of its own its place says nothing."""
    said = {"title": clean(entry.title), **_summary_and_description(entry)}
    if online.is_online(entry.place):
        said |= (
            {ONLINE: True} if has_location else {ONLINE: True, "place": "", "municipality": None}
        )
    elif not has_location:
        place = " ".join(clean(online.without_secrets(entry.place)).split())
        municipality = municipality_in(place, municipalities)
        said |= {"place": _shortened(place, LONGEST_PLACE), "municipality": municipality}
    said |= {name: _iso(getattr(entry, name)) for name in DAYS}
    said |= {name: _clock(getattr(entry, name)) for name in TIMES}
    said["repeats"] = _repeats(entry)
    said |= {on(day): OFF for day in entry.not_on}
    for each in entry.exceptions:
        times = (_clock(each.new_start_time), _clock(each.new_end_time))
        said[on(each.day)] = [str(each.kind), _iso(each.new_day), *times]
    if entry.is_cancelled:
        said |= cancelled(entry.starts_on)
    return said


def _repeats(entry):
    """As the admin's form writes it, so that saving the form changes nothing."""
    if not entry.rule:
        return ["", *(_iso(day) for day in sorted({*entry.dates} - {entry.starts_on}))]
    return [Rule.read(entry.rule).text]


def _summary_and_description(entry):
    """The first sentence says what it is, all of it what more there is."""
    text = online.without_secrets(storable(entry.description.replace("\r\n", "\n"))).strip()
    first = _SENTENCE.match(text.partition("\n")[0] or text)
    summary = clean(" ".join((first[0] if first else text.partition("\n")[0]).split()))
    summary = _shortened(summary, LONGEST_SUMMARY)
    links = [entry.url] if entry.url and not online.is_secret(entry.url) else []
    if online.is_online(entry.place):
        links.append(online.link(entry.place))
    for link in dict.fromkeys(links):
        if link and link not in text:
            text = f"{text}\n\n{clean(link)}".strip()
    return {"summary": summary, "description": "" if text == summary else text}


def _shortened(text, longest):
    """At most so many characters, ending with a word."""
    if len(text) <= longest:
        return text
    words = text[: longest - 1]
    return f"{words.rpartition(' ')[0] or words}…"


def municipality_in(place, municipalities):
    """The primary key of the municipality that a place lies in, by its postal code or its name;
    None when that is not clear. `municipalities` are all of them."""
    codes = {*_POSTAL_CODE.findall(place)}
    found = [each.pk for each in municipalities if codes & {*each.postal_codes}]
    if len(found) != 1:
        words = f" {fold(place)} "
        found = [each.pk for each in municipalities if _is_named(each, words)]
    return found[0] if len(found) == 1 else None


def _is_named(municipality, words):
    names = {
        fold(getattr(municipality, build_localized_fieldname(field, code)) or "")
        for field in ("name", "short_name")
        for code in ("nl", "fr")
    }
    return any(f" {name} " in words for name in names - {""})


def cancelled(day):
    return {on(day): [EventException.Kind.CANCELLED.value, "", "", ""]}


# Of an activity


def of_event(event, language, exceptions=None):
    """What an activity says of the same, with the texts in `language`."""
    said = {name: getattr(event, build_localized_fieldname(name, language)) or "" for name in TEXTS}
    said["municipality"] = event.municipality_id
    said |= {name: _iso(getattr(event, name)) for name in DAYS}
    said |= {name: _clock(getattr(event, name)) for name in TIMES}
    said["repeats"] = [event.rule, *event.dates]
    said |= {f"{ON}{day}": OFF for day in event.not_on} | (
        {ONLINE: True} if event.is_online else {}
    )
    if exceptions is None:
        exceptions = event.exceptions.all() if event.pk else ()
    for each in exceptions:
        times = (_clock(each.new_start_time), _clock(each.new_end_time))
        said[on(each.day)] = [each.kind, _iso(each.new_day), *times]
    return said


def put(event, said, language):
    """Sets on an activity what is said of the row itself; saves nothing."""
    for name, value in said.items():
        if name in TEXTS:
            setattr(event, build_localized_fieldname(name, language), value)
        elif name in DAYS:
            setattr(event, name, date.fromisoformat(value) if value else None)
        elif name in TIMES:
            setattr(event, name, time.fromisoformat(value) if value else None)
        elif name == "municipality":
            event.municipality_id = value
            event.neighbourhood = None
        elif name == ONLINE:
            event.is_online = bool(value)
        elif name == "repeats":
            event.rule, *event.dates = value


def days_off(said):
    """The days on which nothing is planned, as `Event.not_on` has them."""
    return sorted(key.removeprefix(ON) for key, value in said.items() if value == OFF)


def exceptions(event, said):
    """The `EventException`s that a saying means, not saved."""
    dates = ((day_of(key), value) for key, value in said.items())
    return [
        exception(event, day, value) for day, value in dates if day and value not in (None, OFF)
    ]


def exception(event, day, value):
    """The `EventException` that `value` of a date says, not saved."""
    kind, new_day, start, end = value
    return EventException(
        event=event,
        day=day,
        kind=kind,
        new_day=date.fromisoformat(new_day) if new_day else None,
        new_start_time=time.fromisoformat(start) if start else None,
        new_end_time=time.fromisoformat(end) if end else None,
    )


# Names of dates


def on(day):
    return f"{ON}{day.isoformat()}"


def day_of(key):
    """The day of a key of a date, or None of another field."""
    return date.fromisoformat(key.removeprefix(ON)) if key.startswith(ON) else None


def _iso(day):
    return day.isoformat() if day else ""


def _clock(moment):
    return f"{moment:%H:%M}" if moment else ""
