"""What pages of the admin about something else say of its activities."""

from django import template
from django.db.models import Case, Min, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from agenda.models import Event
from core.admin_paths import add_url, overview_url
from core.desk import rights
from core.models import Status

MOST = 5

register = template.Library()


@register.simple_tag(takes_context=True)
def activities_of(context, organisation):
    """`{"rows", "add_url", "more_url"}` of an organisation: what comes next first, then what has
    no date to come; nothing that is archived. One query."""
    request = context["request"]
    if not rights.may(request, "view", Event):
        return {"rows": [], "add_url": "", "more_url": ""}
    to_come = Q(occurrences__over_at__gt=timezone.now(), occurrences__state="planned")
    events = (
        Event.objects.filter(organisation=organisation)
        .exclude(status=Status.ARCHIVED)
        .annotate(day=Min("occurrences__starts_on", filter=to_come))
        .order_by(Case(When(day=None, then=Value(1)), default=Value(0)), "day", "pk")
    )
    events = list(events[: MOST + 1])
    list_url = reverse("admin:agenda_event_changelist")
    query = urlencode({"organisation": organisation.pk})
    may_add = rights.may(request, "add", Event) and organisation.status != Status.ARCHIVED
    return {
        "rows": [
            {
                "name": str(event),
                "url": overview_url(event),
                "day": event.day,
                "status": event.get_status_display(),
            }
            for event in events[:MOST]
        ],
        "add_url": f"{add_url(Event)}?{query}" if may_add else "",
        "more_url": f"{list_url}?organisation__id__exact={organisation.pk}"
        if len(events) > MOST
        else "",
    }
