"""Which short pages a kind of row has, and what each of them shows of its sheet."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.forms import CheckboxInput, Media
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from modeltranslation.utils import build_localized_fieldname, resolution_order

from core.admin_paths import has_overview
from core.editing import text_states
from core.editing.sheets import rows_of
from core.editing.text_states import fingerprint
from core.languages import CODES, direction

NAMES = dict(settings.LANGUAGES)
NEW = "new"  # the part of a row that is not there yet
WAITS = "waits-"  # how the part of a new row begins that waits for an editor

_pages = {}
_along = set()


@dataclass(frozen=True, slots=True)
class Part:
    """One of several pages of a kind: of one place, in one language. `value` stands in its address,
    empty where there is only one; `row` is how a state calls the row, where that is not the same.
    """

    value: str = ""
    label: str = ""
    language: str = ""
    row: str = ""
    is_over: bool = False  # shown last, and not in the overview

    @property
    def direction(self):
        return direction(self.language) if self.language else "auto"


class ShortPage:
    """`name` is its part of the address, `label` what one does there, as a button says it.

    `nothing` is what the overview says when nothing is filled in: where it is given, that is no
    gap.
    """

    names_its_only = False  # whether a part has to be named where there is no other
    adds = False  # whether another row can be added there
    deletes = False  # whether the row that it shows can be taken away there
    template = "admin/short/page.html"
    # `{name of a field: "line"}`: its label beside it; "half": two fields beside each other.
    layout = {}
    media = Media()  # beside that of its fields

    def __init__(self, name, label, description="", nothing=""):
        self.name, self.label, self.description = name, label, description
        self.nothing = nothing

    def parts(self, sheet):
        return [Part()]

    def parts_that_wait(self, sheet, changes):
        """Those of rows that are only in the `changes` of her proposal."""
        return []

    def keys(self, sheet, part):
        """The fields that it shows, as keys of the state of its sheet."""
        raise NotImplementedError

    def blank(self, sheet, part):
        """`{key: [text, …]}` of what is sent with it though it does not show it."""
        return {}

    def dress(self, field, name):
        """Makes a copy of a field of the sheet look as this page asks for it."""

    def key_here(self, key, part):
        """The key of what was sent as `key` from this page, perhaps some time ago."""
        return key

    def is_taken_away(self, state, part):
        """Whether the row that it shows is to be taken away, as far as she is concerned."""
        return False

    def completed(self, part, texts, state):
        """`texts` (`{key: [text, …]}`) as they were sent, with what follows from them on a sheet
        that says `state`."""
        return texts

    def lacking(self, row):
        """`{language: "missing" or "outdated"}` of what it shows, one language a page."""
        return {}

    def says(self, sheet, state, part):
        """What the sheet says of it now, in a few lines for the overview."""
        keys = [key for key in self.keys(sheet, part) if state.get(key)]
        return [_said(sheet, key, state[key]) for key in keys]

    def context(self, task):
        """More for its template; see `core.short.views.Task`."""
        return {}


def _said(sheet, key, texts):
    """What a field says; of a box that is ticked, what it is called."""
    field = sheet.field(key)
    if isinstance(field.widget, CheckboxInput):
        return str(capfirst(field.label))
    return ", ".join(map(str, sheet.difference(key, texts, []).before))


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

    def dress(self, field, name):
        """The language stands above all of them."""
        field.label = str(field.label).rpartition(" [")[0] or field.label

    def lacking(self, row):
        states = text_states.of(row)
        found = {}
        for state in (text_states.OUTDATED, text_states.MISSING):
            for field in self.fields:
                lacks = [code for code, its in states.get(field, {}).items() if its == state]
                found |= dict.fromkeys(lacks, state)
        return found

    def says(self, sheet, state, part):
        names = [name for name in self.fields if name in sheet.form.instance.TRACKED_TEXTS]
        return text_in_some_language(state, names[0]) if names else []


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

    def parts_that_wait(self, sheet, changes):
        if sheet.formset(self.prefix) is None:
            return []
        return [
            Part(f"{WAITS}{mark(texts)}", self.called_new(texts), row=row)
            for row, texts in rows_of(changes, self.prefix).items()
            if row.startswith("+") and not texts.get(DELETION_FIELD_NAME)
        ]

    def called(self, row):
        return str(row)

    def called_new(self, texts):
        """How a row is called that waits, by its `{name: [text, …]}`."""
        return gettext("new")

    def place(self, part):
        return f"{self.prefix}/{'+new' if part.value == NEW else part.row or part.value}"

    def keys(self, sheet, part):
        form = sheet.formset(self.prefix).empty_form
        names = [name for name in columns(self.fields, form) if name in form.fields]
        return [f"{self.place(part)}/{name}" for name in names]

    def blank(self, sheet, part):
        if part.value != NEW:
            return {}
        row = sheet.new_row(self.prefix)
        return {f"{self.place(part)}/{name}": texts for name, texts in row.items()}

    def key_here(self, key, part):
        """What waits has another number once something else of it was decided."""
        prefix, _slash, rest = key.partition("/")
        if prefix != self.prefix or not rest.startswith("+"):
            return key
        return f"{self.place(part)}/{rest.rpartition('/')[2]}"

    def completed(self, part, texts, state):
        """Whoever saves a row wants it to stay, also when she took it away before."""
        texts = super().completed(part, texts, state)
        if not self.deletes:
            return texts
        return {**texts, f"{self.place(part)}/{DELETION_FIELD_NAME}": []}

    def is_taken_away(self, state, part):
        return bool(state.get(f"{self.place(part)}/{DELETION_FIELD_NAME}"))

    def says(self, sheet, state, part):
        if part.value == NEW or (part.row or part.value) not in rows_of(state, self.prefix):
            return []
        return super().says(sheet, state, part)


def mark(texts):
    """By which a row is known that has no key of its own: by what it says."""
    return fingerprint(json.dumps(texts, sort_keys=True))


def text_in_some_language(state, key):
    """`[text]` of a translated field of a state, in her language or the nearest; else `[]`."""
    for code in dict.fromkeys([*resolution_order(get_language()), *CODES]):
        if texts := state.get(build_localized_fieldname(key, code)):
            return texts
    return []


def columns(fields, form):
    """Names of fields as a form has them: what is translated in her language."""
    translated = {name: build_localized_fieldname(name, get_language()) for name in fields}
    return [name if name in form.fields else translated[name] for name in fields]


def goes_along(parameter):
    """A parameter of the address that goes along from one page of a task to the next."""
    _along.add(parameter)


def along(request, url):
    """`url` with what goes along from the address of `request`."""
    query = {name: request.GET[name] for name in sorted(_along) if request.GET.get(name)}
    return f"{url}?{urlencode(query)}" if query else url


def register(model, *pages):
    """Gives the rows of `model` these pages, after those they have, and an overview."""
    has_overview.add(model)
    _pages.setdefault(model, {}).update({page.name: page for page in pages})


def of(model):
    """`{name: page}` of a model, in the order in which they were registered."""
    return _pages.get(model, {})


def models():
    return list(_pages)
