"""Many organisations for the benchmarks: random, with a fixed seed, inserted in bulk.

Places, themes and audiences are the real ones of fixtures/vocabulary.json. What the site derives
when it saves one organisation (`derive`) is set here, because bulk inserts send no signal.
"""

import random
from datetime import time, timedelta

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from core.models import Status
from core.text import fold
from directory.models import (
    Audience,
    Location,
    Municipality,
    Neighbourhood,
    Notice,
    OpeningHours,
    Organisation,
    Theme,
)
from directory.spoken_languages import CODES

SEED = 2026
WITH_HOURS, WITH_NOTICE, WITH_SECRET_ADDRESS = 0.5, 0.02, 0.01
BATCH = 5_000  # organisations in one transaction

_FIRST = {
    "nl": ("Huis", "Netwerk", "Steunpunt", "Ontmoetingsplek", "Dienst", "Centrum", "Atelier"),
    "fr": ("Maison", "Réseau", "Espace", "Rencontre", "Service", "Centre", "Atelier"),
}
_SECOND = {
    "nl": ("voor mama’s", "voor het gezin", "van de buurt", "voor elkaar", "de Zwaluw", "Écoute"),
    "fr": ("des mamans", "de la famille", "du quartier", "d’entraide", "l’Hirondelle", "Écoute"),
}
_SUMMARY = {
    "nl": "Je komt binnen met je baby, drinkt een kop koffie en praat met wie er is ({}).",
    "fr": "Vous entrez avec votre bébé, prenez un café et parlez avec les autres mamans ({}).",
}
_DESCRIPTION = {
    "nl": "Elke week is er iemand die met je meedenkt over opvang, geld, wonen en papieren. "
    "Inschrijven hoeft niet.\n\nBreng gerust een vriendin mee. Kinderen zijn welkom.",
    "fr": "Chaque semaine, quelqu’un vous aide pour la garde, l’argent, le logement et les "
    "papiers. Sans inscription.\n\nVenez avec une amie. Les enfants sont les bienvenus.",
}
_FOLDED_DESCRIPTION = fold(" ".join(_DESCRIPTION.values()))
# Half of the days somebody opens at one of these and stays for so many hours: 560 slots a week.
_OPENS = [time(hour, minute) for hour in range(8, 18) for minute in (0, 30)]
_HOURS = (2, 3, 4, 8)


def load_vocabulary():
    call_command("loaddata", "vocabulary", verbosity=0)


def add_organisations(first, last):
    """Adds published organisations number `first` up to, but without, `last` (counted from 1)."""
    chance = random.Random(f"{SEED} {first}")
    words = _Vocabulary()
    for start in range(first, last, BATCH):
        with transaction.atomic():
            _add_batch(chance, words, range(start, min(start + BATCH, last)))


class _Vocabulary:
    def __init__(self):
        self.themes = list(Theme.objects.values_list("pk", flat=True))
        self.audiences = list(Audience.objects.values_list("pk", flat=True))
        self.postal_codes = dict(Municipality.objects.values_list("pk", "postal_codes"))
        self.municipalities = list(self.postal_codes)
        self.neighbourhoods = list(Neighbourhood.objects.values_list("pk", "municipality_id"))


def _add_batch(chance, words, numbers):
    organisations = Organisation.objects.bulk_create(
        [_organisation(chance, number) for number in numbers]
    )
    _relate(chance, Organisation.themes.through, "theme_id", organisations, words.themes, (1, 3))
    _relate(
        chance, Organisation.audiences.through, "audience_id", organisations, words.audiences, (0, 2)
    )
    served = [row for row in organisations if chance.random() < 0.05]
    _relate(
        chance,
        Organisation.serves_municipalities.through,
        "municipality_id",
        served,
        words.municipalities,
        (1, 4),
    )
    locations = Location.objects.bulk_create(
        [_location(chance, words, organisation) for organisation in organisations]
    )
    OpeningHours.objects.bulk_create(
        [
            slot
            for location in locations
            if location.hours_known
            for slot in _opening_hours(chance, location)
        ]
    )
    today = timezone.localdate()
    Notice.objects.bulk_create(
        [
            Notice(
                organisation=organisation,
                kind=chance.choice(Notice.Kind.values),
                starts_on=(starts_on := today + timedelta(days=chance.randint(-5, 30))),
                ends_on=starts_on + timedelta(days=chance.randint(0, 14)),
            )
            for organisation in organisations
            if chance.random() < WITH_NOTICE
        ]
    )


def _organisation(chance, number):
    first, second = chance.randrange(7), chance.randrange(6)
    texts = {}
    # Some exist in one language only, so that the other one falls back.
    languages = chance.choice([("nl", "fr")] * 8 + [("nl",), ("fr",)])
    for code in languages:
        texts[f"name_{code}"] = f"{_FIRST[code][first]} {_SECOND[code][second]} {number}"
        texts[f"summary_{code}"] = _SUMMARY[code].format(number)
    folded = fold(" ".join(texts.values()))
    return Organisation(
        slug=f"organisation-{number}",
        kind=chance.choice(Organisation.Kind.values),
        status=Status.PUBLISHED,
        first_published_at=timezone.now(),
        spoken_languages=_languages(chance),
        cost=chance.choice(Organisation.Cost.values),
        appointment_needed=chance.choice(("yes", "no", "unknown")),
        registration_needed=chance.choice(("yes", "no", "unknown")),
        serves_region=chance.random() < 0.05,
        phone="+3225551234",
        search_text=f"{folded} {_FOLDED_DESCRIPTION}",
        **texts,
        **{f"description_{code}": _DESCRIPTION[code] for code in languages},
    )


def _languages(chance):
    """None to three, the more spoken ones more often."""
    count = chance.choice((0, 1, 2, 2, 3, 3))
    return list(
        dict.fromkeys(CODES[int(len(CODES) * chance.random() ** 3)] for _ in range(count))
    )


def _relate(chance, through, column, organisations, related, how_many):
    through.objects.bulk_create(
        [
            through(organisation_id=organisation.pk, **{column: pk})
            for organisation in organisations
            for pk in chance.sample(related, chance.randint(*how_many))
        ]
    )


def _location(chance, words, organisation):
    if chance.random() < 0.1:
        neighbourhood, municipality = None, chance.choice(words.municipalities)
    else:
        neighbourhood, municipality = chance.choice(words.neighbourhoods)
    return Location(
        organisation=organisation,
        street_nl="Vlaamsesteenweg",
        street_fr="Rue de Flandre",
        house_number=str(chance.randint(1, 300)),
        postal_code=chance.choice(words.postal_codes[municipality]),
        municipality_id=municipality,
        neighbourhood_id=neighbourhood,
        is_confidential=chance.random() < WITH_SECRET_ADDRESS,
        buggies_welcome=chance.choice(("yes", "no", "unknown")),
        women_only=chance.choice(("yes", "no", "unknown", "unknown")),
        hours_known=chance.random() < WITH_HOURS,
        holiday_hours=chance.choice(Location.HolidayHours.values),
    )


def _opening_hours(chance, location):
    by_appointment = chance.random() < 0.2
    for weekday in chance.sample(range(7), chance.randint(2, 5)):
        opens = chance.choice(_OPENS)
        yield OpeningHours(
            location=location,
            weekday=weekday,
            opens=opens,
            closes=opens.replace(hour=(opens.hour + chance.choice(_HOURS)) % 24),
            by_appointment=by_appointment,
        )
