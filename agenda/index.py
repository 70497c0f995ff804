"""The coming activities in memory, ready to be counted: see `directory.facets`.

One bit is one series, however many dates it has: a million dates are a few thousand bits. Nothing
here depends on a language, so it is built once per content version and day, from a fixed number of
queries; names and places come from `directory.index`.
"""

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from django.db.models import Aggregate, F, Max, Q, TextField
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory import index as directory_index
from directory.facets import bits_of, has, positions_of, union
from directory.models import Audience, Location, Organisation, Theme
from directory.spoken_languages import label as language_label

from .dates import DAY, NIGHT_ENDS
from .models import Event, EventException, Occurrence

WHEN = ("today", "tomorrow", "weekend", "week", "month")

_series = None
_building = threading.Lock()


def current():
    """The `Index` of the active language, of today and now (at most one second old).

    The series and their names are of one version: new places would have no name in an old one.
    """
    global _series
    names, today = directory_index.current(), timezone.localdate()
    series, key = _series, (names.version, today)
    if series is None or series.key != key:
        with _building:
            series = _series
            if series is None or series.key != key:
                series = _series = build(key, today, names.places)
    return Index(series, names)


def period(when, today):
    """The first and the last day that a value of the filter "when" means on the date `today`."""
    if when == "tomorrow":
        return today + DAY, today + DAY
    if when == "weekend":
        saturday = today + timedelta(days=max(0, 5 - today.weekday()))
        return saturday, today + timedelta(days=6 - today.weekday())
    if when == "week":
        return today, today + timedelta(days=6)
    if when == "month":
        return today, last_of_month(today)
    return today, today


