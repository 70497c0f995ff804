"""The top of the site: home, the pages about it, errors, and what machines read."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from agenda import index as agenda_index
from core.page_cache import fresh_until, next_minute
from core.search import snapshot
from core.search.models import MissedSearch
from directory import index as directory_index
from directory import municipality_map, pages
from directory.models import Theme

from . import finding, search_page, sitemaps


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
            "municipalities": index.places.municipalities,
            "themes": pages.theme_tiles(index, Theme.objects.all()),
            "map": municipality_map.tiles(index),
            "total": len(index.ids),
        },
    )
    # What takes place this week is over at some minute.
    return fresh_until(response, next_minute(timezone.localtime()))


def search(request):
    now = timezone.localtime()
    directory, agenda = directory_index.current(), agenda_index.current()
    query = finding.SearchQuery.read(request.GET, directory)
    found = finding.find(query, snapshot.current(), directory, agenda)
    context = search_page.search_context(query, found, directory, agenda, now)
    context["all_themes"] = pages.theme_tiles(directory, Theme.objects.all())
    response = render(request, "brussels_support/search.html", context)
    if query.text and found.is_empty:
        MissedSearch.objects.count_one(query.text, get_language())
        # Every time counts, so this page is not kept.
        return fresh_until(response, now)
    return fresh_until(response, next_minute(now))


def about(request):
    return render(request, "brussels_support/about.html")


def privacy(request):
    return render(request, "brussels_support/privacy.html")


def accessibility(request):
    return render(request, "brussels_support/accessibility.html")


@never_cache
def healthz(request):
    """200 while the database answers, otherwise 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse({"database": "ok"})


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
        f"Disallow: {'/admin/' if is_usual else ''}",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap_index')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def bad_request(request, exception):
    return render(request, "400.html", status=400)


def forbidden(request, exception):
    return render(request, "403.html", status=403)


def not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """Uses nothing that may be the cause: no database, no context processor."""
    return render(request, "500.html", status=500)
