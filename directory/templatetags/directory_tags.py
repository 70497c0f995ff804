"""Template tags for the filter form."""

from django import template

register = template.Library()


@register.filter
def chosen_or_none(options):
    """The values of the chosen options, or one empty value when none is chosen."""
    return [option.value for option in options if option.is_chosen] or [""]
