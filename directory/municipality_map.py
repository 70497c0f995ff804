"""The schematic map of the 19 municipalities: rounded tiles laid out roughly as they lie.

North stays up and west stays left, also in Arabic. The City of Brussels is a column, because it
reaches from Laeken to the Bois de la Cambre.
"""

from bisect import bisect_left
from dataclasses import dataclass

# NIS code: (column, row, rows that it spans), on a grid of five columns and five rows.
GRID = {
    "21008": (1, 0, 1),  # Ganshoren
    "21010": (2, 0, 1),  # Jette
    "21006": (4, 0, 1),  # Evere
    "21003": (0, 1, 1),  # Berchem
    "21011": (1, 1, 1),  # Koekelberg
    "21004": (2, 1, 2),  # City of Brussels
    "21014": (3, 1, 1),  # Saint-Josse
    "21015": (4, 1, 1),  # Schaerbeek
    "21012": (1, 2, 1),  # Molenbeek
    "21005": (3, 2, 1),  # Etterbeek
    "21018": (4, 2, 1),  # Woluwe-Saint-Lambert
    "21001": (1, 3, 1),  # Anderlecht
    "21013": (2, 3, 1),  # Saint-Gilles
    "21009": (3, 3, 1),  # Ixelles
    "21019": (4, 3, 1),  # Woluwe-Saint-Pierre
    "21007": (1, 4, 1),  # Forest
    "21016": (2, 4, 1),  # Uccle
    "21017": (3, 4, 1),  # Watermael-Boitsfort
    "21002": (4, 4, 1),  # Auderghem
}
TILE_WIDTH, TILE_HEIGHT, GAP = 100, 74, 4
WIDTH = 5 * (TILE_WIDTH + GAP) - GAP
HEIGHT = 5 * (TILE_HEIGHT + GAP) - GAP
_LONGEST_LINE = 10  # characters that fit in a tile
_TINTS = 4  # as many municipalities have each of them, the strongest those with most places


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile in SVG units, with its name in one or two lines; `tint` is from 1 to 4."""

    url: str
    x: int
    y: int
    height: int
    name: str
    language: str
    lines: list
    count: int
    tint: int

    @property
    def middle(self):
        return self.x + TILE_WIDTH // 2

    @property
    def count_y(self):
        return self.y + self.height - 12


def box(column, row, span):
    """Where a tile is, in SVG units: `(x, y, height)`."""
    height = span * TILE_HEIGHT + (span - 1) * GAP
    return column * (TILE_WIDTH + GAP), row * (TILE_HEIGHT + GAP), height


def tiles(index):
    """The tiles in alphabetical order, as the list for screen readers reads them."""
    nis_codes = index.places.nis_codes
    counts = sorted(index.located.get(slug, 0).bit_count() for slug in nis_codes)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "tile_width": TILE_WIDTH,
        "tiles": [
            _tile(place, *GRID[nis_codes[place.slug]], index, counts)
            for place in index.places.municipalities
            if nis_codes[place.slug] in GRID
        ],
    }


def _tile(place, column, row, span, index, counts):
    x, y, height = box(column, row, span)
    lines = _lines(place.short_name.text)
    first = y + (30 if len(lines) == 1 else 21)
    count = index.located.get(place.slug, 0).bit_count()
    return Tile(
        url=place.url,
        x=x,
        y=y,
        height=height,
        name=place.name.text,
        language=place.name.language,
        lines=[(first + 18 * number, line) for number, line in enumerate(lines)],
        count=count,
        tint=1 + _TINTS * bisect_left(counts, count) // len(counts),
    )


def _lines(name):
    """`name` in one line, or two broken at a hyphen or a space."""
    if len(name) <= _LONGEST_LINE:
        return [name]
    breaks = [i + 1 for i, c in enumerate(name) if c in "- "]
    if not breaks:
        return [name]
    middle = min(breaks, key=lambda i: abs(i - len(name) / 2))
    return [name[:middle].strip(), name[middle:].strip()]
