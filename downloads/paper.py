"""Lists on paper, whole: entries small enough that a list of sixty is a few sheets.

What stands here is ready for the page: escaped, and marked where its language is another one.
"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agenda import index as agenda_index
from agenda.cards import card_lists, in_order
from agenda.filters import EventFilters
from agenda.finding import sections as days_of
from agenda.list_page import ACTIVITIES
from core.languages import comma
from core.lists.results import Results
from core.templatetags.core_tags import ltr
from core.wording.dates import day_in_words
from directory import finding, good_to_know, headings, licences, sensitive, sources
from directory import index as directory_index
from directory.filters import OrganisationFilters
from sharing import paper as sharing_paper
from sharing import qr, targets

from . import reading
from .cells import notice_parts, price_of, spoken

MOST = 200  # entries of a list
_MOST_PLACES = 3  # of an organisation


class Entry(NamedTuple):
    """`name`, `what` and `lines` are HTML; `anchor` is where it is on the page."""

    anchor: str
    name: SafeString
    what: SafeString
    lines: list
    known: str
    link: str


class Section(NamedTuple):
    heading: str
    entries: list


def organisations(query, now):
    """The context of a list of organisations on paper."""
    filters = OrganisationFilters(query, directory_index.current(), now)
    sections, left, listed = finding.sections(filters), MOST, []
    near = frozenset(place.municipality for place in filters.places)
    for section in sections:
        positions = section.positions(0, left)
        left -= len(positions)
        entries = entries_of(filters.index, positions, now.date(), near)
        if entries:
            listed.append(Section(headings.of_part(filters, section.about), entries))
    heading = headings.of_list(filters, headings.PLACES, finding.parts(filters))
    return _context(filters, sections, listed, str(heading), "directory:organisation_list", now)


def events(query, now):
    """The context of a list of activities on paper, by day."""
    filters = EventFilters(query, agenda_index.current(), now)
    index, days = filters.index, {}
    if filters.is_of_days:
        for section in days_of(filters):
            days[section.about] = section.positions(0, MOST)
    else:
        # Each series once: a page for readers shows a few of a busy day, paper all.
        for day, position in index.next_of(filters.rows(), now, MOST, filters.days):
            days.setdefault(day, []).append(position)
    pairs = [(day, position) for day, positions in days.items() for position in positions][:MOST]
    lists = [[pair for pair in pairs if pair[0] == day] for day in days]
    listed = [
        Section(capfirst(day_in_words(day)), [_activity(card) for card in in_order(cards)])
        for day, cards in zip(days, card_lists(index, lists, now), strict=True)
        if cards
    ]
    heading = headings.of_list(filters, ACTIVITIES, finding.parts(filters))
    return _context(filters, days_of(filters), listed, str(heading), "agenda:event_list", now)


def _context(filters, sections, listed, heading, view, now):
    encoded = filters.encoded(is_on_map=False)
    path = reverse(view) + (f"?{encoded}" if encoded else "")
    total, shown = filters.rows().bit_count(), sum(len(section.entries) for section in listed)
    is_sensitive = sensitive.is_list(filters, Results(sections, 1))
    return {
        "heading": heading,
        "on_paper": filters.on_paper(),
        "sections": listed,
        "list_url": path,
        "left_out": max(0, total - shown) if shown >= MOST else 0,
        "ignored": filters.ignored,
        "hints": filters.hints,
        "query": filters,
        "corrected": filters.corrected,
        "crises": filters.crises,
        "is_sensitive": is_sensitive,
        **code_of(path),
        **foot(now.date()),
    }


def code_of(path):
    """The QR code of the page that a sheet is about, and its address in words."""
    bare, language = targets.bare(path), get_language()
    target = targets.find_list(bare)
    bare = target.path if target else bare
    link = f"{settings.SITE_URL}/{language}{bare}"
    query = urlencode({"path": bare, "to": language})
    return {"qr_query": query if qr.fits(link) else "", "link": link}


def foot(today):
    return {
        "as_of": sharing_paper.as_of(today),
        "credit": f"{_('Together in Brussels')} · {licences.FACTS.spdx.replace('-', ' ')}",
    }


# Entries


def entries_of(index, positions, today, near=frozenset()):
    """The `Entry`s of positions of a `directory.index.Index`."""
    return [*map(entry, reading.listings(index, positions, today, near))]


def entry(listing):
    """The `Entry` of a `downloads.reading.Listing`."""
    language = get_language()
    places = [place for place in listing.places if place.is_somewhere]
    lines = [*_where(listing, places, language), _ways(listing)]
    lines += _hours(listing.places[:_MOST_PLACES], language)
    lines += [_notice(notice, language) for notice in listing.notices]
    lines.append(_facts(listing, language))
    return Entry(
        anchor=f"o{listing.row.pk}",
        name=listing.name.html(language),
        what=listing.summary.html(language),
        lines=[line for line in lines if line],
        known=sources.degree(listing.about)[0],
        link=short_link("organisation_short", listing.row.pk),
    )


def short_link(view, pk):
    """An address that can be typed: “example.org/o/12”."""
    return settings.SITE_URL.partition("://")[2] + reverse(view, args=[pk])


def _where(listing, places, language):
    if not places:
        elsewhere = _("By phone or online") if listing.places else ""
        everyone = _("Everyone in Brussels") if listing.row.serves_region else ""
        return [conditional_escape(elsewhere or everyone)]
    lines = [_address(place, language) for place in places[:_MOST_PLACES]]
    if (more := len(places) - _MOST_PLACES) > 0:
        text = ngettext("and %(count)s more place", "and %(count)s more places", more)
        lines.append(conditional_escape(text % {"count": more}))
    return lines


def _address(place, language):
    town = format_html("{} {}", place.postal_code, place.municipality.html(language))
    return _joined([place.street.html(language), town])


def _ways(listing):
    """How to reach it: the telephone in bold, for who looks for that; else what there is."""
    row, parts = listing.row, []
    if listing.phone:
        parts.append(format_html("<b>{}</b>", ltr(listing.phone)))
    if row.whatsapp and row.whatsapp != listing.phone:
        parts.append(format_html("WhatsApp {}", ltr(row.whatsapp)))
    if row.email:
        parts.append(ltr(row.email))
    elif row.website:
        parts.append(ltr(row.website.partition("://")[2].rstrip("/") or row.website))
    return _joined(parts, " · ")


def _hours(places, language):
    lines = []
    for place in places:
        parts = [conditional_escape(place.hours), place.hours_note.html(language)]
        if not (text := _joined(parts)):
            continue
        whose = place.street.html(language) if len(places) > 1 and place.street.text else ""
        lines.append(_joined([whose, text], ": ") if whose else text)
    return lines


def _notice(notice, language):
    what, note = notice_parts(notice)
    return format_html("<b>{}</b> {}", what, note.html(language))


def _facts(listing, language):
    cost, note = price_of(listing.row.cost, listing.cost_note)
    free = format_html("<b>{}</b>", cost) if listing.row.cost == "free" else cost
    told = [
        str(texts[answer])
        for fact, texts in good_to_know.CONDITIONS.items()
        if (answer := listing.answers[fact]) in texts
    ]
    parts = [free, note.html(language), spoken(tuple(listing.row.spoken_languages)), *told]
    return _joined([conditional_escape(part) for part in parts if part], " · ")


def _joined(parts, between=None):
    """Parts of HTML, with what stands between the parts of a list."""
    between = comma() if between is None else between
    escaped = [conditional_escape(part) for part in parts if part]
    return mark_safe(conditional_escape(between).join(escaped))  # noqa: S308  (escaped here)


def _activity(card):
    """An `agenda.cards.Card` as an `Entry`."""
    title = card.title_html
    if card.example:
        title = format_html("{} · {}", card.example, title)
    if card.state == "cancelled":
        title = format_html("<s>{}</s>", title)
    where = _joined([card.where, card.on_paper], " · ")
    change = format_html("<b>{}</b>", card.change) if card.change else ""
    return Entry(
        anchor="",
        name=title,
        what=card.summary_html,
        lines=[one for one in (format_html("<b>{}</b>", card.moment), change, where) if one],
        known="",
        link=short_link("event_short", card.pk),
    )
