"""The page of one task: what it shows, what was sent, and where one goes then."""

import json
from functools import cached_property

from django.contrib import admin
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from core.admin_pages import page as admin_page
from core.admin_pages import row_for
from core.admin_paths import change_url, is_admin_path, overview_url
from core.desk import kept_forms, page_help
from core.desk.main_form import MainForm
from core.editing import offering
from core.editing.conflicts import SEEN, read_seen
from core.editing.saving import SMALL_CORRECTION, STILL_RIGHT_TEXTS, THEN
from core.editing.sheets import Sheet, fingerprints

from . import pages, texts
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
        part = task.part_sent
        if not part:
            return _choose(task)
    if not task.choose(part):
        return HttpResponseRedirect(task.then)
    if request.method == "POST":
        return send(task)
    kept = task.carry(kept_forms.take(request))
    return show(task, kept, is_kept=kept is not None)


def _choose(task):
    """Which of several parts."""
    from .overview import parts_of

    there = list(parts_of(task.request, task.page, task.row, task.sheet, task.waiting))
    add_url = task.url(pages.Part(pages.NEW)) if task.page.adds else ""
    context = {**task.frame, "there": there, "add_url": add_url}
    return admin_page(task.model_admin, task.request, "short/parts.html", context)


def find_model(app_label, model_name):
    for model in pages.models():
        if (model._meta.app_label, model._meta.model_name) == (app_label, model_name):
            return model
    raise Http404


class Task:
    """A short page of one row, as `request.user` may change it.

    `state` is what she goes on from: what is saved, with what waits of hers on top.
    """

    kept = None  # what was kept of the page

    def __init__(self, model_admin, request, row, page):
        self.model_admin, self.request, self.row, self.page = model_admin, request, row, page
        self.sheet = Sheet(model_admin, request, row)
        self.waiting = model_admin.waiting(request, row, self.sheet)
        waiting = page.parts_that_wait(self.sheet, self.waiting.changes)
        self.parts = [*page.parts(self.sheet), *waiting]
        self.part = None

    def choose(self, value):
        """Whether there is such a part, or was: what waited may have been decided meanwhile.

        What is sent of that is a new row then, so that nothing is lost that somebody typed. Raises
        Http404 for what cannot be a part.
        """
        there = {part.value: part for part in self.parts}
        self.part = there.get(value) or (self.parts[0] if self.parts and not value else None)
        if self.part is None and value.startswith(pages.WAITS):
            self.part = there.get(pages.NEW) if self.request.method == "POST" else None
            return self.part is not None
        if self.part is None:
            raise Http404
        return True

    @property
    def part_sent(self):
        """The value of the part whose fields were sent, from when there was no other; or ""."""
        sent = {*self.request.POST}
        there = (part.value for part in self.parts if sent & {*self.page.keys(self.sheet, part)})
        return next(there, "")

    @cached_property
    def state(self):
        return {**self.page.blank(self.sheet, self.part), **self.waiting.state}

    @cached_property
    def own_keys(self):
        """What the page shows."""
        return self.page.keys(self.sheet, self.part)

    def form(self, data=None):
        return ShortForm(self.sheet, self.keys, self.state, data, page=self.page, own=self.own_keys)

    @property
    def keys(self):
        """What the page shows, and what the sheet was refused for."""
        also = (self.kept or self.request.POST).getlist(ALSO)[:MOST_ALSO]
        keys = self.own_keys
        return [*keys, *(key for key in also if key not in keys and self.sheet.field(key))]

    def carry(self, kept):
        """What was kept, where it says anything; also of fields that the page has in the language
        in which it was written."""
        if kept is None:
            return None
        kept = self._named_here(kept)
        written = {key: self.sheet.sent(key, kept.getlist(key)) for key in kept if self._has(key)}
        empty = {key: [] for key in self.keys if key not in kept}
        said = self.state.get
        new = [key for key, texts in {**written, **empty}.items() if texts != said(key, [])]
        if not new:
            return None
        kept.setlist(ALSO, [*kept.getlist(ALSO), *new][:MOST_ALSO])
        self.kept = kept
        return self.kept

    def _has(self, key):
        return not key.startswith("_") and self.sheet.field(key) is not None

    @property
    def template(self):
        return self.page.template

    def problems(self, changes):
        """What is wrong with it, as `Sheet.problems` says it."""
        return self.sheet.problems({**self.waiting.state, **changes})

    def save(self, changes, seen):
        data = self.request.POST.copy()
        data[THEN] = self.then
        _set_small_correction(self, data)
        self.request.POST = data
        return self.model_admin.send_changes(self.request, self.row, changes, seen)

    @property
    def is_waiting(self):
        """Whether some of what it shows is what she changed before."""
        return any(key in self.own_keys for key in self.waiting.changes)

    @cached_property
    def is_translated(self):
        """Whether there are translations of what it shows."""
        return texts.has_translations(self.row, self.own_keys, self.state)

    @property
    def is_small_correction(self):
        if self.request.method == "POST":
            return SMALL_CORRECTION in self.request.POST
        proposal = self.waiting.proposal
        return bool(proposal and proposal.is_small_correction)

    @property
    def sent(self):
        """What she sent."""
        return self._named_here(self.request.POST)

    def _named_here(self, sent):
        """What was sent, a new row under the name that it has here now."""
        data = QueryDict(mutable=True)
        for name, values in sent.lists():
            data.setlist(self.page.key_here(name, self.part), values)
        return data

    @property
    def then(self):
        """Where one goes once it is saved."""
        then = self.request.GET.get("next", "")
        is_ours = is_admin_path(then)
        return then if is_ours else pages.along(self.request, overview_url(self.row))

    def url(self, part):
        return pages.along(self.request, page_url(self.row, self.page, part))

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
            "overview_url": pages.along(self.request, overview_url(self.row)),
            "change_url": pages.along(self.request, change_url(self.row)),
            "waits": self.model_admin.waits(self.request, self.row),
            "is_waiting": self.part is not None and self.is_waiting,
        }


