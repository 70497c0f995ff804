"""Some fields of a sheet as a form of their own."""

from copy import deepcopy

from django import forms
from django.forms import CheckboxInput
from django.forms.utils import ErrorDict
from modeltranslation.utils import resolution_order

from core.languages import CODES, direction


class ShortForm(forms.Form):
    """Copies of the fields of a sheet, named by their keys, with what `state` says; those in `own`
    as `page` (a `core.short.pages.ShortPage`) shows them.

    What is wrong with them is found on the whole sheet (`Sheet.problems`) and told with `refuse`.
    """

    def __init__(self, sheet, keys, state, data=None, *, page=None, own=()):
        super().__init__(data, label_suffix="")
        self.sheet = sheet
        for key in keys:
            field, name = deepcopy(sheet.field(key)), key.rpartition("/")[2]
            field.required = field.widget.is_required = False
            field.name, field.layout, field.source = name, "", None
            if key in own:
                field.layout = page.layout.get(name, "")
                page.dress(field, name)
            field.elsewhere = _elsewhere(key, field, state)
            self.fields[key] = field
            self.initial[key] = _value(field, state.get(key, []))

    def full_clean(self):
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    @property
    def texts(self):
        """`{key: [text, …]}` of what was sent, as a state has it."""
        return {key: self.sheet.sent(key, self.data.getlist(key)) for key in self.fields}

    def refuse(self, problems):
        """Says what is wrong at its field, and begins there."""
        for key, texts in problems:
            self.add_error(key if key in self.fields else None, texts)
        wrong = [key for key in self.fields if key in self.errors]
        if wrong:
            self.fields[wrong[0]].widget.attrs["autofocus"] = True


def _value(field, texts):
    """What a field shows of the texts that a browser would send of it."""
    if isinstance(field.widget, CheckboxInput):
        return bool(texts)
    if getattr(field.widget, "allow_multiple_selected", False):
        return texts
    return texts[0] if texts else ""


def _elsewhere(key, field, state):
    """`(language, direction, text)` of what a text says in another language when it says nothing
    in this one, or None."""
    language = field.widget.attrs.get("lang", "")
    if not language or state.get(key):
        return None
    for code in dict.fromkeys([*resolution_order(language), *CODES]):
        if texts := state.get(f"{key.removesuffix(language)}{code}"):
            return code, direction(code), texts[0]
    return None
