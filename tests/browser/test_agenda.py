"""The agenda: a volunteer changes a date, and everybody sees it; finding a date on a phone."""

import re
import time
from datetime import date
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from agenda.models import EventException
from core import versions

EVENT = "koffieochtend-molenbeek"
ORGANISATION = "gc-de-vaartkapoen"
ADMIN = "/admin/agenda/event/"
MONTH = "agenda/?from=2026-11-01&to=2026-11-30"


@pytest.fixture
def volunteer(site, open_page, session):
    """A page on a phone, logged in, at the next dates of the coffee morning."""
    page = open_page(session=session)
    page.goto(f"{site}{ADMIN}")
    page.fill("#searchbar", "koffieochtend")
    page.click("#changelist-search [type=submit]")
    page.locator('#result_list a[href$="/dates/"]').first.click()
    page.locator(".event-dates >> nth=-1").wait_for()
    return page


@pytest.fixture
def tuesday(volunteer):
    """The first coming date as usual, from the page of dates; takes back what a test did to it."""
    ways = volunteer.locator('.event-dates li:not(:has(form)) a[href$="/cancelled/"]')
    day = ways.first.get_attribute("href").split("/")[-3]
    dates = volunteer.url
    yield date.fromisoformat(day)
    volunteer.goto(dates)
    undo = volunteer.locator(f'form[action*="/{day}/undo/"] button')
    if undo.count():
        undo.click()
        volunteer.locator(".messagelist .success").wait_for()


def a_second_later():
    """Every page that is asked for from now on has to show what was changed before.

    However long a slow machine takes to answer it.
    """
    assert versions.LOOK_EVERY < 1
    time.sleep(1)


def read(address):
    with urlopen(address, timeout=10) as response:
        return response.read().decode()


def feed(site, query=""):
    return Calendar.from_ical(read(f"{site}/nl/agenda/{EVENT}.ics{query}"))


def overrides(calendar, day):
    """The entries of a feed that say what is different on `day`."""
    return [
        entry
        for entry in calendar.walk("VEVENT")
        if "RECURRENCE-ID" in entry and entry.decoded("RECURRENCE-ID").date() == day
    ]


def cancel(page, day):
    page.click(f'a[href$="/{day}/cancelled/"]')
    page.get_by_label("Iemand van het team is ziek.").check()  # the first tap on the form
    page.click(".event-exception button.default")  # the second
    page.locator(".messagelist .success").wait_for()


# A volunteer changes a date


def test_cancelled_date_is_seen_everywhere_within_a_second(
    site, open_page, volunteer, tuesday, screenshot
):
    address = f"{site}/nl/agenda/{EVENT}/"
    before = feed(site).walk("VEVENT")[0]
    screenshot(volunteer, "agenda-admin-dates")

    cancel(volunteer, tuesday)
    struck = f'<s><time datetime="{tuesday}">'

    a_second_later()
    assert struck in read(address)
    screenshot(volunteer, "agenda-admin-cancelled")
    page = open_page(java_script=False)
    page.goto(address)
    row = page.locator(f'.dates li:has(time[datetime="{tuesday}"])')
    expect(row.locator("s")).to_be_visible()
    expect(row.locator("strong")).to_have_text(
        "Gaat niet door: Iemand van het team is ziek.", use_inner_text=True
    )
    expect(row.locator("a")).to_have_count(0)
    screenshot(page, "agenda-nl-cancelled")

    page.goto(f"{site}/nl/agenda/?from={tuesday}&to={tuesday}&place=1080")
    card = page.locator(f'.card.off:has(a[href$="/{EVENT}/"])')
    expect(card.locator(".change")).to_have_text(
        "Gaat niet door: Iemand van het team is ziek.", use_inner_text=True
    )

    page.goto(f"{site}/nl/organisations/{ORGANISATION}/")
    card = page.locator(f'.card:has(a[href$="/{EVENT}/"])')
    expect(card).to_contain_text("Gaat niet door")

    calendar = feed(site)
    (entry,) = overrides(calendar, tuesday)
    assert entry["STATUS"] == "CANCELLED"
    assert entry["UID"] == before["UID"]
    assert int(entry["SEQUENCE"]) > int(before["SEQUENCE"])