def last_of_month(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY


@dataclass
class Series:
    """Bit sets over the published activities with a coming date, in the order of their times.

    `starting` has what begins on each day and `running` what goes on from an earlier one. `near`
    holds `(position, starts_on, last_on, over_at)` of each date that may be over before the day
    is. `off` has what is cancelled or full on a day, `full` what is full, and `other_times` what
    may have other times then. `times` has from when until when each one's date usually lasts (see
    `_usual_times`), and `where` the slugs of its municipality and neighbourhood, or Nones.
    """

    key: tuple
    today: date
    ids: list
    positions: dict
    groups: dict
    times: list = field(default_factory=list, repr=False)
    located: dict = field(default_factory=dict, repr=False)
    where: list = field(default_factory=list, repr=False)
    of_organisation: dict = field(default_factory=dict, repr=False)
    drop_in: int = 0
    starting: dict = field(default_factory=dict, repr=False)
    running: dict = field(default_factory=dict, repr=False)
    off: dict = field(default_factory=dict, repr=False)
    full: dict = field(default_factory=dict, repr=False)
    other_times: dict = field(default_factory=dict, repr=False)
    near: list = field(default_factory=list, repr=False)
    _now: tuple = (None, None)

    @property
    def last_day(self):
        return max([self.today, *self.starting, *self.running])

    def state_of(self, position, day):
        """One of `Occurrence.State`, of a series that begins once on that day."""
        if not has(self.off.get(day, 0), position):
            return Occurrence.State.PLANNED.value
        is_full = has(self.full.get(day, 0), position)
        return Occurrence.State.FULL.value if is_full else Occurrence.State.CANCELLED.value

    def at(self, now):
        """The `Moment` of the aware datetime `now`, computed once a minute."""
        minute = now.replace(second=0, microsecond=0)
        known_at, moment = self._now
        if known_at != minute:
            moment = Moment(self, now)
            self._now = minute, moment
        return moment


class Moment:
    """What changes while the day goes by: what is over has left."""

    def __init__(self, series, now):
        self.series, size = series, len(series.ids)
        today = series.today
        on_now = [row for row in series.near if row[3] > now]
        # A night belongs to its evening: at one o’clock it is listed under yesterday.
        self.late = bits_of((row[0] for row in on_now if row[2] < today), size)
        self.today = bits_of((row[0] for row in on_now if row[1] <= today <= row[2]), size)
        self.upcoming = union(bits for _day, bits in self.days(today, series.last_day))
        self.when = {
            when: union(bits for _day, bits in self.days(*period(when, today))) for when in WHEN
        }

    def days(self, first, last):
        """`[(day, bits)]` of what is listed under each day of a period, both days included.

        What began before the period is listed under its first day; what lasts several days only
        once. A night that goes on is listed under its evening.
        """
        today, starting = self.series.today, self.series.starting
        found = (
            [(today - DAY, self.late)]
            if first <= today and today - DAY <= last and self.late
            else []
        )
        day = first = max(first, today)
        last = min(last, self.series.last_day)
        while day <= last:
            bits = self.today if day == today else starting.get(day, 0)
            if day == first != today:
                bits |= self.series.running.get(day, 0)
            if bits:
                found.append((day, bits))
            day += DAY
        return found


class Index:
    """The series in the words of the active language: what `directory.finding` asks of an index."""

    def __init__(self, series, names):
        self.series, self.names = series, names
        self.ids, self.positions = series.ids, series.positions
        self.language, self.places = names.language, names.places
        self.theme_slugs, self.sensitive = names.theme_slugs, names.sensitive
        self.aliases, self.located = names.aliases, series.located
        self.everything = (1 << len(series.ids)) - 1
        # In the order in which pages offer places, which is alphabetical.
        places = {slug: series.groups["place"].get(slug, 0) for slug in names.groups["place"]}
        self.groups = {**series.groups, "place": places}
        spoken = names.labels["language"]
        self.labels = {
            **names.labels,
            "language": {
                code: spoken.get(code) or capfirst(language_label(code, names.language))
                for code in {**spoken, **series.groups["language"]}
            },
            "when": {
                "today": _("Today"),
                "tomorrow": _("Tomorrow"),
                "weekend": _("This weekend"),
                "week": _("The next 7 days"),
                "month": _("This month"),
            },
        }

    @property
    def today(self):
        return self.series.today

    @property
    def last_day(self):
        """The last day of which anything is known."""
        return self.series.last_day

    def bits_of_ids(self, ids):
        found = (self.series.positions[pk] for pk in ids if pk in self.series.positions)
        return bits_of(found, len(self.series.ids))

    def next_of(self, bits, now, most, days=None):
        """`[(day, position)]`: the next day of at most `most` of the series in `bits`, each once.

        `days` as `Moment.days` gives them; by default all that are coming.
        """
        moment = self.series.at(now)
        found = []
        if days is None:
            days = moment.days(self.today, self.series.last_day)
        for day, there in days:
            if not bits or len(found) == most:
                break
            new = positions_of(bits & there, 0, most - len(found))
            found += [(day, position) for position in new]
            bits &= ~there
        return found


class _DaysOf(Aggregate):
    """Days in ISO 8601 with commas between: a row for each would cost several times as much."""

    function, output_field = "GROUP_CONCAT", TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG(TO_CHAR(%(expressions)s, 'YYYY-MM-DD'), ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def build(key, today, places):
    dates = Occurrence.objects.filter(last_on__gte=today - DAY).order_by()
    # All dates of a series have the same place.
    coming = {
        event: (days, where)
        for event, *where, days in dates.values_list("event_id").annotate(
            Max("municipality_id"), Max("neighbourhood_id"), days=_DaysOf("starts_on")
        )
    }
    # Rows as they are in the table: modeltranslation would copy each twice.
    published = Event.objects.published().rewrite(False).order_by()
    events = [
        (start or time.min, pk, _usual_times(start, end, ends_on), *facts)
        for pk, start, end, ends_on, *facts in published.values_list(
            "pk", "start_time", "end_time", "ends_on",
            "cost", "registration", "spoken_languages", "organisation_id",
        )
        if pk in coming
    ]  # fmt: skip
    events.sort(key=lambda event: event[:2])
    ids = [event[1] for event in events]
    series = Series(
        key=key,
        today=today,
        ids=ids,
        positions={pk: position for position, pk in enumerate(ids)},
        groups={},
        times=[event[2] for event in events],
    )
    _add_facts(series, events)
    _add_days(series, [coming[pk][0] for pk in ids])
    _add_changes(series, dates)
    _add_places(series, [coming[pk][1] for pk in ids], places)
    return series


def _usual_times(start, end, ends_on):
    """`(start, end)` of a date, both None for a whole day, or `()` when the table must say it.

    That is when it lasts several days, goes on after midnight, or may fall into the hour that the
    clocks skip or repeat.
    """
    is_simple = not ends_on and (
        start is None or (start >= NIGHT_ENDS and (not end or end > start))
    )
    return (start, end) if is_simple else ()


def _add_facts(series, events):
    size = len(series.ids)
    members = {group: defaultdict(list) for group in ("language", "free", "drop in")}
    for position, (*_when, cost, registration, languages, organisation) in enumerate(events):
        for code in languages or ["unknown"]:
            members["language"][code].append(position)
        if cost == Organisation.Cost.FREE:
            members["free"]["1"].append(position)
        elif cost == Organisation.Cost.UNKNOWN:
            members["free"]["unknown"].append(position)
        if registration == Event.Registration.NONE:
            members["drop in"]["1"].append(position)
        series.of_organisation.setdefault(organisation, []).append(position)
    groups = {
        group: {value: bits_of(found, size) for value, found in values.items()}
        for group, values in members.items()
    }
    by_use = sorted(groups["language"].items(), key=lambda item: -item[1].bit_count())
    series.groups = {"free": groups["free"], "language": dict(by_use)}
    series.drop_in = groups["drop in"].get("1", 0)
    for group, model in (("theme", Theme), ("audience", Audience)):
        series.groups[group] = _related(series, group, model)
    # Without an audience it is for everyone.
    audiences = series.groups["audience"]
    for_everyone = ((1 << size) - 1) & ~union(audiences.values())
    series.groups["audience"] = {slug: bits | for_everyone for slug, bits in audiences.items()}


def _related(series, name, model):
    found = defaultdict(list)
    through = getattr(Event, f"{name}s").through
    for event, related in through.objects.values_list("event_id", f"{name}_id"):
        if event in series.positions:
            found[related].append(series.positions[event])
    size = len(series.ids)
    return {slug: bits_of(found[pk], size) for pk, slug in model.objects.values_list("pk", "slug")}


def _add_days(series, days):
    found = defaultdict(list)
    for position, listed in enumerate(days):
        for day in listed.split(","):
            found[day].append(position)
    size = len(series.ids)
    series.starting = {date.fromisoformat(day): bits_of(found[day], size) for day in sorted(found)}


def _add_changes(series, dates):
    size, positions = len(series.ids), series.positions
    names = ("running", "off", "full", "other_times")
    running, off, full, other_times = groups = [defaultdict(list) for _name in names]
    planned, takes_place = Occurrence.State.PLANNED, defaultdict(set)
    unusual = dates.filter(
        ~Q(state=planned) | Q(is_moved=True) | Q(last_on__gt=F("starts_on"))
    ).values_list("event_id", "starts_on", "last_on", "state", "is_moved")
    for event, starts_on, last_on, state, is_moved in unusual:
        position = positions.get(event)
        if position is None:
            continue
        if state == Occurrence.State.FULL:
            full[starts_on].append(position)
        if is_moved:
            other_times[starts_on].append(position)
        for number in range((last_on - starts_on).days + 1):
            day = starts_on + number * DAY
            if number:
                running[day].append(position)
            if state == planned:
                takes_place[day].add(position)
            else:
                off[day].append(position)
    # Another date may have been moved to the day of one that is cancelled.
    for day, there in takes_place.items():
        off[day] = [position for position in off[day] if position not in there]
    extra = EventException.objects.filter(
        kind=EventException.Kind.EXTRA, day__gte=series.today - DAY
    )
    for event, day in extra.values_list("event_id", "day"):
        if event in positions:
            other_times[day].append(positions[event])
    for name, found in zip(names, groups, strict=True):
        setattr(series, name, {day: bits_of(rows, size) for day, rows in found.items()})
    near = Occurrence.objects.filter(
        last_on__gte=series.today - DAY, starts_on__lte=series.today
    ).order_by()
    series.near = [
        (series.positions[event], *rest)
        for event, *rest in near.values_list("event_id", "starts_on", "last_on", "over_at")
        if event in series.positions
    ]


def _add_places(series, where, places):
    """`where` has the ids of each one's municipality and neighbourhood, or Nones."""
    size, slugs = len(series.ids), places.slug_of_pk
    codes = dict(
        Location.objects.public().filter(events__isnull=False).values_list("events", "postal_code")
    )
    located, nowhere = defaultdict(list), []
    for position, (municipality, neighbourhood) in enumerate(where):
        municipality = slugs["municipality"].get(municipality)
        neighbourhood = slugs["neighbourhood"].get(neighbourhood)
        series.where.append((municipality, neighbourhood))
        if municipality is None:
            nowhere.append(position)
            continue
        code = codes.get(series.ids[position])
        for slug in {municipality, neighbourhood, code} & places.by_slug.keys():
            located[slug].append(position)
    series.located = {slug: bits_of(found, size) for slug, found in located.items()}
    # Online, or where she is told where it is: for everyone in Brussels.
    everywhere = bits_of(nowhere, size)
    series.groups["place"] = {
        slug: series.located.get(place.municipality, 0) | series.located.get(slug, 0) | everywhere
        for slug, place in places.by_slug.items()
    }
