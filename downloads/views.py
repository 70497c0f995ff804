"""Files for people: a list or a selection as csv and xlsx."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from sharing import selections

from . import lists, sending


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


def _check(kind):
    if kind not in sending.TYPES:
        raise Http404
