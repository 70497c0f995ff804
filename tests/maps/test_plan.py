"""A window on Brussels: where points are on it, and how much of an area is seen."""

import random
from math import ceil

import pytest
import shapely

from geo import borders
from geo import landmarks as geo_landmarks
from maps import landmarks
from maps.plan import Plan

pytestmark = pytest.mark.one_database

GRAND_PLACE = (50.8467, 4.3525)
SQUARE = [(4.35, 50.84), (4.36, 50.84), (4.36, 50.85), (4.35, 50.85), (4.35, 50.84)]


def test_a_point_in_the_middle():
    plan = Plan.around(*GRAND_PLACE, across=1200, width=600, height=400)

    assert plan.at(*GRAND_PLACE) == (300, 200)
    # A hundred metres north are fifty units up.
    assert plan.at(GRAND_PLACE[0] + 100 / 111_195, GRAND_PLACE[1]) == (300, 150)
    assert plan.holds(*GRAND_PLACE)
    assert not plan.holds(50.86, 4.3525)


def test_all_of_a_ring_is_seen():
    plan = Plan.of([SQUARE], 100, margin=0)

    assert plan.at(50.85, 4.35) == (0, 0)
    assert plan.at(50.84, 4.36) == (100, plan.height)
    assert plan.height == 159  # Brussels is far north: a degree is higher than it is wide.
    assert plan.area([SQUARE]) == "M0 159l100 0 0-159-100 0z"


@pytest.mark.parametrize(
    ("shape", "size"), [((0.5, 1), (100, 100)), ((2, 3), (100, 200)), (None, (100, 159))]
)
def test_the_shape_has_limits(shape, size):
    plan = Plan.of([SQUARE], 100, margin=0, shape=shape)

    assert (plan.width, plan.height) == size
    middle = plan.at(50.845, 4.355)
    assert abs(middle[0] - size[0] / 2) <= 1
    assert abs(middle[1] - size[1] / 2) <= 1


def test_an_area_is_cut_at_the_edge():
    plan = Plan.around(50.85, 4.355, across=351, width=100, height=100)

    # Half of it is below the window, a little outside of which it ends.
    assert plan.area([SQUARE]) == "M-2 102l104 0 0-52-104 0z"


def test_what_is_elsewhere_is_not_drawn():
    plan = Plan.around(50.9, 4.4, across=500, width=100, height=100)

    assert plan.area([SQUARE]) == ""
    assert plan.line(SQUARE) == ""


def test_the_window_in_an_area_that_surrounds_it():
    plan = Plan.around(50.845, 4.355, across=100, width=100, height=100)

    assert plan.area([SQUARE]) == "M102 102l0-104-104 0 0 104z"


def test_neighbours_share_a_border_on_the_plan():
    """Both are rounded alike, so that nothing shows between them."""
    plan = Plan.of([ring for rings in borders.municipalities().values() for ring in rings], 720)
    corners = {
        nis: {plan.at(y, x) for ring in rings for x, y in ring}
        for nis, rings in borders.coarse("municipalities", 70).items()
    }

    assert (plan.width, plan.height) == (720, 719)
    assert len(corners["21012"] & corners["21011"]) >= 2  # Molenbeek and Koekelberg


def test_landmarks_of_the_region():
    plan = Plan.of([ring for rings in borders.municipalities().values() for ring in rings], 720)

    seen = landmarks.on(plan, 70)

    assert len(seen.green) == 18
    assert seen.is_of_osm
    assert seen.railway == []  # thinner than a line
    assert seen.tracks.count("M") == len(geo_landmarks.railway_lines()) == 33


@pytest.mark.parametrize(
    "points",
    [[(4.35, 50.84)], [(4.35, 50.84), (4.35, 50.84)], [(4.35, 50.84), (4.35, 50.85)]],
    ids=["one point", "the same twice", "due north"],
)
def test_what_has_no_width_has_a_plan(points):
    plan = Plan.of([points], 100, shape=(0.5, 1))

    assert plan.width == 100
    assert 50 <= plan.height <= 102
    assert all(plan.holds(latitude, longitude) for longitude, latitude in points)


@pytest.mark.parametrize("rings", [[], [[]]])
def test_no_plan_of_nothing(rings):
    with pytest.raises(ValueError, match="not enough values"):
        Plan.of(rings, 100)


@pytest.mark.parametrize(
    "ring",
    [[], SQUARE[:1], SQUARE[:1] * 4, [(0, 0), (1, 0), (1, 1), (0, 0)]],
    ids=["nothing", "one point", "the same point", "far away"],
)
def test_what_has_no_area_is_not_drawn(ring):
    plan = Plan.around(50.845, 4.355, across=351, width=100, height=100)

    assert plan.area([ring, SQUARE]) == plan.area([SQUARE])
    assert plan.area([ring]) == ""


def test_around_the_world_is_all_of_the_window():
    plan = Plan.around(50.845, 4.355, across=351, width=100, height=100)
    world = [(-180, -90), (180, -90), (180, 90), (-180, 90), (-180, -90)]

    assert plan.area([world]) == "M102 102l0-104-104 0 0 104z"


def test_windows_cut_as_geometry_does():
    """Real neighbourhoods at random windows, against GEOS: rounding alone makes a difference."""
    rng = random.Random(18)
    layers = [*borders.neighbourhoods().values()]
    for _window in range(40):
        plan = Plan.around(
            rng.uniform(50.78, 50.9),
            rng.uniform(4.27, 4.45),
            across=rng.uniform(300, 6_000),
            width=360,
            height=300,
        )
        pad = ceil(plan.width / 50)
        window = shapely.box(-pad, -pad, plan.width + pad, plan.height + pad)
        for rings in rng.sample(layers, 30):
            whole = [shapely.Polygon([plan.at(y, x) for x, y in ring]).buffer(0) for ring in rings]
            expected = sum(window.intersection(one).area for one in whole)
            seen = sum(shapely.Polygon(ring).area for ring in plan.seen(rings) if len(ring) > 2)
            assert seen == pytest.approx(expected, abs=60)
