"""Where a place is."""

from django.forms import RadioSelect
from django.utils.translation import gettext

from core.short import pages
from core.short.pages import NEW
from directory.admin.on_the_map import picture

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
        names = ("house_number", "postal_code", "municipality", "neighbourhood")
        words = {name: _words(sheet, f"{place}/{name}", state) for name in names}
        street = pages.text_in_some_language(state, f"{place}/street")
        lines = [
            " ".join([*street, words["house_number"]]).strip(),
            f"{words['postal_code']} {words['municipality']}".strip(),
            words["neighbourhood"],
        ]
        if state.get(f"{place}/is_confidential"):
            lines.append(gettext("secret address"))
        return [line for line in lines if line]

    def context(self, task):
        if task.part.value == NEW or task.part.row:
            return {"drawing": ""}
        return {"drawing": picture(task.row.locations.filter(pk=task.part.value).first())}


def _words(sheet, key, state):
    return " ".join(sheet.difference(key, state.get(key, []), []).before)
