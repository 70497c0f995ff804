"""Rows as HSDS needs them: the same number of queries for one and for many."""

from django.db.models import Prefetch

from agenda.models import Event, Occurrence
from core.changes.models import with_changed_at
from core.languages import CODES
from directory.models import Audience, Location, Notice, Organisation


def organisations(rows):
    """`rows`, a queryset of organisations, with all that HSDS says of them."""
    merged = Organisation.objects.only("pk", "merged_into_id").order_by("pk")
    return (
        with_changed_at(rows, "organisation")
        .for_detail()
        .prefetch_related(Prefetch("merged", merged))
    )


def for_list(rows):
    """The same for a list, in which each says only what stands in one row of its own."""
    texts = ["name", "summary", "description", "how_to_join", "cost_note"]
    columns = [f"{text}_{code}" for text in texts for code in CODES]
    places = Location.objects.public().only(*_OF_A_PLACE, *_NAMES)
    parents = Organisation.objects.published().only("pk")
    return (
        with_changed_at(rows, "organisation")
        .only(*_IN_A_LIST, *columns)
        .prefetch_related(
            Prefetch("parent_organisation", parents, "public_parent"),
            Prefetch("audiences", Audience.objects.only("slug", *_NAMES)),
            Prefetch("notices", Notice.objects.all()),
            Prefetch("locations", places.prefetch_related("notices"), "public_locations"),
        )
    )


_NAMES = [f"name_{code}" for code in CODES]
_OF_A_PLACE = (
    "organisation_id", "location_type", "women_only", "is_confidential", "position_from",
    "latitude", "longitude",
)  # fmt: skip
_IN_A_LIST = (
    "slug", "kind", "cost", "email", "website", "parent_organisation_id", "referral_needed",
    "appointment_needed", "registration_needed", "interpreter_possible", "verified_on",
    "updated_at",
)  # fmt: skip


def events(rows, known=None, read=organisations):
    """A list of the activities in a queryset, with what HSDS says of them.

    `known` are organisations that were read already, by id; others are read with `read`.
    """
    rows = with_changed_at(rows, "event").select_related("location")
    found = [*rows.prefetch_related("themes", "audiences", "exceptions")]
    there = {**(known or {})}
    lacking = {event.organisation_id for event in found} - there.keys()
    if lacking:
        there |= {row.pk: row for row in read(Organisation.objects.filter(pk__in=lacking))}
    for event in found:
        event.organisation = there[event.organisation_id]
        # The same place with its hours, unless it is secret.
        places = {place.pk: place for place in event.organisation.public_locations}
        event.location = places.get(event.location_id, event.location)
    return found


def public_organisations():
    return Organisation.objects.published()


def public_events():
    """Without invented ones, which HSDS has no word for."""
    return Event.objects.published().filter(is_demonstration=False)


def coming(events, now):
    """Those that have a date which is not over at the aware datetime `now`."""
    return events.filter(pk__in=Occurrence.objects.filter(over_at__gt=now).values("event"))
