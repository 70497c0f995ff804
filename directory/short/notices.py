"""For some days something is different."""

from datetime import date

from django.forms import RadioSelect
from django.utils import timezone

from core.short import pages
from core.short.pages import NEW
from core.wording.dates import period_in_words
from directory.models import Notice


class Notices(pages.OfRow):
    template = "admin/directory/short/notice.html"
    names_its_only = True
    layout = dict.fromkeys(["starts_on", "ends_on"], "half")

    def __init__(self, name, label, **kwargs):
        fields = ["kind", "starts_on", "ends_on", "text"]
        super().__init__(name, label, "notices", fields, adds=True, deletes=True, **kwargs)

    def parts(self, sheet):
        """Those to come first; those that have ended last."""
        today = timezone.localdate()
        rows = {
            str(form.instance.pk): form.instance
            for form in sheet.formset(self.prefix).initial_forms
        }
        there = [
            pages.Part(
                pk, _called(row.kind, row.starts_on, row.ends_on), is_over=row.ends_on < today
            )
            for pk, row in rows.items()
        ]
        return [*sorted(there, key=lambda part: part.is_over), pages.Part(NEW)]

    def called_new(self, texts):
        days = [date.fromisoformat(day) for name in ("starts_on", "ends_on") for day in texts[name]]
        return (
            _called("".join(texts["kind"]), days[0], days[-1])
            if days
            else super().called_new(texts)
        )

    def dress(self, field, name):
        if name == "kind":
            field.widget = RadioSelect(choices=field.choices)

    def says(self, sheet, state, part):
        return pages.text_in_some_language(state, f"{self.place(part)}/text")


def _called(kind, first, last):
    return f"{Notice.Kind(kind).label}, {period_in_words(first, last)}"
