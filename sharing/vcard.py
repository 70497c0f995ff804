"""An organisation as vCard 3.0 (RFC 2426): UTF-8, folded at 75 octets, opened by every phone."""

from django.conf import settings
from icalendar import Component, vText
from icalendar.prop import vAdr, vGeo, vN, vOrg

from core.languages import shown


class _VCard(Component):
    name = "VCARD"
    required = ("VERSION", "FN", "N")


def vcard(organisation):
    """The bytes of the card, in the active language; of a secret address, nothing."""
    name = shown(organisation, "name").text
    card = _VCard()
    card.add("version", "3.0")
    card.add("prodid", "-//Brussels Support//Directory//EN")
    card.add("uid", f"{settings.SITE_URL}{organisation.get_short_url()}")
    card.add("fn", vText(name))
    # An organisation has no family name and no given name.
    card.add("n", vN((name, "", "", "", "")))
    card.add("org", vOrg((name,)))
    if organisation.phone:
        card.add("tel", vText(organisation.phone), parameters={"TYPE": ["WORK", "VOICE"]})
    if organisation.whatsapp:
        card.add("tel", vText(organisation.whatsapp), parameters={"TYPE": ["WORK", "CELL"]})
    if organisation.email:
        card.add("email", vText(organisation.email), parameters={"TYPE": ["WORK", "INTERNET"]})
    places = [location for location in organisation.public_locations if location.is_place]
    for location in places:
        if location.address:
            card.add("adr", vAdr(_address(location), {"TYPE": "WORK"}))
    # A card has one point (3.4.2): of several places it would be said of all.
    if len(places) == 1 and places[0].latitude is not None:
        card.add("geo", vGeo((places[0].latitude, places[0].longitude)))
    card.add("url", f"{settings.SITE_URL}{organisation.get_absolute_url()}")
    card.add("note", vText(shown(organisation, "summary").text))
    card.add("rev", organisation.updated_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return card.to_ical(sorted=False)


def _address(location):
    """Box, extended address, street, municipality, region, postal code, country (3.2.1)."""
    municipality = shown(location.municipality, "name").text if location.municipality else ""
    return ("", "", location.address, municipality, "", location.postal_code, "Belgium")
