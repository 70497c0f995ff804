"""Our own listings in a file of HSDS: what is as we say it ourselves says nothing new.

They are known by their identifiers (`directory.identifiers`). What goes out as HSDS stands above,
so it tells us here what it would say of a listing (`register`).
"""

from collections import Counter

from django.utils.translation import get_language

from core.languages import CODES
from directory import identifiers
from directory.models import Organisation

AT_ONCE = 200
_ENOUGH = 5  # listings, to know in which language a file is
# What depends on the day on which it was said.
_OF_ITS_DAY = {"alert", "assured_date", "last_modified", "status", "timezone", "uri"}
_HOURS = {"opens_at", "closes_at"}
# Things that are put together of others; all else is as it was, or another one.
_CONTAINERS = {"locations", "location", "organization", "services", "service_at_locations"}
# Lists of which one without the others would say something else.
_TOGETHER = {"languages", "cost_options", "phones"}

_say = []


def register(say):
    """`say(pks, language)` gives `{pk: {identifier: {name of a field: text}}}`."""
    _say[:] = [say]


class Own:
    """Which records of a file are listings of ours, and the language that they are in."""

    def __init__(self, records):
        pks = Organisation.objects.order_by().values_list("pk", flat=True)
        known = {identifiers.of("organization", pk): pk for pk in pks} if _say else {}
        self._pks = {
            id(record): known[identifier]
            for record in records
            if (identifier := str(record.get("id", "")).strip().lower()) in known
        }
        self._stayed = Organisation.objects.gone_into(known.values()) if self._pks else {}
        self._records, self._said = {id(record): record for record in records}, {}
        self.language = self._language()

    def pk(self, record):
        """The number of the listing that a record is about, or None; of merged ones, of the one
        that stayed."""
        pk = self._pks.get(id(record))
        return self._stayed.get(pk, pk)

    def said_of(self, record):
        """`{identifier: {field: text}}` of what we say of it; records are asked in their order."""
        pk = self._pks[id(record)]
        if pk not in self._said:
            waiting = [*dict.fromkeys(self._pks.values())]
            start = waiting.index(pk)
            self._said = _say[0](waiting[start : start + AT_ONCE], self.language)
        return self._said[pk]

    def _language(self):
        """The one in which most of it is as we say it; the active one when nothing tells."""
        some = [*self._pks.items()][:_ENOUGH]
        alike = Counter()
        for language in dict.fromkeys([get_language(), *CODES]) if some else ():
            said = _say[0]([pk for _record, pk in some], language)
            for record, pk in some:
                alike[language] += _alike(self._records[record], said[pk])
        return alike.most_common(1)[0][0] if alike else get_language()


def _alike(thing, said):
    """How many texts of a thing and of all in it are as we say them."""
    own = said.get(str(thing.get("id", "")), {})
    count = sum(is_as_said(name, value, own) for name, value in thing.items())
    for value in thing.values():
        inside = value if isinstance(value, list) else [value]
        count += sum(_alike(each, said) for each in inside if isinstance(each, dict))
    return count


def is_as_said(name, value, own):
    """Whether a field says what our own thing says."""
    if not isinstance(value, str) or name not in own:
        return False
    return _plain(name, value) == _plain(name, own[name])


def _plain(name, text):
    # Hours are those of Brussels, with the offset of the day on which they were written.
    return text[:5] if name in _HOURS else " ".join(text.split())


def strip(thing, said):
    """Takes out of a thing, in place, what is as we say it; whether anything is left."""
    own = said.get(str(thing.get("id", "")))
    for name, value in [*thing.items()]:
        if isinstance(value, list):
            thing[name] = _left(name, value, said)
            if not thing[name]:
                del thing[name]
        elif isinstance(value, dict):
            is_known = name == "taxonomy_term" and own is not None
            if is_known or (name in _CONTAINERS and not strip(value, said)):
                del thing[name]
        elif (
            name != "id"
            and own is not None
            and (name in _OF_ITS_DAY or is_as_said(name, value, own))
        ):
            del thing[name]
    if own is not None and {"fees_description", "cost_options"} & thing.keys():
        return True
    return bool(thing.keys() - {"id"})


def _left(name, things, said):
    if name in _CONTAINERS:
        return [each for each in things if not isinstance(each, dict) or strip(each, said)]
    left = [each for each in things if not (isinstance(each, dict) and _is_same(each, said))]
    if name == "schedules":
        days = {day for each in left for day in _days(each)}
        return [each for each in things if each in left or days & _days(each)]
    return things if left and name in _TOGETHER and not _all_known(name, things, said) else left


def _days(schedule):
    """The days of the week of a rule: all hours of one are said together."""
    return (
        {*str(schedule.get("byday", "")).split(",")} - {""} if isinstance(schedule, dict) else set()
    )


def _all_known(name, things, said):
    """Of numbers that were there before, what stayed says nothing about what changed."""
    known = (isinstance(each, dict) and str(each.get("id")) in said for each in things)
    return name == "phones" and all(known)


def _is_same(thing, said):
    own = said.get(str(thing.get("id", "")))
    if own is None:
        return False
    return all(
        name in _OF_ITS_DAY or name == "taxonomy_term" or is_as_said(name, value, own)
        if not isinstance(value, list)
        else not _left(name, value, said)
        for name, value in thing.items()
    )
