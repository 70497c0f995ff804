"""Form fields that several apps use."""

from django import forms

from .text import clean, collation_key


def by_name(rows, value="pk"):
    """The choices `(value, name)` of rows, in the order of a dictionary."""
    choices = [(getattr(row, value), str(row)) for row in rows]
    return sorted(choices, key=lambda choice: collation_key(choice[1]))


class LinesField(forms.CharField):
    """A list of texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, encoder=None, decoder=None, **kwargs):
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        if isinstance(value, list):
            return value
        return [line for text in super().to_python(value).splitlines() if (line := clean(text))]
