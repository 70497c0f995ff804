"""Cards of activities, and the next dates on pages of other apps: a few, each series once."""

from functools import lru_cache
from html import escape

from django import template
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda import index as agenda_index
from agenda.cards import card_lists, in_order
from agenda.filters import EventFilters
from agenda.periods import period
from core.kept import shows
from core.languages import comma
from core.lists.bits import bits_of
from core.lists.filters import UNKNOWN
from core.templatetags.core_tags import icon
from core.wording.labels import colon
from directory.cards import chip
from directory.spoken_languages import label as language_label

register = template.Library()

MOST = 3


# Twenty cards written out in a template would cost as much as the rest of the page. The title is
# read first; what is written in short for the eye is read aloud in words.
_CARD = """
<li class="card event{off}" data-card="e{pk}"{id}>
<h3>{number}<a href="{url}">{title}</a></h3>
<p class="date">{date}</p>
<p class="moment">{moment}</p>
{change}{summary}{extra}</li>"""
_IN_SHORT = '<span aria-hidden="true">{short}</span><span class="visually-hidden">{words}</span>'
_BLOCK = "{weekday} <b>{number}</b> {month}"
_NEXT_DATES = (
    '<details><summary><span aria-hidden="true">{short}</span><span class="visually-hidden">{words}'
    "{colon}{title}</span></summary><ul>{dates}</ul></details>"
)


@lru_cache
def _words(language):
    """Of the active language: what stands between, after a label, and before the next dates."""
    return comma(), colon(), escape(_("Next dates"))


@register.simple_tag
def event_items(cards, has_days, is_short, numbers=None):
    """The list items of `components/event_cards.html`.

    `numbers`, by id, are those of a map that leads to the cards.
    """
    numbers = numbers or {}
    words = _words(get_language())
    return mark_safe(  # noqa: S308  (what a card holds is escaped, but for what is escaped here)
        "".join(
            _CARD.format(
                pk=card.pk,
                id=f' id="e{card.pk}"' if card.pk in numbers else "",
                number=f"<b>{numbers[card.pk]}</b> " if card.pk in numbers else "",
                off=" off" if card.state == "cancelled" else "",
                url=escape(card.url),
                title=card.title_html,
                date=_date(card) if has_days else _time(card),
                moment=_moment(card, has_days, words),
                change=f'<p class="change">{card.change}</p>\n' if card.change else "",
                summary=(
                    f'<p class="summary">{card.summary_html}</p>\n'
                    if card.summary_html and not is_short
                    else ""
                ),
                extra=_extra(card, has_days, is_short, words),
            )
            for card in cards
        )
    )


def _date(card):
    """The day, as a leaf of a calendar."""
    weekday, number, month = map(escape, card.block)
    short = _BLOCK.format(weekday=weekday, number=number, month=month)
    in_short = _IN_SHORT.format(short=short, words=escape(card.day))
    return _struck(card, f'<time datetime="{card.iso_day}">{in_short}</time>')


def _time(card):
    """The time, where the day is the heading above."""
    example = f" <strong>{escape(card.example)}</strong>" if card.example else ""
    if not card.clocks:
        return f"{icon('calendar-days', 24)}{example}"
    begins, *ends = map(escape, card.clocks)
    short = f"<b>{begins}</b>" + "".join(f" {end}" for end in ends)
    return _struck(card, _IN_SHORT.format(short=short, words=escape(card.moment))) + example


def _moment(card, has_days, words):
    """When, if that is not said yet, where, and in a list of days in which languages."""
    between, *_others = words
    if has_days:
        hours = escape(card.hours)
        if card.near:
            hours = f'<strong class="no-print">{escape(card.near)}</strong> {hours}'
        when = _struck(card, _IN_SHORT.format(short=hours, words=escape(card.moment)))
        parts = [when, between.join(filter(None, [card.organiser_html, card.where]))]
    else:
        # A phone has room for where it is.
        who = f'<span class="who">{card.organiser_html}{between}</span>' if card.where else ""
        where = f"{who if card.organiser_html else ''}{card.where}" or card.organiser_html
        when = "" if card.clocks else _struck(card, escape(card.moment))
        parts = [when, where, escape(card.spoken)]
    if card.on_paper:
        parts[1] += f'<span class="only-print"> · {card.on_paper}</span>'
    return " · ".join(filter(None, parts))


