"""A partner's calendar on a phone: from its address to the public page, changed, emptied, back."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from playwright.sync_api import expect

from agenda.models import CalendarEntry, CalendarSource, Event
from core import web_addresses
from tests import factories
from tests.agenda.calendars.entries import announce, entry, single
from tests.core.links.test_outgoing import serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.at("2026-11-27 09:00")]

SOURCES = "/admin/agenda/calendarsource/"
HEAD = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/calendar\r\n\r\n"


@pytest.fixture
def partner(monkeypatch):
    """Where the partner has its calendar: the one door that these tests open."""
    for partner in serving():
        source_admin = admin.site.get_model_admin(CalendarSource)
        monkeypatch.setattr(source_admin, "network", partner.network)
        monkeypatch.setitem(web_addresses._PORTS, "http", ("", str(partner.port)))
        yield partner


def put(partner, *events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//x//NL", "X-WR-CALNAME:Agenda"]
    for event in events:
        lines += ["BEGIN:VEVENT", "DTSTAMP:20261101T000000Z", *event, "END:VEVENT"]
    text = "\r\n".join([*lines, "END:VCALENDAR", ""])
    partner.pages["/agenda.ics"] = [(HEAD + text).encode()]


def playing(title="Samen spelen"):
    return [
        "UID:play@example.org", f"SUMMARY:{title}", "DESCRIPTION:Spelen met andere ouders.",
        "DTSTART;TZID=Europe/Brussels:20261201T100000", "RRULE:FREQ=WEEKLY;BYDAY=TU",
        "DTEND;TZID=Europe/Brussels:20261201T113000",
    ]  # fmt: skip


MEETING = ["UID:team@example.org", "SUMMARY:Teamvergadering", "DTSTART:20261203T090000Z"]


@pytest.fixture
def organisation():
    call_command("roles", verbosity=0)
    factories.user(username="els", language="nl", groups=["Editors"])
    organisation = factories.organisation(
        name_nl="De Kade", summary_nl="Een buurthuis.", themes=[factories.theme(name_nl="Spelen")]
    )
    factories.location(organisation=organisation, name_nl="Zaal", street_nl="Kaaistraat")
    return organisation


@pytest.fixture
def log_in(live_server, organisation):
    def log_in(page, path):
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", "els")
        page.fill("#id_password", factories.PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{live_server}{path}")

    return log_in


def test_calendar_from_preview_to_public_page_and_back(
    live_server, page, partner, organisation, log_in, axe, screenshot
):
    put(partner, playing(), MEETING)
    log_in(page, f"{SOURCES}add/")
    page.select_option("#id_organisation", label="De Kade")
    page.fill("#id_address", partner.url("/agenda.ics"))
    page.select_option("#id_language", "nl")
    page.locator("[name=themes]").check()
    page.select_option("#id_location", str(organisation.locations.get().pk))
    page.fill("#id_words_out", "teamvergadering")
    axe(page)
    screenshot(page, "calendar-source")
    page.click("[name=_save]")
    expect(page.locator(".calendar-entries h3")).to_have_text("Samen spelen")
    expect(page.locator(".calendar-entries")).to_contain_text("1 december 2026")
    axe(page)
    page.locator("summary").filter(has_text="Wat niet binnenkomt: 1").click()
    screenshot(page, "calendar-preview")
    page.get_by_role("button", name="Neem over").click()
    expect(page.locator("#result_list")).to_contain_text("Samen spelen")
    page.get_by_role("link", name="Samen spelen", exact=True).click()
    page.locator("[name=_publish]").click()
    expect(page.locator(".overview-status")).to_contain_text("Gepubliceerd")
    event = Event.objects.get()

    public = f"{live_server}/nl/agenda/{event.slug}/"
    page.goto(public)
    expect(
        page.get_by_text("Uit de agenda van De Kade, gelezen op 27 november 2026.")
    ).to_be_visible()
    screenshot(page, "calendar-public")

    put(partner, playing("Speelochtend"), MEETING)
    preview = f"{live_server}{SOURCES}{CalendarSource.objects.get().pk}/preview/"
    page.goto(preview)
    expect(page.locator("table.differences")).to_contain_text("Speelochtend")
    axe(page)
    CalendarSource.objects.update(is_trusted=True)
    page.get_by_role("button", name="Volg de agenda").click()
    expect(page.locator(".messagelist")).to_contain_text("Veranderd: 1.")
    axe(page)
    screenshot(page, "calendar-health")
    page.goto(public)
    expect(page.locator("h1")).to_have_text("Speelochtend")

    put(partner)
    page.goto(preview)
    expect(page.locator(".calendar-preview .note")).to_contain_text("De agenda is ineens leeg.")
    screenshot(page, "calendar-empty")
    page.goto(public)
    expect(page.locator("h1")).to_have_text("Speelochtend")

    put(partner, playing("Speelochtend"))
    page.goto(preview)
    expect(page.get_by_text("Er is niets veranderd.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_calendar_pages_of_what_differs(
    live_server, open_page, organisation, log_in, axe, screenshot, width
):
    source = factories.calendar_source(
        organisation=organisation,
        location=organisation.locations.get(),
        themes=[*organisation.themes.all()],
        is_trusted=True,
    )
    waiting = single(key="long@example.org", title="x" * 130)
    announce(source, entry(), single(), waiting)
    event = CalendarEntry.objects.get(key="play@example.org").event
    event.title_nl = "Samen spelen voor baby’s"
    event.save()
    announce(source, entry(title="Speelochtend"), waiting)
    page = open_page(width=width)

    log_in(page, f"/admin/agenda/event/{event.pk}/change/")
    axe(page)
    screenshot(page, f"calendar-differs-{width}")
    for name in ("feast@example.org", "long@example.org"):
        row = CalendarEntry.objects.get(key=name)
        page.goto(f"{live_server}/admin/agenda/calendarentry/{row.pk}/change/")
        axe(page)
        screenshot(page, f"calendar-entry-{row.state}-{width}")
    page.goto(f"{live_server}/admin/agenda/calendarentry/?needs=look")
    axe(page)
    page.goto(f"{live_server}{SOURCES}")
    screenshot(page, f"calendar-sources-{width}")
    page.goto(f"{live_server}/admin/agenda/event/{event.pk}/change/")
    page.get_by_role("button", name="Neem wat de agenda zegt").click()

    expect(page.get_by_text("Anders dan in de agenda:")).to_be_hidden()
    expect(page.locator("#id_title_nl")).to_have_value("Speelochtend")
