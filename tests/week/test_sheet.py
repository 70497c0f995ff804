"""The week on paper: what a door tells, and what it never tells."""

import pytest

from tests.factories import municipality
from tests.week.rows import DAYS, hidden, once

# Monday 16 November 2026, 10:00
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.at("2026-11-16 10:00"),
]
URL = "/nl/agenda/week/sheet/"


def lines(response):
    """`[[(language, day, title), …], …]`: of each date, in each language."""
    return [
        [(line.language, line.day, str(line.title)) for line in there]
        for there in response.context["dates"]
    ]


def test_sheet_tells_dates_in_words_of_which_day_it_is_and_where_more_is(client):
    here = municipality(slug="anderlecht", name_nl="Anderlecht", postal_codes=["1070"])
    once(DAYS[0], "Koffie", municipality=here)

    response = client.get(URL, {"place": "anderlecht"})

    page = response.content.decode()
    assert lines(response) == [[("nl", "Maandag 16 november, 14.00–16.00", "Koffie")]]
    assert "Van maandag 16 november tot en met zondag 22 november" in page
    assert "Stand op 16 november 2026" in page
    assert '<bdi dir="ltr">http://127.0.0.1:8000/w?place=1070&amp;lang=nl</bdi>' in page
    assert "<svg" in page
    assert 'content="noindex"' in page


def test_second_language_stands_beside_the_first(client):
    once(DAYS[1], "Koffie", title_ar="قهوة")

    response = client.get(URL, {"with": "ar"})

    page = response.content.decode()
    assert [[line[0] for line in there] for there in lines(response)] == [["nl", "ar"]]
    assert 'lang="ar" dir="rtl"' in page
    assert "قهوة" in page
    # The code is for who reads the second one.
    assert response.context["link"].endswith("lang=ar")


def test_title_in_another_language_says_which(client):
    once(DAYS[1], "Koffie")

    page = client.get("/ar/agenda/week/sheet/").content.decode()

    assert '<span lang="nl" dir="ltr">Koffie</span>' in page


@pytest.mark.parametrize("with_", ["nl", "xx", ""])
def test_unknown_or_own_second_language_is_none(client, with_):
    once(DAYS[1], "Koffie")

    assert [len(there) for there in lines(client.get(URL, {"with": with_}))] == [1]


def test_long_titles_leave_room_for_fewer_dates_of_which_the_best_stay(client):
    for number in range(7):
        once(DAYS[number], f"{number} {'LANG ' * 23}", cost="free" if number > 3 else "paid")

    two = client.get(URL, {"with": "fr"})
    short = [there[0][2].split()[0] for there in lines(two)]

    assert 2 <= len(short) < 7
    assert short == sorted(short)
    assert {"4", "5"} <= {*short}


def test_week_without_a_date_says_what_comes_after_it(client):
    once(DAYS[9], "Later")

    response = client.get(URL)

    assert [there[0][2] for there in lines(response)] == ["Later"]
    assert "Op deze dagen kennen we geen activiteiten." in response.content.decode()


def test_nothing_unpublished_confidential_or_sensitive_hangs_on_a_door(client):
    hidden(DAYS[1], DAYS[2], DAYS[3])

    for query in ({"with": "fr"}, {"theme": "geweld", "with": "fr"}):
        page = client.get(URL, query).content.decode()
        for text in ("Schuilkelderstraat", "Concept", "Gevoelig", "Geheimgem"):
            assert text not in page
    assert "Donderthema" not in page
    assert "Praatgroep" not in page


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_sheet_without_anything_is_still_a_sheet(client, language):
    response = client.get(f"/{language}/agenda/week/sheet/?with=tr")

    assert response.status_code == 200
    assert response.context["dates"] == []
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("count", [1, 3])
def test_sheet_takes_the_same_queries_whatever_its_length(client, count, django_assert_num_queries):
    for number in range(count):
        once(DAYS[number % 6 + 1], f"Activiteit {number}")
    client.get(URL)

    with django_assert_num_queries(4):
        client.get(URL, {"with": "fr"})
