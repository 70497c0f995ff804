"""The steps in which an activity is added (`core.short.steps`)."""

from django.utils.translation import gettext_lazy as _

from agenda.forms import WHEN_FIELDS
from core.short.steps import Step

from .choosing import hers
from .short import WHERE, AsksWhen


class WhatAndWhen(Step):
    """With the first day, without which there is no activity."""

    layout = {**dict.fromkeys(["start_time", "end_time"], "half"), "starts_on": "line"}

    def __init__(self):
        fields = [
            "title", "organisation", "starts_on", "start_time", "end_time", "summary", "themes",
        ]  # fmt: skip
        super().__init__("what", _("What is it, and when?"), fields, in_language=True)

    def dress(self, field, name):
        super().dress(field, name)
        if name == "themes":
            field.layout = "ticks"
        elif name == "starts_on":
            field.help_text = ""

    def begins_with(self, request):
        """Who looks after one organisation means that one, unless she came from another."""
        own = [] if "organisation" in request.GET or "copy" in request.GET else hers(request)
        return {"organisation": [str(own[0][0])]} if len(own) == 1 else {}


class HowOften(AsksWhen, Step):
    template = "admin/agenda/event/step_when.html"

    def __init__(self):
        super().__init__("when", _("How often?"), WHEN_FIELDS)


class Wherever(Step):
    def __init__(self):
        super().__init__("where", _("Where is it?"), WHERE, asks=["location"], in_language=True)
