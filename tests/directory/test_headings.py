"""What a list says that it found: how much is there, and how much is for everyone."""

import pytest

from agenda.models import Event
from tests.factories import (
    audience,
    event,
    location,
    municipality,
    neighbourhood,
    organisation,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]
URL = "/nl/organisations/"


@pytest.fixture
def places():
    """Two organisations in Molenbeek, one in its part Maritiem, one in Elsene, three anywhere."""
    names = {
        f"{field}_{code}": "Molenbeek" for field in ("name", "short_name")
        for code in ("nl", "fr", "en", "ar", "es", "tr")
    }  # fmt: skip
    town = municipality(slug="molenbeek", postal_codes=["1080"], **names)
    other = municipality(slug="elsene", name_nl="Elsene", short_name_nl="Elsene")
    part = neighbourhood(slug="maritiem", name_nl="Maritiem", municipality=town)
    budget = theme(slug="budget", name_nl="Geld")
    location(organisation=organisation(themes=[budget]), municipality=town)
    location(organisation=organisation(), neighbourhood=part)
    location(organisation=organisation(), municipality=other)
    organisation(serves_region=True, themes=[budget])
    for _ in range(2):
        organisation(serves_region=True, spoken_languages=["nl"])


def sections(response):
    return [
        (part["id"], part["heading"], len(part["cards"])) for part in response.context["sections"]
    ]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("", "6 plekken in Brussel"),
        ("place=molenbeek", "2 plekken in Molenbeek, 3 voor heel Brussel"),
        ("place=1080", "2 plekken in Molenbeek, 3 voor heel Brussel"),
        ("place=maritiem", "1 plek in Maritiem, 1 elders in Molenbeek, 3 voor heel Brussel"),
        ("place=molenbeek&place=elsene", "3 plekken in Molenbeek of Elsene, 3 voor heel Brussel"),
        ("place=elsene&theme=budget", "0 plekken voor ‘Geld’ in Elsene, 1 voor heel Brussel"),
        ("theme=budget&kind=library", "0 plekken voor ‘Geld’ · Bibliotheek"),
        ("language=ar", "0 plekken in Brussel · Arabisch"),
        ("free=1&q=iets", "0 plekken in Brussel · ‘iets’, Gratis"),
    ],
)
def test_heading_says_what_is_there_and_what_is_for_everyone(client, query, heading):
    response = client.get(f"{URL}?{query}")

    assert response.context["heading"] == heading
    assert f"<title>{heading}".replace("&", "&amp;") in response.text


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("nl", "2 plekken in Molenbeek, 3 voor heel Brussel"),
        ("fr", "Molenbeek\u202f: 2 lieux, 3 pour tout Bruxelles"),
        ("en", "2 places in Molenbeek, 3 for all of Brussels"),
        ("ar", "مكانان في Molenbeek، 3 لكل بروكسل"),
        ("es", "2 lugares en Molenbeek, 3 para toda Bruselas"),
        ("tr", "Molenbeek: 2 yer, tüm Brüksel için 3"),
    ],
)
def test_heading_in_every_language(client, language, heading):
    response = client.get(f"/{language}/organisations/?place=molenbeek")

    assert response.context["heading"] == heading


@pytest.mark.usefixtures("places")
def test_numbers_of_a_heading_lead_to_what_they_count(client):
    response = client.get(URL, {"place": "molenbeek"})

    assert "<h1>2 plekken in Molenbeek</h1>" in response.text
    assert '<p class="counts"><a href="#everywhere">3 voor heel Brussel</a></p>' in " ".join(
        response.text.split()
    ).replace("> <", "><")
    assert sections(response) == [
        ("here", "In Molenbeek", 2),
        ("everywhere", "Voor iedereen in Brussel, online of telefonisch", 3),
    ]
    assert 'id="everywhere"' in response.text


def test_numbers_of_a_heading_lead_to_another_page_of_the_list(client):
    town = municipality(slug="jette", short_name_nl="Jette")
    for _ in range(21):
        location(organisation=organisation(), municipality=town)
    organisation(serves_region=True)

    first = client.get(URL, {"place": "jette"})
    second = client.get(f"{URL}?{first.context['next']}")

    assert first.context["counted"] == [
        ("21 plekken in Jette", "#here"),
        ("1 voor heel Brussel", "?place=jette&page=2&day=2026-11-16#everywhere"),
    ]
    assert [address for _text, address in second.context["counted"]] == [
        "?place=jette&day=2026-11-16#here",
        "#everywhere",
    ]


