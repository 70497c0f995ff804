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
from directory import headings, place_maps
from directory.finding import further, parts
from directory.pages import nearby_context
from maps import list_page as map_page

from . import day_row, month
from .cards import card_lists, in_order, near_day, titles_at
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


def list_context(filters, results, now, found=None):
    """`found` is what is on the map, where the list is shown on it."""
    index, (first, last) = filters.index, filters.period
    nearby, shown = further(filters) if results.is_last else 0, results.shown
    lists = [[(_day_of(section), position) for position in rows] for section, rows in shown]
    lists.append(index.next_of(nearby, now, results.beside(MOST_FURTHER), filters.days))
    *lists, nearby = card_lists(index, lists, now)
    own = _on_map(filters, results, found, lists) if found else _days(filters, results, lists)
    total = filters.rows().bit_count()
    heading = headings.of_list(filters, ACTIVITIES, parts(filters))
    first_of_month = _month_to_show(index.today)
    whole_month = Between(first_of_month, last_of_month(first_of_month))
    asked = filters.encoded(is_on_map=False)
    calendar_url = "?".join(filter(None, [reverse("agenda:calendar"), asked]))
    return {
        **nearby_context(filters, results),
        "heading": str(heading),
        "counted": [(text, "") for text, _part in heading.counted],
        "also": heading.also,
        "choices": day_row.choices(filters),
        **own,
        "further": in_order(nearby),
        "is_past": last < index.today and not total,
        "known_until": "" if first <= index.last_day else day_in_words(index.last_day),
        "month_name": month_in_words(first_of_month),
        "month_query": filters.encoded(when=[whole_month], is_on_map=False),
        "calendar_url": calendar_url,
        "webcal_url": f"webcal://{urlsplit(settings.SITE_URL).netloc}{calendar_url}",
    }


def _day_of(section):
    return section.about[1] if isinstance(section.about, tuple) else section.about


def _days(filters, results, lists):
    """The list by days."""
    return {
        "map": None,
        "days": [
            _day(filters, section, positions, in_order(cards))
            for (section, positions), cards in zip(results.shown, lists, strict=True)
            if cards
        ],
        "month": month.overview(filters, results.sections) if month.is_whole(filters) else None,
    }


def _on_map(filters, results, found, lists):
    """What is drawn, and the cards in the parts that the map has; `numbers` are by id."""
    ids, ranked = filters.index.ids, map_page.ranked(found, results)
    known = {card.pk: card.title for cards in lists for card in cards}
    names = {position: f"e{ids[position]}" for position in ranked}
    listed = map_page.Listed(ranked, names, titles_at(filters.index, ranked, known))
    drawing, parts_shown = place_maps.of_found(filters, found), {}
    for (section, _positions), cards in zip(results.shown, lists, strict=True):
        piece = map_page.piece_of(section)
        parts_shown.setdefault(piece, []).extend(cards)
    return {
        "map": map_page.context(filters, found, results, listed)
        | {"drawing": drawing and drawing | {"areas": [*map(_titled, drawing["areas"])]}},
        "numbers": {ids[position]: number for number, position in enumerate(ranked, 1)},
        "parts": [
            {"id": piece.name, "heading": headings.of_piece(filters, piece), "cards": cards}
            for piece, cards in parts_shown.items()
        ],
        "month": None,
    }


def _titled(area):
    """An area of a map that counts activities."""
    text = ngettext("%(name)s: %(count)s activity", "%(name)s: %(count)s activities", area.count)
    return area._replace(title=text % {"name": area.name, "count": area.count})


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
