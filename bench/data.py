"""Many organisations for the benchmarks: random, with a fixed seed, inserted in bulk.

Places, themes and audiences are the real ones of fixtures/vocabulary.json. Rows are dictionaries
that go straight into the tables: making 100,000 model instances would take minutes. What the site
derives when it saves one organisation (`derive`) is therefore set here.
"""

import random
from datetime import time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from core.models import Status
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
# Parts of all organisations.
WITH_HOURS, WITH_NOTICE, WITH_SECRET_ADDRESS = 0.5, 0.02, 0.01
SERVES_REGION = SERVES_OTHERS = 0.05
KINDS, COSTS = Organisation.Kind.values, Organisation.Cost.values
HOLIDAY_HOURS, NOTICE_KINDS = Location.HolidayHours.values, Notice.Kind.values
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
    "nl": "Je komt binnen met je baby, drinkt een kop koffie en praat met wie er is: {}.",
    "fr": "Vous entrez avec votre bébé, prenez un café et parlez avec les autres mamans : {}.",
}
_DESCRIPTION = {
    "nl": "Elke week is er iemand die met je meedenkt over opvang, geld, wonen en papieren. "
    "Inschrijven hoeft niet.\n\nBreng gerust een vriendin mee. Kinderen zijn welkom.",
    "fr": "Chaque semaine, quelqu’un vous aide pour la garde, l’argent, le logement et les "
    "papiers. Sans inscription.\n\nVenez avec une amie. Les enfants sont les bienvenus.",
}
# Half of the days somebody opens at one of these and stays for so many hours: 560 slots a week.
_OPENS = [time(hour, minute) for hour in range(8, 18) for minute in (0, 30)]
_HOURS = (2, 3, 4, 8)


def add_organisations(first, last):
    """Adds published organisations number `first` up to, but without, `last` (counted from 1)."""
    chance = random.Random(f"{SEED} {first}")
    words = Vocabulary()
    for start in range(first, last, BATCH):
        with transaction.atomic():
            _add_batch(chance, words, range(start, min(start + BATCH, last)))


class Vocabulary:
    def __init__(self):
        self.themes = list(Theme.objects.values_list("pk", flat=True))
        self.audiences = list(Audience.objects.values_list("pk", flat=True))
        self.postal_codes = dict(Municipality.objects.values_list("pk", "postal_codes"))
        self.municipalities = list(self.postal_codes)
        self.neighbourhoods = list(Neighbourhood.objects.values_list("pk", "municipality_id"))


def _add_batch(chance, words, numbers):
    organisations = [_organisation(chance, number) for number in numbers]
    locations = [_location(chance, words, row["id"]) for row in organisations]
    insert(Organisation, organisations)
    insert(Location, locations)
    insert(
        OpeningHours,
        [
            slot
            for location in locations
            if location["hours_known"]
            for slot in _opening_hours(chance, location["id"])
        ],
    )
    insert(Notice, [_notice(chance, pk) for pk in numbers if chance.random() < WITH_NOTICE])
    served = [pk for pk in numbers if chance.random() < SERVES_OTHERS]
    for field, column, chosen_from, organisations, how_many in (
        ("themes", "theme_id", words.themes, numbers, (1, 3)),
        ("audiences", "audience_id", words.audiences, numbers, (0, 2)),
        ("serves_municipalities", "municipality_id", words.municipalities, served, (1, 4)),
    ):
        insert(
            getattr(Organisation, field).through,
            [
                {"organisation_id": pk, column: related}
                for pk in organisations
                for related in chance.sample(chosen_from, chance.randint(*how_many))
            ],
        )


def insert(model, rows):
    """Inserts dictionaries that all name the same columns; the others get the model's default."""
    if not rows:
        return
    given = [field for field in model._meta.concrete_fields if field.attname in rows[0]]
    default = [
        field
        for field in model._meta.concrete_fields
        if field.attname not in rows[0] and not field.primary_key
    ]
    names = ", ".join(connection.ops.quote_name(field.column) for field in [*given, *default])
    table = f"{connection.ops.quote_name(model._meta.db_table)} ({names})"
    constant = [field.get_db_prep_save(field.get_default(), connection) for field in default]
    lines = ([_prepared(field, row[field.attname]) for field in given] + constant for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        else:
            marks = ", ".join(["%s"] * (len(given) + len(default)))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)


