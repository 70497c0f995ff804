"""A row keeps its slot, whatever its id is."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kept.slots import Slots

pytestmark = pytest.mark.one_database

ids = st.integers(1, 40) | st.integers(1, 6_000) | st.integers(1, 2**63 - 1)


@settings(max_examples=40)
@given(st.lists(ids), st.lists(ids))
def test_each_id_has_the_next_slot_and_keeps_it(asked, others):
    slots, expected = Slots(), {}
    for pk in asked:
        assert slots.number(pk) == expected.setdefault(pk, len(expected))

    assert [*slots.ids] == [*expected]
    assert len(slots) == len(expected)
    assert [slots.get(pk) for pk in asked + others] == [expected.get(pk) for pk in asked + others]


@pytest.mark.parametrize("never", [0, -1, 10**30, None, "1"])
def test_what_is_no_id_of_a_row_has_no_slot(never):
    slots = Slots()
    slots.number(1)

    assert slots.get(never) is None
    assert slots.get(never, "none") == "none"


def test_threads_agree():
    slots, seen = Slots(), []

    def number():
        seen.append([slots.number(pk) for pk in range(1, 3_000)])

    threads = [threading.Thread(target=number) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({tuple(numbers) for numbers in seen}) == 1
    assert sorted(slots.ids) == [*range(1, 3_000)]
