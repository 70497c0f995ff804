"""A list or a selection as a table: what it asks, which rows, and what the file says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agenda import finding as agenda_finding
from agenda import index as agenda_index
from agenda.filters import EventFilters
from agenda.models import Event
from core.kept import shows
from core.languages import Shown, comma, shown
from core.lists.results import Results
from core.wording.dates import date_in_words
from directory import finding, licences, sensitive
from directory import index as directory_index
from directory.filters import OrganisationFilters
from directory.models import Organisation
from sharing import paper, selections
from sharing.entries import has_ended

from . import activities, columns, reading
from .cells import Row, of_listing

MOST = 10_000  # rows of a file


@dataclass(frozen=True)
class Table:
    """`keys` name `columns.COLUMNS`, `rows` has the cells of each row by key, made one after
    another; `count` is how many there are. `about` are `(label, value)` of the file as a whole.
    `name` is what it may be called; empty where its name must tell nothing."""

    keys: tuple
    rows: Iterable
    count: int
    about: list
    name: str = ""
    is_sensitive: bool = False
    is_of_danger: bool = False
    is_of_a_minute: bool = False


def organisations(query, now):
    """The `Table` of a list of organisations, as `QueryDict`."""
    index = directory_index.current()
    filters = OrganisationFilters(query, index, now)
    sections = finding.sections(filters)
    positions = [one for section in sections for one in section.positions(0, section.count)]
    near = frozenset(place.municipality for place in filters.places)
    listings = reading.listings(index, positions[:MOST], now.date(), near)
    return _table(
        filters,
        sections,
        columns.ORGANISATIONS,
        map(of_listing, listings),
        len(positions),
        reverse("directory:organisation_list"),
        now,
    )


def events(query, now):
    """The `Table` of a list of activities: each series once, under its next day."""
    index = agenda_index.current()
    filters = EventFilters(query, index, now)
    found = index.next_of(filters.rows(), now, filters.rows().bit_count(), filters.days)
    ids = [index.ids[position] for _day, position in found]
    return _table(
        filters,
        agenda_finding.sections(filters),
        columns.ACTIVITIES,
        activities.rows(ids[:MOST], now),
        len(ids),
        reverse("agenda:event_list"),
        now,
    )


def _table(filters, sections, keys, rows, count, path, now):
    shows.note("organisation", "event", "vocabulary", "place", "holiday")
    is_sensitive = sensitive.is_list(filters, Results(sections, 1))
    asked = "" if is_sensitive else filters.on_paper()
    encoded = filters.encoded(is_on_map=False)
    url = f"{settings.SITE_URL}{path}" + (f"?{encoded}" if encoded else "")
    notes = _notes(filters, count)
    if not count:
        nothing = _("Nothing matches all of these choices")
        hope = _("That does not mean that there is no help for you.")
        rows = [{"name": f"{nothing}. {hope}", "link": f"{settings.SITE_URL}{path}"}]
    return Table(
        keys=(*keys, "note") if notes else keys,
        rows=_with_what_all_say(rows, now.date(), notes),
        count=min(count, MOST),
        about=_about(asked, min(count, MOST), now.date(), notes, url),
        name=asked or ("" if is_sensitive else _name_of(filters)),
        is_sensitive=is_sensitive,
        is_of_danger=bool(filters.crises),
        is_of_a_minute=isinstance(filters, EventFilters) or bool(filters.asked.get("open")),
    )


def _name_of(filters):
    return _("Agenda") if isinstance(filters, EventFilters) else _("Help near you")


def selection(rows, now):
    """The `Table` of a selection, of `sharing.selections.rows_of`."""
    is_sensitive = selections.is_sensitive(rows)
    names = [name for name, _row in rows]
    url = f"{settings.SITE_URL}{reverse('sharing:selection', args=[selections.token_of(names)])}"
    return Table(
        keys=columns.SELECTION,
        rows=_with_what_all_say(_of_selection(rows, now), now.date(), []),
        count=len(rows),
        about=_about("", len(rows), now.date(), [], url),
        name="" if is_sensitive else _("A selection for you"),
        is_sensitive=is_sensitive,
        is_of_a_minute=True,
    )


def _of_selection(rows, now):
    """The cells of rows of three kinds, in the order of the selection."""
    index, there = directory_index.named(), [row for _name, row in rows if not has_ended(row)]
    wanted = [index.positions.get(row.pk) for row in there if isinstance(row, Organisation)]
    positions = [position for position in wanted if position is not None]
    listings = [*reading.listings(index, positions, now.date())]
    events = [row for row in there if isinstance(row, Event)]
    cells = {f"o{listing.row.pk}": of_listing(listing) for listing in listings}
    cells |= zip((f"e{event.pk}" for event in events), activities.cells(events, now), strict=True)
    for name, row in rows:
        yield cells.get(name) or (_question(row) if name[0] == "q" else _ended(row))


def _question(question):
    row = Row()
    row.say("name", shown(question, "question"))
    answer = shown(question, "answer")
    row.say("what", Shown(_plain(answer.text), answer.language))
    row.put("kind", _("Question"))
    row.put("link", f"{settings.SITE_URL}{question.get_short_url()}?lang={get_language()}")
    return row.done()


def _plain(html):
    return " ".join(unescape(strip_tags(html.replace("</", " </"))).split())


def _ended(ended):
    row = Row()
    row.say("name", shown(ended, "title" if isinstance(ended, Event) else "name"))
    row.put("what", _("This no longer exists."))
    return row.done()


def _with_what_all_say(rows, today, notes):
    """On every row, so that it stays with what somebody sorts, copies or sends on."""
    same = {
        "as_of": date_in_words(today),
        "licence": f"{_('Together in Brussels')}, {licences.FACTS.spdx}, {licences.FACTS.url}",
        "note": " ".join(notes),
    }
    for row in rows:
        yield row | same


def _notes(filters, count):
    """What of the question was not understood, not known or too much, in sentences."""
    notes = []
    if ignored := comma().join(_("“%(text)s”") % {"text": text} for _name, text in filters.ignored):
        notes.append(f"{_('We didn’t understand this, so we searched without it:')} {ignored}.")
    if filters.is_text_cut:
        notes.append(_("Your text was long: we used the first 200 characters."))
    for name, left_out in filters.unknown().items():
        if left_out:
            one = filters.filters[name]
            values = {"count": left_out, "asked": one.in_words(filters.asked[name])}
            notes.append(one.unknown % values)
    if count > MOST:
        text = _(
            "There are %(count)s. This file has the first %(most)s: choose a place or a theme."
        )
        notes.append(text % {"count": count, "most": MOST})
    return notes


def _about(asked, count, today, notes, url):
    """`(label, value)` of the sheet that says what the file is."""
    return [
        (_("Together in Brussels"), asked),
        (paper.as_of(today), ngettext("%(count)s row", "%(count)s rows", count) % {"count": count}),
        *((_("Please note"), note) for note in notes),
        (_("Empty cells"), _("We do not know.")),
        (_("What changes later is online"), url),
        (columns.COLUMNS["licence"].heading, f"{_('Together in Brussels')}, {licences.FACTS.name}"),
        ("", licences.FACTS.url),
    ]
