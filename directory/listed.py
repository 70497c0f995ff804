"""The published organisations in memory, as bit sets (`core.lists.bits`) over slots.

Nothing here is of a language or of a day. It is read once, from a fixed number of queries, and then
follows every change: the same queries with the ids of what changed, whatever the size.
"""

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from core.kept import slots
from core.languages import CODES
from core.lists.bits import Collector, bits_of, positions_of, union
from core.lists.held import Held
from core.lists.latest import Latest
from core.lists.orders import Order
from core.lists.turns import DAY
from maps.points import Points

from . import collecting, good_to_know, open_now, order, streets
from .collecting import by_use, collect, for_everyone, of_ids, plain, related
from .index import Index
from .models import Location, Organisation
from .names import COLUMNS as NAMES
from .names import Names
from .open_now import Hours
from .places import Gazetteer
from .sensitive import rows_of
from .vocabulary import Vocabulary

# The filters whose values are those of a column of an organisation.
COLUMNS = {"kind": "kind", "papers": "papers_needed"}
_RELATED = {"theme": "themes", "audience": "audiences", "serving": "serves_municipalities"}
# So many rows are read one by one, and more as long as they are no more than one part of all: a
# site of this size that was archived as a whole is never shown as it was before.
_FEW, _SHARE = 500, 4
# Orders of days: today’s, yesterday’s, and before midnight tomorrow’s.
_DAYS = 3
_CHUNK = 5_000  # rows that are read at once


@dataclass(frozen=True, eq=False)
class Listed:
    """Bit sets over the slots of the published organisations.

    `sets` is `{name: {value: bits}}` of what the tables say, of relations and places by id; all
    else follows from it. `groups` is `{filter: {value: bits}}`, and `said` the same of audiences
    without what is for everyone; for places the bits are what is located there or serves it, and
    `located` has what is located there. `not_known` has what one does not know of facts
    (`core.lists.filters.AllOf`). `reachable` has what one can call, write or look up,
    `sensitive_rows` what is so. `streets` has the folded names of the streets of public places,
    `points` where they are; of a secret address nothing is known.
    """

    sets: dict = field(repr=False)
    hours: Hours = field(repr=False)
    streets: Held = field(repr=False)
    points: Points = field(repr=False)
    names: Names = field(repr=False)
    days: Latest = field(repr=False)
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    groups: dict = field(repr=False)
    not_known: dict = field(repr=False)
    said: dict = field(repr=False)
    located: dict = field(repr=False)
    sensitive_rows: int
    # The same in a language and in the order of a day; they go when this one does.
    views: Latest = field(default_factory=lambda: Latest(Index, most=2 * len(CODES)), repr=False)

    @property
    def everything(self):
        return self.hours.everything

    @property
    def reachable(self):
        return self.sets["reachable"].get(True, 0)


def build(things):
    nothing = {name: {} for name in (*_COLLECTED, *_ANSWERS, *_RELATED)}
    listed = _made(things, nothing, Hours(Held(), {}, {}, 0), Held(), Points(), Names(0), _orders())
    # Part by part: what is read takes ten times the memory of what is kept.
    published = plain(Organisation.objects.published()).order_by("pk").values_list("pk", flat=True)
    last, is_whole = 0, False
    while not is_whole:
        ids = [*published.filter(pk__gt=last)[:_CHUNK]]
        is_whole = len(ids) < _CHUNK
        if ids:
            last = ids[-1]
            listed = _with_changed(listed, range(ids[0], last + 1), things)
    return listed


