"""Themes, audiences, municipalities and neighbourhoods: the words that records are about."""

from django.db.models import Prefetch
from rest_framework import serializers

from directory.models import Audience, Municipality, Neighbourhood, Theme

from .records import Page, Row, Texts, slugs, slugs_of


class ThemeRecord(Page):
    """What a mother looks for, such as meeting others."""

    name = Texts(help_text="What it is called.")
    tagline = Texts(help_text="One line.")
    guide = Texts(help_text="HTML: paragraphs, headings, lists, bold text and links only.")
    icon = serializers.SlugField(help_text="The name of an icon of Lucide.")
    position = serializers.IntegerField(help_text="Its place among the others.")
    is_sensitive = serializers.BooleanField(
        help_text="Being seen with it could harm who reads it, and what carries it."
    )
    is_urgent = serializers.BooleanField(help_text="Helplines come first in its lists.")


class AudienceRecord(Row):
    """For whom something is. What names no audience is for everyone."""

    slug = serializers.SlugField(help_text="What filters call it.")
    name = Texts(help_text="What it is called.")
    position = serializers.IntegerField(help_text="Its place among the others.")


class PlaceRecord(Page):
    name = Texts(help_text="Its official names, and those of other languages.")
    postal_codes = serializers.ListField(
        child=serializers.CharField(), help_text="Those that lie in it, 1000 to 1210."
    )
    aliases = serializers.ListField(
        child=serializers.CharField(), help_text="What people also call it, in any language."
    )


class MunicipalityRecord(PlaceRecord):
    """One of the 19 municipalities of the Brussels Region."""

    short_name = Texts(help_text="As people say it.")
    nis_code = serializers.CharField(help_text="Its number at Statbel.")
    neighbours = slugs("Slugs of the municipalities beside it.")

    read_neighbours = slugs_of("neighbours")


class NeighbourhoodRecord(PlaceRecord):
    """One of the 145 neighbourhoods of the Monitoring des Quartiers (wijkmonitoring.brussels)."""

    number = serializers.IntegerField(help_text="Its official number.")
    kind = serializers.ChoiceField(Neighbourhood.Kind.choices)
    municipality = serializers.SlugField(
        source="municipality.slug", help_text="The slug of its municipality."
    )


def themes():
    return Theme.objects.all()


def audiences():
    return Audience.objects.all()


def municipalities():
    return Municipality.objects.prefetch_related(
        Prefetch("neighbours", Municipality.objects.only("slug"))
    )


def neighbourhoods():
    return Neighbourhood.objects.select_related("municipality")