def test_cancelled_date_is_explained_in_arabic(site, open_page, volunteer, tuesday, screenshot):
    cancel(volunteer, tuesday)
    address = f"{site}/ar/agenda/{EVENT}/"
    struck = f'<s><time datetime="{tuesday}">'

    a_second_later()
    assert struck in read(address)
    page = open_page(java_script=False, locale="ar")
    page.goto(address)
    row = page.locator(f'.dates li:has(time[datetime="{tuesday}"])')
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(row.locator("strong")).to_have_text("أُلغي: أحد أفراد الفريق مريض.", use_inner_text=True)
    screenshot(page, "agenda-ar-cancelled")
    page.goto(f"{site}/ar/agenda/?from={tuesday}&to={tuesday}&place=1080")
    card = page.locator(f'.card.off:has(a[href$="/{EVENT}/"])')
    expect(card.locator(".change")).to_have_text(
        "أُلغي: أحد أفراد الفريق مريض.", use_inner_text=True
    )


def test_taken_back_it_takes_place_after_all(site, volunteer, tuesday):
    address = f"{site}/nl/agenda/{EVENT}/"
    sequence = int(feed(site).walk("VEVENT")[0]["SEQUENCE"])
    cancel(volunteer, tuesday)

    volunteer.click(f'form[action*="/{tuesday}/undo/"] button')  # the only tap
    volunteer.locator(".messagelist .success").wait_for()

    a_second_later()
    assert f"?date={tuesday}" in read(address)
    calendar = feed(site)
    assert overrides(calendar, tuesday) == []
    assert int(calendar.walk("VEVENT")[0]["SEQUENCE"]) > sequence + 1


def test_all_of_a_month_is_cancelled_in_two_taps_and_put_back_in_two(
    site, open_page, session, volunteer
):
    page = open_page(session=session, java_script=False)
    dates = volunteer.url.partition("?")[0]
    page.goto(f"{dates}?month=2027-05")
    expect(page.locator(".event-dates li")).to_have_count(4)

    page.click('a[href$="?first=2027-05-01&last=2027-05-31"]')
    expect(page.locator(".date-choices li")).to_have_count(4)
    page.get_by_label("Het team heeft vakantie.").check()
    page.click(".event-exception button.default")

    expect(page.locator(".event-state.is-cancelled")).to_have_count(4)
    page.click('a[href*="/several/back/?first=2027-05-01"]')
    page.click(".event-exception button.default")
    expect(page.locator(".event-dates li")).to_have_count(4)
    expect(page.locator(".event-state")).to_have_count(0)


def test_short_page_shows_what_the_way_uses_and_the_next_dates(site, open_page, session, volunteer):
    dates = volunteer.url.partition("?")[0]
    volunteer.goto(dates.replace("/dates/", "/edit/when/"))
    answer = volunteer.locator(".dates-answer")
    expect(answer.locator("li")).to_have_count(5)
    expect(volunteer.locator("#id_weekdays").get_by_text("woensdag")).to_be_visible()

    volunteer.get_by_label("één keer").check()

    expect(volunteer.locator("#id_weekdays").get_by_text("woensdag")).not_to_be_visible()
    expect(answer).to_contain_text("Geen data vanaf vandaag.")
    page = open_page(session=session, java_script=False)
    page.goto(volunteer.url)
    expect(page.locator("#id_weekdays").get_by_text("woensdag")).to_be_visible()
    with page.expect_popup() as preview:
        page.get_by_role("button", name="De volgende data tonen").click()
    expect(preview.value.locator("#dates li")).to_have_count(5)


