"""What a list on the map shows beside its cards, as template context."""

from typing import NamedTuple

from django.utils.translation import ngettext

from core.lists.results import PAGE_SIZE

from . import dots, on_map


class Listed(NamedTuple):
    """`ranked` are the positions that have a number, from 1, in the order of the list; of rows
    `names` has what each is called in addresses (“o12”), and `titles` the `Shown`s."""

    ranked: list
    names: dict
    titles: dict


def ranked(found, results):
    """The positions of the rows that are dots, in the order of the list."""
    sections = [part for part in results.sections if piece_of(part).role == "map"]
    if not found.has_dots:
        return []
    return [position for part in sections for position in part.positions(0, on_map.MOST)]


def piece_of(section):
    """The `on_map.Piece` that a `Section` shows, all of it or a day of it."""
    return section.about[0] if isinstance(section.about, tuple) else section.about


def context(filters, found, results, listed):
    """What `maps/list.html` needs."""
    drawn = dots.of(filters, found, listed.ranked, results.page, listed.names)
    return {
        "window": found.window,
        "dots": drawn,
        "has_several": any(len(dot.numbers) > 1 for dot in drawn),
        "titles": listed.titles,
        "areas": [
            (place, rows.bit_count(), dots.query(filters, filters.encoded(place=[place.slug])))
            for place, rows in found.areas
        ],
        "counted": _counted(filters, found, results),
        "back": _back(filters),
        "is_embedded": filters.data.get("embed") == "1",
    }


def _counted(filters, found, results):
    """`(text, address)` of each part of the list: together they are all that was found."""
    pages, counts = {}, {}
    before = 0
    for section in results.sections:
        piece = piece_of(section)
        key = (piece.role, piece.part.kind if piece.role == "rest" else "")
        page = before // PAGE_SIZE + 1
        query = f"?{filters.to_page(page)}" if page != results.page else ""
        pages.setdefault(key, (piece, f"{query}#{piece.name}"))
        counts[key] = counts.get(key, 0) + section.bits.bit_count()
        before += section.count
    lies_in = found.areas[0][0].kind if found.areas else ""
    return [(_text(*key, counts[key], lies_in), url) for key, (_piece, url) in pages.items()]


def _text(role, kind, count, lies_in):
    """`lies_in` is the kind of the areas that one chooses from, empty where there are dots."""
    if role == "map" and lies_in == "municipality":
        text = ngettext(
            "%(count)s in these municipalities", "%(count)s in these municipalities", count
        )
    elif role == "map" and lies_in:
        text = ngettext(
            "%(count)s in these neighbourhoods", "%(count)s in these neighbourhoods", count
        )
    elif role == "map":
        text = ngettext("%(count)s on the map", "%(count)s on the map", count)
    elif role == "crowded":
        text = ngettext("%(count)s more here", "%(count)s more here", count)
    elif role == "unplaced":
        text = ngettext("%(count)s not on the map yet", "%(count)s not on the map yet", count)
    elif kind == "municipality":
        text = ngettext("%(count)s elsewhere", "%(count)s elsewhere", count)
    else:
        text = ngettext("%(count)s for all of Brussels", "%(count)s for all of Brussels", count)
    return text % {"count": count}


def _back(filters):
    """`(place or None, query string)` of the map that shows more around; None for the Region."""
    if not filters.places:
        return None
    wholes = {place.municipality for place in filters.places}
    is_part = any(place.kind != "municipality" for place in filters.places)
    if is_part and len(wholes) == 1:
        [slug] = wholes
        place = filters.index.places.by_slug[slug]
        return place, dots.query(filters, filters.encoded(place=[slug]))
    return None, dots.query(filters, filters.encoded(place=[]))
