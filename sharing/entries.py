"""Entries of a selection in one language: everything that one needs to act, ready for a page."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agenda.models import Event
from agenda.pages import next_dates
from agenda.sentence import sentence
from core.languages import Shown, comma, direction, shown
from core.models import Status
from directory.contact import tel_uri, web_url
from directory.hours_text import week_text
from directory.models import Organisation
from directory.spoken_languages import label as language_label

MOST_DATES = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """`facts` are `(label, [Value, …])` pairs."""

    name: str
    language: str
    direction: str
    title: Shown
    summary: Shown
    facts: list
    link: str
    ended_text: str
    is_question: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A text of a fact, in a language; without one it is a number or an address, which is read
    from left to right in every language. `url` may be empty."""

    text: str
    language: str = ""
    url: str = ""

    @property
    def is_ltr(self):
        return not self.language

    @property
    def direction(self):
        return direction(self.language) if self.language else "ltr"


def entry(name, row, language):
    """The `Entry` of a public or archived row that `for_detail()` gave, in a language."""
    with override(language):
        link = f"{settings.SITE_URL}{row.get_short_url()}"
        if isinstance(row, Organisation):
            title, summary, facts = shown(row, "name"), shown(row, "summary"), _organisation(row)
        elif isinstance(row, Event):
            title, summary, facts = shown(row, "title"), shown(row, "summary"), _event(row)
        else:
            title, summary, facts = shown(row, "question"), shown(row, "answer"), []
        has_ended = row.status == Status.ARCHIVED
        if has_ended:
            summary, facts = Shown("", language), []
        return Entry(
            name=name,
            language=language,
            direction=direction(language),
            title=title,
            summary=summary,
            facts=[(label, values) for label, values in facts if values],
            link=link,
            ended_text=_("This no longer exists.") if has_ended else "",
            is_question=not isinstance(row, (Organisation, Event)),
        )


def _organisation(row):
    places = [location for location in row.public_locations if location.is_place]
    return [
        (_("Telephone"), _phone(row.phone)),
        ("WhatsApp", _phone(row.whatsapp)),
        (_("E-mail"), [Value(row.email, url=f"mailto:{row.email}")] if row.email else []),
        (_("Where"), [address for place in places if (address := _address(place))]),
        (_("Opening hours"), [hours for place in places if (hours := _hours(place))]),
        (_("Price"), [_here(capfirst(row.get_cost_display()))] if row.cost != "unknown" else []),
        (_("Languages spoken"), _spoken(row)),
        (_("Website"), [Value(row.website, url=web_url(row.website))] if row.website else []),
    ]


def _event(row):
    dates = next_dates(row, localtime(), MOST_DATES)
    location = row.public_location
    place = _address(location) if location else _text(shown(row, "place"))
    return [
        (
            _("When"),
            [_here(f"{date.day}{comma()}{date.moment}") for date in dates]
            or [_here(capfirst(sentence(row)))],
        ),
        (_("Where"), [place] if place and place.text else []),
        (_("Organisation"), [_text(shown(row.organisation, "name"))]),
        (_("Signing up"), _signing_up(row)),
        (_("Telephone"), _phone(row.organisation.phone)),
        (_("Price"), [_here(capfirst(row.get_cost_display()))] if row.cost != "unknown" else []),
        (_("Languages spoken"), _spoken(row)),
    ]


def _signing_up(row):
    if row.registration == Event.Registration.UNKNOWN:
        return []
    ways = _phone(row.registration_phone)
    if row.registration_email:
        ways.append(Value(row.registration_email, url=f"mailto:{row.registration_email}"))
    if row.registration_url:
        ways.append(Value(row.registration_url, url=web_url(row.registration_url)))
    return [_here(capfirst(row.get_registration_display())), *ways]


def _phone(number):
    return [Value(number, url=tel_uri(number))] if number else []


def _address(location):
    municipality = shown(location.municipality, "name").text if location.municipality else ""
    parts = [location.address, f"{location.postal_code} {municipality}".strip()]
    text = ", ".join(filter(None, parts))
    return Value(text) if text else None


def _hours(location):
    text = week_text(location.opening_hours.all()) if location.hours_known else ""
    return _here(text) if text else None


def _spoken(row):
    names = [language_label(code, get_language()) for code in row.spoken_languages]
    return [_here(capfirst(comma().join(names)))] if names else []


def _text(text):
    return Value(text.text, text.language)


def _here(text):
    return Value(text, get_language())
