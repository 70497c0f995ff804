"""The page of one task: what it shows, what was sent, and where one goes then."""

import json
from functools import cached_property

from django.contrib import admin
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import Http404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page as admin_page
from core.admin_pages import row_for
from core.admin_paths import change_url, is_admin_path, overview_url
from core.desk import kept_forms, page_help
from core.editing.conflicts import SEEN, read_seen
from core.editing.saving import THEN
from core.editing.sheets import Sheet, fingerprints

from . import pages
from .form import ShortForm

ALSO = "_also"  # keys that are shown because the sheet is refused without them
DELETE = "_delete"  # the button that takes the row away
MOST_ALSO = 20


def urls(site):
    start = "<str:app_label>/<str:model_name>/<int:object_id>/edit/<slug:name>/"
    view = site.admin_view(short_page)
    return [
        path(start, view, name="short_page"),
        path(f"{start}<str:part>/", view, name="short_page"),
    ]


def short_page(request, app_label, model_name, object_id, name, part=""):
    model = find_model(app_label, model_name)
    page = pages.of(model).get(name)
    if page is None:
        raise Http404
    model_admin = admin.site.get_model_admin(model)
    task = Task(model_admin, request, row_for(model_admin, request, object_id), page)
    if part == "" and len(task.parts) > 1:
        return admin_page(model_admin, request, "short/parts.html", task.frame)
    task.choose(part)
    if request.method == "POST":
        return send(task)
    kept = kept_forms.take(request)
    return show(task, kept, is_kept=kept is not None)


def find_model(app_label, model_name):
    for model in pages.models():
        if (model._meta.app_label, model._meta.model_name) == (app_label, model_name):
            return model
    raise Http404


class Task:
    """A short page of one row, as `request.user` may change it.

    `state` is what she goes on from: what is saved, with what waits of hers on top.
    """

    def __init__(self, model_admin, request, row, page):
        self.model_admin, self.request, self.row, self.page = model_admin, request, row, page
        self.sheet = Sheet(model_admin, request, row)
        self.waiting = model_admin.waiting(request, row, self.sheet)
        self.parts = page.parts(self.sheet)
        self.part = None

    def choose(self, value):
        """Raises Http404 when there is no such part."""
        there = {part.value: part for part in self.parts}
        self.part = there.get(value) or (self.parts[0] if self.parts and not value else None)
        if self.part is None:
            raise Http404

    @cached_property
    def state(self):
        return {**self.page.blank(self.sheet, self.part), **self.waiting.state}

    @property
    def keys(self):
        """What the page shows, and what the sheet was refused for."""
        also = self.request.POST.getlist(ALSO)[:MOST_ALSO]
        keys = self.page.keys(self.sheet, self.part)
        return [*keys, *(key for key in also if key not in keys and self.sheet.field(key))]

    @property
    def template(self):
        return self.page.template

    def problems(self, changes):
        """What is wrong with it, as `Sheet.problems` says it."""
        return self.sheet.problems({**self.waiting.state, **changes})

    def save(self, changes, seen):
        data = self.request.POST.copy()
        data[THEN] = self.then
        self.request.POST = data
        return self.model_admin.send_changes(self.request, self.row, changes, seen)

    @property
    def then(self):
        """Where one goes once it is saved."""
        then = self.request.GET.get("next", "")
        return then if is_admin_path(then) else overview_url(self.row)

    def url(self, part):
        return page_url(self.row, self.page, part)

    @property
    def frame(self):
        """What each of its pages shows."""
        return {
            "title": self.page.label,
            "subtitle": str(self.row),
            "row": self.row,
            "page": self.page,
            "part": self.part,
            "parts": [{"part": part, "url": self.url(part)} for part in self.parts],
            "overview_url": overview_url(self.row),
            "change_url": change_url(self.row),
            "waits": self.model_admin.waits(self.request, self.row),
            "is_waiting": bool(self.waiting.changes),
        }


def page_url(row, page, part=None):
    options = row._meta
    args = [options.app_label, options.model_name, row.pk, page.name]
    return reverse("admin:short_page", args=[*args, part.value] if part and part.value else args)


def send(task):
    """Saves what was sent, or shows it again with what is wrong."""
    request, sheet = task.request, task.sheet
    form = ShortForm(sheet, task.keys, task.state, request.POST)
    changes = {**task.page.blank(sheet, task.part), **form.texts}
    if DELETE in request.POST and task.page.deletes:
        changes = {f"{task.page.place(task.part)}/{DELETION_FIELD_NAME}": ["on"]}
    elif problems := task.problems(changes):
        return _refuse(task, form, problems)
    return task.save(changes, read_seen(request.POST.get(SEEN)))


def _refuse(task, form, problems):
    """Shows it again, with the fields of other pages that are refused as well."""
    also = [key for key, _texts in problems if key not in form.fields and task.sheet.field(key)]
    if also:
        data = task.request.POST.copy()
        data.setlist(ALSO, [*data.getlist(ALSO), *also][:MOST_ALSO])
        for key in also:
            data.setlist(key, task.state.get(key, []))
        task.request.POST = data
        form = ShortForm(task.sheet, task.keys, task.state, data)
    form.refuse(problems)
    return show(task, form=form, status=200)


def show(task, data=None, *, form=None, is_kept=False, status=200):
    """The page: with `data` instead of what is saved, or with a `form` that was refused."""
    form = form or ShortForm(task.sheet, task.keys, task.state, data)
    own = {*task.page.keys(task.sheet, task.part)}
    shown = {key: task.state.get(key, []) for key in form.fields if "/+" not in key}
    context = {
        **task.frame,
        "form": form,
        "fields": [form[key] for key in form.fields if key in own],
        "also": [
            {"field": form[key], "row": task.sheet.difference(key, [], []).label}
            for key in form.fields
            if key not in own
        ],
        "is_kept": is_kept,
        "may_delete": task.page.deletes and task.part.value not in ("", pages.NEW),
        "then": task.then,
        "seen": (task.request.POST if data is None else data).get(
            SEEN, json.dumps(fingerprints(shown))
        ),
        "SEEN": SEEN,
        "ALSO": ALSO,
        "DELETE": DELETE,
        "media": form.media,
        **task.page.context(task),
    }
    response = admin_page(task.model_admin, task.request, "short/page.html", context, status)
    response.template_name = [task.template]
    return response


admin.site.add_urls(urls)


page_help.register(
    "short_page",
    _("Write only what you know. What you leave alone stays as it is."),
    _("If somebody else changed the same field in the meantime, you see both and choose."),
    _("Every change is kept in the history, and can be put back."),
)
page_help.register(
    "overview",
    _("Tap what you want to change. Each opens a small page that is saved by itself."),
    _("What a volunteer changes on a public page waits until an editor has looked at it."),
    _("“The whole form” has everything on one page, for who prefers that."),
)
