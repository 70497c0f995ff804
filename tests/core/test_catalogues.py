"""The catalogues choose the plural form that the language wants (Unicode CLDR, plural rules)."""

from gettext import c2py

import pytest
from babel import Locale

from core.catalogues import read

FORMS = {
    "nl": ["one", "other"],
    "fr": ["one", "other"],
    "en": ["one", "other"],
    "es": ["one", "other"],
    "ar": ["zero", "one", "two", "few", "many", "other"],
}


@pytest.mark.parametrize("language", FORMS)
def test_plural_rule_agrees_with_unicode(language):
    form_of = c2py(read(language).plural_expr)

    chosen = [FORMS[language][form_of(number)] for number in range(1_000)]

    assert chosen == [Locale(language).plural_form(number) for number in range(1_000)]
