"""`changed_since`: only what changed since then, which every list can be asked."""

from datetime import MAXYEAR, UTC, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django_filters import Filter, FilterSet
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.drainage import set_override

from core.changes.models import changed_since

from .errors import BadQuestion, parameter

SAID = (
    "Only records that changed at this moment or later (ISO 8601 with a zone, such as "
    "2026-11-16T09:00:00Z, or a day of Brussels). Take the “changed_since” of the first page of "
    "your last answer: it is a little earlier than that answer, so that nothing is missed, and "
    "some records come twice. What is not public any more is in /api/gone/. With other filters, "
    "what no longer fits them is in neither: who keeps a copy follows without them."
)


class Filters(DjangoFilterBackend):
    """Says of each parameter what is wrong with it, and the values that mean something."""

    def filter_queryset(self, request, queryset, view):
        filters = self.get_filterset(request, queryset, view)
        if filters is None:
            return queryset
        check(filters)
        return filters.qs


def check(filters):
    """Raises BadQuestion for what a `FilterSet` does not understand."""
    if not filters.is_valid():
        raise BadQuestion(
            *(
                parameter(name, error.messages[0], getattr(error, "known", ()))
                for name, wrong in filters.form.errors.as_data().items()
                for error in wrong
            )
        )


class MomentField(forms.Field):
    def to_python(self, value):
        # A plus sign that was not encoded arrives as a space.
        text = (value or "").strip().replace(" ", "+")
        if not text:
            return None  # a form that was left empty
        try:
            moment = parse_datetime(text) if "T" in text else _midnight(parse_date(text))
        except (ValueError, OverflowError):
            moment = None
        if moment is None or timezone.is_naive(moment) or not 1 < moment.year < MAXYEAR:
            raise ValidationError("Write a moment with its zone, such as 2026-11-16T09:00:00Z.")
        return moment.astimezone(UTC)


def _midnight(day):
    return day and timezone.make_aware(datetime.combine(day, time(0)))


class MomentFilter(Filter):
    field_class = MomentField


class ChangedSince(FilterSet):
    """Of rows that `core.changes` knows under the name of their model."""

    changed_since = MomentFilter(method="by_change")
    set_override(
        changed_since, "field", {"type": "string", "format": "date-time", "description": SAID}
    )

    def by_change(self, rows, _name, moment):
        return changed_since(rows, rows.model._meta.model_name, moment)
