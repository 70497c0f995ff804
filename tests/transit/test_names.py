"""What stops are called, in Dutch and in French; what is not sure stays as it is written."""

import pytest

from transit.names import Name, in_small_letters, names_of, tidy

pytestmark = pytest.mark.one_database


def named(*written, language="fr", **translated):
    """The names of stops that are numbered from 0; `nl` and `fr` are those of number 0."""
    names = names_of(dict(enumerate(written)), {0: translated} if translated else {}, language)
    return [(name.nl, name.fr) for name in names.values()]


@pytest.mark.parametrize(
    ("written", "translated", "language", "name"),
    [
        ("Étangs Noirs", {"nl": "Zwarte Vijvers"}, "fr", ("Zwarte Vijvers", "Étangs Noirs")),
        ("Zwarte Vijvers", {"fr": "Étangs Noirs"}, "nl", ("Zwarte Vijvers", "Étangs Noirs")),
        ("ETN", {"nl": "Vijvers", "fr": "Étangs", "de": "Teiche"}, "fr", ("Vijvers", "Étangs")),
        # In a language of its own, or in none.
        ("South", {"nl": "Brussel-Zuid", "fr": "Midi"}, "en", ("Brussel-Zuid", "Midi")),
        ("Bruxelles-Midi", {"nl": "Brussel-Zuid"}, "", ("Brussel-Zuid", "Bruxelles-Midi")),
        ("Madou", {"nl": ""}, "fr", ("", "Madou")),
        ("Elsene Flagey", {}, "nl", ("Elsene Flagey", "")),
        ("Madou", {}, "", ("Madou", "Madou")),
    ],
)  # fmt: skip
def test_name_in_both_languages(written, translated, language, name):
    assert named(written, language=language, **translated) == [name]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Porte de Hal - Hallepoort", ("Hallepoort", "Porte de Hal")),
        ("Noordstation / Gare du Nord", ("Noordstation", "Gare du Nord")),
        ("Arts-Loi/Kunst-Wet", ("", "Arts-Loi/Kunst-Wet")),
        ("Delta - Ziekenhuis", ("", "Delta - Ziekenhuis")),
        ("Place Flagey - Étangs", ("", "Place Flagey - Étangs")),
        ("A - B - C", ("", "A - B - C")),
        ("Sainte-Catherine", ("", "Sainte-Catherine")),
    ],
)
def test_name_is_cut_only_where_both_languages_show(written, name):
    assert named(written, "Madou", "Parc", "Trône") == [
        name, ("", "Madou"), ("", "Parc"), ("", "Trône"),
    ]  # fmt: skip


def test_timetable_in_two_languages_is_cut_as_the_plain_names_in_it_are():
    assert named("Bourse - Beurs", "Gare du Nord - Noordstation", "Madou", language="mul") == [
        ("Beurs", "Bourse"), ("Noordstation", "Gare du Nord"), ("Madou", "Madou"),
    ]  # fmt: skip
    assert named("Beurs / Bourse", "Noordstation / Gare du Nord", language="nl") == [
        ("Beurs", "Bourse"), ("Noordstation", "Gare du Nord"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("capitals", "small"),
    [
        ("PORTE DE NAMUR", "Porte de Namur"), ("ARTS-LOI", "Arts-Loi"), ("ULB", "ULB"),
        ("GARE DE L’OUEST", "Gare de l’Ouest"), ("L’OLIVIER", "L’Olivier"), ("ÉTÉ", "Été"),
        ("HALTE VAN DEN HEUVEL", "Halte van den Heuvel"), ("ALBERT II", "Albert II"),
        ("PLACE B", "Place B"), ("KBC", "KBC"), ("Bruxelles ULB", "Bruxelles ULB"), ("51", "51"),
    ],
)  # fmt: skip
def test_capitals_become_small_letters(capitals, small):
    assert in_small_letters(capitals) == small


def test_capitals_stay_where_the_others_are_small():
    assert named("CERIA", "Madou", "ULB", "Trône") == [
        ("", "CERIA"), ("", "Madou"), ("", "ULB"), ("", "Trône"),
    ]  # fmt: skip
    assert named("BOURSE", "MADOU", "Trône", nl="BEURS") == [
        ("Beurs", "Bourse"), ("", "Madou"), ("", "Trône"),
    ]  # fmt: skip


def test_tidy_leaves_one_line_of_text():
    assert tidy("  Porte\u200b d'Anvers\n\t x\0 ") == "Porte d’Anvers x"
    assert tidy("é" * 300) == "é" * 100
    assert Name() == Name("", "")
