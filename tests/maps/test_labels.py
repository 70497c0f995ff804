"""Names on a plan: where they have room, in how many lines, and that none covers another."""

import pytest

from maps.labels import Label, Room, Wanted, placed, room

pytestmark = pytest.mark.one_database

SQUARE = [(0, 0), (100, 0), (100, 100), (0, 100), (0, 0)]
HALF = [(0, 0), (50, 0), (50, 100), (0, 100), (0, 0)]


def test_room_is_in_the_middle_of_what_is_widest():
    low = [(0, 0), (40, 0), (40, 60), (100, 60), (100, 100), (0, 100), (0, 0)]

    assert room([SQUARE], 1) == Room(50, 6, 100)
    assert room([low], 1) == Room(50, 66, 100)
    assert room([low], 5) == Room(20, 32, 40)


def test_room_is_not_in_what_is_cut_out():
    assert room([SQUARE], 1, [HALF]) == Room(75, 6, 50)


def test_shape_that_is_too_low_has_no_room():
    assert room([[(0, 0), (100, 0), (100, 10), (0, 10), (0, 0)]], 1).width == 0


def labels(*wanted, width=360, height=360, spill=0):
    return placed(tuple(wanted), width, height, spill)


def test_name_stands_above_its_number():
    [label] = labels(Wanted((Room(100, 100, 60),) * 2, "Jette", True))

    assert label == Label(100, ((97, "Jette"),), 110)


def test_name_without_room_leaves_its_number():
    [label] = labels(Wanted((Room(100, 100, 20),), "Koekelberg", True))

    assert label == Label(100, (), 104)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Brugmann - Lepoutre", ["Brugmann -", "Lepoutre"]),
        ("Sint-Gillis", ["Sint-", "Gillis"]),
        ("Onze-Lieve-Vrouw ter Sneeuw", []),
        ("Universiteitswijk", []),
    ],
)
def test_long_name_is_broken_where_it_may_be(name, lines):
    [label] = labels(Wanted((Room(100, 100, 55), Room(100, 100, 82)), name, False))

    assert [text for _y, text in label.lines] == lines


def test_name_may_reach_over_the_edge_by_so_much():
    narrow = Wanted((Room(100, 100, 50),), "Karreveld", False)

    assert labels(narrow)[0].lines == ()
    assert labels(narrow, spill=24)[0].lines == ((104, "Karreveld"),)


def test_name_stays_on_the_drawing():
    assert labels(Wanted((Room(20, 100, 80),), "Karreveld", False))[0].lines == ()
    assert labels(Wanted((Room(100, 2, 80),), "Karreveld", False))[0].lines == ()


def test_of_two_names_that_would_cover_each_other_the_one_with_more_room_stays():
    near, other = Room(100, 100, 70), Room(120, 100, 90)

    first, second = labels(Wanted((near,), "Karreveld", False), Wanted((other,), "Scheut", False))

    assert first.lines == ()
    assert second.lines == ((104, "Scheut"),)


def test_name_does_not_cover_the_number_of_another():
    first, second = labels(
        Wanted((Room(100, 100, 90),), "Karreveld", False), Wanted((Room(110, 100, 5),), "X", True)
    )

    assert first.lines == second.lines == ()
