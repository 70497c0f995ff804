"""Keeps the table of dates in step with the activities.

Rows exist for public activities only: unpublishing one takes its dates away. They are computed in
the transaction that changes an activity, an exception or a holiday (`agenda.apps`) and once a day
by `manage.py occurrences`, which moves the window on. Only what differs is written, so computing
twice changes nothing, and readers see the old dates or the new ones.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.versions import raise_version

from .dates import dates_of
from .models import Event, Occurrence, SchoolHoliday
from .models.event import LONGEST

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
    return sum(_rebuild(pk, holidays, today) for pk in ids)


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
def _rebuild(pk, holidays, today):
    # Locked, so that two who change the same activity at once compute one after the other.
    event = Event.objects.select_for_update().filter(pk=pk).first()
    if event is None:
        return False
    rows = _rows(event, holidays, today)
    there = {row.day: row for row in Occurrence.objects.filter(event=event)}
    gone = [row.pk for day, row in there.items() if day not in rows]
    written = [
        row
        for day, row in rows.items()
        if day not in there
        or any(getattr(row, name) != getattr(there[day], name) for name in _SAID)
    ]
    if gone:
        Occurrence.objects.filter(pk__in=gone).delete()
    # `bulk_update` would cost five times as much.
    Occurrence.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["event", "day"], update_fields=_SAID
    )
    is_different = bool(gone or written)
    if is_different:
        raise_version({"event": [pk], "organisation": [event.organisation_id]})
    return is_different


def _rows(event, holidays, today):
    """`{day: Occurrence}` as it should be, and what the activity itself keeps of it."""
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
    if not Event.objects.published().filter(pk=event.pk).exists():
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
