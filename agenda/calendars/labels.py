"""Themes and audiences of an entry: those of its calendar, and what its words stand for beside.

The table of words (`CalendarWord`) is followed three ways as well, theme by theme: what it gives
now and did not give before comes, what it no longer gives goes, and whatever people added or took
away themselves stays. In a saying, `themes` and `audiences` are the primary keys that the table
gives, in order; a saying without them has none.
"""

from django.db.models import prefetch_related_objects

from core.text import fold

FIELDS = ("themes", "audiences")


def with_words(source):
    """`source`, with all that this module asks of it read at once."""
    prefetch_related_objects([source], *FIELDS, *(f"words__{name}" for name in FIELDS))
    return source


def named(source, entry):
    """What the words of an `Entry` stand for, such as `{"themes": [3]}`."""
    words = f" {fold(' '.join([entry.title, *entry.categories]))} "
    categories = {_joined(category) for category in entry.categories}
    found = {name: set() for name in FIELDS}
    for row in source.words.all():
        if f" {fold(row.word)} " in words or _joined(row.word) in categories:
            for name in FIELDS:
                found[name] |= {each.pk for each in getattr(row, name).all()}
    return {name: sorted(pks) for name, pks in found.items() if pks}


def unknown(source, entries):
    """The categories of entries that no row of the table knows, the most frequent first."""
    known, counts = {_joined(row.word) for row in source.words.all()}, {}
    for entry in entries:
        for category in entry.categories:
            if _joined(category) not in known:
                counts[category] = counts.get(category, 0) + 1
    return sorted(counts, key=lambda category: (-counts[category], category))


def _joined(word):
    return fold(word).replace(" ", "")


def of_new(source, said):
    """`{"themes": [pk, …], "audiences": [pk, …]}` of what an entry becomes."""
    return {name: sorted(_usual(source, name) | {*said.get(name, ())}) for name in FIELDS}


def followed(source, event, taken, said):
    """What changes of a saved activity because the words mean something else now, as `of_new`."""
    changes = {}
    for name in FIELDS:
        before, now = {*taken.get(name, ())}, {*said.get(name, ())}
        if before == now:
            continue
        ours = {each.pk for each in getattr(event, name).all()}
        after = (ours | (now - before)) - (before - now - _usual(source, name))
        if after != ours:
            changes[name] = sorted(after)
    return changes


def _usual(source, name):
    return {each.pk for each in getattr(source, name).all()}
