"""Share and pick, on pages of other apps."""

from django import template

from sharing.selections import name_of

register = template.Library()


@register.inclusion_tag("components/share_links.html")
def share_links(path, row=None):
    """`path` is the page's address, query included; `row` is what can be put into a selection."""
    return {"path": path, "pick": name_of(row) if row else ""}
