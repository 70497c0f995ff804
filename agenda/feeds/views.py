"""Calendars that people subscribe to, and single dates to add to one’s own.

A telephone that subscribed keeps what it has when it gets an error, for ever. So what has ended, or
is not there any more, is an empty calendar that says so, and takes itself out of the telephone.
"""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from agenda import finding
from agenda import index as agenda_index
from agenda.dates import named_day
from agenda.filters import EventFilters
from agenda.list_page import calendar_name
from agenda.models import Event
from agenda.titles import told_title
from core import slugs
from core.discreet import note_file
from core.kept import shows
from core.kept.moments import fresh_until
from core.languages import shown
from core.lists.bits import positions_of
from core.wording.labels import labelled

from . import asked, files, kept, sending


def calendar(request):
    """The list as a calendar to subscribe to: whole series, or the dates of a period."""
    now = timezone.localtime()
    filters = EventFilters(request.GET, agenda_index.current(), now)
    note_file(request, filters.is_sensitive)
    trouble = asked.trouble(filters)
    name, description = asked.explained(trouble) if trouble else (None, "")
    texts = [] if trouble and trouble.is_empty else _texts(filters, now)
    # What words find, the search notes itself.
    shows.note("event", "organisation", "vocabulary", "place")
    parts = files.subscription(
        [text.body for text in texts],
        name=name or calendar_name(filters),
        description=description,
    )
    response = sending.answer(request, parts)
    # Words of danger are kept nowhere, also not with a kept answer.
    return fresh_until(response, now) if filters.crises else response


def _texts(filters, now):
    rows, ids = filters.rows(), filters.index.ids
    ids = sorted(ids[position] for position in positions_of(rows, 0, rows.bit_count()))
    if not filters.when_asked:
        return kept.series(ids, get_language())
    return kept.dates(finding.days_between(ids, *filters.period, now), get_language())


def event_calendar(request, slug):
    """The series as a calendar to subscribe to, or with `?date=2026-12-31` that date alone."""
    rows = Event.objects.published_or_archived().select_related("organisation")
    event = slugs.find(rows, slug)
    if event is None or not event.is_to_be_seen:
        return _gone(request, event)
    if event.slug != slug:
        query = request.META.get("QUERY_STRING", "")
        address = reverse("agenda:event_calendar", args=[event.slug])
        return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    note_file(request, event.is_sensitive)
    if "date" in request.GET:
        return _date_calendar(request, event, request.GET["date"])
    texts = kept.series([event.pk], get_language())
    shows.note(*(key for text in texts for key in text.keys))
    parts = files.subscription([text.body for text in texts], name=shown(event, "title").text)
    return sending.answer(request, parts, f"{event.slug}.ics")


def _date_calendar(request, event, text):
    """One date as a file; for a day on which there is none, the page that says which there are.

    Like the others inline: an iPhone then offers to add it, where it would only keep an attachment.
    """
    day = named_day(text)
    if day is None or not event.occurrences.filter(day=day).exists():
        return redirect(f"{event.get_absolute_url()}#dates")
    (found,) = kept.dates([(event.pk, day)], get_language())
    shows.note(*found.keys)
    return sending.answer(request, files.single(found.body), f"{event.slug}-{day}.ics")


def _gone(request, ended):
    """What somebody subscribed to has ended, or is not public (any more)."""
    is_for_a_person = "date" in request.GET  # who pressed a button of a page, and reads the answer
    if ended is None and is_for_a_person:
        raise Http404
    says = gettext("This activity has ended.")
    if is_for_a_person:
        return HttpResponse(says, content_type="text/plain; charset=utf-8", status=410)
    if ended is None:
        says = gettext("This activity is not in our agenda, or not any more.")
        name = labelled(gettext("Together in Brussels"), gettext("no longer in the agenda"))
        url = reverse("agenda:event_list")
        shows.note("event", "organisation")
    else:
        name = gettext("Ended: %(title)s") % {"title": told_title(ended)}
        url = ended.get_absolute_url()
        shows.note(("event", ended.pk), ("organisation", ended.organisation_id))
    description = f"{says}\n\n{settings.SITE_URL}{url}"
    return sending.answer(request, files.subscription([], name=name, description=description))
