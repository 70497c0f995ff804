"""How often one may ask: as a plain function, with a clock that is moved by hand."""

import logging
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import settings as hypothesis_settings

from core.limits import Limiter
from tests.threads import together

HOUR = 3600


class Clock:
    def __init__(self):
        self.now = 5_000_000_000_000_000  # nanoseconds, since nobody knows when

    def __call__(self):
        return self.now

    def shift(self, seconds):
        self.now += int(seconds * 1_000_000_000)


@pytest.fixture
def hands():
    return Clock()


def sender(address="192.0.2.7"):
    return {"REMOTE_ADDR": address}


def allowed(limiter, count, who):
    return sum(bool(limiter.ask(who)) for _time in range(count))


def test_so_many_at_once_and_then_one_after_another(hands):
    limiter = Limiter(10, seconds=60, clock=hands)

    assert allowed(limiter, 15, sender()) == 10
    hands.shift(5.999)
    assert not limiter.ask(sender())
    hands.shift(0.001)
    assert allowed(limiter, 2, sender()) == 1
    hands.shift(HOUR)
    assert allowed(limiter, 15, sender()) == 10


def test_answer_says_how_many_are_left_and_how_long_to_wait(hands):
    limiter = Limiter(2, seconds=60, clock=hands)

    assert limiter.ask(sender()) == (True, 1, 0, 30)
    hands.shift(10)
    assert limiter.ask(sender()) == (True, 0, 0, 50)
    assert limiter.ask(sender()) == (False, 0, 20, 50)
    hands.shift(19.5)
    assert limiter.ask(sender()) == (False, 0, 1, 31)
    hands.shift(0.5)
    assert limiter.ask(sender()) == (True, 0, 0, 60)


def test_who_asks_twenty_times_a_second_is_answered_as_often_as_others_and_shuts_out_nobody(hands):
    limiter = Limiter(60, seconds=60, clock=hands)
    loud = quiet = 0

    for tick in range(20 * 60):
        loud += bool(limiter.ask(sender("192.0.2.7")))
        if tick % 40 == 0:
            quiet += bool(limiter.ask(sender("192.0.2.8")))  # from the same street
        hands.shift(1 / 20)

    assert (loud, quiet) == (60 + 59, 30)


@pytest.mark.parametrize("address", ["192.0.2.{}", "2001:db8:1:{}::5"])
def test_wider_network_has_sixteen_times_as_much(hands, address):
    limiter = Limiter(10, seconds=60, clock=hands)

    answers = [allowed(limiter, 12, sender(address.format(number))) for number in range(20)]

    assert answers == [10] * 16 + [0] * 4
    assert allowed(limiter, 12, sender("2001:db8:2::5")) == 10
    assert allowed(limiter, 12, sender("198.51.100.1")) == 10


def test_without_an_address_all_have_sixteen_times_as_much_together(hands):
    limiter = Limiter(10, seconds=60, clock=hands)

    assert allowed(limiter, 200, {"REMOTE_ADDR": ""}) == 160
    assert not limiter.ask({})
    assert limiter.ask(sender())


def test_what_costs_little_or_nothing_counts_for_that(hands):
    limiter = Limiter(1, seconds=60, clock=hands)

    assert [bool(limiter.ask(sender(), 0.25)) for _time in range(5)] == [True] * 4 + [False]
    assert limiter.ask(sender(), 0)
    limiter.give_back(sender(), 0.25)
    assert [bool(limiter.ask(sender(), 0.25)) for _time in range(2)] == [True, False]


def test_giving_back_never_makes_more_than_there_was(hands):
    limiter = Limiter(2, seconds=60, clock=hands)

    for _time in range(5):
        limiter.give_back(sender(), 1)

    assert allowed(limiter, 9, sender()) == 2


@pytest.mark.parametrize("seconds", [0, -1, HOUR + 1])
def test_no_limit_is_over_more_than_an_hour(seconds):
    with pytest.raises(ValueError, match="up to 3600"):
        Limiter(10, seconds=seconds)


# The exact answer of a bucket that is never forgotten, of one network.


class Bucket:
    def __init__(self, most, seconds):
        self.most, self.rate = most, Fraction(most, seconds * 1_000_000_000)
        self.tokens, self.at = Fraction(most), 0

    def ask(self, now):
        self.tokens = min(self.most, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 7, 59, 600, 1799, 1800, 3599, 3600, 9000])),
    max_size=60,
)