def test_date_is_moved_in_two_taps(site, open_page, volunteer, tuesday, screenshot):
    volunteer.click(f'a[href$="/{tuesday}/moved/"]')  # the first tap
    volunteer.fill("#id_new_start_time", "13:00")
    volunteer.fill("#id_new_end_time", "15:00")
    screenshot(volunteer, "agenda-admin-move")
    volunteer.click(".event-exception button.default")  # the second
    volunteer.locator(".messagelist .success").wait_for()

    address = f"{site}/nl/agenda/{EVENT}/"
    change = "Op een ander uur dan anders"
    a_second_later()
    assert change in read(address)
    page = open_page()
    page.goto(address)
    row = page.locator(f'.dates li:has(time[datetime="{tuesday}"])')
    expect(row).to_contain_text(
        "van 13.00 tot 15.00 Op een ander uur dan anders", use_inner_text=True
    )
    (entry,) = overrides(feed(site), tuesday)
    assert entry.decoded("DTSTART").strftime("%H:%M") == "13:00"


def test_wrong_move_is_refused_and_keeps_what_was_written(volunteer, tuesday, axe):
    volunteer.click(f'a[href$="/{tuesday}/moved/"]')
    volunteer.fill("#id_new_end_time", "15:00")
    volunteer.click(".event-exception button.default")

    volunteer.locator("#id_new_start_time_error").wait_for()
    expect(volunteer.locator("#id_new_end_time")).to_have_value("15:00")
    axe(volunteer)


def test_axe_finds_nothing_in_the_admin(site, volunteer, tuesday, axe):
    cancel(volunteer, tuesday)
    # One of those that share a template.
    own = r"/(event|event/new|change|dates|moved|edit|edit/when|copy)/$|first="
    for path in admin_paths(volunteer, tuesday):
        if re.search(own, path):
            volunteer.goto(f"{site}{path}")
            axe(volunteer, dark=True)


def test_admin_fits_a_phone_and_fingers(site, volunteer, tuesday):
    cancel(volunteer, tuesday)
    for path in admin_paths(volunteer, tuesday):
        volunteer.goto(f"{site}{path}")
        assert volunteer.evaluate("document.documentElement.scrollWidth") == 360, path
        assert small_targets(volunteer) == [], path


def admin_paths(page, day):
    """The volunteers' pages of the agenda; `page` is at the dates of an activity."""
    dates = "/" + page.url.split("/", 3)[3]
    change = dates.replace("/dates/", "/change/")
    ways = [f"{dates}{day}/{kind}/" for kind in EventException.Kind.values if kind != "extra"]
    several = [
        f"{dates}several/cancelled/",
        f"{dates}several/cancelled/?first={day}&last={day.replace(year=day.year + 1)}",
        f"{dates}several/back/?day={day}",
    ]
    event = dates.removesuffix("dates/")
    short = [f"{event}{name}/" for name in ("edit", "edit/when", "edit/baby", "copy", "new/where")]
    adding = [f"{ADMIN}add/", f"{ADMIN}new/"]
    return [ADMIN, *adding, change, dates, f"{dates}extra/", *ways, *several, *short]


def small_targets(page):
    """Everything to tap that is lower than 44 pixels; a box or a choice counts with its label."""
    return page.evaluate(
        """[...document.querySelectorAll("a, button, input, select, textarea, summary")]
          .filter((element) => element.checkVisibility())
          .filter((element) => !element.matches(".skip-to-content-link"))
          .map((element) => ["checkbox", "radio"].includes(element.type)
            ? element.closest("label, td, th, .checkbox-row, .delete") : element)
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 120))"""
    )


# Finding a date


