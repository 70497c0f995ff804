"""An organisation in the words of schema.org (JSON-LD), for search engines."""

from django.conf import settings
from django.utils.text import capfirst

from core.languages import shown

from . import opening
from .contact import tel_uri, web_url
from .models import Answer


def organisation(organisation, locations):
    """A dict for `json_ld`: only what is known, only what is public.

    `locations` are the contexts that `pages.location_context` makes of public locations.
    """
    name, summary = shown(organisation, "name"), shown(organisation, "summary")
    url = settings.SITE_URL + organisation.get_absolute_url()
    data = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": settings.SITE_URL + organisation.get_short_url(),
        "name": name.text,
        "description": summary.text,
        "url": url,
        "sameAs": web_url(organisation.website),
        "telephone": tel_uri(organisation.phone).removeprefix("tel:"),
        "email": organisation.email,
        "knowsLanguage": organisation.spoken_languages,
        "parentOrganization": _parent(organisation.public_parent),
        "location": [
            _place(context, name.text) for context in locations if context["location"].is_place
        ],
        "areaServed": {"@type": "AdministrativeArea", "name": "Brussels"}
        if organisation.serves_region
        else None,
    }
    return known(data)


def _parent(parent):
    if parent is None:
        return None
    return {
        "@type": "Organization",
        "@id": settings.SITE_URL + parent.get_short_url(),
        "name": shown(parent, "name").text,
    }


def known(data):
    return {key: value for key, value in data.items() if value}


def _place(context, name):
    location, municipality = context["location"], context["municipality"].name.text
    there = place(context["name"].text or name, municipality, location, facts=context["baby_facts"])
    return known({**there, "openingHoursSpecification": opening.schema_hours(location)})


def place(name, municipality, location=None, *, facts=()):
    """A place by its name, with the address of a public `Location` if it is one.

    `facts` are those of `directory.good_to_know.with_a_baby`.
    """
    address = {
        "@type": "PostalAddress",
        "streetAddress": location.address if location else "",
        "postalCode": location.postal_code if location else "",
        "addressLocality": municipality,
        "addressRegion": "Brussels",
        "addressCountry": "BE",
    }
    there = {"@type": "Place", "name": name, "address": known(address)}
    if location and location.latitude is not None:
        there["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": location.latitude,
            "longitude": location.longitude,
        }
    features = [
        {
            "@type": "LocationFeatureSpecification",
            "name": capfirst(str(label)),
            "value": answer == Answer.YES,
        }
        for answer, label in facts
    ]
    return {**there, "amenityFeature": features} if features else there
