"""Small calendars and what their entries become, for the tests of this room."""

from datetime import date, time
from pathlib import Path

from django.utils import translation

from agenda.calendars.reading import read
from agenda.dates import dates_of
from agenda.models import Event, EventException

FILES = Path(__file__).with_name("files")
TODAY = date(2026, 9, 1)
FIRST, LAST = date(2026, 1, 1), date(2027, 5, 31)


def calendar(*events, zone="", head=()):
    """The bytes of a calendar; each event is its lines, one text."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//made//for tests//", *head]
    if zone:
        lines.append(f"X-WR-TIMEZONE:{zone}")
    for number, event in enumerate(events):
        own = [line.strip() for line in event.strip().splitlines()]
        names = {line.split(":")[0].split(";")[0] for line in own}
        lines.append("BEGIN:VEVENT")
        lines += [] if "UID" in names else [f"UID:made-{number}"]
        lines += [] if "SUMMARY" in names else ["SUMMARY:Babymassage"]
        lines += [*own, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def reading(data, language="fr", today=TODAY):
    """What is read, with its messages in English."""
    with translation.override("en"):
        return read(data if isinstance(data, bytes) else calendar(data), language, today)


def of_file(name):
    return reading((FILES / name).read_bytes())


def only(*events, **values):
    """The only entry of a calendar with these events, of which nothing is wrong."""
    found = reading(calendar(*events, **values))
    assert found.problems == []
    (entry,) = found.entries
    return entry


def activity(entry):
    """The activity and the exceptions that an entry becomes, not saved."""
    names = ("starts_on", "start_time", "ends_on", "end_time", "rule", "repeats_until")
    event = Event(
        **{name: getattr(entry, name) for name in names},
        not_on=[day.isoformat() for day in entry.not_on],
        dates=[day.isoformat() for day in entry.dates],
    )
    exceptions = [
        EventException(
            day=each.day,
            kind=each.kind,
            new_day=each.new_day,
            new_start_time=each.new_start_time,
            new_end_time=each.new_end_time,
        )
        for each in entry.exceptions
    ]
    return event, exceptions


def dates(entry, first=FIRST, last=LAST):
    """Its dates that take place, as `agenda.dates.Date`s."""
    found = dates_of(*activity(entry), [], first, last).dates
    return [each for each in found if not each.is_cancelled]


def days(entry, first=FIRST, last=LAST):
    """On which days it begins, such as "2026-10-07"."""
    return [each.starts_on.isoformat() for each in dates(entry, first, last)]


def moments(entry, last=LAST):
    """When each date begins, such as "10-07 14:00"."""
    return [
        f"{each.starts_on:%m-%d} {each.start_time or time(0):%H:%M}"
        for each in dates(entry, last=last)
    ]
