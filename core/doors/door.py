"""One public form, and what it asks of whom: see the package."""

import threading
import time
from math import log2
from typing import NamedTuple

from django.utils.translation import ngettext

from core.limits import Limiter, Tally, forgettable
from core.limits.generations import Generations
from core.limits.networks import networks

from . import tickets

BITS = 18  # of the easiest puzzle: 2**18 attempts, a second or two of an old phone
HARDEST = 34
# A ticket may be so much easier than one that is made now: others went on while she solved it.
SLACK = 2
TWICE_AS_HARD = 16  # paid by one network within the time in which its level falls again
A_PAID_ONE = 60  # seconds in which that level falls by one

WAIT = 20  # seconds at least until a ticket counts that was not solved
LONGEST_WAIT = 300  # seconds, for an account at which many guess
EVERY = 15  # seconds between two of one network that waited
AT_ONCE = 4  # of them that may come at the same time
QUEUE = 600  # seconds: nobody has a turn that is further away

_EVERYBODY = (b"everybody",)


class Toll(NamedTuple):
    """What is asked, for `components/toll.html`."""

    ticket: str
    seed: str
    bits: int
    parts: int
    wait: int  # seconds, for who has no JavaScript

    @property
    def message(self):
        return ngettext(
            "A lot is being sent here right now. Please wait %(count)d second, then press the "
            "button once more. What you wrote is still here.",
            "A lot is being sent here right now. Please wait %(count)d seconds, then press the "
            "button once more. What you wrote is still here.",
            self.wait,
        ) % {"count": self.wait}


class Door:
    """`most` from one network at once and as many again in `seconds`, and `everybody` times that
    from all together, come in and notice nothing. All others pay (`ask`)."""

    def __init__(self, name, most, seconds, *, everybody, clock=time.time_ns):
        self.name, self._clock = name, clock
        self._size = most, seconds, everybody
        self.forget()
        forgettable(self)

    def forget(self):
        """As if nobody had been here."""
        most, seconds, everybody = self._size
        self._free = Limiter(most, seconds, clock=self._clock)
        self._all, self._most = Tally(seconds / everybody, clock=self._clock), everybody
        self._paid = Tally(A_PAID_ONE, clock=self._clock)
        self._waited = Tally(EVERY, clock=self._clock)
        self._spent = Generations(tickets.OLDEST * 1_000_000_000, 50_000)
        self._spending = threading.Lock()

    def ask(self, request, subject="", level=0):
        """None: she is in. Otherwise a Toll, to be shown with what she wrote.

        `level` is how often it went wrong lately with `subject`, such as an account: above nothing,
        everybody pays, and more the higher it is.
        """
        ticket = self._ticket(request, subject)
        if ticket and self._is_solved(ticket, request, level):
            return None
        is_ripe = ticket and ticket.ripe <= self._now
        if is_ripe and (ticket.is_reserved or self._has_turn(request)):
            if self._spend(ticket):
                return None
            ticket = None
        if not level and self._is_free(request):
            return None
        return self._toll(request, subject, level, ticket)

    def toll(self, request, subject="", level=0):
        """What is asked of her who would come in otherwise."""
        return self._toll(request, subject, level, None)

    def give_back(self, request):
        """It went well, or nothing came of it, and it is not to be counted."""
        self._free.give_back(request.META, 1)
        self._all.add(_EVERYBODY, -1)

    @property
    def _now(self):
        return self._clock() // 1_000_000_000

    def _ticket(self, request, subject):
        """The ticket that comes with the request, if it is one for this and not spent."""
        ticket = tickets.read(request.POST.get("ticket", ""))
        if ticket is None or (ticket.door, ticket.subject) != (self.name, tickets.hidden(subject)):
            return None
        if self._now - ticket.made > tickets.OLDEST or self._is_spent(ticket):
            return None
        return ticket

    def _is_solved(self, ticket, request, level):
        proof = request.POST.get("proof", "")
        if not proof or ticket.bits < self._bits(request, level) - SLACK:
            return False
        if not tickets.is_solved(ticket, proof) or not self._spend(ticket):
            return False
        self._paid.add(networks(request.META))
        return True

    def _spend(self, ticket):
        """Whether it had not been spent before; it is now. Two at the same moment spend it once."""
        with self._spending:
            self._spent.turn(self._clock())
            hidden, is_spent = self._spent.read(ticket.seed.encode())
            self._spent.write(hidden, 1)
        return not is_spent

    def _is_spent(self, ticket):
        with self._spending:
            self._spent.turn(self._clock())
            return bool(self._spent.read(ticket.seed.encode())[1])

    def _has_turn(self, request):
        """Whether the network of somebody who has waited has room; then it is taken."""
        return self._waited.take(networks(request.META), AT_ONCE)

    def _is_free(self, request):
        if self._all.level(_EVERYBODY) > self._most - 1 or not self._free.ask(request.META):
            return False
        self._all.add(_EVERYBODY)
        return True

    def _bits(self, request, level):
        paid = self._paid.level(networks(request.META)) / TWICE_AS_HARD
        return min(BITS + int(paid) + int(min(log2(1 + level / 10), 5)), HARDEST)

    def _toll(self, request, subject, level, ticket):
        now, bits = self._now, self._bits(request, level)
        if ticket is None or ticket.bits < bits - SLACK:
            ripe = now + int(min(WAIT + level, LONGEST_WAIT))
            ticket = tickets.made(self.name, subject, bits=bits, now=now, ripe=ripe)
        elif ticket.ripe <= now:
            ticket = self._queued(request, ticket._replace(made=now, bits=bits), now)
        return Toll(ticket.written, ticket.seed, bits=ticket.bits, parts=tickets.PARTS,
                    wait=max(ticket.ripe - now, 1))  # fmt: skip

    def _queued(self, request, ticket, now):
        """Her turn among those of her network who have waited. Only who comes back has one, so
        that a thousand questions make no queue; where it is long, nobody has, until it is shorter
        again."""
        wait = int((self._waited.level(networks(request.META)) - AT_ONCE + 1) * EVERY) + 1
        if wait > QUEUE:
            return ticket._replace(ripe=now + WAIT)
        self._waited.add(networks(request.META))
        return ticket._replace(ripe=now + max(wait, 1), is_reserved=1)
