"""The small map of where a municipality lies: all 19, hers marked, those next to it in a tint.

One place makes it and one template shows it (`components/place_map.html`); no page knows what is
drawn. For real borders (`geo/data` has them), let `of` give outlines instead of `shapes`, drawn
once and kept, and the template a `<path>` for each.
"""

from core.languages import comma

from .municipality_map import GRID, HEIGHT, TILE_WIDTH, WIDTH, box


def of(index, municipality):
    """What the template needs, or None for a municipality that no map shows.

    `shapes` are `(x, y, height, what it is)` in SVG units; what it is, is "here", "next" or empty.
    """
    nis_codes = index.places.nis_codes
    if nis_codes[municipality.slug] not in GRID:
        return None
    beside = [
        place for place in index.places.municipalities if place.slug in municipality.neighbours
    ]
    kinds = {nis_codes[place.slug]: "next" for place in beside}
    kinds[nis_codes[municipality.slug]] = "here"
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "shape_width": TILE_WIDTH,
        "shapes": [(*box(*cell), kinds.get(code, "")) for code, cell in GRID.items()],
        "name": municipality.name.text,
        "beside": comma().join(place.name.text for place in beside),
    }
