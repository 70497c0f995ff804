"""What the desk and the page of an organisation show of how complete it is."""

from django import template

from directory.admin import undo_check
from directory.admin.campaigns import may_call
from directory.asking import score
from directory.models import Organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def may_ask(context):
    """Whether the desk leads to three calls, and to what we know where."""
    request = context.get("request")
    return bool(request and may_call(request))


@register.simple_tag
def score_of(organisation):
    """The `Score` of a public organisation, None of another. 2 queries, or none."""
    if not organisation or not organisation.is_published:
        return None
    rows = Organisation.objects.filter(pk=organisation.pk)
    return score.of_all(rows).get(organisation.pk)


@register.simple_tag(takes_context=True)
def undo_offered(context):
    """The id of the organisation of which “still right” was just pressed, once; or None."""
    request = context.get("request")
    return request and undo_check.take_offer(request)
