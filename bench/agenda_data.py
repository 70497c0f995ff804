"""Many activities for the benchmarks: random, with a fixed seed, inserted in bulk.

Organisations of `bench.data` offer them. As there, rows are dictionaries, and what the site derives
is set here: dates are the rows that `agenda.occurrences` would write (`bench.agenda` checks that).
Nothing goes on after midnight or for several days.
"""

import random
import uuid
from datetime import time, timedelta
from functools import lru_cache

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from agenda.dates import DAY, Date
from agenda.models import Event, EventException, Occurrence
from agenda.occurrences import WINDOW
from agenda.recurrence import Rule
from core.models import Status
from directory.models import Location, Organisation

from . import data

MOST_ORGANISATIONS = 2_000
# Parts of all activities; the others take place once.
TWICE_A_WEEK, WEEKLY, MONTHLY = 0.09, 0.72, 0.12
# Of those that are not online; the others are elsewhere, with the owner.
AT_ANOTHER_PLACE, ONLINE = 0.4, 0.08
CANCELLED = 0.02  # of all dates
BATCH = 2_000  # activities in one transaction
COSTS, REGISTRATIONS = Organisation.Cost.values, Event.Registration.values
REASONS = EventException.Reason.values

_TITLE = {
    "nl": ("Babycafé", "Praatgroep", "Wandeling met de buggy", "Babymassage", "Naaiatelier"),
    "fr": ("Café bébé", "Groupe de parole", "Balade en poussette", "Massage bébé", "Couture"),
}
_SUMMARY = {
    "nl": "Je drinkt samen een kop koffie en praat met andere mama’s, je baby op schoot.",
    "fr": "On prend un café ensemble et on parle avec d’autres mamans, bébé sur les genoux.",
}
_STARTS = [time(hour, minute) for hour in range(8, 20) for minute in (0, 30)]
_HOURS = (1, 2, 3)


