"""Files in the form of the Region’s address file (BeST), of any size, and what was planted in them.

The streets are invented, the places are real ones: each street lies in one of the neighbourhoods
of `geo.borders`. The same `seed` gives the same file.
"""

import csv
import random
from dataclasses import dataclass
from itertools import islice, product

from geo import borders

COLUMNS = [
    "EPSG:31370_x", "EPSG:31370_y", "EPSG:4258_lat", "EPSG:4258_lon", "address_id", "box_number",
    "house_number", "municipality_id", "municipality_name_de", "municipality_name_fr",
    "municipality_name_nl", "postcode", "postname_fr", "postname_nl", "street_id",
    "streetname_de", "streetname_fr", "streetname_nl", "region_code", "status",
]  # fmt: skip
# One of the postal codes of each municipality.
POSTAL_CODES = {
    "21001": "1070", "21002": "1160", "21003": "1082", "21004": "1000", "21005": "1040",
    "21006": "1140", "21007": "1190", "21008": "1083", "21009": "1050", "21010": "1090",
    "21011": "1081", "21012": "1080", "21013": "1060", "21014": "1210", "21015": "1030",
    "21016": "1180", "21017": "1170", "21018": "1200", "21019": "1150",
}  # fmt: skip

_FIRST = ["Élise", "Jean", "Saint-Gilles", "Général", "d’Août", "Notre-Dame", "Émile", "L’Olivier",
          "Sainte-Anne", "Docteur", "Prince", "Marie", "Léopold", "François", "Grand"]  # fmt: skip
_LAST = ["Tilleul", "Moulin", "Étang", "Cerisier", "Pêcheur", "Château", "Rossignol", "Bœuf",
         "Verger", "Cheval", "Hêtre", "Noyer", "Faucon", "Genêt", "Ruisseau", "Merle", "Chêne",
         "Saule", "Pivoine", "Lièvre", "Violette", "Écureuil", "Grive", "Pommier"]  # fmt: skip
_FRENCH = {
    "Rue": ["Rue", "rue", "r.", "R"],
    "Avenue": ["Avenue", "av.", "Av", "AVENUE"],
    "Boulevard": ["Boulevard", "bd", "Bd.", "Bld"],
    "Chaussée": ["Chaussée", "Chée", "ch.", "chaussee"],
    "Place": ["Place", "pl.", "Pl"],
    "Square": ["Square", "Sq."],
}
_DUTCH = {
    "straat": ["straat", "str.", " straat", "str"],
    "laan": ["laan", "ln", " laan", "LAAN"],
    "steenweg": ["steenweg", "stwg", " Stwg.", " steenweg"],
    "plein": ["plein", "pl.", " plein"],
    "square": ["square", " Square"],
    "kaai": ["kaai", " kaai"],
}


@dataclass(frozen=True, slots=True)
class Planted:
    """An address as somebody writes it, and where it is (None: it must not be found)."""

    streets: tuple
    number: str
    postal_code: str
    nis_code: str
    position: tuple | None


@dataclass(frozen=True, slots=True)
class _Street:
    key: int
    french: tuple  # kind, rest
    dutch: tuple  # rest, kind
    nis_code: str
    position: tuple

    @property
    def postal_code(self):
        return POSTAL_CODES[self.nis_code]

    def position_at(self, number):
        """Some seven metres from house to house, on a line that stays in its neighbourhood."""
        latitude, longitude = self.position
        return round(latitude + (number % 2) * 6e-5, 6), round(longitude + number * 8e-6, 6)


