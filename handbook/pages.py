"""The page “Help” of the admin: the handbook, and what is found in it.

It is for everybody who may log in: what only editors do says so itself. Who has to set up a second
step first can read how (`core.desk.site`).
"""

from django.contrib import admin
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from . import finding
from .book import book_in


def urls(site):
    return [path("help/", site.admin_view(help_page, saves=False), name="help")]


def help_page(request):
    text = finding.cut(request.GET.get("q", ""))
    found, unknown = finding.find(request.LANGUAGE_CODE, text) if text else ([], [])
    context = {
        **admin.site.each_context(request),
        "title": _("Help"),
        "text": text,
        "book": book_in(request.LANGUAGE_CODE),
        "found": found,
        "unknown": unknown,
    }
    return TemplateResponse(request, "admin/handbook/help.html", context)


admin.site.add_urls(urls)
