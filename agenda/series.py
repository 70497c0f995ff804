"""The published activities with their dates in memory, as bit sets (`core.lists.bits`) over slots.

One bit is one series, however many dates it has: a million dates are a few thousand bits. Nothing
here is of a language, nor of a day but for what may be over before its day is (`Series.near`). All
is read once, from a fixed number of queries, and then follows every change: the same queries with
the ids of what changed, whatever the size.
"""

from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Aggregate, F, Q, TextField
from django.utils import timezone

from core.kept import slots
from core.lists.bits import Collector, bits_of, has
from core.lists.latest import Latest
from core.lists.orders import Order
from core.lists.packed import Texts
from directory import good_to_know
from directory.collecting import by_use, changed, collect, for_everyone, of_ids, plain, related
from directory.models import Location
from directory.places import Gazetteer
from directory.vocabulary import Vocabulary
from maps.points import Points

from . import answers
from .dates import DAY, NIGHT_ENDS
from .models import Event, EventException, Occurrence
from .moment import Moment

# More rows than these are not read one by one, unless they are no more than one part of all.
_FEW, _SHARE = 500, 4
# What has a bit set for each day.
BY_DAY = ("starting", "running", "off", "full", "other_times")
# Ids are below this in the numbers by which series stand in order.
_MOST_IDS = 1 << 40
# Days whose `near` is remembered: today and, at midnight, the day before or after.
_DAYS = 2


@dataclass(frozen=True, eq=False)
class Series:
    """Bit sets over the slots of the published activities that have dates.

    `sets` is `{name: {value: bits}}` of what the tables say, of themes, audiences and places by id;
    all else follows from it. `groups` is `{filter: {value: bits}}`, `said` is of audiences without
    what is for everyone, and `located` of places without what reaches them otherwise. `not_known`
    has what one does not know of facts (`core.lists.filters.AllOf`).

    Series stand in the `order` of their usual times. `times` has from when until when each one's
    date usually lasts (see `_usual_times`) and `slugs` its address, both by slot; what they say of
    other slots means nothing. `points` has where the public places are in which series take place.
    """

    order: Order = field(repr=False)
    sets: dict = field(repr=False)
    times: list = field(repr=False)
    slugs: Texts = field(repr=False)
    of_organisation: dict = field(repr=False)
    points: Points = field(repr=False)
    gazetteer: Gazetteer
    vocabulary: Vocabulary
    groups: dict = field(repr=False)
    not_known: dict = field(repr=False)
    said: dict = field(repr=False)
    located: dict = field(repr=False)
    _near: Latest = field(repr=False)
    _moments: Latest = field(default_factory=lambda: Latest(_moment), repr=False)

    @property
    def everything(self):
        return self.order.bits

    @property
    def marked(self):
        """`{mark: bits}` of what is, or is not, sensitive whatever its themes."""
        return self.sets["sensitive"]

    @property
    def drop_in(self):
        return self.sets["drop in"].get(True, 0)

    @property
    def examples(self):
        """What is invented."""
        return self.sets["example"].get(True, 0)

    @property
    def starting(self):
        """`{day: bits}` of what begins on each day, in the order of days."""
        return self.sets["starting"]

    @property
    def running(self):
        """`{day: bits}` of what goes on on a day from an earlier one."""
        return self.sets["running"]

    @property
    def off(self):
        """`{day: bits}` of what is cancelled or full on a day."""
        return self.sets["off"]

    @property
    def other_times(self):
        """`{day: bits}` of what may have other times than usual then."""
        return self.sets["other_times"]

    @property
    def last_day(self):
        """The last day of which anything is known, or None."""
        last = [next(reversed(days)) for days in (self.starting, self.running) if days]
        return max(last, default=None)

    def state_of(self, slot, day):
        """One of `Occurrence.State`, of a series that begins once on that day."""
        if not has(self.off.get(day, 0), slot):
            return Occurrence.State.PLANNED.value
        is_full = has(self.sets["full"].get(day, 0), slot)
        return Occurrence.State.FULL.value if is_full else Occurrence.State.CANCELLED.value

    def near(self, day):
        """`[(slot, starts_on, last_on, over_at)]` of each date that may be over before `day` is.

        Read when a day is first asked for, so that midnight costs one small query.
        """
        return self._near(day, self.everything)

    def at(self, now):
        """The `Moment` of the aware datetime `now` in local time, computed once a minute."""
        return self._moments(now.replace(second=0, microsecond=0), self, now)


