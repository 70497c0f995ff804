"""Calendars of activities as they are, without a request and without the tables."""

from django.utils import translation

from agenda.feeds import files
from agenda.feeds.entries import Entry
from core.languages import shown


def entry(event):
    """The `Entry` of an `Event`, in the active language."""
    themes = [shown(theme, "name").text for theme in event.themes.all()]
    return Entry(event, event.exceptions.all(), themes)


def calendar(events, *, name="Agenda", language="en"):
    """A calendar to subscribe to with whole activities."""
    with translation.override(language):
        parts = files.subscription([entry(event).all_dates() for event in events], name=name)
    return b"".join(parts)


def dates(pairs, *, name="Agenda", language="en"):
    """A calendar to subscribe to with dates: `[(event, agenda.dates.Date), …]`."""
    with translation.override(language):
        entries = [entry(event).alone(date) for event, date in pairs]
        return b"".join(files.subscription(entries, name=name))


def single(event, date, *, language="en"):
    """A file with one date to add."""
    with translation.override(language):
        return b"".join(files.single(entry(event).alone(date)))
