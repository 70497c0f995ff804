"""Large calendars are streamed, and are otherwise answered as those that are kept like a page."""

import gzip
from datetime import date

import brotli
import pytest

from agenda.feeds import sending
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-10-05 12:00")]

URL = "/nl/agenda/calendar.ics"
UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


@pytest.fixture(autouse=True)
def agenda(settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    for number in range(3):
        factories.event(title_nl=f"Koffie {number}", starts_on=date(2026, 10, 6))


def get(client, accept="", **headers):
    return client.get(URL, headers={"accept-encoding": accept, **headers})


@pytest.mark.parametrize("accept", ["", "br", "gzip", "gzip, deflate, br", "br;q=0, gzip"])
def test_streamed_calendar_is_that_which_would_be_kept(client, monkeypatch, accept):
    kept = get(client, accept)
    monkeypatch.setattr(sending, "MOST_KEPT", 1_000)
    monkeypatch.setattr(sending, "_AT_ONCE", 700)
    streamed = client.get(f"{URL}?page=1", headers={"accept-encoding": accept})

    body = b"".join(streamed.streaming_content)
    assert (kept.streaming, streamed.streaming, streamed.status_code) == (False, True, 200)
    assert UNPACKED[streamed.get("Content-Encoding")](body) == UNPACKED[
        kept.get("Content-Encoding")
    ](kept.content)
    same = dict(kept.headers)
    del same["Content-Length"]
    assert dict(streamed.headers) == same


def test_streamed_calendar_that_is_there_already_is_not_sent_again(client, monkeypatch):
    monkeypatch.setattr(sending, "MOST_KEPT", 1_000)
    first = get(client)

    same = get(client, **{"if-none-match": first.headers["ETag"]})
    other = get(client, **{"if-none-match": '"other"'})

    assert (same.status_code, same.content) == (304, b"")
    assert (same.headers["ETag"], same.headers["Vary"]) == (
        first.headers["ETag"],
        "Accept-Encoding",
    )
    assert b"".join(other.streaming_content) == b"".join(first.streaming_content)


def test_bytes_are_the_same_on_every_database(client):
    place = factories.location(
        municipality=factories.municipality(name_nl="Elsene"), street_nl="Laan", house_number="7",
        postal_code="1050", name_nl="Huis", latitude=50.8333, longitude=4.3666,
    )  # fmt: skip
    row = factories.event(
        uid="0b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f", slug="thee", title_nl="Thee; met ’n koek",
        starts_on=date(2026, 10, 6), location=place, rule="FREQ=WEEKLY;BYDAY=TU",
        themes=[factories.theme(slug=slug, name_nl=slug) for slug in ("b", "a")],
        not_on=["2026-10-20"],
    )  # fmt: skip
    factories.event_exception(event=row, day=date(2026, 10, 13), reason="illness")

    text = client.get("/nl/agenda/thee.ics").text

    first, second = text[text.index("BEGIN:VEVENT") :].split("BEGIN:VEVENT\r\n")[1:]
    assert first.split("\r\n") == [
        "SUMMARY:Thee\\; met ’n koek",
        "DTSTART;TZID=Europe/Brussels:20261006T093000",
        "DTEND;TZID=Europe/Brussels:20261006T113000",
        "DTSTAMP:20261005T100000Z",
        "UID:0b0e3c0e-1c1f-4f0a-9a53-6f2f6f2f6f2f",
        "SEQUENCE:2",
        "RRULE:FREQ=WEEKLY;BYDAY=TU;WKST=MO",
        "EXDATE;TZID=Europe/Brussels:20261020T093000",
        "CATEGORIES:a,b",
        "CREATED:20261005T100000Z",
        "DESCRIPTION:Elke dinsdag van 9.30 tot 11.30\\n\\nhttp://127.0.0.1:8000/nl/ag",
        " enda/thee/",
        "GEO:50.8333;4.3666",
        "LAST-MODIFIED:20261005T100000Z",
        "LOCATION:Huis\\, Laan 7\\, 1050 Elsene",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:http://127.0.0.1:8000/nl/agenda/thee/",
        "END:VEVENT",
        "",
    ]
    assert "RECURRENCE-ID;TZID=Europe/Brussels:20261013T093000\r\nSEQUENCE:2\r\n" in second
    assert "SUMMARY:Gaat niet door: Thee\\; met ’n koek\r\n" in second