def test_month_leads_to_its_days_and_to_the_next(site, open_page, screenshot):
    page = open_page(width=1280, java_script=False)
    page.goto(f"{site}/nl/{MONTH}")
    month = page.locator(".month")
    expect(month).to_be_visible()
    screenshot(page, "agenda-nl-month")
    day = month.locator("td a.number").first
    number = int(re.match(r"\d+", day.inner_text())[0])

    day.click()

    page.wait_for_url(re.compile(r"from=\d{4}-\d\d-\d\d&to="))
    first, last = (page.locator(f"#{name}").input_value() for name in ("from", "to"))
    assert first == last
    assert date.fromisoformat(first).day == number
    expect(page.locator("section.day")).to_have_count(1)
    page.go_back()
    month.locator("[rel=next]").click()
    page.wait_for_url(re.compile("-01&to="))
    first = date.fromisoformat(page.locator("#from").input_value())
    last = date.fromisoformat(page.locator("#to").input_value())
    assert (first.day, last.month) == (1, first.month)
    expect(month).to_be_visible()
    month.locator("[rel=prev]").click()
    page.wait_for_url(lambda address: f"from={first}" not in address)
    expect(month).to_be_visible()


def test_month_is_left_out_on_a_phone(site, page):
    page.goto(f"{site}/nl/{MONTH}")

    expect(page.locator(".month")).to_have_count(1)
    expect(page.locator(".month")).not_to_be_visible()
    expect(page.locator("section.day").nth(1)).to_be_visible()


def test_filters_without_javascript(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/agenda/")
    page.click(".fold > summary")
    page.select_option("#when-1", "month")
    page.select_option("#place-1", "molenbeek-saint-jean-sint-jans-molenbeek")

    page.click(".filters button:not([type])")

    page.wait_for_url(re.compile("when=month"))
    expect(page).to_have_url(re.compile(r"\#results$"))
    expect(page.locator(".fold .chip.remove")).to_have_count(2)
    expect(page.locator("#when-1")).to_have_value("month")
    expect(page.locator("h1")).to_contain_text("Molenbeek")


def test_days_of_ones_choice_are_kept(site, open_page, tuesday):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/agenda/")
    page.click(".fold > summary")
    page.click(".filters summary")
    page.fill("#from", str(tuesday))
    page.fill("#to", str(tuesday))

    page.click(".filters button:not([type])")

    page.wait_for_url(re.compile(f"from={tuesday}"))
    page.click(".fold > summary")
    expect(page.locator("#from")).to_be_visible()
    expect(page.locator("#from")).to_have_value(str(tuesday))
    expect(page.locator("#to")).to_have_value(str(tuesday))
    expect(page.locator("section.day")).to_have_count(1)


def test_next_dates_open_by_keyboard_alone(site, page):
    page.goto(f"{site}/nl/agenda/?q=koffieochtend")
    card = page.locator(f'.card:has(a[href$="/{EVENT}/"])').first
    card.locator("h3 a").focus()
    expect(card.locator("details li").first).not_to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(card.locator("details li").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/agenda/\?q="))


def test_one_date_is_downloaded_alone(site, page, tuesday):
    page.goto(f"{site}/nl/agenda/{EVENT}/")

    with page.expect_download() as download:
        page.click(f'.dates a[href$="?date={tuesday}"]')

    text = download.value.path().read_text(encoding="utf-8")
    (entry,) = Calendar.from_ical(text).walk("VEVENT")
    assert download.value.suggested_filename == f"{EVENT}-{tuesday}.ics"
    assert entry.decoded("DTSTART").date() == tuesday
    assert "RRULE" not in entry


@pytest.mark.pictures
@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_agenda_is_pictured(site, open_page, screenshot, language, width):
    page = open_page(width=width)
    for name, path in {
        "list": "",
        "month": MONTH.removeprefix("agenda/"),
        "event": f"{EVENT}/",
    }.items():
        page.goto(f"{site}/{language}/{path}")
        expect(page.locator("h1")).to_be_visible()
        screenshot(page, f"agenda-{language}-{width}-{name}")
