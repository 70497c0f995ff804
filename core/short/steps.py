"""Adding a row in steps: a few short pages one after another, the first before there is a row.

After the first there is a draft of hers, so that nothing is lost when she stops. Each step asks at
once for what the public will need, unless she keeps it for later; the last one leads to the end,
where she offers it.
"""

from types import SimpleNamespace

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from modeltranslation.utils import build_localized_fieldname

from core.admin_pages import row_for
from core.admin_paths import has_steps, overview_url
from core.admin_request import editing
from core.desk import kept_forms
from core.editing.sheets import Sheet
from core.languages import CODES
from core.models import Status

from .pages import NEW, Part, ShortPage, along
from .views import Task, send, show

LATER = "_later"  # the button that keeps what is there, whatever is missing
LANGUAGE = "_language"  # in which her texts are
WRITTEN_IN = "_written_in"  # for which language the page had its fields

_steps = {}


def urls(site):
    start = "<str:app_label>/<str:model_name>"
    return [
        path(f"{start}/new/", site.admin_view(begin), name="begin"),
        path(f"{start}/<int:object_id>/new/<slug:name>/", site.admin_view(step), name="step"),
    ]


# What apps register


class Step(ShortPage):
    """Shows fields of the main form, and what `rows` (`OfRow`s) show of the first row under it.

    With `in_language` she chooses in which language she writes what is translated. Of all that the
    public needs it asks for its own fields, and for what is wrong under the keys in `asks`; `""` is
    what is wrong with no single field.
    """

    template = "admin/short/step.html"

    def __init__(
        self, name, label, fields, *, rows=(), asks=(), in_language=False, is_optional=False, **more
    ):
        super().__init__(name, label, **more)
        self.fields, self.rows, self.asks = fields, rows, asks
        self.in_language, self.is_optional = in_language, is_optional

    def parts(self, sheet):
        return [Part(code, name, code) for code, name in settings.LANGUAGES]

    def completed(self, part, texts, state):
        """As each of the rows has it, which has a key of its own now."""
        texts = super().completed(part, texts, state)
        for row in self.rows:
            for place in {key.rpartition("/")[0] for key in texts if key.startswith(row.prefix)}:
                its = NEW if place.endswith("/+new") else place.rpartition("/")[2]
                texts = row.completed(Part(its), texts, state)
        return texts

    def keys(self, sheet, part):
        names = [
            column
            for name in self.fields
            for column in (name, build_localized_fieldname(name, part.language))
        ]
        own = [name for name in names if name in sheet.form.fields]
        return own + [key for row, its in self.first_rows(sheet) for key in row.keys(sheet, its)]

    def dress(self, field, name):
        """The language is chosen above all of them, or is the one of the page."""
        field.label = str(field.label).rpartition(" [")[0] or field.label

    def blank(self, sheet, part):
        blanks = [row.blank(sheet, its) for row, its in self.first_rows(sheet)]
        return {key: texts for blank in blanks for key, texts in blank.items()}

    def first_rows(self, sheet):
        return [(row, parts[0]) for row in self.rows if (parts := row.parts(sheet))]

    def begins_with(self, request):
        """`{key: [text, …]}` of a new row, beside what its admin says."""
        return {}

    def more_problems(self, task, changes):
        """`[(key, [text, …]), …]` of what is refused here and nowhere else."""
        return []


def register(model, *steps):
    """Rows of `model` are added in these `Step`s."""
    has_steps.add(model)
    _steps[model] = {step.name: step for step in steps}


def of(model):
    """`{name: step}` of a model, in their order; none when its rows are added otherwise."""
    return _steps.get(model, {})


def step_url(row, name):
    options = row._meta
    return reverse("admin:step", args=[options.app_label, options.model_name, row.pk, name])


# The pages


def begin(request, app_label, model_name):
    model = _find_model(app_label, model_name)
    model_admin = admin.site.get_model_admin(model)
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    return _answer(Beginning(model_admin, request, next(iter(_steps[model].values()))))


def step(request, app_label, model_name, object_id, name):
    model = _find_model(app_label, model_name)
    page = _steps[model].get(name)
    if page is None:
        raise Http404
    model_admin = admin.site.get_model_admin(model)
    row = row_for(model_admin, request, object_id)
    return _answer(StepTask(model_admin, request, row, page))


def _find_model(app_label, model_name):
    for model in _steps:
        if (model._meta.app_label, model._meta.model_name) == (app_label, model_name):
            return model
    raise Http404


def _answer(task):
    request = task.request
    if request.method == "POST":
        request.POST = task.receive(request.POST)
        return send(task)
    kept = kept_forms.take(request)
    data = task.receive(request.GET if kept is None else kept)
    return show(task, None if kept is None else data, is_kept=kept is not None)


