"""Links that show the way to a place: in the app of a phone, and on pages of others.

Nothing is loaded from these: she chooses, and only what she needs to get there is in the address.
A place with a point is meant by that, another one by its address.
"""

from typing import NamedTuple
from urllib.parse import quote, urlencode

_FOOT = "fossgis_osrm_foot"


class Ways(NamedTuple):
    """`app` opens what the phone has for maps, `osm` OpenStreetMap; `others` are `(name, address)`
    of other companies."""

    app: str
    osm: str
    others: list


def ways(point, address, label=""):
    """The `Ways` to a (latitude, longitude), or without that (None) to an address.

    `label` is how the place is called in her app, if it may be written there: a name stays in what
    she looked for last.
    """
    if point is None:
        where = quote(address, safe="")
        return Ways(
            app=f"geo:0,0?q={where}",
            osm=f"https://www.openstreetmap.org/search?query={where}",
            others=_others(address, waze={"q": address}),
        )
    latitude, longitude = (f"{round(degrees, 5)}" for degrees in point)
    there = f"{latitude},{longitude}"
    # What stands in brackets is the name (Android’s intents).
    named = f"({quote(label, safe='')})" if label else ""
    query = urlencode({"engine": _FOOT, "route": f";{there}"})
    ways = _others(there, waze={"ll": there})
    ways.insert(2, ("Citymapper", _url("citymapper.com/directions", endcoord=there)))
    return Ways(
        app=f"geo:{there}?q={there}{named}",
        osm=f"https://www.openstreetmap.org/directions?{query}#map=17/{latitude}/{longitude}",
        others=ways,
    )


def _others(there, waze):
    return [
        ("Google Maps", _url("www.google.com/maps/dir/", api=1, destination=there)),
        ("Apple Maps", _url("maps.apple.com/", daddr=there)),
        ("Waze", _url("waze.com/ul", **waze, navigate="yes")),
    ]


def _url(page, **query):
    return f"https://{page}?{urlencode(query)}"
