"""What a place in a link means."""

import pytest

from directory import index
from tests.factories import municipality, neighbourhood

pytestmark = pytest.mark.django_db


@pytest.fixture
def ixelles():
    return municipality(
        slug="ixelles-elsene",
        name_nl="Elsene",
        name_fr="Ixelles",
        short_name_nl="Elsene",
        postal_codes=["1050"],
        aliases=["XL", "إكسيل"],
    )


@pytest.mark.parametrize(
    "written", ["ixelles-elsene", "elsene", "ixelles", "Ixelles", "IXELLES", "xl", "1050"]
)
def test_place_is_found_under_each_of_its_names(ixelles, written):
    assert index.current().places.find(written).slug == "ixelles-elsene"


def test_place_is_found_under_its_former_slug(ixelles):
    ixelles.slug = "elsene-ixelles"
    ixelles.save()

    assert index.current().places.find("ixelles-elsene").slug == "elsene-ixelles"


@pytest.mark.parametrize("written", ["", "1000000", "nowhere", "\x00", "x" * 1000])
def test_place_that_does_not_exist(ixelles, written):
    assert index.current().places.find(written) is None


def test_name_of_two_places_leads_to_neither():
    for slug in ("woluwe-saint-lambert", "woluwe-saint-pierre"):
        municipality(slug=slug, name_fr=slug, aliases=["Woluwe"])

    assert index.current().places.find("woluwe") is None


def test_municipality_comes_before_a_neighbourhood_of_the_same_name():
    row = municipality(slug="koekelberg", name_nl="Koekelberg")
    neighbourhood(slug="koekelberg-centre", name_nl="Koekelberg", municipality=row)

    assert index.current().places.find("koekelberg").kind == "municipality"


def test_postal_code_of_several_is_a_place_of_its_own():
    municipality(slug="brussel", name_nl="Brussel", postal_codes=["1000", "1020"])

    place = index.current().places.find("1020")

    assert (place.slug, place.kind, place.municipality) == ("1020", "postal-code", "brussel")


def test_municipalities_are_sorted_as_people_read_them():
    for name in ("Zaventem", "Écoute", "Ecole", "abri"):
        municipality(short_name_nl=name, name_nl=name)

    names = [place.name.text for place in index.current().places.municipalities]

    assert names == ["abri", "Ecole", "Écoute", "Zaventem"]


def test_places_to_choose_from_have_their_whole_names_in_order(ixelles):
    municipality(
        slug="woluwe",
        name_nl="Sint-Lambrechts-Woluwe",
        short_name_nl="W.-St-Lambr.",
        postal_codes=["1200"],
    )
    municipality(
        slug="bruxelles-brussel",
        nis_code="21004",
        name_nl="Stad Brussel",
        short_name_nl="Brussel",
        postal_codes=["1000", "1020"],
    )

    labels = index.current().labels["place"]

    assert [label for slug, label in labels.items() if not slug.isdigit()] == [
        "Brussel",
        "Elsene (1050)",
        "Sint-Lambrechts-Woluwe (1200)",
    ]
