"""Organisations: who they are and how to reach them. What they do is their service."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from core.languages import CODES, order_of, shown
from directory import identifiers
from directory.contact import validate_email
from directory.licences import SITE
from directory.models import Organisation

from .phones import phone
from .things import Thing, uri


def id_of(pk):
    return identifiers.of("organization", pk)


def organization(row, vocabulary):
    """What stands in one row: a list of organisations says no more of each."""
    return _begun(row, vocabulary).finished()


def whole(row, vocabulary, places):
    """With all that belongs to it but its services; `places` are `locations.all_of` it."""
    thing = _begun(row, vocabulary)
    _link(row, thing)
    return thing.finished(
        phones=_phones(row, thing),
        locations=[*places.values()],
        organization_identifiers=_identifiers(row, thing),
    )


def without_places(row, vocabulary):
    """As it stands inside one of its services, which says itself where it is."""
    thing = _begun(row, vocabulary)
    _link(row, thing)
    numbers = _identifiers(row, thing)
    return thing.finished(phones=_phones(row, thing), organization_identifiers=numbers)


def _begun(row, vocabulary):
    thing = Thing(vocabulary, "organization", row.pk)
    thing.say("name", shown(row, "name"))
    thing.content["name"] = thing.content["name"] or row.slug
    thing.content["alternate_name"] = _other_name(row, thing.content["name"])
    summary = shown(row, "summary")
    text = summary if summary.text else shown(row, "description")
    thing.say("description", text)
    # HSDS wants one of each.
    thing.content["description"] = thing.content["description"] or capfirst(row.get_kind_display())
    thing.content |= {
        "email": email(row.email),
        "website": uri(row.website),
        "uri": settings.SITE_URL + row.get_short_url(),
        "parent_organization_id": id_of(row.public_parent.pk) if row.public_parent else "",
    }
    return thing


def _other_name(row, name):
    """How it is called in the other language of Brussels, if it is called otherwise."""
    names = (getattr(row, f"name_{code}") for code in order_of("nl") if code in CODES[:2])
    return next((other.strip() for other in names if other and other.strip() != name), "")


def email(text):
    """An address as a machine may use it, or an empty text."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text


def _link(row, thing):
    thing.link("kind", row.kind)
    is_secret = keeps_secret(row)
    for source in row.sources.all():
        said = [source.title, "" if is_secret else uri(source.address), source.dated]
        text = " | ".join(filter(None, said))
        thing.link("source", source.kind, text, part=source.pk)


def keeps_secret(row):
    """Whether pages of others may tell where it is."""
    return row.kind == Organisation.Kind.SHELTER or row.has_secret_place


def _phones(row, thing):
    of = {"organization_id": thing.id}
    return [
        each
        for each in (
            phone(row.phone, "organisation", row.pk, **of),
            phone(row.whatsapp, "whatsapp", row.pk, kind="text", description="WhatsApp", **of),
        )
        if each
    ]


def _identifiers(row, thing):
    """Those that it had here before listings became one. Its numbers in other registers are on no
    page, so they stay here."""
    return [
        {
            "id": identifiers.of("organization_identifier", "merged", merged.pk),
            "organization_id": thing.id,
            "identifier_type": SITE,
            "identifier": id_of(merged.pk),
        }
        for merged in row.merged.all()
    ]
