"""What an entry of a feed says: a listing, or one date of an activity, in the active language.

What is sensitive says only where it comes from, as its pages do in previews: a feed reader shows
titles on a locked screen. It is told in full where the feed was asked for it by name.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from html import unescape
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.timezone import make_aware
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from agenda.titles import told_title
from core.languages import Shown, comma, shown
from core.wording.dates import short_day
from core.wording.labels import labelled
from sharing import entries

# Days before it on which a date becomes news, and is in a feed from then on.
AHEAD = timedelta(days=13)
# Isolates left-to-right what may stand in right-to-left text (UAX 9).
_ISOLATE = "\u2066{}\u2069"


@dataclass(frozen=True, slots=True)
class Item:
    """`id` is a URN and stays; `themes` are `(slug, name)`; `text` has a fact in each line."""

    id: str
    url: str
    title: Shown
    published: datetime
    updated: datetime
    summary: Shown | None = None
    text: str = ""
    themes: tuple = ()


def of_organisation(row, said_at, *, is_told, today):
    """The `Item` of a public organisation from `for_detail()`, which says this since `said_at`."""
    language = get_language()
    name = f"organisation {row.pk} {row.first_published_at.isoformat()} {language}"
    common = {
        # The same wherever the site lies, and another one on another site.
        "id": uuid5(NAMESPACE_URL, name).urn,
        "url": settings.SITE_URL + row.get_absolute_url(),
        "published": row.first_published_at,
        "updated": max(said_at, row.first_published_at),
    }
    if row.is_sensitive and not is_told:
        return _neutral(row, common)
    entry = entries.entry(f"o{row.pk}", row, language, [], today)
    return _told(common, row, entry, entry.title)


def of_date(row, date, *, is_told, today):
    """The `Item` of an `agenda.dates.Date` of a public activity from `for_detail()`.

    It is news from two weeks before on, and once more when its activity changes.
    """
    language = get_language()
    is_near = make_aware(datetime.combine(date.starts_on - AHEAD, time.min))
    published = max(is_near, row.first_published_at)
    common = {
        # `day` is the name of a date, also of one that was moved.
        "id": uuid5(row.uid, f"{date.day.isoformat()} {language}").urn,
        "url": f"{settings.SITE_URL}{row.get_absolute_url()}#d{date.day.isoformat()}",
        "published": published,
        "updated": max(published, row.updated_at),
    }
    if row.is_sensitive and not is_told:
        return _neutral(row, common)
    title = told_title(row)
    if date.is_cancelled:
        title = _("Cancelled: %(title)s") % {"title": title}
    title = comma().join([short_day(date.starts_on), title])
    entry = entries.entry(f"e{row.pk}", row, language, [date], today)
    return _told(common, row, entry, Shown(title, shown(row, "title").language))


def _neutral(row, common):
    """An address has a name in it, too: the short one has none."""
    language = get_language()
    url = f"{settings.SITE_URL}{row.get_short_url()}?lang={language}"
    return Item(title=Shown(_("Help near you"), language), **{**common, "url": url})


def _told(common, row, entry, title):
    lines = [labelled(label, comma().join(map(_value, values))) for label, values in entry.facts]
    return Item(
        title=title,
        summary=entry.summary if entry.summary.text else None,
        text="\n".join(filter(None, [*lines, entry.known_text, entry.example_text])),
        themes=tuple((theme.slug, shown(theme, "name").text) for theme in row.themes.all()),
        **common,
    )


def _value(value):
    text = _ISOLATE.format(value.text) if value.is_ltr and get_language_bidi() else value.text
    change = unescape(strip_tags(value.change)) or (_("Cancelled") if value.is_off else "")
    return labelled(text, change) if change else text
