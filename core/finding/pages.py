"""The page of the search over the admin."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext

from core.desk import contents, page_help
from core.text import clean, fold

from . import purposes, rows

LONGEST = 200  # characters
MOST_OF_ONE = 20  # rows, where one looks for one kind only
MOST_AT_FIRST = 4  # rows, before one looks for something: they fit on two screens of a phone


def urls(site):
    return [
        path("find/", site.admin_view(find), name="find"),
        path("find/<slug:name>/", site.admin_view(find_for), name="find_for"),
    ]


def find(request):
    """Everything that holds the words: pages of the admin, and rows by kind."""
    text = _text(request)
    words = fold(text).split()
    context = {
        "title": gettext("Search everything"),
        "text": text,
        "is_asked": bool(words),
        "pages": contents.pages_named(request, words) if words else [],
        "kinds": list(rows.kinds(request, text)) if words else [],
    }
    return _page(request, "find", context)


def find_for(request, name):
    """Rows of one kind, with what one came to do."""
    purpose = purposes.named(name)
    if purpose is None:
        raise Http404
    if not request.user.has_perms(purpose.rights):
        raise PermissionDenied
    text = _text(request)
    model_admin = admin.site.get_model_admin(purpose.model)
    if fold(text).split():
        found = rows.named_first(request, model_admin, text, MOST_OF_ONE + 1)
    else:
        found = list(purpose.at_first(request)[:MOST_AT_FIRST])
    has_more, found = len(found) > MOST_OF_ONE, found[:MOST_OF_ONE]
    actions = purpose.actions(request, found)
    context = {
        "title": purpose.title,
        "label": purpose.label,
        "text": text,
        "is_asked": bool(fold(text).split()),
        "has_more": has_more,
        "lines": [(rows.told(request, model_admin, row), actions.get(row.pk, [])) for row in found],
    }
    return _page(request, "find_for", context)


def _text(request):
    return clean(request.GET.get("q", ""))[:LONGEST]


def _page(request, name, context):
    context = {**admin.site.each_context(request), **context}
    return TemplateResponse(request, f"admin/finding/{name}.html", context)


admin.site.add_urls(urls)

page_help.belongs("you-want-to", "find_")
