"""What stands on paper and nowhere else: of which day it is, and what one writes on it."""

from django.utils.translation import gettext as _

from directory.sources import day_in_full


def as_of(day):
    """ "As of 16 November 2026": right for ever, though the page is kept and the paper longer."""
    return _("As of %(day)s") % {"day": day_in_full(day)}
