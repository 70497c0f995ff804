"""Which fields exist in every language."""

from modeltranslation.translator import TranslationOptions, register

from .models import Event, EventException, SchoolHoliday


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "how_to_join", "cost_note", "place")


@register(EventException)
class EventExceptionTranslation(TranslationOptions):
    fields = ("note",)


@register(SchoolHoliday)
class SchoolHolidayTranslation(TranslationOptions):
    fields = ("name",)
