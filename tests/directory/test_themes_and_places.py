"""The pages of themes and places."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Status
from directory import views
from tests.factories import location, municipality, neighbourhood, organisation, theme

pytestmark = pytest.mark.django_db


def names(cards):
    return [card.name.text for card in cards]


def test_theme_shows_its_guide_where_to_begin_and_how_many_there_are_of_each_kind(client):
    meeting = theme(slug="meeting-others", guide_nl="<p>Kom <strong>erbij</strong></p>")
    for number in range(3):
        organisation(name_nl=f"Bib {number}", kind="library", phone="02 1", themes=[meeting])
    organisation(name_nl="Netwerk", kind="parents-network", phone="02 1", themes=[meeting])
    organisation(name_nl="Stil", kind="meeting-place", themes=[meeting])
    organisation(name_nl="Concept", themes=[meeting], status=Status.DRAFT)
    organisation(name_nl="Ander thema", themes=[theme()])

    response = client.get(meeting.get_absolute_url())

    best = names(response.context["best"])
    assert (best[0], best[1][:3], best[2][:3]) == ("Netwerk", "Bib", "Bib")
    assert [(kind["value"], kind["count"]) for kind in response.context["kinds"]] == [
        ("parents-network", 1),
        ("meeting-place", 1),
        ("library", 3),
    ]
    assert "<p>Kom <strong>erbij</strong></p>" in response.text
    assert "?theme=meeting-others&amp;kind=library#results" in response.text


def test_urgent_theme_begins_with_those_to_call_then_shelters(client):
    row = theme(is_urgent=True)
    for kind in ("parents-network", "shelter", "helpline", "helpline"):
        organisation(kind=kind, themes=[row])

    context = client.get(row.get_absolute_url()).context

    assert [card.kind for card in context["best"]] == ["Hulplijn", "Hulplijn", "Opvanghuis"]
    assert [kind["value"] for kind in context["kinds"]] == [
        "helpline",
        "shelter",
        "parents-network",
    ]


def test_theme_of_other_things_does_not_begin_with_what_could_harm_her(client):
    row = theme()
    organisation(name_nl="Gevoelig", kind="parents-network", themes=[row], sensitive="yes")
    organisation(name_nl="Bib", kind="library", themes=[row])
    organisation(name_nl="Lijn", kind="helpline", themes=[row])
    organisation(name_nl="Huis", kind="neighbourhood-house", themes=[row])

    context = client.get(row.get_absolute_url()).context

    assert set(names(context["best"])) == {"Huis", "Bib", "Lijn"}
    assert context["is_sensitive"] is False


def test_theme_that_was_renamed_redirects(client):
    row = theme(slug="oud")
    row.slug = "nieuw"
    row.save()

    assert client.get("/nl/themes/oud/")["Location"] == "/nl/themes/nieuw/"


def test_theme_guide_in_another_language_says_so(client):
    row = theme(name_nl="Wonen", guide_fr="<p>Texte</p>")

    text = client.get(row.get_absolute_url()).text

    assert '<div class="prose" lang="fr" dir="ltr"><p>Texte</p></div>' in text


@pytest.mark.parametrize("rows", [1, 3])
def test_theme_costs_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    row = theme()
    for kind in ("library", "shelter", "helpline")[:rows]:
        location(organisation=organisation(themes=[row], kind=kind))
    client.get(row.get_absolute_url())

    with django_assert_num_queries(4):  # the theme, all cards, its questions and insights
        client.get(row.get_absolute_url())


@pytest.fixture
def ixelles():
    return municipality(
        slug="ixelles-elsene", name_nl="Elsene", name_fr="Ixelles", postal_codes=["1050"]
    )


def test_place_points_to_the_municipality_s_own_services(client, ixelles):
    welfare = organisation(name_nl="OCMW", kind="welfare-office")
    location(organisation=welfare, municipality=ixelles)
    location(organisation=organisation(name_nl="Bib", kind="library"), municipality=ixelles)
    organisation(name_nl="Lijn", serves_region=True)

    context = client.get("/nl/places/ixelles-elsene/").context

    assert names(context["own_services"]) == ["OCMW"]
    assert [names(section["cards"]) for section in context["sections"]] == [["Bib"], ["Lijn"]]
    assert context["counted"] == [
        ("2 plekken in Elsene", "#here"),
        ("1 voor heel Brussel", "#everywhere"),
    ]


@pytest.mark.parametrize("alias", ["elsene", "ixelles", "1050", "Ixelles-Elsene"])
def test_place_redirects_from_its_other_names(client, ixelles, alias):
    response = client.get(f"/nl/places/{alias}/")

    assert (response.status_code, response["Location"]) == (301, "/nl/places/ixelles-elsene/")


def test_neighbourhood_in_the_wrong_municipality_redirects(client, ixelles):
    neighbourhood(slug="matonge", municipality=ixelles)

    response = client.get("/nl/places/anderlecht/matonge/")

    assert response["Location"] == "/nl/places/ixelles-elsene/matonge/"
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("path", ["nowhere/", "nowhere/nothing/", "%00/", "x/%ff/"])
def test_place_that_does_not_exist_is_a_404(client, ixelles, path):
    assert client.get(f"/nl/places/{path}").status_code == 404


def test_map_has_every_municipality_whose_border_is_known(client):
    municipality(nis_code="21009", slug="ixelles", name_nl="Elsene", short_name_nl="Elsene")
    municipality(nis_code="21999", slug="elders", name_nl="Elders")

    response = client.get("/nl/places/")

    assert [(area.name, area.url, area.count) for area in response.context["map"]["areas"]] == [
        ("Elsene", "/nl/places/ixelles/", 0)
    ]
    assert 'href="/nl/places/elders/"' in response.text  # in the list beside it


def test_map_has_stronger_tints_where_there_are_more_places(client):
    for nis_code, places in (("21009", 3), ("21001", 0), ("21007", 1), ("21016", 1)):
        row = municipality(nis_code=nis_code, slug=nis_code, name_nl=nis_code)
        for _ in range(places):
            location(organisation=organisation(), municipality=row)

    areas = client.get("/nl/places/").context["map"]["areas"]

    assert {area.name: area.look for area in areas} == {
        "21001": "tint-0", "21007": "tint-1", "21009": "tint-3", "21016": "tint-1",
    }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_place_costs_the_same_queries_for_any_number(
    client, django_assert_num_queries, ixelles, rows
):
    for _ in range(rows):
        location(organisation=organisation(), municipality=ixelles)
        location(organisation=organisation(kind="welfare-office"), municipality=ixelles)
        organisation(serves_region=True)
    client.get("/nl/places/ixelles-elsene/")

    with django_assert_num_queries(1):  # all cards
        client.get("/nl/places/ixelles-elsene/")


def test_pages_that_say_open_now_are_good_for_a_minute(rf):
    """Their cards say who is open."""
    meeting, ixelles = theme(), municipality()

    for response in (
        views.theme(rf.get(meeting.get_absolute_url()), meeting.slug),
        views.municipality(rf.get(ixelles.get_absolute_url()), ixelles.slug),
    ):
        assert response.status_code == 200
        assert response.fresh_until - timezone.now() <= timedelta(minutes=1)


def test_theme_of_lives_at_risk_begins_with_those_who_listen(client):
    row = theme(name_nl="Je beter voelen")
    organisation(name_nl="Zelfmoordlijn", themes=[row], sensitive="yes")

    lines = client.get(row.get_absolute_url()).context["lines"]

    assert [line.number for line in lines] == ["112", "106", "107", "1813", "0800 32 123"]


def test_theme_that_shows_help_against_violence_begins_with_its_numbers(client):
    row, violence = theme(name_nl="Recht"), theme(is_sensitive=True)
    organisation(name_nl="Opvang", themes=[row, violence])

    lines = client.get(row.get_absolute_url()).context["lines"]

    assert [line.number for line in lines] == ["112", "101", "1712", "0800 30 030"]
