"""Entries of a partner's calendar, as its reader gives them."""

from datetime import date, time

from agenda.calendars.asking import Asked
from agenda.calendars.entries import Entry, Reading
from agenda.calendars.reading_again import follow

TUESDAY = date(2026, 12, 1)


def entry(**values):
    """Playing together, every Tuesday from 10:00 to 11:30 from TUESDAY on, without exceptions."""
    key = values.setdefault("key", "play@example.org")
    defaults = {
        "uid": key,
        "title": "Samen spelen",
        "description": "Spelen met andere ouders. Breng een dekentje mee.",
        "place": "Buurthuis, Kaaistraat 1, 1000 Brussel",
        "url": "",
        "categories": (),
        "starts_on": TUESDAY,
        "start_time": time(10),
        "ends_on": None,
        "end_time": time(11, 30),
        "rule": "FREQ=WEEKLY;BYDAY=TU",
    }
    return Entry(**defaults | values)


def single(**values):
    """A feast, once, on Saturday 12 December from 14:00."""
    defaults = {
        "key": "feast@example.org",
        "title": "Winterfeest",
        "description": "Soep en muziek.",
        "starts_on": date(2026, 12, 12),
        "start_time": time(14),
        "end_time": None,
        "rule": "",
    }
    return entry(**defaults | values)


def asked(*entries, problems=()):
    return Asked(reading=Reading(name="", entries=list(entries), problems=list(problems)))


def announce(source, *entries, **options):
    """The calendar now has these entries, and is read again."""
    source.refresh_from_db()
    return follow(source, asked(*entries), **options)
