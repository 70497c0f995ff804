"""The public pages of the agenda."""

from django.http import HttpResponsePermanentRedirect
from django.utils import timezone

from core import short_links, slugs
from core.discreet import render
from core.embedding import embeddable, embedded_rows
from core.kept.moments import fresh_until, next_minute
from core.lists.results import Results, list_response
from maps import on_map

from . import finding, list_page, occurrences, pages
from . import index as agenda_index
from .filters import EventFilters
from .models import Event


@embeddable
def event_list(request):
    now = timezone.localtime()
    filters = EventFilters(request.GET, agenda_index.current(), now)
    found = on_map.found(filters) if filters.is_on_map else None
    sections = finding.sections_on_map(filters, found) if found else finding.sections(filters)
    results = Results(sections, filters.page, embedded_rows(request))
    context = list_page.list_context(filters, results, now, found)
    return list_response(request, "agenda/event_list.html", context, now)


def event(request, slug):
    event = slugs.find_or_404(Event.objects.published_or_archived().for_detail(), slug)
    if event.slug != slug:
        return HttpResponsePermanentRedirect(event.get_absolute_url())
    if not event.is_to_be_seen:
        return _ended(request, event)
    return event_page(request, event)


def event_page(request, event, *, preview=False):
    """The page of `event`, which the caller took from `for_detail()`.

    With `preview`, for volunteers: any status, marked as not public. The table has no dates of
    what is not public.
    """
    now = timezone.localtime()
    coming = occurrences.coming(event, now) if preview else None
    context = {**pages.event_context(event, now, coming), "is_preview": preview}
    response = render(request, "agenda/event.html", context)
    return fresh_until(response, next_minute(now))


def _ended(request, event):
    """An archived activity says that it has ended and shows what is nearest to it."""
    context = pages.ended_context(agenda_index.current(), event, timezone.localtime())
    return render(request, "agenda/event_ended.html", context, status=410)


def event_short(request, pk):
    """`/e/<id>`: the address to print or send; leads to the page in the reader's language."""
    return short_links.to_row(request, Event.objects, pk)
