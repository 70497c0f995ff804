"""Template tags of what is edited."""

from django import template

from core.editing import offering

register = template.Library()


@register.inclusion_tag("admin/editing/offers.html")
def offers(error, field):
    """The buttons with what would be right instead of what an error is about."""
    return {"SET": offering.SET, "buttons": offering.buttons(error, field)}
