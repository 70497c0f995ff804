"""What is not public any more: which, and since when, and nothing of what it said."""

from django_filters import ChoiceFilter
from rest_framework import serializers

from core.changes.models import Change

from .changed_since import ChangedSince
from .records import Record, moment

# What the open data calls each kind of `core.changes`.
KINDS = {
    "organisation": "organisations",
    "event": "activities",
    "question": "questions",
    "insight": "insights",
    "theme": "themes",
    "audience": "audiences",
}
_KIND_OF = {name: kind for kind, name in KINDS.items()}


class GoneRecord(Record):
    """Something that was public once. Take it out of what you keep."""

    of = serializers.ChoiceField([*_KIND_OF], help_text="In which list it was.")
    id = serializers.IntegerField(source="row_id", help_text="Its id there.")
    gone_at = serializers.DateTimeField(help_text="Since when it is not public (ISO 8601, UTC).")

    @staticmethod
    def read_of(row, _asked):
        return KINDS[row.kind]

    @staticmethod
    def read_gone_at(row, _asked):
        return moment(row.changed_at)


class GoneFilters(ChangedSince):
    of = ChoiceFilter(
        choices=[(name, name) for name in _KIND_OF],
        method="by_list",
        help_text="Only what was in this list.",
    )

    def by_list(self, rows, _name, value):
        return rows.filter(kind=_KIND_OF[value])

    def by_change(self, rows, _name, moment):
        return rows.since(moment)


def gone():
    return Change.objects.gone().filter(kind__in=KINDS)
