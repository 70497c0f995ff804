"""The two buttons of a list that goes out and comes in."""

from django import template
from django.urls import reverse
from django.utils.translation import gettext

from core.imports import pages
from core.imports.tables import has_table

register = template.Library()


@register.simple_tag(takes_context=True)
def list_links(context, changelist):
    """`[(address, text), …]` of what she may do with the list, filtered as it is."""
    request, model_admin = context["request"], changelist.model_admin
    if not has_table(changelist.model) or changelist.is_popup:
        return []
    label, links = changelist.model._meta.label_lower, []
    if pages.may_export(request, model_admin):
        query = changelist.get_query_string(remove=["p", "_changelist_filters"])
        url = reverse("admin:list_export", args=[label])
        links.append((url + (query if query != "?" else ""), gettext("Take the list out")))
    if pages.may_import(request, model_admin):
        url = reverse("admin:list_import", args=[label])
        links.append((url, gettext("Bring a list in")))
    return links
