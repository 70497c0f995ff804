"""The top of the site: home, the pages about it, errors, and what machines read."""

import errno
import re
import sys
from contextlib import suppress
from datetime import date

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, override

from core.desk import refused
from core.discreet import render
from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from core.languages import direction
from core.middleware import language_of
from core.search import missed
from directory import index as directory_index
from directory import pages, place_maps
from directory.models import Theme
from opendata.borrowed import borrowed

from . import danger, finding, glued, search_page, sitemaps

# What phones and browsers try by themselves, such as /apple-touch-icon-120x120.png.
_ICON = re.compile(r"/[^/]+\.(?:ico|png)")

# When somebody last went through the statement on accessibility and found that all of it is so.
ACCESSIBILITY_STATED_ON = date(2026, 11, 29)

STYLES = ("tokens", "base", "layout", "components", "utilities")


def language_redirect(request):
    """`/` leads to the home page in the browser's language; temporary, because visitors differ."""
    response = redirect("home")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language"
    return response


def home(request):
    index = directory_index.current()
    response = render(
        request,
        "brussels_support/home.html",
        {
            "index": index,
            "municipalities": index.places.municipalities,
            "themes": pages.theme_tiles(index, Theme.objects.all()),
            "map": place_maps.of_region(index),
            "total": index.total,
        },
    )
    # What takes place this week is over at some minute.
    return fresh_until(response, next_minute(timezone.localtime()))


def search(request):
    now = timezone.localtime()
    search, directory, agenda = finding.indexes()
    query = finding.SearchFilters(request.GET, directory)
    results = finding.find(query, search, directory, agenda, now)
    results = danger.first(results, query.text, search, directory, agenda)
    context = search_page.search_context(query, results, directory, agenda, now)
    context["all_themes"] = pages.theme_tiles(directory, Theme.objects.all())
    response = render(request, "brussels_support/search.html", context)
    if results.crises:
        # What she wrote stands nowhere, not even with a kept page.
        return fresh_until(response, now)
    if query.text and (results.is_empty or results.is_missed):
        missed.note(query.text, get_language())
        # Every time counts, so this page is not kept.
        return fresh_until(response, now)
    return fresh_until(response, next_minute(now))


def about(request):
    there = borrowed()
    response = render(request, "brussels_support/about.html", {"borrowed": there})
    return response if there else fresh_until(response, timezone.now())


def privacy(request):
    shows.note(shows.NOTHING)
    return render(request, "brussels_support/privacy.html")


def accessibility(request):
    shows.note(shows.NOTHING)
    context = {"stated_on": ACCESSIBILITY_STATED_ON}
    return render(request, "brussels_support/accessibility.html", context)


def sitemap_index(request):
    """Django's own index would repeat the host that the request claims."""
    return render(
        request,
        "sitemap_index.xml",
        {"sitemaps": [{"location": address, "last_mod": None} for address in sitemaps.files()]},
        content_type="application/xml",
    )


def robots(request):
    # An admin at an address of its own is not told to everybody.
    is_usual = settings.ADMIN_URL == "/admin/"
    lines = [
        "User-agent: *",
        *(["Disallow: /admin/"] if is_usual else []),
        # Copies of what stands elsewhere, each of a day.
        "Disallow: /*/keep/",
        # Files of lists, which have pages.
        "Disallow: /*/list.",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap_index')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


# What a volunteer wrote in the admin is shown to her, whatever the error.


def bad_request(request, exception):
    if isinstance(exception, SessionInterrupted) and _works_again_later(exception):
        return server_error(request)
    return refused.bad_request(request, exception) or render(request, "400.html", status=400)


def forbidden(request, exception):
    return refused.forbidden(request) or render(request, "403.html", status=403)


def not_found(request, exception):
    if meant := refused.not_found(request) or glued.redirect_to_meant(request):
        return meant
    if _ICON.fullmatch(request.path_info):
        # Nobody reads it, and it need not be asked for on every page.
        return HttpResponse(
            "Not found\n",
            status=404,
            content_type="text/plain; charset=utf-8",
            headers={"Cache-Control": "private, max-age=86400"},
        )
    return render(request, "404.html", status=404)


# A disk that is full, or may only be read; and what PostgreSQL says that may only be read.
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
_READ_ONLY = "25006"


def _works_again_later(error):
    """Also of what came of such an error, as when a session could not be saved."""
    while error is not None:
        is_full = isinstance(error, OSError) and error.errno in _FULL
        is_read_only = getattr(error, "sqlstate", "") == _READ_ONLY
        if is_full or is_read_only or isinstance(error, InterfaceError | OperationalError):
            return True
        error = error.__cause__ or error.__context__
    return False


def server_error(request):
    """503 while the database is away or can keep nothing, or a disk is full; otherwise 500.

    Uses nothing that may be the cause: no database, no context processor, no hashed names of files
    when there are none. What a volunteer sent is on it, so that nothing of it is lost.
    """
    is_away = _works_again_later(sys.exc_info()[1])
    sent = None
    with suppress(Exception):  # whatever it was, it may be why this failed
        sent = refused.what_was_sent(request)
    language, negotiated = language_of(request)
    try:
        styles = [static(f"css/{name}.css") for name in STYLES]
    except ValueError:
        styles = []
    with override(language):
        page = get_template("500.html").render(
            {
                "language": language,
                "direction": direction(language),
                "styles": styles,
                "is_away": is_away,
                "sent": sent,
            },
            request if sent else None,
        )
    response = HttpResponse(page, status=503 if is_away else 500)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = language
    if is_away:
        response.headers["Retry-After"] = "60"  # seconds
    if negotiated:
        patch_vary_headers(response, ["Accept-Language"])
    return response
