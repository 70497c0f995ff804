"""Share and pick, on pages of other apps."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import get_language

from sharing import paper, qr, targets
from sharing.selections import name_of

register = template.Library()


@register.inclusion_tag("components/share_links.html")
def share_links(path, row=None, filters=None):
    """`path` is the page's address, query included; `row` is what can be put into a selection;
    `filters` are what a list was asked.

    On paper there is a QR code of the page instead. No query.
    """
    language, bare = get_language(), targets.bare(path.removesuffix("?"))
    if row:
        link = f"{settings.SITE_URL}{row.get_short_url()}?lang={language}"
    else:
        # Of a list, whose periods become days.
        target = targets.find_list(bare, filters)
        bare = target.path if target else bare
        link = f"{settings.SITE_URL}/{language}{bare}"
    return {
        "share_query": urlencode({"path": bare}),
        "pick": name_of(row) if row else "",
        "qr_query": urlencode({"path": bare, "to": language}) if qr.fits(link) else "",
        "link": link,
        "as_of": paper.as_of(localdate()),
        "has_cards": row is None,
    }


@register.inclusion_tag("components/page_code.html")
def page_code(path):
    """The QR code of a page that is not offered to share; on paper only."""
    language, bare = get_language(), targets.bare(path)
    link = f"{settings.SITE_URL}/{language}{bare}"
    query = urlencode({"path": bare, "to": language})
    return {"query": query, "link": link, "as_of": paper.as_of(localdate())}
