"""The names of languages, as readers in Brussels say them."""

import pytest
from django.utils.translation import override

from core.templatetags.core_tags import language_in_page
from directory.spoken_languages import label

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("nl", "tr", "Flamanca"),
        ("zgh", "ar", "الأمازيغية"),
        ("zgh", "en", "Tamazight (Berber)"),
        ("fr", "tr", "Fransızca"),
        ("nl", "es", "neerlandés"),
    ],
)
def test_language_has_the_name_that_readers_know(code, language, name):
    assert label(code, language) == name

    with override(language):
        assert language_in_page(code) == name
