"""What is shown: steps of five that nobody can take apart."""

import random
from datetime import date, timedelta
from itertools import pairwise, product

import pytest

from core.languages import CODES
from usage.figures import STEP, between
from usage.kinds import ACTION, Action, Kind
from usage.models import Tally

FIRST = date(2026, 9, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-25 12:00")]


def day(number):
    return FIRST + timedelta(days=number)


def opened(*times, value="nl", side="language", what="list"):
    for number, count in enumerate(times):
        if count:
            Tally.objects.add({(day(number), side, what, value): count})


def shown(first, last, cell=("language", "list", "nl")):
    return between(day(first), day(last))[0].cells.get(cell, 0)


def test_under_five_is_nothing():
    opened(4)
    assert shown(0, 1) == 0
    opened(1)
    assert shown(0, 1) == 5


def test_what_is_left_over_counts_with_the_next_days():
    opened(4, 4, 4, 4, 4)

    assert [shown(number, number + 1) for number in range(5)] == [0, 5, 5, 5, 5]
    assert shown(0, 5) == 20


def test_days_that_became_a_month_show_the_same(clock):
    opened(*[3] * 40)
    cuts = (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
    before = between(*cuts)

    assert Tally.objects.add_up(date(2026, 11, 20)) == 40
    assert between(*cuts) == before
    assert [figures.cells for figures in before] == [
        {("language", "list", "nl"): 90},
        {("language", "list", "nl"): 30},
    ]


def test_today_is_not_over():
    Tally.objects.add({(date(2026, 11, 25), "language", "list", "nl"): 50})

    assert between(date(2026, 11, 1), date(2026, 12, 1))[0].cells == {}


def test_all_stretches_are_one_question(django_assert_num_queries):
    opened(9, 9)
    with django_assert_num_queries(1):
        assert len(between(*map(day, range(13)))) == 12


def test_totals_are_the_sums_of_what_is_shown():
    opened(9, value="nl")
    opened(4, value="fr")
    opened(7, value="ar", what="call")
    opened(6, value="food", side="theme", what="opened")
    opened(8, value="", side="sensitive", what="")
    figures = between(day(0), day(1))[0]

    assert figures.by_action() == {Action.OPENED: 5, Action.CALLED: 5}
    assert figures.by_kind() == {"list": 5, "call": 5}
    assert figures.by_language(Action.OPENED) == {"nl": 5}
    assert figures.by("theme", Action.OPENED) == {"food": 5}
    assert figures.sensitive == 5


def test_whoever_adds_and_subtracts_has_multiples_of_five():
    """Every figure of every stretch, every total, and every difference of two of them."""
    chance = random.Random(7)
    for side, what, value in (
        *(("language", "list", code) for code in ("nl", "fr", "ar")),
        ("language", "call", "ar"),
        *(("theme", "opened", slug) for slug in ("food", "sleep")),
        ("municipality", "opened", "ixelles"),
    ):
        opened(*(chance.randrange(8) for _day in range(6)), value=value, side=side, what=what)
    figures = set()
    for first in range(6):
        for last in range(first + 1, 7):
            found = between(day(first), day(last))[0]
            figures |= {*found.cells.values(), *found.by_action().values()}
            figures |= {*found.by_kind().values(), *found.by_language(Action.OPENED).values()}

    assert {abs(one - other) % STEP for one in figures for other in figures} == {0}
    assert min(figures) >= STEP


def figures_of(times):
    sums = [sum(times[:number]) for number in range(len(times) + 1)]
    return tuple((after // STEP - before // STEP) * STEP for before, after in pairwise(sums))


@pytest.mark.one_database
@pytest.mark.parametrize(("languages", "days", "most", "possible"), [(6, 1, 5, 5), (2, 2, 15, 4)])
def test_whoever_knows_all_figures_knows_no_day_under_five(languages, days, most, possible):
    """An attacker has every figure of each language, and of a municipality of which she knows that
    all of these pages, and no others, are about it: all that can have been is tried. What a day
    that shows nothing had, she does not know: so many numbers stay possible."""
    by_figures = {}
    for world in product(range(most), repeat=days):
        by_figures.setdefault(figures_of(world), []).append(world)
    some = [figures for figures in by_figures if max(figures) <= STEP]
    for figures in product(some, repeat=languages):
        worlds = {}
        for world in product(*(by_figures[one] for one in figures)):
            worlds.setdefault(figures_of([*map(sum, zip(*world, strict=True))]), []).append(world)
        for consistent in worlds.values():
            for number in range(days):
                if figures[0][number] == 0:
                    assert len({world[0][number] for world in consistent}) >= possible


@pytest.mark.one_database
def test_no_sum_of_leftovers_is_a_step():
    """The one way in: if all cells of an action had four left over, and that made whole steps, a
    municipality of all of them would tell. So their number is never a multiple of five."""
    for action in Action:
        cells = sum(ACTION[kind] == action for kind in Kind if kind != Kind.SENSITIVE) * len(CODES)
        assert cells % STEP
