"""What is drawn quietly on a plan, so that people find their way: see `geo.landmarks`."""

from typing import NamedTuple

from geo import borders, landmarks


class Landmarks(NamedTuple):
    """`d` of SVG paths; `is_of_osm` when something of OpenStreetMap is among them."""

    green: list
    canal: str
    railway: list

    @property
    def is_of_osm(self):
        return bool(self.canal or self.railway)


def on(plan, metres=None):
    """The `Landmarks` that are seen on a plan.

    `metres` is which borders parks have (`geo.borders.COARSE`), so that they fit to those that are
    drawn beside them; without it the exact ones.
    """
    layer = (
        borders.coarse("neighbourhoods", metres) if metres is not None else borders.neighbourhoods()
    )
    green = (plan.area(rings) for number, rings in layer.items() if landmarks.is_green(number))
    return Landmarks(
        [path for path in green if path],
        plan.line(landmarks.canal()),
        [path for area in landmarks.railway() if (path := plan.area(area))],
    )
