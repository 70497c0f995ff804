"""Which language a page and a text are in."""

import pytest
from django.utils import translation

from core.languages import preferred, shown
from directory.models import Organisation
from tests.factories import organisation

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("fr-BE,fr;q=0.8,nl;q=0.5", "fr"),
        ("nl-BE", "nl"),
        ("kab-DZ,fr;q=.5", "fr"),
        ("zh-Hant-TW,nl", "nl"),
        ("ar", "ar"),
        ("*", "nl"),
        ("nl_BE", "nl"),
        ("fr," * 7000, "nl"),
        ("", "nl"),
        ("nl;q=0,ar;q=0.1", "ar"),
        ("nl;q=0", "nl"),
        ("fr;q=0.5,nl;q=abc,en;q=0.9", "en"),
    ],
)
def test_preferred_language(header, language):
    assert preferred(header) == language


def test_preferred_language_of_an_odd_weight_is_one_that_we_have():
    assert preferred("tr;q=1.5,nl") in ("nl", "tr")


def test_preferred_language_in_the_admin_is_never_one_that_it_lacks():
    assert preferred("ar,fr;q=0.5", ["nl", "fr", "en"]) == "fr"


@pytest.mark.parametrize(
    ("language", "nearest"),
    [("nl", "fr"), ("fr", "nl"), ("en", "fr"), ("ar", "fr"), ("es", "fr"), ("tr", "fr")],
)
def test_shown_falls_back_in_the_order_of_the_language(language, nearest):
    names = {f"name_{code}": code for code in ("nl", "fr", "en") if code != language}

    assert shown(Organisation(**names), "name", language).text == nearest


def test_shown_uses_any_language_rather_than_nothing():
    found = shown(Organisation(name_tr="Merkez"), "name", "nl")

    assert (found.text, found.language, found.is_fallback) == ("Merkez", "tr", True)


def test_shown_without_an_active_language_is_dutch():
    with translation.override(None):
        assert shown(Organisation(name_nl="Naam", name_fr="Nom"), "name").text == "Naam"


@pytest.mark.django_db
def test_blank_translation_does_not_hide_the_fallback():
    row = organisation(
        name_nl="   ", name_fr="Abri", description_nl="<p>&nbsp;</p>", description_fr="Bonjour"
    )
    row.refresh_from_db()

    assert [row.name_nl, row.description_nl] == ["", ""]
    assert [shown(row, "name").text, shown(row, "description").language] == ["Abri", "fr"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["nl", "fr", "ar"])
def test_saving_in_any_interface_language_stores_the_same_translations(language):
    with translation.override(language):
        row = organisation(name_nl="Naam", name_fr="Nom")
        row.save()
    row.refresh_from_db()

    assert [row.name_nl, row.name_fr, row.name_en] == ["Naam", "Nom", None]
    assert row.slug == "naam"
