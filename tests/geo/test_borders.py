"""The borders: each place in its own, and nothing outside."""

import json

import pytest
from django.conf import settings

from geo import borders

pytestmark = pytest.mark.one_database


def vocabulary(model):
    rows = json.loads((settings.BASE_DIR / "fixtures/vocabulary.json").read_text())
    return [row["fields"] for row in rows if row["model"] == model]


def test_every_neighbourhood_has_its_label_in_itself():
    rows = vocabulary("directory.neighbourhood")

    at = {row["number"]: (row["latitude"], row["longitude"]) for row in rows}

    assert at.keys() == borders.neighbourhoods().keys()
    assert len(at) == 145
    assert {number: borders.neighbourhood_at(*where) for number, where in at.items()} == {
        number: number for number in at
    }


def test_every_municipality_has_its_label_in_itself():
    rows = vocabulary("directory.municipality")

    at = {row["nis_code"]: (row["latitude"], row["longitude"]) for row in rows}

    assert at.keys() == borders.municipalities().keys()
    assert len(at) == 19
    assert {nis: borders.municipality_at(*where) for nis, where in at.items()} == {
        nis: nis for nis in at
    }


def test_outside_the_region_is_nothing():
    assert borders.neighbourhood_at(50.879, 4.7) is None
    assert borders.municipality_at(50.879, 4.7) is None


def test_point_on_a_border_is_always_in_the_same():
    longitude, latitude = borders.neighbourhoods()[1][0][0]

    found = {borders.neighbourhood_at(latitude, longitude) for _time in range(3)}

    assert len(found) == 1


def test_near_a_border_both_sides_are_near():
    longitude, latitude = borders.municipalities()["21014"][0][0]
    there = borders.municipality_at(latitude, longitude)

    assert borders.is_near("21014", latitude, longitude)
    assert borders.is_near(there, latitude, longitude)
    assert not borders.is_near("21001", latitude, longitude)
    assert not borders.is_near("99999", latitude, longitude)


def test_borders_name_who_made_them():
    assert borders.credit() == "Statbel, statistical sectors, 2022-01-01; BISA/IBSA"
