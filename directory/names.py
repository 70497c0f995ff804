"""The names of the published organisations, and their alphabetical order in each language."""

from dataclasses import dataclass
from itertools import islice
from threading import Lock

from core.kept import slots
from core.languages import CODES, order_of
from core.lists.bits import has, positions_of
from core.lists.latest import Latest
from core.lists.orders import Order
from core.lists.packed import Texts
from core.text import collation_key

from .collecting import plain
from .models import Organisation

COLUMNS = [f"name_{code}" for code in CODES]
_CHUNK = 5_000  # names that are read at once


@dataclass(frozen=True, slots=True)
class Keys:
    """What each slot stands by in the alphabet of a language; nothing is kept but the names."""

    texts: tuple
    ids: list

    def __getitem__(self, slot):
        name = next((name for texts in self.texts if (name := texts[slot])), "")
        # As bytes: the same order, and a hundred thousand of them are sorted at once.
        key = "\0".join(collation_key(name)).encode()
        return key + b"\0" + self.ids[slot].to_bytes(8, "big")


class Names:
    """The alphabets of the rows in `everything` (bits), each made when somebody asks for it.

    Names are read with the first of them, and then follow. Nothing of this is changed afterwards:
    whichever thread comes first writes what any other would.
    """

    def __init__(self, everything, texts=None, orders=()):
        self.everything, self._texts = everything, texts
        self._orders = Latest(_alphabet, most=len(CODES), kept=orders)
        self._reading = Lock()

    def order(self, language):
        """The `Order` of what is shown in a language."""
        return self._orders(language, self)

    def followed(self, rows, names, everything):
        """The same after a change of rows; this one, if it changed no name.

        `rows` are the slots that were read anew, `names` has `{slot: names in all languages}`.
        """
        came_or_left = everything ^ self.everything
        if self._texts is None:
            return Names(everything) if came_or_left else self
        nothing, changed = ("",) * len(CODES), {}
        for number, (code, old) in enumerate(self._texts.items()):
            new = {slot: names.get(slot, nothing)[number] or "" for slot in rows}
            changed[code] = {slot: name for slot, name in new.items() if name != old[slot]}
        moved = {slot for there in changed.values() for slot in there}
        moved |= {slot for slot in rows if has(came_or_left, slot)}
        if not moved:
            return self
        texts = {code: old.with_changed(changed[code]) for code, old in self._texts.items()}
        orders = {}
        for language, order in self._orders.kept.items():
            keys = _keys(texts, language)
            new = {slot: keys[slot] if has(everything, slot) else None for slot in moved}
            orders[language] = order.with_changed(new, keys)
        return Names(everything, texts, orders)

    def read(self):
        """`{language: Texts}`."""
        with self._reading:
            if self._texts is None:
                there, texts = slots.of("organisation"), [Texts()] * len(CODES)
                rows = plain(Organisation.objects.published()).order_by("pk")
                rows = rows.values_list("pk", *COLUMNS).iterator(_CHUNK)
                while some := [*islice(rows, _CHUNK)]:
                    numbers = [there.number(pk) for pk, *_names in some]
                    for number, text in enumerate(texts):
                        names = (row[number + 1] for row in some)
                        texts[number] = text.with_changed(dict(zip(numbers, names, strict=True)))
                self._texts = dict(zip(CODES, texts, strict=True))
        return self._texts


def _alphabet(language, names):
    keys, everything = _keys(names.read(), language), names.everything
    return Order.of_slots(positions_of(everything, 0, everything.bit_count()), keys)


def _keys(texts, language):
    return Keys(tuple(texts[code] for code in order_of(language)), slots.of("organisation").ids)
