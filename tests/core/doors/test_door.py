"""Doors that no stranger can close: who comes in, who is asked for what, and what counts once."""

import re
from types import SimpleNamespace

import pytest

from core.doors import Door, door, tickets
from tests.tolls import EASY, proof_of

HERE, THERE = "192.0.2.7", "198.51.100.8"
MINUTE = 60 * 1_000_000_000


class Clock:
    now = 1_795_000_000 * 1_000_000_000

    def __call__(self):
        return self.now

    def goes_on(self, seconds):
        self.now += int(seconds * 1_000_000_000)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def entrance(clock, monkeypatch):
    monkeypatch.setattr(door, "BITS", EASY)
    return Door("entrance", 2, seconds=60, everybody=100, clock=clock)


def request(address=HERE, ticket="", proof=""):
    return SimpleNamespace(META={"REMOTE_ADDR": address}, POST={"ticket": ticket, "proof": proof})


def solved(toll, address=HERE):
    return request(address, toll.ticket, proof_of(toll.seed, toll.parts, toll.bits))


def asked(entrance, address=HERE, times=3):
    """The toll after so many requests."""
    return [entrance.ask(request(address)) for _ in range(times)][-1]


def test_so_many_come_in_and_notice_nothing(entrance):
    tolls = [entrance.ask(request()) for _ in range(3)]

    assert tolls[:2] == [None, None]
    assert (tolls[2].bits, tolls[2].parts, tolls[2].wait) == (EASY, tickets.PARTS, door.WAIT)


def test_others_notice_nothing_of_who_asks_all_the_time(entrance):
    asked(entrance, times=500)

    assert entrance.ask(request(THERE)) is None


def test_puzzle_lets_in_once(entrance):
    toll = asked(entrance)

    assert entrance.ask(solved(toll)) is None
    assert entrance.ask(solved(toll)).seed != toll.seed


def test_puzzle_counts_for_who_shares_a_network_with_who_asks_all_the_time(entrance):
    hers = asked(entrance)
    asked(entrance, times=500)

    assert entrance.ask(solved(hers)) is None


@pytest.mark.parametrize("proof", ["", "0000000001", "-".join(["0000000000"] * 8), "x" * 500])
def test_wrong_proof_brings_the_same_ticket_back(entrance, proof):
    toll = asked(entrance)

    again = entrance.ask(request(ticket=toll.ticket, proof=proof))

    assert (again.ticket, again.wait) == (toll.ticket, toll.wait)


def test_proof_of_other_digits_is_none(entrance):
    toll = asked(entrance)
    numbers = proof_of(toll.seed, toll.parts, toll.bits).split("-")

    for wrong in ("٠" * 10, f"+{numbers[0][1:]}", numbers[0] + "\n", numbers[0][1:]):
        assert entrance.ask(request(ticket=toll.ticket, proof="-".join([wrong, *numbers[1:]])))


def test_ticket_that_was_changed_is_none(entrance):
    toll = asked(entrance)
    easier = re.sub(r"\.6\.", ".3.", toll.ticket, count=1)

    assert easier != toll.ticket
    assert entrance.ask(request(ticket=easier, proof=proof_of(toll.seed, 8, 3))).seed != toll.seed


def test_ticket_is_for_its_own_door_and_subject(entrance, clock):
    other = Door("other", 1, seconds=60, everybody=100, clock=clock)
    toll = entrance.ask(request(), "anna", level=5)
    asked(other)

    assert other.ask(solved(toll))
    assert entrance.ask(solved(toll), "bea", level=5)
    assert entrance.ask(solved(toll), "anna", level=5) is None


def test_ticket_says_nothing_about_its_subject(entrance):
    toll = entrance.ask(request(), "account:12", level=5)

    assert "account" not in toll.ticket
    assert HERE not in toll.ticket


def test_ticket_counts_for_an_hour(entrance, clock):
    toll = entrance.ask(request(), level=1)
    clock.goes_on(tickets.OLDEST + 1)

    assert entrance.ask(solved(toll), level=1).seed != toll.seed


def test_waiting_lets_in_once_without_a_puzzle(entrance, clock):
    toll = entrance.ask(request(), level=1)
    clock.goes_on(toll.wait - 2)
    early = entrance.ask(request(ticket=toll.ticket), level=1)
    clock.goes_on(2)

    assert (early.ticket, early.wait) == (toll.ticket, 2)
    assert entrance.ask(request(ticket=toll.ticket), level=1) is None
    assert entrance.ask(request(ticket=toll.ticket), level=1)


def test_thousand_tickets_are_no_thousand_turns(entrance, clock):
    held = [entrance.ask(request(), level=1) for _ in range(1_000)]
    clock.goes_on(door.WAIT + 1)

    tolls = [entrance.ask(request(ticket=toll.ticket), level=1) for toll in held]

    assert tolls.count(None) == door.AT_ONCE
    reserved = [toll.wait for toll in tolls if toll and toll.wait > door.WAIT]
    assert len(reserved) <= door.QUEUE / door.EVERY + door.AT_ONCE
    assert max(reserved) <= door.QUEUE + 1


def test_turn_that_was_reserved_is_hers_whoever_comes_meanwhile(entrance, clock):
    held = [entrance.ask(request(), level=1) for _ in range(door.AT_ONCE + 1)]
    clock.goes_on(door.WAIT + 1)
    *_, hers = [entrance.ask(request(ticket=toll.ticket), level=1) for toll in held]
    clock.goes_on(hers.wait + 1)
    for _ in range(50):
        entrance.ask(request(), level=1)

    assert hers.wait <= door.EVERY + 1
    assert entrance.ask(request(ticket=hers.ticket), level=1) is None


def test_who_only_asks_makes_no_queue(entrance, clock):
    hers = entrance.ask(request(), level=1)
    asked(entrance, times=500)
    clock.goes_on(door.WAIT + 1)

    assert entrance.ask(request(ticket=hers.ticket), level=1) is None


def test_many_networks_together_are_asked_and_not_refused(clock, monkeypatch):
    monkeypatch.setattr(door, "BITS", EASY)
    entrance = Door("many", 2, seconds=60, everybody=10, clock=clock)
    tolls = [entrance.ask(request(f"10.{number}.0.1")) for number in range(12)]

    assert [toll is None for toll in tolls] == [True] * 10 + [False] * 2
    assert entrance.ask(solved(tolls[-1], "10.11.0.1")) is None


def test_who_pays_all_the_time_pays_more_and_others_do_not(entrance):
    bits = []
    for _ in range(3 * door.TWICE_AS_HARD):
        toll = asked(entrance)
        bits.append(toll.bits)
        assert entrance.ask(solved(toll)) is None

    assert bits == sorted(bits)
    assert bits[-1] == EASY + 2
    assert asked(entrance, THERE).bits == EASY


@pytest.mark.parametrize(("level", "more", "wait"), [(5, 0, 25), (70, 3, 90), (1_440, 5, 300)])
def test_subject_at_which_many_guess_costs_more(entrance, level, more, wait):
    toll = entrance.ask(request(), "anna", level=level)

    assert (toll.bits, toll.wait) == (EASY + more, wait)


def test_ticket_from_before_a_flood_is_too_easy(entrance):
    early = entrance.ask(request(), "anna", level=5)

    assert entrance.ask(solved(early), "anna", level=1_440).bits == EASY + 5


def test_what_is_given_back_counts_no_more(entrance):
    for _ in range(20):
        assert entrance.ask(request()) is None
        entrance.give_back(request())
