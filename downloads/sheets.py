"""All places of a municipality or a neighbourhood for a folder in a waiting room, by theme.

Whoever waits there reads it beside others. So what is sensitive is not in it, as posters are of no
sensitive theme; the emergency numbers at its end say whom to call, and its code leads to the rest.
"""

from collections import Counter
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.kept import memory
from core.languages import Shown
from directory import index as directory_index

from . import reading
from .paper import code_of, entry, foot

MOST = 200  # places


class Theme(NamedTuple):
    """What stands under a theme. `also` are the `(anchor, name)` of what has it too and stands
    under another, so that nothing is printed twice."""

    slug: str
    name: Shown
    entries: list
    also: list


def context(place, now):
    """The context of the sheet of a `directory.places.Place`."""
    index = directory_index.current()
    located = index.located.get(place.slug, 0)
    rows = located & ~index.sensitive_rows
    positions = index.by_name.page(rows, 0, MOST)
    near = frozenset([place.municipality])
    listings = [*reading.listings(index, positions, now.date(), near)]
    return {
        "place": place,
        "municipality": index.places.by_slug[place.municipality],
        "is_neighbourhood": place.kind == "neighbourhood",
        "themes": _by_theme(listings, index.language),
        "total": len(listings),
        "left_out": max(0, rows.bit_count() - MOST),
        "elsewhere": (index.groups["place"].get(place.slug, 0) & ~located).bit_count(),
        **code_of(place.url),
        **foot(now.date()),
    }


def _by_theme(listings, language):
    """`Theme`s in the order of pages. A listing stands under the theme that fewest others have:
    that is what one looks for it under."""
    words = [word for word in memory.get("vocabulary").words["theme"] if not word.is_sensitive]
    names = {word.slug: word.name(language) for word in words}
    count = Counter(slug for listing in listings for slug in listing.themes)
    under, also = {slug: [] for slug in names}, {slug: [] for slug in names}
    others = []
    for listing in listings:
        slugs = sorted((slug for slug in listing.themes if slug in names), key=count.get)
        said = entry(listing)
        (under[slugs[0]] if slugs else others).append(said)
        for slug in slugs[1:]:
            also[slug].append((said.anchor, said.name))
    themes = [Theme(slug, names[slug], under[slug], also[slug]) for slug in names]
    themes.append(Theme("others", Shown(_("And also"), language), others, []))
    return [theme for theme in themes if theme.entries or theme.also]
