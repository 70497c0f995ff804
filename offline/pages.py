"""What the pages of keeping show, as template context."""

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda import index as agenda_index
from core.kept import shows
from core.languages import direction
from core.wording.dates import date_in_words
from directory import index as directory_index
from directory.emergency import IN_DANGER, TO_TALK
from sharing import selections

from . import listing
from .left_out import without_sensitive

# As `tokens.css` has them: a manifest knows no dark scheme.
PAPER, BRAND = "#fbf7f1", "#7a2e5d"
_ICONS = (
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
)


def keep_context(wanted):
    """The page on which she asks for it; `wanted` is the place of an address, or empty."""
    index = directory_index.named()
    place = index.places.find(wanted) if wanted else None
    return {
        "municipalities": index.places.municipalities,
        "place": index.places.by_slug[place.municipality] if place else None,
        "is_unknown": bool(wanted) and place is None,
        "canonical_query": f"place={place.municipality}" if place else "",
    }


def copy_context(now):
    """What each kept page says: the day that it is of."""
    return {"copied_on": date_in_words(now.date())}


def place_context(index, place, now):
    return {
        **copy_context(now),
        "place": place,
        "parts": listing.parts(index, agenda_index.current(index), place, now),
    }


def numbers_context(now):
    shows.note(shows.NOTHING)
    return {**copy_context(now), "lines": IN_DANGER + TO_TALK}


def selection_context(names, now):
    """What may be kept of a selection, in its order; `names` are those of that alone.

    Its address is kept too, and so is a number: both would tell of the rest.
    """
    index = directory_index.current()
    agenda_index.current(index)  # whose dates are shown
    rows = without_sensitive(index, [row for _name, row in selections.rows_of(names)])
    written = listing.entries_of(index, rows, now, level=2)
    fitting = listing.fitting_in(written, listing.MOST_BYTES_OF_SELECTION)
    return {
        **copy_context(now),
        "names": [selections.name_of(row) for row in rows],
        "entries": fitting,
        "more": len(written) - len(fitting),
    }


def no_connection_context(wanted, token, now):
    """What stands instead of all that is not kept: a list of what is.

    Which that is stands in the address of this page when it is fetched to be kept.
    """
    index = directory_index.named()
    place = index.places.find(wanted) if wanted else None
    return {
        **copy_context(now),
        "place": index.places.by_slug[place.municipality] if place else None,
        "token": selections.token_of(selections.names_in(token)),
    }


def manifest():
    """The web app manifest (W3C) in the active language.

    It opens in an ordinary browser window: there, “back” and the way out of sensitive pages work as
    everywhere, and no browser offers to install it. One identity for all languages: who changes
    hers has the same thing on her home screen.
    """
    language, name = get_language(), _("Together in Brussels")
    return {
        "id": "/",
        "name": name,
        "short_name": name,
        "lang": language,
        "dir": direction(language),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": BRAND,
        "icons": [
            {"src": static(path), "sizes": size, "type": "image/png", "purpose": purpose}
            for path, size, purpose in _ICONS
        ],
    }


def worker():
    """The text of the service worker."""
    return (settings.BASE_DIR / "static/js/sw.js").read_text()
