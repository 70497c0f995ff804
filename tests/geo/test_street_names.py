"""Two spellings of one street, and of two."""

import pytest

from geo.street_names import nearest, readings

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("written", "official"),
    [
        ("r. de l'Eglise", "Rue de l’Église"),
        ("RUE DE L EGLISE", "Rue de l’Église"),
        ("av. Louise", "Avenue Louise"),
        ("Av Louise", "Avenue Louise"),
        ("Louise Avenue", "Avenue Louise"),
        ("Bd. du Midi", "Boulevard du Midi"),
        ("ch. de Mons", "Chaussée de Mons"),
        ("ch. du Moulin", "Chemin du Moulin"),
        ("Chée de Mons", "Chaussée de Mons"),
        ("pl. St-Denis", "Place Saint-Denis"),
        ("Av. Ste Catherine", "Avenue Sainte-Catherine"),
        ("Bld Gén. Jacques", "Boulevard Général Jacques"),
        ("Vlaamse Steenweg", "Vlaamsesteenweg"),
        ("Vlaamse Stwg", "Vlaamsesteenweg"),
        ("Gentsestwg.", "Gentsesteenweg"),
        ("Kerkstr.", "Kerkstraat"),
        ("Kerk str", "Kerkstraat"),
        ("Louizaln", "Louizalaan"),
        ("St.-Jansplein", "Sint-Jansplein"),
        ("St Jans pl.", "Sint-Jansplein"),
        ("Ambiorixsquare", "Square Ambiorix"),
        ("O.L.V.-straat", "Onze-Lieve-Vrouwstraat"),
        ("Lincolnlaan", "Lincoln laan"),
    ],
)
def test_readings_meet_for_one_street(written, official):
    assert readings(written) & readings(official)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rue du Trône", "Place du Trône"),
        ("Rue Saint-Jean", "Rue Sainte-Jeanne"),
        ("Rue Dubois", "Rue Jean Dubois"),
        ("Kerkstraat", "Kerklaan"),
        ("Grote Markt", "Kleine Markt"),
        ("Rue", "Avenue"),
        ("", "Rue"),
    ],
)
@pytest.mark.parametrize("is_loose", [False, True])
def test_readings_of_two_streets_do_not_meet(one, other, is_loose):
    assert not readings(one, is_loose=is_loose) & readings(other, is_loose=is_loose)


def test_readings_may_leave_the_little_words_out():
    both = [("Parvis Saint-Gilles", "Parvis de Saint-Gilles"), ("Rue Flandre", "Rue de Flandre")]

    assert all(readings(one, is_loose=True) & readings(two, is_loose=True) for one, two in both)
    assert not any(readings(one) & readings(two) for one, two in both)


def test_nearest_gives_what_looks_alike_and_nothing_else():
    names = ["Boulevard Auguste Reyers", "Rue Platon", "Rue du Plateau", "Kerkstraat", ""]

    assert nearest("Boulevard Reyers", names) == ["Boulevard Auguste Reyers"]
    assert nearest("Avenue Platon", names)[0] == "Rue Platon"
    assert nearest("Zzyzx", names) == []
