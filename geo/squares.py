"""The Region in squares of 200 metres: in which neighbourhood the middle of each one lies.

A browser finds a neighbourhood in it (`static/js/near.js`) without saying where somebody is, and
without ever working with more than the square. `data/squares.json` is made from the borders
(`scripts/squares.py`).
"""

import json
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import chain, groupby
from pathlib import Path

from . import borders

# Degrees: the middle of a square lies on whole multiples of both, which are 200 metres in Brussels.
DOWN, ACROSS = 0.0018, 0.00285
_FILE = Path(__file__).parent / "data/squares.json"


def made():
    """What the file holds.

    `places`: `[[official number, NIS code of the municipality that has most of it], …]`. `south`
    and `west`: the number of the first row and column, as multiples of `DOWN` and `ACROSS`; rows go
    north, columns east. `columns`: how many there are. `runs`: `[place, squares, …]`, row by row; a
    place is its position in `places` from 1 on, 0 is outside the Region.
    """
    longitudes, latitudes = zip(
        *(point for rings in borders.municipalities().values() for ring in rings for point in ring),
        strict=True,
    )
    rows = range(int(min(latitudes) / DOWN), int(max(latitudes) / DOWN) + 2)
    columns = range(int(min(longitudes) / ACROSS), int(max(longitudes) / ACROSS) + 2)
    numbers, municipalities = [], defaultdict(Counter)
    for row in rows:
        for column in columns:
            middle = row * DOWN, column * ACROSS
            numbers.append(borders.neighbourhood_at(*middle))
            municipalities[numbers[-1]][borders.municipality_at(*middle)] += 1
    places = [(number, _most_common(municipalities[number])) for number in borders.neighbourhoods()]
    positions = {None: 0, **{number: at for at, (number, _nis) in enumerate(places, 1)}}
    runs = [(positions[number], len([*same])) for number, same in groupby(numbers)]
    return {
        "places": places,
        "south": rows[0],
        "west": columns[0],
        "columns": len(columns),
        "runs": [*chain.from_iterable(runs)],
    }


def _most_common(counts):
    """What was counted most often; of equal ones always the same."""
    return min(counts, key=lambda each: (-counts[each], each))


@lru_cache(maxsize=1)
def kept():
    """The same from the file, which pages use: looking it up takes libraries and half a second."""
    return json.loads(_FILE.read_text())