class Made:
    """`rows()` of a file of `size` addresses in streets of `houses`, and the `planted` ones."""

    def __init__(self, size, houses=50, planted=100, seed=1):
        self.random = random.Random(seed)
        self.size, self.houses = size, houses
        boxes = 3 if size > 10_000 else 2
        self.boxes = boxes
        count = max(size // (houses * boxes), 20)
        self.streets = list(islice(self._streets(), count))
        self.planted = [self._planted(index) for index in range(planted)]

    def _streets(self):
        spots = _spots()
        names = list(product(_FRENCH, _FIRST, _LAST))
        dutch = list(_DUTCH)
        for key in range(10**6):
            (nis_code, position), (kind, first, last) = (
                spots[key % len(spots)],
                names[(key // len(spots) * 131 + key) % len(names)],
            )
            # Two words, the second of which never comes back in the same municipality.
            tail = f"{last}{_letters(key)}"
            yield _Street(
                key=key,
                french=(kind, f"{first} {tail}"),
                dutch=(f"{_letters(key)}{first}{last}".capitalize(), dutch[key % len(dutch)]),
                nis_code=nis_code,
                position=position,
            )

    def rows(self):
        written = 0
        for street in self.streets:
            for number in range(1, self.houses + 1):
                for box in range(self.boxes):
                    if written >= self.size:
                        return
                    written += 1
                    yield _row(street, str(number), street.position_at(number), written, box)
            # Retired: somewhere else, and a number that is not there any more.
            far = street.position_at(3_000)
            yield _row(street, "1", far, 10**7 + street.key, 0, status="retired")
            yield _row(street, str(self.houses + 1), far, 10**8 + street.key, 0, status="retired")

    def write(self, path):
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows(self.rows())
        return path

    def _planted(self, index):
        street = self.random.choice(self.streets)
        number = self.random.randint(1, self.houses - 2)
        position, postal_code = street.position_at(number), street.postal_code
        written = self.random.choice(
            ["{}", "{}A", "{} bte 3", "{} bus 12", "{}/3", "{} boîte B", "n° {}", "{}-{next}"]
        ).format(number, next=number + 2)
        if index % 10 == 7:  # a number that there is not, or not any more
            written, position = str(self.houses + 1 + index % 3), None
        elif index % 10 == 8:  # in another postal code
            postal_code = "1120"
            position = None
        elif index % 10 == 9:  # a name that no street has
            street = _Street(street.key, ("Rue", "Inconnue"), ("Nergens", "straat"),
                             street.nis_code, street.position)  # fmt: skip
            position = None
        return Planted(self._spelled(street), written, postal_code, street.nis_code, position)

    def _spelled(self, street):
        kind, rest = street.french
        french = f"{self.random.choice(_FRENCH[kind])} {self._written(rest)}"
        name, kind = street.dutch
        dutch = f"{name}{self.random.choice(_DUTCH[kind])}"
        return self.random.choice([(french,), (dutch,), (dutch, french)])

    def _written(self, name):
        return self.random.choice(
            [
                name,
                name.upper(),
                name.lower().replace("-", " "),
                name.replace("é", "e").replace("É", "E").replace("ê", "e").replace("œ", "oe"),
                name.replace("Sainte", "Ste").replace("Saint", "St."),
                name.replace("’", "'").replace("Général", "Gén."),
            ]
        )


def _row(street, number, position, address_id, box, status="current"):
    latitude, longitude = position
    kind, rest = street.french
    return [
        "", "", latitude, longitude, address_id, box or "", number, street.nis_code, "", "", "",
        street.postal_code, "", "", street.key, "", f"{kind} {rest}", "".join(street.dutch),
        "BE-BRU", status,
    ]  # fmt: skip


def _letters(key):
    """A number as letters, such as "cab": part of a name."""
    letters = ""
    while key or not letters:
        key, digit = divmod(key, 20)
        letters += "bcdfghjklmnpqrstvwxz"[digit]
    return f"{letters}a"


def _spots():
    """`(NIS code, (latitude, longitude))` inside each neighbourhood, well away from its borders."""
    from shapely import Polygon
    from shapely.ops import polylabel

    spots = []
    for rings in borders.neighbourhoods().values():
        middle = polylabel(max(map(Polygon, rings), key=lambda shape: shape.area), 1e-4)
        nis_code = borders.municipality_at(middle.y, middle.x)
        spots.append((nis_code, (round(middle.y, 6), round(middle.x, 6))))
    return spots