def follow(listed, changes, things):
    """See `core.kept.memory.register`."""
    ids = {*changes.get("organisation", ()), *_left_alone(listed, things["places"])}
    if len(ids) > max(_FEW, listed.everything.bit_count() // _SHARE):
        return None
    later = _with_changed(listed, ids, things) if ids else _with_others(listed, things)
    return later, _keys(listed, later)


def _left_alone(listed, gazetteer):
    """The ids of what lay in a neighbourhood that is gone: its database has changed these rows."""
    known, ids = gazetteer.slug_of_pk["neighbourhood"], slots.of("organisation").ids
    parts = listed.sets["neighbourhood"].items()
    bits = union(there for pk, there in parts if pk not in known)
    return [ids[slot] for slot in positions_of(bits, 0, bits.bit_count())]


def _with_others(listed, things):
    """The same with other names of places and themes."""
    if (listed.gazetteer, listed.vocabulary) == (things["places"], things["vocabulary"]):
        return listed
    return _made(
        things,
        listed.sets,
        listed.hours,
        listed.streets,
        listed.points,
        listed.names,
        _orders(listed.days.kept),
    )


def _with_changed(listed, ids, things):
    """The same with what the rows with some ids say now."""
    there, read = slots.of("organisation"), _read(ids)
    rows = {*read.slugs}
    if not isinstance(ids, range):
        rows |= {slot for pk in ids if (slot := there.get(pk)) is not None}
    sets = collecting.changed(listed.sets, bits_of(rows, len(there)), read.sets)
    everything = sets["listed"].get(True, 0)
    later = _made(
        things,
        sets,
        listed.hours.followed(rows, read.hours, sets["hours"], everything),
        listed.streets.with_changed(rows, read.streets),
        listed.points.with_changed(rows, read.points),
        listed.names.followed(rows, read.names, everything),
        None,
    )
    of_rows = [(there.ids[slot], slot, slug) for slot, slug in read.slugs.items()]
    days, yesterday = {}, timezone.localdate() - DAY
    for day, before in listed.days.kept.items():
        if day < yesterday:
            continue
        keys = dict(order.keys(later, day, of_rows, ids))
        days[day] = before.with_changed({**dict.fromkeys(rows), **keys})
    later = replace(later, days=_orders(days))
    return listed if _is_same(listed, later) else later


def _is_same(listed, later):
    same = ("sets", "gazetteer", "vocabulary")
    followed = ("hours", "streets", "points", "names")
    return (
        all(getattr(listed, name) == getattr(later, name) for name in same)
        and all(getattr(listed, name) is getattr(later, name) for name in followed)
        and all(order is listed.days.kept.get(day) for day, order in later.days.kept.items())
    )


def _keys(listed, later):
    """What pages may show of it that is another one: see `core.kept.shows`."""
    if later is listed:
        return set()
    before, now = ({**each.groups, "located": each.located} for each in (listed, later))
    keys = {"organisations"} | {
        ("organisations", name, value)
        for name in now
        for value in {**before[name], **now[name]}
        if before[name].get(value, 0) != now[name].get(value, 0)
    }
    if later.hours is not listed.hours:
        keys.add(("organisations", "open"))
    if later.points is not listed.points:
        keys.add(("organisations", "points"))
        keys |= {("organisations", "points", square) for square in later.points.changed}
    return keys


def _orders(kept=()):
    return Latest(order_of, most=_DAYS, kept=kept)


def order_of(day, listed):
    """The `Order` of a day, of a `Listed` or an `Index`."""
    there, everything = slots.of("organisation"), listed.everything
    left = {there.ids[slot]: slot for slot in positions_of(everything, 0, everything.bit_count())}
    published = plain(Organisation.objects.published()).values_list("pk", "slug")
    # What was published meanwhile comes with that change, and what is public no more goes with its.
    rows = ((pk, left.pop(pk), slug) for pk, slug in published.iterator(_CHUNK) if pk in left)

    def keys():
        yield from order.keys(listed, day, rows)
        yield from ((slot, order.LAST + slot) for slot in left.values())

    return Order.of(keys())


# Reading


class _Read(NamedTuple):
    """What the tables say of some rows: see `Listed`. All from `points` on are by slot."""

    sets: dict
    hours: open_now.Written
    streets: list
    points: dict
    slugs: dict
    names: dict


_OF_ROW = (
    *COLUMNS.values(), *good_to_know.OWN, "serves_region", "cost", "spoken", "sensitive",
    "is_reachable",
)  # fmt: skip
_OF_PLACE = (
    "pk", "organisation_id", "location_type", "municipality_id", "neighbourhood_id", "postal_code",
    "latitude", "longitude", *open_now.COLUMNS, *Location.BABY_FACTS, *streets.COLUMNS,
)  # fmt: skip
_ANSWERS = {"own": good_to_know.OWN, "places": Location.BABY_FACTS}
_COLLECTED = (
    *COLUMNS, "free", "language", "sensitive", "region", "listed", "reachable", "municipality",
    "neighbourhood", "code", "part", "hours",
)  # fmt: skip


def _read(ids):
    """A `_Read` of the published organisations with some ids. Seven queries."""
    there, slugs, named, facts = slots.of("organisation"), {}, {}, Collector(0)
    for pk, slug, *said in of_ids(_all_rows(), ids):
        slot = there.number(pk)
        slugs[slot], named[slot] = slug, said[len(_OF_ROW) :]
        _collect_row(facts, slot, said[: len(_OF_ROW)])
    facts.size = len(there)
    of_row = {there.ids[slot]: slot for slot in slugs}
    places, in_streets, points = [], [], {}
    for pk, organisation, *said in of_ids(_all_places(), ids, "organisation"):
        if (slot := of_row.get(organisation)) is not None:
            point, hours, addresses = _collect_place(facts, slot, said)
            points.setdefault(slot, []).extend(point)
            places.append((pk, organisation, *hours))
            in_streets += [(slot, name) for name in streets.names_of(addresses)]
    hours = open_now.read(facts, of_row, places, ids)
    sets = {name: facts.bits(name) for name in _COLLECTED}
    for name, questions in _ANSWERS.items():
        sets[name] = good_to_know.by_answer(facts.bits(name), questions)
    for name, field_name in _RELATED.items():
        sets[name] = related(Organisation, field_name, of_row, ids)
    return _Read(sets, hours, in_streets, points, slugs, named)


# Never read as they are: half of the cost of a query is to write it anew.


@lru_cache
def _all_rows():
    # Languages as text: few different ones are read (`_codes`).
    rows = plain(Organisation.objects.published()).with_reachable()
    rows = rows.annotate(spoken=Cast("spoken_languages", TextField()))
    return rows.values_list("pk", "slug", *_OF_ROW, *NAMES)


@lru_cache
def _all_places():
    return plain(Location.objects.public()).values_list(*_OF_PLACE)


def _collect_row(facts, slot, said):
    """Collects what the columns of an organisation say, in the order of `_OF_ROW`."""
    facts["listed"][True].append(slot)
    *values, serves_region, cost, languages, mark, is_reachable = said
    for name, value in zip(COLUMNS, values, strict=False):
        facts[name][value].append(slot)
    facts["own"][tuple(values[len(COLUMNS) :])].append(slot)
    collect(facts, slot, cost, _codes(languages))
    facts["sensitive"][mark].append(slot)
    for name, is_so in (("region", serves_region), ("reachable", is_reachable)):
        if is_so:
            facts[name][True].append(slot)


def _collect_place(facts, slot, said):
    """The same of a public location, after its ids; gives its point, its hours and its streets."""
    kind, municipality, neighbourhood, code, *point_and_rest = said
    point, rest = point_and_rest[:2], point_and_rest[2:]
    hours, rest = rest[: len(open_now.COLUMNS)], rest[len(open_now.COLUMNS) :]
    answers, addresses = rest[: len(Location.BABY_FACTS)], rest[len(Location.BABY_FACTS) :]
    is_somewhere = kind != Location.Type.VIRTUAL
    if is_somewhere:
        facts["places"][tuple(answers)].append(slot)
        for name, value in (("municipality", municipality), ("neighbourhood", neighbourhood)):
            if value is not None:
                facts[name][value].append(slot)
        if code:
            facts["code"][code].append(slot)
            if neighbourhood is None:
                facts["part"][code].append(slot)
    return [point] if is_somewhere and None not in point else [], hours, addresses


@lru_cache(maxsize=4096)
def _codes(text):
    return tuple(json.loads(text))


# What follows


def _made(things, sets, hours, in_streets, points, named, days):
    """A `Listed` of what the tables say."""
    gazetteer, vocabulary, everything = things["places"], things["vocabulary"], hours.everything
    said = {"audience": vocabulary.by_slug("audience", sets["audience"])}
    themes = vocabulary.by_slug("theme", sets["theme"])
    lines = union(sets["kind"].get(kind, 0) for kind in Organisation.LINES)
    easier, not_known = good_to_know.groups(
        good_to_know.of_organisations(sets["own"], sets["places"], lines, everything)
    )
    located = _located(gazetteer, sets)
    return Listed(
        sets=sets,
        hours=hours,
        streets=in_streets,
        points=points,
        names=named,
        days=days,
        gazetteer=gazetteer,
        vocabulary=vocabulary,
        groups={
            **{name: sets[name] for name in (*COLUMNS, "free")},
            "language": by_use(sets["language"]),
            "theme": themes,
            "audience": for_everyone(said["audience"], everything),
            **easier,
            "place": _reached(gazetteer, located, sets),
        },
        not_known=not_known,
        said=said,
        located=located,
        sensitive_rows=rows_of(themes, vocabulary.sensitive, sets["sensitive"]),
    )


def _located(gazetteer, sets):
    """`{place: bits}` of what lies there, where it is anything."""
    located = {}
    for place in gazetteer.by_slug.values():
        if place.kind == "postal-code":
            bits = sets["code"].get(place.slug, 0)
        else:
            bits = sets[place.kind].get(place.pk, 0)
        located[place.slug] = bits
    for code, slug in gazetteer.only_part.items():
        located[slug] |= sets["part"].get(code, 0)
    return {slug: bits for slug, bits in located.items() if bits}


def _reached(gazetteer, located, sets):
    """`{place: bits}` of what is located in a place or its municipality, or serves it."""
    everywhere, slugs = sets["region"].get(True, 0), gazetteer.slug_of_pk["municipality"]
    whole = {
        slug: located.get(slug, 0) | everywhere | sets["serving"].get(pk, 0)
        for pk, slug in slugs.items()
    }
    reached = {}
    for place in gazetteer.by_slug.values():
        bits = whole[place.municipality]
        wider = bits | located.get(place.slug, 0)
        # One object for a municipality and its parts: there are two hundred of these.
        reached[place.slug] = bits if wider == bits else wider
    return reached
