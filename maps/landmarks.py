"""What is drawn quietly on a plan, so that people find their way: see `geo.landmarks`."""

from typing import NamedTuple

from geo import borders, landmarks

_NEAR = 8  # metres in a unit, with less of which tracks are areas


class Landmarks(NamedTuple):
    """`d` of SVG paths; `is_of_osm` when something of OpenStreetMap is among them.

    The railway is areas where tracks are wider than a line on the plan, else `tracks` are lines.
    """

    green: list
    canal: str
    railway: list
    tracks: str

    @property
    def is_of_osm(self):
        return bool(self.canal or self.railway or self.tracks)


def on(plan, metres=None, least=6, off=1):
    """The `Landmarks` that are seen on a plan.

    They may be `off` by so many units, and none is smaller than `least` across and down together.

    `metres` is which borders parks have (`geo.borders.COARSE`), so that they fit to those that are
    drawn beside them; without it the exact ones.
    """
    layer = (
        borders.coarse("neighbourhoods", metres) if metres is not None else borders.neighbourhoods()
    )
    parks = (rings for number, rings in layer.items() if landmarks.is_green(number))
    green = (plan.sketch(rings, least, off) for rings in parks)
    is_near = plan.metres < _NEAR
    areas = (plan.sketch(area, least, off) for area in landmarks.railway() if is_near)
    return Landmarks(
        [path for path in green if path],
        plan.line(landmarks.canal()),
        [path for path in areas if path],
        "" if is_near else "".join(map(plan.line, landmarks.railway_lines())),
    )


def on_region(plan):
    """The same on the whole Region: without the railway, which weighs much there and says little,
    and without small parks."""
    seen = on(plan, borders.COARSE[0], least=36, off=3)
    return seen._replace(railway=[], tracks="")
