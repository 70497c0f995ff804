"""Random histories of an agenda: what volunteers, the daily command and the clock do to it.

`History(seed, clock)` begins with a few activities, each `step()` changes something and gives its
name, and `wrong(step)` says what the index that followed it has otherwise than a new one.
"""

from datetime import time, timedelta
from random import Random

from django.utils import timezone

from agenda import series
from agenda.models import Event, EventException, SchoolHoliday
from agenda.moment import Moment
from agenda.occurrences import rebuild
from core import versions
from core.kept import memory, slots
from core.models import Status
from directory.models import Audience, Location, Neighbourhood, Organisation, Theme
from tests import factories

DAY = timedelta(days=1)
RULES = (
    "",
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=TU",
    "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYDAY=1WE",
)
# From when until when: a morning, all day, without an end, a night, before the clocks change.
TIMES = (
    (time(9, 30), time(11, 30)),
    (None, None),
    (time(18), None),
    (time(22), time(2)),
    (time(2, 30), time(4)),
)
STATUSES = (Status.PUBLISHED, Status.PUBLISHED, Status.PUBLISHED, Status.DRAFT, Status.ARCHIVED)
ANSWERS = ("", "yes", "no", "unknown")
SHORT = 40 * DAY  # how long series go on: a year of each costs time and says no more


