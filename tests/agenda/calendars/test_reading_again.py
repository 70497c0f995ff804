"""Asking for a calendar: whatever comes back, what was there stays."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.utils import timezone

from agenda.calendars import lines, reading_again
from agenda.calendars.troubles import ADVICE, Trouble
from agenda.models import CalendarEntry, CalendarSource, Event
from core.models import Status
from tests import factories
from tests.agenda.calendars.entries import announce, asked, entry
from tests.core.links.test_outgoing import redirect_to, serving

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]

LINES = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//EN", "BEGIN:VEVENT",
    "UID:play@example.org", "DTSTAMP:20261101T000000Z", "SUMMARY:Samen spelen",
    "DESCRIPTION:Spelen met andere ouders.", "DTSTART;TZID=Europe/Brussels:20261201T100000",
    "DTEND;TZID=Europe/Brussels:20261201T113000", "RRULE:FREQ=WEEKLY;BYDAY=TU", "END:VEVENT",
    "END:VCALENDAR", "",
]  # fmt: skip
CALENDAR = "\r\n".join(LINES).encode()
EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def site():
    yield from serving()


@pytest.fixture
def source(site):
    """A trusted calendar on the server of these tests."""
    return factories.calendar_source(
        address=site.url("/a.ics"),
        location=factories.location(),
        themes=[factories.theme()],
        is_trusted=True,
    )


def answer(site, content, *headers, status="200 OK"):
    head = [f"HTTP/1.1 {status}", "Connection: close", *headers, "", ""]
    site.pages["/a.ics"] = ["\r\n".join(head).encode() + content]


def read(source, site):
    source.refresh_from_db()
    return reading_again.read_again(source, network=site.network)


def rows():
    return [*Event.objects.values(), *CalendarEntry.objects.values()]


def test_reading_again_takes_over_and_asks_for_news_only(source, site):
    answer(site, CALENDAR, 'ETag: "one"', "Last-Modified: Fri, 27 Nov 2026 08:00:00 GMT")
    first = read(source, site)
    before = rows()
    answer(site, b"", status="304 Not Modified")

    second = read(source, site)

    source.refresh_from_db()
    assert (first.taken, second.trouble, second.changed) == (1, None, 0)
    assert Event.objects.get().status == Status.PUBLISHED
    assert rows() == before
    assert 'If-None-Match: "one"' in site.heads[1]
    assert "If-Modified-Since: Fri, 27 Nov 2026 08:00:00 GMT" in site.heads[1]
    assert (source.read_at, source.entry_count) == (timezone.now(), 1)


@pytest.mark.parametrize(
    ("content", "status", "trouble"),
    [
        (b"<!doctype html><title>Log in</title>", "200 OK", Trouble.NO_CALENDAR),
        (b"", "200 OK", Trouble.NO_CALENDAR),
        (CALENDAR[:-40], "200 OK", Trouble.NO_CALENDAR),
        (EMPTY, "200 OK", Trouble.EMPTY),
        (b"", "500 Oops", Trouble.SERVER),
        (b"", "429 Slowly", Trouble.SERVER),
        (b"", "404 Not Found", Trouble.GONE),
        (b"", "410 Gone", Trouble.GONE),
        (b"", "401 Who", Trouble.CLOSED),
        (b"x" * (lines.MOST_BYTES + 1), "200 OK", Trouble.TOO_LARGE),
    ],
)
def test_reading_again_leaves_all_as_it_is(source, site, content, status, trouble):
    answer(site, CALENDAR)
    read(source, site)
    before = rows()
    answer(site, content, status=status)

    done = read(source, site)

    source.refresh_from_db()
    assert (done.trouble, source.trouble) == (trouble, trouble.value)
    assert source.trouble_since == timezone.now()
    assert rows() == before


def test_reading_again_forgets_trouble_and_says_since_when(source, site, clock):
    answer(site, CALENDAR)
    read(source, site)
    answer(site, b"", status="500 Oops")
    since = timezone.now()
    read(source, site)
    clock.shift(86_400)
    read(source, site)
    source.refresh_from_db()
    assert source.trouble_since == since
    answer(site, CALENDAR)

    read(source, site)

    source.refresh_from_db()
    assert (source.trouble, source.trouble_since) == ("", None)


def test_reading_again_never_reaches_private_addresses(source, site):
    inside = [
        "http://127.0.0.1/a.ics",
        "http://10.0.0.1/a.ics",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/a.ics",
    ]

    troubles = []
    for address in inside:
        CalendarSource.objects.update(address=address, asked_at=None)
        source.refresh_from_db()
        troubles.append(reading_again.read_again(source).trouble)

    assert troubles == [Trouble.NOT_PUBLIC] * 4
    assert site.connections == 0


def test_reading_again_checks_where_it_is_sent(source, site):
    site.names["inside.example"] = ["10.0.0.1"]
    site.pages["/a.ics"] = redirect_to(site.url("/b.ics", name="inside.example"))

    done = read(source, site)

    assert done.trouble == Trouble.NOT_PUBLIC
    assert site.connections == 1


def test_reading_again_names_without_answer(source, site):
    found = []
    for outcome in ([], TimeoutError("late"), OSError("line")):
        site.names["site.example"] = outcome
        found.append(read(source, site).trouble)

    assert found == [Trouble.NO_SUCH_NAME, Trouble.NO_ANSWER, Trouble.UNCLEAR]


def test_reading_again_has_advice_for_every_trouble():
    assert ADVICE.keys() == {*Trouble}


def test_reading_again_while_another_process_asks_does_nothing(source, site):
    answer(site, CALENDAR)
    late = CalendarSource.objects.get(pk=source.pk)
    read(source, site)

    assert reading_again.read_again(late, network=site.network).is_busy
    assert Event.objects.count() == 1


def test_reading_again_stops_after_its_time_and_goes_on(source):
    entries = [entry(key=str(number), title=f"Spel {number}") for number in range(3)]

    first = reading_again.follow(source, asked(*entries), seconds=1e-9)
    source.refresh_from_db()
    unread = source.read_at
    second = reading_again.follow(source, asked(*entries), seconds=60)

    assert (first.is_unfinished, first.taken, unread) == (True, 0, None)
    assert (second.is_unfinished, second.taken) == (False, 3)


def test_reading_again_is_due_after_its_hours(source, clock):
    now = timezone.now()
    CalendarSource.objects.update(asked_at=now, every_hours=24)
    file = factories.calendar_source(address="")
    new = factories.calendar_source(confirmed_at=None)
    paused = factories.calendar_source(is_active=False)

    soon = reading_again.due(now)
    clock.shift(23.9 * 3_600)
    later = reading_again.due(timezone.now())

    assert soon == []
    assert later == [source]
    assert {file, new, paused}.isdisjoint(later)


def test_reading_again_one_that_fails_does_not_stop_the_others(capsys):
    broken = factories.calendar_source(address="http://127.0.0.1/a.ics")
    other = factories.calendar_source(address="http://10.0.0.1/b.ics")

    call_command("calendars")

    assert {source.trouble for source in CalendarSource.objects.all()} == {"not-public"}
    assert {broken.pk, other.pk} == {source.pk for source in CalendarSource.objects.all()}
    assert capsys.readouterr().out == (
        "Calendars read: 2; failed: 2; activities taken over: 0; changed: 0; waiting: 0; "
        "no longer announced: 0.\n"
    )


def test_reading_again_secret_place_is_never_told(client):
    shelter = factories.organisation(name_nl="Huis")
    secret = factories.location(
        organisation=shelter, is_confidential=True, street_nl="Schuilstraat", house_number="7"
    )
    source = factories.calendar_source(
        location=secret, themes=[factories.theme()], is_trusted=True, language="nl"
    )

    announce(
        source,
        entry(place="Schuilstraat 7, 1000 Brussel"),
        entry(key="b@example.org", title="Koffie", description="In de SCHUILSTRAAT."),
    )

    event = Event.objects.get()
    assert (event.location, event.public_location, event.place_nl) == (secret, None, None)
    assert "chuilstraat" not in str([*Event.objects.values(), *CalendarEntry.objects.values()])
    page = client.get(f"/nl/agenda/{event.slug}/").content.decode()
    assert "Samen spelen" in page
    assert "chuilstraat" not in page


@pytest.mark.parametrize("text", ["Elke week in de Schuilstraat 7.", "Elke week bij ons."])
def test_reading_again_place_that_becomes_secret_is_told_no_longer(client, text):
    shelter = factories.organisation(name_nl="Huis")
    place = factories.location(organisation=shelter, street_nl="Schuilstraat")
    source = factories.calendar_source(
        location=place, themes=[factories.theme()], is_trusted=True, language="nl"
    )
    announce(source, entry(description=text))
    by_hand = factories.event(organisation=shelter, summary_nl="In de Schuilstraat.")

    place.is_confidential = True
    place.save()
    announce(source, entry(description=text))

    event = CalendarEntry.objects.get().event
    is_told = "Schuilstraat" in text
    assert event.status == (Status.IN_REVIEW if is_told else Status.PUBLISHED)
    assert client.get(f"/nl/agenda/{event.slug}/").status_code == (404 if is_told else 200)
    by_hand.refresh_from_db()
    assert by_hand.status == Status.PUBLISHED


def test_reading_again_archived_organisation_is_not_read():
    archived = factories.organisation(status=Status.ARCHIVED)
    factories.calendar_source(organisation=archived)

    assert reading_again.due(timezone.now()) == []


def read_while(source, site, change):
    """Reads it, and changes its row before the answer is there."""

    def addresses_of(name, seconds):
        change(CalendarSource.objects.filter(pk=source.pk))
        return site.addresses_of(name, seconds)

    answer(site, CALENDAR)
    network = replace(site.network, addresses_of=addresses_of)
    return reading_again.read_again(source, network=network)


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.update(is_active=False),
        lambda row: row.update(address="https://other.example/"),
        lambda row: row.delete(),
    ],
)
def test_reading_again_answer_that_comes_too_late_is_not_read(source, site, change):
    done = read_while(source, site, change)

    assert (done.is_busy, done.taken, Event.objects.count()) == (True, 0, 0)


def test_reading_again_what_is_no_longer_trusted_waits_at_once(source, site):
    read_while(source, site, lambda row: row.update(is_trusted=False))

    assert Event.objects.get().status == Status.IN_REVIEW


def test_reading_again_unchanged_that_nobody_asked_for_says_nothing(source, site):
    answer(site, CALENDAR, 'ETag: "one"')
    read(source, site)
    answer(site, EMPTY)
    read(source, site)
    answer(site, b"", status="304 Not Modified")

    assert read(source, site).trouble == Trouble.UNCLEAR
