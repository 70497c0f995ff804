"""Wrong passwords: what a stranger may do, and what she cannot do to whose account it is.

Nothing is ever locked. A level for each account, in the table of the cache and so the same for all
processes, rises by one with each wrong password of a stranger and falls by one a minute. Under
STRANGERS nobody notices; above it, everybody pays who is not known here (`core.doors`), more with
every doubling, and with the right password gets in. Where she has logged in before (`devices`) her
own mistakes have a level of their own. One network that makes many mistakes, with whatever names,
pays too, before anything is looked up.
"""

import time
from hashlib import sha256

from allauth.core.internal.ratelimit import cache_lock
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from core.doors import Door

from . import devices

STRANGERS = 5  # wrong passwords of all strangers together, then one a minute
AT_HOME = 10  # in a browser that is known
FALLS_IN = 60  # seconds, by one
HIGHEST = 1_440  # a day of it
# Names that are no account share so many levels, so that nobody fills a table with them.
UNKNOWN_NAMES = 4_096

door = Door("login", 10, seconds=600, everybody=200)


class Asked(ValidationError):  # noqa: N818  (nothing is wrong)
    """She is asked for something that costs (`toll`), before her password is looked at."""

    def __init__(self, toll, is_often):
        super().__init__(toll.message, code="toll")
        self.toll, self.is_often = toll, is_often


class Attempt:
    """One, which counts from its beginning, so that those of the same moment count too."""

    def __init__(self, request, user, name):
        self.request, self.levels = request, []
        # What a ticket is for: of an account it would be the same for its name and its e-mail, and
        # for names that are none now and then, which tells them apart.
        self.typed = name.lower()
        self.account = f"account:{user.pk}" if user else f"name:{_numbered(name)}"
        self.is_at_home = bool(user) and self._is_known(user)
        if not self.is_at_home:
            self._pay()

    def _is_known(self, user):
        number = devices.known(self.request, user)
        return number is not None and self._count(f"{self.account}:{number}", AT_HOME)

    def _pay(self):
        level = _level(self.account)
        is_often = level > STRANGERS - 1
        toll = door.ask(self.request, self.typed, level if is_often else 0)
        if not toll:
            is_counted = self._count(self.account, HIGHEST if is_often else STRANGERS)
            # Others made the last mistakes at this very moment.
            if not is_counted and not is_often:
                is_often, toll = True, door.toll(self.request, self.typed, STRANGERS)
        if toll:
            raise Asked(toll, is_often)

    def _count(self, name, most):
        with cache_lock(_key(name)) as is_mine:
            level = _level(name)
            if not is_mine or level > most - 1:
                return False
            _put(name, level + 1)
        self.levels.append(name)
        return True

    def succeeded(self):
        """It was the right password, which is not to be counted."""
        for name in self.levels:
            with cache_lock(_key(name)) as is_mine:
                if is_mine:
                    _put(name, _level(name) - 1)
        if not self.is_at_home:
            door.give_back(self.request)


def _numbered(name):
    digest = salted_hmac("core.accounts.attempts", name.lower(), algorithm="sha256").digest()
    return int.from_bytes(digest[:4], "big") % UNKNOWN_NAMES


def _key(name):
    return f"attempts:{sha256(name.encode()).hexdigest()}"


def _level(name):
    return max((cache.get(_key(name)) or 0) - time.time(), 0) / FALLS_IN


def _put(name, level):
    """Kept as the moment when it will be nothing again."""
    seconds = max(level, 0) * FALLS_IN
    cache.set(_key(name), time.time() + seconds, timeout=int(seconds) + 60)
