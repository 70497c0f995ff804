"""A partner's calendar in the admin: from its address to what it becomes."""

import re

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from agenda.models import CalendarEntry, CalendarSource, Event
from core.editing.models import Proposal
from core.models import Status
from tests import factories
from tests.agenda.calendars.entries import announce, entry, single
from tests.html_forms import fields_of

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-27 09:00")]

ADD = "/admin/agenda/calendarsource/add/"
ENTRIES = "/admin/agenda/calendarentry/"


@pytest.fixture
def editor(client):
    user = factories.user(groups=["Editors"], language="en")
    client.force_login(user)
    return user


@pytest.fixture
def volunteer(client):
    user = factories.user(groups=["Volunteers"], language="en")
    client.force_login(user)
    return user


def change_url(row):
    return f"/admin/agenda/{row._meta.model_name}/{row.pk}/change/"


def the_row(key="play@example.org"):
    return CalendarEntry.objects.get(key=key)


def test_calendar_admin_event_shows_what_differs_and_takes_it(client, source, editor):
    announce(source, entry())
    event = the_row().event
    event.title_nl = "Ons spel"
    event.save()
    announce(source, entry(title="Speelochtend"))

    page = client.get(change_url(event))
    response = client.post(
        reverse("admin:agenda_event_calendar", args=[event.pk]), {"take": "title"}
    )

    text = page.content.decode()
    assert "Differs from the calendar:" in text
    assert "Speelochtend" in text
    assert (response.status_code, response["Location"]) == (302, change_url(event))
    event.refresh_from_db()
    assert event.title_nl == "Speelochtend"
    assert (the_row().differs, the_row().is_open) == ([], False)


def test_calendar_admin_volunteer_takes_calendars_as_proposal(client, source, volunteer):
    announce(source, entry())
    event = the_row().event
    event.title_nl = "Ons spel"
    event.save()

    client.post(reverse("admin:agenda_event_calendar", args=[event.pk]), {"take": "title"})

    event.refresh_from_db()
    assert event.title_nl == "Ons spel"
    assert Proposal.objects.get().changes == {"title_nl": ["Samen spelen"]}


def test_calendar_admin_ours_stays_and_is_no_news(client, source, editor):
    announce(source, entry())
    event = the_row().event
    event.title_nl = "Ons spel"
    event.save()
    announce(source, entry(title="Speelochtend"))

    client.post(reverse("admin:agenda_event_calendar", args=[event.pk]), {"keep": "title"})
    announce(source, entry(title="Speelochtend"))

    assert (the_row().differs, the_row().is_open) == (["title"], False)
    event.refresh_from_db()
    assert event.title_nl == "Ons spel"


def test_calendar_admin_takes_date_of_calendar(client, source, editor):
    announce(source, entry())
    event = the_row().event
    factories.event_exception(event=event, day="2026-12-08", kind="cancelled")

    client.post(reverse("admin:agenda_event_calendar", args=[event.pk]), {"take": "on 2026-12-08"})

    assert not event.exceptions.exists()
    assert the_row().differs == []


def test_calendar_admin_entry_that_is_gone_is_archived_or_kept(client, source, editor):
    announce(source, entry(), single(), single(key="b@example.org", title="Lentefeest"))
    announce(source, entry())
    feast, spring = the_row("feast@example.org"), the_row("b@example.org")

    listed = client.get(f"{ENTRIES}?needs=gone").context["cl"].result_count
    desk = client.get("/admin/").content.decode()
    client.post(f"{ENTRIES}{feast.pk}/change/", {"archive": "1"})
    client.post(f"{ENTRIES}{spring.pk}/change/", {"keep": "1"})

    assert listed == 2
    assert "Activities that are no longer in their calendar" in desk
    feast.refresh_from_db()
    assert feast.event.status == Status.ARCHIVED
    assert not CalendarEntry.objects.filter(pk=spring.pk).exists()
    assert Event.objects.get(pk=spring.event_id).source == Event.Source.VOLUNTEER


