"""Which fields exist in every language."""

from modeltranslation.translator import translator

from .models import (
    Audience,
    Location,
    Municipality,
    Neighbourhood,
    Notice,
    OpeningHours,
    Organisation,
    Theme,
)

translator.register(Theme, fields=("name", "tagline", "guide"))
translator.register(Audience, fields=("name",))
translator.register(Municipality, fields=("name", "short_name"))
translator.register(Neighbourhood, fields=("name",))
translator.register(
    Organisation, fields=("name", "summary", "description", "how_to_join", "cost_note")
)
translator.register(Location, fields=("name", "street", "hours_note"))
translator.register(OpeningHours, fields=("note",))
translator.register(Notice, fields=("text",))