@pytest.mark.usefixtures("places")
def test_a_part_and_its_municipality_ask_for_the_part(client):
    response = client.get(f"{URL}?place=molenbeek&place=maritiem")

    assert response.context["canonical_query"] == "place=maritiem"


@pytest.mark.usefixtures("places")
def test_a_postal_code_elsewhere_says_which_there_are(client):
    response = client.get(URL, {"place": "9000"})

    assert response.context["hints"] == [
        "We kennen alleen Brussel: typ een gemeente, een wijk of een postcode van 1000 tot 1210."
    ]
    assert str(response.context["hints"][0]) in response.text
    assert client.get(URL, {"kind": "9000"}).context["hints"] == []


# For whom


def test_an_audience_shows_first_what_says_so(client):
    twins = audience(slug="twins", name_nl="Tweeling")
    for _ in range(3):
        organisation()
    organisation(audiences=[twins], serves_region=True)

    response = client.get(URL, {"audience": "twins"})

    assert response.context["heading"] == "1 plek voor ‘Tweeling’, 3 voor iedereen"
    assert sections(response) == [("all", "Tweeling", 1), ("all-others", "Voor iedereen", 3)]


def test_an_audience_that_nobody_names_counts_nothing_and_is_not_offered(client):
    audience(slug="twins", name_nl="Tweeling")
    for _ in range(2):
        organisation()

    response = client.get(URL, {"audience": "twins"})

    assert response.context["heading"] == "0 plekken voor ‘Tweeling’, 2 voor iedereen"
    assert sections(response) == [("all-others", "Voor iedereen", 2)]
    assert [(o.value, o.count) for o in response.context["options"]["audience"]] == [("twins", 0)]
    assert client.get(URL).context["options"]["audience"] == []


@pytest.mark.usefixtures("places")
def test_an_audience_in_a_place_has_headings_for_both(client):
    twins = audience(slug="twins", name_nl="Tweeling")
    organisation(audiences=[twins], serves_region=True)

    response = client.get(URL, {"audience": "twins", "place": "elsene"})

    assert response.context["heading"] == (
        "0 plekken voor ‘Tweeling’ in Elsene, 1 voor heel Brussel, 4 voor iedereen"
    )
    assert sections(response) == [
        ("everywhere", "Tweeling · Voor iedereen in Brussel, online of telefonisch", 1),
        ("here-others", "Voor iedereen · In Elsene", 1),
        ("everywhere-others", "Voor iedereen · Voor iedereen in Brussel, online of telefonisch", 3),
    ]


@pytest.mark.usefixtures("places")
def test_what_is_not_known_comes_under_a_heading_of_its_own(client):
    response = client.get(f"{URL}?language=nl&language=unknown")

    assert sections(response) == [
        ("all", "Nederlands", 2),
        ("all-others", "Talen niet bekend", 4),
    ]
    assert response.context["counted"] == [
        ("2 plekken in Brussel", "#all"),
        ("4 waarvan we het niet weten", "#all-others"),
    ]


# A language that no place is known for


@pytest.mark.usefixtures("places")
def test_a_language_leads_to_the_activities_in_it(client):
    for _ in range(2):
        event(spoken_languages=["ar"])

    response = client.get(URL, {"language": "ar"})

    assert '<a href="/nl/agenda/?language=ar#results">' in response.text
    assert "2 activiteiten in het Arabisch" in response.text
    assert "Van nog 6 plekken weten we niet welke talen" in response.text
    Event.objects.all().delete()
    assert "activiteiten in het Arabisch" not in client.get(URL, {"language": "ar"}).text


def test_the_agenda_says_the_same(client):
    town = municipality(slug="jette", short_name_nl="Jette")
    event(location=location(municipality=town), spoken_languages=["ar"])
    event(is_online=True)

    response = client.get("/nl/agenda/", {"place": "jette", "when": "week"})

    assert (
        response.context["heading"]
        == "1 activiteit in Jette, 1 voor heel Brussel · De komende 7 dagen"
    )


# A place


@pytest.mark.usefixtures("places")
def test_a_page_of_a_place_says_the_same(client):
    response = client.get("/nl/places/molenbeek/")

    assert (
        '<a href="#here">2 plekken in Molenbeek</a>, <a href="#everywhere">3 voor heel'
        in response.text
    )
    assert 'id="here"' in response.text
    assert 'id="everywhere"' in response.text
