"""The list: what is found, in which order, and what is said about the question."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from core.models import Status
from directory import index
from directory.cards import KIND_ICONS
from directory.filters import OrganisationFilters
from directory.finding import Part
from directory.headings import PLACES, of_list
from directory.models import Location, Organisation
from tests.factories import (
    audience,
    location,
    municipality,
    neighbourhood,
    opening_hours,
    organisation,
    theme,
)

pytestmark = pytest.mark.django_db
URL = "/nl/organisations/"


def names(response):
    """The names on the cards, section by section, without "a little further"."""
    return [[card.name.text for card in part["cards"]] for part in response.context["sections"]]


def headings(response):
    return [part["heading"] for part in response.context["sections"]]


@pytest.fixture
def matonge():
    """A neighbourhood in Ixelles, which lies next to Etterbeek."""
    etterbeek = municipality(slug="etterbeek", short_name_nl="Etterbeek", name_nl="Etterbeek")
    ixelles = municipality(
        slug="ixelles", short_name_nl="Elsene", name_nl="Elsene", neighbours=[etterbeek],
        postal_codes=["1050"],
    )  # fmt: skip
    return neighbourhood(slug="matonge", name_nl="Matonge", municipality=ixelles)


# What is found


def test_list_shows_published_only(client):
    organisation(name_nl="Zichtbaar")
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED):
        organisation(name_nl="Verborgen", status=status)

    response = client.get(URL)

    assert names(response) == [["Zichtbaar"]]
    assert "Verborgen" not in response.text


def test_list_is_sorted_by_what_is_shown_in_every_language_when_asked(client):
    organisation(name_fr="Abri")
    organisation(name_nl="Zorg")
    organisation(name_fr="Écoute")

    for language in ("fr", "nl", "ar"):
        assert names(client.get(f"/{language}/organisations/?order=name")) == [
            ["Abri", "Écoute", "Zorg"]
        ]


@pytest.mark.parametrize(
    ("language", "places", "where"),
    [
        ("en", 2, "Elsene, and 1 more place"),
        ("en", 3, "Elsene, and 2 more places"),
        ("nl", 2, "Elsene, en nog 1 andere plek"),
        ("fr", 4, "Elsene, et 3 autres lieux"),
        ("ar", 3, "Elsene، ومكانان آخران"),
        ("ar", 4, "Elsene، و3 أماكن أخرى"),
        ("tr", 3, "Elsene, ve 2 yer daha"),
    ],
)
def test_card_says_how_many_more_places_there_are(client, language, places, where):
    ixelles = municipality(**{f"short_name_{language}": "Elsene", f"name_{language}": "Elsene"})
    row = organisation()
    for _ in range(places):
        location(organisation=row, municipality=ixelles)

    [[card]] = [part["cards"] for part in client.get(f"/{language}{URL[3:]}").context["sections"]]

    assert card.where == where


def test_place_finds_the_neighbourhood_then_the_municipality_then_the_region(client, matonge):
    location(organisation=organisation(name_nl="In Matonge"), neighbourhood=matonge)
    location(organisation=organisation(name_nl="In Elsene"), municipality=matonge.municipality)
    organisation(name_nl="Overal", serves_region=True)
    organisation(name_nl="Voor Elsene", serves_municipalities=[matonge.municipality])
    location(organisation=organisation(name_nl="Ver weg"))

    response = client.get(URL, {"place": "matonge", "order": "name"})

    assert names(response) == [["In Matonge"], ["In Elsene"], ["Overal", "Voor Elsene"]]
    assert response.context["total"] == 4


def test_place_with_little_shows_the_neighbouring_municipalities(client, matonge):
    etterbeek = matonge.municipality.neighbours.get()
    location(organisation=organisation(name_nl="Bij de buren"), municipality=etterbeek)
    location(organisation=organisation(name_nl="Ver weg"))

    response = client.get(URL, {"place": "ixelles"})

    assert [card.name.text for card in response.context["further"]] == ["Bij de buren"]
    assert response.context["total"] == 0


@pytest.mark.parametrize("written", ["1050", "elsene", "Elsene", "ixelles"])
def test_place_may_be_written_in_any_way(client, matonge, written):
    location(organisation=organisation(name_nl="In Elsene"), municipality=matonge.municipality)

    response = client.get(URL, {"place": written})

    assert response.context["canonical_query"] == "place=ixelles"
    assert names(response) == [["In Elsene"]]


def test_values_of_one_filter_widen_and_two_filters_narrow(client):
    money, health = theme(slug="budget"), theme(slug="health")
    organisation(name_nl="A", themes=[money], cost="free")
    organisation(name_nl="B", themes=[health], cost="free")
    organisation(name_nl="C", themes=[health], cost="paid")

    both = client.get(URL, {"theme": ["budget", "health"], "order": "name"})
    free = client.get(URL, {"theme": "health", "free": "1"})

    assert [names(both), names(free)] == [[["A", "B", "C"]], [["B"]]]


def test_organisation_without_audience_is_for_everyone(client):
    twins = audience(slug="twins")
    audience(slug="pregnant")
    organisation(name_nl="Iedereen")
    organisation(name_nl="Tweelingen", audiences=[twins])

    assert names(client.get(URL, {"audience": "pregnant"})) == [["Iedereen"]]
    assert names(client.get(URL, {"audience": "twins"})) == [["Tweelingen"], ["Iedereen"]]


def test_unknown_price_is_offered_and_never_hidden_silently(client):
    organisation(name_nl="Gratis", cost="free")
    organisation(name_nl="Onbekend")

    response = client.get(URL, {"free": "1"})

    assert names(response) == [["Gratis"]]
    assert [(part["group"], part["count"]) for part in response.context["unknown"]] == [("free", 1)]
    both = client.get(f"{URL}?{response.context['unknown'][0]['query']}")
    assert names(both) == [["Gratis"], ["Onbekend"]]
    assert headings(both) == ["Gratis", "Prijs niet bekend"]


def test_open_now_tells_open_from_unknown():
    noon = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Brussels"))
    open_row, closed_row, unknown_row = organisation(), organisation(), organisation()
    opening_hours(location=location(organisation=open_row, hours_known=True))
    opening_hours(location=location(organisation=closed_row, hours_known=True), opens=time(14))
    location(organisation=unknown_row)
    found = index.current()

    groups = found.open_groups(noon)

    assert groups == {
        "1": found.bits_of_ids([open_row.pk]),
        "unknown": found.bits_of_ids([unknown_row.pk]),
    }


@pytest.mark.parametrize(
    "typed",
    [
        "ecoute",
        "ÉCOUTE",
        "écoute",
        "ecoute jeunes",
        "jeunes ecoute",
        "Écoute\u200b",
        "geld",
        "1050",
    ],
)
def test_text_finds_names_themes_and_places_however_typed(client, matonge, typed):
    row = organisation(name_fr="Écoute Jeunes", themes=[theme(name_nl="Geld")])
    location(organisation=row, municipality=matonge.municipality)
    location(organisation=organisation(name_fr="Oxfam"))

    assert names(client.get(URL, {"q": typed})) == [["Écoute Jeunes"]]


def test_text_of_two_words_narrows(client):
    organisation(name_nl="Babymassage")
    organisation(name_nl="Baby café")

    assert names(client.get(URL, {"q": "baby massage"})) == [["Babymassage"]]


# What is said


def test_heading_says_what_was_asked(client, matonge):
    location(
        organisation=organisation(themes=[theme(slug="budget", name_nl="Geld")]),
        municipality=matonge.municipality,
    )

    response = client.get(URL, {"theme": "budget", "place": "ixelles"})

    assert response.context["heading"] == "1 plek voor ‘Geld’ in Elsene"
    assert response.text.count("1 plek voor ‘Geld’ in Elsene") >= 3  # title, h1, status


@pytest.mark.parametrize(
    ("language", "count", "heading"),
    [
        ("fr", 0, "0 lieu"),
        ("fr", 1, "1 lieu"),
        ("fr", 2, "2 lieux"),
        ("nl", 0, "0 plekken"),
        ("nl", 1, "1 plek"),
        ("en", 1, "1 place"),
        ("en", 2, "2 places"),
    ],
)
def test_heading_has_the_right_plural(client, language, count, heading):
    for _ in range(count):
        organisation()

    assert client.get(f"/{language}/organisations/").context["heading"].startswith(f"{heading} ")


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "لا توجد أماكن"),
        (1, "مكان واحد"),
        (2, "مكانان"),
        (3, "3 أماكن"),
        (10, "10 أماكن"),
        (11, "11 مكاناً"),
        (31, "31 مكاناً"),
        (99, "99 مكاناً"),
        (100, "100 مكان"),
        (102, "102 مكان"),
        (103, "103 أماكن"),
        (111, "111 مكاناً"),
    ],
)
def test_heading_in_arabic_has_the_right_form_for_every_number(count, words):
    with translation.override("ar"):
        heading = of_list(OrganisationFilters({}, None), PLACES, [Part("", (1 << count) - 1)])

    assert str(heading) == f"{words} في بروكسل"


def test_unknown_value_is_named_and_the_rest_still_counts(client):
    organisation(name_nl="A", cost="free")
    organisation(name_nl="B", cost="paid")

    response = client.get(URL, {"theme": "999999", "kind": "abc", "place": "Parijs", "free": "1"})

    assert names(response) == [["A"]]
    assert [value for _group, value in response.context["ignored"]] == ["999999", "Parijs", "abc"]
    assert [chip["label"] for chip in response.context["chips"]] == ["Gratis"]


def test_tracking_parameters_change_nothing_and_are_not_passed_on(client):
    organisation(name_nl="A")

    response = client.get(URL, {"fbclid": "IwAR0abc", "utm_source": "x", "kind": "meeting-place"})

    assert names(response) == [["A"]]
    assert "fbclid" not in response.text
    assert "utm_source" not in response.text
    assert 'href="http://127.0.0.1:8000/nl/organisations/?kind=meeting-place"' in response.text


def test_language_menu_keeps_the_filters(client):
    response = client.get(URL, {"free": "1"})

    assert '<a href="/ar/organisations/?free=1" hreflang="ar"' in response.text


def test_nothing_found_suggests_what_to_leave_out(client):
    organisation(name_nl="A", cost="paid", kind="library")

    response = client.get(URL, {"kind": "library", "free": "1"})

    assert response.context["total"] == 0
    assert [(part["query"], part["count"]) for part in response.context["loosened"]] == [
        ("kind=library", 1)
    ]
    assert f'<a href="{URL}">' in response.text


@pytest.mark.parametrize(
    ("language", "sentence"), [("nl", "Zonder ‘zzz’: 1 plek"), ("en", "Without “zzz”: 1 place")]
)
def test_what_may_be_left_out_is_quoted_once(client, language, sentence):
    organisation(cost="free")

    response = client.get(f"/{language}/organisations/", {"q": "zzz", "free": "1"})

    assert sentence in response.text


def test_options_count_what_they_would_leave_and_empty_ones_are_not_offered(client):
    organisation(kind="library", cost="free", themes=[theme(slug="budget")])
    organisation(kind="shelter", cost="paid", themes=[theme(slug="housing")])

    options = client.get(URL, {"free": "1"}).context["options"]

    assert [(o.value, o.count) for o in options["theme"]] == [("budget", 1)]
    assert [(o.value, o.count) for o in options["kind"]] == [("library", 1)]
    assert [(o.value, o.count, o.is_chosen) for o in options["free"]] == [("1", 1, True)]


def test_two_themes_with_the_same_name_stay_two(client):
    first, second = theme(name_nl="Gezondheid"), theme(name_nl="Gezondheid")
    for _ in range(2):
        organisation(themes=[first])
    organisation(themes=[second])

    options = client.get(URL).context["options"]["theme"]

    assert [(o.value, o.count) for o in options] == [(first.slug, 2), (second.slug, 1)]


# Pages


def test_pages_show_every_row_once(client):
    for number in range(45):
        organisation(name_nl=f"Zelfde naam {number % 3}")

    shown = [
        card.url
        for page in (1, 2, 3)
        for part in client.get(URL, {"page": page}).context["sections"]
        for card in part["cards"]
    ]

    assert len(shown) == 45
    assert len(set(shown)) == 45


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999", "1.0", "9" * 30, "\x00", "٢"])
def test_page_that_does_not_exist_says_so_and_shows_the_first(client, page):
    organisation(name_nl="A")

    response = client.get(URL, {"page": page})

    assert response.status_code == 404
    assert names(response) == [["A"]]
    assert response.context["is_page_missing"]
    assert '<meta name="robots" content="noindex">' in response.text
    assert 'rel="canonical"' not in response.text


# Bad input


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=a%00b",
        "theme=%00&place=%00&kind=%00&language=%00&open=%00",
        "q=%ff%fe",
        "q=%ED%A0%80",
        "q=%F0%9F%92%9A",
        "theme=" + "9" * 30,
        "theme=1&theme=" + "9" * 30,
        "&".join(f"theme={number}" for number in range(5000)),
        "q=" + "a" * 60_000,
        "place=" + "a" * 60_000,
        "q=%22&q=*&q=(",
        "q=%25_%5C",
        "free=1&free=1&free=2",
        "q[]=1&q=[]",
        "=&&&",
        "%",
    ],
)
def test_any_query_string_gets_an_answer(client, query):
    organisation(name_nl="A")

    response = client.get(f"{URL}?{query}")

    assert response.status_code == 200
    assert "\x00" not in response.text
    assert "\ufffd" not in response.text


def test_long_text_is_cut_and_says_so(client):
    response = client.get(URL, {"q": "a" * 60_000})

    assert len(response.context["query"].text) == 200
    assert response.context["query"].is_text_cut


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "a%b", "---", "!!"])
def test_signs_in_a_text_are_no_wildcards(client, text):
    organisation(name_nl="Anders")

    assert client.get(URL, {"q": text}).status_code == 200
    if text == "a%b":
        assert client.get(URL, {"q": text}).context["total"] == 0


# Speed


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_list_costs_the_same_queries_for_any_number(client, django_assert_num_queries, rows):
    place = municipality()
    for _ in range(rows):
        row = organisation(themes=[theme()], audiences=[audience()], spoken_languages=["nl", "ar"])
        for _ in range(2):
            location(organisation=row, municipality=place, hours_known=True)
    client.get(URL)  # builds the index

    with django_assert_num_queries(1):  # the page's organisations
        client.get(URL, {"place": place.slug})


def test_confidential_location_is_nowhere(client):
    secret = municipality(slug="geheim", short_name_nl="Geheimegem", name_nl="Geheimegem")
    row = organisation(name_nl="Opvang", serves_region=True)
    location(organisation=row, municipality=secret, is_confidential=True, hours_known=True)
    other = municipality(slug="anders")

    response = client.get(URL, {"place": "geheim"})
    anywhere = client.get(URL, {"place": other.slug})

    assert headings(response) == headings(anywhere)
    assert names(response) == [["Opvang"]]
    assert index.current().located == {}


def test_virtual_location_has_no_place(client):
    row = organisation(name_nl="Lijn", serves_region=True)
    location(organisation=row, location_type=Location.Type.VIRTUAL)

    response = client.get(URL)

    assert response.context["sections"][0]["cards"][0].where == "Telefonisch of online"


def test_every_kind_has_an_icon():
    assert list(KIND_ICONS) == Organisation.Kind.values


@pytest.mark.at("2026-11-16 10:00")
def test_list_of_what_is_open_says_when_on_paper(client):
    place = location(organisation=organisation(), hours_known=True)
    opening_hours(location=place, weekday=0, opens=time(9), closes=time(12))

    page = client.get("/nl/organisations/?open=1").text

    assert '<h1>1 plek in Brussel<span class="also no-print"> · Nu open</span></h1>' in page
    assert '<p class="only-print">Open op 16 november 2026, 10.00</p>' in page


def test_line_of_choices_calls_a_municipality_as_people_do(client):
    municipality(slug="jans", short_name_nl="Molenbeek", name_nl="Sint-Jans-Molenbeek")

    page = client.get(URL, {"place": "jans"})

    assert page.context["query"].in_words() == "Molenbeek"
    assert "<span>Sint-Jans-Molenbeek</span>" in page.text
