"""What the pages of the admin show of the messages of visitors."""

from django import template

from core.desk import rights
from core.models import Sluggable
from feedback.models import Suggestion

register = template.Library()

MOST = 5


@register.simple_tag(takes_context=True)
def open_messages(context, row):
    """The messages about the page of `row` that nobody has dealt with; none for who may not.

    Two queries; none for what has no page.
    """
    request = context.get("request")
    may = request and rights.may(request, "change", Suggestion)
    if not may or not isinstance(row, Sluggable) or not hasattr(row, "get_absolute_url"):
        return []
    return list(Suggestion.objects.about(row).open()[:MOST])
