"""What only the team of the directory reads: secret addresses and internal notes.

Who enters activities without caring for organisations chooses a secret place by its neutral label
(`Location.__str__`), and finds it by nothing that would tell where it is.
"""

from django.core.exceptions import PermissionDenied
from modeltranslation.utils import build_localized_fieldname

from core.desk import rights
from core.editing import history
from core.editing.sheets import rows_of
from core.languages import CODES
from core.text import fold

from .models import Location, Organisation

FIELDS = {"internal_notes"}
TICK = "is_confidential"
_PLACES = "locations"
_STREETS = [build_localized_fieldname("street", code) for code in CODES]


def may_see(request):
    return rights.may(request, "change", Organisation)


class Confidential:
    """For the admin of what holds secrets; before its other classes."""

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request is None or may_see(request):
            return fieldsets
        return [
            (
                title,
                {**options, "fields": [name for name in options["fields"] if name not in FIELDS]},
            )
            for title, options in fieldsets
        ]

    def lookup_allowed(self, lookup, value, request=None):
        # `?internal_notes__contains=…` would answer what the page does not show.
        is_secret = lookup.partition("__")[0] in FIELDS and not may_see(request)
        return not is_secret and super().lookup_allowed(lookup, value, request)

    def history_view(self, request, object_id, extra_context=None):
        """Not for who may not see all: what is secret now may have been public before."""
        if not may_see(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def put_back_changes(self, now, changes, asked):
        """A place that became secret stays so, and comes back so, whatever an older version says:
        only who ticks just that makes it public."""
        changes = super().put_back_changes(now, changes, asked)
        for key in [key for key in changes if key.rpartition("/")[2] == TICK]:
            place = key.rpartition("/")[0]
            if changes[key] or key in asked:
                continue
            if now.get(key):
                del changes[key]
            elif key not in now and _became_secret(place, now, changes):
                changes[key] = ["on"]
        return changes


def _became_secret(place, now, changes):
    """Whether a place that comes back was secret later, or its street is that of one that is."""
    if history.has_said(Location, place.rpartition("/")[2], TICK):
        return True
    streets = _streets(rows_of(changes, _PLACES)[place.rpartition("/")[2]])
    secret = (row for row in rows_of(now, _PLACES).values() if row.get(TICK))
    return any(streets & _streets(row) for row in secret)


def _streets(row):
    return {fold(text) for name in _STREETS for text in row.get(name, [])}
