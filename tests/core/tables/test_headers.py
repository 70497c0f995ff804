"""Headings as people type them."""

import pytest

from core.tables import headers

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("Name_FR ", "namefr"),
        ("name (fr)", "namefr"),
        ("Naam\u00a0(NL)", "naamnl"),
        ("site  web", "siteweb"),
        ("TÉLÉPHONE", "telephone"),
        ("E-mail", "email"),
    ],
)
def test_key_is_the_same_however_a_heading_was_typed(header, key):
    assert headers.key(header) == key


@pytest.mark.parametrize(
    ("place", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters(place, text):
    assert headers.letters(place) == text
