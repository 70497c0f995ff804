"""Trying the open data, with and without the script."""

import re

from playwright.sync_api import expect


def test_address_follows_the_form_and_the_answer_appears_below_it(site, open_page, axe):
    page = open_page()
    page.context.grant_permissions(["clipboard-write"])
    page.goto(f"{site}/nl/data/api/")

    page.select_option("#theme", "meeting-others")
    page.locator("[data-try] summary").click()
    page.check("#free-1")
    page.fill("#limit", "1")
    address = page.locator("[data-try-address]")
    expect(address).to_have_text(
        re.compile(r"/api/organisations/\?theme=meeting-others&limit=1&free=1$")
    )
    expect(page.locator("[data-try-make]")).to_have_count(0)
    copy = page.locator("[data-try-copy]")
    copy.click()
    expect(copy).to_have_text("Gekopieerd")
    # Another address is not copied yet.
    page.fill("#limit", "2")
    expect(copy).to_have_text("Kopieer het adres")
    page.fill("#limit", "1")

    page.click("[data-try-answer]")
    shown = page.locator("[data-try-shown]")
    expect(shown).to_contain_text('"results": [')
    expect(shown).to_be_focused()
    axe(page, dark=True)


def test_without_a_script_the_answer_opens_in_a_new_page(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/ar/data/api/?of=activities")
    page.select_option("#when", "month")

    page.click("[data-try-make]")
    expect(page.locator("[data-try-address]")).to_have_text(
        re.compile(r"/api/activities/\?when=month$")
    )
    expect(page.locator("#when")).to_have_value("month")

    with page.context.expect_page() as opened:
        page.click("[data-try-answer]")
    expect(opened.value.locator("body")).to_contain_text('"results":')
    expect(opened.value).to_have_url(re.compile(r"/api/activities/\?q=&when=month&"))
