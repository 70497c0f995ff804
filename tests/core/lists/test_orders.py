"""An order gives what sorting all rows would give, also after any changes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.lists.bits import bits_of
from core.lists.orders import Order

SLOTS = 60
slots = st.integers(0, SLOTS - 1)
changes = st.lists(st.dictionaries(slots, st.one_of(st.none(), st.integers(0, 40)), max_size=6))


@settings(max_examples=60)
@given(changes, st.sets(slots), st.integers(0, 30), st.integers(0, 30))
def test_page_is_that_of_all_rows_sorted(history, chosen, start, count):
    keys, order = {}, Order.of({})
    for step in history:
        # No two keys are the same.
        step = {slot: key if key is None else (key, slot) for slot, key in step.items()}
        keys |= step
        order = order.with_changed(step)

    there = [slot for slot in chosen if keys.get(slot) is not None]
    page = order.page(bits_of(chosen, SLOTS), start, count)

    assert page == sorted(there, key=keys.get)[start : start + count]


def test_page_of_many_is_that_of_few():
    order = Order.of({slot: slot * 7 % 101 for slot in range(100)})
    all_but_one = bits_of(range(1, 100), 100)

    assert order.page(all_but_one, 0, 3) == sorted(range(1, 100), key=order.keys.__getitem__)[:3]
    assert order.page(all_but_one, 98, 5) == sorted(range(1, 100), key=order.keys.__getitem__)[98:]


def test_order_that_others_have_stays():
    order = Order.of({0: 1, 1: 2})

    order.with_changed({0: 3, 2: 0})

    assert (order.slots, order.keys) == ([0, 1], [1, 2])
