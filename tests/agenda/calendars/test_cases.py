"""The calendars of `files`, from their address to the dates that readers see, and once more."""

import pytest
from django.contrib import admin

from agenda.calendars import reading_again
from agenda.models import CalendarEntry, CalendarSource, Event, Occurrence
from core.models import ContentVersion, Status
from tests import factories
from tests.agenda.calendars.read import FILES
from tests.core.links.test_outgoing import OK, serving

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-09-01 09:00")]

# In UTC, as the database has them: when each begins, until when, and its state if not planned.
DATES = {
    "outlook.ics": [
        "2026-10-18 16:00-18:00", "2026-10-25 17:00-19:00", "2026-11-01 17:00-19:00",
        "2026-11-15 17:00-19:00", "2027-03-29 17:00-19:00",
    ],
    "google.ics": [
        "2026-10-07 12:00-14:00", "2026-10-15 14:00-16:00", "2026-10-18 16:00-17:00",
        "2026-10-21 12:00-14:00 cancelled", "2026-10-25 17:00-18:00", "2026-11-01 17:00-18:00",
        "2026-11-04 13:00-15:00",
    ],
    "nextcloud.ics": [
        "2026-09-16 22:00-22:00", "2026-10-06 22:00-22:00", "2026-10-09 18:00-22:00",
        "2026-10-20 22:00-22:00", "2026-10-24 20:00-05:00", "2026-10-27 23:00-23:00",
        "2027-01-30 23:00-23:00", "2027-02-27 23:00-23:00", "2027-03-27 23:00-22:00",
        "2027-04-24 22:00-22:00",
    ],
    "by-hand.ics": [
        "2026-10-12 08:00-10:00", "2026-10-14 07:00-08:00", "2026-10-16 20:00-00:00",
        "2026-10-19 16:30-18:00",
    ],
}  # fmt: skip


@pytest.fixture
def site():
    yield from serving()


def said(row):
    state = "" if row.state == Occurrence.State.PLANNED else f" {row.state}"
    return f"{row.starts_at:%Y-%m-%d %H:%M}-{row.ends_at:%H:%M}{state}"


def rows():
    return [
        [*model.objects.order_by("pk").values()] for model in (Event, CalendarEntry, Occurrence)
    ]


def test_calendar_from_its_address_to_dates_and_once_more(client, site, monkeypatch):
    client.force_login(factories.user(groups=["Editors"], language="en"))
    monkeypatch.setattr(admin.site.get_model_admin(CalendarSource), "network", site.network)
    place, sources = factories.location(), {}
    for name in DATES:
        site.pages[f"/{name}"] = [OK, b"\r\n", (FILES / name).read_bytes()]
        sources[name] = factories.calendar_source(
            address=site.url(f"/{name}"), location=place, confirmed_at=None
        )
        url = f"/admin/agenda/calendarsource/{sources[name].pk}/preview/"
        client.post(url, {"stamp": client.get(url).context["shown"].stamp})
    waiting = {event.status for event in Event.objects.all()}
    for event in Event.objects.all():
        event.status = Status.PUBLISHED
        event.save()
    before, version = rows(), ContentVersion.objects.get().version

    again = [
        reading_again.read_again(CalendarSource.objects.get(pk=source.pk), network=site.network)
        for source in sources.values()
    ]

    assert waiting == {Status.IN_REVIEW}
    assert again == [reading_again.Done()] * 4
    assert (rows(), ContentVersion.objects.get().version) == (before, version)
    for name, source in sources.items():
        dates = Occurrence.objects.filter(event__calendar_entry__source=source)
        assert [said(row) for row in dates.order_by("starts_at")] == DATES[name]


def test_category_lets_in_however_it_is_written(client, site, monkeypatch):
    client.force_login(factories.user(groups=["Editors"], language="en"))
    monkeypatch.setattr(admin.site.get_model_admin(CalendarSource), "network", site.network)
    site.pages["/a.ics"] = [OK, b"\r\n", (FILES / "nextcloud.ics").read_bytes()]
    source = factories.calendar_source(
        address=site.url("/a.ics"), words_in=[" intégration "], confirmed_at=None
    )

    page = client.get(f"/admin/agenda/calendarsource/{source.pk}/preview/")

    shown = page.context["shown"]
    assert [each.title for each in shown.new] == [
        "Conférence sur l’accueil",
        "Journée portes ouvertes",
    ]
    assert {each.reason for each in shown.left_out} == {"It has none of the words that let it in."}
