"""What the list of activities shows, as template context."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from core.languages import comma
from core.wording.dates import day_in_words, month_in_words
from core.wording.labels import labelled
from directory import headings
from directory.finding import further, parts
from directory.pages import nearby_context

from . import day_row, month
from .cards import card_lists, in_order, near_day
from .dates import DAY
from .filters import Between
from .periods import last_of_month

MOST_FURTHER = 6
NEXT_MONTH_FROM = 25  # day of a month

ACTIVITIES = {
    (): ngettext_lazy(
        "%(count)s activity in Brussels", "%(count)s activities in Brussels", "count"
    ),
    ("place",): ngettext_lazy(
        "%(count)s activity in %(place)s", "%(count)s activities in %(place)s", "count"
    ),
    ("theme",): ngettext_lazy(
        "%(count)s activity for “%(theme)s”", "%(count)s activities for “%(theme)s”", "count"
    ),
    ("theme", "place"): ngettext_lazy(
        "%(count)s activity for “%(theme)s” in %(place)s",
        "%(count)s activities for “%(theme)s” in %(place)s",
        "count",
    ),
}


def list_context(filters, results, now):
    index, (first, last) = filters.index, filters.period
    nearby, shown = further(filters) if results.is_last else 0, results.shown
    lists = [[(section.about, position) for position in positions] for section, positions in shown]
    lists.append(index.next_of(nearby, now, MOST_FURTHER, filters.days))
    *lists, nearby = map(in_order, card_lists(index, lists, now))
    total = filters.rows().bit_count()
    heading = headings.of_list(filters, ACTIVITIES, parts(filters))
    first_of_month = _month_to_show(index.today)
    whole_month = Between(first_of_month, last_of_month(first_of_month))
    calendar_url = "?".join(filter(None, [reverse("agenda:calendar"), filters.encoded()]))
    return {
        **nearby_context(filters, results),
        "heading": str(heading),
        "counted": [(text, "") for text, _part in heading.counted],
        "also": heading.also,
        "choices": day_row.choices(filters),
        "days": [
            _day(filters, section, positions, cards)
            for (section, positions), cards in zip(shown, lists, strict=True)
            if cards
        ],
        "further": nearby,
        "is_past": last < index.today and not total,
        "known_until": "" if first <= index.last_day else day_in_words(index.last_day),
        "month": month.overview(filters, results.sections) if month.is_whole(filters) else None,
        "month_name": month_in_words(first_of_month),
        "month_query": filters.encoded(when=[whole_month]),
        "calendar_url": calendar_url,
        "webcal_url": f"webcal://{urlsplit(settings.SITE_URL).netloc}{calendar_url}",
    }


def _month_to_show(today):
    """The first day of this month, or near its end of the next one: a month is to plan with."""
    if today.day < NEXT_MONTH_FROM:
        return today.replace(day=1)
    return last_of_month(today) + DAY


def _day(filters, section, positions, cards):
    """A day of the list; `more` leads to all of it, where not all of it stands here."""
    day, today = section.about, filters.index.today
    # A page that ends within the day goes on with it on the next one.
    is_last = section.more and positions[-1:] == section.positions(section.count - 1, 1)
    return {
        "id": f"d{day}",
        "heading": day_heading(day, today),
        "on_paper": day_on_paper(day, today),
        "cards": cards,
        "more": _more(section, today) if is_last else "",
        "query": filters.encoded(when=[Between(day, day)]) if is_last else "",
    }


def _more(section, today):
    text = ngettext("%(count)s more on %(day)s", "%(count)s more on %(day)s", section.more)
    return text % {"count": section.more, "day": day_in_words(section.about, today)}


def calendar_name(filters):
    """What a calendar with the answers is called: it stands on her telephone, so nothing that is
    sensitive."""
    asked = "" if filters.is_sensitive else filters.in_words()
    return labelled(_("Together in Brussels"), asked or _("Agenda"))


def day_heading(day, today):
    """ "Today, Wednesday 25 November", "Saturday 28 November"."""
    parts = [near_day(day, today), day_in_words(day, today)]
    return capfirst(comma().join(filter(None, parts)))


def day_on_paper(day, today):
    """ "Wednesday 25 November" where the heading says "today", which is wrong tomorrow; else an
    empty string."""
    return capfirst(day_in_words(day, today)) if near_day(day, today) else ""
