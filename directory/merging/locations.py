"""Which places of two listings are one and the same, and what becomes of them.

Nothing of a place is thrown away: of two that are the same, one stays and gets what only the other
one says; the other goes with the listing that is archived, and what takes place there moves.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from core.editing.sheets import rows_of
from core.text import fold
from directory.forms import DAYS, STREETS

PREFIX = "locations"
PLACE = "place:"  # the field of a place of the listing that goes
INTO, OVER = "into", "over"  # the other one stays, or this one does
HOURS = ["hours_known", *DAYS]
_UNKNOWN = ([], ["unknown"])
# What is taken over where the place that stays does not say it. Not where it is: that belongs
# together.
_FILLED = {
    *STREETS, "house_number", "postal_code", "phone", "holiday_hours", "answers_always",
}  # fmt: skip
_FILLED_TEXTS = ("name_", "hours_note_")
_MOST_OPTIONS = 12


@dataclass(slots=True)
class Choice:
    """What becomes of one place of the listing that goes: `options` are `(value, label)`.

    `value` is empty when it moves along as a place of its own.
    """

    location: object
    says: list
    options: list
    value: str = ""

    @property
    def field_name(self):
        return f"{PLACE}{self.location.pk}"

    @property
    def label(self):
        return called(self.location)


class Places:
    """The places of a `Comparison`."""

    def __init__(self, comparison):
        self.said, self.locations = {}, {}
        for side, sheet in comparison.sheets.items():
            self.said |= rows_of(comparison.states[side], PREFIX)
            forms = sheet.formset(PREFIX).initial_forms
            self.locations[side] = [form.instance for form in forms]
        self.bound = comparison.bound
        kept, gone = (self.locations[side] for side in ("kept", "gone"))
        self.choices, taken = [], set()
        for location in gone:
            choice = Choice(location, self._says(location), [*self._options(location, kept)])
            alike = [each for each in kept if each.pk not in taken and self._alike(each, location)]
            values = [f"{way}:{each.pk}" for each in alike for way in (INTO, OVER)]
            choice.value = next((v for v in values if v in dict(choice.options)), "")
            if choice.value:
                taken.add(int(choice.value.partition(":")[2]))
            self.choices.append(choice)

    @property
    def kept(self):
        """`(place, what it says)` of those of the listing that stays."""
        return [(each, self._says(each)) for each in self.locations["kept"]]

    def choose(self, sent):
        for choice in self.choices:
            value = sent.get(choice.field_name, choice.value)
            choice.value = value if value in dict(choice.options) else ""

    @property
    def is_twice(self):
        """Whether two places of one listing would be one and the same of the other: one of them
        would be lost."""
        pks = [choice.value.partition(":")[2] for choice in self.choices if choice.value]
        return len({*pks}) < len(pks)

    def same(self):
        """`{pk of the place that does not stay: pk of the one that does}`."""
        same = {}
        for choice in self.choices:
            way, _colon, pk = choice.value.partition(":")
            if way == INTO:
                same[choice.location.pk] = int(pk)
            elif way == OVER:
                same[int(pk)] = choice.location.pk
        return same

    def fills(self):
        """`{key: texts}` of what the places that stay get of the others."""
        fills = {}
        for left, stays in self.same().items():
            one, other = self.said[str(stays)], self.said[str(left)]
            names = [name for name in one if name in _FILLED or name.startswith(_FILLED_TEXTS)]
            names += [name for name in one if one[name] == ["unknown"]]
            lacking = [name for name in names if one[name] in _UNKNOWN]
            taken = {name for name in lacking if other[name] not in _UNKNOWN}
            if not one["hours_known"] and other["hours_known"]:
                taken |= {*HOURS}
            fills |= {f"{PREFIX}/{stays}/{name}": other[name] for name in sorted(taken)}
        return fills

    def _options(self, location, kept):
        yield "", gettext("a place of its own: both stay")
        # What is secret is never one with what is public.
        alike = [
            each
            for each in kept
            if each.is_confidential == location.is_confidential
            and each.location_type == location.location_type
        ]
        for each in alike[:_MOST_OPTIONS]:
            name = {"other": called(each)}
            if not self._is_bound(location):
                text = gettext("the same as %(other)s, as it stands there")
                yield f"{INTO}:{each.pk}", text % name
            if not self._is_bound(each):
                text = gettext("the same as %(other)s, as it stands here")
                yield f"{OVER}:{each.pk}", text % name

    def _is_bound(self, location):
        return f"{PREFIX}/{location.pk}" in self.bound

    def _alike(self, one, other):
        """Whether two places are likely the same: one house, or two lines of one number."""
        said, said_too = self.said[str(one.pk)], self.said[str(other.pk)]
        if one.location_type != other.location_type:
            return False
        if not one.is_place:
            return said["phone"] == said_too["phone"]
        streets, streets_too = (
            {fold(text) for name in STREETS for text in row[name]} for row in (said, said_too)
        )
        return bool(streets & streets_too) and said["house_number"] == said_too["house_number"]

    def _says(self, location):
        """How a place is told from another, in a few words."""
        said = self.said[str(location.pk)]
        hours = [text for day in DAYS for text in said[day]]
        municipality = str(location.municipality) if location.municipality else ""
        where = " ".join([*said["postal_code"], municipality]).strip()
        week = gettext("opening hours") if hours else ""
        name = location.where if location.address else ""
        name = "" if name == location.address else name
        return [text for text in (name, where, *said["phone"], week) if text]


def called(location):
    """How an editor tells a place from another."""
    return location.address or location.where
