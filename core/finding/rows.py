"""Rows of every list of the admin that hold some words, those whose name holds them first."""

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from core.admin_paths import overview_url
from core.desk import contents
from core.models import Publishable
from core.search import documents
from core.text import fold

MOST = 6  # rows of a kind


@dataclass(frozen=True, slots=True)
class Found:
    """A row, where it leads, and what tells it from others of its name."""

    row: object
    url: str
    note: str = ""

    @property
    def name(self):
        return str(self.row)


@dataclass(frozen=True, slots=True)
class Kind:
    """What was found of one model; `more_url` is its list, when there is more."""

    model: type
    name: str
    found: list
    more_url: str


def kinds(request, text):
    """What she may see of each list that can be searched, in the order of the desk."""
    for model in contents.models():
        model_admin = admin.site.get_model_admin(model)
        may_look = model_admin.has_view_or_change_permission(request)
        if may_look and model_admin.get_search_fields(request):
            rows = named_first(request, model_admin, text, MOST + 1)
            if rows:
                url = f"{_list_url(model)}?{urlencode({'q': text})}" if len(rows) > MOST else ""
                found = [told(request, model_admin, row) for row in rows[:MOST]]
                yield Kind(model, str(model._meta.verbose_name_plural), found, url)


def named_first(request, model_admin, text, most):
    """At most so many rows; of what is published, first those whose name holds all the words."""
    rows, words = model_admin.get_queryset(request), fold(text).split()
    if related := model_admin.get_list_select_related(request):
        rows = rows.select_related(*related)
    if not words:
        return []
    having = getattr(model_admin, "having_itself", getattr(model_admin, "having", None))
    if having is None or model_admin.model not in documents.models():
        return list(model_admin.get_search_results(request, rows, text)[0][:most])
    for word in words:
        rows = rows.filter(having(request, word))
    if not issubclass(model_admin.model, Publishable):
        return list(rows[:most])
    named = Q()
    for word in words:
        named &= Q(pk__in=documents.ids_named(model_admin.model, word))
    first = list(rows.filter(named)[:most])
    others = rows.exclude(pk__in=[row.pk for row in first])
    return first if len(first) == most else [*first, *others[: most - len(first)]]


def told(request, model_admin, row):
    """What a list of found rows says of one."""
    note = getattr(model_admin, "found_note", _status)(row)
    url = getattr(model_admin, "found_url", None)
    return Found(row, url(request, row) if url else _url(row), str(note))


def _status(row):
    """Of what can be published, its state where it is not public."""
    is_public = getattr(row, "is_published", True)
    return "" if is_public else row.get_status_display()


def _url(row):
    try:
        return overview_url(row)
    except NoReverseMatch:
        return _list_url(type(row))


def _list_url(model):
    options = model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
