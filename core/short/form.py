"""Some fields of a sheet as a form of their own."""

from copy import deepcopy

from django import forms
from django.forms import CheckboxInput
from django.forms.utils import ErrorDict


class ShortForm(forms.Form):
    """Copies of the fields of a sheet, named by their keys, with what `state` says.

    What is wrong with them is found on the whole sheet (`Sheet.problems`) and told with `refuse`.
    """

    def __init__(self, sheet, keys, state, data=None):
        super().__init__(data, label_suffix="")
        self.sheet = sheet
        for key in keys:
            field = deepcopy(sheet.field(key))
            field.required = field.widget.is_required = False
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
        for key, texts in problems:
            self.add_error(key if key in self.fields else None, texts)


def _value(field, texts):
    """What a field shows of the texts that a browser would send of it."""
    if isinstance(field.widget, CheckboxInput):
        return bool(texts)
    if getattr(field.widget, "allow_multiple_selected", False):
        return texts
    return texts[0] if texts else ""
