"""The short pages of an activity (`core.short.pages`)."""

import json
from copy import copy

from django.forms import Media, Script
from django.urls import reverse
from django.utils.http import urlencode

from agenda.forms import USED_FIELDS, WHEN_FIELDS
from agenda.sentence import sentence
from core.short import pages
from core.wording.labels import labelled
from directory.short.choices import Choices

WHERE = ["location", "is_online", "place", "municipality", "neighbourhood"]
# What most activities leave as it is: folded, unless something of it is filled in.
SELDOM = (
    "ends_on",
    "not_on",
    "pauses_in_nl_holidays",
    "pauses_in_fr_holidays",
    "pauses_on_public_holidays",
)


class AsksWhen:
    """For a page with the questions about when, and the next dates while one answers them."""

    layout = {
        **dict.fromkeys(["start_time", "end_time"], "half"),
        **dict.fromkeys(["starts_on", "nth", "weekday", "month_day", "repeats_until"], "line"),
        "weekdays": "ticks",
    }

    def dress(self, field, name):
        super().dress(field, name)
        if name in ("starts_on", "interval", "weekdays"):
            field.help_text = ""  # the next dates say it
        elif name in ("other_dates", "not_on"):
            field.widget.attrs["rows"] = 3

    def context(self, task):
        address = reverse("admin:agenda_event_preview_dates")
        query = {"few": 1, **({"event": task.row.pk} if task.row else {})}
        form = task.sheet.form
        return {
            **super().context(task),
            "when_names": WHEN_FIELDS,
            "seldom": SELDOM,
            "seldom_said": [
                str(form.fields[name].label)
                for name in SELDOM
                if name in form.fields and task.state.get(name)
            ],
            "used_fields": json.dumps(USED_FIELDS),
            "when_preview_url": f"{address}?{urlencode(query)}",
            "media": Media(js=[Script("js/admin/event-dates.js", type="module")]) + form.media,
        }


class When(AsksWhen, pages.OfForm):
    template = "admin/agenda/event/short_when.html"

    def __init__(self, name, label):
        super().__init__(name, label, WHEN_FIELDS)

    def says(self, sheet, state, part):
        event = sheet.form.instance
        saved = sheet.state()
        if any(state.get(name) != saved.get(name) for name in WHEN_FIELDS):
            form = type(sheet.form)(sheet.data(state), instance=copy(event))
            form.is_valid()
            event = form.instance
        return [sentence(event)] if event.starts_on else []


class Where(pages.OfForm):
    def __init__(self, name, label):
        super().__init__(name, label, WHERE)


class ForWhom(Choices):
    layout = {"age_from": "line", "age_to": "line"}

    def says(self, sheet, state, part):
        ages = [
            labelled(sheet.form.fields[name].label, state[name][0])
            for name in ("age_from", "age_to")
            if state.get(name)
        ]
        return [*super().says(sheet, {**state, "age_from": [], "age_to": []}, part), *ages]


class Facts(pages.OfForm):
    """What differs here from the place itself."""

    template = "admin/agenda/event/short_facts.html"

    @property
    def layout(self):
        return dict.fromkeys(self.fields, "line")

    def says(self, sheet, state, part):
        differences = [
            sheet.difference(key, state[key], [])
            for key in self.keys(sheet, part)
            if state.get(key)
        ]
        return [labelled(each.label, ", ".join(each.before)) for each in differences]
