"""What `.ci/run` leaves for the next days."""

from pathlib import Path
from types import SimpleNamespace

from tests.conftest import later_than

CASES = {"callspec": None}


def items(path, name, count, **more):
    return [SimpleNamespace(path=Path(path), originalname=name, **more) for _ in range(count)]


def test_every_other_case_of_a_browser_test_runs_and_all_of_them_in_two_days():
    six = items("tests/browser/test_axe.py", "test_axe", 6, **CASES)

    left = [later_than(day, six, is_postgresql=False) for day in (332, 333)]

    assert left == [six[1::2], six[::2]]


def test_browser_test_without_cases_runs_every_day():
    one = items("tests/browser/test_axe.py", "test_one", 1)

    assert [later_than(day, one, is_postgresql=False) for day in (332, 333)] == [[], []]


def test_a_third_of_the_tests_runs_on_postgresql_and_all_of_them_in_three_days():
    names = {f"test_{number}" for number in range(30)}
    some = [item for name in sorted(names) for item in items("tests/test_a.py", name, 1)]

    left = [later_than(day, some, is_postgresql=True) for day in (331, 332, 333)]

    run = [names - {item.originalname for item in one} for one in left]
    assert set.union(*run) == names
    assert sum(map(len, run)) == len(names)
    assert min(map(len, run)) > 5


def test_nothing_is_left_out_on_sqlite():
    some = items("tests/test_a.py", "test_a", 3, **CASES)

    assert later_than(333, some, is_postgresql=False) == []
