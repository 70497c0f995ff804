"""What all addresses of `/api/` do alike."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.kept import memory
from core.limits import AtOnce
from core.models import Status
from opendata import api_views, endpoints
from opendata.lists import LISTS
from tests.core.test_database_away import database_away
from tests.factories import opening_hours, organisation, theme

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"
LIST = "/api/organisations/"


def problem(response):
    assert response["Content-Type"] == PROBLEM
    assert response["Access-Control-Allow-Origin"] == "*"
    said = response.json()
    assert said["status"] == response.status_code
    return said


def ids(response):
    return [row["id"] for row in response.json()["results"]]


def test_root_names_what_there_is(client):
    said = client.get("/api/").json()

    assert [*said["endpoints"]] == api_views.ENDPOINTS
    assert [*said["exports"]] == [*LISTS]
    lists = [*said["endpoints"].values(), *said["exports"].values(), said["hsds"]]
    answers = [(response := client.get(address), response.getvalue()) for address in lists]
    assert {response.status_code for response, _whole in answers} == {200}


def test_answer_is_the_same_for_everybody_and_may_be_read_from_anywhere(client):
    client.cookies["sessionid"] = "x" * 32

    response = client.get(LIST, headers={"Accept-Language": "tr", "Origin": "https://x.example"})

    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Vary"] == "Accept-Encoding"
    assert response["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not response.cookies


def test_browser_that_asks_first_may_read(client):
    headers = {"Origin": "https://x.example", "Access-Control-Request-Method": "GET"}
    response = client.options(LIST, headers=headers)

    assert response.status_code == 204
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"


def test_who_knows_the_answer_is_sent_nothing_and_nothing_is_read(client, look_once):
    etag = client.get(LIST)["ETag"]

    with CaptureQueriesContext(connection) as queries:
        again = client.get(LIST, headers={"If-None-Match": f'"x", {etag}'})
    organisation()
    later = client.get(LIST, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Access-Control-Allow-Origin"] == "*"
    assert len(queries) == 0
    assert later.status_code == 200


def test_another_address_or_day_has_another_etag(client, clock):
    etags = {client.get(address)["ETag"] for address in (LIST, f"{LIST}?lang=fr", "/api/themes/")}
    clock.shift(24 * 3600)
    etags.add(client.get(LIST)["ETag"])

    assert len(etags) == 4


@pytest.mark.parametrize(
    "address", [LIST, "/api/", "/api/organisations.ndjson", "/api/hsds/services/"]
)
def test_answer_that_is_not_sent_again_varies_as_the_one_that_was(client, address):
    before = client.get(address)
    b"".join(before)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})

    assert (after.status_code, after["Vary"]) == (304, before["Vary"])


@pytest.mark.parametrize("name", ["open", "%6fpen", "op%65n"])
@pytest.mark.at("2026-11-16 16:59")
def test_who_is_open_now_is_another_answer_in_a_minute(client, clock, name):
    opening_hours()
    before = client.get(f"{LIST}?{name}=1")
    clock.shift(120)
    after = client.get(f"{LIST}?{name}=1", headers={"If-None-Match": before["ETag"]})

    assert (len(ids(before)), after.status_code) == (1, 200)
    assert ids(after) == []


@pytest.mark.django_db(transaction=True)
def test_answer_from_memory_that_lags_is_not_good_for_longer(database_of_many, client):
    organisation()
    address = f"{LIST}?q=zonnebloem"
    client.get(address)
    with memory._beside:  # all of it is being built anew
        row = organisation(name_nl="Zonnebloem")
        before = client.get(address)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})

    assert (ids(before), after.status_code) == ([], 200)
    assert ids(after) == [row.pk]


def test_answer_is_compressed(client):
    theme(guide_nl="<p>Lees dit.</p>" * 500)

    sizes = {
        encoding: len(client.get("/api/themes/", headers={"Accept-Encoding": encoding}).content)
        for encoding in ("br", "gzip", "identity")
    }

    assert sizes["br"] < 1_000
    assert sizes["gzip"] < 1_500
    assert sizes["identity"] > 8_000


def test_head_answers_as_get_does(client):
    get, head = client.get(LIST), client.head(LIST)

    assert head.status_code == 200
    assert head["ETag"] == get["ETag"]


@pytest.mark.parametrize("path", ["/api/nothing/", "/api/organisations/0/", "/api/%FF/", "/api/x"])
def test_unknown_address_is_a_problem(client, path):
    assert problem(client.get(path))["status"] == 404


def test_address_without_its_last_slash_leads_to_the_one_with_it(client):
    response = client.get("/api/organisations?lang=fr")

    assert response.status_code == 301
    assert response["Location"] == "/api/organisations/?lang=fr"
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
def test_nothing_is_written(client, method):
    assert problem(getattr(client, method)(LIST))["status"] == 405


def test_what_is_no_json_is_not_offered(client):
    assert problem(client.get(LIST, headers={"Accept": "text/csv"}))["status"] == 406


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=٣", "limit"),
        (f"limit={'9' * 60}", "limit"),
        ("limit=2&limit=3", "limit"),
        ("cursor=x", "cursor"),
        (f"cursor={'9' * 60}", "cursor"),
        ("cursor=1-99999999999999999999", "cursor"),
        ("cursor=", "cursor"),
        ("lang=de", "lang"),
        ("lang=%00", "lang"),
        ("lang=%FF", "lang"),
        ("changed_since=yesterday", "changed_since"),
        ("changed_since=2026-11-16T10:00:00", "changed_since"),
        ("changed_since=0001-01-01T00:00:00%2B02:00", "changed_since"),
        ("changed_since=9999-12-31T23:59:59Z", "changed_since"),
        ("changed_since=2026-02-30", "changed_since"),
        ("format=api", "format"),
        ("%00=1", "\0"),
    ],
)
def test_what_means_nothing_is_told(client, query, parameter):
    said = problem(client.get(f"{LIST}?{query}"))

    assert said["status"] == 400
    assert [error["parameter"] for error in said["errors"]] == [parameter]


def test_values_that_there_are_are_named(client):
    [error] = problem(client.get(f"{LIST}?lang=de"))["errors"]

    assert error["known"] == ["nl", "fr", "en", "ar", "es", "tr", "all"]


@pytest.mark.parametrize("query", ["x" * 60_000, "&".join(f"a{n}=" for n in range(20_000))])
def test_question_of_any_length_is_refused(client, query):
    assert problem(client.get(f"{LIST}?{query}"))["status"] == 400


def test_error_of_ours_is_a_problem(monkeypatch):
    monkeypatch.setattr(api_views.Organisations, "rows", lambda self: 1 / 0)
    client = Client(raise_request_exception=False)

    said = problem(client.get(LIST))

    assert said == {
        "type": "about:blank",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on our side.",
    }


def test_database_that_is_away_is_told(client):
    with database_away():
        response = client.get(LIST)

    assert problem(response)["status"] == 503
    assert response["Retry-After"] == "60"


def test_more_than_a_few_at_once_are_sent_away(client, monkeypatch):
    monkeypatch.setattr(endpoints.Endpoint, "at_once", turns := AtOnce(1))
    answers = [client.get(LIST).status_code for _ in range(2)]
    turn = turns.begin({})
    response = client.get(LIST)

    assert answers == [200, 200]
    assert problem(response)["status"] == 503
    assert response["Retry-After"] == "1"
    turn.end()


# Page after page


def walk(client, address, between=lambda: None):
    found = []
    while address:
        said = client.get(address).json()
        found += [row["id"] for row in said["results"]]
        address = said["next"] and said["next"].removeprefix("http://127.0.0.1:8000")
        between()
        between = lambda: None  # noqa: E731  (only once)
    return found


def test_pages_lose_and_double_nothing_while_rows_change(client):
    rows = [organisation() for _ in range(5)]

    def edit():
        rows[0].slug, rows[3].slug = "zzz", "aaa"
        rows[0].save()
        rows[3].save()
        rows[1].status = Status.DRAFT
        rows[1].save()

    assert walk(client, f"{LIST}?limit=2", edit) == [row.pk for row in rows]


def test_next_page_keeps_what_was_asked(client):
    for _ in range(2):
        organisation()

    following = client.get(f"{LIST}?limit=1&lang=fr&lang=ar").json()["next"]

    assert "limit=1&lang=fr&lang=ar&cursor=" in following


def test_only_what_changed_since_is_found(client, clock):
    organisation()
    clock.shift(3600)
    changed = organisation()
    since = client.get(LIST).json()["changed_since"]
    day = since[:10]

    assert ids(client.get(LIST, {"changed_since": since})) == [changed.pk]
    assert len(ids(client.get(LIST, {"changed_since": "2020-01-01"}))) == 2
    assert json.dumps(since).endswith('Z"')
    assert day in since


def test_who_follows_misses_nothing_that_changes_during_the_walk(client, clock):
    """The moment to ask from next time is that of the first page."""
    rows = [organisation() for _ in range(3)]
    first = client.get(f"{LIST}?limit=2").json()
    clock.shift(3600)
    rows[0].save()
    second = client.get(first["next"].removeprefix("http://127.0.0.1:8000")).json()

    assert second["changed_since"] == first["changed_since"]
    again = client.get(LIST, {"changed_since": second["changed_since"]})
    assert rows[0].pk in ids(again)


def test_plus_sign_of_a_zone_need_not_be_encoded(client, clock):
    organisation()

    assert client.get(f"{LIST}?changed_since=2020-11-16T10:00:00+01:00").status_code == 200


# What is gone


def test_gone_rows_are_told_without_their_texts(client):
    row, kept = organisation(name_nl="Weg"), organisation()
    row.status = Status.ARCHIVED
    row.save()
    kept.save()

    [said] = client.get("/api/gone/").json()["results"]

    assert (said["of"], said["id"]) == ("organisations", row.pk)
    assert {*said} == {"of", "id", "gone_at"}
    assert problem(client.get(f"{LIST}{row.pk}/"))["status"] == 410


def test_what_is_gone_is_asked_by_list_and_moment(client, clock):
    for row in (theme(), organisation()):
        row.delete()
    clock.shift(3600)

    themes = client.get("/api/gone/?of=themes").json()
    since = {"changed_since": "2030-01-01"}

    assert [row["of"] for row in themes["results"]] == ["themes"]
    assert client.get("/api/gone/", since).json()["results"] == []
    assert client.get("/api/gone/?of=drafts").status_code == 400
