"""What the pages of organisations and activities say of where they are, and what they never do."""

import re

import brotli
import pytest
from django.test import Client
from django.utils import translation

from core.languages import CODES
from core.models import Status
from directory.models import Location
from tests.factories import event, location, municipality, neighbourhood, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

HERE = {"latitude": 50.853351, "longitude": 4.369170}


def at(metres, **values):
    """A place of its own so many metres to the north."""
    row = organisation(**values)
    location(organisation=row, latitude=HERE["latitude"] + metres / 111_195, longitude=4.36917)
    return row


def here(**values):
    """The organisation whose page is looked at; `values` are of its place."""
    row = organisation(slug="hier", name_nl="Hier", phone="02 512 34 56")
    location(organisation=row, **{**HERE, **values})
    return row


def page(client, language="nl", path="organisations/hier/"):
    return client.get(f"/{language}/{path}").text


def neighbours(text):
    """`(name, what is said of it)` in their order."""
    found = re.search(r'<ol class="nearby">(.*?)</ol>', text, re.DOTALL)
    item = r'<a href="[^"]*">(.*?)</a> <div class="small soft">(.*?)</div>'
    return re.findall(item, found[1]) if found else []


def names(text):
    return [name for name, _said in neighbours(text)]


# The drawing


@pytest.mark.parametrize("language", CODES)
def test_drawing_is_described_in_every_language(client, language):
    town = municipality(name_nl="Sint-Joost", name_fr="Saint-Josse", name_ar="سان جوس")
    part = neighbourhood(municipality=town, name_nl="Noordwijk", name_fr="Quartier Nord")
    here(neighbourhood=part)

    text = page(client, language)

    [label] = re.findall(r'<svg class="plan surroundings".*?aria-label="([^"]*)"', text)
    town = {"nl": "Sint-Joost", "ar": "سان جوس"}.get(language, "Saint-Josse")
    assert town in label
    assert ("Brussel-Congres" if language == "nl" else "Bruxelles-Congrès") in label
    assert "10" in label
    assert ' direction="ltr"' in text
    assert "© OpenStreetMap contributors" in text


def test_credit_is_true():
    """Woods without a railway: nothing is of OpenStreetMap unless a point is."""
    woods = {"latitude": 50.795, "longitude": 4.43}
    row = here(**woods)
    client = Client()

    assert "OpenStreetMap contributors" not in page(client)
    row.locations.update(position_from=Location.PointFrom.ADDRESSES)
    assert "OpenStreetMap contributors" not in page(client)
    row.locations.update(position_from=Location.PointFrom.MAP_DATA)
    assert "OpenStreetMap contributors" in page(client)


def test_point_of_a_neighbour_has_its_credit_too(client):
    here(latitude=50.795, longitude=4.43)
    other = organisation()
    location(organisation=other, latitude=50.796, longitude=4.43, position_from="map-data")

    assert "OpenStreetMap contributors" in page(client)


@pytest.mark.parametrize(
    "values",
    [
        {"latitude": None, "longitude": None, "street_nl": "Kerkstraat"},
        {"location_type": Location.Type.VIRTUAL, "latitude": None, "longitude": None},
        {"is_confidential": True},
    ],
)
def test_place_without_a_public_point_is_not_drawn(client, values):
    here(**values)
    at(100)

    text = page(client)

    assert "surroundings" not in text
    assert neighbours(text) == []


def test_place_far_outside_of_the_region_is_not_drawn(client):
    here(latitude=50.71, longitude=4.21)

    text = page(client)

    assert "surroundings" not in text
    assert 'href="geo:50.71,4.21' in text


def test_secret_place_has_no_way_no_sign_and_no_neighbours(client):
    here(is_confidential=True, street_nl="Schuilstraat", house_number="7")

    text = page(client)

    assert "geo:" not in text
    assert "Schuilstraat" not in text
    assert 'class="sign"' not in text


