"""Whom she can ask about an organisation that she cannot reach itself, and what else is near.

Nothing here is invented: it is what the organisation belongs to, or the welfare office of its
municipality, and their own contacts.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from core.kept import shows
from core.languages import Shown, shown
from core.lists.bits import has, union

from .contact import tel_uri, web_url, whatsapp_url
from .models import Organisation

MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach an organisation, ready for the page; an empty text is what there is not."""

    pk: int
    name: Shown
    summary: Shown
    url: str
    phone: str
    tel: str
    whatsapp: str
    email: str
    website: str

    def __bool__(self):
        return bool(self.tel or self.whatsapp or self.email or self.website)


@dataclass(frozen=True, slots=True)
class Others:
    """`kind` is "network", "municipality" or "municipalities" (of the whole Region), and
    `contacts` has `(places.Place or None, Contact)` pairs."""

    kind: str
    contacts: list


def contact_of(organisation, phone_of_a_place=""):
    """The `Contact` of a row; what came from `for_contact()` brings the telephone of a place."""
    phone_of_a_place = getattr(organisation, "phone_of_a_place", None) or phone_of_a_place
    phone = organisation.phone or phone_of_a_place
    return Contact(
        pk=organisation.pk,
        name=shown(organisation, "name"),
        summary=shown(organisation, "summary"),
        url=organisation.get_absolute_url(),
        phone=phone,
        tel=tel_uri(phone),
        whatsapp=whatsapp_url(organisation.whatsapp) if organisation.whatsapp else "",
        email=organisation.email,
        website=web_url(organisation.website),
    )


def own_or_of_network(organisation):
    """The first `Contact` there is: its own, or of what it belongs to; or None. Costs no query
    when it has one of its own, and otherwise one for its places and one for each step up."""
    if contact := contact_of(organisation):
        return contact
    shows.note(("organisation", organisation.pk))
    row = Organisation.objects.for_contact().get(pk=organisation.pk)
    return contact_of(row) or _network(organisation)


def others(index, organisation):
    """The `Others` of an organisation without a contact; None when nobody is known."""
    if network := _network(organisation):
        return Others("network", [(None, network)])
    shows.note("organisations")
    places = _municipalities(index, organisation)
    kind = "municipality" if places else "municipalities"
    offices = index.reachable & index.groups["kind"].get(Organisation.Kind.WELFARE_OFFICE, 0)
    offices &= ~_itself(index, organisation)
    found = [
        (place, index.ids[position])
        for place in places or index.places.municipalities
        for position in index.page(offices & index.located.get(place.slug, 0), 0, 1)
    ]
    rows = Organisation.objects.published().for_contact().in_bulk([pk for _place, pk in found])
    contacts = [(place, contact_of(rows[pk])) for place, pk in found if pk in rows]
    return Others(kind, contacts) if contacts else None


def _network(organisation):
    """The nearest of what it belongs to that is public and can be reached, or None. What came from
    `for_detail()` brings the first of these."""
    above = getattr(organisation, "public_parent", None) or _public(
        organisation.parent_organisation_id
    )
    shows.note(("organisation", organisation.parent_organisation_id))
    seen = {organisation.pk}
    while above is not None and above.pk not in seen:
        if contact := contact_of(above):
            return contact
        seen.add(above.pk)
        above = _public(above.parent_organisation_id)
    return None


def _public(pk):
    shows.note(("organisation", pk))
    return pk and Organisation.objects.published().for_contact().filter(pk=pk).first()


def _itself(index, organisation):
    return index.bits_of_ids([organisation.pk])


def _municipalities(index, organisation):
    """Where it is, or whom it serves; nothing for what serves everybody, or is kept secret."""
    slugs, by_slug = index.places.slug_of_pk["municipality"], index.places.by_slug
    there = [place.municipality_id for place in organisation.public_locations if place.is_place]
    there += [place.pk for place in organisation.serves_municipalities.all()]
    return [by_slug[slug] for slug in dict.fromkeys(slugs[pk] for pk in there if pk in slugs)]


def more_like_it(index, organisation):
    """The query of the list of what has its themes, in its municipality."""
    slugs = [("place", place.slug) for place in _municipalities(index, organisation)]
    return urlencode([*slugs, *(("theme", theme.slug) for theme in organisation.themes.all())])


def nearest(index, organisation):
    """`(positions, is_near)` of what can be reached and is alike: in its municipality, then in the
    neighbouring ones; and only where there is nothing, anywhere.

    What shares most themes comes first. What is sensitive stays among its like.
    """
    shows.note("organisations")
    by_slug, slugs = index.groups["theme"], {theme.slug for theme in organisation.themes.all()}
    themes = [by_slug.get(slug, 0) for slug in slugs]
    alike = union(themes) & index.reachable & ~_itself(index, organisation)
    if not index.sensitive & slugs:
        alike &= ~union(by_slug.get(slug, 0) for slug in index.sensitive)

    def best(bits):
        positions = index.page(bits, 0, bits.bit_count())
        return sorted(positions, key=lambda position: -sum(has(bits, position) for bits in themes))

    municipalities = _municipalities(index, organisation)
    here = _located(index, (place.slug for place in municipalities))
    around = _located(index, (slug for place in municipalities for slug in place.neighbours))
    near = [*best(alike & here), *best(alike & around & ~here)]
    return (near or best(alike))[:MOST_NEAR], bool(near)


def _located(index, slugs):
    return union(index.located.get(slug, 0) for slug in slugs)
