"""An organisation in the words of schema.org (JSON-LD), for search engines."""

from django.conf import settings

from core.languages import shown

from . import opening
from .contact import tel_uri, web_url


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
        "location": [
            place
            for context in locations
            if context["location"].is_place and (place := _place(context, name.text))
        ],
        "areaServed": {"@type": "AdministrativeArea", "name": "Brussels"}
        if organisation.serves_region
        else None,
    }
    return {key: value for key, value in data.items() if value}


def _place(context, name):
    location = context["location"]
    municipality = context["municipality"]
    address = {
        "@type": "PostalAddress",
        "streetAddress": location.address,
        "postalCode": location.postal_code,
        "addressLocality": municipality.name.text,
        "addressRegion": "Brussels",
        "addressCountry": "BE",
    }
    place = {
        "@type": "Place",
        "name": context["name"].text or name,
        "address": {key: value for key, value in address.items() if value},
    }
    if location.latitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": location.latitude,
            "longitude": location.longitude,
        }
    if hours := opening.schema_hours(location) if location.hours_known else []:
        place["openingHoursSpecification"] = hours
    return place
