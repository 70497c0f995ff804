"""The two feeds: what one asks of them is what one asks of the lists.

A reader asks for the same address for years, so what means nothing any more never makes a feed
larger (`agenda.feeds.asked`): nothing is in it then but one entry that says so.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from agenda import finding
from agenda import index as agenda_index
from agenda.dates import date_of
from agenda.feeds import asked
from agenda.filters import EventFilters
from agenda.models import Event
from core.discreet import note_file
from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from core.languages import comma
from core.lists.bits import has, positions_of
from core.wording.labels import labelled
from directory import index as directory_index
from directory.filters import OrganisationFilters
from directory.models import Organisation

from . import atom, items, notes
from .models import Said

# Entries of a feed: more than anybody reads in a week.
MOST = 50
DAYS = timedelta(days=14)


@dataclass(frozen=True)
class Kind:
    """`page` and `address` are names of addresses, of the list and of its feed."""

    page: str
    address: str
    title: str
    about: str


ORGANISATIONS = Kind(
    "directory:organisation_list",
    "news:organisations",
    gettext_lazy("New and changed places"),
    gettext_lazy("The %(count)d places that are new, or that changed last."),
)
AGENDA = Kind(
    "agenda:event_list",
    "news:agenda",
    gettext_lazy("The next two weeks"),
    gettext_lazy("At most %(count)d dates of the next two weeks, the soonest first."),
)


def organisations(request):
    """The listings that are new, or that said something else last."""
    now = timezone.localtime()
    filters = OrganisationFilters(request.GET, directory_index.current(), now)
    shows.note("organisation")
    response = _answer(request, filters, ORGANISATIONS, _organisations)
    # What is open is something else in the next minute.
    return fresh_until(response, next_minute(now)) if filters.asked["open"] else response


def agenda(request):
    """The dates of the next two weeks."""
    # At every hour of a day a feed says the same.
    now = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    filters = EventFilters(request.GET, agenda_index.current(), now)
    shows.note("event", "organisation")
    return _answer(request, filters, AGENDA, _dates)


def _answer(request, filters, kind, read):
    trouble = asked.trouble(filters)
    query = filters.encoded(is_on_map=False)
    page, path = (
        "?".join(filter(None, [reverse(name), query])) for name in (kind.page, kind.address)
    )
    about = notes.explained(trouble) if trouble else kind.about % {"count": MOST}
    if trouble and trouble.is_empty:
        # Under the address that was asked: readers know it by that.
        path = request.get_full_path()
        found = [notes.note(path, page, about)]
    else:
        found = read(filters)
    body, updated = atom.written(
        found, title=_title(filters, kind), about=about, page=page, path=path, updated=notes.SINCE
    )
    note_file(request, filters.is_sensitive)
    response = HttpResponse(body, content_type=atom.TYPE)
    response.headers["Last-Modified"] = http_date(updated.timestamp())
    if filters.is_sensitive:
        response.headers["Cache-Control"] = "no-store"
    # Words of danger are kept nowhere, also not with a kept answer.
    return fresh_until(response, timezone.localtime()) if filters.crises else response


def _title(filters, kind):
    """It stands in her reader, so nothing that is sensitive."""
    site = _("Together in Brussels")
    if filters.is_sensitive:
        return site
    return labelled(site, comma().join(filter(None, [str(kind.title), filters.in_words()])))


def _organisations(filters):
    rows, positions = filters.rows(), filters.index.positions
    said = Said.objects.filter(language=get_language()).order_by("-said_at", "-row_id")
    newest = {}
    for pk, said_at in said.values_list("row_id", "said_at"):
        position = positions.get(pk)
        if position is not None and has(rows, position):
            newest[pk] = said_at
            if len(newest) == MOST:
                break
    there = Organisation.objects.published().for_detail()
    there = there.prefetch_related("public_locations__municipality").in_bulk(newest)
    told = {"is_told": filters.is_sensitive, "today": filters.now.date()}
    return [
        items.of_organisation(there[pk], said_at, **told)
        for pk, said_at in newest.items()
        if pk in there
    ]


def _dates(filters):
    rows, ids = filters.rows(), filters.index.ids
    ids = [ids[position] for position in positions_of(rows, 0, rows.bit_count())]
    today, (first, last) = filters.now.date(), filters.period
    last = min(last, today + DAYS - timedelta(days=1))
    days = finding.days_between(ids, max(first, today), last, filters.now)
    if said := filters.said_days:
        days = [(pk, day) for pk, day in days if said.has(day)]
    days = days[:MOST]
    events = Event.objects.published().for_detail().in_bulk({pk for pk, _day in days})
    exceptions = {
        pk: {exception.day: exception for exception in event.exceptions.all()}
        for pk, event in events.items()
    }
    return [
        items.of_date(
            events[pk],
            date_of(events[pk], day, exceptions[pk].get(day)),
            is_told=filters.is_sensitive,
            today=today,
        )
        for pk, day in days
        if pk in events
    ]
