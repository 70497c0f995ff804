"""The nearest stops on pages, in the words of each language, and never of a secret place."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from core.kept import memory, shows
from directory.models import Location
from tests import factories
from transit import words
from transit.models import Stop, Timetable

pytestmark = pytest.mark.django_db

HERE = (50.8560, 4.3300)
STOPS = (
    ("Zwarte Vijvers", "Étangs Noirs", 50.856247, 4.3329, "metro 1", "metro 5", "tram 51"),
    ("Ribaucourt", "Ribaucourt", 50.8599, 4.3330, "metro 2", "metro 6", "bus 20", "bus 14",
     "bus N10"),
    ("Brussel-West", "Bruxelles-Ouest", 50.8485, 4.3205, "train S10"),
)  # fmt: skip


@pytest.fixture
def stops():
    return factories.stops(*STOPS, ends_on=date(2026, 12, 31), licence="CC BY 4.0")


def near(language, *place):
    with translation.override(language):
        return words.near(*(place or HERE))


@pytest.mark.parametrize(
    ("language", "texts", "credit"),
    [
        (
            "nl",
            ["Halte Zwarte Vijvers, 4 minuten te voet: metro 1, 5 · tram 51",
             "Halte Ribaucourt, 9 minuten te voet: metro 2, 6 · bus 14, 20, N10"],
            "STIB-MIVB, dienstregeling tot en met 31 december 2026, CC BY 4.0",
        ),
        (
            "fr",
            ["Arrêt Étangs Noirs, à 4 minutes à pied\u202f: métro 1, 5 · tram 51",
             "Arrêt Ribaucourt, à 9 minutes à pied\u202f: métro 2, 6 · bus 14, 20, N10"],
            "STIB-MIVB, horaires jusqu’au 31 décembre 2026, CC BY 4.0",
        ),
        (
            "en",
            ["Stop Zwarte Vijvers / Étangs Noirs, 4 minutes on foot: metro 1, 5 · tram 51",
             "Stop Ribaucourt, 9 minutes on foot: metro 2, 6 · bus 14, 20, N10"],
            "STIB-MIVB, timetable until 31 December 2026, CC BY 4.0",
        ),
        (
            "ar",
            ["محطة Zwarte Vijvers / Étangs Noirs، على بُعد 4 دقائق مشياً: مترو 1، 5 · ترام 51",
             "محطة Ribaucourt، على بُعد 9 دقائق مشياً: مترو 2، 6 · حافلة 14، 20، N10"],
            "STIB-MIVB، المواعيد حتى 31 ديسمبر/كانون الأول 2026، CC BY 4.0",
        ),
        (
            "es",
            ["Parada Zwarte Vijvers / Étangs Noirs, a 4 minutos a pie: metro 1, 5 · tranvía 51",
             "Parada Ribaucourt, a 9 minutos a pie: metro 2, 6 · autobús 14, 20, N10"],
            "STIB-MIVB, horarios hasta el 31 de diciembre de 2026, CC BY 4.0",
        ),
        (
            "tr",
            ["Zwarte Vijvers / Étangs Noirs durağı, yürüyerek 4 dakika: metro 1, 5 · tramvay 51",
             "Ribaucourt durağı, yürüyerek 9 dakika: metro 2, 6 · otobüs 14, 20, N10"],
            "STIB-MIVB, sefer tarifesi 31 Aralık 2026 tarihine kadar, CC BY 4.0",
        ),
    ],
)  # fmt: skip
def test_nearest_two_stops_in_words(stops, language, texts, credit):
    found, credits_ = near(language)

    assert ([stop.text for stop in found], credits_) == (texts, [credit])


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("nl", "Halte <bdi>Zwarte Vijvers</bdi>, 4 minuten te voet: metro 1, 5 · tram 51"),
        ("fr", "Arrêt <bdi>Étangs Noirs</bdi>, à 4 minutes à pied\u202f: métro 1, 5 · tram 51"),
        ("en", 'Stop <bdi lang="nl">Zwarte Vijvers</bdi> / <bdi lang="fr">Étangs Noirs</bdi>, '
               "4 minutes on foot: metro 1, 5 · tram 51"),
        ("ar", 'محطة <bdi lang="nl">Zwarte Vijvers</bdi> / <bdi lang="fr">Étangs Noirs</bdi>، '
               "على بُعد 4 دقائق مشياً: مترو <bdi>1</bdi>، <bdi>5</bdi> · ترام <bdi>51</bdi>"),
    ],
)  # fmt: skip
def test_names_carry_their_language(stops, language, html):
    assert near(language)[0][0].html == html


def test_name_that_is_known_in_one_language_stands_alone():
    factories.stops(("Elsene <Flagey>", "", *HERE, "bus <b>"))

    assert near("fr")[0][0].html == (
        'Arrêt <bdi lang="nl">Elsene &lt;Flagey&gt;</bdi>, à 1 minute à pied\u202f: bus &lt;b&gt;'
    )
    assert near("en")[0][0].text == "Stop Elsene <Flagey>, 1 minute on foot: bus <b>"


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("nl", ["Station Brussel-West, 1 minuut te voet: trein S10"]),
        ("fr", ["Gare Bruxelles-Ouest, à 1 minute à pied\u202f: train S10"]),
        ("en", ["Station Brussel-West / Bruxelles-Ouest, 1 minute on foot: train S10"]),
        ("ar", ["محطة القطار Brussel-West / Bruxelles-Ouest، على بُعد دقيقة واحدة مشياً: قطار S10"]),
        ("es", ["Estación Brussel-West / Bruxelles-Ouest, a 1 minuto a pie: tren S10"]),
        ("tr", ["Brussel-West / Bruxelles-Ouest istasyonu, yürüyerek 1 dakika: tren S10"]),
    ],
)
def test_where_trains_stop_is_a_station(stops, language, texts):
    assert [stop.text for stop in near(language, 50.8486, 4.3206)[0]] == texts


def test_of_many_lines_some_are_named_and_the_rest_counted():
    factories.stops(
        ("Noord", "Nord", *HERE, *(f"bus {number}" for number in range(1, 15)), "tram ")
    )

    assert near("nl")[0][0].text == (
        "Halte Noord, 1 minuut te voet: tram · bus 1, 2, 3, 4, 5, 6, 7, 8 en nog 6 andere"
    )


def test_nothing_is_near_far_away_or_without_a_timetable(stops):
    assert near("nl", 50.80, 4.40) == ([], [])
    assert near("nl", None, None) == ([], [])
    Stop.objects.all().delete()
    assert near("nl") == ([], [])


def test_stop_of_two_timetables_is_one(stops):
    factories.stops(("Zwarte Vijvers", "", 50.8565, 4.3331, "bus 213"), agencies=["De Lijn"])

    found, credits_ = near("nl")

    assert [stop.text for stop in found] == [
        "Halte Zwarte Vijvers, 4 minuten te voet: metro 1, 5 · tram 51 · bus 213",
        "Halte Ribaucourt, 9 minuten te voet: metro 2, 6 · bus 14, 20, N10",
    ]
    assert credits_ == [
        "STIB-MIVB, dienstregeling tot en met 31 december 2026, CC BY 4.0", "De Lijn",
    ]  # fmt: skip


def test_credit_names_who_published_it(stops):
    Timetable.objects.update(publisher="Belgian Mobility", ends_on=None, licence="")

    assert near("nl")[1] == ["STIB-MIVB (Belgian Mobility)"]


# Pages


def organisation(**values):
    values = {"latitude": HERE[0], "longitude": HERE[1], **values}
    location = factories.location(street_nl="Vierwindenstraat", house_number="1", **values)
    return location.organisation


TOLD = "<span>Halte <bdi>Zwarte Vijvers</bdi>, 4 minuten te voet: metro 1, 5 · tram 51</span>"
CREDIT = "Haltes: STIB-MIVB, dienstregeling tot en met 31 december 2026, CC BY 4.0"


def page(client, row):
    return client.get(row.get_absolute_url()).content.decode()


def test_organisation_shows_the_stops_of_its_place(client, stops):
    html = page(client, organisation())

    assert (html.count(TOLD), html.count(CREDIT)) == (1, 1)


def test_event_shows_the_stops_of_its_place(client, stops):
    place = organisation().locations.get()
    html = page(client, factories.event(organisation=place.organisation, location=place))

    assert (html.count(TOLD), html.count(CREDIT)) == (1, 1)


def test_pages_without_a_point_or_a_timetable_show_nothing(client, stops):
    nowhere = organisation(latitude=None, longitude=None)
    assert "Halte" not in page(client, nowhere)

    here = organisation()
    Timetable.objects.all().delete()
    assert "Halte" not in page(client, here)


def test_secret_place_has_no_stop(client, stops):
    place = organisation(is_confidential=True).locations.get()
    event = factories.event(organisation=place.organisation, location=place)

    assert place.latitude is None
    for row in (place.organisation, event):
        assert "Halte" not in page(client, row)
        assert "Halte" not in client.get(f"/nl/selection/{letter(row)}{row.pk}/").content.decode()


def test_line_to_call_has_no_stop(client, stops):
    row = organisation(location_type=Location.Type.VIRTUAL, latitude=None, longitude=None)

    assert "Halte" not in page(client, row)


def letter(row):
    return row._meta.model_name[0]


def test_selection_on_paper_names_the_stops(client, stops):
    place = organisation().locations.get()
    event = factories.event(organisation=place.organisation, location=place)

    for row in (place.organisation, event):
        html = client.get(f"/nl/selection/{letter(row)}{row.pk}/").content.decode()
        assert "<dt>Openbaar vervoer</dt>" in html
        assert "Halte Zwarte Vijvers, 4 minuten te voet: metro 1, 5 · tram 51" in html


@pytest.mark.one_database
def test_stops_cost_no_query(client, stops, django_assert_num_queries):
    row = organisation()
    address = row.get_absolute_url()
    client.get(address)
    with django_assert_num_queries(0):
        words.near(*HERE)

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert [query["sql"] for query in queries if "transit_" in query["sql"]] == []


def test_kept_page_follows_when_stops_are_read_again(settings, stops):
    settings.PAGE_CACHE_BYTES = 10_000_000
    client, row = Client(), organisation()
    assert TOLD in page(client, row)
    [stop] = Stop.objects.filter(name_nl="Zwarte Vijvers")
    stop.name_nl = "Graaf van Vlaanderen"
    stop.save()
    assert "Halte <bdi>Graaf van Vlaanderen</bdi>, 4 minuten" in page(client, row)

    factories.stops(("Nieuw", "Neuf", *HERE, "bus 1"), agencies=["De Lijn"])

    assert "Halte <bdi>Nieuw</bdi>, 1 minuut te voet: bus 1" in page(client, row)


def test_stops_follow_by_themselves_and_leave_the_rest(stops):
    before = memory.get("stops"), memory.get("places")
    factories.organisation()
    assert memory.get("stops") is before[0]

    with shows.noting() as noted:
        near("nl")
    Timetable.objects.get().delete()

    assert noted == {"stops"}
    assert memory.get("stops").stops == []
    assert memory.get("places") is before[1]
