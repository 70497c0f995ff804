"""Links that show the way: each exactly as its maker documents it."""

import pytest

from directory.around.ways import ways

pytestmark = pytest.mark.one_database

POINT = (50.846712345, 4.3517)
ADDRESS = "Rue d’Été 5 & 7, 1000 Brussel"
WRITTEN = "Rue%20d%E2%80%99%C3%89t%C3%A9%205%20%26%207%2C%201000%20Brussel"


def test_ways_to_a_point():
    found = ways(POINT, ADDRESS, "Huis (Elsene)")

    assert found.app == "geo:50.84671,4.3517?q=50.84671,4.3517(Huis%20%28Elsene%29)"
    assert found.osm == (
        "https://www.openstreetmap.org/directions?engine=fossgis_osrm_foot"
        "&route=%3B50.84671%2C4.3517#map=17/50.84671/4.3517"
    )
    assert found.others == [
        ("Google Maps", "https://www.google.com/maps/dir/?api=1&destination=50.84671%2C4.3517"),
        ("Apple Maps", "https://maps.apple.com/?daddr=50.84671%2C4.3517"),
        ("Citymapper", "https://citymapper.com/directions?endcoord=50.84671%2C4.3517"),
        ("Waze", "https://waze.com/ul?ll=50.84671%2C4.3517&navigate=yes"),
    ]


def test_without_a_label_there_is_no_name_in_any_of_them():
    found = ways(POINT, ADDRESS)

    assert found.app == "geo:50.84671,4.3517?q=50.84671,4.3517"


def test_ways_to_an_address():
    found = ways(None, ADDRESS, "Huis")
    plus = WRITTEN.replace("%20", "+")

    assert found.app == f"geo:0,0?q={WRITTEN}"
    assert found.osm == f"https://www.openstreetmap.org/search?query={WRITTEN}"
    assert found.others == [
        ("Google Maps", f"https://www.google.com/maps/dir/?api=1&destination={plus}"),
        ("Apple Maps", f"https://maps.apple.com/?daddr={plus}"),
        ("Waze", f"https://waze.com/ul?q={plus}&navigate=yes"),
    ]
