"""What somebody typed means: a street, places, days, and words for the rest."""

from dataclasses import dataclass

from agenda import day_words
from directory import finding


@dataclass(frozen=True)
class Asked:
    """`places` are `directory.places.Place`s, of one municipality; with `is_chosen` they come from
    the filter and not from the text. `street` is a `directory.streets.Found`, `days` an
    `agenda.day_words.Days`, each or None. `rest` is the text without all these, and `words` are its
    `core.search.snapshot.Word`s.
    """

    text: str
    places: tuple
    is_chosen: bool
    street: object
    days: object
    rest: str
    words: list


def read(query, search, directory, today):
    """The `Asked` of the filters of the search."""
    chosen = query.asked["place"]
    where = finding.where_in(directory, query.text, has_places=not chosen)
    places = tuple(directory.places.by_slug[slug] for slug in chosen) or where.places
    days, rest = day_words.in_text(where.rest, today)
    return Asked(
        text=query.text,
        places=places,
        is_chosen=bool(chosen),
        street=where.street,
        days=days,
        rest=rest,
        words=search.words(rest) if rest else [],
    )
