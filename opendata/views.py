"""Pages for people about the open data, in six languages."""

from django.conf import settings
from django.utils import timezone

from agenda import index as agenda_index
from agenda.filters import EventFilters
from core.discreet import render
from core.kept.moments import fresh_until
from core.languages import CODES, name_in
from directory import index as directory_index
from directory import licences
from directory.filters import OrganisationFilters

from . import trying
from .borrowed import borrowed
from .lists import LISTS
from .paging import MOST


def data(request):
    """What may be used how, where it is, and what is never in it."""
    context = {
        "facts": licences.FACTS,
        "points": licences.POINTS,
        "addresses": licences.ADDRESSES,
        "borders": licences.BORDERS,
        "example": licences.named(licences.FACTS),
        "borrowed": borrowed(),
    }
    response = render(request, "opendata/data.html", context)
    return response if context["borrowed"] else fresh_until(response, timezone.now())


def api(request):
    """What `/api/` is, for people, and a form to try it."""
    now = timezone.localtime()
    is_agenda = request.GET.get("of") == "activities"
    if is_agenda:
        name, filters = "activities", EventFilters(request.GET, agenda_index.current(), now)
    else:
        name = "organisations"
        filters = OrganisationFilters(request.GET, directory_index.current(), now)
    said = trying.asked(filters, request.GET)
    context = {
        "of": name,
        "filters": filters,
        "fields": trying.fields(filters),
        "days": filters.between if is_agenda else None,
        "said": said,
        "languages_of_texts": [(code, name_in(code, code), code == said["lang"]) for code in CODES],
        "address": trying.address(name, filters, said),
        "is_asked": bool(request.GET),
        "is_sensitive": filters.is_sensitive,
        "lists": LISTS,
        "most": MOST,
        "requests": getattr(settings, "API_REQUESTS", 0),
    }
    response = render(request, "opendata/api.html", context)
    # Words of danger are kept nowhere, also not with a kept page.
    return fresh_until(response, now) if filters.crises else response
