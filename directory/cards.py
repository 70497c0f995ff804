"""Organisations as cards: what a list shows of each, with every address and text computed once."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from core.languages import CODES, Shown, shown

from .facets import has
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
_KINDS = dict(Organisation.Kind.choices)
_SPOKEN_ON_CARD = 3

# What a card needs, and nothing else: whole rows cost more than the rest of the page.
_FIELDS = (
    "pk", "slug", "kind", "cost", "spoken_languages", "serves_region", "appointment_needed",
    "registration_needed", *(f"{name}_{code}" for name in ("name", "summary") for code in CODES),
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
    """The cards of index positions, in that order. One query, however many there are."""
    return card_lists(index, [positions], now)[0]


def card_lists(index, lists, now):
    """The cards of several lists of index positions. One query, however many there are.

    What was unpublished since the index was built, at most a second ago, is left out.
    """
    positions = [position for positions in lists for position in positions]
    found = _cards(index, positions, now) if positions else {}
    return [[found[position] for position in positions if position in found] for positions in lists]


def _cards(index, positions, now):
    # Without `rewrite`, modeltranslation would copy each row twice.
    rows = Organisation.objects.published().rewrite(False)
    rows = rows.filter(pk__in=[index.ids[position] for position in positions])
    # One address for all: they differ in the slug only.
    before, after = reverse("directory:organisation", args=["slug"]).rsplit("slug", 1)
    open_now = index.open_groups(now)["1"]
    cards = {}
    for row in rows.values_list(*_FIELDS, named=True):
        position = index.positions[row.pk]
        where = where_text(index, index.where[position], row.serves_region)
        cards[position] = Card(
            url=f"{before}{row.slug}{after}",
            name=shown(row, "name", index.language),
            summary=shown(row, "summary", index.language),
            icon=KIND_ICONS[row.kind],
            kind=str(_KINDS[row.kind]),
            where=where.text,
            where_language=where.language if where.language != index.language else "",
            chips=chips(
                index.language,
                row,
                is_open=has(open_now, position),
                **{fact: has(bits, position) for fact, bits in index.facts.items()},
            ),
        )
    return cards


def where_of(index, locations, serves_region):
    """`where_text` of an organisation that need not be in the index, from its public locations."""
    places = [location for location in locations if location.is_place]
    where = () if locations else None
    if places:
        slugs = index.places.slug_of_pk
        where = (
            slugs["municipality"][places[0].municipality_id],
            slugs["neighbourhood"].get(places[0].neighbourhood_id),
            len(places),
        )
    return where_text(index, where, serves_region)


def where_text(index, where, serves_region):
    """The neighbourhood and municipality in a few words, or how else it is reached.

    `where` is as in `Index.where`.
    """
    if where:
        municipality, neighbourhood, count = where
        municipality = index.places.by_slug[municipality].short_name
        parts = [municipality.text]
        if count > 1:
            parts.append(_("and %(count)s more places") % {"count": count - 1})
        elif neighbourhood:
            neighbourhood = index.places.by_slug[neighbourhood].name
            if neighbourhood.text != municipality.text:
                parts.insert(0, neighbourhood.text)
        return Shown(", ".join(parts), municipality.language)
    if where is not None:
        return Shown(_("By phone or online"), index.language)
    if serves_region:
        return Shown(_("Everyone in Brussels"), index.language)
    return Shown("", index.language)


def chips(language, organisation, *, is_open, buggies_welcome, women_only):
    """What is good to know at once, in few words; of the row only what `_FIELDS` names."""
    chips = []
    if is_open:
        chips.append(_chip(_("Open now"), True))
    if organisation.cost == Organisation.Cost.FREE:
        chips.append(_chip(_("Free"), True))
    elif organisation.cost == Organisation.Cost.LOW:
        chips.append(_chip(_("Small price")))
    if organisation.appointment_needed == organisation.registration_needed == "no":
        chips.append(_chip(_("Just walk in"), True))
    if buggies_welcome:
        chips.append(_chip(_("Buggies welcome")))
    if women_only:
        chips.append(_chip(_("Women only")))
    spoken = [label(code, language) for code in organisation.spoken_languages]
    if spoken:
        names = ", ".join(spoken[:_SPOKEN_ON_CARD])
        chips.append(_chip(f"{names}…" if len(spoken) > _SPOKEN_ON_CARD else names))
    return chips


@lru_cache(maxsize=1024)
def _chip(text, is_good=False):
    """Escaped once: the same few chips are on every page."""
    return Chip(conditional_escape(text), is_good)
