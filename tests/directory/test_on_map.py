"""The list on the map: each place that was found is in one part of it, and no secret is in any."""

import os
import re
from random import Random

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import timezone, translation

from core.languages import CODES
from core.lists.results import Results
from directory import finding, index
from directory.filters import OrganisationFilters
from directory.models import Location, Organisation
from maps import list_page, on_map
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

URL = "/nl/organisations/"
# scripts/prove_maps.py asks more.
QUESTIONS = int(os.environ.get("QUESTIONS", "60" if connection.vendor == "sqlite" else "12"))
FLAGEY = (50.8276, 4.3722)


@pytest.fixture
def ixelles():
    return factories.municipality(
        slug="ixelles", nis_code="21009", name_nl="Elsene", short_name_nl="Elsene",
        postal_codes=["1050"],
    )  # fmt: skip


@pytest.fixture
def flagey(ixelles):
    return factories.neighbourhood(
        slug="flagey", number=37, name_nl="Flagey", municipality=ixelles, postal_codes=["1050"]
    )


def place(name, point=(None, None), **values):
    row = factories.organisation(name_nl=name)
    return factories.location(
        organisation=row, latitude=point[0], longitude=point[1], **values
    ).organisation


def off(metres_north, metres_east, point=FLAGEY):
    return point[0] + metres_north / 111_195, point[1] + metres_east / 70_220


def parts(response):
    """`{heading: names}` of the sections of a list page."""
    return {
        part["heading"]: [card.name.text for card in part["cards"]]
        for part in response.context["sections"]
    }


def drawn(response):
    """`{numbers: address}` of the dots, in the order of the page."""
    return {dot.numbers: dot.url for dot in response.context["map"]["dots"]}


def counted(response):
    return [text for text, _address in response.context["map"]["counted"]]


# What is shown


def test_list_on_the_map_has_three_parts_that_add_up(client, flagey):
    place("Ver", neighbourhood=flagey)
    place("Hier", FLAGEY, neighbourhood=flagey)
    place("Elders", municipality=flagey.municipality)
    factories.organisation(name_nl="Overal", serves_region=True)

    response = client.get(URL, {"view": "map", "place": "flagey", "order": "name"})

    assert parts(response) == {
        "In Flagey": ["Hier"],
        "Juiste plek niet bekend": ["Ver"],
        "Elders in Elsene": ["Elders"],
        "Voor iedereen in Brussel, online of telefonisch": ["Overal"],
    }
    assert counted(response) == [
        "1 op de kaart",
        "1 nog niet op de kaart",
        "1 elders",
        "1 voor heel Brussel",
    ]
    assert response.context["total"] == 4


def test_dot_leads_to_its_card_and_has_its_number_and_name(client, flagey):
    row = place("Babycafé", FLAGEY, neighbourhood=flagey)

    response = client.get(URL, {"view": "map"})

    assert drawn(response) == {(1,): f"#o{row.pk}"}
    assert f'data-card="o{row.pk}" id="o{row.pk}"><span class="symbol"><b>1</b>' in response.text
    assert "<title>1 · Babycafé</title>" in response.text


def test_dot_of_a_card_on_another_list_page_leads_there(client, flagey):
    points = [FLAGEY] * 20 + [off(-1_500, 0)]
    rows = [
        place(f"{number:02}", point, neighbourhood=flagey) for number, point in enumerate(points)
    ]

    response = client.get(URL, {"view": "map", "place": "ixelles", "order": "name"})

    others = {url for url in drawn(response).values() if "page=2" in url}
    assert others == {f"?place=ixelles&view=map&order=name&page=2#o{rows[20].pk}"}
    second = client.get(f"{URL}?place=ixelles&view=map&order=name&page=2")
    assert parts(second) == {"In Elsene": ["20"]}
    assert f'id="o{rows[20].pk}"><span class="symbol"><b>21</b>' in second.text


def test_near_ones_are_gathered_and_lead_to_where_they_are_apart(client, flagey):
    place("A", FLAGEY, neighbourhood=flagey)
    place("B", off(300, 0), neighbourhood=flagey)
    place("C", off(0, 150), municipality=factories.municipality(nis_code="21005", slug="ettb"))

    wide = client.get(URL, {"view": "map", "order": "name"})
    near = client.get(URL, {"view": "map", "order": "name", "place": "flagey"})

    # One of the three lies in no place with the others.
    assert [*drawn(wide)] == [(1, 2, 3)]
    assert drawn(near).keys() == {(1,), (2,)}
    Organisation.objects.filter(name_nl="C").delete()
    assert drawn(client.get(URL, {"view": "map", "order": "name"})) == {
        (1, 2): "?place=flagey&view=map&order=name#map"
    }


