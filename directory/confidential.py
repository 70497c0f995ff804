"""What only the team of the directory reads: secret addresses and internal notes.

Who enters activities without caring for organisations chooses a secret place by its neutral label
(`Location.__str__`), and finds it by nothing that would tell where it is.
"""

from django.core.exceptions import PermissionDenied

from core.desk import rights

from .models import Organisation

FIELDS = {"internal_notes"}


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
