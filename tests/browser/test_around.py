"""Where a place is, what is near and the ways there, in a real browser."""

import pytest
from playwright.sync_api import expect

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15"
PLACE, DRIVER = "organisations/ocmw-sint-gillis/", ".sign p"


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_axe_finds_nothing_with_all_of_it_open(site, open_page, axe, screenshot, language):
    page = open_page()
    page.goto(f"{site}/{language}/{PLACE}")
    expect(page.get_by_role("img").locator("visible=true").first).to_be_visible()
    for summary in page.locator(".place-card summary").all():
        summary.click()

    axe(page, dark=True)
    screenshot(page, f"around-{language}")


@pytest.mark.parametrize("width", [320, 1280])
def test_driver_reads_it_at_arms_length(site, open_page, width):
    page = open_page(width=width, java_script=False)
    page.goto(f"{site}/ar/{PLACE}")
    expect(page.locator(DRIVER)).to_be_hidden()

    page.locator(".sign summary").press("Enter")

    expect(page.locator(DRIVER)).to_be_visible()
    expect(page.locator(DRIVER)).to_have_css("font-size", "32px")
    expect(page.locator(DRIVER)).to_have_css("direction", "ltr")
    expect(page.locator(DRIVER)).to_contain_text("Saint-Gilles / Sint-Gillis")
    expect(page.locator(".sign button")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_address_is_copied(site, open_page):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/nl/{PLACE}")
    page.locator(".sign summary").click()

    page.locator(".sign button").click()

    expect(page.locator(".sign button")).to_have_text("Gekopieerd", use_inner_text=True)
    page.wait_for_function(
        "navigator.clipboard.readText().then(text => text.includes('1060 Saint-Gilles'))"
    )


def test_apple_gets_no_link_that_it_cannot_open(site, browser, open_page):
    page = open_page()
    page.goto(f"{site}/nl/{PLACE}")
    expect(page.locator("[data-app]")).to_be_visible()

    with browser.new_context(user_agent=IPHONE) as context:
        page = context.new_page()
        page.goto(f"{site}/nl/{PLACE}")

        expect(page.locator("[data-app]")).to_be_hidden()


def test_on_paper_there_is_the_drawing_and_no_link_to_other_companies(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/organisations/amazone/")

    page.emulate_media(media="print")

    expect(page.locator(".surroundings")).to_be_visible()
    expect(page.locator(".nearby")).to_be_visible()
    for hidden in (".sign", "[data-app]", 'a[href*="waze"]'):
        expect(page.locator(hidden)).to_be_hidden()