def test_ones_at_one_address_lead_to_their_first_card(client, flagey):
    first = place("A", FLAGEY, neighbourhood=flagey)
    place("B", FLAGEY, neighbourhood=flagey)

    response = client.get(URL, {"view": "map", "order": "name"})

    assert drawn(response) == {(1, 2): f"#o{first.pk}"}
    assert "<title>2 dicht bij elkaar: 1, 2</title>" in response.text


def test_organisation_with_two_places_has_two_dots_with_one_number(client, flagey):
    row = place("A", FLAGEY, neighbourhood=flagey)
    far = off(3_000, 0)
    factories.location(organisation=row, latitude=far[0], longitude=far[1], neighbourhood=flagey)

    dots = client.get(URL, {"view": "map"}).context["map"]["dots"]

    assert [dot.numbers for dot in dots] == [(1,), (1,)]
    assert len({(dot.x, dot.y) for dot in dots}) == 2


def test_many_are_counted_by_place_and_each_zooms_in(client, ixelles, flagey, monkeypatch):
    monkeypatch.setattr(on_map, "MOST", 2)
    for number in range(3):
        place(f"{number}", off(0, 400 * number), neighbourhood=flagey)
    place("Zonder punt", municipality=ixelles)

    region = client.get(URL, {"view": "map", "order": "name"})
    town = client.get(URL, {"view": "map", "place": "ixelles", "order": "name"})
    part = client.get(URL, {"view": "map", "place": "flagey", "order": "name"})

    assert _areas(region) == [("ixelles", 4, "?place=ixelles&view=map&order=name")]
    assert counted(region) == ["4 in deze gemeenten"]
    assert _areas(town) == [("flagey", 3, "?place=flagey&view=map&order=name")]
    assert counted(town) == ["3 in deze wijken", "1 nog niet op de kaart"]
    assert counted(part) == ["2 op de kaart", "hier nog 1", "1 elders"]
    assert drawn(part).keys() == {(1,), (2,)}


def _areas(response):
    return [(place.slug, count, url) for place, count, url in response.context["map"]["areas"]]


def test_a_way_leads_out_again(client, flagey):
    def back(**asked):
        found = client.get(URL, {"view": "map", **asked}).context["map"]["back"]
        return found and (found[0] and found[0].slug, found[1])

    assert back() is None
    assert back(place="ixelles") == (None, "?view=map")
    assert back(place="flagey", free="1") == ("ixelles", "?place=ixelles&free=1&view=map")


# The question


def test_view_stays_in_every_link_but_what_search_engines_read(client, flagey):
    place("A", FLAGEY, neighbourhood=flagey)

    text = client.get(URL, {"view": "map", "kind": "meeting-place"}).text

    assert (
        '<link rel="canonical" href="http://127.0.0.1:8000/nl/organisations/?kind=meeting-place">'
        in text
    )
    assert '<meta name="robots" content="noindex">' in text
    assert 'href="/ar/organisations/?kind=meeting-place&amp;view=map" hreflang="ar"' in text
    assert '<input type="hidden" name="view" value="map">' in text
    assert 'href="/nl/organisations/?view=map#results"' in text  # the chip
    assert 'href="?kind=meeting-place&amp;view=map&amp;order=name#results"' in text
    assert "path=%2Forganisations%2F%3Fkind%3Dmeeting-place%26view%3Dmap" in text


def test_both_ways_to_see_a_list_are_links(client):
    text = client.get(URL, {"free": "1"}).text

    assert '<a href="?free=1#results" aria-current="true">' in text
    assert '<a href="?free=1&amp;view=map#results" rel="nofollow">' in text


def test_embedded_list_stays_embedded_on_the_map(client, flagey):
    place("A", FLAGEY, neighbourhood=flagey)

    text = client.get(URL, {"embed": "1", "view": "map", "place": "flagey"}).text

    assert '<a href="?place=flagey&amp;embed=1#results" target="_self">' in text
    assert 'href="?place=ixelles&amp;view=map&amp;embed=1#map"' in text


def test_many_in_several_places_are_seen_where_these_lie(client, flagey, monkeypatch):
    monkeypatch.setattr(on_map, "MOST", 1)
    ettb = factories.municipality(nis_code="21005", slug="ettb")
    for number in range(2):
        place(f"{number}", off(0, 400 * number), neighbourhood=flagey)
    place("Elders", (50.8366, 4.3880), municipality=ettb)

    response = client.get(URL, {"view": "map", "place": ["ixelles", "ettb"]})

    [svg] = re.findall(r'<svg class="plan.*?</svg>', response.text, re.DOTALL)
    assert ' aria-hidden="true"><g' in re.sub(r"\s+<", "<", svg)
    assert '<path class="here"' in svg
    assert _areas(response) == [("flagey", 2, "?place=flagey&view=map")]


