"""Twenty minutes in the evening: a volunteer sees what needs her, calls, and taps once."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from core.editing.models import Proposal
from directory.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "/admin/"
LIST = "/admin/directory/organisation/"
SUMMARIES = {f"summary_{code}": "Zin" for code in ("nl", "fr", "en", "ar", "es", "tr")}


@pytest.fixture
def volunteer():
    call_command("roles", verbosity=0)
    user = factories.user(username="fatima", first_name="Fatima", language="nl")
    user.groups.add(Group.objects.get(name="Volunteers"))
    return user


@pytest.fixture
def log_in(live_server, volunteer):
    def log_in(page, path=DESK):
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", volunteer.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(f"{live_server}{path}")

    return log_in


@pytest.fixture
def listings(volunteer):
    """Three of hers are due; one of the team's is short of much."""
    theme = factories.theme()
    municipality = factories.municipality(name_nl="Sint-Jans-Molenbeek")
    for name in ["Babbelcafé De Wieg", "Huis van het Kind", "Moedergroep Zuid"]:
        factories.location(
            organisation=factories.organisation(
                name_nl=name,
                owner=volunteer,
                themes=[theme],
                phone="02 512 34 56",
                whatsapp="0475 12 34 56",
                email="een.heel.lang.adres@voorbeeldorganisatie.example.org",
                website="https://www.voorbeeldorganisatie.example.org/nl/wie-zijn-wij/onthaal",
                verified_on=date(2020, 5, 1),
                **SUMMARIES,
            ),
            municipality=municipality,
        )
    host = factories.organisation(name_nl="Nieuw in de wijk", summary_nl="Zin")
    factories.notice(
        organisation=host, starts_on=date(2026, 7, 1), ends_on=date(2026, 7, 2), text_nl="Dicht"
    )
    factories.event(organisation=host, repeats_until=timezone.localdate())
    return list(Organisation.objects.filter(owner=volunteer).order_by("slug"))


def due(page):
    return page.locator(".desk-lines").first.locator("a").first


def small_targets(page):
    """Everything to tap in the desk or the list that is lower than 44 pixels."""
    return page.evaluate(
        """[...document.querySelectorAll(".desk a, #result_list :is(a, button), .confirm")]
          .filter((element) => element.checkVisibility())
          .filter((element) => element.getBoundingClientRect().height < 43.5)
          .map((element) => element.outerHTML.slice(0, 120))"""
    )


def is_in_sight(locator):
    box = locator.bounding_box()
    return box["x"] >= 0 and box["x"] + box["width"] <= 360


def test_still_right_in_one_tap_and_the_count_goes_down(page, log_in, listings, screenshot):
    log_in(page)
    expect(due(page).locator("strong")).to_have_text("3", use_inner_text=True)
    screenshot(page, "desk-360")

    due(page).click()
    buttons = page.locator("button.confirm")
    page.locator(".paginator").wait_for()
    expect(buttons).to_have_count(3)
    assert is_in_sight(buttons.first)
    screenshot(page, "desk-list-360")
    buttons.first.click()

    page.locator(".messagelist .success").wait_for()
    page.locator(".paginator").wait_for()
    expect(buttons).to_have_count(2)
    screenshot(page, "desk-still-right-360")
    row = Organisation.objects.get(pk=listings[0].pk)
    assert (row.verified_on, row.verified_how) == (timezone.localdate(), "telephone")
    page.click("#site-name a")
    expect(due(page).locator("strong")).to_have_text("2", use_inner_text=True)


def test_page_of_an_organisation_is_saved_and_checked_in_one_tap(page, log_in, listings):
    log_in(page, f"{LIST}{listings[0].pk}/change/")
    page.fill("#id_phone", "1712")

    page.click(".confirm-row button")

    page.locator(".messagelist .success").wait_for()
    row = Organisation.objects.get(pk=listings[0].pk)
    assert (row.phone, row.verified_on) == ("02 512 34 56", timezone.localdate())
    assert Proposal.objects.get().changes == {"phone": ["1712"]}  # it is public: an editor looks


def test_enter_in_the_form_only_saves(page, log_in, listings):
    log_in(page, f"{LIST}{listings[0].pk}/change/")
    page.fill("#id_phone", "1712")

    page.press("#id_phone", "Enter")

    page.locator(".messagelist .success").wait_for()
    row = Organisation.objects.get(pk=listings[0].pk)
    assert row.verified_on == date(2020, 5, 1)
    assert Proposal.objects.get().changes == {"phone": ["1712"]}


def test_phone_fits_fingers_and_does_not_scroll_sideways(page, live_server, log_in, listings):
    log_in(page)

    for path in [DESK, LIST, f"{LIST}{listings[0].pk}/change/", "/admin/directory/notice/"]:
        page.goto(f"{live_server}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert small_targets(page) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(live_server, open_page, axe, log_in, listings, screenshot, width):
    page = open_page(width=width)
    log_in(page)
    axe(page, dark=True)
    screenshot(page, f"desk-{width}")

    for name, path in {
        "list": LIST,
        "change": f"{LIST}{listings[0].pk}/change/",
        "notices": "/admin/directory/notice/?ending=past",
    }.items():
        page.goto(f"{live_server}{path}")
        axe(page, dark=True)
        screenshot(page, f"desk-{name}-{width}")
