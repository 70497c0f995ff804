"""What is never kept on a phone: a copy stays there, for everybody who opens the phone.

A listing is left out when it is sensitive (`directory.sensitive`), and an activity or a question
also with it; a page that is kept says so in neutral words, and never how many of which kind.
"""

from django.db.models import prefetch_related_objects

from agenda.models import Event
from core.lists.bits import has
from directory.models import Organisation


def without_sensitive(index, rows):
    """The rows that may be kept, in order, of those that `for_detail()` gave.

    What is not sensitive itself may name what is: the organisation of an activity, or what an
    organisation belongs to. The first is left out, of the second only that name. One query for all
    activities.
    """
    events = [row for row in rows if isinstance(row, Event)]
    prefetch_related_objects(events, "organisation__themes")
    kept = [row for row in rows if not _is_sensitive(row)]
    for row in kept:
        if isinstance(row, Organisation) and row.public_parent is not None:
            position = index.positions.get(row.public_parent.pk)
            if position is None or has(index.sensitive_rows, position):
                row.public_parent = None
    return kept


def _is_sensitive(row):
    return row.is_sensitive or (isinstance(row, Event) and row.organisation.is_sensitive)