def test_areas_of_an_embedded_list_stay_embedded(client, flagey, monkeypatch):
    monkeypatch.setattr(on_map, "MOST", 1)
    for name in "AB":
        place(name, FLAGEY, neighbourhood=flagey)

    text = client.get(URL, {"embed": "1", "view": "map"}).text

    svg = re.search(r'<svg class="plan.*?</svg>', text, re.DOTALL)[0]
    assert '<a href="?place=ixelles&amp;view=map&amp;embed=1#map" target="_self">' in svg
    assert '<a class="skip" href="#after-map" target="_self">' in text


def test_another_view_is_the_list_and_is_said(client, flagey):
    place("A", FLAGEY, neighbourhood=flagey)

    response = client.get(URL, {"view": "xyz"})

    assert response.context["map"] is None
    assert [value for _name, value in response.context["ignored"]] == ["xyz"]


@pytest.mark.parametrize(
    "query",
    ["page=99", "page=0", "q=zzz", "q=Flagey", "place=nergens", "day=x", "when=x", "view=%00"],
)
def test_any_question_gets_a_map(client, flagey, query):
    place("A", FLAGEY, neighbourhood=flagey)

    response = client.get(f"{URL}?view=map&{query}" if "view" not in query else f"{URL}?{query}")

    assert response.status_code == (404 if "page" in query else 200)


# Secrets


def test_secret_place_is_no_dot_and_in_no_number(client, ixelles, flagey, monkeypatch):
    place("A", FLAGEY, neighbourhood=flagey)
    row = factories.organisation(name_nl="Opvang", serves_region=True)
    before = [client.get(URL, {"view": "map", "place": slug}).text for slug in ("", "flagey")]

    factories.location(organisation=row, neighbourhood=flagey, is_confidential=True)

    assert [
        client.get(URL, {"view": "map", "place": slug}).text for slug in ("", "flagey")
    ] == before
    assert parts(client.get(URL, {"view": "map"}))[
        "Voor iedereen in Brussel, online of telefonisch"
    ] == ["Opvang"]


# Any question


@pytest.fixture
def site():
    """Forty organisations with places of all sorts, in two municipalities with borders and one
    without."""
    chance = Random(18)
    towns = [
        factories.municipality(slug="ixelles", nis_code="21009", postal_codes=["1050"]),
        factories.municipality(slug="ville", nis_code="21004", postal_codes=["1000", "1020"]),
        factories.municipality(slug="nieuw", nis_code="21999", postal_codes=["1999"]),
    ]
    quarters = [
        factories.neighbourhood(
            slug=f"wijk-{number}", number=number, municipality=town, postal_codes=codes
        )
        for town, numbers, codes in (
            (towns[0], (36, 37, 61), ["1050"]),
            (towns[1], (1, 2, 3), ["1000"]),
            (towns[1], (19,), ["1020"]),
            (towns[2], (7_001,), ["1999"]),
        )
        for number in numbers
    ]
    themes = [factories.theme(slug=slug) for slug in ("geld", "baby")]
    for number in range(40):
        row = factories.organisation(
            name_nl=f"Huis {number}",
            kind=chance.choice(["library", "shelter"]),
            cost=chance.choice(["free", "unknown"]),
            serves_region=chance.random() < 0.3,
            serves_municipalities=[towns[1]] if chance.random() < 0.2 else [],
            themes=[theme for theme in themes if chance.random() < 0.5],
        )
        for _place in range(chance.choice((0, 1, 1, 1, 2))):
            somewhere(chance, row, towns, quarters)
    return chance, towns, quarters


def somewhere(chance, row, towns, quarters, *, is_secret=False):
    quarter = chance.choice([None, *quarters])
    point = (None, None)
    if not is_secret and chance.random() < 0.7:
        point = (50.85 + chance.uniform(-0.06, 0.06), 4.36 + chance.uniform(-0.09, 0.09))
    factories.location(
        organisation=row,
        neighbourhood=quarter,
        municipality=quarter.municipality if quarter else chance.choice(towns),
        postal_code=chance.choice(["", "1050", "1000", "1020"]),
        latitude=point[0],
        longitude=point[1],
        is_confidential=is_secret,
    )