def page_url(row, page, part=None):
    options = row._meta
    args = [options.app_label, options.model_name, row.pk, page.name]
    return reverse("admin:short_page", args=[*args, part.value] if part and part.value else args)


def send(task):
    """Saves what was sent, or shows it again with what is wrong."""
    request, sheet = task.request, task.sheet
    request.POST = offering.chosen(task.sent)
    form = task.form(request.POST)
    completed = task.page.completed(task.part, form.texts, task.state)
    changes = {**task.page.blank(sheet, task.part), **completed}
    if DELETE in request.POST and task.page.deletes:
        changes = {f"{task.page.place(task.part)}/{DELETION_FIELD_NAME}": ["on"]}
    elif problems := task.problems(changes):
        return _refuse(task, form, problems)
    return task.save(changes, read_seen(request.POST.get(SEEN)))


def _set_small_correction(task, data):
    """What waits already counts as it was sent: the tick stands for all of a proposal."""
    proposal = task.waiting.proposal
    if proposal is None:
        return
    keys = task.own_keys
    if texts.has_others(task.row, keys, task.waiting.changes) or not task.is_translated:
        data.pop(SMALL_CORRECTION, None)
        if proposal.is_small_correction:
            data[SMALL_CORRECTION] = "on"


def _refuse(task, form, problems):
    """Shows it again, with the fields of other pages that are refused as well."""
    also = [key for key, _words in problems if key not in form.fields and task.sheet.field(key)]
    if also:
        data = task.request.POST.copy()
        data.setlist(ALSO, [*data.getlist(ALSO), *also][:MOST_ALSO])
        for key in also:
            data.setlist(key, task.state.get(key, []))
        task.request.POST = data
        form = task.form(data)
    form.refuse(problems)
    return show(task, form=form, status=200)


def show(task, data=None, *, form=None, is_kept=False, status=200):
    """The page: with `data` instead of what is saved, or with a `form` that was refused."""
    form = form or task.form(data)
    own = {*task.own_keys}
    shown = {key: task.state.get(key, []) for key in form.fields if "/+" not in key}
    sources = texts.sources(task.row, own, task.state)
    for key, field in form.fields.items():
        field.source = sources.get(key)
    sent = task.request.POST if data is None else data
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
        "main_form": MainForm("short-form"),
        "may_delete": task.page.deletes and task.part.value not in ("", pages.NEW),
        "is_taken_away": task.page.is_taken_away(task.state, task.part),
        "is_translated": task.is_translated,
        "is_small_correction": task.is_small_correction,
        "then": task.then,
        "seen": sent.get(SEEN, json.dumps(fingerprints(shown))),
        "SEEN": SEEN,
        "ALSO": ALSO,
        "DELETE": DELETE,
        "SMALL_CORRECTION": SMALL_CORRECTION,
        "STILL_RIGHT_TEXTS": STILL_RIGHT_TEXTS,
        "media": form.media + task.page.media,
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
page_help.belongs("you-want-to", "overview", "short_page", "begin", "step", "end")
