"""What people ask for: many addresses in six languages, drawn with a fixed seed.

The parts are guesses: most come for the lists and for one organisation. Some organisations are read
far more often than others, and most combinations of filters are asked once.
"""

import random
from urllib.parse import quote_plus, urlencode

SEED = 2026
LANGUAGES = {"nl": 35, "fr": 35, "en": 12, "ar": 8, "es": 5, "tr": 5}
TYPED = [
    "baby", "bébé", "huilen", "moe", "fatiguée", "praten", "opvang", "crèche", "borstvoeding",
    "allaitement", "massage", "anderlecht", "molenbeek", "1080", "papieren", "alone", "sleep",
    "café", "groep", "groupe", "yoga", "doula", "ocmw", "cpas", "kind en gezin", "speelgoed",
    "konsultatiebureau", "wandelen", "طفل", "نوم", "bebek", "uyku", "llanto", "dormir",
]  # fmt: skip
SPOKEN = ["nl", "fr", "en", "ar", "tr", "es"]


def some(chance, rows):
    """One of them, the first ones far more often."""
    return rows[int(len(rows) * chance.random() ** 2)]


def place(chance, rows):
    return some(chance, rows["municipality"])


def home(_chance, _rows):
    return ""


def page_of_all(chance, _rows):
    number = int(5 * chance.random() ** 2) + 1
    return "organisations/" + (f"?page={number}" if number > 1 else "")


def filtered(path, possible):
    """Addresses of a list with one to three of the filters."""

    def address(chance, rows):
        chosen = chance.sample(list(possible), chance.choice((1, 1, 2, 2, 3)))
        asked = [(name, possible[name](chance, rows)) for name in possible if name in chosen]
        return f"{path}?{urlencode(asked)}"

    return address


FOR_BOTH = {
    "theme": lambda chance, rows: some(chance, rows["theme"]),
    "place": place,
    "language": lambda chance, _rows: some(chance, SPOKEN),
    "free": lambda _chance, _rows: "1",
}
ORGANISATIONS = filtered("organisations/", {**FOR_BOTH, "open": lambda _chance, _rows: "1"})
AGENDA = filtered(
    "agenda/",
    {
        **FOR_BOTH,
        "when": lambda chance, _rows: chance.choice(("today", "weekend", "week", "month")),
    },
)


def search(chance, _rows):
    return f"search/?q={quote_plus(some(chance, TYPED))}"


def one(path, kind):
    def address(chance, rows):
        return f"{path}/{some(chance, rows[kind])}/"

    return address


# How many of a hundred.
KINDS = {
    home: 5,
    page_of_all: 5,
    ORGANISATIONS: 23,
    one("organisations", "organisation"): 22,
    lambda _chance, _rows: "agenda/": 4,
    AGENDA: 9,
    one("agenda", "event"): 7,
    search: 9,
    one("faq", "question"): 6,
    one("themes", "theme"): 4,
    one("places", "municipality"): 4,
    one("places", "neighbourhood"): 2,
}


LISTS = {page_of_all: 1, ORGANISATIONS: 7, AGENDA: 3}


def addresses(rows, kinds=KINDS):
    """Without end; `rows` has the slugs of each kind."""
    chance = random.Random(SEED)
    # The alphabet is not what makes one of them known.
    rows = {kind: chance.sample(slugs, len(slugs)) for kind, slugs in rows.items()}
    while True:
        language = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
        kind = chance.choices(list(kinds), list(kinds.values()))[0]
        yield f"/{language}/{kind(chance, rows)}"
