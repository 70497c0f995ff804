"""A timetable into the tables, in one transaction: either all of it, or the former one stays."""

from django.db import transaction
from django.db.models import QuerySet

from core.text import fold
from core.versions import raise_version

from . import lines
from .archive import StopsFileError
from .models import Stop, Timetable

_LEAST = 0.5  # of the stops that there were


def replace(feed, licence="", *, may_shrink=False):
    """The `Timetable` of a `transit.feed.Feed`, in the place of what those who run it had before.

    Others’ stay. Without a licence, the one that was known goes on. Raises `StopsFileError`.
    """
    with transaction.atomic():
        # Held to the end: of two at once, the second sees what the first one did.
        raise_version({"stops": []})
        former = _former(feed)
        before = Stop.objects.filter(timetable__in=former).count()
        if len(feed.stops) < before * _LEAST and not may_shrink:
            raise StopsFileError(
                f"It has {len(feed.stops):,} stops in the Region, where there were {before:,}. "
                "If that is right, give it again with --fewer."
            )
        known = [timetable.licence for timetable in former if timetable.licence]
        Stop.objects.filter(timetable__in=former)._raw_delete(Stop.objects.db)
        for timetable in former:
            timetable.delete()
        timetable = Timetable.objects.create(
            agencies=feed.agencies,
            publisher=feed.publisher,
            version=feed.version,
            licence=licence or next(iter(known), ""),
            starts_on=feed.starts_on,
            ends_on=feed.ends_on,
        )
        # Not as a change of each: what is kept follows a timetable, and nothing else is read anew.
        rows = [_row(timetable, stop) for stop in feed.stops]
        QuerySet(Stop).bulk_create(rows, batch_size=500)
        raise_version({"stops": [timetable.pk]})
    return timetable


def _former(feed):
    """What any of the same agencies had; some have several, and they come and go."""
    agencies = {fold(name) for name in feed.agencies}
    return [
        timetable
        for timetable in Timetable.objects.all()
        if agencies & {fold(name) for name in timetable.agencies}
    ]


def _row(timetable, stop):
    return Stop(
        timetable=timetable,
        name_nl=stop.name_nl,
        name_fr=stop.name_fr,
        latitude=stop.latitude,
        longitude=stop.longitude,
        lines=sorted(map(list, stop.lines), key=lines.order_of),
    )
