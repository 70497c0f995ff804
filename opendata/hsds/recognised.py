"""What we say of a listing, thing by thing, for a file that brings it back (`hsds_own`)."""

from django.utils import timezone, translation

from agenda.models import Event
from directory.models import Organisation

from . import locations, organizations, reading, services
from .tables import rows
from .vocabulary import Vocabulary


def said(pks, language):
    """`{pk: {identifier: {name of a field: text}}}` of organisations, whoever may see them; without
    secret places, as always."""
    today = timezone.localdate()
    with translation.override(language):
        vocabulary = Vocabulary(language)
        found = reading.organisations(Organisation.objects.filter(pk__in=pks))
        by_pk = {row.pk: row for row in found}
        places = {pk: locations.all_of(row, vocabulary, today) for pk, row in by_pk.items()}
        things = {
            pk: {
                **_by_id("organization", organizations.whole(row, vocabulary, places[pk])),
                **_by_id(
                    "service",
                    services.whole_of_organisation(row, vocabulary, today, places[pk]),
                ),
            }
            for pk, row in by_pk.items()
        }
        events = Event.objects.filter(organisation__in=by_pk).exclude(starts_on=None)
        for event in reading.events(events, by_pk):
            its = places[event.organisation_id]
            thing = services.whole_of_event(event, vocabulary, today, its)
            things[event.organisation_id] |= _by_id("service", thing)
    return things


def _by_id(table, thing):
    return {
        row["id"]: {name: str(value) for name, value in row.items()}
        for _table, row in rows(table, thing)
    }
