"""The coming activities in memory, ready to be counted: see `core.lists.bits`.

One bit is one series, however many dates it has: a million dates are a few thousand bits. Nothing
here depends on a language, so it is built once per content version and day, from a fixed number of
queries; names and places come from `directory.index`. Like there, what is built is never changed.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from django.db.models import Aggregate, F, Max, Q, TextField
from django.utils import timezone
from django.utils.text import capfirst

from core.kept import shows
from core.languages import CODES, Shown, order_of
from core.lists.bits import Collector, bits_of, has, positions_of, union
from core.lists.latest import Latest
from directory import good_to_know
from directory import index as directory_index
from directory.collecting import by_use, collect, for_everyone, related
from directory.models import Audience, Location, Theme
from directory.sensitive import rows_of
from directory.spoken_languages import label as language_label
from directory.streets import Streets

from . import answers
from .dates import DAY, NIGHT_ENDS
from .models import Event, EventException, Occurrence

WHEN = ("today", "tomorrow", "weekend", "next-weekend", "week", "next-week", "month")
# What is left of a weekend then is today and tomorrow.
WEEKEND_IS_OVER = (5, 18)  # weekday, hour


def current(names=None):
    """The `Index` of the active language, of today and now (at most one second old).

    The series and their names are of one version: new places would have no name in an old one.
    `names` is the `directory.index.Index` that the page has already. The page depends on all
    activities.
    """
    shows.note("events", "event", "holiday")
    return noted(names or directory_index.current())


def noted(names):
    """The same for a page that notes itself of which organisations it shows the activities."""
    today = timezone.localdate()
    return Index(_latest((names.version, today), today, names.places), names)


def is_weekend_over(now):
    return (now.weekday(), now.hour) >= WEEKEND_IS_OVER


def period(when, now):
    """The first and the last day that a value of the filter "when" means at a local time.

    A weekend is a Saturday and a Sunday, a week begins on a Monday; but "week" is 7 days from today
    on and "month" 30, so that neither is nearly over when she asks.
    """
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    if when == "tomorrow":
        return today + DAY, today + DAY
    if when == "weekend" and not is_weekend_over(now):
        return max(today, monday + 5 * DAY), monday + 6 * DAY
    if when in ("weekend", "next-weekend"):
        return monday + 12 * DAY, monday + 13 * DAY
    if when == "week":
        return today, today + 6 * DAY
    if when == "next-week":
        return monday + 7 * DAY, monday + 13 * DAY
    if when == "month":
        return today, today + 29 * DAY
    return today, today


def last_of_month(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY


@dataclass(frozen=True, eq=False)
class Series:
    """Bit sets over the published activities with a coming date, in the order of their times.

    `said` is of audiences, without what is for everyone; `marked` has what is, or is not, sensitive
    whatever its themes. `starting` has what begins on each day and `running` what goes on from an
    earlier one. `near` holds `(position, starts_on, last_on, over_at)` of each date that may be
    over before the day is. `off` has what is cancelled or full on a day, `full` what is full, and
    `other_times` what may have other times then. `times` has from when until when each one's date
    usually lasts (see `_usual_times`), and `where` the slugs of its municipality and neighbourhood,
    or Nones. `addresses` has `(house number, *names of the street)` of where there is one, in the
    order of CODES, and `phones` whom one calls about each. `examples` has what is invented.
    """

    today: date
    ids: list
    slugs: list = field(repr=False)
    positions: dict
    groups: dict
    not_known: dict
    said: dict
    drop_in: int
    marked: dict
    of_organisation: dict = field(repr=False)
    times: list = field(repr=False)
    located: dict = field(repr=False)
    where: list = field(repr=False)
    addresses: dict = field(repr=False)
    phones: list = field(repr=False)
    examples: int
    starting: dict = field(repr=False)
    running: dict = field(repr=False)
    off: dict = field(repr=False)
    full: dict = field(repr=False)
    other_times: dict = field(repr=False)
    near: list = field(repr=False)
    _latest: Latest = field(default_factory=lambda: Latest(_moment), repr=False)

    @property
    def last_day(self):
        return max([self.today, *self.starting, *self.running])

    def state_of(self, position, day):
        """One of `Occurrence.State`, of a series that begins once on that day."""
        if not has(self.off.get(day, 0), position):
            return Occurrence.State.PLANNED.value
        is_full = has(self.full.get(day, 0), position)
        return Occurrence.State.FULL.value if is_full else Occurrence.State.CANCELLED.value

    def street(self, position, language):
        """The `Shown` of the street and number, or None."""
        number, *names = self.addresses.get(position, [""])
        named = dict(zip(CODES, names, strict=False))
        for code in order_of(language):
            if named.get(code):
                return Shown(f"{named[code]} {number}".strip(), code)
        return None

    def at(self, now):
        """The `Moment` of the aware datetime `now`, computed once a minute."""
        return self._latest(now.replace(second=0, microsecond=0), self, now)


def _moment(_minute, series, now):
    return Moment(series, now)


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
            when: union(bits for _day, bits in self.days(*period(when, now))) for when in WHEN
        }

    @cached_property
    def taking_place(self):
        """`[(day, bits)]` of all that is coming and neither cancelled nor full."""
        off = self.series.off
        days = self.days(self.series.today, self.series.last_day)
        return [(day, bits & ~off.get(day, 0)) for day, bits in days]

    def days(self, first, last):
        """`[(day, bits)]` of what is listed under each day of a period, both days included.

        What began before the period is listed under its first day; what lasts several days only
        once. A night that goes on is listed under its evening.
        """
        today, starting = self.series.today, self.series.starting
        listed = (
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
                listed.append((day, bits))
            day += DAY
        return listed

    def days_that(self, has_day):
        """`[(day, bits)]` of what begins or goes on on the coming days with `has_day(day)`."""
        series = self.series
        starting, running = series.starting, series.running
        return [
            (day, self.today if day == series.today else starting.get(day, 0) | running.get(day, 0))
            for day in sorted({series.today, *starting, *running})
            if day >= series.today and has_day(day)
        ]


class Index:
    """The series in the words of the active language: what filters ask of an index."""

    def __init__(self, series, names):
        self.series, self.names = series, names
        self.ids, self.positions = series.ids, series.positions
        self.language, self.places = names.language, names.places
        # An activity is where its place is, and not wherever its organisation is.
        self.by_street = Streets()
        self.theme_slugs, self.sensitive = names.theme_slugs, names.sensitive
        self.sensitive_rows = rows_of(series.groups["theme"], names.sensitive, series.marked)
        self.aliases, self.located, self.said = names.aliases, series.located, series.said
        self.everything = (1 << len(series.ids)) - 1
        # In the order in which pages offer places, which is alphabetical.
        places = {slug: series.groups["place"].get(slug, 0) for slug in names.groups["place"]}
        self.groups = {**series.groups, "place": places}
        self.not_known = series.not_known
        spoken = names.labels["language"]
        self.labels = names.labels | {
            "language": {
                code: spoken.get(code) or capfirst(language_label(code, names.language))
                for code in {**series.groups["language"], **spoken}
            }
        }

    @property
    def today(self):
        return self.series.today

    @property
    def last_day(self):
        """The last day of which anything is known."""
        return self.series.last_day

    def bits_of_ids(self, ids):
        positions = (self.series.positions[pk] for pk in ids if pk in self.series.positions)
        return bits_of(positions, len(self.series.ids))

    def next_of(self, bits, now, most, days=None):
        """`[(day, position)]`: the next day of at most `most` of the series in `bits`, each once.

        `days` as `Moment.days` gives them; by default all that are coming.
        """
        moment = self.series.at(now)
        pairs = []
        if days is None:
            days = moment.days(self.today, self.series.last_day)
        for day, there in days:
            if not bits or len(pairs) == most:
                break
            new = positions_of(bits & there, 0, most - len(pairs))
            pairs += [(day, position) for position in new]
            bits &= ~there
        return pairs


class _DaysOf(Aggregate):
    """Days in ISO 8601 with commas between: a row for each would cost several times as much."""

    function, output_field = "GROUP_CONCAT", TextField()

    def as_postgresql(self, compiler, connection, **context):
        template = "STRING_AGG(TO_CHAR(%(expressions)s, 'YYYY-MM-DD'), ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def build(_key, today, places):
    dates = Occurrence.objects.filter(last_on__gte=today - DAY).order_by()
    # All dates of a series have the same place.
    coming = {
        event: (days, where)
        for event, *where, days in dates.values_list("event_id").annotate(
            Max("municipality_id"), Max("neighbourhood_id"), days=_DaysOf("starts_on")
        )
    }
    events = _published(coming)
    ids = [event[1] for event in events]
    positions = {pk: position for position, pk in enumerate(ids)}
    facts, of_organisation = Collector(len(ids)), {}
    for position, event in enumerate(events):
        organisation, cost, languages, mark, is_example, registration, *said = event[6:]
        collect(facts, position, cost, languages)
        facts["sensitive"][mark].append(position)
        facts["example"][is_example].append(position)
        if registration == Event.Registration.NONE:
            facts["drop in"][True].append(position)
        is_somewhere = coming[event[1]][1][0] is not None
        facts["answers"][answers.answers(is_somewhere, registration, *said)].append(position)
        of_organisation.setdefault(organisation, []).append(position)
    located, where, reached, addresses = _places(ids, [coming[pk][1] for pk in ids], places)
    audiences = _by_slug(Audience, related(Event, "audiences", positions))
    easier, not_known = good_to_know.groups(
        good_to_know.by_question(facts.bits("answers"), good_to_know.QUESTIONS)
    )
    return Series(
        today=today,
        ids=ids,
        slugs=[event[3] for event in events],
        positions=positions,
        groups={
            **easier,
            "place": reached,
            "free": facts.bits("free"),
            "language": by_use(facts.bits("language")),
            "theme": _by_slug(Theme, related(Event, "themes", positions)),
            "audience": for_everyone(audiences, (1 << len(ids)) - 1),
        },
        not_known=not_known,
        said={"audience": audiences},
        drop_in=facts.bits("drop in").get(True, 0),
        marked=facts.bits("sensitive"),
        of_organisation=of_organisation,
        times=[event[2] for event in events],
        located=located,
        where=where,
        addresses=addresses,
        phones=[event[4] or event[5] for event in events],
        examples=facts.bits("example").get(True, 0),
        starting=_starting([coming[pk][0] for pk in ids]),
        near=_near(today, positions),
        **_changes(dates, today, positions),
    )


def _by_slug(model, bits):
    return {slug: bits.get(pk, 0) for pk, slug in model.objects.values_list("pk", "slug")}


# For the day before and the day after midnight.
_latest = Latest(build, most=2)


def _published(coming):
    """`(start, id, times, slug, telephone to sign up, and of the organisation, organisation, price,
    languages, mark, whether it is an example, *answers)` with dates."""
    # Rows as they are in the table: modeltranslation would copy each twice.
    published = Event.objects.published().rewrite(False).order_by()
    events = [
        (start or time.min, pk, _usual_times(start, end, ends_on), *facts)
        for pk, start, end, ends_on, *facts in published.values_list(
            "pk", "start_time", "end_time", "ends_on",
            "slug", "registration_phone", "organisation__phone", "organisation_id", "cost",
            "spoken_languages", "sensitive", "is_demonstration", *answers.COLUMNS,
        )
        if pk in coming
    ]  # fmt: skip
    events.sort(key=lambda event: event[:2])
    return events


def _usual_times(start, end, ends_on):
    """`(start, end)` of a date, both None for a whole day, or `()` when the table must say it.

    That is when it lasts several days, goes on after midnight, or may fall into the hour that the
    clocks skip or repeat.
    """
    is_simple = not ends_on and (
        start is None or (start >= NIGHT_ENDS and (not end or end > start))
    )
    return (start, end) if is_simple else ()


def _starting(listed):
    """`{day: bits}` of what begins, in order; `listed` has the days of each series as text."""
    collected = Collector(len(listed))
    for position, days in enumerate(listed):
        for day in days.split(","):
            collected["days"][day].append(position)
    return {date.fromisoformat(day): bits for day, bits in sorted(collected.bits("days").items())}


def _changes(dates, today, positions):
    """`{name: {day: bits}}` of what is not as usual: see `Series`."""
    collected, takes_place = Collector(len(positions)), set()
    planned = Occurrence.State.PLANNED
    unusual = dates.filter(
        ~Q(state=planned) | Q(is_moved=True) | Q(last_on__gt=F("starts_on"))
    ).values_list("event_id", "starts_on", "last_on", "state", "is_moved")
    for event, starts_on, last_on, state, is_moved in unusual:
        position = positions.get(event)
        if position is None:
            continue
        if state == Occurrence.State.FULL:
            collected["full"][starts_on].append(position)
        if is_moved:
            collected["other_times"][starts_on].append(position)
        for number in range((last_on - starts_on).days + 1):
            day = starts_on + number * DAY
            if number:
                collected["running"][day].append(position)
            if state == planned:
                takes_place.add((day, position))
            else:
                collected["off"][day].append(position)
    # Another date may have been moved to the day of one that is cancelled.
    for day, off in collected["off"].items():
        off[:] = [position for position in off if (day, position) not in takes_place]
    extra = EventException.objects.filter(kind=EventException.Kind.EXTRA, day__gte=today - DAY)
    for event, day in extra.values_list("event_id", "day"):
        if event in positions:
            collected["other_times"][day].append(positions[event])
    return {name: collected.bits(name) for name in ("running", "off", "full", "other_times")}


def _near(today, positions):
    near = Occurrence.objects.filter(last_on__gte=today - DAY, starts_on__lte=today).order_by()
    return [
        (positions[event], *rest)
        for event, *rest in near.values_list("event_id", "starts_on", "last_on", "over_at")
        if event in positions
    ]


def _places(ids, where, places):
    """What is located in each place, where each series is, what reaches each place, and the
    addresses.

    `where` has the ids of each one's municipality and neighbourhood, or Nones.
    """
    collected, slugs = Collector(len(ids)), places.slug_of_pk
    names = [f"street_{code}" for code in CODES]
    known = {
        event: address
        for event, *address in Location.objects.public()
        .filter(events__isnull=False)
        .values_list("events", "postal_code", "house_number", *names)
    }
    addresses = {
        position: known[pk][1:] for position, pk in enumerate(ids) if any(known.get(pk, ())[2:])
    }
    where = [
        (slugs["municipality"].get(municipality), slugs["neighbourhood"].get(neighbourhood))
        for municipality, neighbourhood in where
    ]
    for position, (municipality, neighbourhood) in enumerate(where):
        if municipality is None:
            collected["nowhere"][True].append(position)
            continue
        code, *_address = known.get(ids[position], [None])
        for slug in {municipality, neighbourhood, code} & places.by_slug.keys():
            collected["places"][slug].append(position)
    located = collected.bits("places")
    # Online, or where she is told where it is: for everyone in Brussels.
    everywhere = collected.bits("nowhere").get(True, 0)
    reached = {
        place.slug: located.get(place.municipality, 0) | located.get(place.slug, 0) | everywhere
        for place in places.by_slug.values()
    }
    return located, where, reached, addresses
