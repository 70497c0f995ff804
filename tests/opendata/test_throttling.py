"""How often one sender may ask for open data, and what she is told."""

import pytest
from django.test import Client

from core.limits import Limiter
from opendata import throttling
from tests.factories import organisation

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LIST = "/api/organisations/"
SECOND = 1_000_000_000  # nanoseconds


@pytest.fixture
def hands(settings, monkeypatch):
    """Three at once and then one every twenty seconds; `hands[0]` is the clock, in nanoseconds."""
    now = [5_000 * SECOND]
    settings.API_REQUESTS = 3
    limiter = Limiter(3, seconds=60, clock=lambda: now[0])
    monkeypatch.setattr(throttling, "limiter", lambda _most: limiter)
    return now


def test_who_asks_too_often_is_told_until_when(client, hands):
    responses = [client.get(LIST) for _time in range(4)]
    refused = responses[-1]

    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "We answer 3 questions a minute. Ask again in 20 seconds.",
    }
    assert refused["Retry-After"] == "20"
    assert refused["Cache-Control"] == "no-store"
    hands[0] += 20 * SECOND
    assert client.get(LIST).status_code == 200


def test_page_of_another_site_can_read_that_it_was_too_often(client, hands):
    refused = [client.get(LIST, headers={"Origin": "https://x.example"}) for _time in range(4)][-1]

    assert refused["Access-Control-Allow-Origin"] == "*"
    exposed = refused["Access-Control-Expose-Headers"].split(", ")
    assert {"Retry-After", "RateLimit", "RateLimit-Policy"} <= {*exposed}


def test_every_answer_says_how_much_is_left(client, hands):
    said = [(client.get(LIST)["RateLimit"], client.get("/api/x/").status_code) for _time in "ab"]
    refused = [client.get(LIST) for _time in range(2)][-1]

    assert said == [('"sender";r=2;t=20', 404), ('"sender";r=1;t=40', 404)]
    assert refused["RateLimit"] == '"sender";r=0;t=60'
    assert refused["RateLimit-Policy"] == '"sender";q=3;w=60'


def test_what_costs_us_nothing_costs_nothing(client, hands):
    known = {"If-None-Match": client.get(LIST)["ETag"]}

    for _time in range(9):
        assert client.get(LIST, headers=known).status_code == 304
        assert client.options(LIST).status_code == 204
    assert client.get(LIST)["RateLimit"] == '"sender";r=1;t=40'


def test_others_are_answered(hands):
    loud, quiet = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8")

    assert [loud.get(LIST).status_code for _time in range(5)][-1] == 429
    assert quiet.get(LIST).status_code == 200


def test_proxy_says_who_it_is_and_nobody_else(hands, settings):
    settings.BEHIND_PROXY = True
    behind = Client(REMOTE_ADDR="127.0.0.1")

    statuses = [
        behind.get(LIST, headers={"X-Forwarded-For": f"198.51.100.{number}, 192.0.2.7"}).status_code
        for number in range(4)
    ]

    assert statuses == [200, 200, 200, 429]
    other = {"X-Forwarded-For": "192.0.2.8"}
    assert behind.get(LIST, headers=other).status_code == 200


def test_nothing_is_asked_of_the_database_for_who_is_refused(
    client, hands, django_assert_num_queries
):
    organisation()
    for _time in range(4):
        client.get(LIST)

    with django_assert_num_queries(0):
        assert client.get(LIST).status_code == 429


def test_refusal_is_no_news_in_the_log(client, hands, caplog):
    for _time in range(5):
        client.get(LIST)

    assert caplog.text == ""


def test_limit_can_be_taken_away(client, settings):
    settings.API_REQUESTS = 0

    responses = [client.get(LIST) for _time in range(5)]

    assert {response.status_code for response in responses} == {200}
    assert not any("RateLimit" in response.headers for response in responses)


def test_pages_have_no_limit(client, hands):
    assert {client.get("/nl/about/").status_code for _time in range(9)} == {200}