@pytest.mark.parametrize(("most", "seconds"), [(3, 60), (4, HOUR)])
@hypothesis_settings(max_examples=40)
@given(steps=STEPS)
def test_keys_that_are_thrown_away_change_no_answer(most, seconds, steps):
    hands = Clock()
    limiter = Limiter(most, seconds=seconds, clock=hands)
    buckets = [Bucket(most, seconds) for _sender in range(4)]

    for who, wait in steps:
        hands.shift(wait)
        answer = limiter.ask(sender(f"10.{who}.0.1"))
        assert answer.is_enough == buckets[who].ask(hands.now)
        assert (answer.wait == 0) == answer.is_enough


@pytest.mark.parametrize("moment", [-1, 0, 1])
def test_nobody_gains_by_the_moment_at_which_the_key_changes(hands, moment):
    limiter = Limiter(4, seconds=HOUR, clock=hands)
    limiter.ask(sender("198.51.100.1"), 0)  # from now on an hour
    hands.shift(HOUR - 100)
    assert allowed(limiter, 9, sender()) == 4
    hands.shift(100 + moment)

    assert allowed(limiter, 9, sender()) == 0
    hands.shift(799 - moment)
    assert allowed(limiter, 9, sender()) == 0
    hands.shift(1)
    assert allowed(limiter, 9, sender()) == 1


def test_memory_is_bounded_whoever_asks(hands):
    limiter = Limiter(5, seconds=60, senders=1_000, clock=hands)
    assert allowed(limiter, 9, sender()) == 5

    for number in range(20_000):
        limiter.ask(sender(f"2001:{number:x}::1"))
        if number % 500 == 0:
            # Who goes on asking is not forgotten meanwhile.
            assert not limiter.ask(sender())

    assert len(limiter) <= 4 * 1_001


def test_forgotten_are_as_good_as_new_and_not_shut_out(hands):
    limiter = Limiter(5, seconds=60, senders=100, clock=hands)
    assert allowed(limiter, 9, sender()) == 5

    for number in range(1_000):
        limiter.ask(sender(f"10.{number >> 8}.{number & 255}.1"))

    assert allowed(limiter, 9, sender()) == 5


def test_nothing_of_two_hours_ago_is_in_memory(hands):
    limiter = Limiter(5, seconds=60, clock=hands)
    for number in range(50):
        limiter.ask(sender(f"10.0.{number}.1"))
    assert len(limiter) == 100

    hands.shift(HOUR)
    limiter.ask({}, 0)
    assert len(limiter) == 100
    hands.shift(HOUR)
    limiter.ask({}, 0)
    assert len(limiter) == 0


def test_nothing_says_who_it_was(hands, caplog):
    caplog.set_level(logging.DEBUG)
    limiter = Limiter(1, seconds=60, clock=hands)
    answers = [limiter.ask(sender()) for _time in range(2)]
    address, network = bytes([192, 0, 2, 7]), bytes([192, 0, 2])

    said = f"{limiter!r} {limiter} {answers} {caplog.text}"
    assert said.startswith("Limiter(1, seconds=60)")
    assert "192.0.2" not in said
    known = limiter._full_at._now
    assert [len(name) for name in known] == [8, 8]
    assert not {address, network} & {*known}
    assert Limiter(1, seconds=60)._full_at._key != limiter._full_at._key


def test_threads_get_no_more_than_there_is(hands):
    limiter = Limiter(100, seconds=60, clock=hands)
    answers = []

    def ask():
        answers.extend(bool(limiter.ask(sender())) for _time in range(250))

    assert together([ask] * 8) == []
    assert (sum(answers), len(answers)) == (100, 2_000)


def test_view_of_a_form_needs_four_lines(hands):
    enough = Limiter(3, seconds=60, clock=hands)

    def suggest(request):
        if not (answer := enough.ask(request.META)):
            return HttpResponse("Too many", status=429, headers={"Retry-After": answer.wait})
        return HttpResponse("Thank you")

    send = RequestFactory().post("/nl/suggest/", REMOTE_ADDR="192.0.2.7")
    responses = [suggest(send) for _time in range(4)]

    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert responses[-1].headers["Retry-After"] == "20"