def test_calendar_admin_same_activity_by_hand_is_offered_and_joined(client, source, editor):
    by_hand = factories.event(
        organisation=source.organisation, title_nl="Spelen, samen!", title_ar="اللعب معا",
        starts_on="2026-11-03", start_time="10:00", rule="FREQ=WEEKLY;BYDAY=TU", summary_nl="Zin",
    )  # fmt: skip
    slug = by_hand.slug
    announce(source, entry())
    row = the_row()
    assert (row.state, row.event) == (CalendarEntry.State.WAITING, None)

    page = client.get(f"{ENTRIES}{row.pk}/change/")
    client.post(f"{ENTRIES}{row.pk}/change/", {"join": by_hand.pk})

    assert "This seems to be there already:" in page.content.decode()
    row.refresh_from_db()
    by_hand.refresh_from_db()
    assert (row.event, row.state) == (by_hand, CalendarEntry.State.TAKEN)
    assert (by_hand.slug, by_hand.title_ar, by_hand.title_nl) == (
        slug,
        "اللعب معا",
        "Spelen, samen!",
    )
    assert by_hand.source == Event.Source.CALENDAR
    assert "title" in row.differs

    announce(source, entry(end_time=None))
    announce(source, entry(title="Samen spelen"))

    by_hand.refresh_from_db()
    assert by_hand.title_nl == "Spelen, samen!"
    assert Event.objects.count() == 1


def test_calendar_admin_volunteer_reads_a_source_in_words(client, source, volunteer):
    source.words_in, source.spoken_languages = ["teamvergadering", "spel"], ["nl", "fr"]
    source.save()

    text = client.get(change_url(source)).text

    shown = re.findall(r'class="readonly">([^<]*)<', text)
    assert "Dutch" in shown
    assert "Dutch, French" in shown
    assert "teamvergadering, spel" in shown


def test_calendar_admin_entry_left_out_stays_out(client, source, volunteer):
    factories.event(
        organisation=source.organisation, title_nl="Samen spelen", starts_on="2026-11-03",
        start_time="10:00", rule="FREQ=WEEKLY;BYDAY=TU",
    )  # fmt: skip
    announce(source, entry())

    client.post(f"{ENTRIES}{the_row().pk}/change/", {"leave": "1"})
    announce(source, entry(title="Iets anders"))

    assert the_row().state == CalendarEntry.State.LEFT_OUT
    assert Event.objects.count() == 1


def test_calendar_admin_event_volunteer_only_looks(client, source):
    client.force_login(factories.user(groups=["Event volunteers"], language="en"))
    announce(source, entry(title="x" * 121))

    statuses = [
        client.get("/admin/agenda/calendarsource/").status_code,
        client.get(change_url(source)).status_code,
        client.get(f"/admin/agenda/calendarsource/{source.pk}/preview/").status_code,
        client.get(ADD).status_code,
        client.get(f"{ENTRIES}{the_row().pk}/change/").status_code,
        client.post(f"{ENTRIES}{the_row().pk}/change/", {"leave": "1"}).status_code,
    ]

    assert statuses == [200, 200, 403, 403, 200, 403]


def test_calendar_admin_other_address_warns_first(client, source, editor):
    url = change_url(source)
    sent = fields_of(client.get(url), address="https://other.example/agenda.ics")

    refused = client.post(url, sent)
    source.refresh_from_db()
    before = source.address
    saved = client.post(url, sent | {"is_same_calendar": "on"})

    assert "Another address may be another calendar" in refused.content.decode()
    assert "other.example" not in before
    assert saved.status_code == 302
    source.refresh_from_db()
    assert source.address == "https://other.example/agenda.ics"


