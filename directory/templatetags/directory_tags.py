"""Template tags for the filter form and the emergency numbers."""

from django import template

from directory.emergency import IN_DANGER, TO_TALK

register = template.Library()


@register.filter
def chosen_or_none(options):
    """The values of the chosen options, or one empty value when none is chosen."""
    return [option.value for option in options if option.is_chosen] or [""]


@register.simple_tag
def emergency_lines(is_short):
    """The emergency numbers; in short without those to talk to."""
    return IN_DANGER if is_short else IN_DANGER + TO_TALK
