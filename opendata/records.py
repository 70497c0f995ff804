"""What a record is, declared once: as serializers of Django REST framework, for the description.

They are written out by plain functions, because a page has a hundred records of sixty fields: each
field is read by `read_<name>(row, asked)` of its class, or is the attribute of the same name.
"""

from functools import lru_cache
from operator import attrgetter

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.languages import CODES

from .licences import FACTS
from .texts import texts


class Record(serializers.Serializer):
    """Its `context` has `asked`, a `texts.Asked`."""

    def to_representation(self, row):
        return self.write(row, self.context["asked"])

    @classmethod
    def write(cls, row, asked):
        return {name: read(row, asked) for name, read in cls._readers()}

    @classmethod
    @lru_cache
    def _readers(cls):
        return [(name, _reader(cls, name, field)) for name, field in cls._declared_fields.items()]


def _reader(cls, name, field):
    if own := getattr(cls, f"read_{name}", None):
        return own
    of_row = attrgetter(field.source or name)
    if isinstance(field, Texts):
        return lambda row, asked: texts(row, field.source or name, asked)
    if isinstance(field, serializers.ListSerializer):
        write = field.child.write
        return lambda row, asked: [write(part, asked) for part in _all(of_row(row))]
    if isinstance(field, OrNull):
        return lambda row, _asked: of_row(row) or None
    return lambda row, _asked: of_row(row)


def _all(related):
    """Rows that are related, or the list that they were loaded to."""
    return related if isinstance(related, list) else related.all()


class Text(serializers.Serializer):
    """A text, with the language that it is in."""

    lang = serializers.ChoiceField(CODES, help_text="The language of the text (ISO 639-1).")
    text = serializers.CharField(help_text="Never empty.")


@extend_schema_field(Text(many=True))
class Texts(serializers.Field):
    """A translated field of the same name."""


class OrNull:
    """A text that is null where it is empty."""


class TextOrNull(OrNull, serializers.CharField):
    def __init__(self, **kwargs):
        super().__init__(allow_null=True, **kwargs)


class ChoiceOrNull(OrNull, serializers.ChoiceField):
    def __init__(self, choices, **kwargs):
        super().__init__(choices, allow_null=True, **kwargs)


def slugs(help_text):
    """Words of the vocabulary by their slug, of related rows that are loaded."""
    return serializers.ListField(child=serializers.SlugField(), help_text=help_text)


class Licence(serializers.Serializer):
    """Who may do what, and whom to name."""

    id = serializers.CharField(
        allow_null=True, help_text="Its identifier at SPDX, null where it has none."
    )
    name = serializers.CharField(help_text="As its authors call it.")
    url = serializers.URLField(help_text="The text of the licence, or where it stands.")
    credit = serializers.CharField(help_text="Whom to name beside what you use.")


class Row(Record):
    """What each record has."""

    id = serializers.IntegerField(
        source="pk", help_text="Never changes, and is never given to another record."
    )
    changed_at = serializers.DateTimeField(
        help_text="When something of this record was saved last (ISO 8601, UTC)."
    )
    licence = Licence(help_text="Under which you may use this record, and whom to name.")

    @staticmethod
    def read_changed_at(row, _asked):
        return moment(row.changed_at)

    @staticmethod
    def read_licence(_row, _asked):
        return FACTS


class Page(Row):
    """What each record has that has a page of its own."""

    slug = serializers.SlugField(help_text="The last part of its web address; it may change.")
    url = serializers.URLField(
        help_text="Its page for people, in the first language of “lang” (Dutch with “all”). Every "
        "page is in all six languages: put another code in the place of the first part of the path."
    )

    @classmethod
    def read_url(cls, row, asked):
        with translation.override(asked.language):
            return f"{settings.SITE_URL}{row.get_absolute_url()}"


class Listed(Page):
    """The same with a short link and, for those who look over her shoulder, how to show it."""

    short_url = serializers.URLField(
        help_text="A short link to the page, in the language of who opens it. It lasts."
    )
    is_sensitive = serializers.BooleanField(
        help_text="Being seen with this could harm who reads it: our own pages have a quick exit, "
        "and previews do not tell what they are about. Be as careful."
    )

    # The names of its page and of its short link.
    page, short = "", ""

    @classmethod
    def read_url(cls, row, asked):
        return _page(cls.page, asked.language).replace("-slug-", row.slug)

    @classmethod
    def read_short_url(cls, row, _asked):
        return f"{_short(cls.short)}{row.pk}"


@lru_cache
def _page(name, language):
    """The whole address of a page by its slug: made once, a page of records has a hundred."""
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse(name, args=['-slug-'])}"


@lru_cache
def _short(name):
    return f"{settings.SITE_URL}{reverse(name, args=[0]).removesuffix('0')}"


def moment(value):
    """ISO 8601 in UTC."""
    return value and value.isoformat().replace("+00:00", "Z")


def slugs_of(field):
    """A reader of the slugs of related rows."""
    return staticmethod(lambda row, _asked: [word.slug for word in _all(getattr(row, field))])