def test_only_the_first_of_several_is_seen_at_once(client):
    row = here(position=0)
    for metres in (400, 800, 1200):
        location(organisation=row, **{**HERE, "latitude": HERE["latitude"] + metres / 111_195})

    text = page(client)

    assert text.count('<svg class="plan surroundings"') == 3
    assert text.count("<details><summary>Op de kaart</summary>") == 2


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_drawing_is_light(client, language):
    """Where most is drawn: the larger scale, among railways, the canal and many borders."""
    row = organisation(slug="hier")
    location(organisation=row, latitude=50.8449, longitude=4.3446)
    for metres in (500, 600, 700):
        there = 50.8449 + metres / 111_195
        location(organisation=organisation(), latitude=there, longitude=4.3446)

    drawing = re.search(r"<svg class=.plan surr.*?</svg>", page(client, language), re.DOTALL)[0]

    assert len(brotli.compress(drawing.encode(), quality=5)) < 1_500


# What is near


def test_nearest_come_first_with_their_kind_and_how_far_it_is(client):
    here()
    for metres in (500, 40, 300, 200, 900):
        at(metres, name_nl=f"Op {metres}")

    assert neighbours(page(client)) == [
        ("Op 40", "Speel- en ontmoetingsplek, ongeveer 1 minuut te voet"),
        ("Op 200", "Speel- en ontmoetingsplek, ongeveer 4 minuten te voet"),
        ("Op 300", "Speel- en ontmoetingsplek, ongeveer 6 minuten te voet"),
    ]


def test_name_in_another_language_says_so(client):
    here()
    at(100, name_fr="Chez nous")

    assert names(page(client)) == ['<span lang="fr" dir="ltr">Chez nous</span>']


def test_nobody_is_near_where_nobody_is(client):
    here()
    at(900)

    assert neighbours(page(client)) == []


def test_sensitive_secret_and_unpublished_places_are_nobodys_neighbours(client):
    here()
    at(100, name_nl="Gevoelig", themes=[theme(is_sensitive=True)])
    at(100, name_nl="Klad", status=Status.DRAFT)
    secret = organisation(name_nl="Geheim")
    location(organisation=secret, is_confidential=True, **HERE)
    at(700, name_nl="Gewoon")

    text = page(client)

    assert names(text) == ["Gewoon"]
    assert "Gevoelig" not in text


def test_sensitive_page_names_no_neighbours_and_itself_in_no_link(client):
    row = here(street_nl="Dorpstraat", house_number="1")
    row.themes.add(theme(is_sensitive=True))
    at(100)

    text = page(client)

    assert neighbours(text) == []
    assert "surroundings" in text
    assert 'href="geo:50.85335,4.36917?q=50.85335,4.36917"' in text
    assert [link for link in re.findall(r'href="((?:geo|http).*?)"', text) if "Hier" in link] == []


def test_own_other_places_are_no_neighbours(client):
    row = here()
    location(organisation=row, **HERE)

    assert neighbours(page(client)) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_near_costs_one_query(client, django_assert_num_queries, rows):
    row = here()
    for _number in range(rows):
        location(organisation=row, **HERE)
        at(100)
    page(client)

    with django_assert_num_queries(10):
        page(client)


# The ways there


def test_directions_lead_to_the_point(client):
    here(street_nl="Dorpstraat", house_number="1")

    text = page(client)

    way = (
        "https://www.openstreetmap.org/directions?engine=fossgis_osrm_foot&amp;"
        "route=%3B50.85335%2C4.36917#map=17/50.85335/4.36917"
    )
    assert text.count(f'href="{way}" rel="noreferrer"') == 2
    assert 'href="geo:50.85335,4.36917?q=50.85335,4.36917(Hier)" data-app' in text
    # Whatever leads away says nothing of where she was.
    others = re.findall(r'<a href="https://(?:www\.google|maps\.apple|city|waze)[^>]*>', text)
    assert len(others) == 4
    assert all('rel="noreferrer"' in link for link in others)


def test_address_for_a_driver_is_latin_in_arabic(client):
    town = municipality(name_nl="Sint-Gillis", name_fr="Saint-Gilles", name_ar="سان جيل")
    here(street_fr="Rue du Fort", house_number="25", postal_code="1060", municipality=town)

    sign = re.search(r'<details class="sign">.*?</details>', page(client, "ar"), re.DOTALL)[0]

    assert '<p lang="fr" dir="ltr"><bdi lang="fr">Rue du Fort 25</bdi><br>' in sign
    assert (
        '<bdi>1060 <span lang="fr">Saint-Gilles</span> / <span lang="nl">Sint-Gillis</span></bdi>'
    ) in sign
    assert 'data-copy="Rue du Fort 25, 1060 Saint-Gilles / Sint-Gillis"' in sign


