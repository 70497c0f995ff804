"""What is around the places of a page: for the page of an organisation, and of an activity."""

from django import template

from directory.around import placed

register = template.Library()


@register.simple_tag
def around_places(index, organisation, places):
    """`(place, placed.Around or None)` of the contexts of its locations (`directory.pages`). One
    query, or none."""
    locations = [place["location"] for place in places]
    is_sensitive = organisation.is_sensitive
    found = placed.around(index, organisation, locations, is_sensitive=is_sensitive)
    return [*zip(places, found, strict=True)]


@register.simple_tag
def around_event(index, event):
    """The `placed.Around` of an activity at a place that is public, or None. One query, or none."""
    location = event.public_location
    if location is None or not location.is_place:
        return None
    [found] = placed.around(
        index,
        event.organisation,
        [location],
        is_sensitive=event.is_sensitive,
        without=[location.organisation_id],
    )
    return found


@register.simple_tag
def way_to(around):
    """Where the way to the first place of `around_places` is shown, or an empty text."""
    return next((there.ways.osm for _place, there in around if there and there.ways), "")
