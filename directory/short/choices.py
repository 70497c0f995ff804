"""What is chosen from lists."""

from django.forms import RadioSelect, Textarea

from core.short import pages
from directory.models import Listing


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

    def says(self, sheet, state, part):
        known = {key: texts for key, texts in state.items() if texts != [Listing.Cost.UNKNOWN]}
        return super().says(sheet, known, part)