def _extra(card, has_days, is_short, words):
    """What else is good to know, in one line where it fits: chips, and the next dates behind it."""
    chips, next_dates = card.chips, ""
    if has_days:
        example = chip(card.example, "attention") if card.example else ""
        chips = f"{example}{chips}{chip(card.spoken) if card.spoken else ''}"
    if card.next_dates and not is_short:
        _between, after_label, label = words
        next_dates = _NEXT_DATES.format(
            short=escape(card.more_dates),
            words=label,
            colon=after_label,
            title=card.title_html,
            dates=card.next_dates,
        )
    chips = f'<ul role="list" class="chips">{chips}</ul>' if chips else ""
    return f'<div class="extra">{chips}{next_dates}</div>\n' if chips or next_dates else ""


def _struck(card, html):
    return f"<s>{html}</s>" if card.state == "cancelled" else html


_DAY = (
    '<a class="number" href="?{query}#results">{number}'
    '<span class="visually-hidden"> · {name}{colon}{count}</span></a>\n'
    '<ul role="list">{titles}</ul>'
)


@register.simple_tag
def month_rows(weeks):
    """The rows of `components/month.html`, of `agenda.month.Day`s. Here for the same reason."""
    return mark_safe(  # noqa: S308  (titles are escaped, and the rest is escaped here)
        "\n".join(f"<tr>{''.join(map(_month_cell, week))}</tr>" for week in weeks)
    )


def _month_cell(day):
    state = ' class="today"' if day.is_today else "" if day.is_in_month else ' class="other"'
    if not day.query:
        return f'<td{state}><span class="number">{day.number}</span></td>'
    query = escape(day.query)
    titles = [f'<li><a href="{escape(url)}">{title}</a></li>' for url, title in day.titles]
    if day.more:
        titles.append(f'<li><a href="?{query}#results">+ {day.more}</a></li>')
    there = _DAY.format(
        query=query,
        number=day.number,
        name=escape(day.name),
        colon=colon(),
        count=day.count,
        titles="".join(titles),
    )
    return f"<td{state}>{there}</td>"


# `names` is the `directory.index.Index` of the page, so that all of it says the same.


@register.simple_tag
def this_week(names=None):
    """What takes place in the next seven days: what is free and needs no signing up first.

    Nothing that could harm her to be seen with: the home page is about everything.
    """
    index, now = agenda_index.current(names), timezone.localtime()
    days = index.series.at(now).days(*period("week", now))
    # Only what she can still go to.
    days = [(day, bits & ~index.series.off.get(day, 0)) for day, bits in days]
    free, drop_in = index.groups["free"].get("1", 0), index.series.drop_in
    pairs, left = [], index.everything & ~index.sensitive_rows
    for wanted in (free & drop_in, free, drop_in, index.everything):
        pairs += index.next_of(left & wanted, now, MOST - len(pairs), days)
        left &= ~wanted
    return in_order(card_lists(index, [pairs], now)[0])


@register.simple_tag
def next_of_organisation(organisation, names=None):
    """Of one organisation: all its series, the next date of each."""
    shows.note(("organisation", organisation.pk))
    index = agenda_index.noted(names)
    bits = bits_of(
        index.series.of_organisation.get(organisation.pk, ()), index.everything.bit_length()
    )
    return _next(index, bits, bits.bit_count())


@register.simple_tag
def next_of_theme(theme, names=None):
    """Of a theme that is about other things, nothing sensitive: that is found in its list."""
    index = agenda_index.current(names)
    quiet = 0 if theme.is_sensitive else index.sensitive_rows
    return _next(index, index.groups["theme"].get(theme.slug, 0) & ~quiet, MOST)


@register.simple_tag
def next_at_place(place, names=None):
    """In a `directory.places.Place`, or online; nothing sensitive, as on the home page."""
    index = agenda_index.current(names)
    return _next(index, index.groups["place"].get(place.slug, 0) & ~index.sensitive_rows, MOST)


@register.simple_tag
def in_languages(filters):
    """How many activities are in the languages of a list of places, and the rest that was asked.

    With `languages` in words and the `query` string; None without a language or such an activity.
    """
    asked = {name: filters.asked[name] for name in ("place", "theme")}
    asked["language"] = [code for code in filters.asked["language"] if code != UNKNOWN]
    activities = EventFilters(
        MultiValueDict(asked), agenda_index.current(filters.index), timezone.localtime()
    )
    count = activities.rows().bit_count()
    if not (asked["language"] and count):
        return None
    names = comma().join(language_label(code, get_language()) for code in asked["language"])
    return {"count": count, "languages": names, "query": activities.encoded()}


def _next(index, bits, most):
    now = timezone.localtime()
    return in_order(card_lists(index, [index.next_of(bits, now, most)], now)[0])
