"""The public pages of the directory. Views get, filter, page and render; the thinking is in
`finding`, `opening` and the querysets."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.utils import timezone

from core import short_links, slugs
from core.discreet import render
from core.embedding import embeddable, embedded_rows
from core.kept import shows
from core.kept.moments import fresh_until, next_minute
from core.lists.results import Results, list_response
from core.lists.turns import day_of
from maps import on_map

from . import finding, pages, place_maps
from . import index as directory_index
from .filters import OrganisationFilters
from .models import Organisation, Theme


@embeddable
def organisation_list(request):
    now = timezone.localtime()
    index = directory_index.current(day_of(request.GET, now.date()))
    filters = OrganisationFilters(request.GET, index, now)
    found = on_map.found(filters) if filters.is_on_map else None
    sections = finding.sections_on_map(filters, found) if found else finding.sections(filters)
    results = Results(sections, filters.page, embedded_rows(request))
    context = pages.list_context(filters, results, now, found)
    return list_response(request, "directory/organisation_list.html", context, now)


def organisation(request, slug):
    rows = Organisation.objects.published_or_archived().for_detail()
    organisation = slugs.find_or_404(rows, slug)
    if organisation.slug != slug:
        # No browser keeps it for ever: two that were merged can be taken apart again.
        address = organisation.get_absolute_url()
        return HttpResponsePermanentRedirect(address, headers={"Cache-Control": "no-cache"})
    if not organisation.is_published:
        return _ended(request, organisation)
    return organisation_page(request, organisation)


def organisation_page(request, organisation, *, preview=False):
    """The page of `organisation`, which the caller took from `for_detail()`.

    With `preview`, for volunteers: any status, marked as not public.
    """
    now = timezone.localtime()
    shows.note(("organisation", organisation.pk))
    context = pages.organisation_context(directory_index.named(), organisation, now)
    response = render(request, "directory/organisation.html", {**context, "is_preview": preview})
    return fresh_until(response, next_minute(now))


def _ended(request, organisation):
    """An archived organisation says that it has ended and shows what is nearest to it."""
    context = pages.ended_context(directory_index.current(), organisation, timezone.localtime())
    return render(request, "directory/organisation_ended.html", context, status=410)


def organisation_short(request, pk):
    """`/o/<id>`: the address to print or send; leads to the page in the reader's language."""
    merged = Organisation.objects.gone_into([pk]) if pk < 2**63 else {}
    return short_links.to_row(request, Organisation.objects, merged.get(pk, pk))


def theme_list(request):
    index = directory_index.current()
    return render(
        request,
        "directory/theme_list.html",
        {"themes": pages.theme_tiles(index, Theme.objects.all())},
    )


def theme(request, slug):
    theme = slugs.find_or_404(Theme.objects.all(), slug)
    if theme.slug != slug:
        return HttpResponsePermanentRedirect(theme.get_absolute_url())
    now = timezone.localtime()
    context = pages.theme_context(directory_index.current(), theme, now)
    return fresh_until(render(request, "directory/theme.html", context), next_minute(now))


def place_list(request):
    index = directory_index.current()
    return render(
        request,
        "directory/place_list.html",
        {
            "map": place_maps.of_region(index),
            "municipalities": [
                (place, index.located.get(place.slug, 0).bit_count())
                for place in index.places.municipalities
            ],
        },
    )


def municipality(request, slug):
    return _place(request, slug, "municipality")


def neighbourhood(request, municipality, slug):
    return _place(request, slug, "neighbourhood")


def _place(request, slug, kind):
    index = directory_index.current()
    place = index.places.find(slug)
    if place is None or (kind == "municipality" and place.kind == "neighbourhood"):
        # A neighbourhood can be named after its municipality; its own slug is always different.
        raise Http404
    if place.kind == "postal-code":
        place = index.places.by_slug[place.municipality]
    if place.url != request.path:
        return HttpResponsePermanentRedirect(place.url)
    now = timezone.localtime()
    context = pages.place_context(index, place, now)
    return fresh_until(render(request, "directory/place.html", context), next_minute(now))
