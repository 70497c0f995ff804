import pytest

from directory.addresses import split_bilingual, split_number

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "dutch", "french"),
    [
        ("Vlaamsesteenweg - Rue de Flandre 12", "Vlaamsesteenweg 12", "Rue de Flandre 12"),
        ("Rue de Flandre - Vlaamsesteenweg 12", "Vlaamsesteenweg 12", "Rue de Flandre 12"),
        ("Rue Neuve - Nieuwstraat 1 / bte 3", "Nieuwstraat 1 / bte 3", "Rue Neuve 1 / bte 3"),
        ("Rue de Neerpede - Neerpedestraat", "Neerpedestraat", "Rue de Neerpede"),
        ("Anderlecht - Anderlecht", "Anderlecht", "Anderlecht"),
        ("1000 Bruxelles - Brussel", "1000 Brussel", "1000 Bruxelles"),
        ("Elsene / Ixelles", "Elsene", "Ixelles"),
        ("Vlaamsesteenweg 12 - Rue de Flandre", "Vlaamsesteenweg 12", "Rue de Flandre 12"),
        ("Vlaamsesteenweg 12 - Rue de Flandre 12", "Vlaamsesteenweg 12", "Rue de Flandre 12"),
        ("Vlaamsesteenweg – Rue de Flandre 12", "Vlaamsesteenweg 12", "Rue de Flandre 12"),
        ("Vlaamsesteenweg–Rue de Flandre 12", "Vlaamsesteenweg 12", "Rue de Flandre 12"),
        ("Rue Neuve / Nieuwstraat 12-14", "Nieuwstraat 12-14", "Rue Neuve 12-14"),
        (
            "Place Saint-Géry - Sint-Goriksplein 1",
            "Sint-Goriksplein 1",
            "Place Saint-Géry 1",
        ),
        (
            "Boulevard du 9e de Ligne - 9e Liniestraat 27",
            "9e Liniestraat 27",
            "Boulevard du 9e de Ligne 27",
        ),
        ("12, rue de Flandre - Vlaamsesteenweg", "Vlaamsesteenweg 12", "rue de Flandre 12"),
        ("Place du Jeu de Balle - Vossenplein", "Vossenplein", "Place du Jeu de Balle"),
        ("Grand-Place - Grote Markt 1", "Grote Markt 1", "Grand-Place 1"),
    ],
)
def test_split_bilingual_two_names(text, dutch, french):
    assert split_bilingual(text) == {"nl": dutch, "fr": french}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Saint-Géry",
        "Place Saint-Géry 12",
        "Rue Neuve 12-14",
        "Rue Neuve 12 - 14",
        "Rue Neuve 12 / bte 3",
        "Nieuwstraat 1/3",
        "Chaussée de Saint-Josse-ten-Noode",
        "Tour & Taxis - Havenlaan - Avenue du Port",
        "Flagey - Bailli",
        " - ",
        "\x00",
    ],
)
def test_split_bilingual_one_name(text):
    assert split_bilingual(text) == {}


@pytest.mark.parametrize(
    ("text", "street", "number"),
    [
        ("Rue de Flandre 12", "Rue de Flandre", "12"),
        ("Rue de Flandre 12b", "Rue de Flandre", "12b"),
        ("Rue de Flandre, 12 bte 3", "Rue de Flandre", "12 bte 3"),
        ("12, rue de Flandre", "rue de Flandre", "12"),
        ("Rue du 4 Août", "Rue du 4 Août", ""),
        ("Rue de Flandre", "Rue de Flandre", ""),
    ],
)
def test_split_number(text, street, number):
    assert split_number(text) == (street, number)
