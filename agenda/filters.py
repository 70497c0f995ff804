"""What the list of activities can be asked; see `directory.filters`."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from core.languages import comma
from core.lists.bits import union
from core.lists.filters import Facet, KnownValues
from core.wording.dates import day_in_words, month_in_words
from directory.filters import WHERE, ForWhom, NearbyFilters, PlaceFacet, Words, easier

from . import day_words
from .periods import WHEN, is_weekend_over, last_of_month, period

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WRITTEN_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True)
class Between:
    """A period that was given by its days, included; either may be None. A value of "when"."""

    first: date | None
    last: date | None

    def __str__(self):
        return "dates"


class DaysWidget(forms.Widget):
    def value_from_datadict(self, data, files, name):
        return data.getlist(name), data.get("from", ""), data.get("to", "")


class DaysField(KnownValues):
    """One value: a word of WHEN, or the days of "from" and "to", which say more than a word."""

    widget = DaysWidget

    def clean(self, value):
        words, *limits = value
        chosen = super().clean(words)
        for word in chosen[1:]:
            self.ignore(self.filter.field_name, word)
        days = [_day(text) for text in limits]
        for name, text, day in zip(("from", "to"), limits, days, strict=True):
            if day is None:
                self.ignore(name, text)
        if not any(days):
            return chosen[:1]
        return [Between(*(sorted(days) if all(days) else days))]


def _day(text):
    """A date from 2000 to 2199, or None.

    Links carry ISO dates; what somebody writes as day/month/year means the same in every language.
    """
    if match := _WRITTEN_DAY.fullmatch(text):
        text = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
    try:
        day = date.fromisoformat(text) if _ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and 2000 <= day.year < 2200 else None


class Days(Facet):
    """A period: a word such as "weekend", or `Between` two days."""

    field_class = DaysField
    beside = "agenda/days.html"

    @cached_property
    def labels(self):
        today, choices = self.parent.index.today, self.choices
        if is_weekend_over(self.parent.now):
            same = {"weekend", "next-weekend"} - set(self.periods)
            choices = {value: label for value, label in choices.items() if value not in same}
            if "weekend" in choices:
                choices["weekend"] = self.choices["next-weekend"]
        return choices | {
            value: days_text(value.first, value.last, today)
            for value in self.chosen
            if isinstance(value, Between)
        }

    @property
    def periods(self):
        """The words for more than one day, without one that says the same as another."""
        periods = ["weekend", "next-weekend", "week", "next-week", "month"]
        if is_weekend_over(self.parent.now):
            periods.remove("weekend" if "next-weekend" in self.chosen else "next-weekend")
        return periods

    @cached_property
    def values(self):
        bits = self.parent.moment.when
        if not self.chosen:
            return bits
        return bits | {self.chosen[0]: union(there for _day, there in self.parent.days)}

    def known(self, value):
        return value if value in self.choices else None

    def on_paper(self, chosen):
        """“This weekend” is another one next week."""
        today = self.parent.index.today
        return comma().join(
            days_text(*period(value, self.parent.now), today)
            if value in self.choices
            else str(self.labels[value])
            for value in chosen
        )

    def pairs(self, chosen):
        pairs = []
        for value in chosen:
            if isinstance(value, Between):
                days = (("from", value.first), ("to", value.last))
                pairs += [(name, day.isoformat()) for name, day in days if day]
            else:
                pairs.append((self.field_name, value))
        return pairs


class WordsAndDays(Words):
    """Activities with every word, on the days that the text names: “baby zaterdag”."""

    def filter(self, rows, text):
        rows, parent = super().filter(rows, text), self.parent
        return rows & union(bits for _day, bits in parent.days) if parent.said_days else rows


class EventFilters(NearbyFilters):
    q = WordsAndDays(label=_("Word or name"), kind="event")
    when = Days(
        label=_("When"),
        any=_("Any day"),
        choices={
            "today": _("Today"),
            "tomorrow": _("Tomorrow"),
            "weekend": _("This weekend"),
            "next-weekend": _("Next weekend"),
            "week": _("The next 7 days"),
            "next-week": _("Next week"),
            "month": _("The next 30 days"),
        },
    )
    place = PlaceFacet(label=_("Where do you live?"), any=_("All of Brussels"), hint=WHERE)
    theme = Facet(label=_("What are you looking for?"), any=_("Everything"))
    audience = ForWhom(label=_("For whom"))
    language = Facet(
        label=_("Language spoken"),
        unknown=ngettext_lazy(
            "We don’t know which languages they speak at %(count)s more activity.",
            "We don’t know which languages they speak at %(count)s more activities.",
            "count",
        ),
    )
    free = Facet(
        label=_("Price"),
        choices={"1": _("Free"), "unknown": _("Price not known")},
        unknown=ngettext_lazy(
            "We don’t know the price of %(count)s more activity.",
            "We don’t know the price of %(count)s more activities.",
            "count",
        ),
    )
    baby, easy = easier(
        ngettext_lazy(
            "We don’t know this about %(count)s more activity: %(asked)s.",
            "We don’t know this about %(count)s more activities: %(asked)s.",
            "count",
        )
    )

    button = _("Show the activities")
    main = ("when", "place", "theme")
    field_order = ("free", "baby", "easy")
    has_map = True

    @property
    def names(self):
        return super().names | {"from": _("From"), "to": _("Up to and including")}

    @cached_property
    def moment(self):
        return self.index.series.at(self.now)

    @property
    def everything(self):
        return self.moment.upcoming

    @property
    def when_asked(self):
        return next(iter(self.asked["when"]), None)

    @property
    def is_of_days(self):
        """Whether days were asked for, in a choice or in words."""
        return self.when_asked is not None or self.said_days is not None

    @property
    def between(self):
        """The `Between` of the days that were given, without any if none were."""
        return self.when_asked if isinstance(self.when_asked, Between) else Between(None, None)

    @property
    def has_more(self):
        return super().has_more or isinstance(self.when_asked, Between)

    @cached_property
    def period(self):
        """The first and the last day that are asked for; without any, all that are known."""
        if self.when_asked in WHEN:
            return period(self.when_asked, self.now)
        return self.between.first or self.index.today, self.between.last or date.max

    @cached_property
    def _days_and_rest(self):
        return day_words.in_text(self.where.rest, self.index.today)

    @property
    def said_days(self):
        """The days that the text names, an `agenda.day_words.Days` or None."""
        return self._days_and_rest[0]

    @property
    def rest(self):
        return self._days_and_rest[1]

    @cached_property
    def days(self):
        """`[(day, bits)]` of what is listed under each day that is asked for."""
        days, said = self.moment.days(*self.period), self.said_days
        return [(day, bits) for day, bits in days if said.has(day)] if said else days


def days_text(first, last, today):
    """A period in words; either day may be None. A whole month is its name."""
    if first and last and (first.day, last) == (1, last_of_month(first)):
        return capfirst(month_in_words(first))
    if first == last:
        return capfirst(day_in_words(first, today))
    if first and last:
        text = gettext("from %(first)s up to and including %(last)s")
        text %= {"first": day_in_words(first, today), "last": day_in_words(last, today)}
    elif first:
        text = gettext("from %(day)s on") % {"day": day_in_words(first, today)}
    else:
        text = gettext("up to and including %(day)s") % {"day": day_in_words(last, today)}
    return capfirst(text)
