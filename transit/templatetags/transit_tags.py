"""What stops near a place, on its page."""

from django import template

from transit import words

register = template.Library()


@register.inclusion_tag("transit/stops_near.html")
def stops_near(latitude, longitude):
    """The nearest two stops of a public point, in words; nothing where it is not known."""
    stops, credits_ = words.near(latitude, longitude)
    return {"stops": stops, "credits": credits_}
