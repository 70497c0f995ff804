"""What the rows that lists name may be called: by their address, or in any language."""

from django.conf import settings

from core.imports.columns import Codes, Words, of_field
from core.languages import CODES, all_texts
from directory import spoken_languages
from directory.models import (
    Audience,
    ExternalId,
    Municipality,
    Neighbourhood,
    Organisation,
    Theme,
)


def themes():
    return Words(Theme.objects.defer("guide").all, _names)


def audiences():
    return Words(Audience.objects.all, _names)


def municipalities():
    def names(row):
        return [*_names(row), *all_texts(row, "short_name"), *row.aliases, *row.postal_codes]

    return Words(Municipality.objects.all, names)


def neighbourhoods():
    return Words(Neighbourhood.objects.all, _names)


def organisations():
    """Also by their numbers in other registers, and as those were called that were merged into
    them."""
    others = {}
    for number in ExternalId.objects.all():
        others.setdefault(number.organisation_id, []).append(str(number))
    columns = ("slug", "merged_into", *(f"name_{code}" for code in CODES))
    rows = Organisation.objects.only(*columns)
    for row in rows.filter(merged_into__isnull=False):
        others.setdefault(row.merged_into_id, []).extend([row.slug, *_names(row)])
    there = rows.filter(merged_into=None)
    return Words(there.all, lambda row: [*_names(row), *others.get(row.pk, ())])


def spoken_languages_of(model):
    def names(code):
        return {spoken_languages.label(code, language) for language in settings.ADMIN_LANGUAGES}

    codes = spoken_languages.CODES
    return of_field(model, "spoken_languages", Codes, codes=codes, names=names)


def _names(row):
    return all_texts(row, "name")
