"""Files for people: a list or a selection as csv and xlsx, lists and places on paper."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.utils import timezone

from core.discreet import render
from core.kept.moments import fresh_until, next_minute
from directory import index as directory_index
from sharing import selections

from . import lists, paper, sending, sheets


def organisation_file(request, kind):
    return _file(request, kind, lists.organisations)


def event_file(request, kind):
    return _file(request, kind, lists.events)


def _file(request, kind, table_of):
    _check(kind)
    now = timezone.localtime()
    return sending.answer(request, table_of(request.GET, now), kind, now)


def selection_file(request, token, kind):
    _check(kind)
    now, names = timezone.localtime(), selections.current(selections.names_in(token))
    rows = selections.rows_of(names)
    if not rows:
        return redirect("sharing:selection_start")
    return sending.answer(request, lists.selection(rows, now), kind, now)


def organisation_paper(request):
    return _paper(request, paper.organisations)


def event_paper(request):
    return _paper(request, paper.events)


def _paper(request, context_of):
    """A list on paper, whole; on the screen it looks as it will be printed."""
    now = timezone.localtime()
    context = context_of(request.GET, now)
    response = render(request, "downloads/paper.html", context)
    return fresh_until(response, now if context["crises"] else next_minute(now))


def municipality_sheet(request, slug):
    return _sheet(request, slug, "municipality")


def neighbourhood_sheet(request, municipality, slug):
    return _sheet(request, slug, "neighbourhood")


def _sheet(request, slug, kind):
    place = directory_index.current().places.find(slug)
    if place is None or place.kind != kind:
        raise Http404
    address = f"{place.url}sheet/"
    if address != request.path:
        return HttpResponsePermanentRedirect(address)
    return render(request, "downloads/sheet.html", sheets.context(place, timezone.localtime()))


def _check(kind):
    if kind not in sending.TYPES:
        raise Http404
