"""Where a place is."""

from django.forms import RadioSelect
from django.utils.translation import gettext

from core.short import pages
from core.short.pages import NEW
from directory.admin.on_the_map import picture
from directory.models import Location

_STREETS = ["street_nl", "street_fr"]


class Address(pages.OfRow):
    template = "admin/directory/short/address.html"
    layout = {
        **dict.fromkeys([*_STREETS, "municipality", "neighbourhood", "name", "phone"], "line"),
        **dict.fromkeys(["house_number", "postal_code"], "half"),
    }

    def __init__(self, name, label, **kwargs):
        fields = [
            "location_type", *_STREETS, "house_number", "postal_code", "municipality",
            "neighbourhood", "phone", "name", "is_confidential",
        ]  # fmt: skip
        super().__init__(name, label, "locations", fields, adds=True, deletes=True, **kwargs)

    def called(self, row):
        return row.where

    def called_new(self, texts):
        return " ".join([*texts.get("street_nl", []), *texts.get("house_number", [])]) or gettext(
            "new"
        )

    def dress(self, field, name):
        if name == "location_type":
            field.widget = RadioSelect(choices=field.choices)
        if name in _STREETS:
            field.help_text = ""

    def says(self, sheet, state, part):
        if part.value == NEW:
            return []
        place = self.place(part)
        number = state.get(f"{place}/house_number", [])
        code = state.get(f"{place}/postal_code", [])
        town = _chosen(sheet, f"{place}/municipality", state)
        street = pages.text_in_some_language(state, f"{place}/street")
        lines = [" ".join([*street, *number]), " ".join([*code, *town])]
        lines += _chosen(sheet, f"{place}/neighbourhood", state)
        if state.get(f"{place}/location_type") == [Location.Type.VIRTUAL]:
            lines.append(str(Location.Type.VIRTUAL.label))
        if state.get(f"{place}/is_confidential"):
            lines.append(gettext("secret address"))
        return [line for line in lines if line]

    def context(self, task):
        """The drawing of what is saved; of a secret place there is none."""
        pk = "" if task.part.value == NEW or task.part.row else task.part.value
        place = task.row.locations.filter(pk=pk).first() if pk else None
        is_drawn = place is not None and place.is_place and not place.is_confidential
        return {"drawing": picture(place) if is_drawn else ""}


def _chosen(sheet, key, state):
    """`[name]` of the place that a key names, from what the form offers: no query for each."""
    texts = state.get(key, [])
    for value, label in sheet.field(key).choices if texts else ():
        group = label if isinstance(label, list | tuple) else [(value, label)]
        found = [str(name) for pk, name in group if str(pk) == texts[0]]
        if found:
            return found
    return []
