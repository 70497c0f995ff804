"""How a file travels: its name, what keeps it, and what a large one costs others."""

from datetime import date

import brotli
import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import override

from downloads import lists, sending
from tests.factories import crisis_topic, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

CSV = "/nl/organisations/list.csv"


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        (
            "nl",
            "Geld / budget",
            'attachment; filename="together-in-brussels-nl-2026-11-16.csv"; '
            "filename*=UTF-8''Samen%20in%20Brussel%20%E2%80%93%20Geld%20budget%20%E2%80%93%20"
            "2026-11-16.csv",
        ),
        (
            "ar",
            "",
            'attachment; filename="together-in-brussels-ar-2026-11-16.csv"; '
            "filename*=UTF-8''%D9%85%D8%B9%D8%A7%D9%8B%20%D9%81%D9%8A%20%D8%A8%D8%B1%D9%88%D9%83"
            "%D8%B3%D9%84%20%E2%80%93%202026-11-16.csv",
        ),
    ],
)
def test_disposition_has_a_name_for_people_and_one_for_every_program(language, name, expected):
    with override(language):
        assert sending.disposition(name, date(2026, 11, 16), "csv") == expected


def test_disposition_takes_no_sign_that_ends_a_line_or_leaves_the_folder():
    written = sending.disposition('../../x\r\nSet-Cookie: a="b\u202e', date(2026, 11, 16), "xlsx")

    assert "\r" not in written
    assert "%2F" not in written
    assert "%E2%80%AE" not in written


def test_file_is_for_people_and_not_for_search_engines(client):
    organisation()
    response = client.get(CSV)

    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert b"Disallow: /*/list." in client.get("/robots.txt").content


@pytest.mark.parametrize("kind", ["pdf", "csv.exe"])
def test_file_of_an_unknown_kind_is_404(client, kind):
    assert client.get(f"/nl/organisations/list.{kind}").status_code == 404


def test_file_of_a_sensitive_list_tells_nothing_by_its_name(client):
    organisation(themes=[theme(slug="violence", name_nl="Geweld", is_sensitive=True)])
    response = client.get(f"{CSV}?theme=violence")

    assert "Geweld" not in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"


def test_file_is_kept_like_a_page_until_something_changes(client, settings):
    settings.PAGE_CACHE_BYTES = 1 << 20
    row = organisation(name_nl="Baboes")
    first, again = client.get(CSV).content, client.get(CSV).content
    row.name_nl = "Anders"
    row.save()

    assert first == again
    assert "Anders" in client.get(CSV).content.decode()


def test_file_with_words_of_danger_tells_nothing_by_its_name(client):
    crisis_topic("112", patterns_nl="slaat > mij")
    response = client.get(f"{CSV}?q=hij slaat mij")

    assert "slaat" not in response.headers["Content-Disposition"]


def test_large_file_is_streamed_and_compressed(client, monkeypatch):
    organisation(name_nl="Baboes")
    whole = client.get(CSV).content
    monkeypatch.setattr(sending, "MOST_KEPT", 100)

    response = client.get(CSV, headers={"accept-encoding": "br"})

    assert response.streaming
    assert brotli.decompress(response.getvalue()) == whole

    book = client.get("/nl/organisations/list.xlsx")
    assert book.streaming
    assert book.getvalue().startswith(b"PK")


def test_large_file_that_nobody_reads_is_closed(rf, monkeypatch):
    organisation()
    monkeypatch.setattr(sending, "MOST_KEPT", 100)
    now = timezone.localtime()
    response = sending.answer(rf.get("/"), lists.organisations(QueryDict(), now), "csv", now)
    file = response._resource_closers[0].__self__.file

    response.close()

    assert file.closed


def test_second_large_file_at_once_waits_and_costs_nobody_anything(client, monkeypatch):
    organisation()
    monkeypatch.setattr(sending, "LARGE", 0)
    with sending._large:
        response = client.get(CSV)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "20")
    assert client.get(CSV).status_code == 200
