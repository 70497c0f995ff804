"""The page that a message is about, known by its address without the language."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from django.apps import apps
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from core import slugs
from core.languages import CODES, Shown, shown
from core.models import FormerSlug, Publishable, Sluggable

LONGEST = 300  # characters

# No other site ("//host"), nothing that a browser reads as one, no "..", no white space.
_PATH = re.compile(r"/|(?:/(?!\.{1,2}(?:/|$))[^/\s\\\x00-\x1f\x7f]+)+/?")
_LANGUAGE = re.compile(rf"/(?:{'|'.join(CODES)})(?=/|$)")


@dataclass(frozen=True)
class Page:
    """`path` is the address without its language, empty for none. `url` is empty when no public
    page answers there. `name` is that of the listing that the page shows, if it shows one."""

    path: str
    url: str = ""
    name: Shown | None = None


def path_of(address):
    """`address` without its language, query and fragment; empty when it cannot be ours."""
    path = re.split(r"[?#]", address, maxsplit=1)[0]
    if match := _LANGUAGE.match(path):
        path = path[match.end() :] or "/"
    return path if len(path) <= LONGEST and _PATH.fullmatch(path) else ""


def find(address):
    """The `Page` that an address means. At most three queries, none without a listing."""
    path = path_of(address)
    match = _match(path)
    if match is None:
        return Page(path)
    model = _model(match)
    if model is None:
        return Page(path, url_of(path, get_language()))
    row = slugs.find(_public(model), match.kwargs["slug"])
    if row is None:
        return Page(path)
    path = path_of(row.get_absolute_url())
    return Page(path, url_of(path, get_language()), shown(row, model.SLUG_FROM))


def url_of(path, language):
    """The address to follow. Quoted, so that no "%2e" in it becomes a dot in the browser."""
    return f"/{language}{quote(path)}"


def paths_of(row):
    """Every address, without language, that the page of `row` has or had. One query."""
    path = path_of(row.get_absolute_url())
    start = path.removesuffix(f"{row.slug}/")
    former = FormerSlug.objects.filter(model=row._meta.label_lower, object_id=row.pk)
    return [path, *(f"{start}{slug}/" for slug in former.values_list("slug", flat=True))]


def listings(paths):
    """`{path: (model, primary key)}` for those of `paths` that are pages of listings.

    Of any status: for the admin. One query for each kind of listing, and one more for old slugs.
    """
    wanted = {}
    for path in set(paths):
        match = _match(path)
        if match is not None and (model := _model(match)):
            wanted.setdefault(model, {})[match.kwargs["slug"]] = path
    listed = {}
    for model, by_slug in wanted.items():
        former = FormerSlug.objects.filter(model=model._meta.label_lower, slug__in=by_slug)
        rows = model._default_manager.filter(slug__in=by_slug)
        keys = dict(rows.values_list("slug", "pk"))
        # A former address counts also where a row still has it: that one was merged into another.
        keys |= dict(former.values_list("slug", "object_id"))
        listed |= {by_slug[slug]: (model, key) for slug, key in keys.items()}
    return listed


def listing_of(path):
    """The listing whose page `path` is, of any status; None when it is of none."""
    found = listings([path]).get(path)
    return found and found[0]._default_manager.filter(pk=found[1]).first()


def _match(path):
    try:
        return resolve(f"/{get_language()}{path}") if path else None
    except Resolver404:
        return None


def _model(match):
    """The model whose page an address is, by the names: `agenda:event` shows an `agenda.Event`.

    So that this app need not know the others.
    """
    try:
        model = apps.get_model(match.app_name, match.url_name)
    except LookupError:
        return None
    return model if issubclass(model, Sluggable) and "slug" in match.kwargs else None


def _public(model):
    rows = model._default_manager
    if issubclass(model, Publishable):
        return rows.published_or_archived()
    return rows.all()
