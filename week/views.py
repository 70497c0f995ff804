"""The week, as a page, a text and a link."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import http_date

from core import short_links
from core.discreet import note_file, render
from core.embedding import embeddable
from core.kept.moments import fresh_until, next_midnight
from news import atom

from . import feed as week_feed
from . import pages
from . import sheet as week_sheet
from .asked import Week


@embeddable
def week(request):
    """The coming seven days near her, and a text of them to send."""
    asked = Week(request.GET, timezone.localtime())
    context = pages.week_context(asked, pages.language_asked(request))
    context["is_noindex"] = context["is_noindex"] or "embed" in request.GET
    response = render(request, "week/week.html", context)
    return fresh_until(response, pages.right_until(asked, context["sent"].dates))


def sheet(request):
    """The week on one A4, for the door of a house; `?with=ar` has a second language beside."""
    asked = Week(request.GET, timezone.localtime())
    context = week_sheet.context(asked, week_sheet.beside_of(request))
    response = render(request, "week/sheet.html", context)
    return fresh_until(response, pages.right_until(asked, context["told"]))


def feed(request):
    """The text of the week as Atom, one entry for each week."""
    now = timezone.localtime()
    body, updated, asked = week_feed.feed(request.GET, now, request.get_full_path())
    note_file(request, asked.is_sensitive)
    response = HttpResponse(body, content_type=atom.TYPE)
    response.headers["Last-Modified"] = http_date(updated.timestamp())
    if asked.is_sensitive:
        response.headers["Cache-Control"] = "no-store"
    return fresh_until(response, next_midnight(now))


def week_short(request):
    """`/w?place=1080&lang=fr`: the address to send; leads to the week in the reader's language."""
    query = [(name, value) for name, value in _pairs(request.GET) if name != "lang"]
    response = short_links.in_readers_language(request, "week:week")
    if query:
        response.headers["Location"] += f"?{urlencode(query)}"
    return response


def _pairs(data):
    return [(name, value) for name, values in data.lists() for value in values]
