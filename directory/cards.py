"""Organisations as cards: what a list shows of each, with every address and text computed once."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from core.languages import CODES, Shown, shown

from .models import Location, Organisation
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
_KINDS = dict(Organisation.Kind.choices)
_SPOKEN_ON_CARD = 3

# What a card needs, and nothing else: whole rows cost more than the rest of the page.
_FIELDS = (
    "pk", "slug", "kind", "cost", "spoken_languages", "serves_region", "appointment_needed",
    "registration_needed", *(f"{name}_{code}" for name in ("name", "summary") for code in CODES),
)  # fmt: skip
_LOCATION_FIELDS = (
    "organisation_id", "location_type", "municipality_id", "neighbourhood_id", "buggies_welcome",
    "women_only",
)  # fmt: skip


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
    return card_lists(index, [positions], now)[0]


def card_lists(index, lists, now):
    """The cards of several lists of index positions. Two queries, however many there are.

    What was unpublished since the index was built, at most a second ago, is left out.
    """
    positions = [position for positions in lists for position in positions]
    found = _cards(index, positions, now) if positions else {}
    return [
        [found[position] for position in positions if position in found] for positions in lists
    ]


def _cards(index, positions, now):
    ids = [index.ids[position] for position in positions]
    # Without `rewrite`, modeltranslation would copy each row twice.
    published = Organisation.objects.published().rewrite(False).filter(pk__in=ids)
    rows = {row.pk: row for row in published.values_list(*_FIELDS, named=True)}
    locations = {pk: [] for pk in ids}
    public = Location.objects.public().rewrite(False).filter(organisation__in=ids)
    for location in public.values_list(*_LOCATION_FIELDS, named=True):
        locations[location.organisation_id].append(location)
    # One address for all: they differ in the slug only.
    before, after = reverse("directory:organisation", args=["slug"]).rsplit("slug", 1)
    open_now = index.open_groups(now)["1"]
    return {
        position: Card(
            url=f"{before}{row.slug}{after}",
            name=shown(row, "name", index.language),
            summary=shown(row, "summary", index.language),
            icon=KIND_ICONS[row.kind],
            kind=str(_KINDS[row.kind]),
            where=(where := where_of(index, locations[pk], row.serves_region)).text,
            where_language=where.language if where.language != index.language else "",
            chips=chips(index.language, row, locations[pk], bool(open_now >> position & 1)),
        )
        for pk, position in zip(ids, positions, strict=True)
        if (row := rows.get(pk))
    }


def where_of(index, locations, serves_region):
    """The neighbourhood and municipality in a few words, or how else it is reached."""
    places = [row for row in locations if row.location_type == Location.Type.PHYSICAL]
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
    if locations:
        return Shown(_("By phone or online"), index.language)
    if serves_region:
        return Shown(_("Everyone in Brussels"), index.language)
    return Shown("", index.language)


def chips(language, organisation, locations, is_open):
    """What is good to know at once, in few words; the rows need only what `_FIELDS` names."""
    chips = []
    if is_open:
        chips.append(Chip(_("Open now"), True))
    if organisation.cost == Organisation.Cost.FREE:
        chips.append(Chip(_("Free"), True))
    elif organisation.cost == Organisation.Cost.LOW:
        chips.append(Chip(_("Small price")))
    if organisation.appointment_needed == organisation.registration_needed == "no":
        chips.append(Chip(_("Just walk in"), True))
    if any(location.buggies_welcome == "yes" for location in locations):
        chips.append(Chip(_("Buggies welcome")))
    if any(location.women_only == "yes" for location in locations):
        chips.append(Chip(_("Women only")))
    spoken = [label(code, language) for code in organisation.spoken_languages]
    if spoken:
        names = ", ".join(spoken[:_SPOKEN_ON_CARD])
        chips.append(Chip(f"{names}…" if len(spoken) > _SPOKEN_ON_CARD else names))
    return chips
