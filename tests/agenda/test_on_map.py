"""The agenda on the map: each activity once, where its place is."""

import os
from random import Random

import pytest
from django.http import QueryDict
from django.utils import timezone

from agenda import finding
from agenda import index as agenda_index
from agenda.filters import EventFilters
from core.lists.results import Results
from maps import list_page, on_map
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

URL = "/nl/agenda/"
FLAGEY = (50.8276, 4.3722)
# scripts/prove_maps.py asks more.
QUESTIONS = int(os.environ.get("QUESTIONS", "40"))
WEEKLY = {"rule": "FREQ=WEEKLY", "starts_on": "2026-11-16"}


@pytest.fixture
def flagey():
    town = factories.municipality(
        slug="ixelles", nis_code="21009", name_nl="Elsene", short_name_nl="Elsene",
    )  # fmt: skip
    return factories.neighbourhood(slug="flagey", number=37, name_nl="Flagey", municipality=town)


def there(quarter, point=FLAGEY, **values):
    latitude, longitude = point or (None, None)
    return factories.location(
        neighbourhood=quarter, latitude=latitude, longitude=longitude, **values
    )


def parts(response):
    return {
        part["heading"]: [card.title.text for card in part["cards"]]
        for part in response.context["parts"]
    }


def counted(response):
    return [text for text, _address in response.context["map"]["counted"]]


def test_each_activity_is_in_one_part(client, flagey):
    weekly = factories.event(title_nl="Elke week", location=there(flagey), **WEEKLY)
    factories.event(title_nl="Zonder punt", location=there(flagey, None))
    factories.event(title_nl="Online", is_online=True)
    factories.event(title_nl="Elders", place_nl="Zaal", municipality=flagey.municipality)

    response = client.get(URL, {"view": "map", "place": "flagey"})

    assert parts(response) == {
        "In Flagey": ["Elke week"],
        "Juiste plek niet bekend": ["Zonder punt"],
        "Elders in Elsene": ["Elders"],
        "Voor iedereen in Brussel, online of telefonisch": ["Online"],
    }
    assert counted(response) == [
        "1 op de kaart",
        "1 nog niet op de kaart",
        "1 elders",
        "1 voor heel Brussel",
    ]
    [dot] = response.context["map"]["dots"]
    assert dot.url == f"#e{weekly.pk}"
    assert f'data-card="e{weekly.pk}" id="e{weekly.pk}">\n<h3><b>1</b> <a' in response.text
    assert "<title>1 · Elke week</title>" in response.text


def test_days_are_those_of_the_list(client, flagey):
    factories.event(title_nl="Morgen", starts_on="2026-11-17", location=there(flagey))
    factories.event(title_nl="Later", starts_on="2026-12-17", location=there(flagey))

    response = client.get(URL, {"view": "map", "when": "tomorrow"})

    assert parts(response) == {"": ["Morgen"]}
    assert 'href="/nl/agenda/calendar.ics?when=tomorrow"' in response.text
    assert "when=week&amp;view=map" in response.text


def test_secret_place_is_no_dot(client, flagey):
    secret = factories.location(
        neighbourhood=flagey, is_confidential=True, organisation=factories.organisation()
    )
    factories.event(title_nl="Praatgroep", location=secret)

    response = client.get(URL, {"view": "map"})

    assert response.context["map"]["dots"] == []
    assert counted(response) == ["1 voor heel Brussel"]


def test_numbers_agree_with_the_list_whatever_is_asked(flagey, monkeypatch):
    chance = Random(18)
    for number in range(16):
        point = chance.choice([None, (50.82 + number / 1_000, 4.37)])
        at = chance.choice([there(flagey, point), None])
        factories.event(
            title_nl=f"Koffie {number}",
            location=at,
            cost=chance.choice(["free", "unknown"]),
            starts_on=f"2026-11-{16 + number % 9}",
            rule="FREQ=DAILY" if number % 2 else "",
            repeats_until="2026-11-26" if number % 2 else None,
        )
    index, now = agenda_index.current(), timezone.localtime()
    for number in range(QUESTIONS):
        monkeypatch.setattr(on_map, "MOST", chance.choice((2, 60)))
        query = QueryDict(mutable=True)
        for name, values in {
            "place": ["ixelles", "flagey"],
            "when": ["today", "week", "weekend"],
            "free": ["1"],
            "q": ["koffie", "koffie 3"],
        }.items():
            if chance.random() < 0.5:
                query[name] = chance.choice(values)
        query["view"] = "map"
        filters = EventFilters(query, index, now)
        found = on_map.found(filters)
        results = Results(finding.sections_on_map(filters, found), 1)
        rows = [p for section in results.sections for p in section.positions(0, 99)]
        assert (len(rows), {*rows}) == (filters.rows().bit_count(), {*rows}), number
        assert sum(1 << row for row in {*rows}) == filters.rows()
        for position in list_page.ranked(found, results):
            assert index.points.of(position)


@pytest.mark.parametrize("rows", [1, 3, 25])
def test_map_costs_one_query_more_at_most(client, flagey, django_assert_num_queries, rows):
    for _number in range(rows):
        factories.event(starts_on="2026-11-18", location=there(flagey))
    client.get(URL)

    with django_assert_num_queries(2 if rows > 20 else 1):
        client.get(URL, {"view": "map"})
