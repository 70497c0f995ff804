"""Patterns of what people type: what an editor may write, and which texts fit."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from core.search import phrases
from core.search.phrases import Matcher

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def fits(lines, text):
    return Matcher.of([("it", lines)]).keys(text) == {"it"}


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("despair", "Despair!"),
        ("despair", "desPAIRRRR"),
        ("help", "heeeelllp"),
        ("need", "neeeeed"),
        ("désespoir", "DESESPOIR"),
        ("locked in", "he locked me, she locked in the cat"),
        ("threat*", "threatening"),
        ("*ضربني", "كيضربني"),
        ("*ضرب*", "زوجي يضربني دائماً"),
        ("ağlıyor", "agliyor"),
        ("l'hôpital", "a l’hopital"),
        ("hits, beats > me", "he beats me"),
        ("hits > me", "hits and hits poor me"),
        ("hits > me > hard", "hits me very hard"),
        ("locked + husband", "my husband has me locked up"),
        ("locked + husband", "locked up by my husband"),
        ("afraid > go home - cinema", "afraid to go home"),
        ("[hits] = hits, beats\n[hits] > me", "beats me"),
        ("[who] = my man, he\n[who], [who] always > hits", "my man always hits"),
        ("[a] = one, two\n[b] = [a] more\n[b] > word", "two more of a word"),
        ("one|two،three", "two"),
        ("nothing else\n\n  despair  \n", "despair"),
    ],
)
def test_text_fits(lines, text):
    phrases.validate(lines)

    assert fits(lines, text)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("despair", "despairing"),
        ("limp", "limpp"),
        ("slap", "slaap"),
        ("despair", "air"),
        ("threat*", "a thread"),
        ("locked in", "in locked"),
        ("locked in", "locked me in"),
        ("hits > me", "me hits"),
        ("hits > me", "hits one two three four me"),
        ("locked + husband", "locked"),
        ("locked + husband", f"locked {'word ' * 12} husband"),
        ("afraid > go home - cinema", "afraid to go home from the cinema"),
        ("despair", ""),
        ("", "despair"),
        ("\n \n", "despair"),
    ],
)
def test_text_does_not_fit(lines, text):
    assert not fits(lines, text)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("*", "Line 1, “*”: “*” needs at least 2 letters beside the *."),
        ("good\na*", "Line 2, “a*”: “a*” needs at least 2 letters beside the *."),
        ("!!", "Line 1, “!!”: there is nothing before or after one of its signs."),
        ("me > ", "Line 1, “me >”: there is nothing before or after one of its signs."),
        ("me,, you", "Line 1, “me,, you”: there is nothing before or after one of its signs."),
        ("+", "Line 1, “+”: there is nothing before or after one of its signs."),
        ("hit - ", "Line 1, “hit -”: there is nothing before or after one of its signs."),
        ("me", "Line 1, “me”: “me” alone is too short: it would be found everywhere."),
        ("good, me", "Line 1, “good, me”: “me” alone is too short: it would be found everywhere."),
        ("[hits] > me", "Line 1, “[hits] > me”: there is no list “hits” above it."),
        ("[hits] =", "Line 1, “[hits] =”: there is nothing before or after one of its signs."),
        (
            "[a] = " + ", ".join(f"word{n}" for n in range(200)) + "\n[a] [a] [a]",
            "Line 2, “[a] [a] [a]”: these are too many words; write them shorter, with a *.",
        ),
    ],
)
def test_broken_pattern_is_refused_with_its_line(lines, message):
    with pytest.raises(ValidationError) as error:
        phrases.validate(lines)

    assert error.value.messages == [message]


def test_every_broken_line_is_named():
    with pytest.raises(ValidationError) as error:
        phrases.validate("*\ngood\n+")

    assert [message.split(",")[0] for message in error.value.messages] == ["Line 1", "Line 3"]


def test_broken_line_in_the_database_leaves_the_others():
    assert fits("*\n[nothing] > me\ndespair", "despair")
    assert not fits("*\n[nothing] > me\ndespair", "me")


def test_each_list_has_its_own_names():
    matcher = Matcher.of([("one", "[a] = red\n[a] > car"), ("two", "[a] = blue\n[a] > car")])

    assert [matcher.keys(text) for text in ("red car", "blue car")] == [{"one"}, {"two"}]


def test_only_the_beginning_of_a_huge_text_is_read():
    text = "word " * 20_000

    assert fits("despair", "despair " + text)
    assert not fits("despair", text + "despair")
    assert not fits("aaa > bbb", "a" * 60_000)


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (" > ".join(["again"] * 20 + ["never"]), "again " * 60),
        (
            " + ".join(f"word{number}" for number in range(10)),
            " ".join(f"word{number // 6}" for number in range(60)),
        ),
    ],
)
def test_long_pattern_is_not_tried_in_every_possible_way(lines, text):
    phrases.validate(lines)

    assert not fits(lines, text)


@pytest.mark.parametrize("lines", ["word - {}", "{}", "word > {}"])
def test_too_many_ways_to_write_it_are_refused_wherever_they_stand(lines):
    numbers = "[number] = " + ", ".join(f"n{number}x" for number in range(101))
    many = lines.format(", ".join(f"[number] [number] {word}" for word in ("one", "two")))

    with pytest.raises(ValidationError, match="too many words"):
        phrases.validate(f"{numbers}\n{many}")


@settings(max_examples=300)
@given(st.text(max_size=120), st.text(max_size=120))
def test_nothing_that_is_written_or_typed_raises(lines, text):
    fits(lines, text)
    with suppress(ValidationError):
        phrases.validate(lines)


@given(st.text(alphabet="ab *>+-,[]=\n", max_size=40))
def test_no_pattern_fits_every_text(lines):
    assert not fits(lines, "quite ordinary typed text")
