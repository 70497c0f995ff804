"""Orders, values of rows and packed texts: each against the simplest that says the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lists.bits import bits_of
from core.lists.held import Held
from core.lists.orders import Order
from core.lists.packed import Texts

pytestmark = pytest.mark.one_database

slots = st.integers(0, 70)
numbers = st.one_of(st.integers(0, 2**64 - 1), st.none())
names = st.one_of(st.tuples(st.text(max_size=2)), st.none())


def unique(keys):
    """No two are the same, and the last ones are not in the order."""
    return {slot: (key, slot) if isinstance(key, tuple) else key for slot, key in keys.items()}


@pytest.mark.parametrize("keys", [numbers, names])
def test_order_agrees_with_sorting(keys):
    histories = st.lists(st.dictionaries(slots, keys, max_size=40), max_size=6)

    @given(histories, st.sets(slots), st.integers(0, 9), st.integers(0, 9))
    def check(history, wanted, start, count):
        order, known = Order.of({}), {}
        for changed in map(unique, history):
            taken = {key for slot, key in known.items() if slot not in changed}
            changed = {slot: None if key in taken else key for slot, key in changed.items()}
            again = [key for key in changed.values() if key is not None]
            if len({*again}) < len(again):
                continue
            order = order.with_changed(changed)
            known = {s: k for s, k in {**known, **changed}.items() if k is not None}
        rows = [slot for slot in sorted(known, key=known.__getitem__) if slot in wanted]

        assert order.slots.tolist() == sorted(known, key=known.__getitem__)
        assert order.bits == bits_of(known, 71)
        assert order.page(bits_of(wanted, 71), start, count) == rows[start : start + count]

    check()


def test_a_change_that_changes_nothing_gives_the_same_order():
    order = Order.of({3: 7, 5: 1})

    assert order.with_changed({3: 7, 9: None}) is order


pairs = st.lists(st.tuples(slots, st.sampled_from("abcdefg")), max_size=30)


@given(st.lists(st.tuples(st.sets(slots, max_size=20), pairs), max_size=8))
def test_held_agrees_with_a_dictionary(history):
    held, known = Held(), {}
    for changed, new in history:
        new = [(slot, value) for slot, value in new if slot in changed]
        held = held.with_changed(changed, new)
        for slot in changed:
            known[slot] = {value for there, value in new if there == slot}

    assert {slot: {held.values[number] for number in held.of_row(slot)} for slot in range(71)} == {
        slot: known.get(slot, set()) for slot in range(71)
    }
    assert {value: [*held.rows_with(value)] for value in "abcdefgh"} == {
        value: sorted(slot for slot, values in known.items() if value in values)
        for value in "abcdefgh"
    }


def test_what_rows_had_before_does_not_stay_for_ever():
    held = Held.of([(0, "a")])
    for number in range(3_000):
        held = held.with_changed({0}, [(0, "ab"[number % 2])])

    assert len(held._pool) < 1_010
    assert held.values[held.of_row(0)[0]] == "b"


@given(st.lists(st.dictionaries(st.integers(0, 200), st.text(max_size=5)), max_size=5))
def test_texts_agree_with_a_dictionary(history):
    texts, known = Texts(), {}
    for changed in history:
        changed = {slot: text.replace("\0", "") for slot, text in changed.items()}
        texts = texts.with_changed(changed)
        known |= changed

    assert [texts[slot] for slot in range(201)] == [known.get(slot, "") for slot in range(201)]
