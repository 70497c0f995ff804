"""What every page of the admin shows of the desk."""

from django import template

from core.admin_paths import overview_url
from core.desk import page_help

register = template.Library()
register.filter(overview_url)


@register.inclusion_tag("admin/page_help.html", takes_context=True)
def help_here(context):
    """Help about the page that is shown, if there is any."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    return {"sentences": page_help.of(match) if match else ()}
