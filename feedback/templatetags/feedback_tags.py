"""What the pages of the admin show of the messages of visitors."""

from datetime import timedelta

from django import template
from django.utils import timezone

from core.desk import rights
from core.models import Sluggable
from feedback import beside, outcome
from feedback.models import Suggestion

register = template.Library()

MOST = 5
JUST_NOW = timedelta(hours=1)


@register.simple_tag(takes_context=True)
def open_messages(context, row):
    """The messages about the page of `row` that nobody has dealt with; none for who may not.

    Two queries; none for what has no page. Without the one that stands beside it already.
    """
    request = context.get("request")
    may = request and rights.may(request, "change", Suggestion)
    if not may or not isinstance(row, Sluggable) or not hasattr(row, "get_absolute_url"):
        return []
    shown = request.GET.get(beside.PARAMETER)
    found = Suggestion.objects.about(row).open()[: MOST + 1]
    return [message for message in found if str(message.pk) != shown][:MOST]


@register.inclusion_tag("admin/feedback/beside.html", takes_context=True)
def message_beside(context, row=None, says_then=False, closes=False):
    """The message that the address names. `says_then` in a form of Django: a field says where one
    goes after saving. `closes` where a button may close it with the change that she just made."""
    request = context.get("request")
    message = request and beside.message_of(request)
    if not message:
        return {}
    change = _just_made(request, message, row) if closes and message.is_open else None
    return {
        "message": message,
        "then": beside.then_url(message, row) if says_then else "",
        "change": change,
        "csrf_token": context.get("csrf_token"),
    }


def _just_made(request, message, row):
    changes = outcome.changes_since(request, message, row)
    since = timezone.now() - JUST_NOW
    return next((each for each in changes if each.by == request.user and each.at > since), None)
