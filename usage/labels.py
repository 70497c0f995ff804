"""What a page counts as: its kind, its language, its themes and its municipality, and no more.

The template of every page says it where the page has its context (`{% counted %}` in base.html);
of what has none, such as a feed, the address says it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from django.core.exceptions import TooManyFieldsSent
from django.db import Error
from django.utils.translation import get_language

from core.kept import memory
from core.languages import CODES

from . import kinds
from .kinds import Kind


class Label(NamedTuple):
    """Pages of the same kind, language, themes and municipality share one. A language is missing
    where the address has none, a municipality where a page is about none or about several."""

    kind: str
    language: str
    themes: tuple
    municipality: str
    is_fetched: bool  # by programs


SENSITIVE = Label(Kind.SENSITIVE, "", (), "", False)


@lru_cache(maxsize=5_000)
def _shared(kind, language, themes, municipality):
    is_fetched = kinds.ACTION[kind] == kinds.Action.FETCHED
    return Label(kind.value, language, themes, municipality, is_fetched)


def label_of(request, context=None):
    """The `Label` of a page, or None for what is not counted.

    A context is that of a page; without one, what the address says of themes and place counts.
    """
    match = request.resolver_match
    kind = match and kinds.of(match, is_embedded=getattr(request, "is_embedded", False))
    if not kind:
        return None
    if context and (context.get("is_sensitive") or context.get("opens_sensitive")):
        return SENSITIVE
    try:
        if context and (row := _OF_A_ROW.get(match.view_name)) and row.name in context:
            about = row.about(context[row.name])
        else:
            about = _asked(request, match) if kind in _OF_MANY else About()
    except (Error, TooManyFieldsSent):
        return None  # the database is away, or nobody reads such a question: a page says so
    if about is None:
        return SENSITIVE
    language = get_language() if request.path_info[1:3] in CODES else ""
    municipality = min(about.places) if len(about.places) == 1 else ""
    return _shared(kind, language, tuple(sorted(about.themes)), municipality)


def call(language, themes, municipality):
    """The `Label` of a tap on a telephone number; None for what no page of ours says."""
    vocabulary, places = memory.get("vocabulary"), memory.get("places")
    known = set(vocabulary.theme_slugs.values()) - vocabulary.sensitive
    if not known.issuperset(themes) or municipality not in {"", *places.nis_codes}:
        return None
    return _shared(Kind.CALL, language, tuple(sorted(set(themes))), municipality)


# What a page is about


class About(NamedTuple):
    """The slugs of themes, and those of municipalities."""

    themes: frozenset = frozenset()
    places: frozenset = frozenset()


def _about(themes, municipalities):
    """Of some rows of themes and ids of municipalities; what people come for beside what is
    sensitive."""
    sensitive = memory.get("vocabulary").sensitive
    slugs = memory.get("places").slug_of_pk["municipality"]
    return About(
        frozenset(theme.slug for theme in themes) - sensitive,
        frozenset(slugs[pk] for pk in municipalities if pk in slugs),
    )


def _event(event):
    # A secret address is in no municipality.
    place = event.public_location if event.location_id else event
    return _about(event.themes.all(), [place.municipality_id] if place else [])


def _organisation(organisation):
    places = [location.municipality_id for location in organisation.public_locations]
    return _about(organisation.themes.all(), places)


class Row(NamedTuple):
    """`name` is what the context of a page calls the row that it is about."""

    name: str
    about: Callable


_OF_A_ROW = {
    "agenda:event": Row("event", _event),
    "directory:organisation": Row("organisation", _organisation),
    "faq:question": Row("row", lambda question: _about(question.themes.all(), [])),
}
# Their addresses say of which themes and places they are.
_OF_MANY = {
    Kind.LIST, Kind.AGENDA, Kind.WEEK, Kind.SEARCH, Kind.THEME, Kind.PLACE, Kind.FRAME, Kind.SHEET,
    Kind.FILE, Kind.CALENDAR, Kind.FEED, Kind.API,
}  # fmt: skip
_OF_A_THEME = ("directory:theme",)
_OF_A_PLACE = (
    "directory:municipality",
    "directory:neighbourhood",
    "downloads:municipality_sheet",
    "downloads:neighbourhood_sheet",
)


def _asked(request, match):
    """What an address names, in its path or in its question; None where a theme is sensitive."""
    vocabulary, places = memory.get("vocabulary"), memory.get("places")
    names, towns = request.GET.getlist("theme"), request.GET.getlist("place")
    if match.view_name in _OF_A_THEME:
        names = [match.kwargs["slug"]]
    if municipality := match.kwargs.get("municipality"):
        towns = [municipality]
    elif match.view_name in _OF_A_PLACE:
        towns = [match.kwargs["slug"]]
    known, aliases = set(vocabulary.theme_slugs.values()), vocabulary.aliases["theme"]
    themes = frozenset(aliases.get(name, name) for name in names) & known
    if themes & vocabulary.sensitive:
        return None
    # In any language, and only when there are some.
    found = [places.in_language(get_language()).find(town) for town in towns]
    return About(themes, frozenset(place.municipality for place in found if place))
