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

from . import ical
from .models import Event
from .sentence import sentence

MOST_DATES = 20


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
