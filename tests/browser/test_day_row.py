"""The agenda on a small phone: how far it is to the weekend, and to the first card of a choice."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from .conftest import served

PHONE = {"width": 360, "height": 640}
SCREENS = 3 * 640  # pixels
NEAR = 350
LANGUAGES = ("nl", "ar", "fr")


@pytest.fixture(scope="module")
def sunday(prepared, tmp_path_factory):
    """The site on a Sunday: no day is further from a Saturday, and the week between is full."""
    with served(prepared, tmp_path_factory.mktemp("sunday"), TODAY="2026-11-22 09:00") as address:
        yield address


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_saturday_is_within_three_screens(site, sunday, open_page, language):
    page = open_page(**PHONE)
    for address, day in ((site, "d2026-11-21"), (sunday, "d2026-11-28")):
        page.goto(f"{address}/{language}/agenda/")
        heading = page.locator(".day > h2").filter(has_not=page.locator("a"))
        days = [one.get_attribute("id") for one in heading.all()]

        first = next(one for one in days if date.fromisoformat(one[1:]).weekday() == 5)
        assert first == day
        assert page.locator(f"#{first}").bounding_box()["y"] <= SCREENS


@pytest.mark.parametrize("language", LANGUAGES)
def test_card_is_near_after_each_choice_and_the_row_stays_in_one_line(site, open_page, language):
    page = open_page(**PHONE, java_script=False)
    page.goto(f"{site}/{language}/agenda/?place=1080&free=1#results")
    row = page.locator(".day-row")
    expect(row.locator("[aria-current]")).to_have_count(0)

    row.locator("a[href*=from]").first.click()

    page.wait_for_url(re.compile("place=.*from=|from=.*place="))
    expect(row.locator("[aria-current]")).to_have_count(1)
    expect(page.locator("section.day")).to_have_count(1)
    for query in ("", "when=weekend", "when=next-week&free=1", "place=1080&when=month&free=1"):
        page.goto("about:blank")
        page.goto(f"{site}/{language}/agenda/?{query}#results")
        expect(page.locator(".card").first).to_be_in_viewport()
        assert page.locator(".card").first.bounding_box()["y"] <= NEAR
        assert row.bounding_box()["height"] < 60
        assert page.locator(".fold > summary").bounding_box()["height"] <= 50


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lies_over_the_button_and_every_leaf_holds_its_words(site, open_page, language):
    page = open_page(**PHONE)
    page.goto(f"{site}/{language}/agenda/")
    button = page.locator(".pick-several")
    expect(button).to_be_visible()

    box = button.bounding_box()
    fold = page.locator(".fold").bounding_box()
    assert fold["y"] + fold["height"] <= box["y"]
    assert box["y"] + box["height"] <= page.locator(".day-row").bounding_box()["y"]
    overhangs = page.eval_on_selector_all(
        ".day .date", "leaves => leaves.map(leaf => leaf.scrollWidth - leaf.clientWidth)"
    )
    assert set(overhangs) == {0}


def test_row_is_walked_with_the_keyboard(site, open_page, axe):
    page = open_page(**PHONE)
    page.goto(f"{site}/nl/agenda/")
    links = page.locator(".day-row a")
    links.first.focus()
    for _ in range(links.count() - 1):
        page.keyboard.press("Tab")

    expect(links.last).to_be_focused()
    expect(links.last).to_be_in_viewport()
    axe(page, dark=True)
