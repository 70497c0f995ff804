"""What is chosen from lists."""

from django.forms import CheckboxInput, Media, RadioSelect, Script, Textarea

from core.short import pages
from directory.models import Listing

LABELS = Script("js/admin/autocomplete-labels.js", type="module")
# What the overview says elsewhere, or not at all.
QUIET = {"status", "verify_every", "internal_notes", "sensitive"}


class Choices(pages.OfForm):
    layout = {"verify_every": "line"}

    def dress(self, field, name):
        if name in ("cost", "status"):
            field.widget = RadioSelect(choices=field.choices)
        elif name == "internal_notes":
            field.widget = Textarea(attrs={"rows": 4})
        elif (
            hasattr(field.widget, "allow_multiple_selected")
            and field.widget.allow_multiple_selected
        ):
            field.layout = "ticks"

    def context(self, task):
        """What is chosen by typing has a name only with our script."""
        if "parent_organisation" not in self.fields:
            return {}
        return {"media": task.form().media + Media(js=[LABELS])}

    def says(self, sheet, state, part):
        """What is ticked by its name; not what only the page itself shows."""
        lines = []
        for key in self.keys(sheet, part):
            texts = state.get(key, [])
            if not texts or key in QUIET or texts == [Listing.Cost.UNKNOWN]:
                continue
            difference = sheet.difference(key, texts, [])
            is_tick = isinstance(sheet.field(key).widget, CheckboxInput)
            lines.append(difference.label if is_tick else ", ".join(map(str, difference.before)))
        return lines
