"""The cells of activities: one row for a whole series, with its next dates."""

from functools import lru_cache

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.models import CalendarEntry, Event, Occurrence
from agenda.pages import age_text, moment_text
from agenda.sentence import sentence
from agenda.titles import told_title
from core.kept import shows
from core.languages import CODES, comma, shown
from core.models import Status
from core.wording.dates import date_in_words, day_in_words
from core.wording.labels import labelled
from directory.contact import web_url
from directory.models import Location, Organisation
from sharing.entries import coming

from .cells import Row, baby, easier, grouped, ltr, names_of, price_of, spoken
from .reading import audiences_of, themes_of

CHUNK = 250  # activities that are read together
# What is long and stands in no cell.
_LEFT = [
    "text_states", "organisation__text_states", "organisation__internal_notes",
    *(
        f"{name}_{code}"
        for name in (
            "description", "how_to_join", "organisation__description", "organisation__how_to_join",
            "organisation__summary", "organisation__cost_note", "location__hours_note",
            "location__name",
        )
        for code in CODES
    ),
]  # fmt: skip


def rows(ids, now):
    """The cells of published activities by id, in that order. Seven queries for every CHUNK."""
    for start in range(0, len(ids), CHUNK):
        there = ids[start : start + CHUNK]
        shows.note_rows("event", there)
        events = {event.pk: event for event in _rows().filter(pk__in=there)}
        yield from cells([events[pk] for pk in there if pk in events], now)


@lru_cache
def _rows():
    """All rows, never read as they are. What is long stays where it is."""
    rows = Event.objects.published().select_related(
        "organisation", "location__municipality", "municipality"
    )
    return rows.defer(*_LEFT).prefetch_related("exceptions")


def cells(events, now):
    """The cells of activities that came with what `_rows` or `for_detail()` has, in that order."""
    shows.note_rows("organisation", [event.organisation_id for event in events])
    dates, calendars = coming(events, now), _calendars(events)
    ids = [event.pk for event in events]
    themes, audiences = themes_of(Event, ids), audiences_of(Event, ids)
    for event in events:
        pk = event.pk
        row = _cells(event, dates[pk])
        row.put("themes", names_of("theme", themes.get(pk)))
        who = names_of("audience", audiences.get(pk))
        age = age_text(event.age_from, event.age_to)
        row.put("audiences", comma().join(filter(None, [who, age])))
        _put_calendar(row, calendars.get(pk))
        yield row.done()


def _cells(event, dates):
    row, organiser = Row(), event.organisation
    title = shown(event, "title")
    row.say("name", title)
    row.put("name", told_title(event))
    row.say("what", shown(event, "summary"))
    row.put("kind", _("Activity"))
    row.put("when", capfirst(sentence(event)))
    row.put("dates", "; ".join(map(_date, dates)))
    row.say("organiser", shown(organiser, "name"))
    _put_place(row, event)
    row.put("phone", grouped(organiser.phone))
    row.put("email", organiser.email)
    row.put("website", web_url(organiser.website) or organiser.website)
    row.say("price", *price_of(event.cost, shown(event, "cost_note")))
    row.put("signing_up", _signing_up(event))
    row.put("languages", spoken(tuple(event.spoken_languages)))
    row.put("baby", baby(event.answers_to(Location.BABY_FACTS)))
    row.say("easier", *easier(event.answers_to(Organisation.GOOD_TO_KNOW)))
    row.put("link", f"{settings.SITE_URL}{event.get_short_url()}?lang={get_language()}")
    return row


def _date(date):
    """With its year: nobody knows when the file is read."""
    text = comma().join([capfirst(day_in_words(date.starts_on)), moment_text(date, None)])
    off = {Occurrence.State.CANCELLED: _("Cancelled"), Occurrence.State.FULL: _("Full")}
    return labelled(text, off[date.state]) if date.state in off else text


def _put_place(row, event):
    """Of a secret place nothing, nor what somebody wrote beside it."""
    if location := event.public_location:
        street = shown(location, "street")
        row.say("address", street)
        row.put("address", location.address)
        row.put("code", location.postal_code)
        municipality = location.municipality
    elif event.location is None:
        row.say("address", shown(event, "place"))
        municipality = event.municipality
    else:
        return
    if municipality:
        row.say("municipality", shown(municipality, "short_name"))
    if event.is_online and "address" not in row.cells:
        row.put("address", _("Online"))


def _signing_up(event):
    if event.registration == Event.Registration.UNKNOWN:
        return ""
    ways = (
        grouped(event.registration_phone),
        event.registration_email,
        web_url(event.registration_url),
    )
    words = capfirst(event.get_registration_display())
    return comma().join([words, *(ltr(way) for way in ways if way)])


def _calendars(events):
    """`{activity: its entry in the calendar of a partner}`, of partners that are public."""
    shows.note("calendar")
    ids = [event.pk for event in events if event.source == Event.Source.CALENDAR]
    if not ids:
        return {}
    public = {"event__in": ids, "source__organisation__status": Status.PUBLISHED}
    entries = CalendarEntry.objects.filter(**public).select_related("source__organisation")
    return {entry.event_id: entry for entry in entries.defer("said", "taken")}


def _put_calendar(row, entry):
    if entry is None:
        return
    if entry.state == CalendarEntry.State.GONE:
        row.put("notices", _("Ask first whether it is still on."))
    name, day = shown(entry.source.organisation, "name").text, entry.source.read_on
    text = _("From the calendar of %(name)s, read on %(day)s.")
    if not day:
        text = _("From the calendar of %(name)s.")
    row.put("sources", text % {"name": name, "day": date_in_words(day) if day else ""})