def _moment(_minute, series, now):
    return Moment(series, now)


# Building and following: see `core.kept.memory.register`


def build(things):
    read = _read()
    order = Order.of(read.keys)
    return _made(
        order,
        read.sets,
        _with([()] * len(slots.of("event")), read.times),
        Texts.of(read.slugs),
        {organisation: tuple(there) for organisation, there in read.of_organisation.items()},
        Points().with_changed((), read.points),
        {(today := timezone.localdate()): _near_on(today, order.bits)},
        things,
    )


def follow(series, changes, things):
    ids = _ids_in(changes)
    if len(ids) > max(_FEW, series.everything.bit_count() // _SHARE):
        return None
    if ids:
        later = _with_changed(series, ids, things)
    elif (things["places"], things["vocabulary"]) == (series.gazetteer, series.vocabulary):
        return series, ()
    else:
        kept = (series.order, series.sets, series.times, series.slugs, series.of_organisation)
        later = _made(*kept, series.points, series._near.kept, things)
    keys = _keys(series, later)
    is_same = not keys and all(
        getattr(series, name) == getattr(later, name)
        for name in ("of_organisation", "gazetteer", "vocabulary")
    )
    return series if is_same else later, keys


def _ids_in(changes):
    """The ids of what has to be read again: an organisation says something of its activities."""
    ids = {*changes.get("event", ())}
    if organisations := changes.get("organisation"):
        events = Event.objects.filter(organisation__in=organisations)
        ids.update(events.order_by().values_list("pk", flat=True))
    return ids


def _with_changed(series, ids, things):
    """The same with what the rows with some ids say now."""
    read, there = _read(ids), slots.of("event")
    gone = {slot for pk in ids if (slot := there.get(pk)) is not None}
    of_organisation = {
        organisation: left
        for organisation, own in series.of_organisation.items()
        if (left := own if gone.isdisjoint(own) else tuple(s for s in own if s not in gone))
    }
    for organisation, own in read.of_organisation.items():
        of_organisation[organisation] = (*of_organisation.get(organisation, ()), *own)
    order = series.order.with_changed({slot: read.keys.get(slot) for slot in gone})
    renamed = {slot: slug for slot, slug in read.slugs.items() if series.slugs[slot] != slug}
    near = {
        day: [*(row for row in rows if row[0] not in gone), *_near_on(day, order.bits, ids)]
        for day, rows in series._near.kept.items()
    }
    return _made(
        order,
        changed(series.sets, bits_of(gone, max(gone, default=0) + 1), read.sets),
        _with(series.times, read.times),
        series.slugs.with_changed(renamed) if renamed else series.slugs,
        of_organisation,
        series.points.with_changed(gone, read.points),
        near,
        things,
    )


def _with(times, new):
    """The same list with `{slot: times}` of what changed."""
    times = [*times, *([()] * (max(new, default=-1) + 1 - len(times)))]
    for slot, usual in new.items():
        times[slot] = usual
    return times


def _made(order, sets, times, slugs, of_organisation, points, near, things):
    """A `Series`, with what follows from the rest; `near` is `{day: rows}` of days."""
    gazetteer, vocabulary = things["places"], things["vocabulary"]
    sets = {name: sets.get(name, {}) for name in _NAMES}
    for name in BY_DAY:
        sets[name] = dict(sorted(item for item in sets[name].items() if item[1]))
    easier, not_known = good_to_know.groups(
        {question: sets[question] for question in good_to_know.QUESTIONS}
    )
    audiences = vocabulary.by_slug("audience", sets["audience"])
    located, reached = _places(gazetteer, sets)
    return Series(
        order=order,
        sets=sets,
        times=times,
        slugs=slugs,
        of_organisation=of_organisation,
        points=points,
        gazetteer=gazetteer,
        vocabulary=vocabulary,
        groups={
            **easier,
            "place": reached,
            "free": sets["free"],
            "language": by_use(sets["language"]),
            "theme": vocabulary.by_slug("theme", sets["theme"]),
            "audience": for_everyone(audiences, order.bits),
        },
        not_known=not_known,
        said={"audience": audiences},
        located=located,
        _near=Latest(_near_on, _DAYS, near),
    )


def _places(gazetteer, sets):
    """`{slug: bits}` of what is located in each place, and of what reaches it."""
    located = {}
    for kind, slug_of_pk in gazetteer.slug_of_pk.items():
        bits = sets[kind]
        located |= {slug: bits[pk] for pk, slug in slug_of_pk.items() if pk in bits}
    codes = sets["postal code"]
    located |= {slug: bits for slug, bits in codes.items() if slug in gazetteer.by_slug}
    # Online, or where she is told where it is: for everyone in Brussels.
    everywhere = sets["nowhere"].get(True, 0)
    reached = {
        place.slug: located.get(place.municipality, 0) | located.get(place.slug, 0) | everywhere
        for place in gazetteer.by_slug.values()
    }
    return located, reached


def _keys(old, new):
    """The keys of `core.kept.shows` of what is different: "events" for anything, of filters
    ("events", filter, value), and ("events", "day", day)."""
    days = (day for name in BY_DAY for day in _different(old.sets, new.sets, name))
    keys = {("events", "day", day) for day in days}
    for kind in ("groups", "not_known", "said"):
        before, now = getattr(old, kind), getattr(new, kind)
        keys |= {("events", name, value) for name in now for value in _different(before, now, name)}
    for day, rows in new._near.kept.items():
        before = old._near.kept.get(day)
        if before is not None and sorted(before) != sorted(rows):
            keys.add(("events", "day", day))
    is_same = (old.order.slots, old.times) == (new.order.slots, new.times)
    is_same = is_same and old.slugs is new.slugs and old.points is new.points
    if keys or not is_same or any(_different(old.sets, new.sets, name) for name in _NAMES):
        keys.add("events")
    return keys


def _different(old, new, name):
    """The values of `{name: {value: bits}}` that have other bits."""
    old, new = old[name], new[name]
    return [value for value in {**old, **new} if old.get(value, 0) != new.get(value, 0)]


# Reading: of all rows, or with `ids` of some


class _Read(NamedTuple):
    """What the tables say of some rows: see `Series`; all but `sets` and `of_organisation` by
    slot."""

    sets: dict
    keys: dict
    times: dict
    slugs: dict
    of_organisation: dict
    points: dict


_RELATED = {"theme": "themes", "audience": "audiences"}
_COLLECTED = (
    "language", "free", "sensitive", "example", "drop in", "municipality", "neighbourhood",
    "postal code", "nowhere", *good_to_know.QUESTIONS,
)  # fmt: skip
_NAMES = (*_RELATED, *_COLLECTED, *BY_DAY)


class _DaysOf(Aggregate):
    """Days in ISO 8601 with commas between: a row for each would cost several times as much."""

    function, output_field = "GROUP_CONCAT", TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG(TO_CHAR(%(expressions)s, 'YYYY-MM-DD'), ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def _read(ids=None):
    dates = of_ids(plain(Occurrence.objects.all()), ids, "event")
    days = dict(dates.values_list("event_id").annotate(days=_DaysOf("starts_on")))
    there, numbered = slots.of("event"), {}
    facts, alike, listed = Collector(0), {}, {}
    read = _Read({}, {}, {}, {}, {}, {})
    for row in of_ids(plain(Event.objects.published()), ids).values_list(*_COLUMNS):
        pk, slug, organisation, start, end, ends_on, *said = row
        if pk not in days:
            continue
        slot = numbered[pk] = there.number(pk)
        read.keys[slot] = _key(pk, start or time.min)
        read.times[slot] = _usual_times(start, end, bool(ends_on))
        read.slugs[slot] = slug
        read.of_organisation.setdefault(organisation, []).append(slot)
        given, read.points[slot] = _collected(facts, slot, *said)
        alike.setdefault(given, []).append(slot)
        listed.setdefault(days[pk], []).append(slot)
    for given, rows in alike.items():
        for question, answer in zip(good_to_know.QUESTIONS, given, strict=True):
            facts[question][answer].extend(rows)
    for text, rows in listed.items():
        for day in text.split(","):
            facts["starting"][day].extend(rows)
    _collect_changes(facts, dates, ids, numbered)
    facts.size = len(there)
    read.sets.update({name: facts.bits(name) for name in (*_COLLECTED, *BY_DAY)})
    starting = read.sets["starting"]
    read.sets["starting"] = {date.fromisoformat(day): bits for day, bits in starting.items()}
    for name, relation in _RELATED.items():
        read.sets[name] = related(Event, relation, numbered, ids)
    return read


_COLUMNS = (
    "pk", "slug", "organisation_id", "start_time", "end_time", "ends_on", "cost",
    "spoken_languages", "sensitive", "is_demonstration", "municipality_id", "neighbourhood_id",
    "location_id", "location__municipality_id", "location__neighbourhood_id",
    "location__postal_code", "location__latitude", "location__longitude", *answers.COLUMNS,
)  # fmt: skip


def _key(pk, start):
    """By the time at which it usually begins, and what begins at the same time always alike."""
    return (start.hour * 3600 + start.minute * 60 + start.second) * _MOST_IDS + pk


@lru_cache(maxsize=4096)
def _usual_times(start, end, lasts_days):
    """`(start, end)` of a date, both None for a whole day, or `()` when the table must say it.

    That is when it lasts several days, goes on after midnight, or may fall into the hour that the
    clocks skip or repeat.
    """
    is_simple = not lasts_days and (
        start is None or (start >= NIGHT_ENDS and (not end or end > start))
    )
    return (start, end) if is_simple else ()


def _collected(facts, slot, cost, languages, mark, is_example, *rest):
    """Collects what a row of `_COLUMNS` says, and gives its answers to `good_to_know.QUESTIONS` and
    its points, one at most."""
    own, location, of_location, point, said = rest[:2], rest[2], rest[3:6], rest[6:8], rest[8:]
    registration, _is_online, kind, is_confidential, *_answers = said
    collect(facts, slot, cost, languages)
    facts["sensitive"][mark].append(slot)
    facts["example"][is_example].append(slot)
    if registration == Event.Registration.NONE:
        facts["drop in"][True].append(slot)
    # As `agenda.occurrences` writes it: nothing of what must stay secret.
    municipality, neighbourhood, code = (*own, None) if location is None else of_location
    if is_confidential or municipality is None:
        facts["nowhere"][True].append(slot)
        return answers.answers(False, *said), []
    facts["municipality"][municipality].append(slot)
    if neighbourhood is not None:
        facts["neighbourhood"][neighbourhood].append(slot)
    if code:
        facts["postal code"][code].append(slot)
    has_point = kind == Location.Type.PHYSICAL and None not in point
    return answers.answers(True, *said), [point] if has_point else []


def _collect_changes(facts, dates, ids, numbered):
    """Collects what is not as usual on a day: `BY_DAY` but for what begins."""
    takes_place, planned = set(), Occurrence.State.PLANNED
    unusual = dates.filter(
        ~Q(state=planned) | Q(is_moved=True) | Q(last_on__gt=F("starts_on"))
    ).values_list("event_id", "starts_on", "last_on", "state", "is_moved")
    for event, starts_on, last_on, state, is_moved in unusual:
        slot = numbered.get(event)
        if slot is None:
            continue
        if state == Occurrence.State.FULL:
            facts["full"][starts_on].append(slot)
        if is_moved:
            facts["other_times"][starts_on].append(slot)
        for number in range((last_on - starts_on).days + 1):
            day = starts_on + number * DAY
            if number:
                facts["running"][day].append(slot)
            if state == planned:
                takes_place.add((day, slot))
            else:
                facts["off"][day].append(slot)
    # Another date may have been moved to the day of one that is cancelled.
    for day, off in facts["off"].items():
        off[:] = [slot for slot in off if (day, slot) not in takes_place]
    extra = EventException.objects.filter(
        kind=EventException.Kind.EXTRA, event__occurrences__day=F("day")
    )
    for event, day in of_ids(plain(extra), ids, "event").values_list("event_id", "day"):
        if event in numbered:
            facts["other_times"][day].append(numbered[event])


def _near_on(day, bits, ids=None):
    """See `Series.near`; of what is in a bit set: what was published meanwhile comes later."""
    dates = Occurrence.objects.filter(last_on__gte=day - DAY, starts_on__lte=day)
    dates = of_ids(plain(dates), ids, "event")
    there = slots.of("event")
    return [
        (slot, *rest)
        for event, *rest in dates.values_list("event_id", "starts_on", "last_on", "over_at")
        if (slot := there.get(event)) is not None and has(bits, slot)
    ]
