"""When a place is open: a week of seven lines, and what the lines do not say."""

from django.utils.translation import gettext

from core.short import pages
from core.wording.labels import labelled
from directory.forms import DAYS
from directory.hours_text import HoursError, parse_day
from directory.models import Location
from directory.questions.week import say


class Hours(pages.OfRow):
    template = "admin/directory/short/hours.html"
    layout = dict.fromkeys([*DAYS, "holiday_hours"], "line")

    def __init__(self, name, label, **kwargs):
        fields = [*DAYS, "holiday_hours", "hours_note"]
        super().__init__(name, label, "locations", fields, **kwargs)

    def called(self, row):
        return row.where

    def dress(self, field, name):
        if name in DAYS:
            # It stands above all of them.
            field.help_text = ""
            field.widget.attrs["autocomplete"] = "off"

    def completed(self, part, texts, state):
        """Hours are known when some are written: nobody has to think of it."""
        texts = super().completed(part, texts, state)
        days = [f"{self.place(part)}/{name}" for name in DAYS]
        if all(texts.get(day, []) == state.get(day, []) for day in days):
            return texts
        is_known = any(texts.get(day) for day in days)
        return {**texts, f"{self.place(part)}/hours_known": ["on"] if is_known else []}

    def says(self, sheet, state, part):
        place, lines = self.place(part), []
        week = [" ".join(state.get(f"{place}/{name}", [])) for name in DAYS]
        if state.get(f"{place}/hours_known") and any(week):
            lines.append(_week(week))
        lines += pages.text_in_some_language(state, f"{place}/hours_note")
        holidays = state.get(f"{place}/holiday_hours", [])
        if lines and holidays not in ([], [Location.HolidayHours.UNKNOWN]):
            answer = Location.HolidayHours(holidays[0]).label
            lines.append(labelled(gettext("On public holidays"), answer))
        return lines


def _week(texts):
    """A week in one line, as people read it."""
    try:
        return say({day: parse_day(text) for day, text in enumerate(texts)})
    except HoursError:  # what waits is read once it is approved
        return ", ".join(filter(None, texts))
