"""Lists on the map: with keys and a finger, with and without scripts, on the smallest phone."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

REGION, CITY = "organisations/?view=map", "organisations/?place=bruxelles-brussel&view=map"
IXELLES = "organisations/?place=ixelles-elsene&view=map"
AREA = '.areas a[href*="place=ixelles-elsene"]'
SIZES = """svg => [...svg.querySelectorAll(".hit")].map(one => {
  const box = one.getBoundingClientRect();
  return Math.round(Math.min(box.width, box.height) * 10) / 10;
})"""


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_map_has_no_accessibility_faults(site, open_page, axe, language):
    page = open_page()
    page.goto(f"{site}/{language}/{REGION}")
    axe(page)
    page.goto(f"{site}/{language}/{CITY}")
    page.locator(".found .one a").first.press("Enter")
    expect(page.locator(".map-card h3 a")).to_be_focused()
    # What stays in view covers nothing there.
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    axe(page, dark=True)


def test_keys_go_from_dot_to_dot_and_back_from_a_card(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/{CITY}")
    dots, card = page.locator(".found a"), page.locator(".map-card")
    places = dots.evaluate_all(
        "all => all.map(one => one.querySelector('.hit').getAttribute('cy')).map(Number)"
    )
    # As the eye goes: row by row, and a row is 30 units high.
    assert all(later > before - 30 for before, later in pairwise(places))

    dots.first.focus()
    for place in range(1, 4):
        page.keyboard.press("Tab")
        expect(dots.nth(place)).to_be_focused()
    # One is on the next list page, and its card is shown here all the same.
    alone = page.locator('.found .one a[href*="page=2"]')
    alone.press("Enter")
    expect(card.locator("h3 a")).to_be_focused()
    expect(card.locator(".card")).to_have_count(1)
    expect(page.locator(".map-found > .plan + .map-card")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(alone).to_be_focused()
    alone.press("Enter")
    card.get_by_role("button", name="Sluiten").click()
    expect(alone).to_be_focused()


def test_without_scripts_all_of_it_is_links(site, open_page):
    page = open_page(java_script=False)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{site}/nl/{REGION}")
    page.locator(AREA).focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("place=ixelles-elsene&view=map#map$"))
    expect(page.locator("#map")).to_be_in_viewport()

    dot = page.locator(".found .one a").first
    dot.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#o\d+$"))
    expect(page.locator(".card:target")).to_be_in_viewport()
    page.go_back()
    page.go_back()
    expect(page).to_have_url(f"{site}/nl/{REGION}")
    page.go_forward()
    expect(page.locator(".found")).to_be_visible()


def test_a_swapped_page_is_whole(site, open_page):
    """Choosing a place keeps the page; what can be done with it then is of that place."""
    page = open_page()
    page.goto(f"{site}/nl/{REGION}")
    page.evaluate("window.isSame = true")
    page.locator(AREA).press("Enter")

    expect(page).to_have_url(re.compile("place=ixelles-elsene&view=map#map$"))
    expect(page.locator("#map")).to_be_focused()
    expect(page).to_have_title(re.compile("Elsene"))
    expect(page.locator("#results > [role=status]")).to_contain_text("Elsene")
    expect(page.locator(".page-head [data-pick-several]")).to_be_visible()
    share = page.locator('main a[href*="/share/"]').first
    expect(share).to_have_attribute("href", re.compile("place%3Dixelles-elsene"))
    expect(page.locator(".languages a[lang=fr]")).to_have_attribute(
        "href", re.compile("place=ixelles-elsene")
    )
    page.go_back()
    expect(page.locator(".areas")).to_be_visible()
    page.go_forward()
    expect(page.locator(".found")).to_be_visible()
    assert page.evaluate("window.isSame") is True


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_smallest_phone_has_large_targets_and_scrolls_one_way(site, open_page, language):
    page = open_page(width=320)
    page.goto(f"{site}/{language}/{CITY}")

    assert page.locator(".found").evaluate(SIZES) == [pytest.approx(44, abs=0.9)] * 6
    for box in page.locator(".views a, .map-back a").all():
        assert box.bounding_box()["height"] >= 44
    page.locator(".found a").first.press("Enter")
    expect(page.locator(".map-card h3 a").first).to_be_focused()
    for path in (CITY, REGION):
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.goto(f"{site}/{language}/{path}")


def test_own_colours_show_dots(site, open_page):
    page = open_page()
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}/nl/{CITY}")
    dot, text = page.locator(".found .dot").first, page.locator(".found text").first

    colour = "(one, name) => getComputedStyle(one)[name]"
    assert dot.evaluate(colour, "fill") != text.evaluate(colour, "fill")


@pytest.mark.pictures
@pytest.mark.parametrize("width", [340, 720, 1280])
def test_pictures_of_lists_on_the_map(site, open_page, screenshot, width):
    page = open_page(width=width)
    for language in ("nl", "ar"):
        for name, path in (("region", REGION), ("city", CITY)):
            page.goto(f"{site}/{language}/{path}")
            screenshot(page, f"list-map-{name}-{language}-{width}")
    page.emulate_media(forced_colors="active")
    screenshot(page, f"list-map-city-{width}-forced")
    page.emulate_media(forced_colors="none", media="print")
    screenshot(page, f"list-map-city-{width}-print")
