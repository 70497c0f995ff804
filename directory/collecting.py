"""What tables say, as bit sets over slots (`core.kept.slots`): of all rows, or of a few."""

from functools import lru_cache

from django.db.models import Q

from core.lists.bits import bits_of, union

from .models import Organisation
from .spoken_languages import CODES

_RANK = {code: number for number, code in enumerate(CODES)}


def plain(rows):
    """Rows as they are in the table, unordered: modeltranslation would copy each twice."""
    return rows.rewrite(False).order_by() if hasattr(rows, "rewrite") else rows.order_by()


def of_ids(rows, ids, *paths):
    """Rows with one of these ids at the end of a path. Ids may be a `range`, or None for all."""
    if ids is None:
        return rows.all()  # a queryset remembers what was read of it
    condition = Q()
    for path in paths or ("pk",):
        if isinstance(ids, range):
            condition |= Q(**{f"{path}__gte": ids.start, f"{path}__lt": ids.stop})
        else:
            condition |= Q(**{f"{path}__in": ids})
    return rows.filter(condition)


def collect(facts, position, cost, languages):
    """Collects what is said of price and languages, in a `core.lists.bits.Collector`."""
    for code in languages or ["unknown"]:
        facts["language"][code].append(position)
    if cost == Organisation.Cost.FREE:
        facts["free"]["1"].append(position)
    elif cost == Organisation.Cost.UNKNOWN:
        facts["free"]["unknown"].append(position)


@lru_cache
def _relation(model, field):
    """The column of the rows of a model in its relation, and all `(row, related)`, never read."""
    relation = model._meta.get_field(field)
    row, other = relation.m2m_column_name(), relation.m2m_reverse_name()
    return row, relation.remote_field.through.objects.values_list(row, other)


def related(model, field, slots, ids=None):
    """`{pk: bits}` of what is related by a field, such as "themes", to the rows of a model.

    `slots` is `{row: slot}` of those that count, `ids` are those that are read (see `of_ids`).
    """
    row, pairs = _relation(model, field)
    found, size = {}, max(slots.values(), default=0) + 1
    for pk, related_pk in of_ids(pairs.all(), ids, row):
        if pk in slots:
            found.setdefault(related_pk, []).append(slots[pk])
    return {pk: bits_of(there, size) for pk, there in found.items()}


def changed(sets, bits, new):
    """`{name: {value: bits}}` without some rows (their bits) and with what is `new` of them.

    What they say no more is left out, and what is as before is the same object.
    """
    found = {}
    for name in {**sets, **new}:
        old, coming, there = sets.get(name, {}), new.get(name, {}), {}
        for value in {**old, **coming}:
            before = old.get(value, 0)
            now = before ^ (before & bits) | coming.get(value, 0)
            if now:
                there[value] = before if now == before else now
        found[name] = there
    return found


def by_use(bits):
    """`{value: bits}`, the values with most rows first; of languages, then the most spoken."""
    return dict(
        sorted(bits.items(), key=lambda item: (-item[1].bit_count(), _RANK.get(item[0], 99)))
    )


def for_everyone(audiences, everything):
    """Without an audience it is for everyone."""
    everyone = everything & ~union(audiences.values())
    return {slug: bits | everyone for slug, bits in audiences.items()}
