"""A few of what costs much at the same time; the turn of somebody who is gone ends too."""

import gc

import pytest

from core.limits import AtOnce
from tests.threads import together


def sender(number=1):
    return {"REMOTE_ADDR": f"192.0.2.{number}"}


def test_as_many_as_there_may_be_and_half_of_them_from_one():
    exports = AtOnce(4)
    turns = [exports.begin(sender(1)) for _time in range(3)]
    others = [exports.begin(sender(2)), exports.begin(sender(3)), exports.begin(sender(4))]

    assert [turn is not None for turn in turns] == [True, True, False]
    assert [turn is not None for turn in others] == [True, True, False]
    assert len(exports) == 4
    others[0].end()
    assert exports.begin(sender(4))


def test_one_at_a_time_is_for_everybody_in_turn():
    exports = AtOnce(1)

    with exports.begin(sender(1)):
        assert exports.begin(sender(2)) is None
    with exports.begin(sender(2)):
        assert len(exports) == 1
    assert len(exports) == 0


def test_without_an_address_all_have_all():
    exports = AtOnce(2)

    assert all([exports.begin({}), exports.begin({})])


def test_turn_ends_once():
    exports = AtOnce(4)
    first, _second = exports.begin(sender()), exports.begin(sender())

    first.end()
    first.end()

    assert len(exports) == 1


def test_turn_ends_with_an_error():
    exports = AtOnce(1)

    with pytest.raises(ZeroDivisionError), exports.begin(sender()):
        raise ZeroDivisionError

    assert len(exports) == 0


def test_turn_lasts_until_the_last_part():
    exports = AtOnce(1)
    parts = exports.begin(sender()).during(iter("ab"))

    assert (next(parts), len(exports)) == ("a", 1)
    assert ([*parts], len(exports)) == (["b"], 0)


def test_turn_ends_when_making_a_part_fails():
    exports = AtOnce(1)
    parts = exports.begin(sender()).during(1 / number for number in (1, 0))

    assert next(parts) == 1
    with pytest.raises(ZeroDivisionError):
        next(parts)
    assert len(exports) == 0


@pytest.mark.parametrize("read", [0, 1])
def test_turn_ends_when_the_reader_is_gone(read):
    exports = AtOnce(1)
    closed = []

    def made():
        try:
            yield from (b"a", b"b")
        finally:
            closed.append(True)

    parts = exports.begin(sender()).during(made())
    for _part in range(read):
        next(parts)

    parts.close()  # as Django does with what a response streams

    assert len(exports) == 0
    assert closed == [True] * read  # what never began has nothing to close


def test_turn_that_nobody_holds_any_more_ends():
    exports = AtOnce(1)
    exports.begin(sender())
    gc.collect()

    assert len(exports) == 0


def test_threads_never_have_more_than_there_may_be():
    exports = AtOnce(3)
    seen = []

    def work():
        for _time in range(200):
            if turn := exports.begin({}):
                with turn:
                    seen.append(len(exports))

    assert together([work] * 6) == []
    assert max(seen) <= 3
    assert len(exports) == 0
