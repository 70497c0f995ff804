"""Lists of the admin on a phone: cards that are low, filters at hand, nothing wide."""

from datetime import date

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from directory.models import Organisation
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db(transaction=True)]

LIST = "/admin/directory/organisation/"
LISTS = [
    "accounts/user/",
    "agenda/calendarsource/",
    "agenda/event/",
    "agenda/schoolholiday/",
    "directory/location/",
    "directory/municipality/",
    "directory/neighbourhood/",
    "directory/notice/",
    "directory/theme/",
    "faq/insight/",
    "feedback/suggestion/",
    "search/crisistopic/",
]
HEIGHT = 640
MOST = 12_000  # pixels, for a hundred organisations


@pytest.fixture
def log_in(live_server):
    def log_in(page, path):
        call_command("roles", verbosity=0)
        factories.user(username="els", first_name="Els", language="nl", is_superuser=True)
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", "els")
        page.fill("#id_password", factories.PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{live_server}{path}")

    return log_in


def sideways(page):
    """How many pixels stick out, of the page or of a list within it."""
    return page.evaluate(
        """Math.max(...[document.documentElement, ...document.querySelectorAll(".results")]
          .map((each) => each.scrollWidth - each.clientWidth))"""
    )


def small_targets(page):
    """What one taps that is lower than 44 pixels; a card’s link covers the line below it."""
    return page.evaluate(
        """[...document.querySelectorAll("#content :is(a, button, summary, select)")]
          .filter((element) => element.checkVisibility())
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 120))"""
    )


def add_organisations():
    """A hundred, with names, places and numbers of usual lengths."""
    place = factories.municipality(name_nl="Sint-Jans-Molenbeek")
    names = ["Huis van het Kind", "Babbelcafé De Wieg", "Sociale dienst van het OCMW van Laken"]
    rows = [
        Organisation(
            slug=f"plek-{number:03}",
            status="published",
            first_published_at=timezone.now(),
            name_nl=f"{names[number % 3]} {number}",
            summary_nl="Koffie.",
            phone="02 512 34 56",
            email="onthaal@voorbeeld.example.org",
        )
        for number in range(101)
    ]
    Organisation.objects.bulk_create(rows)
    for row in Organisation.objects.all()[:50]:
        factories.location(organisation=row, municipality=place)


def test_a_hundred_organisations_are_low_cards(page, log_in, axe, screenshot):
    add_organisations()
    page.set_viewport_size({"width": 360, "height": HEIGHT})
    log_in(page, LIST)

    drawer = page.locator("#changelist-filter .drawer > summary")
    box = drawer.bounding_box()
    assert box["y"] + box["height"] < HEIGHT
    assert page.locator("#result_list tbody tr").all()[99]
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST
    assert sideways(page) == 0
    assert small_targets(page) == []
    axe(page, dark=True)
    screenshot(page, "list-360")

    # What one filters and sorts by is in the drawer, and then above the list.
    drawer.click()
    screenshot(page, "list-drawer-360")
    page.locator("#changelist-filter").get_by_role("link", name="gepubliceerd").click()
    chosen = page.locator(".chosen-filters a")
    expect(chosen).to_have_count(1)
    assert sideways(page) == 0
    chosen.click()
    expect(page.locator(".drawer")).to_be_visible()
    expect(chosen).to_have_count(0)
    page.locator("#changelist-filter .drawer > summary").click()
    page.locator(".sorts > summary").click()
    page.locator(".sorts a").first.click()
    expect(page.locator("#result_list tbody th").first).to_contain_text("100")

    # Ticking all of a page, and then all of all pages.
    page.locator("#action-toggle").check()
    every = page.locator(".actions .question a")
    expect(every).to_be_visible()
    assert every.bounding_box()["height"] >= 43.5
    page.locator("#result_list tbody tr").nth(60).scroll_into_view_if_needed()
    expect(page.locator(".actions")).to_be_in_viewport()


def test_no_list_is_wide(page, live_server, log_in):
    organisation = factories.organisation(name_nl="Sociale dienst van het OCMW van Laken")
    factories.event(organisation=organisation)
    factories.location(organisation=organisation)
    factories.suggestion(path=f"/organisations/{organisation.slug}/", text="x" * 90)
    factories.calendar_source()
    factories.school_holiday(starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 3))
    factories.neighbourhood()
    factories.notice(organisation=organisation)
    factories.insight(themes=[factories.theme()])
    factories.crisis_topic()
    page.set_viewport_size({"width": 320, "height": HEIGHT})
    log_in(page, LIST)

    wide = {}
    for path in LISTS:
        page.goto(f"{live_server}/admin/{path}")
        page.locator("#result_list").wait_for()
        if sideways(page) > 0:
            wide[path] = sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    for path in [LIST, *(f"/admin/{each}" for each in LISTS)]:
        page.goto(f"{live_server}{path}")
        page.locator("#result_list").wait_for()
        if sideways(page) > 0:
            wide[path, 1280] = sideways(page)
    assert wide == {}
