"""What is shortened in chats and dialect is the same as what is written out, in patterns too."""

import pytest

from core.search.chat import written_out
from core.search.phrases import Matcher


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("kwil", ("ik", "wil")),
        ("nimeer", ("niet", "meer")),
        ("g", ("j", "ai")),
        ("kiero", ("quiero",)),
        ("وما", ("و", "ما")),
        ("kwartier", ("kwartier",)),
    ],
)
def test_word_is_written_out(word, words):
    assert written_out(word) == words


@pytest.mark.parametrize("pattern", ["ik wil > niet meer leven", "kwil > nimeer leven"])
@pytest.mark.parametrize(
    "text", ["ik wil niet meer leven", "kwil nimeer leven", "KWIL ni meer leven"]
)
def test_pattern_and_text_may_be_short_or_long(pattern, text):
    assert Matcher.of([("one", pattern)]).keys(text) == {"one"}