def question(chance, towns, quarters):
    places = [*towns, *quarters, "1020", "1000"]
    asked = {
        "place": chance.choices(places, k=chance.choice((0, 1, 1, 2))),
        "free": chance.choice([[], [], ["1"], ["1", "unknown"]]),
        "kind": chance.choice([[], [], ["library"]]),
        "theme": chance.choice([[], [], ["geld"], ["geld", "baby"]]),
        "q": chance.choice([[], [], [], ["huis"], ["huis 3"], ["ixelles"]]),
        "order": chance.choice([[], ["name"]]),
    }
    query = QueryDict(mutable=True)
    for name, values in asked.items():
        query.setlist(name, [getattr(value, "slug", value) for value in values])
    query["view"] = "map"
    return query


def ids(bits_or_positions, known):
    if isinstance(bits_or_positions, int):
        bits_or_positions = finding.Section("", bits_or_positions).positions(0, known.total)
    return [known.ids[position] for position in bits_or_positions]


def answer(query):
    """`(filters, found, {role: ids}, ranked ids)` of a question on the map."""
    known = index.current()
    filters = OrganisationFilters(query, known, timezone.localtime())
    found = on_map.found(filters)
    results = Results(finding.sections_on_map(filters, found), 1)
    roles = {role: [] for role in on_map.ROLES}
    for section in results.sections:
        roles[section.about.role] += ids(section.positions(0, known.total), known)
    return filters, found, roles, ids(list_page.ranked(found, results), known)


def in_window(point, plan):
    """As the plan says, but in degrees."""
    down = (plan.north - point[0]) * 111_195 / plan.metres
    across = (point[1] - plan.west) * 0.63148 * 111_195 / plan.metres
    return -0.5 <= down <= plan.height + 0.5 and -0.5 <= across <= plan.width + 0.5


def is_in(location, slug):
    """Whether a location lies in a place, from its row."""
    if slug.isdigit():
        return location.postal_code == slug
    if location.neighbourhood and location.neighbourhood.slug == slug:
        return True
    # The only part with a code has what lies there.
    is_only = (location.neighbourhood, location.postal_code, slug) == (None, "1020", "wijk-19")
    return is_only or location.municipality.slug == slug


def test_each_row_is_in_one_part_whatever_is_asked(site, monkeypatch):
    chance, towns, quarters = site
    rows = Location.objects.select_related("municipality", "neighbourhood")
    public = {}
    for location in rows.filter(is_confidential=False):
        public.setdefault(location.organisation_id, []).append(location)
    questions, answers = [question(chance, towns, quarters) for _each in range(QUESTIONS)], []
    for number, query in enumerate(questions):
        monkeypatch.setattr(on_map, "MOST", chance.choice((3, 8, 60)))
        with translation.override(CODES[number % len(CODES)]):
            filters, found, roles, ranked = answer(query)
        total, there = filters.rows(), [place.slug for place in filters.places]
        assert sorted(pk for part in roles.values() for pk in part) == sorted(
            ids(total, filters.index)
        )
        plan, expected = found.window.plan, {role: set() for role in on_map.ROLES}
        for pk in ids(total, filters.index):
            own = public.get(pk, [])
            points = [(each.latitude, each.longitude) for each in own if each.latitude]
            lies_there = any(is_in(each, slug) for each in own for slug in there) or (
                own and not there
            )
            if found.has_dots:
                is_on = any(in_window(point, plan) for point in points)
            else:
                is_on = any(is_in(each, area.slug) for each in own for area, _rows in found.areas)
            expected["map" if is_on else "unplaced" if lies_there else "rest"].add(pk)
        assert {*roles["map"], *roles["crowded"]} == expected["map"], query
        assert [{*roles["unplaced"]}, {*roles["rest"]}] == [expected["unplaced"], expected["rest"]]
        for area, bits in found.areas:
            own = {
                pk
                for pk in ids(total, filters.index)
                for each in public.get(pk, [])
                if is_in(each, area.slug)
            }
            assert {*ids(bits, filters.index)} == own
        assert ranked == (roles["map"] if found.has_dots else [])
        assert len(ranked) <= on_map.MOST
        answers.append((on_map.MOST, roles, [(area.slug, bits) for area, bits in found.areas]))

    for row in Organisation.objects.order_by("pk"):
        somewhere(chance, row, towns, quarters, is_secret=True)

    for query, (most, *said) in zip(questions, answers, strict=True):
        monkeypatch.setattr(on_map, "MOST", most)
        _filters, found, roles, _ranked = answer(query)
        assert [roles, [(area.slug, bits) for area, bits in found.areas]] == said


# Speed


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_map_costs_one_query_more_at_most(client, flagey, django_assert_num_queries, rows):
    for number in range(rows):
        place(f"{number}", off(0, 100 * number), neighbourhood=flagey)
    client.get(URL)  # builds the index

    # The page's organisations, and the names of those on other list pages.
    with django_assert_num_queries(2 if rows > 20 else 1):
        client.get(URL, {"view": "map"})
