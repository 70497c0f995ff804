"""What can be shared: a page of ours, known by its address without the language."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from agenda import finding as agenda_finding
from agenda import index as agenda_index
from agenda import list_page
from agenda.models import Event
from core import slugs
from core.languages import CODES, shown
from directory import finding as directory_finding
from directory import index as directory_index
from directory import pages as directory_pages
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
    "directory:organisation_list": (directory_finding.OrganisationQuery, directory_index),
    "agenda:event_list": (agenda_finding.EventQuery, agenda_index),
}


@dataclass(frozen=True)
class Target:
    """`path` is the address without its language, "/organisations/baboes/", query included.

    `row` is the organisation, activity or question; other pages have none. `names` are those of a
    selection.
    """

    kind: str
    path: str
    row: object = None
    names: tuple = ()

    def link(self, language):
        """The address to send, in a language; short where there is a short one."""
        if self.row is not None:
            return f"{settings.SITE_URL}{self.row.get_short_url()}?lang={language}"
        if self.kind == "selection":
            token = selections.token_of(self.names)
            return f"{settings.SITE_URL}{reverse('selection_short', args=[token])}?lang={language}"
        return f"{settings.SITE_URL}/{language}{self.path}"

    def title(self, language):
        """What it is called, in a language."""
        with override(language):
            return _title(self)

    @property
    def is_sensitive(self):
        """Whether messages and previews must not tell what it is about."""
        if self.kind == "theme":
            return Theme.objects.filter(slug=self.path.split("/")[2], is_sensitive=True).exists()
        if self.row is not None:
            return self.row.themes.filter(is_sensitive=True).exists()
        return False


def find(path):
    """The `Target` that an address means, or None for what is no public page of ours.

    The address may be whole, with or without its language. Queries are read and written anew, so
    that nobody's tracking is passed on, and periods become days: next week they are the same.
    """
    parts = urlsplit(path[:LONGEST].replace("\0", ""))
    words = parts.path.split("/")
    if len(words) > 1 and words[1] in CODES:
        words = [words[0], *words[2:]]
    plain = "/".join(words)
    try:
        match = resolve(f"/{get_language()}{plain}")
    except Resolver404:
        return None
    view = match.view_name
    if view in _ROWS:
        row = slugs.find(_ROWS[view]().for_detail(), match.kwargs["slug"])
        if row is None:
            return None
        kind = view.split(":")[1]
        return Target(kind, bare(row.get_absolute_url()), row)
    if view in _LISTS:
        return Target("list", _with_query(plain, view, parts.query))
    if view == "directory:theme":
        theme = slugs.find(Theme.objects.all(), match.kwargs["slug"])
        return theme and Target("theme", bare(theme.get_absolute_url()))
    if view in ("directory:municipality", "directory:neighbourhood"):
        place = directory_index.current().places.find(match.kwargs["slug"])
        return place and Target("place", bare(place.url))
    if view == "sharing:selection":
        names = tuple(selections.names_in(match.kwargs["token"]))
        return Target("selection", plain, names=names) if names else None
    if view in ("home", "faq:question_list", "directory:theme_list", "directory:place_list"):
        return Target("page", plain)
    return None


def bare(url):
    """An address of ours without its language."""
    return "/" + url.split("/", 2)[2]


def _with_query(plain, view, query_string):
    query_class, index_module = _LISTS[view]
    index = index_module.current()
    params = QueryDict(urlencode(parse_qsl(query_string, keep_blank_values=False)))
    query = query_class.read(params, index).on_page(1)
    if getattr(query, "when", None) in agenda_index.WHEN:
        query = query.between(*agenda_index.period(query.when, index.today))
    encoded = query.encoded()
    return f"{plain}?{encoded}" if encoded else plain


def _title(target):
    if target.kind == "organisation":
        return shown(target.row, "name").text
    if target.kind == "event":
        return shown(target.row, "title").text
    if target.kind == "question":
        return shown(target.row, "question").text
    if target.kind == "theme":
        return shown(Theme.objects.get(slug=target.path.split("/")[2]), "name").text
    if target.kind == "place":
        return directory_index.current().places.find(target.path.split("/")[-2]).name.text
    if target.kind == "list":
        return _list_title(target)
    if target.kind == "selection":
        return _("A selection for you")
    return _("Together in Brussels")


def _list_title(target):
    """What the list says of itself, without the number, which changes."""
    parts = urlsplit(target.path)
    view = resolve(f"/{get_language()}{parts.path}").view_name
    query_class, index_module = _LISTS[view]
    index = index_module.current()
    query = query_class.read(QueryDict(parts.query), index)
    if view == "agenda:event_list":
        return list_page.asked_in_words(index, query) or _("Agenda")
    return directory_pages.asked_text(index, query) or _("Help nearby")
