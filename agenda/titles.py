"""What an activity is called where its page is not in sight: a message, a preview, a calendar."""

from django.utils.translation import gettext as _

from core.languages import shown
from core.wording.labels import labelled


def told_title(event):
    """ "Example: Coffee morning" of what is invented, so that nobody is sent to it."""
    title = shown(event, "title").text
    return labelled(_("Example"), title) if event.is_demonstration else title