def ics(*entries):
    """A calendar file of `(uid, title)` pairs: each once, on 1 December at ten."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//NL"]
    for uid, title in entries:
        lines += [
            "BEGIN:VEVENT", f"UID:{uid}", f"SUMMARY:{title}", "DTSTAMP:20261101T000000Z",
            "DTSTART;TZID=Europe/Brussels:20261201T100000", "END:VEVENT",
        ]  # fmt: skip
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def send(client, organisation, data, url=ADD, **fields):
    sent = fields_of(client.get(url), organisation=organisation.pk, language="nl", **fields)
    return client.post(url, sent | {"upload": SimpleUploadedFile("agenda.ics", data)})


def test_calendar_admin_file_is_previewed_and_taken_over_as_chosen(client, editor):
    organisation, theme = factories.organisation(), factories.theme()
    there = factories.event(
        organisation=organisation, title_nl="Koffie", starts_on="2026-12-01", start_time="10:00"
    )
    data = ics(("a", "Spelen"), ("b", "Vergadering"), ("c", "Koffie"), ("d", "Zingen"))
    response = send(client, organisation, data, themes=[str(theme.pk)], is_trusted="on")
    url = response["Location"]
    page = client.get(url)
    untouched = (Event.objects.count(), CalendarEntry.objects.count())
    sent = {"stamp": page.context["shown"].stamp}

    old = client.post(url, {"stamp": "x"})
    taken = client.post(url, sent | {"out": ["b"], "join": [f"{there.pk}:c"]})

    assert untouched == (1, 0)
    assert (old["Location"], taken.status_code) == (url, 302)
    states = dict(CalendarEntry.objects.values_list("key", "state"))
    assert states == {"a": "taken", "b": "left-out", "c": "taken", "d": "taken"}
    assert CalendarEntry.objects.get(key="c").event == there
    assert {event.status for event in Event.objects.exclude(pk=there.pk)} == {Status.IN_REVIEW}
    source = CalendarSource.objects.get()
    assert (bytes(source.file), source.read_on, source.entry_count) == (
        b"", timezone.localdate(), 4,
    )  # fmt: skip


def test_calendar_admin_file_sent_again_finds_its_entries(client, editor):
    organisation = factories.organisation()
    url = send(client, organisation, ics(("a", "Spelen")))["Location"]
    client.post(url, {"stamp": client.get(url).context["shown"].stamp})
    source = CalendarSource.objects.get()
    read = client.get(url)

    send(client, organisation, ics(("a", "Spelen met water")), change_url(source))
    client.post(url, {"stamp": client.get(url).context["shown"].stamp})

    assert read["Location"] == change_url(source)
    assert [event.title_nl for event in Event.objects.all()] == ["Spelen met water"]


def test_calendar_admin_asks_its_address_and_says_what_is_wrong(client, editor, source):
    CalendarSource.objects.update(address="http://127.0.0.1/a.ics")

    page = client.get(f"/admin/agenda/calendarsource/{source.pk}/preview/").content.decode()

    assert "This address works only inside their own network." in page
    assert "What was read before stays as it is." in page


def test_calendar_admin_list_says_how_they_are(client, editor, source):
    announce(source, entry(), single(title="x" * 121))
    CalendarSource.objects.update(trouble="gone", trouble_since=timezone.now())

    page = client.get("/admin/agenda/calendarsource/?state=trouble").content.decode()

    assert "There is nothing at this address any more. Since 27 November 2026." in page
    assert re.search(r'<td class="field-taken_lately"[^>]*>.*?Nov 1</td>', page)
    assert f'?source={source.pk}&amp;needs=look">1</a>' in page


def test_calendar_admin_address_is_cleaned(client, editor):
    organisation = factories.organisation()
    sent = fields_of(client.get(ADD), organisation=organisation.pk, language="fr")

    response = client.post(ADD, sent | {"address": " webcal://Agenda.Example/x.ics "})

    source = CalendarSource.objects.get()
    assert source.address == "https://agenda.example/x.ics"
    assert response["Location"] == f"/admin/agenda/calendarsource/{source.pk}/preview/"
    assert admin.site.get_model_admin(CalendarSource).network.is_allowed("127.0.0.1") is False


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_admin_list_query_count(client, editor, django_assert_num_queries, rows):
    for _number in range(rows):
        factories.calendar_source()

    with django_assert_num_queries(8):
        page = client.get("/admin/agenda/calendarsource/")

    assert page.context["cl"].result_count == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_admin_entries_query_count(client, editor, django_assert_num_queries, rows):
    for number in range(rows):
        announce(factories.calendar_source(), entry(key=str(number)))

    with django_assert_num_queries(7):
        page = client.get(ENTRIES)

    assert page.context["cl"].result_count == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_calendar_admin_entry_query_count(client, source, editor, django_assert_num_queries, rows):
    announce(source, *[entry(key=str(number)) for number in range(rows)])

    with django_assert_num_queries(10):
        client.get(change_url(CalendarEntry.objects.first()))
