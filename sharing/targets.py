"""What can be shared: a page of ours, known by its address without the language."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.timezone import localtime
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agenda import finding as agenda_finding
from agenda import index as agenda_index
from agenda.filters import Between, EventFilters
from agenda.models import Event
from agenda.periods import WHEN
from agenda.titles import told_title
from core import slugs
from core.kept import shows
from core.languages import CODES, shown
from core.lists.results import Results
from directory import finding as directory_finding
from directory import index as directory_index
from directory import pages as directory_pages
from directory import sensitive
from directory.filters import OrganisationFilters
from directory.models import Organisation, Theme
from faq.models import Question

from . import selections

LONGEST = 1_000  # characters of an address
_ROWS = {
    "directory:organisation": Organisation.objects.published,
    "agenda:event": Event.objects.published,
    "faq:question": Question.objects.published,
}
_LISTS = {
    "directory:organisation_list": (
        OrganisationFilters,
        directory_index,
        directory_finding.sections,
    ),
    "agenda:event_list": (EventFilters, agenda_index, agenda_finding.sections),
}
_PAGES = ("home", "faq:question_list", "directory:theme_list", "directory:place_list")


@dataclass(frozen=True)
class Target:
    """`path` is the address without its language, "/organisations/baboes/", query included.

    `row` is the organisation, activity, question or theme; other pages have none. `names` are
    those of a selection.
    """

    kind: str
    path: str
    row: object = None
    names: tuple = ()

    def link(self, language):
        """The address to send, in a language; short where there is a short one. Without a language
        it leads to that of whoever opens it."""
        if self.has_short_link:
            asked = f"?lang={language}" if language else ""
            return f"{settings.SITE_URL}{self._short_path}{asked}"
        return f"{settings.SITE_URL}{f'/{language}' if language else ''}{self.path}"

    @property
    def has_short_link(self):
        """Whether the address is short, and tells nobody what it is about."""
        return self.kind in ("organisation", "event", "question", "selection")

    @property
    def _short_path(self):
        if self.kind == "selection":
            return reverse("selection_short", args=[selections.token_of(self.names)])
        return self.row.get_short_url()

    def title(self, language):
        """What it is called, in a language."""
        with override(language):
            return _title(self)

    @property
    def slug(self):
        """The last part of its path, such as that of a place."""
        return self.path.split("/")[-2]

    @cached_property
    def filters(self):
        """What a list is asked, in the active language."""
        return _asked(self.path)[0]

    @cached_property
    def rows(self):
        """`(name, row)` of a selection, as `selections.rows_of` gives them."""
        return selections.rows_of(self.names)

    @property
    def is_of_danger(self):
        """Whether it has words of danger, which are kept nowhere."""
        return self.kind == "list" and bool(self.filters.crises)

    @cached_property
    def is_sensitive(self):
        """Whether messages and previews must not tell what it is about."""
        if self.kind == "theme":
            return directory_pages.is_theme_sensitive(directory_index.current(), self.row)
        if self.kind == "place":
            index = directory_index.current()
            filters = directory_pages.place_filters(index, index.places.find(self.slug))
            lists = directory_pages.place_lists(filters, directory_finding.parts(filters))
            return directory_pages.is_place_sensitive(index, *lists)
        if self.kind == "selection":
            return selections.is_sensitive(self.rows)
        if self.kind == "list":
            filters, sections = _asked(self.path)
            return sensitive.is_list(filters, Results(sections(filters), 1))
        return self.row is not None and self.row.is_sensitive


def find(address):
    """The `Target` that an address means, or None for what is no public page of ours.

    The address may be whole, with or without its language. Queries are read and written anew, so
    that nobody's tracking is passed on, and periods become days: next week they are the same.
    """
    plain, query_string, match = _resolved(address)
    if match is None:
        return None
    view = match.view_name
    if view in _LISTS:
        return Target("list", _list_path(plain, query_string))
    if view in _ROWS:
        row, kind = slugs.find(_ROWS[view]().for_detail(), match.kwargs["slug"]), view.split(":")[1]
        if row:
            shows.note("place", "vocabulary", "holiday", (kind, row.pk))
        return row and Target(kind, bare(row.get_absolute_url()), row)
    if view == "directory:theme":
        shows.note("vocabulary")
        theme = slugs.find(Theme.objects.all(), match.kwargs["slug"])
        return theme and Target("theme", bare(theme.get_absolute_url()), theme)
    if view in ("directory:municipality", "directory:neighbourhood"):
        return _place(match.kwargs["slug"], is_neighbourhood=view.endswith("neighbourhood"))
    if view == "sharing:selection":
        return selection(selections.current(selections.names_in(match.kwargs["token"])))
    shows.note(shows.NOTHING)
    return Target("page", plain) if view in _PAGES else None


def find_list(address, filters=None):
    """Like `find`, of a list only; costs no query. `filters` are what its query says, once read."""
    plain, query_string, match = _resolved(address)
    if match is None or match.view_name not in _LISTS:
        return None
    return Target("list", _list_path(plain, query_string, filters))


def selection(names):
    """The `Target` of a selection, or None without names."""
    if not names:
        return None
    path = bare(reverse("sharing:selection", args=[selections.token_of(names)]))
    return Target("selection", path, names=tuple(names))


def bare(url):
    """An address of ours without its language."""
    return "/" + url.split("/", 2)[2]


def _resolved(address):
    """`(path without language, query string, match or None)`. Never raises."""
    try:
        parts = urlsplit(address[:LONGEST].replace("\0", ""))
    except ValueError:
        return "", "", None
    if parts.netloc not in ("", urlsplit(settings.SITE_URL).netloc):
        return "", "", None
    words = parts.path.split("/")
    if len(words) > 2 and words[1] in CODES:
        del words[1]
    plain = "/".join(words)
    try:
        return plain, parts.query, resolve(f"/{get_language()}{plain}")
    except Resolver404:
        return plain, parts.query, None


def _place(slug, *, is_neighbourhood):
    places = directory_index.named().places
    place = places.find(slug)
    if place and place.kind == "postal-code":
        place = places.by_slug[place.municipality]
    if place is None or (place.kind == "neighbourhood" and not is_neighbourhood):
        return None
    return Target("place", bare(place.url))


def _list_path(plain, query_string, filters=None):
    filters = filters or _filters(f"{plain}?{urlencode(parse_qsl(query_string))}")
    encoded = filters.encoded()
    if getattr(filters, "when_asked", None) in WHEN:
        encoded = filters.encoded(when=[Between(*filters.period)])
    return f"{plain}?{encoded}" if encoded else plain


def _filters(path):
    """What the path of a list asks, in the active language."""
    return _asked(path)[0]


def _asked(path):
    """`(filters, what cuts their rows into sections)` of the path of a list."""
    parts = urlsplit(path)
    filters, index, sections = _LISTS[resolve(f"/{get_language()}{parts.path}").view_name]
    return filters(QueryDict(parts.query), index.current(), localtime()), sections


def _title(target):
    if target.kind in ("organisation", "theme"):
        return shown(target.row, "name").text
    if target.kind == "event":
        return told_title(target.row)
    if target.kind == "question":
        return shown(target.row, "question").text
    if target.kind == "place":
        return directory_index.named().places.find(target.slug).name.text
    if target.kind == "list":
        return _list_title(target)
    if target.kind == "selection":
        return _("A selection for you")
    return _("Together in Brussels")


def _list_title(target):
    """What the list says of itself, without the number, which changes.

    “Without giving your name” or “Free” alone would tell nobody what it is about.
    """
    filters = _filters(target.path)
    name = _("Agenda") if isinstance(filters, EventFilters) else _("Help nearby")
    says_what = any(filters.asked[one] for one in ("q", *filters.main))
    words = filters.in_words()
    return words if says_what else " · ".join(filter(None, [name, words]))
