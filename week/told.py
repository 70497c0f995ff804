"""Dates as a message or a sheet of paper tells them: plain words, right tomorrow, too."""

from dataclasses import dataclass
from datetime import date, time

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.cards import card_lists, in_order
from agenda.models import Event
from core.kept import shows
from core.languages import Shown, comma, shown
from core.wording.dates import day_in_words
from core.wording.labels import labelled

from .shortened import left_to_right, shortened, units


@dataclass(frozen=True, slots=True)
class Told:
    """One date. `hours` say from when until when, or until which day; `where` is a list of `Shown`:
    who or what, the street, the municipality. `facts` are what is good to know in few words, in
    the active language. `link` is the short address.
    """

    pk: int
    day: date
    hours: str
    title: Shown
    example: str
    summary: Shown
    where: tuple
    facts: tuple
    link: str
    begins: time


def told(week, pairs):
    """The `Told` of `[(day, position)]`, in the order of time; two queries, or three where a date
    is not as usual.

    What was unpublished a second ago is left out.
    """
    cards = in_order(card_lists(week.index, [pairs], week.now)[0])
    rows = (
        Event.objects.published()
        .select_related("organisation", "location__municipality", "municipality")
        .in_bulk([card.pk for card in cards])
        if cards
        else {}
    )
    shows.note("place")
    shows.note_rows("organisation", {row.organisation_id for row in rows.values()})
    return [_told(card, rows[card.pk]) for card in cards if card.pk in rows]


def _told(card, row):
    phone = row.registration_phone or row.organisation.phone
    return Told(
        pk=card.pk,
        day=date.fromisoformat(card.iso_day),
        hours=card.hours,
        title=shown(row, "title"),
        example=card.example,
        summary=shown(row, "summary"),
        where=tuple(part for part in _where(row) if part.text),
        facts=tuple(_facts(row, phone)),
        link=f"{settings.SITE_URL}{row.get_short_url()}?lang={get_language()}",
        begins=card.begins,
    )


def _where(row):
    """Of a secret place nothing but who invites, nor what somebody wrote beside it."""
    organiser = shown(row.organisation, "name")
    if location := row.public_location:
        # A place may be called “4th floor”.
        parts = [organiser]
        if location.is_place:
            street = shown(location, "street")
            if street.text:
                text = f"{street.text} {location.house_number}".strip()
                parts.append(Shown(text, street.language))
            municipality = _municipality(location.municipality)
            if municipality.text not in organiser.text:
                parts.append(municipality)
    elif row.location is None:
        place, municipality = shown(row, "place"), _municipality(row.municipality)
        parts = [place if place.text else organiser]
        if municipality.text not in place.text:
            parts.append(municipality)
    else:
        parts = [organiser]
    if row.is_online:
        parts.append(Shown(_("Online"), get_language()))
    return parts


def _municipality(municipality):
    if municipality is None:
        return Shown("", get_language())
    name = shown(municipality, "short_name")
    return name if name.text else shown(municipality, "name")


def _facts(row, phone):
    """Only what we know, in the words of the cards."""
    if row.cost == Event.Cost.FREE:
        yield _("Free")
    elif row.cost == Event.Cost.LOW:
        yield _("Small price")
    if row.registration == Event.Registration.NONE:
        yield _("Just walk in")
    elif row.registration == Event.Registration.REQUIRED:
        number = left_to_right(phone, get_language())
        yield labelled(_("Sign up first"), number) if phone else _("Sign up first")


def on_day(told, today, day=None):
    """ "Tuesday 17 November, 9:30–11:30", as a line of its own; `day` is said instead in short."""
    return capfirst(comma().join([day or day_in_words(told.day, today), told.hours]))


def places(told, most):
    """Where it is, as `Shown` texts of about `most` units together: who or what and the
    municipality are kept the longest. Without `most`, the municipality alone."""
    where = told.where if most else told.where[-1:]
    while len(where) > 1 and sum(units(part.text) for part in where) > most:
        where = where[1:] if len(where) == 2 else (where[0], *where[2:])
    return [Shown(shortened(part.text, most or 30), part.language) for part in where]
