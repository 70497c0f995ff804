"""The squares of 200 metres: made from the borders, and fine enough for each neighbourhood."""

import json
from math import cos, radians

import pytest
from django.conf import settings

from geo import borders, squares
from scripts import squares as script

pytestmark = pytest.mark.one_database


def test_the_file_is_what_the_borders_give():
    assert script.TARGET.read_text() == script.written()


def test_a_square_is_200_metres_wide_and_high():
    degree = 111_195

    assert round(squares.DOWN * degree) == 200
    assert round(squares.ACROSS * degree * cos(radians(50.84))) == 200


def test_every_neighbourhood_has_a_square_and_its_municipality():
    rows = json.loads((settings.BASE_DIR / "fixtures/vocabulary.json").read_text())
    nis_codes = {
        row["fields"]["slug"]: row["fields"]["nis_code"]
        for row in rows
        if row["model"] == "directory.municipality"
    }
    parts = {
        row["fields"]["number"]: nis_codes[row["fields"]["municipality"][0]]
        for row in rows
        if row["model"] == "directory.neighbourhood"
    }
    table = squares.kept()

    assert dict(table["places"]).keys() == parts.keys()
    # Four of them lie in two municipalities, and the vocabulary has the other one.
    assert {number for number, nis in table["places"] if parts[number] != nis} == {39, 65, 89, 93}
    assert set(table["runs"][::2]) == set(range(146))


def test_the_middle_of_nearly_every_neighbourhood_is_in_its_own_squares():
    """Of 145, one park is so narrow that the square around its middle belongs beside it."""
    elsewhere = [
        number
        for number, (longitude, latitude, _names) in zip(
            borders.neighbourhoods(), borders.labels(), strict=True
        )
        for row, column in [(round(latitude / squares.DOWN), round(longitude / squares.ACROSS))]
        if borders.neighbourhood_at(row * squares.DOWN, column * squares.ACROSS) != number
    ]

    assert elsewhere == [910]