class History:
    def __init__(self, seed, clock):
        self.random, self.clock = Random(seed), clock
        for number in range(2):
            factories.theme(is_sensitive=number == 0)
            factories.audience()
        town = factories.municipality(postal_codes=["1000", "1020"])
        self.parts = [factories.neighbourhood(municipality=town) for _number in range(2)]
        for _number in range(3):
            factories.location(neighbourhood=self.parts[0], postal_code="1020")
        for _number in range(4):
            self.new_activity()
        self.series = series.build(memory.current())
        self.version = versions.current()

    def step(self):
        """Changes something, gives what it was."""
        name = self.random.choice(STEPS)
        getattr(self, name)()
        return name

    def wrong(self):
        """`{what: (of the one that followed, of a new one)}` where they differ, and whether keys of
        what changed are missing."""
        before, version = self.series, versions.current()
        if version != self.version:
            changed = versions.changes(self.version, version)
            answer = changed and series.follow(before, changed, memory.current())
            if answer is None:
                raise AssertionError(f"{changed} was not followed")
            self.series, keys = answer
            self.version = version
        else:
            keys = set()
        new = series.build(memory.current())
        now = timezone.localtime()
        followed, built = said(self.series, now), said(new, now)
        wrong = {
            name: (followed[name], built[name]) for name in built if followed[name] != built[name]
        }
        if missing := changed_between(before, new) - set(keys):
            wrong["keys"] = (missing, keys)
        return wrong

    # What happens

    def new_activity(self):
        event = factories.event(
            organisation=self._organisation(),
            status=self.random.choice(STATUSES),
            **self._when(),
            **self._about(),
        )
        self._relate(event)
        event.save()

    def other_times(self):
        self._save(self._event(), **self._when())

    def other_facts(self):
        event = self._event()
        self._save(event, **self._about())
        if event:
            self._relate(event)

    def other_words(self):
        self._save(self._event(), summary_nl=f"Kort {self.random.random()}")

    def other_status(self):
        self._save(self._event(), status=self.random.choice(STATUSES))

    def other_status_of_many(self):
        events = Event.objects.filter(pk__in=[event.pk for event in self._events()[:2]])
        events.update(status=self.random.choice(STATUSES), first_published_at=timezone.now())

    def other_place(self):
        """At a location of its organisation, elsewhere, or online."""
        event = self._event()
        if event is None:
            return
        kind, part = self.random.randrange(3), self.random.choice(self.parts)
        there = event.organisation.locations.first() if kind == 0 else None
        elsewhere = Neighbourhood.objects.filter(pk=part.pk).first() if kind == 1 else None
        self._save(
            event,
            location=there,
            neighbourhood=elsewhere,
            municipality=part.municipality if elsewhere else None,
            is_online=kind == 2,
        )

    def other_organisation(self):
        self._save(self._event(), organisation=self._organisation(), location=None)

    def exception(self):
        event = self._event()
        days = list(event.occurrences.values_list("day", flat=True)) if event else []
        kind = self.random.choice(EventException.Kind.values)
        day = self.random.choice(days or [self.today])
        if kind == "extra":
            day = self.today + self.random.randrange(20) * DAY
        if event is None or event.exceptions.filter(day=day).exists():
            return
        values = {}
        if kind in ("moved", "extra") and self.random.random() < 0.6:
            start, end = self.random.choice(TIMES)
            values = {"new_start_time": start, "new_end_time": end}
        if kind == "moved":
            values["new_day"] = self.random.choice([*days, self.today + DAY])
        factories.event_exception(event=event, day=day, kind=kind, **values)

    def no_exception(self):
        if exception := self._any(EventException.objects.all()):
            exception.delete()

    def holiday(self):
        first = self.today + self.random.randrange(10) * DAY
        SchoolHoliday.objects.all().delete()
        factories.school_holiday(starts_on=first, ends_on=first + 7 * DAY)

    def deleted(self):
        if event := self._event():
            event.delete()

    def location_changes(self):
        location = self._any(Location.objects.all())
        part = self._any(Neighbourhood.objects.all())
        latitude = self.random.choice((None, 50.85, 50.86))
        self._save(
            location,
            neighbourhood=part,
            is_confidential=self.random.random() < 0.3,
            latitude=latitude,
            longitude=None if latitude is None else 4.35,
            postal_code=self.random.choice(("1000", "1020")),
            buggies_welcome=self.random.choice(ANSWERS[1:]),
        )

    def location_is_gone(self):
        if location := self._any(Location.objects.all()):
            location.delete()

    def organisation_changes(self):
        values = {
            "status": self.random.choice(STATUSES),
            "childcare": self.random.choice(ANSWERS[1:]),
            "name_asked": self.random.choice(ANSWERS[1:]),
        }
        organisation = self._organisation()
        if self.random.random() < 0.5:
            self._save(organisation, **values)
        else:
            values["first_published_at"] = timezone.now()
            Organisation.objects.filter(pk=organisation.pk).update(**values)

    def organisation_is_gone(self):
        if Organisation.objects.count() > 2:
            self._organisation().delete()

    def vocabulary_changes(self):
        row = self._any(self.random.choice((Theme, Audience)).objects.all())
        self._save(row, slug=f"anders-{self.random.randrange(10**6)}")

    def part_is_gone(self):
        if Neighbourhood.objects.count() > 1:
            self._any(Neighbourhood.objects.all()).delete()

    def daily_command(self):
        rebuild(Event.objects.all())

    def hours_go_by(self):
        self.clock.shift(self.random.choice((1, 3, 8, 14)) * 3600)

    def midnight(self):
        """A minute before it, then a minute after, then the command of the night."""
        now = timezone.localtime()
        self.clock.shift(86_340 - (now.hour * 3600 + now.minute * 60 + now.second))
        self.series.at(timezone.localtime())
        self.clock.shift(120)

    # With what

    @property
    def today(self):
        return timezone.localdate()

    def _when(self):
        start, end = self.random.choice(TIMES)
        first = self.today + self.random.randrange(-3, 10) * DAY
        rule = self.random.choice(RULES)
        days = self.random.choice((0, 0, 0, 2))
        return {
            "starts_on": first,
            "start_time": start,
            "end_time": end,
            "ends_on": first + days * DAY if days and not rule else None,
            "rule": rule,
            "repeats_until": first + SHORT if rule else None,
            "pauses_in_nl_holidays": self.random.random() < 0.3,
        }

    def _about(self):
        return {
            "cost": self.random.choice(Organisation.Cost.values),
            "registration": self.random.choice(Event.Registration.values),
            "spoken_languages": self.random.sample(["nl", "fr", "ar"], self.random.randrange(3)),
            "is_demonstration": self.random.random() < 0.2,
            "sensitive": self.random.choice(Event._meta.get_field("sensitive").choices)[0],
            "buggies_welcome": self.random.choice(ANSWERS),
            "childcare": self.random.choice(ANSWERS),
        }

    def _relate(self, event):
        event.themes.set(self._some(Theme.objects.all()))
        event.audiences.set(self._some(Audience.objects.all()))

    def _save(self, row, **values):
        if row is not None:
            for name, value in values.items():
                setattr(row, name, value)
            row.save()

    def _some(self, rows):
        return [row for row in rows.order_by("pk") if self.random.random() < 0.5]

    def _events(self):
        events = list(Event.objects.select_related("organisation").order_by("pk"))
        self.random.shuffle(events)
        return events

    def _event(self):
        return next(iter(self._events()), None)

    def _organisation(self):
        return self._any(Organisation.objects.all())

    def _any(self, rows):
        rows = list(rows.order_by("pk"))
        return self.random.choice(rows) if rows else None


