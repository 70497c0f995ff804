"""What pages of HSDS hold: things by the numbers of their rows, in one row each or whole."""

from django.utils import timezone

from agenda.models import Event
from core.changes.models import with_changed_at
from directory.models import Location, Organisation

from . import locations, organizations, reading, services


class Contents:
    """In the language of a `Vocabulary`, which is the active one. `is_whole` tells whether things
    have all that belongs to them, or what stands in one row and what there is one of."""

    def __init__(self, vocabulary, *, is_whole):
        self.vocabulary, self.is_whole = vocabulary, is_whole
        self.now, self.today = timezone.now(), timezone.localdate()
        self._made = {}
        self._read = reading.organisations if is_whole else reading.for_list

    # Rows

    def _organisations(self, pks):
        return [*self._read(Organisation.objects.filter(pk__in=pks)).order_by("pk")]

    def _events(self, pks, known=None):
        rows = Event.objects.filter(pk__in=pks).order_by("pk")
        return reading.events(rows, known, read=self._read)

    # Services

    def services(self, found, coming=None):
        """Of a page of services; `coming` are the activities that have a date, None for all."""
        self._made, things = {}, []
        for kind, pks in found:
            if kind == "organisation":
                things += map(self.service_of_organisation, self._organisations(pks))
            else:
                things += (
                    self.service_of_event(event, is_coming=coming is None or event.pk in coming)
                    for event in self._events(pks)
                )
        return things

    def service_of_organisation(self, row):
        return self._with_organization(self._of_organisation(row), row)

    def service_of_event(self, event, *, is_coming=True):
        return self._with_organization(self._of_event(event, is_coming), event.organisation)

    def _places(self, row):
        """`locations.all_of` an organisation, made once."""
        if row.pk not in self._made:
            self._made[row.pk] = locations.all_of(row, self.vocabulary, self.today)
        return self._made[row.pk]

    def _of_organisation(self, row):
        if self.is_whole:
            places = self._places(row)
            return services.whole_of_organisation(row, self.vocabulary, self.today, places)
        return services.of_organisation(row, self.vocabulary, self.today)

    def _of_event(self, event, is_coming=True):
        if self.is_whole:
            places = self._places(event.organisation)
            return services.whole_of_event(
                event, self.vocabulary, self.today, places, is_coming=is_coming
            )
        return services.of_event(event, self.vocabulary, is_coming=is_coming)

    def _with_organization(self, service, row):
        make = organizations.without_places if self.is_whole else organizations.organization
        return {**service, "organization": make(row, self.vocabulary)}

    @staticmethod
    def minimal(found):
        """Which services there are, and when each changed; two names, because the standard calls it
        one way where it is asked for and another way where it is described."""
        for kind, pks in found:
            model = Organisation if kind == "organisation" else Event
            rows = with_changed_at(model.objects.filter(pk__in=pks), kind).order_by("pk")
            for pk, changed_at, updated_at in rows.values_list("pk", "changed_at", "updated_at"):
                when = services.moment(changed_at or updated_at)
                yield {
                    "id": services.id_of(kind, pk),
                    "last_modified": when,
                    "modified_date": when,
                }

    # Organizations

    def organizations(self, pks, *, has_whole_services=False):
        self._made, rows = {}, self._organisations(pks)
        if not self.is_whole:
            return [organizations.organization(row, self.vocabulary) for row in rows]
        known, of_each = {row.pk: row for row in rows}, {row.pk: [] for row in rows}
        events = reading.public_events().filter(organisation__in=known)
        events = reading.coming(events, self.now).order_by("pk")
        for event in reading.events(events, known):
            of_each[event.organisation_id].append(event)
        return [self._organization(row, of_each[row.pk], has_whole_services) for row in rows]

    def _organization(self, row, events, has_whole_services):
        thing = organizations.whole(row, self.vocabulary, self._places(row))
        if has_whole_services:
            inside = [self._of_organisation(row), *map(self._of_event, events)]
        else:
            inside = [
                services.of_organisation(row, self.vocabulary, self.today),
                *(services.of_event(event, self.vocabulary) for event in events),
            ]
        return {**thing, "services": inside}

    # Services at locations

    def links(self, found):
        self._made, things = {}, []
        for kind, pks in found:
            if kind == "organisation":
                things += self._links_of_places(pks)
            else:
                things += map(self._link_of_event, self._events(pks))
        return [thing for thing in things if thing]

    def _links_of_places(self, pks):
        rows = Location.objects.filter(pk__in=pks).order_by("pk")
        organisation_of = dict(rows.values_list("pk", "organisation_id"))
        there = {row.pk: row for row in self._organisations({*organisation_of.values()})}
        return [self._link_of_place(pk, there[row]) for pk, row in organisation_of.items()]

    def _link_of_place(self, pk, row):
        place = next((place for place in row.public_locations if place.pk == pk), None)
        if place is None:
            return None  # it became secret a moment ago
        if self.is_whole:
            location = self._places(row)[pk]
        else:
            location = locations.in_one_row(place, row, self.vocabulary)
        service = self.service_of_organisation(row)
        return self._link("organisation", pk, service, location)

    def _link_of_event(self, event):
        if self.is_whole:
            places = self._places(event.organisation)
            location = services.place_of(event, self.vocabulary, places)
        else:
            location = services.place_in_one_row(event, self.vocabulary)
        if location is None:
            return None
        return self._link("event", event.pk, self.service_of_event(event), location)

    @staticmethod
    def _link(kind, pk, service, location):
        service = {**service}
        service.pop("service_at_locations", None)
        return {
            "id": services.id_of_link(kind, pk),
            "service_id": service["id"],
            "location_id": location["id"],
            "service": service,
            "location": location,
        }
