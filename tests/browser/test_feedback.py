"""Telling us something, as she has it: a phone, no JavaScript, her language."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_error_is_shown_at_its_field_then_the_message_is_sent(
    site, open_page, axe, screenshot, language
):
    page = open_page(java_script=False)
    page.goto(f"{site}/{language}/organisations/baboes/")
    page.click(".site-foot a[href*='/suggest/']")
    expect(page).to_have_url(f"{site}/{language}/suggest/?path=/organisations/baboes/")
    expect(page.locator("#topic-wrong")).to_be_checked()
    screenshot(page, f"suggest-{language}-1")
    page.fill("#email", "mama")
    page.wait_for_timeout(3_100)  # people take longer

    page.click(".suggest button")
    text = page.locator("#text")
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_attribute("aria-describedby", "text-error text-hint")
    expect(page.locator("#text-error")).to_be_visible()
    expect(page.locator("#email-error")).to_be_visible()
    expect(page.locator("#email")).to_have_value("mama")
    expect(page.locator("#text")).to_be_focused()
    screenshot(page, f"suggest-{language}-2-errors")

    page.keyboard.type("Het nummer klopt niet.")
    page.keyboard.press("Tab")
    expect(page.locator("#email")).to_be_focused()
    page.fill("#email", "")
    page.keyboard.press("Tab")
    expect(page.locator("button:focus")).to_be_attached()  # not the trap
    page.keyboard.press("Enter")
    page.wait_for_url("**/thanks/**")
    screenshot(page, f"suggest-{language}-3-thanks")
    assert page.context.cookies() == []
    page.click("main .button")
    expect(page).to_have_url(f"{site}/{language}/organisations/baboes/")


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, axe, language):
    page = open_page(width=320)
    for path in ("?path=/organisations/baboes/", f"?path=/{'x' * 200}/", "", "thanks/"):
        page.goto(f"{site}/{language}/suggest/{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(f"{site}/{language}/suggest/")
    page.click(".suggest button")
    expect(page.locator("#text-error")).to_be_visible()
    axe(page, dark=True)
    page.fill("#text", "x")
    page.evaluate("document.querySelector('[name=stamp]').value = ''")
    page.click(".suggest button")
    expect(page.locator("[role=alert]")).to_be_visible()
    axe(page)


def test_touch_targets_are_large_enough(site, page):
    page.goto(f"{site}/nl/suggest/?path=/organisations/baboes/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("main :is(.button, .tick, textarea, #email)")]
            .filter((e) => e.getBoundingClientRect().height < 43.5)
            .map((e) => e.outerHTML.slice(0, 100))"""
    )

    assert small == []
