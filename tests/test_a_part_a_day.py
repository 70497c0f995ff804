"""What `.ci/run` leaves for the next day."""

from pathlib import Path
from types import SimpleNamespace

from tests.conftest import tomorrow_of

CASES = {"callspec": None}


def items(path, name, count, **more):
    return [SimpleNamespace(path=Path(path), originalname=name, **more) for _ in range(count)]


def test_every_other_case_of_a_browser_test_runs_and_all_of_them_in_two_days():
    six = items("tests/browser/test_axe.py", "test_axe", 6, **CASES)

    left = [tomorrow_of(six, half, is_postgresql=False) for half in (0, 1)]

    assert left == [six[1::2], six[::2]]


def test_browser_test_without_cases_runs_every_day():
    one = items("tests/browser/test_axe.py", "test_one", 1)

    assert [tomorrow_of(one, half, is_postgresql=False) for half in (0, 1)] == [[], []]


def test_half_of_the_tests_runs_on_postgresql_and_all_of_them_in_two_days():
    some = [item for name in "abcdefgh" for item in items("tests/test_a.py", name, 1)]

    left = [tomorrow_of(some, half, is_postgresql=True) for half in (0, 1)]

    assert sorted(item.originalname for one in left for item in one) == list("abcdefgh")
    assert [len(one) for one in left] == [4, 4]


def test_nothing_is_left_out_on_sqlite():
    some = items("tests/test_a.py", "test_a", 3, **CASES)

    assert tomorrow_of(some, 0, is_postgresql=False) == []