# Activities


def koffie(place, **values):
    return event(slug="koffie", organisation=place.organisation, location=place, **values)


def test_activity_is_where_its_place_is(client):
    at(200, name_nl="Naast")
    koffie(here(street_nl="Dorpstraat", house_number="1").locations.get())

    text = page(client, path="agenda/koffie/")

    assert 'class="plan surroundings"' in text
    assert names(text) == ["Naast"]
    assert 'class="sign"' in text


def test_activity_of_a_guest_names_neither_its_house_nor_itself(client):
    place = here().locations.get()
    guest = at(100, name_nl="Gast")
    event(slug="koffie", organisation=guest, location=place)

    assert names(page(client, path="agenda/koffie/")) == []


def test_way_to_a_guest_of_a_sensitive_house_does_not_name_the_house(kept):
    house, _look = kept
    house.locations.update(name_nl="Huis tegen geweld")
    event(slug="koffie", organisation=at(100, name_nl="Gast"), location=house.locations.get())
    client = Client()
    assert "(Huis%20tegen%20geweld)" in page(client, path="agenda/koffie/")

    house.themes.add(theme(is_sensitive=True))

    text = page(client, path="agenda/koffie/")
    assert 'href="geo:' in text
    assert "geweld)" not in text


@pytest.mark.parametrize("secret", [True, False])
def test_activity_without_a_public_place_is_not_drawn(client, secret):
    at(100)
    if secret:
        koffie(here(is_confidential=True).locations.get())
    else:
        event(slug="koffie", place_nl="In het park", municipality=municipality())

    text = page(client, path="agenda/koffie/")

    assert "surroundings" not in text
    assert "geo:" not in text
    assert neighbours(text) == []


def test_sensitive_activity_names_no_neighbours(client):
    at(100)
    koffie(here().locations.get(), themes=[theme(is_sensitive=True)])

    text = page(client, path="agenda/koffie/")

    assert neighbours(text) == []
    assert "(Hier)" not in text


# Kept pages


@pytest.fixture
def kept(settings):
    """A client of a site that keeps its pages; `kept(how)` says whether one was made anew after."""
    settings.PAGE_CACHE_BYTES = 1_000_000
    client = Client()
    own = here()

    def look():
        text = page(client)
        [made] = client.handler._middleware_chain.store.pages.values()
        return text, made

    return own, look


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (lambda row: row.locations.update(latitude=HERE["latitude"] + 600 / 111_195), "11 minuten"),
        (lambda row: (setattr(row, "name_nl", "Nieuw"), row.save()), "Nieuw"),
        (lambda row: (setattr(row, "status", Status.ARCHIVED), row.save()), ""),
        (lambda row: row.themes.add(theme(is_sensitive=True)), ""),
        (lambda row: row.locations.update(is_confidential=True, latitude=None), ""),
    ],
    ids=["moved", "renamed", "archived", "sensitive", "secret"],
)
def test_kept_page_follows_what_is_near(kept, change, after):
    _own, look = kept
    other = at(100, name_nl="Naast")
    assert names(look()[0]) == ["Naast"]

    change(other)

    assert (after in str(neighbours(look()[0]))) if after else (neighbours(look()[0]) == [])


def test_kept_page_sees_who_comes_nearer_or_is_sensitive_no_more(kept):
    _own, look = kept
    hidden = theme(is_sensitive=True)
    other = at(100, name_nl="Naast", themes=[hidden])
    assert names(look()[0]) == []

    other.themes.clear()
    assert names(look()[0]) == ["Naast"]
    at(50, name_nl="Nieuw")
    assert names(look()[0]) == ["Nieuw", "Naast"]


def test_kept_page_does_not_mind_what_is_far_away(kept):
    _own, look = kept
    far = at(5_000)
    _text, before = look()

    far.locations.update(latitude=HERE["latitude"] + 5_100 / 111_195)
    town = far.locations.get().municipality
    location(organisation=organisation(), municipality=town, latitude=50.8, longitude=4.3)
    _text, after = look()

    assert after is before


def test_neighbours_are_in_the_language_of_the_page():
    here()
    at(100, name_nl="Naast", name_fr="À côté")
    with translation.override("fr"):
        assert names(page(Client(), "fr")) == ["À côté"]
