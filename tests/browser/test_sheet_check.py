"""An organisation looks at its own sheet on a phone, without JavaScript, and answers."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from directory.models import Organisation
from directory.questions import sheet_check

BABOES = "baboes"  # an organisation of the demonstration


@pytest.fixture
def address(site, browser):
    """The address of the sheet of one organisation of the demonstration, without its language."""

    def of(language):
        page = browser.new_page()
        page.goto(f"{site}/{language}/organisations/{BABOES}/")
        pk = re.search(r"/o/(\d+)", page.content())[1]
        page.close()
        path = urlsplit(sheet_check.link(Organisation(pk=int(pk)), language)).path
        return f"{site}{path}"

    return of


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_organisation_confirms_or_proposes(open_page, axe, screenshot, address, language):
    page = open_page(java_script=False)
    page.goto(address(language))
    screenshot(page, f"sheet-check-{language}-1")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.fill("#id_phone", "bel ons")
    page.click(".suggest button")
    expect(page.locator("#id_phone")).to_be_focused()
    expect(page.locator("#id_phone_error")).to_be_visible()
    expect(page.locator("#id_phone")).to_have_value("bel ons")
    screenshot(page, f"sheet-check-{language}-2-error")

    page.fill("#id_phone", "02 600 00 00")
    page.fill("#id_word", "Maandag gesloten.")
    page.click(".suggest button")
    expect(page).to_have_url(re.compile(r"\?done=sent$"))

    page.goto(address(language))
    expect(page.locator("#id_phone")).to_have_value("02 600 00 00")
    page.click("[name=right]")
    expect(page).to_have_url(re.compile(r"\?done=right$"))
    screenshot(page, f"sheet-check-{language}-3-thanks")
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_axe_finds_nothing_and_nothing_sticks_out(open_page, axe, address, language):
    page = open_page()
    for query in ("", "?done=right"):
        page.goto(address(language) + query)
        axe(page, dark=True)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.goto(address(language))
    page.fill("#id_email", "geen adres")
    page.click(".suggest button")
    expect(page.locator("#id_email_error")).to_be_visible()
    axe(page)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            "main :is(button, input:not(.tick > input), textarea, .button, .tick)")]
            .filter((e) => e.type !== "hidden" && e.checkVisibility())
            .filter((e) => e.getBoundingClientRect().height < 43.5)
            .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert small == []
