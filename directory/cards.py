"""Organisations as cards: what a list shows of each, with every address and text computed once."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.languages import Shown, shown

from .models import Organisation
from .spoken_languages import label

KIND_ICONS = {
    "parents-network": "heart-handshake",
    "meeting-place": "blocks",
    "family-support": "baby",
    "community-centre": "drama",
    "neighbourhood-house": "house",
    "womens-organisation": "flower-2",
    "library": "book-open",
    "lending-library": "shopping-basket",
    "midwife": "hand-heart",
    "health-service": "stethoscope",
    "mental-health-service": "message-circle-heart",
    "family-planning": "venus",
    "welfare-office": "landmark",
    "social-service": "life-buoy",
    "public-service": "building-2",
    "legal-service": "scale",
    "shelter": "bed",
    "helpline": "phone",
    "information": "info",
    "learning": "graduation-cap",
    "culture": "ticket",
}
_SPOKEN_ON_CARD = 3


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    is_good: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    url: str
    name: Shown
    summary: Shown
    icon: str
    kind: str
    where: str
    where_language: str
    chips: list


def cards_at(index, positions, now):
    """The cards of index positions, in that order. Two queries, however many there are."""
    ids = [index.ids[position] for position in positions]
    rows = Organisation.objects.published().for_cards().in_bulk(ids) if ids else {}
    open_now = index.open_groups(now)["1"]
    return [
        card(index, rows[pk], is_open=bool(open_now >> position & 1))
        for pk, position in zip(ids, positions, strict=True)
        if pk in rows
    ]


def card(index, organisation, *, is_open=False):
    where = where_of(index, organisation)
    return Card(
        url=organisation.get_absolute_url(),
        name=shown(organisation, "name"),
        summary=shown(organisation, "summary"),
        icon=KIND_ICONS[organisation.kind],
        kind=organisation.get_kind_display(),
        where=where.text,
        where_language=where.language if where.is_fallback else "",
        chips=_chips(organisation, is_open),
    )


def where_of(index, organisation):
    """The neighbourhood and municipality in a few words, or how else it is reached."""
    language = get_language()
    places = [location for location in organisation.public_locations if location.is_place]
    if places:
        by_slug, slugs = index.places.by_slug, index.places.slug_of_pk
        municipality = by_slug[slugs["municipality"][places[0].municipality_id]].short_name
        parts = [municipality.text]
        if len(places) > 1:
            parts.append(_("and %(count)s more places") % {"count": len(places) - 1})
        elif places[0].neighbourhood_id:
            neighbourhood = by_slug[slugs["neighbourhood"][places[0].neighbourhood_id]].name
            if neighbourhood.text != municipality.text:
                parts.insert(0, neighbourhood.text)
        return Shown(", ".join(parts), municipality.language)
    if organisation.public_locations:
        return Shown(_("By phone or online"), language)
    if organisation.serves_region:
        return Shown(_("Everyone in Brussels"), language)
    return Shown("", language)


def _chips(organisation, is_open):
    chips = []
    if is_open:
        chips.append(Chip(_("Open now"), True))
    if organisation.cost == Organisation.Cost.FREE:
        chips.append(Chip(_("Free"), True))
    elif organisation.cost == Organisation.Cost.LOW:
        chips.append(Chip(_("Small price")))
    if organisation.is_drop_in:
        chips.append(Chip(_("Just walk in"), True))
    locations = organisation.public_locations
    if any(location.buggies_welcome == "yes" for location in locations):
        chips.append(Chip(_("Buggies welcome")))
    if any(location.women_only == "yes" for location in locations):
        chips.append(Chip(_("Women only")))
    spoken = [label(code, get_language()) for code in organisation.spoken_languages]
    if spoken:
        names = ", ".join(spoken[:_SPOKEN_ON_CARD])
        chips.append(Chip(f"{names}…" if len(spoken) > _SPOKEN_ON_CARD else names))
    return chips
