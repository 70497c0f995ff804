from django import template
from django.utils.html import format_html

from usage.kinds import Kind
from usage.labels import SENSITIVE, label_of

register = template.Library()

# On whose telephone numbers a tap is counted (static/js/called.js).
_CAN_CALL = (Kind.ORGANISATION, Kind.ACTIVITY)


@register.simple_tag(takes_context=True)
def counted(context):
    """Says what the page that is being made counts as; an attribute where taps count, too."""
    request = context.get("request")
    if request is None:
        return ""
    request.counted_as = label = label_of(request, context)
    if label is None or label is SENSITIVE or label.kind not in _CAN_CALL:
        return ""
    return format_html(' data-counted="{}/{}"', label.municipality, " ".join(label.themes))
