"""The page of a work that is done in parts, and the list of what she began."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import admin_pages
from core.admin_paths import overview_url
from core.desk import page_help, tasks
from core.wording.hours import moment_in_words

from . import actions, going
from .models import Work

A_PAGE = 100  # rows that were refused


def urls(site):
    # Each part is a transaction by itself.
    return [
        path("works/", site.admin_view(works), name="works"),
        path("works/<int:pk>/", site.admin_view(work, saves=False), name="work"),
    ]


def works(request):
    """What she began in the last weeks, what is not finished first."""
    rows = Work.objects.of(request.user)
    listed = []
    for each in sorted(rows, key=lambda each: each.is_done):
        model_admin = admin.site.get_model_admin(each.model)
        try:
            title = actions.title_of(model_admin, request, each.action)
        except PermissionDenied:
            continue
        listed.append({"work": each, "title": title, "made": moment_in_words(each.made_at)})
    context = {**admin.site.each_context(request), "title": _("Work on many rows"), "works": listed}
    return TemplateResponse(request, "admin/parts/works.html", context)


def work(request, pk):
    """Does the next part and goes on by itself, or says what came of all."""
    row = get_object_or_404(Work.objects.of(request.user), pk=pk)
    model_admin = admin.site.get_model_admin(row.model)
    action = actions.find(model_admin, request, row.action)
    if request.method == "POST":
        return HttpResponseRedirect(_act(row, request))
    is_waiting = False
    if not (row.is_done or row.is_asked):
        try:
            row = going.go_on(row, request, model_admin, action)
        except OperationalError:  # somebody else is saving for long; the page goes on by itself
            is_waiting = True
    options = model_admin.opts
    context = {
        "title": actions.title_of(model_admin, request, row.action),
        "list_url": _list_url(row),
        "list_name": options.verbose_name_plural,
        "done": row.tried,
        "total": row.total,
        "work": row,
    }
    if row.is_asked:
        context |= action.question(model_admin, request, row)
        return admin_pages.page(model_admin, request, "parts/question.html", context)
    if not row.is_done:
        context |= {"may_stop": True, "is_waiting": is_waiting}
        return admin_pages.page(model_admin, request, "parts/progress.html", context)
    list_page = Paginator(row.refused, A_PAGE).get_page(request.GET.get("page"))
    context |= {
        "said": action.done(row.changed) if row.changed else "",
        "list_page": list_page,
        "refused": [
            {"url": overview_url(row.model(pk=key)), "name": name, "reason": reason}
            for key, name, reason in list_page
        ],
    }
    return admin_pages.page(model_admin, request, "parts/done.html", context)


def _act(row, request):
    """What one of its buttons says; gives the address to go to."""
    if row.is_asked:
        if "_yes" not in request.POST:
            row.delete()
            return _list_url(row)
        Work.objects.filter(pk=row.pk).update(is_asked=False)
    elif "_stop" in request.POST and not row.is_done:
        Work.objects.filter(pk=row.pk, done_at=None).update(done_at=timezone.now())
    elif "_again" in request.POST and row.is_done:
        # What was refused was put right since, or what was stopped goes on after all.
        row.left = [*row.left, *(key for key, _name, _reason in row.refused)]
        row.refused, row.done_at = [], None
        row.save(update_fields=["left", "refused", "done_at"])
    return request.path


def _list_url(row):
    options = row.model._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_changelist")


admin.site.add_urls(urls)


# The desk


def _unfinished(request):
    return Work.objects.of(request.user).unfinished().count()


tasks.register(
    gettext_lazy("work that you began and that is not finished"),
    reverse_lazy("admin:works"),
    _unfinished,
    is_mine=True,
    position=25,
)

page_help.belongs("many-rows-at-once", "works", "work")
