"""The row of days above the list: what a mother asks an agenda first, one tap each.

Only what finds something with the other choices kept is in it, and what is chosen.
"""

from dataclasses import dataclass

from django.utils.text import capfirst

from core.lists.bits import union
from core.wording.dates import day_in_words, short_day

from .cards import near_day
from .dates import DAY
from .filters import Between

_DAYS = 7
_MARK = "day-of-the-row"


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to a day or a period; `short` is for the eye where `label` has more words."""

    label: str
    short: str
    query: str
    is_current: bool


def choices(filters):
    """The `Choice`s of a page, in the order of time."""
    index, moment, asked = filters.index, filters.moment, filters.when_asked
    facet, rows, choices = filters.filters["when"], filters.rows(without="when"), []
    # One address for all: they differ in what they say of when.
    before, after = filters.encoded(when=[_MARK]).split(f"when={_MARK}")

    def add(label, when, bits, short=""):
        is_current = when == asked
        if is_current or bits & rows:
            pairs = "&".join(f"{name}={value}" for name, value in facet.pairs([when]))
            choices.append(Choice(label, short, f"{before}{pairs}{after}", is_current))

    if asked is not None:
        everything = filters.encoded(when=[])
        choices.append(Choice(str(facet.any), "", everything, False))
    words = facet.labels
    for number in range(_DAYS):
        day = index.today + number * DAY
        if number < 2:
            when = ("today", "tomorrow")[number]
            is_same = asked == Between(day, day)
            add(capfirst(near_day(day, index.today)), asked if is_same else when, moment.when[when])
        else:
            bits = union(bits for _day, bits in moment.days(day, day))
            label = capfirst(day_in_words(day, index.today))
            add(label, Between(day, day), bits, capfirst(short_day(day)))
    for when in facet.periods:
        add(str(words[when]), when, moment.when[when])
    if isinstance(asked, Between) and not any(choice.is_current for choice in choices):
        add(str(words[asked]), asked, 0)
    return choices
