"""The published organisations as pages ask for them: in a language, and in the order of a day.

What is counted is kept in memory and follows every change (`directory.listed`); this is only a view
of it, made in an instant. It is never changed: a page takes one and hands it down, so that it says
one thing from its beginning to its end.
"""

from functools import cached_property

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.kept import beside, memory, shows, slots
from core.lists.bits import bits_of, flags_of
from core.lists.turns import DAY

from .models import Organisation
from .spoken_languages import CODES
from .spoken_languages import label as language_label
from .streets import Streets

# From then on the order of the next day is made ready.
_LAST_HOUR = 23


def current(day=None):
    """The `Index` of the active language, of now (at most one second old), in the order of a day.

    That is today, unless another one is given. The page depends on all that is counted or named.
    """
    shows.note("organisations")
    return named(day)


def named(day=None):
    """The same for a page that only says how things are called, and notes itself what else."""
    shows.note("place", "vocabulary")
    kept, now = memory.current(), timezone.localtime()
    listed = kept["organisations"]
    index = listed.views((kept.version, get_language(), day or now.date()), listed)
    if now.hour == _LAST_HOUR:
        index.prepare(now.date() + DAY)
    return index


class Index:
    """Bit sets over the slots of the published organisations (`directory.listed`).

    What is called a position here and elsewhere is a slot: `ids` has the id of each, `positions`
    the slots of ids, of what is published only. In which order rows stand says `order`, or the
    alphabet `by_name` (`core.lists.orders`).

    `labels` has the name of every value that a filter can have, in the order in which pages offer
    them; the filters name fixed values themselves. `urgent` and `sensitive` are slugs of themes.
    `facts` has the bits of what cards say, `points` where each is (`maps.points.Points`).
    """

    def __init__(self, key, listed):
        """`key` is the content version, the language and the day."""
        self.version, language, self.day = key
        self.language = language
        self.ids = slots.of("organisation").ids
        self.everything, self.reachable = listed.everything, listed.reachable
        self.groups, self.not_known, self.said = listed.groups, listed.not_known, listed.said
        self.located, self.sensitive_rows = listed.located, listed.sensitive_rows
        self._days, self._names = listed.days, listed.names
        self.hours, self.by_street = listed.hours, Streets(listed.streets)
        self.points = listed.points
        self.places = listed.gazetteer.in_language(language)
        vocabulary = listed.vocabulary
        self.aliases, self.theme_slugs = vocabulary.aliases, vocabulary.theme_slugs
        self.sensitive, self.urgent = vocabulary.sensitive, vocabulary.urgent
        self.facts = {
            "buggies_welcome": self.groups["baby"]["buggies"],
            "women_only": self.groups["easy"]["women-only"],
        }
        self.labels = {
            **vocabulary.labels(language),
            "place": self.places.labels,
            "language": _language_labels(self.groups["language"], language),
            "kind": {kind: capfirst(str(name)) for kind, name in Organisation.Kind.choices},
        }

    @property
    def total(self):
        return self.everything.bit_count()

    @cached_property
    def positions(self):
        return Positions("organisation", self.everything)

    @cached_property
    def order(self):
        return self._days(self.day, self)

    def prepare(self, day):
        """Makes the order of a day, so that nobody waits for it at midnight."""
        if day not in self._days.kept:
            beside.prepare("order", lambda: self._days(day, self))

    @property
    def by_name(self):
        return self._names.order(self.language)

    def page(self, bits, start, count):
        """The positions number `start` to `start + count`, from 0, of what is in a bit set."""
        return self.order.page(bits, start, count)

    def bits_of_ids(self, ids):
        found = [self.positions[pk] for pk in ids if pk in self.positions]
        return bits_of(found, max(found, default=0) + 1)

    def open_groups(self, now):
        """`{value: bits}` for the filter "open": open at the aware datetime `now`, or not known."""
        return self.hours.at(now).groups


class Positions:
    """The slots of the ids of a kind that are in a bit set, as in a dictionary."""

    def __init__(self, kind, everything):
        self._slots = slots.of(kind)
        self._flags = flags_of(everything, everything.bit_length())

    def get(self, pk, default=None):
        slot = self._slots.get(pk)
        if slot is None or slot >> 3 >= len(self._flags):
            return default
        return slot if self._flags[slot >> 3] >> (slot & 7) & 1 else default

    def __contains__(self, pk):
        return self.get(pk) is not None

    def __getitem__(self, pk):
        slot = self.get(pk)
        if slot is None:
            raise KeyError(pk)
        return slot


def _language_labels(spoken, language):
    """Those that are spoken most come first."""
    return {
        code: _("Languages not known")
        if code == "unknown"
        else capfirst(language_label(code, language))
        for code in dict.fromkeys([*spoken, *CODES, "unknown"])
    }
