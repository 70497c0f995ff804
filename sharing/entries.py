"""Entries of a selection in one language: everything that one needs to act, ready for a page."""

from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agenda.dates import date_of
from agenda.models import Event, Occurrence
from agenda.pages import date_row
from agenda.sentence import sentence, times
from core.languages import Shown, comma, direction, shown
from core.models import Status
from directory import good_to_know
from directory.contact import tel_uri, web_url, whatsapp_url
from directory.hours_text import week_text
from directory.models import Location, Organisation
from directory.opening import visible_notices
from directory.sources import advice, degree
from directory.spoken_languages import label as language_label
from directory.whom_to_ask import contact_of
from transit import words as transit

MOST_DATES = 4
GOOD_TO_KNOW = Organisation.GOOD_TO_KNOW


@dataclass(frozen=True, slots=True)
class Entry:
    """`facts` are `(label, [Value, …])` pairs, `notices` those of the listing that matter soon.

    `example_text` stands on an invented activity, and `known_text` says how sure we are of a
    listing, and since when.
    """

    name: str
    language: str
    direction: str
    title: Shown
    summary: Shown
    facts: list
    notices: list
    link: str
    ended_text: str
    example_text: str
    known_text: str
    is_question: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A text of a fact, in a language; without one it is a number or an address, which is read
    from left to right in every language. `url` may be empty. Of a date `is_off` says that it does
    not take place, and `change` what is different, and why."""

    text: str
    language: str = ""
    url: str = ""
    is_off: bool = False
    change: str = ""

    @property
    def is_ltr(self):
        return not self.language

    @property
    def direction(self):
        return direction(self.language) if self.language else "ltr"


def coming(rows, now):
    """`{id: [agenda.dates.Date, …]}`: the next dates of all activities in `rows`, taken from
    `for_detail()`, up to MOST_DATES that take place, with the cancelled ones between them. One
    query, or none without activities."""
    events = {row.pk: row for row in rows if isinstance(row, Event)}
    dates, left = {pk: [] for pk in events}, dict.fromkeys(events, MOST_DATES)
    if not events:
        return dates
    occurrences = Occurrence.objects.upcoming(now).filter(event__in=events)
    for pk, day in occurrences.values_list("event_id", "day"):
        if left[pk] and len(dates[pk]) < 2 * MOST_DATES:
            exceptions = {exception.day: exception for exception in events[pk].exceptions.all()}
            dates[pk].append(date_of(events[pk], day, exceptions.get(day)))
            left[pk] -= not dates[pk][-1].is_cancelled
    return dates


def has_ended(row):
    """Whether a row that is public, or was, is not any more; also with its organisation."""
    owners = [row, row.organisation] if isinstance(row, Event) else [row]
    return any(owner.status != Status.PUBLISHED for owner in owners)


def entry(name, row, language, dates, today):
    """The `Entry` of a public or archived row that `for_detail()` gave, in a language.

    `dates` are an activity's next `agenda.dates.Date`s.
    """
    with override(language):
        is_over, is_question, known, notices = has_ended(row), False, "", []
        if isinstance(row, Organisation):
            title, summary = shown(row, "name"), shown(row, "summary")
            facts = [] if is_over else _organisation(row)
            notices, known = _notices(row, today), _how_sure(row)
        elif isinstance(row, Event):
            title, summary = shown(row, "title"), shown(row, "summary")
            facts = [] if is_over else _event(row, dates, today)
        else:
            title, summary, facts = shown(row, "question"), shown(row, "answer"), []
            is_question = True
        return Entry(
            name=name,
            language=language,
            direction=direction(language),
            title=title,
            summary=Shown("", language) if is_over else summary,
            facts=[(label, values) for label, values in facts if values],
            notices=[] if is_over else notices,
            link=f"{settings.SITE_URL}{row.get_short_url()}?lang={language}",
            ended_text=_("This no longer exists.") if is_over else "",
            example_text=_("This is only an example: this activity does not really exist.")
            if getattr(row, "is_demonstration", False) and not is_over
            else "",
            known_text="" if is_over else known,
            is_question=is_question,
        )


def address_text(location):
    """Street, number, postal code and municipality of a public location in one line."""
    municipality = shown(location.municipality, "name").text if location.municipality else ""
    parts = [location.address, f"{location.postal_code} {municipality}".strip()]
    return ", ".join(filter(None, parts))


def moment_text(row):
    """An `agenda.pages.DateRow` in words, without "today", which is wrong tomorrow."""
    return f"{row.day}{comma()}{row.moment}"


def _organisation(row):
    places = [location for location in row.public_locations if location.is_place]
    phone = row.phone or next((place.phone for place in row.public_locations if place.phone), "")
    return [
        (_("Telephone"), _phone(phone)),
        ("WhatsApp", _whatsapp(row.whatsapp)),
        (_("E-mail"), _email(row.email)),
        (_("Where"), [Value(text) for place in places if (text := address_text(place))]),
        (_("Public transport"), _stops(places[0]) if len(places) == 1 else []),
        (_("Opening hours"), [hours for place in row.public_locations for hours in _hours(place)]),
        (_("Price"), _cost(row)),
        (_("Languages spoken"), _spoken(row)),
        # Of several places each has its own.
        (_("Coming with a baby"), _with_a_baby(places[0]) if len(places) == 1 else []),
        (
            _("Good to know"),
            _easier(good_to_know.of_organisation(row), places if len(places) == 1 else ()),
        ),
        (_("Website"), _website(row.website)),
        (_("Belongs to"), [] if contact_of(row, phone) else _network(row.public_parent)),
    ]


def _notices(row, today):
    places = (place.notices.all() for place in row.public_locations)
    return visible_notices([*row.notices.all(), *chain.from_iterable(places)], today)


def _how_sure(row):
    """Whether we checked it and when, and what to do before going there."""
    sentence, is_checked = degree(row)
    return " ".join(filter(None, [sentence, advice(row, is_checked)]))


def _network(parent):
    """How to reach what an organisation belongs to, for who cannot be reached itself."""
    contact = parent and contact_of(parent)
    if not contact:
        return []
    ways = [*_phone(contact.phone), *_email(contact.email), *_website(contact.website)]
    return [_text(contact.name), *ways]


def _event(row, dates, today):
    organiser = row.organisation
    return [
        (_("When"), _when(row, dates, today)),
        (_("Where"), _where(row)),
        (_("Public transport"), _stops(row.public_location) if row.public_location else []),
        (_("Organisation"), [_text(shown(organiser, "name"))]),
        (_("Signing up"), _signing_up(row)),
        (_("Telephone"), _phone(organiser.phone)),
        (_("E-mail"), [] if organiser.phone else _email(organiser.email)),
        (_("Price"), _cost(row)),
        (_("Languages spoken"), _spoken(row)),
        (_("Coming with a baby"), _with_a_baby(row)),
        (_("Good to know"), _easier(good_to_know.sentences(row.answers_to(GOOD_TO_KNOW)), [row])),
    ]


def _when(row, dates, today):
    """One date a value; what all of a series have alike, their times, stands once above them."""
    rows = [date_row(date, today) for date in dates]
    if not rows:
        return [_here(text)] if (text := capfirst(sentence(row))) else []
    usual, above = "", []
    if len(rows) > 1:
        usual = times(row.start_time, row.end_time)
    if any(one.moment == usual for one in rows):
        above = [_here(capfirst(sentence(row) if row.rule else usual))]
    return above + [
        Value(
            one.day if one.moment == usual else moment_text(one),
            get_language(),
            is_off=one.state == Occurrence.State.CANCELLED,
            change=one.change,
        )
        for one in rows
    ]


def _where(row):
    """Of a secret place nothing, nor what somebody wrote beside it."""
    if location := row.public_location:
        text = address_text(location)
        return [Value(text)] if text else []
    place, municipality = shown(row, "place"), row.municipality and shown(row.municipality, "name")
    if row.location is None and (place.text or municipality):
        both = [one for one in (place, municipality) if one and one.text]
        return [_text(one) for one in both if one is place or one.text not in place.text]
    return [_here(_("Online"))] if row.is_online else []


def _stops(place):
    """The nearest stops of a public place; of several places nobody reads so many."""
    near, _credits = transit.near(place.latitude, place.longitude)
    return [_here(stop.text) for stop in near]


def _signing_up(row):
    if row.registration == Event.Registration.UNKNOWN:
        return []
    ways = [*_phone(row.registration_phone), *_email(row.registration_email)]
    if row.registration_url:
        ways.append(Value(row.registration_url, url=web_url(row.registration_url)))
    return [_here(capfirst(row.get_registration_display())), *ways]


def _easier(sentences, places=()):
    """What makes coming easier; who gives the sheet tells the rest. That only women come stands
    here, as in the filters."""
    told = [_here(str(sentence)) for is_easier, sentence in sentences if is_easier]
    return [*told, *(fact for place in places for fact in _true_of(place, ["women_only"]))]


def _with_a_baby(row):
    """What a place, or an activity, has for it."""
    return _true_of(row, [fact for fact in Location.BABY_FACTS if fact != "women_only"])


def _true_of(row, facts):
    return [
        _here(capfirst(str(Location._meta.get_field(fact).verbose_name)))
        for fact, answer in row.answers_to(facts).items()
        if answer == good_to_know.YES
    ]


def _phone(number):
    return [Value(number, url=tel_uri(number))] if number else []


def _whatsapp(number):
    return [Value(number, url=whatsapp_url(number))] if number else []


def _email(address):
    return [Value(address, url=f"mailto:{address}")] if address else []


def _website(address):
    return [Value(address, url=web_url(address))] if address else []


def _cost(row):
    if row.cost == Organisation.Cost.UNKNOWN:
        return []
    note = shown(row, "cost_note")
    return [_here(capfirst(row.get_cost_display())), *([_text(note)] if note.text else [])]


def _hours(location):
    text = week_text(location.opening_hours.all()) if location.hours_known else ""
    note = shown(location, "hours_note")
    return [*([_here(text)] if text else []), *([_text(note)] if note.text else [])]


def _spoken(row):
    names = [language_label(code, get_language()) for code in row.spoken_languages]
    return [_here(capfirst(comma().join(names)))] if names else []


def _text(text):
    return Value(text.text, text.language)


def _here(text):
    return Value(text, get_language())
