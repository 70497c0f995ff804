"""Which fields exist in every language."""

from modeltranslation.translator import TranslationOptions, register

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


@register(Theme)
class ThemeTranslation(TranslationOptions):
    fields = ("name", "tagline", "guide")


@register(Audience)
class AudienceTranslation(TranslationOptions):
    fields = ("name",)


@register(Municipality)
class MunicipalityTranslation(TranslationOptions):
    fields = ("name", "short_name")


@register(Neighbourhood)
class NeighbourhoodTranslation(TranslationOptions):
    fields = ("name",)


@register(Organisation)
class OrganisationTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "how_to_join", "cost_note")


@register(Location)
class LocationTranslation(TranslationOptions):
    fields = ("name", "street")


@register(OpeningHours)
class OpeningHoursTranslation(TranslationOptions):
    fields = ("note",)


@register(Notice)
class NoticeTranslation(TranslationOptions):
    fields = ("text",)
