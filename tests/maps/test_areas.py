"""What is drawn once and kept: municipalities and neighbourhoods to choose from."""

import brotli
import pytest

from geo import borders
from maps import areas

pytestmark = pytest.mark.one_database

MOLENBEEK = "21012"
IN_MOLENBEEK = (14, 15, 16, 62, 63, 64, 65, 913, 914)


def test_the_region_is_drawn_once():
    assert areas.municipalities() is areas.municipalities()
    assert areas.neighbourhoods(MOLENBEEK, IN_MOLENBEEK) is areas.neighbourhoods(
        MOLENBEEK, IN_MOLENBEEK
    )


def test_municipalities_stand_in_rows_from_north_west_to_south_east():
    drawing = areas.municipalities()

    assert [shape.key for shape in drawing.shapes] == [
        "21010", "21004",
        "21008", "21006",
        "21003", "21011", "21014", "21015",
        "21012", "21018",
        "21001", "21013", "21005", "21019",
        "21007", "21009", "21002",
        "21016", "21017",
    ]  # fmt: skip


def test_the_region_is_light():
    """In bytes, as pages are compressed; without names and links, which are on the page anyway."""
    drawing = areas.municipalities()
    paths = [shape.path for shape in drawing.shapes]
    seen = drawing.landmarks
    drawn = "".join([*paths, *seen.green, *seen.railway, seen.tracks, seen.canal])

    assert len(brotli.compress(drawn.encode(), quality=8)) < 1_500
    assert not seen.railway
    assert not seen.tracks


def test_neighbourhoods_of_a_municipality_with_what_is_around():
    drawing = areas.neighbourhoods(MOLENBEEK, IN_MOLENBEEK)

    assert {shape.key for shape in drawing.shapes} == {*IN_MOLENBEEK}
    assert [shape.key for shape in drawing.shapes if shape.is_green] == [914, 913]
    assert {"21003", "21011", "21001", "21004"} <= {one.key for one in drawing.beside if one.rooms}
    assert [one.key for one in drawing.beside if not one.rooms] == [MOLENBEEK]
    assert (drawing.plan.width, drawing.plan.height) == (360, 259)


def test_what_has_no_border_is_left_out():
    assert areas.neighbourhoods("21999", (1,)) is None
    assert [shape.key for shape in areas.neighbourhoods(MOLENBEEK, (15, 4711)).shapes] == [15]
    assert areas.neighbourhoods(MOLENBEEK, ()).shapes == []


@pytest.mark.parametrize("nis", borders.municipalities())
def test_every_municipality_can_be_drawn(nis):
    inside = tuple(sorted(borders.neighbourhoods()))[::12]

    drawing = areas.neighbourhoods(nis, inside)

    assert drawing.edge
    assert all(shape.path and len(shape.rooms) == 3 for shape in drawing.shapes)
