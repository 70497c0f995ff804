"""Where an organisation can be found. Only places that are not secret get here."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.languages import shown
from core.wording.labels import labelled
from directory import identifiers
from directory.models import Answer, Location

from .phones import phone
from .schedules import of_location
from .things import Thing, known

# The others of `Location.BABY_FACTS` are about who comes, not about how one gets in.
ACCESSIBILITY = ("step_free", "buggies_welcome", "changing_table", "breastfeeding_welcome")


def id_of(pk):
    return identifiers.of("location", pk)


def location(row, organisation, vocabulary, today):
    """One public location of `organisation`, with all that belongs to it."""
    thing = Thing(vocabulary, "location", row.pk)
    of = {"location_id": thing.id}
    name = shown(row, "name")
    thing.say("name", name if name.text else shown(organisation, "name"))
    has_point = row.latitude is not None and row.longitude is not None
    is_ours = has_point and row.position_from != Location.PointFrom.MAP_DATA
    if has_point and not is_ours:
        thing.link("point", Location.PointFrom.MAP_DATA, f"{row.latitude},{row.longitude}")
    municipality = vocabulary.name_of_place("municipality", row.municipality_id)
    addresses = _addresses(row, municipality, vocabulary, thing.id)
    if row.is_place:
        _link_place(thing, row)
        thing.facts(row.answers_to(Location.BABY_FACTS))
    return thing.finished(
        location_type=row.location_type,
        organization_id=identifiers.of("organization", organisation.pk),
        description="" if addresses else _whereabouts(row, municipality),
        latitude=row.latitude if is_ours else None,
        longitude=row.longitude if is_ours else None,
        addresses=addresses,
        accessibility=_accessibility(row, thing) if row.is_place else [],
        phones=list(filter(None, [phone(row.phone, "location", row.pk, **of)])),
        schedules=of_location(row, vocabulary, today, **of),
    )


def all_of(organisation, vocabulary, today):
    """`{number: location}` of all public places of an organisation, each with all that belongs to
    it; they stand in the organisation and in its services."""
    return {
        row.pk: location(row, organisation, vocabulary, today)
        for row in organisation.public_locations
    }


def in_one_row(row, organisation, vocabulary):
    """What stands in one row of a location."""
    thing = Thing(vocabulary, "location", row.pk)
    name = shown(row, "name")
    thing.say("name", name if name.text else shown(organisation, "name"))
    is_ours = row.position_from != Location.PointFrom.MAP_DATA
    return thing.finished(
        location_type=row.location_type,
        organization_id=identifiers.of("organization", organisation.pk),
        latitude=row.latitude if is_ours else None,
        longitude=row.longitude if is_ours else None,
    )


def elsewhere(event, vocabulary):
    """The place of an activity that is not at its organisation, or None."""
    place = shown(event, "place")
    if event.location_id is not None or event.municipality_id is None:
        return None
    thing = Thing(vocabulary, "location", "event", event.pk)
    municipality = vocabulary.name_of_place("municipality", event.municipality_id)
    if place.text:
        thing.say("name", place)
    else:
        thing.content["name"] = municipality
    _link_place(thing, event)
    return thing.finished(
        location_type="physical",
        organization_id=identifiers.of("organization", event.organisation_id),
        description=municipality,
    )


def online(event, vocabulary):
    """Where an activity is that comes to her."""
    thing = Thing(vocabulary, "location", "online", event.pk)
    return thing.finished(
        location_type="virtual",
        organization_id=identifiers.of("organization", event.organisation_id),
        name=_("Online"),
    )


def _link_place(thing, row):
    thing.link("place", f"municipality/{row.municipality_id}")
    if row.neighbourhood_id:
        thing.link("place", f"neighbourhood/{row.neighbourhood_id}")


def _addresses(row, municipality, vocabulary, location_id):
    """HSDS has no half addresses: without a street or a postal code there is none."""
    street = shown(row, "street")
    if not (row.is_place and street.text and row.postal_code and municipality):
        return []
    thing = Thing(vocabulary, "address", row.pk)
    thing.say("address_1", street)
    thing.content["address_1"] = f"{thing.content['address_1']} {row.house_number}".strip()
    address = thing.finished(
        location_id=location_id,
        city=municipality,
        state_province=_("Brussels"),
        postal_code=row.postal_code,
        country="BE",
        address_type="physical",
    )
    return [address]


def _whereabouts(row, municipality):
    """What is known of an address that is not whole."""
    return " ".join(filter(None, [row.address, row.postal_code, municipality]))


def _accessibility(row, thing):
    """What is known of getting in, a line for each; "no" is known too."""
    fields = Location._meta
    return [
        known(
            {
                "id": identifiers.of("accessibility", row.pk, fact),
                "location_id": thing.id,
                "description": labelled(
                    capfirst(str(fields.get_field(fact).verbose_name)),
                    Answer(getattr(row, fact)).label,
                ),
                "attributes": [],
            }
        )
        for fact in ACCESSIBILITY
        if getattr(row, fact) != Answer.UNKNOWN
    ]
