"""An address as the signs have it: both languages where both are known, in Latin letters."""

import pytest
from django.utils import translation

from directory import index
from directory.around.signs import sign
from tests.factories import location, municipality

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


def of(language, **values):
    place = location(**values)
    with translation.override(language):
        places = index.named().places
        town = places.by_slug[places.slug_of_pk["municipality"][place.municipality_id]]
        return sign(place, town)


def saint_gilles():
    return municipality(name_nl="Sint-Gillis", name_fr="Saint-Gilles", name_ar="سان جيل")


@pytest.mark.parametrize("language", ["nl", "fr", "ar"])
def test_both_names_as_on_the_signs(language):
    found = of(
        language,
        street_nl="Fortstraat",
        street_fr="Rue du Fort",
        house_number="25",
        postal_code="1060",
        municipality=saint_gilles(),
    )

    assert found.streets == [("Rue du Fort 25", "fr"), ("Fortstraat 25", "nl")]
    assert found.towns == [("Saint-Gilles", "fr"), ("Sint-Gillis", "nl")]
    assert found.text == "Rue du Fort 25 / Fortstraat 25, 1060 Saint-Gilles / Sint-Gillis"


def test_one_name_that_is_known():
    found = of("ar", street_fr="Rue du Fort", street_ar="شارع", municipality=saint_gilles())

    assert found.text == "Rue du Fort, Saint-Gilles / Sint-Gillis"


def test_a_name_that_is_the_same_in_both_is_written_once():
    town = municipality(name_nl="Jette", name_fr="Jette")

    found = of("nl", street_nl="Square", street_fr="Square", house_number="1", municipality=town)

    assert (found.streets, found.towns) == ([("Square 1", "fr")], [("Jette", "fr")])


@pytest.mark.parametrize("values", [{}, {"street_ar": "شارع"}, {"house_number": "25"}])
def test_without_a_street_in_latin_letters_there_is_none(values):
    assert of("ar", municipality=saint_gilles(), **values) is None
