"""A month at a glance: which days have something, and a few titles of each."""

from calendar import MONDAY, Calendar
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language

from core.languages import CODES, shown
from core.wording.dates import date_in_words, month_in_words, short_weekday, weekday_in_words

from .filters import Between
from .models import Event
from .periods import last_of_month

MOST_TITLES = 3


@dataclass(frozen=True, slots=True)
class Day:
    """One cell. `query` asks for this day alone; `titles` are `(address, html)` pairs."""

    number: int
    name: str
    query: str
    count: int
    titles: list
    is_today: bool
    is_in_month: bool

    @property
    def more(self):
        return self.count - len(self.titles)


def is_whole(filters):
    """Whether a period is a month from its first day to its last; this month may have begun."""
    first, last = filters.period
    return first.day == 1 and last == last_of_month(first)


def overview(filters, sections):
    """The month that is asked for, in weeks from Monday. One query."""
    index, first = filters.index, filters.period[0].replace(day=1)
    matched = {section.about: section.bits for section in sections}
    shown_in = {day: index.page(bits, 0, MOST_TITLES) for day, bits in matched.items()}
    language = get_language()
    links = _links(
        language, index, {position for positions in shown_in.values() for position in positions}
    )
    before, after = first - timedelta(days=1), last_of_month(first) + timedelta(days=1)

    def cell(day):
        bits = matched.get(day, 0)
        return Day(
            number=day.day,
            name=date_in_words(day, day),
            query=_query(filters, day, day) if bits else "",
            count=bits.bit_count(),
            titles=[links[position] for position in shown_in.get(day, ()) if position in links],
            is_today=day == index.today,
            is_in_month=day.month == first.month,
        )

    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    return {
        "name": capfirst(month_in_words(first)),
        "weekdays": [(short_weekday(day), weekday_in_words(day)) for day in weeks[0]],
        "weeks": [[cell(day) for day in week] for week in weeks],
        "previous": _month(filters, before) if before >= index.today else None,
        "next": _month(filters, after) if after <= index.last_day else None,
    }


def _month(filters, day):
    first = day.replace(day=1)
    return {
        "name": capfirst(month_in_words(first)),
        "query": _query(filters, first, last_of_month(first)),
    }


def _query(filters, first, last):
    return filters.encoded(when=[Between(first, last)])


def _links(language, index, positions):
    """`{position: (address, title)}`, the titles ready for the page."""
    ids = {index.ids[position]: position for position in positions}
    rows = Event.objects.published().rewrite(False).order_by().filter(pk__in=ids)
    before, after = reverse("agenda:event", args=["slug"]).rsplit("slug", 1)
    titles = [f"title_{code}" for code in CODES]
    return {
        ids[row.pk]: (f"{before}{row.slug}{after}", shown(row, "title", language).html(language))
        for row in rows.values_list("pk", "slug", *titles, named=True)
    }