class StepTask(Task):
    """A step with a row that is there already."""

    emptied = {}  # `{key: []}` of the language in which she no longer writes

    def receive(self, data):
        """Chooses the part; returns `data` with her texts under the keys of its language."""
        code = data.get(LANGUAGE, "")
        self.choose(code if code in CODES else self._language())
        data = self._of_rows_now(data)
        was = data.get(WRITTEN_IN, "")
        if was in (code, "") or was not in CODES or not self.part:
            return data
        data = data.copy()
        names = {build_localized_fieldname(name, was): name for name in self.page.fields}
        moved = [name for name in names if name in data and name in self.sheet.form.fields]
        self.emptied = {name: [] for name in moved}
        for old in moved:
            data.setlist(build_localized_fieldname(names[old], self.part.language), data.pop(old))
        data[WRITTEN_IN] = self.part.language
        return data

    def _of_rows_now(self, data):
        """`data` with what a page sent of a new row that is there by now: it was saved, and she
        went back."""
        data = data.copy()
        for row, its in self.page.first_rows(self.sheet):
            new, now = row.place(Part(NEW)), row.place(its)
            for name in [name for name in data if name.startswith(f"{new}/") and new != now]:
                data.setlist(name.replace(new, now, 1), data.pop(name))
        return data

    def _language(self):
        """The first in which something is written, hers before the others."""
        state = self.waiting.state
        for part in sorted(self.parts, key=lambda part: part.value != self.request.LANGUAGE_CODE):
            columns = [build_localized_fieldname(name, part.language) for name in self.page.fields]
            if any(state.get(name) for name in columns):
                return part.value
        return self.request.LANGUAGE_CODE

    @property
    def steps(self):
        return list(_steps[self.model_admin.model].values())

    @property
    def number(self):
        """From 1."""
        return self.steps.index(self.page) + 1

    @property
    def is_new(self):
        """Whether it is still to be offered to the public."""
        return self.row is None or self.row.status in (Status.DRAFT, Status.IN_REVIEW)

    def problems(self, changes):
        changes = {**self.emptied, **changes}
        state = {**self.waiting.state, **changes}
        found = self.sheet.problems(state)
        if self.is_new and LATER not in self.request.POST:
            keys = {*dict(found), *self.keys, *self.page.asks}
            whole = self.sheet.problems(state, for_public=True)
            found = [(key, texts) for key, texts in whole if self._key_here(key) in keys]
        found = [(self._key_here(key), texts) for key, texts in found]
        return [*found, *self.page.more_problems(self, changes)]

    def _key_here(self, key):
        """The key under which it stands on the page: a text may be asked for in any language."""
        base, _line, code = key.rpartition("_")
        own = build_localized_fieldname(base, self.part.language) if code in CODES else key
        return own if base in self.page.fields else key

    def save(self, changes, seen):
        self.request.POST = self.request.POST.copy()
        editing(self.request).then = lambda _row: self.then
        return super().save({**self.emptied, **changes}, seen)

    @property
    def then(self):
        return self.then_of(self.row)

    def then_of(self, row):
        if LATER not in self.request.POST and self.number < len(self.steps):
            url = step_url(row, self.steps[self.number].name)
        else:
            url = overview_url(row)
        return along(self.request, url)

    @property
    def back(self):
        """The step before, or None."""
        before = self.steps[self.number - 2] if self.number > 1 else None
        if not (before and self.row):
            return None
        return along(self.request, step_url(self.row, before.name))

    @property
    def frame(self):
        return {**super().frame, **self.step_frame}

    @property
    def step_frame(self):
        return {
            "step": self.page,
            "number": self.number,
            "total": len(self.steps),
            "back": self.back,
            "later": LATER,
            "skip": self.then if self.page.is_optional and self.row else None,
            "languages": self.parts if self.page.in_language else [],
            "LANGUAGE": LANGUAGE,
            "WRITTEN_IN": WRITTEN_IN,
        }


class Beginning(StepTask):
    """The first step, before there is a row; sending it makes one, a draft."""

    def __init__(self, model_admin, request, page):
        self.model_admin, self.request, self.row, self.page = model_admin, request, None, page
        initial = model_admin.get_changeform_initial_data(request)
        self.sheet = Sheet(model_admin, request, initial=initial)
        state = {**self.sheet.state(), **page.begins_with(request)}
        self.waiting = SimpleNamespace(state=state, changes={}, proposal=None)
        self.parts, self.part = page.parts(self.sheet), None

    def save(self, changes, seen):
        state = {**self.waiting.state, **changes}
        return self.model_admin.send_new(self.request, state, self.then_of)

    @property
    def then(self):
        return reverse("admin:index")

    @property
    def frame(self):
        options = self.model_admin.opts
        add = reverse(f"admin:{options.app_label}_{options.model_name}_add")
        return {
            "title": self.page.label,
            "page": self.page,
            "part": self.part,
            "parts": [],
            "change_url": f"{add}?{query}" if (query := self.request.GET.urlencode()) else add,
            "waits": False,
            "is_waiting": False,
            **self.step_frame,
        }


admin.site.add_urls(urls)
