"""Small towns with everything that a filter has to tell apart, and random questions about them."""

from datetime import time, timedelta

from django.utils import timezone
from django.utils.http import urlencode

from agenda.models import Event
from core.models import Status
from core.together import together
from directory import good_to_know
from directory.models import Answer, Location, Organisation
from tests import factories

DAY = timedelta(days=1)
STATUSES = [Status.PUBLISHED] * 5 + [Status.DRAFT, Status.ARCHIVED]
ANSWERS = Answer.values
LANGUAGES = ["nl", "fr", "ar", "th"]
KINDS = ["helpline", "information", "library", "shelter"]
WORDS = ["abri", "zorg", "baby", "muziek"]
STREETS = ["", "Lange straat", "Fortstraat"]
# What is typed beside the words: slips, streets, places, days.
TYPED = ["abr", "babby", "muzeik", "fortstraat 3", "in elsene", "zavel", "1020", "zaterdag",
         "morgen", "weekend", "geld", "huis aan de lange straat", "onzin"]  # fmt: skip
PLACES = ["brussel", "elsene", "etterbeek", "marollen", "zavel", "matonge", "laken", "1000", "1020",
          "1050", "Ixelles", "oud-elsene", "1050 Elsene", "SABLON"]  # fmt: skip
WHEN = ["today", "tomorrow", "weekend", "next-weekend", "week", "next-week", "month"]
TIMES = [(time(9, 30), time(11, 30)), (None, None), (time(18), None), (time(22), time(2)),
         (time(0, 30), time(2))]  # fmt: skip
RULES = ["FREQ=WEEKLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=DAILY", "", "", ""]


class World:
    """`organisations` and `activities` are how many of each there are."""

    def __init__(self, chance, organisations, activities):
        self.chance = chance
        with together():
            self._places()
            self._words()
            self.organisations = [self._organisation() for _number in range(organisations)]
        with together():
            rows = [self._activity() for _number in range(activities)]
        with together():
            for row in rows:
                self._exception(row)

    def _places(self):
        towns = [("brussel", ["1000", "1020"]), ("elsene", ["1050"]), ("etterbeek", ["1040"])]
        self.towns = [
            factories.municipality(
                name_nl=slug.title(), name_fr="Ixelles" if slug == "elsene" else "", slug=slug,
                postal_codes=codes,
            )
            for slug, codes in towns
        ]  # fmt: skip
        elsene = self.towns[1]
        # It was called otherwise once.
        elsene.slug = "oud-elsene"
        elsene.save()
        elsene.slug = "elsene"
        elsene.save()
        parts = [("marollen", 0, ["1000"]), ("zavel", 0, ["1000"]), ("matonge", 1, ["1050"]),
                 ("laken", 0, ["1020"])]  # fmt: skip
        self.parts = [
            factories.neighbourhood(
                name_nl=slug.title(), slug=slug, municipality=self.towns[town],
                aliases=["Sablon"] if slug == "zavel" else [], postal_codes=codes,
            )
            for slug, town, codes in parts
        ]  # fmt: skip

    def _words(self):
        self.themes = [factories.theme(name_nl=name, slug=name) for name in ("geld", "wonen", "x")]
        self.audiences = [factories.audience(slug=slug) for slug in ("zwanger", "tweeling", "y")]
        archived = [self.themes[-1], self.audiences[-1]]
        for row, successor in zip(archived, [self.themes[0], self.audiences[0]], strict=True):
            row.archived_at, row.successor = timezone.now(), successor
            row.save()

    def _one(self, *values):
        return self.chance.choice(values)

    def _some(self, rows, most=2):
        return self.chance.sample(rows, self.chance.randint(0, most))

    def _text(self):
        return f"{self._one(*WORDS)} {self.chance.randint(1, 9)}".title()

    def _organisation(self):
        facts = (*good_to_know.OWN, "papers_needed")
        row = factories.organisation(
            name_nl=self._text(), kind=self._one(*KINDS), status=self._one(*STATUSES),
            cost=self._one(*Organisation.Cost.values), serves_region=self.chance.random() < 0.2,
            spoken_languages=self._some(LANGUAGES), themes=self._some(self.themes),
            audiences=self._some(self.audiences), serves_municipalities=self._some(self.towns, 1),
            **{fact: self._one(*ANSWERS) for fact in facts},
        )  # fmt: skip
        for _number in range(self.chance.randint(0, 2)):
            self._location(row)
        return row

    def _location(self, organisation):
        part, is_virtual = self._one(None, *self.parts), self.chance.random() < 0.2
        town = part.municipality if part else self._one(*self.towns)
        Location.objects.create(
            organisation=organisation, location_type="virtual" if is_virtual else "physical",
            municipality=self._one(town, None) if is_virtual else town, neighbourhood=part,
            # Codes do not end where municipalities do.
            postal_code=self._one("", "1000", "1020", "1050", "1040"),
            street_nl=self._one(*STREETS), house_number="3",
            is_confidential=self.chance.random() < 0.2,
            **{fact: self._one(*ANSWERS) for fact in Location.BABY_FACTS},
        )  # fmt: skip

    def _activity(self):
        organisation, rule = self._one(*self.organisations), self._one(*RULES)
        (start, end), first = (
            self._one(*TIMES),
            timezone.localdate() + self._one(-1, -1, *range(-3, 12)) * DAY,
        )
        part, town = self._one(None, *self.parts), self._one(None, *self.towns)
        locations, days = list(organisation.locations.all()), self._one(0, 0, 3)
        location = self._one(None, *locations)
        return factories.event(
            organisation=organisation, location=location, title_nl=self._text(),
            neighbourhood=None if location else part,
            municipality=None if location else part.municipality if part else town,
            is_online=self.chance.random() < 0.3, status=self._one(*STATUSES),
            starts_on=first, start_time=start, end_time=end, rule=rule,
            ends_on=first + days * DAY if days and not rule else None,
            repeats_until=first + 30 * DAY if rule else None,
            cost=self._one(*Organisation.Cost.values), spoken_languages=self._some(LANGUAGES),
            registration=self._one(*Event.Registration.values),
            themes=self._some(self.themes), audiences=self._some(self.audiences),
            **{fact: self._one("", *ANSWERS) for fact in Event.FACTS},
        )  # fmt: skip

    def _exception(self, row):
        day = row.occurrences.values_list("day", flat=True).first()
        if day and self.chance.random() < 0.4:
            kind = self._one("cancelled", "moved", "full")
            values = {"new_day": day + self._one(1, 5) * DAY} if kind == "moved" else {}
            factories.event_exception(event=row, day=day, kind=kind, **values)


