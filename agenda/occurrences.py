"""Keeps the table of dates in step with the activities.

Rows exist for public activities only: unpublishing one takes its dates away. They are computed in
the transaction that changes an activity, an exception or a holiday (`agenda.apps`) and once a day
by `manage.py occurrences`, which moves the window on. Only what differs is written, so computing
twice changes nothing, and readers see the old dates or the new ones.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from core.models import Status
from core.together import once
from core.versions import raise_version

from .dates import dates_of
from .models import Event, Occurrence, SchoolHoliday
from .models.event import LONGEST

BATCH = 50  # activities that are read together
# From today; a year and a day, so that the same date next year is always there.
WINDOW = timedelta(days=366)
# What began before today may still go on.
LOOK_BACK = LONGEST

# What a row says of the date that its activity and its day name.
_SAID = [
    field.attname
    for field in Occurrence._meta.concrete_fields
    if field.attname not in ("id", "event_id", "day")
]


def rebuild(events, today=None):
    """Computes the dates of the `events` of a queryset again. Returns how many of them changed."""
    ids = list(events.values_list("pk", flat=True))
    if not ids:
        return 0
    today, holidays = today or timezone.localdate(), list(SchoolHoliday.objects.all())
    batches = (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
    return sum(_rebuild(batch, holidays, today) for batch in batches)


def rebuild_soon(events):
    """The same, once at the end where many rows are saved `together`."""
    once("dates", _rebuild_of, events.values_list("pk", flat=True))


def _rebuild_of(ids):
    rebuild(Event.objects.filter(pk__in={*ids}))


def out_of_step():
    """The condition of activities that are public and have no dates, or have some and are not:
    those that begin or cease to be public with their organisation."""
    has_dates = Exists(Occurrence.objects.filter(event=OuterRef("pk")))
    is_public = Q(status=Status.PUBLISHED, organisation__status=Status.PUBLISHED)
    return (is_public & ~has_dates) | (~is_public & has_dates)


def window(today):
    """The first and the last day of which there are rows, on the date `today`."""
    return today - LOOK_BACK, today + WINDOW


def coming(event, now):
    """`[(day, state)]` of the dates that are not over at `now`, as if `event` were public.

    For previews: nothing is written.
    """
    computed = _computed(event, list(SchoolHoliday.objects.all()), *window(now.date()))
    dates = sorted(computed.dates, key=lambda date: date.starts_at)
    return [(date.day, date.state) for date in dates if date.over_at > now]


@transaction.atomic
def _rebuild(ids, holidays, today):
    # Locked, so that two who change the same activity at once compute one after the other; what
    # the dates come from is read after that.
    held = Event.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    events = list(held.prefetch_related("exceptions", "location"))
    public = {*Event.objects.published().filter(pk__in=ids).values_list("pk", flat=True)}
    there = {(row.event_id, row.day): row for row in Occurrence.objects.filter(event__in=events)}
    rows = {}
    for event in events:
        for day, row in _rows(event, event.pk in public, holidays, today).items():
            rows[event.pk, day] = row
    gone = [row for key, row in there.items() if key not in rows]
    written = [
        row
        for key, row in rows.items()
        if key not in there
        or any(getattr(row, name) != getattr(there[key], name) for name in _SAID)
    ]
    if gone:
        Occurrence.objects.filter(pk__in=[row.pk for row in gone]).delete()
    # `bulk_update` would cost five times as much.
    Occurrence.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["event", "day"], update_fields=_SAID
    )
    changed = {row.event_id for row in (*gone, *written)}
    if changed:
        organisations = {event.organisation_id for event in events if event.pk in changed}
        shown = {"event": changed, "organisation": organisations}
        raise_version(shown, beside=["organisation"])
    return len(changed)


def _rows(event, is_public, holidays, today):
    """`{day: Occurrence}` as it should be; what the activity itself keeps of it is written."""
    computed = _computed(event, holidays, *window(today))
    paused_on = [day.isoformat() for day in computed.paused_on]
    if (paused_on, computed.known_until) != (event.paused_on, event.known_until):
        # A calendar that subscribed has to take over these days, too.
        Event.objects.filter(pk=event.pk).update(
            paused_on=paused_on,
            known_until=computed.known_until,
            sequence=event.sequence + 1,
            updated_at=timezone.now(),
        )
    if not is_public:
        return {}
    place = _place(event)
    return {
        date.day: Occurrence(
            event=event,
            day=date.day,
            starts_on=date.starts_on,
            last_on=date.last_on,
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            over_at=date.over_at,
            state=date.state,
            is_moved=date.is_moved,
            organisation_id=event.organisation_id,
            **place,
        )
        for date in computed.dates
        if date.last_on >= today - timedelta(days=1)
    }


def _computed(event, holidays, first, last):
    # A moved date belongs to its own day, which may be long past.
    start = min(first, event.starts_on or first)
    return dates_of(event, list(event.exceptions.all()), holidays, start, last)


def _place(event):
    """Where it is, without what must stay secret."""
    if location := event.public_location:
        source = location
    elif event.location is None:
        source = event
    else:
        return {}
    return {
        "municipality_id": source.municipality_id,
        "neighbourhood_id": source.neighbourhood_id,
    }