def _prepared(field, value):
    if isinstance(value, str | int):
        return value
    return field.get_db_prep_save(value, connection)


def _organisation(chance, number):
    first, second = chance.randrange(7), chance.randrange(6)
    # Some exist in one language only, so that the other one falls back.
    languages = chance.choice([("nl", "fr")] * 8 + [("nl",), ("fr",)])
    texts = {}
    for code in ("nl", "fr"):
        is_there = code in languages
        name = f"{_FIRST[code][first]} {_SECOND[code][second]} {number}" if is_there else ""
        texts[f"name_{code}"] = name
        texts[f"summary_{code}"] = _SUMMARY[code].format(name) if is_there else ""
        texts[f"description_{code}"] = _DESCRIPTION[code] if is_there else ""
    return {
        "id": number,
        "slug": f"organisation-{number}",
        "kind": chance.choice(KINDS),
        "status": Status.PUBLISHED.value,
        "first_published_at": timezone.now(),
        "spoken_languages": spoken_languages(chance),
        "cost": chance.choice(COSTS),
        "appointment_needed": chance.choice(("yes", "no", "unknown")),
        "registration_needed": chance.choice(("yes", "no", "unknown")),
        "childcare": chance.choice(("yes", "no", "unknown")),
        "name_asked": chance.choice(("yes", "no", "unknown")),
        "serves_region": chance.random() < SERVES_REGION,
        "phone": "+3225551234",
        **texts,
    }


def spoken_languages(chance):
    """None to three, the more spoken ones more often."""
    count = chance.choice((0, 1, 2, 2, 3, 3))
    return list(dict.fromkeys(CODES[int(len(CODES) * chance.random() ** 3)] for _ in range(count)))


def _location(chance, words, organisation):
    """The one location of an organisation, which has the same number."""
    if chance.random() < 0.1:
        neighbourhood, municipality = None, chance.choice(words.municipalities)
    else:
        neighbourhood, municipality = chance.choice(words.neighbourhoods)
    return {
        "id": organisation,
        "organisation_id": organisation,
        "street_nl": "Vlaamsesteenweg",
        "street_fr": "Rue de Flandre",
        "house_number": str(chance.randint(1, 300)),
        "postal_code": chance.choice(words.postal_codes[municipality]),
        "municipality_id": municipality,
        "neighbourhood_id": neighbourhood,
        "is_confidential": chance.random() < WITH_SECRET_ADDRESS,
        "buggies_welcome": chance.choice(("yes", "no", "unknown")),
        "women_only": chance.choice(("yes", "no", "unknown", "unknown")),
        "breastfeeding_welcome": chance.choice(("yes", "no", "unknown")),
        "changing_table": chance.choice(("yes", "no", "unknown")),
        "siblings_welcome": chance.choice(("yes", "no", "unknown")),
        "step_free": chance.choice(("yes", "no", "unknown")),
        "hours_known": chance.random() < WITH_HOURS,
        "holiday_hours": chance.choice(HOLIDAY_HOURS),
    }


def _opening_hours(chance, location):
    by_appointment = chance.random() < 0.2
    for weekday in chance.sample(range(7), chance.randint(2, 5)):
        opens = chance.choice(_OPENS)
        yield {
            "location_id": location,
            "weekday": weekday,
            "opens": opens,
            "closes": opens.replace(hour=(opens.hour + chance.choice(_HOURS)) % 24),
            "by_appointment": by_appointment,
        }


def _notice(chance, organisation):
    starts_on = timezone.localdate() + timedelta(days=chance.randint(-5, 30))
    return {
        "organisation_id": organisation,
        "kind": chance.choice(NOTICE_KINDS),
        "starts_on": starts_on,
        "ends_on": starts_on + timedelta(days=chance.randint(0, 14)),
    }
