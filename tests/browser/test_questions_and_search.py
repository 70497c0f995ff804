"""Questions that open where they stand, and one field to search everything."""

import re

import pytest
from playwright.sync_api import expect

QUESTION = "is-it-normal-to-feel-like-this"
NUMBERS = ["112", "101", "1712", "+3280030030", "106", "107", "1813", "+3280032123"]
VIOLENCE = "my-partner-is-violent-or-controls-me"


def answer(page, slug):
    return page.locator(f'[id="{slug}"]')


# Questions


def test_address_opens_its_answer(site, page):
    page.goto(f"{site}/nl/faq/#{QUESTION}")

    answer(page, QUESTION).wait_for(state="visible")
    expect(page.locator(".question-list details[open]")).to_have_count(1)
    assert page.locator(".question-list details[open] summary").bounding_box()["y"] >= 0


def test_shared_address_opens_the_whole_answer_without_javascript(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/faq/?open={QUESTION}")

    expect(answer(page, QUESTION)).to_be_visible()
    expect(page.locator(".question-list details[open]")).to_have_count(1)
    expect(answer(page, QUESTION).locator("li")).to_have_count(3)


def test_answer_opens_by_keyboard_and_leads_to_its_page(site, page):
    page.goto(f"{site}/ar/faq/")
    expect(answer(page, QUESTION)).not_to_be_visible()
    page.locator(f'summary:has(+ [id="{QUESTION}"])').focus()

    page.keyboard.press("Enter")

    expect(answer(page, QUESTION)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/ar/faq/{QUESTION}/")
    expect(page.locator(".prose li")).to_have_count(3)


def test_numbers_of_a_sensitive_question_are_seen_in_the_list(site, page):
    page.goto(f"{site}/fr/faq/#{VIOLENCE}")

    answer(page, VIOLENCE).wait_for(state="visible")
    for number in ("112", "101", "1712", "0800 30 030"):
        expect(answer(page, VIOLENCE).get_by_text(number).first).to_be_visible()


def test_clarity_is_told_without_javascript(site, open_page, screenshot):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/faq/{QUESTION}/")
    page.click(".clarity [value=yes]")

    page.wait_for_url(re.compile(r"\?thanks"))
    expect(page.locator("#clear [role=status]")).to_be_visible()
    expect(page.locator(".clarity")).to_have_count(0)
    assert page.context.cookies() == []
    screenshot(page, "questions-thanks")


def test_trap_of_the_form_is_in_nobodys_way(site, page):
    page.goto(f"{site}/nl/faq/{QUESTION}/")
    page.locator(".clarity textarea").focus()
    page.keyboard.press("Tab")

    expect(page.locator("[value=yes]")).to_be_focused()
    box = page.locator(".clarity .trap").bounding_box()
    assert (box["width"], box["height"]) == (1, 1)


# Search


def search(page, text):
    """Types and sends with the keyboard alone."""
    page.locator("#search").focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q="))


def test_search_from_the_home_page(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/")

    search(page, "babymassage")

    expect(page.locator("#search")).to_have_value("babymassage")
    expect(page).to_have_title(re.compile("babymassage"))
    expect(page.locator(".card.event h3").first).to_have_text(re.compile("^Babymassage"))


def test_found_words_are_marked(site, page):
    page.goto(f"{site}/nl/search/?q=spelotheek")

    marked = page.locator(".card mark")
    expect(marked.first).to_be_visible()
    expect(marked.first).to_have_text(re.compile("^spelotheek", re.IGNORECASE))


def test_typing_mistake_finds_what_was_meant(site, page):
    page.goto(f"{site}/nl/search/?q=babymasage")

    note = page.locator(".page-head .note")
    expect(note).to_contain_text("babymassage")
    expect(page.locator(".card.event h3").first).to_have_text(re.compile("^Babymassage"))
    expect(page.locator("#search")).to_have_value("babymasage")


def test_place_in_arabic(site, page):
    page.goto(f"{site}/ar/search/?q=مولنبيك")

    chip = page.locator('main .chips a[href*="/places/"]').first
    expect(chip).to_have_attribute("href", re.compile("^/ar/places/molenbeek"))
    expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_nothing_found_shows_numbers_and_themes(site, open_page, screenshot, language):
    page = open_page(java_script=False)
    page.goto(f"{site}/{language}/search/?q=zzzz")

    links = page.locator('main a[href^="tel:"]')
    shown = [links.nth(i).get_attribute("href").removeprefix("tel:") for i in range(links.count())]
    assert shown == NUMBERS
    assert all(links.nth(i).is_visible() for i in range(links.count()))
    expect(page.locator("main .tile")).to_have_count(12)
    expect(page.locator("main .card")).to_have_count(0)
    screenshot(page, f"search-{language}-nothing")


def test_keyboard_alone_goes_from_the_search_to_a_page(site, page):
    page.goto(f"{site}/nl/search/")
    search(page, "spelotheek")

    page.locator("#search").focus()
    page.keyboard.press("Tab")  # the button
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('.card')"):
            break
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/nl/(organisations|agenda)/[a-z-]+/"))


def test_search_for_help_against_violence_can_be_left_quickly(site, page):
    page.goto(f"{site}/nl/search/?q=geweld")

    expect(page.locator("[data-exit]")).to_be_visible()
    expect(page.locator('main a[href="tel:112"]')).to_be_visible()


@pytest.mark.pictures
@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_questions_and_search_are_pictured(site, open_page, screenshot, language, width):
    page = open_page(width=width)
    for name, path in {
        "list": f"faq/?open={QUESTION}",
        "question": f"faq/{QUESTION}/",
        "sensitive": f"faq/{VIOLENCE}/",
        "search": "search/?q=babymassage",
    }.items():
        page.goto(f"{site}/{language}/{path}")
        expect(page.locator("h1")).to_be_visible()
        screenshot(page, f"questions-{language}-{width}-{name}")
