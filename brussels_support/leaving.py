"""The way out of sensitive pages: static/js/exit.js and docs/decisions.md say how it works."""

from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

OUT = "https://www.meteo.be/"


@never_cache
def leave(request):
    """`/exit`: forgets what the browser keeps of us, and leads to the weather.

    Browsers built on Chromium can stand still for twenty seconds while they clear their cache, with
    the page that she flees still on the screen (crbug.com/41343050); in those it stays, and
    sensitive pages are never in it (`core.discreet`).
    """
    is_slow = "Chrome/" in request.headers.get("User-Agent", "")
    response = redirect(OUT)
    response.headers["Clear-Site-Data"] = '"storage"' if is_slow else '"cache", "storage"'
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
def empty(request):
    """`/exit/empty`: what stands in the history where our pages stood; nothing is on it."""
    return render(request, "brussels_support/empty.html", {"host": OUT.split("/")[2]})
