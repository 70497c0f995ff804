"""Rows as HSDS needs them: the same number of queries for one and for many."""

from django.db.models import Prefetch

from agenda.models import Event, Occurrence
from directory.models import Organisation


def organisations(rows):
    """`rows`, a queryset of organisations, with all that HSDS says of them."""
    merged = Organisation.objects.only("pk", "merged_into_id").order_by("pk")
    return rows.for_detail().prefetch_related("external_ids", Prefetch("merged", merged))


def events(rows, organisations=None):
    """A list of the activities in a queryset, with what HSDS says of them.

    `organisations` are those that were read already, by id; of the others they are read.
    """
    found = [*rows.select_related("location").prefetch_related("themes", "audiences", "exceptions")]
    there = {**(organisations or {})}
    lacking = {event.organisation_id for event in found} - there.keys()
    if lacking:
        there |= {row.pk: row for row in _organisations_of(lacking)}
    for event in found:
        event.organisation = there[event.organisation_id]
        # The same place with its hours, unless it is secret.
        places = {place.pk: place for place in event.organisation.public_locations}
        event.location = places.get(event.location_id, event.location)
    return found


def _organisations_of(pks):
    return organisations(Organisation.objects.filter(pk__in=pks))


def public_organisations():
    return Organisation.objects.published()


def public_events():
    """Without invented ones, which HSDS has no word for."""
    return Event.objects.published().filter(is_demonstration=False)


def coming(events, now):
    """Those that have a date which is not over at the aware datetime `now`."""
    return events.filter(pk__in=Occurrence.objects.filter(over_at__gt=now).values("event"))
