"""How much of a phone's screen things take: what is too long is not read."""

import pytest
from playwright.sync_api import expect

from core.languages import CODES

SMALL = {"width": 360, "height": 640}
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
HEIGHT = "document.documentElement.scrollHeight"
OVERHANG = "document.documentElement.scrollWidth - innerWidth"


# Of the whole page, foot included, in Dutch; other languages need up to a tenth more.
LONGEST = {
    "": 3_200,
    "themes/": 1_300,
    "themes/meeting-others/": 6_000,
    "places/": 1_800,
    "places/molenbeek-saint-jean-sint-jans-molenbeek/": 4_500,
}


@pytest.mark.parametrize("path", LONGEST)
def test_page_is_not_longer_than_she_will_scroll(site, open_page, path):
    page = open_page(**SMALL)
    for language in CODES:
        page.goto(f"{site}/{language}/{path}")

        most = LONGEST[path] * (1 if language == "nl" else 1.1)
        assert page.evaluate(HEIGHT) <= most, language


@pytest.mark.parametrize("width", [320, 360])
def test_head_takes_two_lines_and_shows_all_of_its_words(site, open_page, width):
    page = open_page(width=width, height=640)
    for language in CODES:
        page.goto(f"{site}/{language}/")

        assert page.locator(".site-head").bounding_box()["height"] <= 100, language
        name = page.locator(".site-name span")
        assert name.bounding_box()["width"] > 40, language
        assert name.bounding_box()["height"] < 32, language
        hidden = page.eval_on_selector_all(
            ".site-head ul", "lists => lists.map(list => list.scrollWidth - list.clientWidth)"
        )
        assert hidden == [0, 0], language


def test_head_scrolls_in_its_lines_where_text_is_large(site, open_page):
    """Text at 200 % (WCAG 1.4.4): two lines are then as high as four were."""
    page = open_page(**SMALL)
    for language in CODES:
        page.goto(f"{site}/{language}/")
        page.evaluate(LARGE_TEXT)

        assert page.locator(".site-head").bounding_box()["height"] <= 200, language
        assert page.evaluate(OVERHANG) <= 0, language


def test_head_leads_to_the_emergency_numbers(site, open_page):
    page = open_page(java_script=False, **SMALL)
    page.goto(f"{site}/nl/")

    page.click(".help-now")

    expect(page.locator(".site-foot .emergency a").first).to_be_in_viewport(ratio=1)
    expect(page.locator(".site-foot .emergency a").last).to_be_in_viewport(ratio=1)


def test_emergency_numbers_take_half_a_screen_and_thumbs_hit_them(site, open_page):
    page = open_page(**SMALL)
    for language in CODES:
        page.goto(f"{site}/{language}/")

        assert page.locator(".site-foot .emergency").bounding_box()["height"] <= 330, language
        heights = page.eval_on_selector_all(
            ".site-foot a", "links => links.map(link => link.getBoundingClientRect().height)"
        )
        assert min(heights) >= 43.5, language


ROWS = "parts => new Set(parts.map(part => part.getBoundingClientRect().top)).size"


def test_what_belongs_beside_each_other_stands_in_one_row(site, open_page):
    """Four ways to act at the bottom of a phone, and the two ways to see a list."""
    page = open_page(width=340, height=640)
    for language in CODES:
        page.goto(f"{site}/{language}/organisations/aquarelle/")

        expect(page.locator(".actions .button")).to_have_count(4)
        assert page.eval_on_selector_all(".actions .button", ROWS) == 1, language
        assert page.locator(".actions").bounding_box()["height"] <= 80, language

        page.goto(f"{site}/{language}/organisations/?place=1080&view=map")
        expect(page.locator(".views a")).to_have_count(2)
        assert page.eval_on_selector_all(".views a", ROWS) == 1, language
