"""Template tags of what is edited."""

from django import template

from core.editing import offering

register = template.Library()


@register.filter
def question(error):
    """An error without what would be right, where that stands beside it as buttons."""
    return getattr(error, "question", error)


@register.inclusion_tag("admin/editing/offers.html")
def offers(error, field):
    """The buttons with what would be right instead of what an error is about."""
    return {"SET": offering.SET, "buttons": offering.buttons(error, field)}