def _typed(chance):
    return " ".join(chance.sample([*WORDS, *TYPED], chance.choice((1, 1, 2))))


_BOTH = {
    "theme": ["geld", "wonen"],
    "place": PLACES,
    "audience": ["zwanger", "tweeling"],
    "language": [*LANGUAGES, "unknown"],
    "free": ["1", "unknown"],
    "baby": [*good_to_know.BABY, "unknown"],
    "easy": [*good_to_know.EASY, "unknown"],
}
_ORGANISATIONS = {
    **_BOTH, "kind": KINDS, "papers": ["no", "unknown"], "open": ["1", "unknown"], "q": None,
}  # fmt: skip
_ACTIVITIES = {**_BOTH, "when": WHEN, "from": None, "to": None, "q": None}


_KNOWN = [[], ["unknown"], ["unknown"]]  # whether what nobody noted is found, too


def organisation_question(chance):
    """A query string that means something."""
    return _question(chance, _ORGANISATIONS)


def activity_question(chance):
    return _question(chance, _ACTIVITIES)


def _question(chance, possible):
    pairs = []
    for name in chance.sample([*possible], chance.choice((0, 1, 1, 2, 2, 3, 4))):
        if name == "q":
            pairs.append((name, _typed(chance)))
        elif name in ("from", "to"):
            pairs.append((name, str(timezone.localdate() + chance.randint(-3, 40) * DAY)))
        else:
            most = 1 if name == "when" else 2
            values = chance.sample(possible[name], chance.randint(1, most))
            if name in ("baby", "easy"):
                values = [chance.choice(possible[name][:-1]), *values[1:], *chance.choice(_KNOWN)]
            pairs += [(name, value) for value in values]
    return urlencode(pairs)
