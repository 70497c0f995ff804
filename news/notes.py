"""What a feed says whose address means nothing any more."""

from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.languages import Shown, comma
from core.wording.labels import labelled

from .items import Item

# When a feed first said so.
SINCE = datetime(2026, 11, 29, tzinfo=UTC)


def explained(trouble):
    """What the subtitle of a feed says of an `agenda.feeds.asked.Trouble`."""
    names = comma().join(_("“%(text)s”") % {"text": name} for name in trouble.names)
    if not trouble.is_empty:
        why = _("We don’t know part of what you chose any more (%(names)s). That is missing here.")
    elif trouble.names:
        why = _("We don’t know what you chose any more (%(names)s). So there is nothing here.")
    else:
        why = _("The address of this feed is not right. So there is nothing here.")
    return " ".join(
        [why % {"names": names}, _("Open the list, choose again and take the new feed.")]
    )


def note(path, page, about):
    """The one entry of a feed at the address `path` that means nothing; `page` leads on."""
    language = get_language()
    return Item(
        id=uuid5(NAMESPACE_URL, settings.SITE_URL + path).urn,
        url=settings.SITE_URL + page,
        title=Shown(labelled(_("Together in Brussels"), _("choose again")), language),
        published=SINCE,
        updated=SINCE,
        summary=Shown(about, language),
    )