STEPS = [
    name
    for name, value in vars(History).items()
    if not name.startswith("_") and callable(value) and name not in ("step", "wrong")
]


def said(index, now):
    """All that an index says to pages, by what rows are called and not by slots."""
    ids, today = slots.of("event").ids, now.date()

    def rows(bits):
        return [ids[slot] for slot in index.order.page(bits, 0, bits.bit_count())]

    def all_of(groups):
        return {
            name: {value: rows(bits) for value, bits in found.items() if bits}
            for name, found in groups.items()
        }

    there = index.order.slots
    moment = Moment(index, now)
    return {
        "order": [ids[slot] for slot in there],
        "groups": all_of(index.groups),
        "languages": list(index.groups["language"]),
        "not known": all_of(index.not_known),
        "said": all_of(index.said),
        "located": all_of({"place": index.located}),
        "days": all_of({name: index.sets[name] for name in series.BY_DAY}),
        "in order": {name: list(index.sets[name]) for name in series.BY_DAY},
        "marked": all_of({"": index.marked}),
        "others": [rows(index.drop_in), rows(index.examples)],
        "times": {ids[slot]: index.times[slot] for slot in there},
        "slugs": {ids[slot]: index.slugs[slot] for slot in there},
        "points": {ids[slot]: index.points.of(slot) for slot in there},
        "states": {
            (ids[slot], day): index.state_of(slot, day)
            for day, bits in index.starting.items()
            for slot in index.order.page(bits, 0, bits.bit_count())
        },
        "organisations": {pk: sorted(own) for pk, own in index.of_organisation.items()},
        "near": sorted(index.near(today)),
        "now": [rows(moment.late), rows(moment.today), rows(moment.upcoming)],
        "when": all_of({"": moment.when}),
    }


def changed_between(before, after):
    """The keys of `core.kept.shows` that a change has to have."""
    keys = set()
    for kind in ("groups", "not_known", "said"):
        old, new = getattr(before, kind), getattr(after, kind)
        for name in new:
            keys |= {("events", name, value) for value in _different(old[name], new[name])}
    for name in series.BY_DAY:
        days = _different(before.sets[name], after.sets[name])
        keys |= {("events", "day", day) for day in days}
    is_other = (before.order.slots, before.marked) != (after.order.slots, after.marked)
    points = [[each.points.of(slot) for slot in after.order.slots] for each in (before, after)]
    is_other = is_other or points[0] != points[1]
    return keys | {"events"} if keys or is_other else keys


def _different(old, new):
    return [value for value in {**old, **new} if old.get(value, 0) != new.get(value, 0)]
