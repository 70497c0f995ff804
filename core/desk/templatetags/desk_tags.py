"""What every page of the admin shows of the desk."""

from django import template
from django.urls import reverse

from core.admin_paths import overview_url
from core.desk import page_help

register = template.Library()
register.filter(overview_url)


@register.inclusion_tag("admin/page_help.html", takes_context=True)
def help_here(context):
    """Help about the page that is shown, if there is any; the handbook is for who is logged in."""
    match = getattr(context.get("request"), "resolver_match", None)
    if not match:
        return {}
    part = page_help.part_of(match) if context.get("has_permission") else ""
    return {
        "sentences": page_help.of(match),
        "url": f"{reverse('admin:help')}#{part}" if part else "",
    }
