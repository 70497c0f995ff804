"""What the list of activities shows, as template context."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.languages import comma
from directory.pages import asked_context, asked_text, group_names

from . import month
from .cards import card_lists, in_order, near_day
from .finding import DATES
from .index import last_of_month
from .sentence import day_in_words

MOST_FURTHER = 6


def list_context(index, query, found, page, last_page, now):
    """`page` holds `(section, positions)` pairs as `directory.finding.page_of` gives them."""
    if query.when == DATES:
        index.labels["when"][DATES] = days_text(query.first, query.last, index.today)
    lists = [[(section.day, position) for position in positions] for section, positions in page]
    further = []
    if query.page == last_page and found.further:
        days = index.series.at(now).days(*query.period(index))
        further = index.next_of(found.further, now, MOST_FURTHER, days)
    *lists, further = map(in_order, card_lists(index, [*lists, further], now))
    first, last = query.period(index)
    is_month = month.is_whole(first, last, query)
    this_month = index.today.replace(day=1), last_of_month(index.today)
    calendar_url = "?".join(filter(None, [reverse("agenda:calendar"), query.on_page(1).encoded()]))
    return {
        **asked_context(index, query, found, last_page, names()),
        "heading": list_heading(index, query, found.total),
        "days": [
            {"id": f"d{section.day}", "heading": day_heading(section.day, index.today), "cards": c}
            for (section, _positions), c in zip(page, lists, strict=True)
            if c
        ],
        "further": further,
        "has_more_filters": any(query.chosen.get(group) for group in query.GROUPS[3:])
        or query.when == DATES,
        "is_past": last < index.today and not found.total,
        "known_until": "" if first <= index.last_day else day_in_words(index.last_day),
        "month": month.overview(index, query, found) if is_month else None,
        "month_query": query.between(*this_month).encoded(),
        "calendar_url": calendar_url,
        "webcal_url": f"webcal://{urlsplit(settings.SITE_URL).netloc}{calendar_url}",
    }


def calendar_name(index, query):
    """What a calendar with the answers to `query` is called."""
    return f"{_('Together in Brussels')}: {asked_in_words(index, query) or _('Agenda')}"


def asked_in_words(index, query):
    """What was chosen and typed, in a few words; empty when nothing was."""
    if query.when == DATES:
        index.labels["when"][DATES] = days_text(query.first, query.last, index.today)
    return asked_text(index, query)


def names():
    """The names of the filters, for what was not understood."""
    return {
        **group_names(),
        "when": _("When"),
        "from": _("From"),
        "to": _("Up to and including"),
    }


def list_heading(index, query, total):
    """What was asked, in words: "12 activities for “Meeting others” in Molenbeek · Today"."""
    themes, places = query.chosen.get("theme", ()), query.chosen.get("place", ())
    words = {"count": total}
    if len(themes) == 1:
        words["theme"] = index.labels["theme"][themes[0]]
    if len(places) == 1:
        words["place"] = index.places.by_slug[places[0]].short_name.text
    if "theme" in words and "place" in words:
        text = ngettext(
            "%(count)s activity for “%(theme)s” in %(place)s",
            "%(count)s activities for “%(theme)s” in %(place)s",
            total,
        )
    elif "theme" in words:
        text = ngettext(
            "%(count)s activity for “%(theme)s”", "%(count)s activities for “%(theme)s”", total
        )
    elif "place" in words:
        text = ngettext(
            "%(count)s activity in %(place)s", "%(count)s activities in %(place)s", total
        )
    else:
        text = ngettext("%(count)s activity in Brussels", "%(count)s activities in Brussels", total)
    heading = text % words
    return f"{heading} · {index.labels['when'][query.when]}" if query.when else heading


def day_heading(day, today):
    """ "Today, Wednesday 25 November", "Saturday 28 November"."""
    parts = [near_day(day, today), day_in_words(day, today)]
    return capfirst(comma().join(filter(None, parts)))


def days_text(first, last, today):
    """A period in words; either day may be None. A whole month is its name."""
    if first and last and (first.day, last) == (1, last_of_month(first)):
        return capfirst(date_format(first, "F Y"))
    if first == last:
        return capfirst(day_in_words(first, today))
    if first and last:
        text = _("from %(first)s up to and including %(last)s")
        text %= {"first": day_in_words(first, today), "last": day_in_words(last, today)}
    elif first:
        text = _("from %(day)s on") % {"day": day_in_words(first, today)}
    else:
        text = _("up to and including %(day)s") % {"day": day_in_words(last, today)}
    return capfirst(text)
