"""What is listed on kept pages: everything that one needs to act, in few bytes.

Each entry is made here and counted, because a phone has only so much room: what does not fit is
left out from the end, and the page says how many these are.
"""

from dataclasses import dataclass
from itertools import accumulate

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda.models import Event
from core.kept import shows
from directory import coming, finding, headings, pages
from directory.models import Organisation
from sharing import entries

from .left_out import without_sensitive

# Of all entries of a page together, as stored. With the style, the numbers and the two pages for
# when there is no connection, it all stays under 500,000 (tests/offline).
MOST_BYTES, MOST_BYTES_OF_SELECTION = 260_000, 90_000
# At most so many are read to fill them; the shortest take 500 bytes.
MOST_ORGANISATIONS, MOST_ACTIVITIES = 400, 30


@dataclass(frozen=True)
class Part:
    """Some entries, each ready for the page, under a heading; `more` do not fit."""

    name: str
    heading: str
    entries: list
    more: int

    @property
    def count(self):
        return len(self.entries)


def parts(index, agenda, place, now):
    """The `Part`s of the list of a municipality, a `directory.places.Place`, that have anything:
    what takes place, what is there, what serves it.

    `index` is the `directory.index.Index`, `agenda` the `agenda.index.Index` of the page.
    """
    room, kept = MOST_BYTES, []
    for name, heading, rows, more in _found(index, agenda, place, now):
        written = entries_of(index, rows, now, level=3)
        fitting = fitting_in(written, room)
        room -= sum(map(_size, fitting))
        if len(fitting) < len(written):
            more += len(written) - len(fitting)
            room = 0  # what comes after it is of less use
        if fitting or more:
            kept.append(Part(name, heading, fitting, more))
    return kept


def fitting_in(written, room):
    """The first of some texts that fit into so many bytes, together."""
    sizes = accumulate(map(_size, written))
    return [text for text, size in zip(written, sizes, strict=True) if size <= room]


def _size(text):
    return len(text.encode())


def _found(index, agenda, place, now):
    """`(name, heading, rows, how many more)` of each part."""
    yield "agenda", _("Next activities"), *_activities(index, agenda, place, now)
    filters, left = pages.place_filters(index, place, now), MOST_ORGANISATIONS
    for part in finding.parts(filters):
        bits = part.bits & ~index.sensitive_rows
        positions = index.page(bits, 0, left) if bits and left else []
        left -= len(positions)
        rows = _organisations(index, positions)
        heading = headings.of_part(filters, part)
        yield part.name, heading, rows, bits.bit_count() - len(positions)


def _activities(index, agenda, place, now):
    bits = agenda.groups["place"].get(place.slug, 0) & ~agenda.sensitive_rows
    pairs = agenda.next_of(bits, now, MOST_ACTIVITIES)
    ids = [agenda.ids[position] for _day, position in pairs]
    shows.note_rows("event", ids)
    rows = Event.objects.published().for_detail().in_bulk(ids) if ids else {}
    shows.note_rows("organisation", [row.organisation_id for row in rows.values()])
    kept = without_sensitive(index, [rows[pk] for pk in ids if pk in rows])
    # Those of a sensitive organisation are in no count either.
    more = bits.bit_count() - len(pairs) if len(pairs) == MOST_ACTIVITIES else 0
    return kept, more


def _organisations(index, positions):
    ids = [index.ids[position] for position in positions]
    shows.note_rows("organisation", ids)
    rows = Organisation.objects.published().for_detail().in_bulk(ids) if ids else {}
    prefetch_related_objects([*rows.values()], "public_locations__municipality")
    return without_sensitive(index, [rows[pk] for pk in ids if pk in rows])


def entries_of(index, rows, now, level):
    """The entries of rows that `for_detail()` gave, as HTML in the active language.

    `level` is that of their headings.
    """
    dates = entries.coming(rows, now)
    organisations = [row.pk for row in rows if isinstance(row, Organisation)]
    next_dates = coming.dates(index, organisations, now)
    written = []
    for row in rows:
        is_organisation = isinstance(row, Organisation)
        next_date = next_dates.get(row.pk) if is_organisation else None
        its_dates = dates.get(row.pk, []) if isinstance(row, Event) else []
        context = {
            "entry": entries.entry("", row, get_language(), its_dates, now.date()),
            "kind": capfirst(row.get_kind_display()) if is_organisation else "",
            "level": level,
            "next_date": next_date.when_html if next_date else "",
        }
        written.append(mark_safe(render_to_string("offline/entry.html", context)))  # noqa: S308
    return written
