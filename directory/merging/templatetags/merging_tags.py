"""What pages of the admin say of an organisation that was merged, or can be."""

from django import template
from django.urls import reverse
from django.utils import timezone

from core.admin_paths import overview_url
from directory.merging.admin import apart_url, may_merge
from directory.merging.models import Merge
from directory.models import Organisation

register = template.Library()


@register.simple_tag(takes_context=True)
def merges_of(context, row):
    """Into what an organisation was merged, and what can be taken out of it again; empty for who
    may not. One query or two; none for other rows."""
    request = context.get("request")
    if not isinstance(row, Organisation) or not request or row.pk is None:
        return {}
    into = row.merged_into
    told = {"into": into, "into_url": overview_url(into)} if into else {}
    if may_merge(request):
        since = timezone.now() - Merge.CAN_BE_UNDONE
        records = Merge.objects.standing().filter(kept=row, made_at__gt=since)
        told["undoable"] = [
            (record, apart_url(record)) for record in records.select_related("gone")
        ]
    return told


@register.simple_tag(takes_context=True)
def merge_with_url(context, row):
    """Where an editor chooses what to merge it with; empty for who may not, and other rows."""
    request = context.get("request")
    if not isinstance(row, Organisation) or not request or row.merged_into_id or not row.pk:
        return ""
    if not may_merge(request):
        return ""
    return reverse("admin:directory_organisation_merge_with", args=[row.pk])
