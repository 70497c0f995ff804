"""The public pages of the agenda."""

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from core import short_links, slugs
from core.discreet import render
from core.embedding import embeddable
from core.kept.moments import fresh_until, next_minute
from core.languages import shown
from core.lists.bits import positions_of
from core.lists.results import Results, list_response

from . import finding, ical, list_page, occurrences, pages
from . import index as agenda_index
from .dates import date_of, named_day
from .filters import EventFilters
from .models import Event


@embeddable
def event_list(request):
    now = timezone.localtime()
    filters = EventFilters(request.GET, agenda_index.current(), now)
    results = Results(finding.sections(filters), filters.page)
    context = list_page.list_context(filters, results, now)
    return list_response(request, "agenda/event_list.html", context, now)


def calendar(request):
    """The list as a calendar to subscribe to: whole series, or the dates of a period."""
    now = timezone.localtime()
    filters = EventFilters(request.GET, agenda_index.current(), now)
    rows, ids = filters.rows(), filters.index.ids
    ids = [ids[position] for position in positions_of(rows, 0, rows.bit_count())]
    events = Event.objects.published().for_detail().filter(pk__in=ids).order_by("pk")
    words = {"name": list_page.calendar_name(filters), "language": get_language()}
    if filters.when_asked:
        body = ical.dates(finding.dates_between(events, *filters.period, now), **words)
    else:
        body = ical.calendar(events, **words)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    # Words of danger are kept nowhere, also not with a kept answer.
    return fresh_until(response, now) if filters.crises else response


def event(request, slug):
    event = slugs.find(Event.objects.published().for_detail(), slug)
    if event is None:
        return _ended(request, slug)
    if event.slug != slug:
        return HttpResponsePermanentRedirect(event.get_absolute_url())
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


def _ended(request, slug):
    """An archived activity says that it has ended and shows what is nearest to it."""
    event = slugs.find_or_404(Event.objects.archived().for_detail(), slug)
    if event.slug != slug:
        return HttpResponsePermanentRedirect(event.get_absolute_url())
    context = pages.ended_context(agenda_index.current(), event, timezone.localtime())
    return render(request, "agenda/event_ended.html", context, status=410)


def event_calendar(request, slug):
    """The series as a calendar to subscribe to, or with `?date=2026-12-31` that date alone."""
    event = slugs.find(Event.objects.published().for_detail(), slug)
    if event is None:
        slugs.find_or_404(Event.objects.archived(), slug)
        text = gettext("This activity has ended.")
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=410)
    if event.slug != slug:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("agenda:event_calendar", args=[event.slug])
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    if "date" in request.GET:
        return _date_calendar(event, request.GET["date"])
    body = ical.calendar([event], name=shown(event, "title").text, language=get_language())
    return _calendar(body, f'inline; filename="{event.slug}.ics"')


def _date_calendar(event, text):
    """One date as a file; for a day on which there is none, the page that says which there are.

    Like the others inline: an iPhone then offers to add it, where it would only keep an attachment.
    """
    day = named_day(text)
    if day is None or not event.occurrences.filter(day=day).exists():
        return redirect(f"{event.get_absolute_url()}#dates")
    exceptions = {exception.day: exception for exception in event.exceptions.all()}
    body = ical.single(event, date_of(event, day, exceptions.get(day)), language=get_language())
    return _calendar(body, f'inline; filename="{event.slug}-{day}.ics"')


def _calendar(body, disposition):
    headers = {"Content-Disposition": disposition}
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def event_short(request, pk):
    """`/e/<id>`: the address to print or send; leads to the page in the reader's language."""
    return short_links.to_row(request, Event.objects, pk)
