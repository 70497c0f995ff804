"""Somebody in danger types her own words on a small phone."""

import pytest
from playwright.sync_api import expect

HEIGHT = 640
TEXTS = [
    ("nl", "mijn man slaat mij", ["112", "101", "1712", "+3280030030"]),
    ("fr", "je veux mourir", ["112", "1813", "+3280032123"]),
    ("ar", "زوجي يضربني", ["112", "101", "1712", "+3280030030"]),
    ("tr", "bebeğim nefes almıyor", ["112", "+3270245245"]),
]


@pytest.mark.parametrize(("language", "text", "numbers"), TEXTS)
def test_numbers_stand_in_the_first_screen(
    site, open_page, axe, screenshot, language, text, numbers
):
    page = open_page(height=HEIGHT)
    page.goto(f"{site}/{language}/search/?q={text}")

    links = page.locator("main .crisis .emergency a")
    expect(links).to_have_count(len(numbers))
    for link, number in zip(links.all(), numbers, strict=True):
        expect(link).to_have_attribute("href", f"tel:{number}")
        box = link.bounding_box()
        assert box["height"] >= 60
        assert box["y"] + box["height"] <= HEIGHT
    axe(page, dark=language == "nl")
    screenshot(page, f"danger-{language}")


@pytest.mark.parametrize("java_script", [True, False])
def test_she_types_finds_the_numbers_and_the_answer(site, open_page, java_script):
    page = open_page(height=HEIGHT, java_script=java_script)
    page.goto(f"{site}/nl/search/")
    page.locator("#search").fill("hij klopt op mij")

    page.locator("#search").press("Enter")

    expect(page.locator(".crisis .emergency a").first).to_have_attribute("href", "tel:112")
    expect(page.locator(".quick-exit a").first).to_be_visible()
    expect(page).to_have_title("Hulp dicht bij jou · Samen in Brussel")
    page.locator(".crisis .button").first.click()
    page.wait_for_url(f"{site}/nl/faq/my-partner-is-violent-or-controls-me/")


@pytest.mark.parametrize("path", ["organisations", "agenda"])
def test_numbers_stand_above_a_list(site, open_page, axe, path):
    page = open_page(width=320, height=HEIGHT)
    page.goto(f"{site}/nl/{path}/?q=mijn man slaat mij")

    expect(page.locator(".crisis .emergency a")).to_have_count(4)
    expect(page.locator(".crisis .emergency a").first).to_be_in_viewport()
    axe(page)
