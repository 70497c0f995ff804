"""Which short pages a kind of row has, and what each of them shows of its sheet."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname

from core.admin_paths import has_overview
from core.editing.sheets import rows_of
from core.languages import CODES, direction

NAMES = dict(settings.LANGUAGES)
NEW = "new"  # the part of a row that is not there yet

_pages = {}


@dataclass(frozen=True, slots=True)
class Part:
    """One of several pages of a kind: of one place, in one language. `value` stands in its address,
    empty where there is only one."""

    value: str = ""
    label: str = ""
    language: str = ""

    @property
    def direction(self):
        return direction(self.language) if self.language else "auto"


class ShortPage:
    """`name` is its part of the address, `label` what one does there, as a button says it."""

    deletes = False  # whether the row that it shows can be taken away there
    template = "admin/short/page.html"

    def __init__(self, name, label, description=""):
        self.name, self.label, self.description = name, label, description

    def parts(self, sheet):
        return [Part()]

    def keys(self, sheet, part):
        """The fields that it shows, as keys of the state of its sheet."""
        raise NotImplementedError

    def blank(self, sheet, part):
        """`{key: [text, …]}` of what is sent with it though it does not show it."""
        return {}

    def says(self, sheet, state, part):
        """What the sheet says of it now, in a few lines for the overview."""
        keys = [key for key in self.keys(sheet, part) if state.get(key)]
        differences = [sheet.difference(key, state[key], []) for key in keys]
        return [", ".join(map(str, difference.before)) for difference in differences]

    def context(self, task):
        """More for its template; see `core.short.views.Task`."""
        return {}


class OfForm(ShortPage):
    """Shows fields of the sheet's main form."""

    def __init__(self, name, label, fields, **kwargs):
        super().__init__(name, label, **kwargs)
        self.fields = fields

    def keys(self, sheet, part):
        return [name for name in columns(self.fields, sheet.form) if name in sheet.form.fields]


class InOneLanguage(OfForm):
    """Shows texts of the main form in one language."""

    def parts(self, sheet):
        """Hers first."""
        codes = sorted(CODES, key=lambda code: code != get_language())
        return [Part(code, NAMES[code], code) for code in codes if self.keys(sheet, Part(code))]

    def keys(self, sheet, part):
        names = [build_localized_fieldname(name, part.value) for name in self.fields]
        return [name for name in names if name in sheet.form.fields]


class OfRow(ShortPage):
    """Shows fields of a row under the form, such as a location; with `adds` also of a new one."""

    def __init__(self, name, label, prefix, fields, *, adds=False, deletes=False, **kwargs):
        super().__init__(name, label, **kwargs)
        self.prefix, self.fields = prefix, fields
        self.adds, self.deletes = adds, deletes

    def parts(self, sheet):
        formset = sheet.formset(self.prefix)
        if formset is None:
            return []
        there = [
            Part(str(form.instance.pk), self.called(form.instance))
            for form in formset.initial_forms
        ]
        return [*there, Part(NEW)] if self.adds and formset.max_num else there

    def called(self, row):
        return str(row)

    def place(self, part):
        return f"{self.prefix}/{'+new' if part.value == NEW else part.value}"

    def keys(self, sheet, part):
        form = sheet.formset(self.prefix).empty_form
        names = [name for name in columns(self.fields, form) if name in form.fields]
        return [f"{self.place(part)}/{name}" for name in names]

    def blank(self, sheet, part):
        if part.value != NEW:
            return {}
        row = sheet.new_row(self.prefix)
        return {f"{self.place(part)}/{name}": texts for name, texts in row.items()}

    def says(self, sheet, state, part):
        if part.value == NEW or part.value not in rows_of(state, self.prefix):
            return []
        return super().says(sheet, state, part)


def columns(fields, form):
    """Names of fields as a form has them: what is translated in her language."""
    translated = {name: build_localized_fieldname(name, get_language()) for name in fields}
    return [name if name in form.fields else translated[name] for name in fields]


def register(model, *pages):
    """Gives the rows of `model` these pages, after those they have, and an overview."""
    has_overview.add(model)
    _pages.setdefault(model, {}).update({page.name: page for page in pages})


def of(model):
    """`{name: page}` of a model, in the order in which they were registered."""
    return _pages.get(model, {})


def models():
    return list(_pages)
