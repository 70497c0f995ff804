"""The list of activities as a table: one row each."""

import re
from functools import cached_property

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from modeltranslation.utils import build_localized_fieldname

from core.imports import tables
from core.imports.columns import (
    Clock,
    Column,
    Day,
    Lines,
    ManyOf,
    Number,
    OneOf,
    Phone,
    YesNo,
    choice,
    of_field,
    parts_of,
    translated,
)
from core.languages import CODES
from core.tables.cells import Refused, date_of
from core.text import clean, fold
from directory.models import Location, Organisation
from directory.tables import vocabulary

from .forms import when_in_words
from .models import Event
from .recurrence import LAST, Rule, RuleError

TITLES = [build_localized_fieldname("title", code) for code in CODES]

# How people say a rule: “elke dinsdag”, “le premier mardi du mois”. Folded.
_NTH = {
    "first 1st eerste 1ste 1e premier premiere 1er": 1,
    "second 2nd tweede 2de 2e deuxieme": 2,
    "third 3rd derde 3de 3e troisieme": 3,
    "fourth 4th vierde 4de 4e quatrieme": 4,
    "last laatste dernier derniere": LAST,
}
NTH = {word: nth for words, nth in _NTH.items() for word in words.split()}
_EMPTY = """
every each elke iedere chaque tous toutes les le la on op the de and en et week weekly wekelijks
wekelijkse hebdomadaire of van du mois maand month monthly maandelijks mensuel semaine s
"""
EMPTY_WORDS = frozenset(_EMPTY.split())


def _weekday_names():
    names = {}
    for language in ("nl", "fr", "en"):
        with override(language):
            names |= {fold(str(name)): day for day, name in WEEKDAYS.items()}
    return names


class Days(Lines):
    """Several dates, between semicolons."""

    def understood(self, cell):
        return "\n".join(sorted({date_of(text).isoformat() for text in parts_of(cell)}))


class Repeats(Column):
    """How it comes back: a rule (RFC 5545, 3.3.10) or its words, the other dates, or nothing for
    what takes place once."""

    def value(self, row):
        return row.rule or "\n".join(row.dates)

    def show(self, value):
        return "; ".join(value.split("\n")) if value[:1].isdigit() else value

    def understood(self, cell):
        text = clean(cell)
        if "FREQ=" in text.upper():
            try:
                return Rule.read(text).text
            except RuleError as error:
                raise Refused(str(error)) from error
        if re.search(r"\d{4}", text):
            return "\n".join(sorted({date_of(part).isoformat() for part in parts_of(text)}))
        return self._in_words(text)

    def _in_words(self, text):
        names, weekdays, nth, unknown = self._weekdays, [], [], []
        for word in fold(text).split():
            day = next((day for name, day in names.items() if word.startswith(name)), None)
            if day is not None:
                weekdays.append(day)
            elif word in NTH:
                nth.append(NTH[word])
            elif word not in EMPTY_WORDS:
                unknown.append(word)
        if unknown or not weekdays or (nth and len(weekdays) * len(nth) > 1):
            raise Refused(
                _(
                    "“%(text)s” is not clear. Write such as “every Tuesday”, “first Tuesday of the "
                    "month”, the dates, or a rule such as FREQ=WEEKLY;BYDAY=TU."
                )
                % {"text": text[:60]}
            )
        return (Rule.monthly_on_weekday(nth[0], weekdays[0]) if nth else Rule.weekly(weekdays)).text

    @cached_property
    def _weekdays(self):
        return _weekday_names()

    def changes(self, place, value, state):
        is_rule = value.startswith("FREQ=")
        dates = [] if is_rule else list(filter(None, value.split("\n")))
        words = when_in_words(Event(rule=value if is_rule else "", dates=dates))
        if "other_dates" in words:
            words["other_dates"] = ["\n".join(words["other_dates"])]
        return {
            name: sorted(map(str, texts)) if isinstance(texts, list) else [str(texts)]
            for name, texts in words.items()
        }


class LocationNumber(Number):
    """One of the organisation’s own locations, by its number."""

    def value(self, row):
        return str(row.location_id or "")


class EventTable(tables.Table):
    model = Event
    needed = TITLES
    others_ids = ("slug",)

    @cached_property
    def columns(self):
        def of(name, kind=Column, **more):
            return of_field(Event, name, kind, **more)

        return [
            tables.Id("id", "id"),
            tables.Slug("slug", "slug"),
            *translated(Event, "title", words={"nl": ["titel"], "fr": ["titre"]}),
            choice(Event, "status"),
            of("organisation", OneOf, vocabulary=vocabulary.organisations()),
            LocationNumber("location_id", gettext_lazy("number of the place"), field="location"),
            of("place", words=("plek", "plaats", "lieu")),
            of(
                "municipality",
                OneOf,
                vocabulary=vocabulary.municipalities(),
                words=("gemeente", "commune"),
            ),
            of("neighbourhood", OneOf, vocabulary=vocabulary.neighbourhoods()),
            of("is_online", YesNo),
            of("starts_on", Day, words=("datum", "date", "start")),
            of("start_time", Clock),
            of("end_time", Clock),
            of("ends_on", Day),
            Repeats(
                "repeats", gettext_lazy("How often"), words=("rule", "regel", "règle", "rrule")
            ),
            of("repeats_until", Day),
            of("not_on", Days),
            of("pauses_in_nl_holidays", YesNo),
            of("pauses_in_fr_holidays", YesNo),
            of("pauses_on_public_holidays", YesNo),
            *translated(Event, "summary"),
            *translated(Event, "description"),
            *translated(Event, "how_to_join"),
            of("themes", ManyOf, vocabulary=vocabulary.themes()),
            choice(Event, "sensitive"),
            of("audiences", ManyOf, vocabulary=vocabulary.audiences()),
            of("age_from", Number),
            of("age_to", Number),
            vocabulary.spoken_languages_of(Event),
            choice(Event, "cost"),
            *translated(Event, "cost_note"),
            choice(Event, "registration"),
            of("registration_url"),
            of("registration_phone", Phone),
            of("registration_email"),
            *(choice(Event, name) for name in (*Location.BABY_FACTS, *Organisation.GOOD_TO_KNOW)),
            of("is_demonstration", YesNo),
        ]

    def rows(self, pks):
        found = Event.objects.filter(pk__in=pks)
        return found.prefetch_related("themes", "audiences")

    def likely(self, values):
        """Of the same organisation, from the same day on, with the same title."""
        titles = {fold(values.get(name, "")) for name in TITLES} - {""}
        same = Event.objects.filter(
            organisation__slug=values.get("organisation", ""),
            starts_on=values.get("starts_on") or None,
        )
        return [
            {"pk": event.pk, "name": str(event), "reasons": _("the same title and day")}
            for event in same
            if titles & {fold(getattr(event, name) or "") for name in TITLES}
        ]

    def marks(self, values):
        titles = {fold(values.get(name, "")) for name in TITLES} - {""}
        about = f"{values.get('organisation', '')}:{values.get('starts_on', '')}"
        return {f"{about}:{title}" for title in titles}


tables.register(EventTable)
