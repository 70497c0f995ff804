"""Where an address is, and when nobody can say."""

import csv

import pytest

from geo import loading
from geo.finding import Address, Found, Missing, Reason, find, is_loaded, metres
from tests.best_file import COLUMNS

pytestmark = pytest.mark.django_db

# street_id, fr, nl, number, postal code, NIS code, latitude, longitude
ADDRESSES = [
    (1, "Rue de l’Étuve", "Stoofstraat", "12", "1000", "21004", 50.8451, 4.3501),
    (1, "Rue de l’Étuve", "Stoofstraat", "14-18", "1000", "21004", 50.8450, 4.3501),
    # One name, a street in each of two municipalities with one postal code.
    (2, "Avenue Louise", "Louizalaan", "100", "1050", "21004", 50.8310, 4.3600),
    (3, "Avenue Louise", "Louizalaan", "100", "1050", "21009", 50.8280, 4.3660),
    (3, "Avenue Louise", "Louizalaan", "102", "1050", "21009", 50.8281, 4.3661),
    (4, "Rue du Trône", "Troonstraat", "1", "1050", "21009", 50.8385, 4.3680),
    (5, "Place du Trône", "Troonplein", "1", "1050", "21009", 50.8390, 4.3660),
    # Two boxes of one number, far apart.
    (6, "Rue du Noyer", "Notelaarsstraat", "7", "1030", "21015", 50.8490, 4.3900),
    (6, "Rue du Noyer", "Notelaarsstraat", "7", "1030", "21015", 50.8520, 4.3900),
    (7, "Rue Platon", "Platostraat", "22", "1180", "21016", 50.8100, 4.3500),
    # Said to be in Uccle, and drawn in Schaerbeek.
    (8, "Rue Loin", "Verrestraat", "1", "1180", "21016", 50.8600, 4.3800),
    (9, "Rue Saint-Jean", "Sint-Janstraat", "3", "1080", "21012", 50.8560, 4.3380),
    (10, "Rue de Saint-Jean", "Janstraat", "3", "1080", "21012", 50.8580, 4.3350),
    (11, "Rue Haute", "Hoogstraat", "5", "1000", "21004", 50.8400, 4.3460),
    (12, "Chaussée de Mons", "Bergensesteenweg", "9", "1070", "21001", 50.8390, 4.3200),
    (13, "Chemin de Mons", "Bergenseweg", "9", "1070", "21001", 50.8290, 4.3000),
]


@pytest.fixture
def loaded(db, tmp_path):
    path = tmp_path / "best.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        for street, french, dutch, number, code, nis, latitude, longitude in ADDRESSES:
            writer.writerow(
                {
                    "street_id": street,
                    "streetname_fr": french,
                    "streetname_nl": dutch,
                    "house_number": number,
                    "postcode": code,
                    "municipality_id": nis,
                    "EPSG:4258_lat": latitude,
                    "EPSG:4258_lon": longitude,
                    "status": "current",
                }
            )
    loading.load(path, "best.csv")


def where(*streets, number="12", code="1000", nis=""):
    found = find(Address(streets, number, code, nis))
    return (found.latitude, found.longitude) if isinstance(found, Found) else found


def test_find_gives_the_place_and_what_it_lies_in(loaded):
    found = find(Address(("Rue de l’Étuve",), "12", "1000"))

    assert found == Found(50.8451, 4.3501, "21004", 1)


@pytest.mark.parametrize(
    ("streets", "number"),
    [
        (("Stoofstraat",), "12"),
        (("r. de l'etuve",), "12 bte 3"),
        (("Stoofstr.", "Rue de l’Étuve"), "12"),
        # A name that no street has says nothing beside one that a street has.
        (("Stofstraat", "Rue de l’Étuve"), "12"),
        (("Rue Étuve",), "12A"),
    ],
)
def test_find_knows_a_street_however_it_is_written(loaded, streets, number):
    assert where(*streets, number=number) == (50.8451, 4.3501)


@pytest.mark.parametrize("number", ["14-18", "14", "16", "18", "14-16"])
def test_find_knows_a_number_within_an_official_range(loaded, number):
    assert where("Stoofstraat", number=number) == (50.8450, 4.3501)


def test_find_does_not_choose_between_two_places(loaded):
    assert where("Avenue Louise", number="100", code="1050").reason == Reason.SEVERAL
    assert where("Rue du Noyer", number="7", code="1030") == Missing(
        Reason.SEVERAL, ["Rue du Noyer – Notelaarsstraat 7"]
    )
    # Two names of two streets.
    assert where("Rue Haute", "Stoofstraat", number="5") == Missing(
        Reason.SEVERAL, ["Rue Haute – Hoogstraat, 1000", "Rue de l’Étuve – Stoofstraat, 1000"]
    )
    # An abbreviation of two words, each of which there is.
    assert where("Ch. de Mons", number="9", code="1070").reason == Reason.SEVERAL


def test_find_takes_the_municipality_where_it_decides(loaded):
    assert where("Louizalaan", number="100", code="1050", nis="21009") == (50.8280, 4.3660)
    assert where("Louizalaan", number="100", code="1050", nis="21004") == (50.8310, 4.3600)
    assert where("Louizalaan", number="102", code="1050", nis="21004") == Missing(
        Reason.ELSEWHERE, ["21009"]
    )


def test_find_takes_what_is_written_just_so(loaded):
    assert where("Rue Saint-Jean", number="3", code="1080") == (50.8560, 4.3380)
    assert where("Rue de Saint-Jean", number="3", code="1080") == (50.8580, 4.3350)


def test_find_does_without_a_postal_code_where_the_municipality_is_known(loaded):
    assert where("Stoofstraat", code="", nis="21004") == (50.8451, 4.3501)
    assert where("Stoofstraat", code="") == Missing(Reason.NO_CODE)


def test_find_says_why_not_and_what_is_near(loaded):
    assert where("", number="1") == Missing(Reason.NO_STREET)
    assert where("Stoofstraat", number="z/n") == Missing(Reason.NO_NUMBER)
    assert where("Stoofstraat", number="13") == Missing(
        Reason.UNKNOWN_NUMBER,
        ["Rue de l’Étuve – Stoofstraat 12", "Rue de l’Étuve – Stoofstraat 14-18"],
    )
    assert where("Avenue Platon", number="22", code="1180") == Missing(
        Reason.UNKNOWN_STREET, ["Rue Platon", "Platostraat"]
    )
    assert where("Rue Platon", number="22", code="1190") == Missing(
        Reason.ELSEWHERE, ["Rue Platon – Platostraat, 1180"]
    )
    assert where("Rue Platon", number="22", code="1180", nis="21001") == Missing(
        Reason.ELSEWHERE, ["21016"]
    )
    assert where("Rue Loin", number="1", code="1180") == Missing(Reason.ELSEWHERE, ["21015"])


def test_find_without_a_file_says_so():
    assert where("Stoofstraat") == Missing(Reason.NOT_LOADED)
    assert not is_loaded()


def test_find_asks_the_database_little(loaded, django_assert_num_queries):
    with django_assert_num_queries(3):
        where("Stoofstraat")
    with django_assert_num_queries(2):
        where("Stoofstraat")


def test_metres_between_two_points():
    assert round(metres((50.85, 4.35), (50.86, 4.35))) == 1112
    assert round(metres((50.85, 4.35), (50.85, 4.36))) == 702
