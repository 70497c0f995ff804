"""The public pages of the agenda."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import get_language, override

from core import slugs
from core.languages import CODES, shown
from core.page_cache import fresh_until, next_minute
from directory.facets import positions_of
from directory.finding import page_of

from . import finding, ical, list_page
from . import index as agenda_index
from .models import Event
from .sentence import sentence

MOST_DATES = 20


def event_list(request):
    now = timezone.localtime()
    index = agenda_index.current()
    query = finding.EventQuery.read(request.GET, index)
    found = finding.find(index, query, now)
    page, last_page = page_of(found, query.page)
    # A page that does not exist says so, and shows the first: an old bookmark still helps.
    is_page_missing = query.is_page_wrong or query.page > last_page
    if is_page_missing:
        query = query.on_page(1)
        page, last_page = page_of(found, 1)
    context = list_page.list_context(index, query, found, page, last_page, now)
    response = render(
        request,
        "agenda/event_list.html",
        {**context, "is_page_missing": is_page_missing},
        status=404 if is_page_missing else 200,
    )
    return fresh_until(response, next_minute(now))


def calendar(request):
    """The list as a calendar to subscribe to: whole series, or the dates of a period."""
    index = agenda_index.current()
    query = finding.EventQuery.read(request.GET, index)
    found = finding.find(index, query, timezone.localtime())
    ids = [index.series.ids[position] for position in positions_of(found.matched, 0, found.total)]
    events = Event.objects.published().for_detail().filter(pk__in=ids).order_by("pk")
    words = {"name": list_page.calendar_name(index, query), "language": get_language()}
    if query.when:
        body = ical.dates(finding.dates_between(events, *query.period(index)), **words)
    else:
        body = ical.calendar(events, **words)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def event(request, slug):
    event = _found(slug)
    if event.slug != slug:
        return HttpResponsePermanentRedirect(event.get_absolute_url())
    now = timezone.localtime()
    is_sensitive = any(theme.is_sensitive for theme in event.themes.all())
    response = render(
        request,
        "agenda/event.html",
        {
            "event": event,
            "title": shown(event, "title"),
            "summary": shown(event, "summary"),
            "description": shown(event, "description"),
            "how_to_join": shown(event, "how_to_join"),
            "organisation_name": shown(event.organisation, "name"),
            "rule": capfirst(sentence(event)),
            "dates": event.occurrences.upcoming(now)[:MOST_DATES],
            "is_sensitive": is_sensitive,
        },
    )
    return fresh_until(response, next_minute(now))


def event_calendar(request, slug):
    event = _found(slug)
    if event.slug != slug:
        return HttpResponsePermanentRedirect(reverse("agenda:event_calendar", args=[event.slug]))
    body = ical.calendar([event], name=shown(event, "title").text, language=get_language())
    return HttpResponse(body, content_type="text/calendar; charset=utf-8")


def _found(slug):
    event = slugs.find(Event.objects.published().for_detail(), slug)
    if event is None:
        raise Http404
    return event


def event_short(request, pk):
    """`/e/<id>`: the address to print or send; leads to the page in the reader's language."""
    event = Event.objects.published().filter(pk=pk).first() if pk < 2**63 else None
    if event is None:
        raise Http404
    wanted = request.GET.get("lang", "").lower()
    with override(wanted if wanted in CODES else request.LANGUAGE_CODE):
        response = redirect(event)
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response
