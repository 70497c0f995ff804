"""Headings that volunteers renamed, translated, moved and doubled."""

import pytest

from core.tables import headers

pytestmark = pytest.mark.one_database

LABELS = {
    "name_fr": ("Nom (FR)", "Naam (FR)"),
    "name_nl": ("Nom (NL)", "Naam (NL)"),
    "email": ("E-mail", "Courriel"),
    "phone": ("Téléphone", "Telefoon"),
    "website": ("Site web",),
}


def test_match_finds_columns_however_they_are_written():
    found = headers.match(
        ["Name_FR ", "E-mail", "TÉLÉPHONE", "Naam\u00a0(NL)", "site  web"], LABELS
    )

    assert found.places == {"name_fr": 0, "email": 1, "phone": 2, "name_nl": 3, "website": 4}
    assert (found.unknown, found.repeated, found.missing) == ([], [], [])


def test_match_says_what_is_not_as_it_should_be():
    found = headers.match(["email", "Opmerking", "Courriel", "", "phone"], LABELS, ["name_fr"])

    assert found.places == {"email": 0, "phone": 4}
    assert found.unknown == ["Opmerking", "D"]
    assert found.repeated == ["Courriel"]
    assert found.missing == ["name_fr"]


def test_match_takes_the_name_of_a_column_before_the_label_of_another():
    assert headers.match(["email"], {"phone": ("email",), "email": ()}).places == {"email": 0}


@pytest.mark.parametrize(
    ("place", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters(place, text):
    assert headers.letters(place) == text
