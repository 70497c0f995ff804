"""The rows of a kept revision, as they were; and those that cannot be read any more.

Code changes and copies do not: a model may be gone, a column may be of another kind, and what
somebody wrote into the database by hand may be no JSON. What fits is shown all the same.
"""

import json
from dataclasses import dataclass

from reversion.errors import RegistrationError, RevertError

_UNREADABLE = (
    RevertError,
    RegistrationError,
    # Of JSON that is whole, but no list with one row.
    AttributeError, IndexError, KeyError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revived:
    """`rows` is `{model: {pk: (instance, {many-to-many field: pks})}}`, related in memory; `fields`
    is `{(model, pk): names of what was kept}`, and `lost` are the versions that cannot be read."""

    rows: dict
    fields: dict
    lost: list


def revived(revision):
    rows, fields, lost = {}, {}, []
    for version in revision.version_set.select_related("content_type"):
        try:
            kept = version._object_version
            related = {name: list(pks) for name, pks in (kept.m2m_data or {}).items()}
            names = {*json.loads(version.serialized_data)[0]["fields"]}
        except _UNREADABLE:
            lost.append(version)
            continue
        rows.setdefault(version._model, {})[version.object_id] = kept.object, related
        fields[version._model, version.object_id] = names
    _relate(rows)
    return Revived(rows, fields, lost)


def is_readable(version):
    try:
        return version.field_dict is not None
    except _UNREADABLE:
        return False


def _relate(rows):
    for model, by_pk in rows.items():
        for relation in model._meta.related_objects:
            if relation.related_model not in rows or not relation.one_to_many:
                continue
            for instance, _related in by_pk.values():
                cache = instance.__dict__.setdefault("_prefetched_objects_cache", {})
                cache[relation.cache_name] = [
                    row
                    for row, _more in rows[relation.related_model].values()
                    if getattr(row, relation.field.attname) == instance.pk
                ]
