"""Words and stems: what is written and what is typed must meet, and nothing else."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.languages import CODES
from core.search import words
from core.text import fold

pytestmark = pytest.mark.one_database

# Letters that make trouble, between ordinary ones.
letters = st.text(alphabet="aeéèsçœßIıİiŁ’'ʼ-_ .\u0301\u0327ةأإاـَّلكم१न्\u200b½", max_size=20)
texts = st.one_of(letters, st.text(max_size=40))


def meets(typed, written, language):
    """Whether a typed word finds a written one by itself or by a stem."""
    (word,) = words.meaningful(typed)
    wanted = {fold(word), *words.stems(word)}
    return not wanted.isdisjoint(words.tokens(written, language))


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("buurthuizen", "buurthuis", "nl"),
        ("buurthuis", "buurthuizen", "nl"),
        ("crèches", "crèche", "fr"),
        ("creches", "crèche", "fr"),
        ("crèche", "crèches", "fr"),
        ("anneler", "anne", "tr"),
        ("لقاءات", "لقاء", "ar"),
        ("لقاء", "لقاءات", "ar"),
        ("الأمهات", "أمهات", "ar"),
        ("للمدرسة", "مدرسه", "ar"),
        ("grupos", "grupo", "es"),
        ("meetings", "meeting", "en"),
        # The stemmers need the accents that folding takes away, on both sides.
        ("activités", "activité", "fr"),
        ("activites", "activité", "fr"),
        ("activité", "activités", "fr"),
        ("solidarites", "solidarité", "fr"),
        ("isolées", "isolée", "fr"),
        ("isolees", "isolée", "fr"),
        ("privées", "privé", "fr"),
        ("reuniones", "reunión", "es"),
        ("reunión", "reuniones", "es"),
        ("kadınlar", "kadın", "tr"),
        ("kadinlar", "kadın", "tr"),
        ("doğumlar", "doğum", "tr"),
    ],
)
def test_other_forms_of_a_word_meet(typed, written, language):
    assert meets(typed, written, language)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ecoute", "ÉCOUTE"),
        ("écoute", "e\u0301coute"),
        ("ijsland", "Ĳsland"),
        ("strasse", "Straße"),
        ("IŞIK", "ışık"),
        ("isik", "Işık"),
        ("istanbul", "İSTANBUL"),
        ("İstanbul", "istanbul"),
        ("مراكش", "مَرَّاكُش"),
        ("العربية", "العـــربية"),
        ("babymassages", "baby-massages"),
        ("massages", "baby-massages"),
        ("ilot", "L’Îlot"),
        ("ilot", "L'Îlot"),
        ("नमस्ते", "नमस्ते"),
        ("שלום", "שָׁלוֹם"),
    ],
)
def test_spellings_of_a_word_meet(typed, written):
    assert meets(typed, written, "")


@pytest.mark.parametrize(
    ("typed", "written", "language"),
    [
        ("buurthuis", "buur", "nl"),
        ("vader", "moeder", "nl"),
        # What is a stem in Dutch is a word in no English text.
        ("kinderen", "kind", "en"),
    ],
)
def test_other_words_do_not_meet(typed, written, language):
    assert not meets(typed, written, language)


def test_words_of_a_hyphen_are_its_parts_and_the_whole():
    found = words.words("L’Île aux baby-massages")

    assert found == ["l", "ile", "aux", "baby", "massages", "babymassages"]


def test_stem_carries_its_language():
    assert words.stem_of("Kinderen", "nl") == "nl:kinder"
    assert words.stem_of("evi", "tr") is None
    assert words.stem_of("word", "") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ik zoek een crèche", ["crèche"]),
        ("crèche CRÈCHE creche", ["creche"]),
        ("je cherche un pédiatre à Ixelles", ["pédiatre", "ixelles"]),
        ("de het een", ["de", "het", "een"]),
        ("l’été", ["été"]),
        ("نحن في المدرسة", ["نحن", "المدرسة"]),
        ("!!! - …", []),
        ("\0", []),
        ("", []),
    ],
)
def test_meaningful_words(text, found):
    assert words.meaningful(text) == found


@given(texts)
def test_fold_twice_is_fold(text):
    assert fold(fold(text)) == fold(text)


@given(texts, st.sampled_from([*CODES, ""]))
@example("नमस्ते", "en")
@example("½", "nl")
def test_every_folded_word_is_a_token(text, language):
    found = words.tokens(text, language)

    assert set(fold(text).split()) <= found
    assert words.tokens(fold(text), "") <= words.tokens(text, "")


@given(texts, st.sampled_from([*CODES, ""]))
def test_tokens_fit_between_spaces(text, language):
    assert not [token for token in words.tokens(text, language) if re.search(r"\s", token)]


@given(texts)
def test_typed_word_is_one_word_and_finds_itself(text):
    for word in words.meaningful(text):
        assert len(fold(word).split()) == 1
        assert fold(word) in words.tokens(text, "")


@given(st.lists(st.sampled_from(["crèche", "moeders", "samen", "لقاءات", "baby"]), max_size=5))
def test_order_of_words_does_not_matter(typed):
    assert set(words.meaningful(" ".join(typed))) == set(words.meaningful(" ".join(typed[::-1])))
