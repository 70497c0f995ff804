"""The filter "papers": places that ask for no papers, offered once there are some."""

import pytest

from tests.factories import location, municipality, organisation

pytestmark = pytest.mark.django_db
URL = "/nl/organisations/"
FORM = "<legend>Papieren</legend>"


def names(response):
    return [card.name.text for part in response.context["sections"] for card in part["cards"]]


@pytest.fixture
def three():
    """Three places without papers, one that asks for them, two of which it is not known."""
    for name, answer in [
        ("A", "no"), ("B", "no"), ("C", "no"), ("D", "yes"), ("E", "unknown"), ("F", "unknown"),
    ]:  # fmt: skip
        organisation(name_nl=name, papers_needed=answer)


@pytest.mark.usefixtures("three")
def test_papers_are_offered_once_three_places_say_so(client):
    response = client.get(URL)

    options = response.context["options"]["papers"]
    assert [(o.value, o.label, o.count) for o in options] == [
        ("no", "Je hebt geen papieren nodig", 3)
    ]
    assert response.text.count(FORM) == 1


def test_papers_are_not_offered_for_two_places(client):
    for answer in ("no", "no", "yes", "yes", "yes", "unknown", "unknown", "unknown"):
        organisation(papers_needed=answer)

    assert FORM not in client.get(URL).text


def test_papers_can_be_asked_for_before_they_are_offered(client):
    organisation(name_nl="A", papers_needed="no")
    organisation(name_nl="B")

    response = client.get(URL, {"papers": "no"})

    assert names(response) == ["A"]
    assert FORM in response.text


@pytest.mark.usefixtures("three")
def test_papers_find_places_that_ask_for_none_and_say_so(client):
    response = client.get(URL, {"papers": "no", "page": "1"})

    assert sorted(names(response)) == ["A", "B", "C"]
    assert [(chip["label"], chip["query"]) for chip in response.context["chips"]] == [
        ("Je hebt geen papieren nodig", "")
    ]
    assert response.context["canonical_query"] == "papers=no"
    assert "<details open>" in response.text


@pytest.mark.usefixtures("three")
def test_papers_never_hide_silently_what_is_not_known(client):
    response = client.get(URL, {"papers": "no"})

    assert [(part["group"], part["count"]) for part in response.context["unknown"]] == [
        ("papers", 2)
    ]
    assert "Van nog 2 plekken weten we niet of je papieren nodig hebt." in response.text
    both = client.get(f"{URL}?{response.context['unknown'][0]['query']}")
    assert sorted(names(both)) == ["A", "B", "C", "E", "F"]
    assert both.context["canonical_query"] == "papers=no&papers=unknown"
    assert [chip["label"] for chip in both.context["chips"]] == [
        "Je hebt geen papieren nodig",
        "Niet bekend of je papieren nodig hebt",
    ]


def test_papers_and_a_place_narrow_together_and_each_can_be_left_out(client):
    here, there = municipality(slug="hier"), municipality(slug="daar")
    for place, answer in [(here, "yes"), (here, "yes"), (there, "no")]:
        location(organisation=organisation(papers_needed=answer), municipality=place)

    nothing = client.get(URL, {"place": "hier", "papers": "no"})
    something = client.get(URL, {"place": "daar", "papers": "no"})

    assert nothing.context["total"] == 0
    assert [(part["query"], part["count"]) for part in nothing.context["loosened"]] == [
        ("papers=no", 1),
        ("place=hier", 2),
    ]
    assert something.context["total"] == 1
    assert something.context["canonical_query"] == "place=daar&papers=no"


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("papers=yes", ["yes"]),
        ("papers=%00", [""]),
        ("papers=", []),
        ("papers=no&papers=no&papers=NO", ["NO"]),
        ("papers=" + "9" * 5_000, ["9" * 40]),
        ("papers[]=no", []),
    ],
)
def test_papers_that_mean_nothing_are_named(client, query, ignored):
    organisation()

    response = client.get(f"{URL}?{query}")

    assert response.status_code == 200
    assert response.context["ignored"] == [("Papieren", value) for value in ignored]
