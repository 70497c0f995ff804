"""Which fields exist in every language."""

from modeltranslation.translator import translator

from .models import Event, EventException, SchoolHoliday

translator.register(
    Event, fields=("title", "summary", "description", "how_to_join", "cost_note", "place")
)
translator.register(EventException, fields=("note",))
translator.register(SchoolHoliday, fields=("name",))