def add_dates(first, last):
    """Adds published activities until there are, from number `first` on, dates up to `last`.

    Both count from 1, and `last` is not included. The last activity may have a few dates more.
    """
    chance = random.Random(f"{data.SEED} {first}")
    _add_organisations(last // 50)
    words = data.Vocabulary()
    where = _public_places()
    number = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    left = last - 1 - Occurrence.objects.count()
    while left > 0:
        with transaction.atomic():
            batch = _Batch(chance, words, where)
            while left > batch.count and len(batch.events) < BATCH:
                number += 1
                batch.add(number)
            batch.insert()
        left -= batch.count


def _add_organisations(events):
    there = Organisation.objects.count()
    wanted = min(MOST_ORGANISATIONS, max(events // 2, 20))
    if wanted > there:
        data.add_organisations(there + 1, wanted + 1)


def _public_places():
    """`{organisation: (municipality, neighbourhood)}`, Nones where the address is secret.

    Of those of `bench.data`, whose location has the number of the organisation.
    """
    return {
        organisation: (None, None) if is_confidential else tuple(where)
        for organisation, is_confidential, *where in Location.objects.filter(
            pk=F("organisation")
        ).values_list("organisation_id", "is_confidential", "municipality_id", "neighbourhood_id")
    }


class _Batch:
    def __init__(self, chance, words, where):
        self.chance, self.words, self.where = chance, words, where
        self.owners = list(where)
        self.today = timezone.localdate()
        self.events, self.themes, self.audiences = [], [], []
        self.exceptions, self.dates = [], []

    @property
    def count(self):
        return len(self.dates)

    def add(self, number):
        chance, owner = self.chance, self.chance.choice(self.owners)
        rule, starts_on, days = self._when()
        start = chance.choice(_STARTS)
        end = start.replace(hour=start.hour + chance.choice(_HOURS))
        online = chance.random() < ONLINE
        is_elsewhere = chance.random() < AT_ANOTHER_PLACE
        municipality, neighbourhood = None, None
        if is_elsewhere and not online:
            neighbourhood, municipality = chance.choice(self.words.neighbourhoods)
        with_owner = not (online or is_elsewhere)
        self.events.append(
            {
                "id": number,
                "slug": f"activity-{number}",
                "status": Status.PUBLISHED.value,
                "first_published_at": timezone.now(),
                "title_nl": f"{chance.choice(_TITLE['nl'])} {number}",
                "title_fr": f"{chance.choice(_TITLE['fr'])} {number}",
                "summary_nl": _SUMMARY["nl"],
                "summary_fr": _SUMMARY["fr"],
                "spoken_languages": data.spoken_languages(chance),
                "cost": chance.choice(COSTS),
                "registration": chance.choice(REGISTRATIONS),
                "organisation_id": owner,
                "location_id": owner if with_owner else None,
                "place_nl": "Lakenpark" if municipality else "",
                "place_fr": "Parc de Laeken" if municipality else "",
                "municipality_id": municipality,
                "neighbourhood_id": neighbourhood,
                "is_online": online,
                "starts_on": starts_on,
                "start_time": start,
                "end_time": end,
                "rule": rule,
                "uid": uuid.UUID(int=chance.getrandbits(128), version=4),
            }
        )
        for pks, rows, column, most in (
            (self.words.themes, self.themes, "theme_id", 3),
            (self.words.audiences, self.audiences, "audience_id", 2),
        ):
            least = 1 if column == "theme_id" else 0
            for pk in chance.sample(pks, chance.randint(least, most)):
                rows.append({"event_id": number, column: pk})
        if with_owner:
            municipality, neighbourhood = self.where[owner]
        for day in days:
            is_cancelled = chance.random() < CANCELLED
            if is_cancelled:
                self.exceptions.append(
                    {"event_id": number, "day": day, "reason": chance.choice(REASONS)}
                )
            self.dates.append(
                {
                    "event_id": number,
                    **_moments(day, start, end),
                    "state": "cancelled" if is_cancelled else "planned",
                    "organisation_id": owner,
                    "municipality_id": municipality,
                    "neighbourhood_id": neighbourhood,
                }
            )

    def _when(self):
        """A rule, its first day, and its days that are in the table."""
        chance, today = self.chance, self.today
        first, last = today - DAY, today + WINDOW
        kind = chance.random()
        if kind < TWICE_A_WEEK + WEEKLY:
            weekdays = chance.sample(range(7), 2 if kind < TWICE_A_WEEK else 1)
            starts_on = today - timedelta(days=chance.randint(2, 300))
            days = (first + timedelta(days=number) for number in range((last - first).days + 1))
            return (
                Rule.weekly(weekdays).text,
                starts_on,
                [day for day in days if day.weekday() in weekdays],
            )
        starts_on = today + timedelta(days=chance.randint(1, 60))
        if kind < TWICE_A_WEEK + WEEKLY + MONTHLY:
            rule = Rule.monthly_on_weekday(chance.randint(1, 4), chance.randrange(7))
            return rule.text, starts_on, rule.days(starts_on, first, last)
        return "", starts_on, [starts_on]

    def insert(self):
        data.insert(Event, self.events)
        data.insert(Event.themes.through, self.themes)
        data.insert(Event.audiences.through, self.audiences)
        data.insert(EventException, self.exceptions)
        data.insert(Occurrence, self.dates)


@lru_cache(maxsize=100_000)
def _moments(day, start, end):
    """The columns of a date that say when, as the database takes them: most dates share theirs."""
    date = Date(day, day, start, day, end)
    moments = {"day": day, "starts_on": day, "last_on": date.last_on}
    moments |= {name: getattr(date, name) for name in ("starts_at", "ends_at", "over_at")}
    fields = Occurrence._meta
    return {
        name: str(fields.get_field(name).get_db_prep_save(value, connection))
        for name, value in moments.items()
    }
