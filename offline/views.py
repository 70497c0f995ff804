"""Keeping on her phone: where she asks for it, the pages that are kept, and what keeps them.

Of the pages nothing depends on who asks. None is for search engines.
"""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime

from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from directory import index as directory_index
from sharing import selections

from . import pages


def keep(request):
    return render(request, "offline/keep.html", pages.keep_context(request.GET.get("place", "")))


def keep_place(request, slug):
    """The list of a municipality; of a part of one, that of the whole."""
    index = directory_index.current()
    place = index.places.find(slug)
    if place is None:
        raise Http404
    if place.municipality != slug:
        url = reverse("offline:keep_place", args=[place.municipality])
        return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})
    now = localtime()
    context = pages.place_context(index, place, now)
    return fresh_until(render(request, "offline/keep_place.html", context), next_minute(now))


def keep_numbers(request):
    return render(request, "offline/keep_numbers.html", pages.numbers_context(localtime()))


def keep_selection(request, token):
    """What may be kept of a selection, under an address that names nothing else (left_out.py)."""
    now = localtime()
    context = pages.selection_context(selections.current(selections.names_in(token)), now)
    kept = selections.token_of(context["names"])
    if not kept:
        return redirect("offline:keep")
    if kept != token:
        url = reverse("offline:keep_selection", args=[kept])
        return HttpResponsePermanentRedirect(url, headers={"Cache-Control": "no-cache"})
    return fresh_until(render(request, "offline/keep_selection.html", context), next_minute(now))


def no_connection(request):
    context = pages.no_connection_context(
        request.GET.get("place", ""), request.GET.get("selection", ""), localtime()
    )
    return render(request, "offline/no_connection.html", context)


def not_sent(request):
    shows.note(shows.NOTHING)
    return render(request, "offline/not_sent.html", pages.copy_context(localtime()))


def manifest(request):
    shows.note(shows.NOTHING)
    return JsonResponse(
        pages.manifest(),
        content_type="application/manifest+json",
        headers={"Cache-Control": "max-age=86400"},
    )


def service_worker(_request):
    """`/sw.js`: at the top, because it may only look after what is below it. Browsers ask for it
    again at every visit and compare, so a new one reaches every phone that has the old one."""
    return HttpResponse(
        pages.worker(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache"},
    )
