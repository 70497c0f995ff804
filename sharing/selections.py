"""A selection is its own address: a list of short names such as "o12-e5-q7", nothing stored.

A name is a letter for the kind and the id of the row. Whatever cannot be read or is not public any
more is left out: a link that somebody shortened or changed still shows the rest.
"""

import re

from django.db.models import prefetch_related_objects

from agenda.models import Event
from core.kept import shows
from directory.models import Organisation
from faq.models import Question

MOST = 30
KINDS = {"o": Organisation, "e": Event, "q": Question}
_NAME = re.compile(r"([oeq])([1-9][0-9]{0,15})(?![0-9])", re.ASCII)


def name_of(row):
    """ "o12" of the organisation with the id 12."""
    letter = next(letter for letter, model in KINDS.items() if isinstance(row, model))
    return f"{letter}{row.pk}"


def names_in(token):
    """The names in a token, each once, in order, at most MOST. Never raises."""
    return list(dict.fromkeys(match[0] for match in _NAME.finditer(token)))[:MOST]


def current(names):
    """The same names; of an organisation that was merged into another, the name of that one."""
    merged = Organisation.objects.gone_into([int(name[1:]) for name in names if name[0] == "o"])
    now = {f"o{gone}": f"o{pk}" for gone, pk in merged.items()}
    return list(dict.fromkeys(now.get(name, name) for name in names))


def token_of(names):
    return "-".join(names)


def rows_of(names):
    """`(name, row)` of what is public or was, in order; a missing one is left out.

    The same queries for one name of a kind as for thirty.
    """
    shows.note("place", "vocabulary", "holiday")
    by_name = {}
    for letter, model in KINDS.items():
        left = {int(name[1:]) for name in names if name[0] == letter}
        shows.note_rows(model._meta.model_name, left)
        for rows in (model.objects.published, model.objects.archived):
            if left:
                for row in rows().for_detail().filter(pk__in=left):
                    by_name[f"{letter}{row.pk}"] = row
                    left.discard(row.pk)
    organisations = [row for row in by_name.values() if isinstance(row, Organisation)]
    prefetch_related_objects(organisations, "public_locations__municipality")
    return [(name, by_name[name]) for name in names if name in by_name]


def is_sensitive(rows):
    """Whether one of the `(name, row)` pairs is: each is shown whole, and named in messages."""
    return any(row.is_sensitive for _name, row in rows)


def with_moved(names, name, step):
    """The names with one of them a place up (-1) or down (+1); unchanged at the ends."""
    names = list(names)
    position = names.index(name)
    other = position + step
    if 0 <= other < len(names):
        names[position], names[other] = names[other], names[position]
    return names
