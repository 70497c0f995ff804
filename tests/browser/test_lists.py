"""Lists on a phone, beside their filters on a wide screen, and on paper."""

import re

import pypdfium2
import pytest
from playwright.sync_api import expect

PHONE = {"width": 360, "height": 640}
NEAR = 350  # pixels: what a thumb sees first, on the smallest of screens
MOLENBEEK = "molenbeek-saint-jean-sint-jans-molenbeek"
LANGUAGES = ("nl", "fr", "ar", "tr")


def expect_first_card_near(page, most=NEAR):
    """The first card stands in the upper part of the screen, below the line with what is chosen."""
    page.wait_for_load_state()
    for _ in range(50):
        # It scrolls there; without scripts a page cannot be waited for by one.
        fold, card = (page.locator(one).first.bounding_box()["y"] for one in (".fold", ".card"))
        if 0 <= fold < card <= most:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{page.url}: the line at {fold}, the first card at {card}")


@pytest.mark.parametrize("java_script", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
def test_first_card_is_on_the_screen_after_every_choice(
    site, open_page, screenshot, language, java_script
):
    page = open_page(**PHONE, java_script=java_script)
    page.goto(f"{site}/{language}/")
    page.select_option("#place", MOLENBEEK)
    page.select_option("#theme", "meeting-others")
    page.click(".hero .ask button:not([type])")
    page.wait_for_url(re.compile("theme=meeting-others#results"))
    expect_first_card_near(page)
    screenshot(page, f"list-chosen-{language}")

    page.click(".fold > summary")
    page.select_option("#theme-1", "health")
    page.click(".fold .filters button:not([type])")
    page.wait_for_url(re.compile("theme=health"))
    expect_first_card_near(page)

    page.click(".fold > summary")
    page.locator(".fold .chip.remove").first.click()
    page.wait_for_url(lambda address: "health" not in address)
    expect_first_card_near(page)

    page.goto(f"{site}/{language}/agenda/")
    page.click(".fold > summary")
    page.select_option("#place-1", MOLENBEEK)
    page.click(".fold .filters button:not([type])")
    page.wait_for_url(re.compile("agenda/.*#results"))
    expect_first_card_near(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_card_is_on_the_screen_where_nothing_scrolled(site, open_page, language):
    """As from a link that somebody sent."""
    page = open_page(**PHONE)
    for query in ("", "&free=1"):
        page.goto(f"{site}/{language}/organisations/?place=1080&theme=meeting-others{query}")
        pick = page.locator(".pick-several")

        assert page.locator(".card").first.bounding_box()["y"] <= NEAR, page.url
        expect(pick).to_be_in_viewport(ratio=1)
        expect(pick).not_to_have_accessible_name("")


@pytest.mark.parametrize("language", LANGUAGES)
def test_sensitive_list_has_the_numbers_and_still_a_card_on_the_screen(site, open_page, language):
    page = open_page(**PHONE)
    page.goto(f"{site}/{language}/organisations/?theme=relationships-violence#results")

    expect(page.locator("#results .emergency a").first).to_be_in_viewport()
    expect_first_card_near(page, most=PHONE["height"])


def test_line_says_what_is_chosen_and_opens_the_filters(site, open_page, axe):
    page = open_page(**PHONE)
    page.goto(f"{site}/nl/organisations/?place=1080&theme=meeting-others&q=koffie#results")
    line = page.locator(".fold > summary")

    expect(line).to_contain_text("Andere moeders ontmoeten")
    expect(line).to_contain_text("Molenbeek")
    expect(line).to_contain_text("koffie")
    expect(line).to_contain_text("wijzig")
    expect(page.locator("#place-1")).not_to_be_visible()
    assert line.bounding_box()["height"] <= 50
    line.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#place-1")).to_be_visible()
    expect(page.locator("#q")).to_have_value("koffie")
    axe(page, dark=True)


@pytest.mark.parametrize(
    ("language", "path"), [("nl", "organisations/"), ("ar", "agenda/"), ("fr", "organisations/")]
)
def test_facts_stand_side_by_side_and_work_without_scripts(site, open_page, axe, language, path):
    page = open_page(width=320 if language == "fr" else 360, java_script=language == "ar")
    page.goto(f"{site}/{language}/{path}?baby=buggies&baby=childcare&easy=anonymous#results")

    page.click(".fold > summary")
    block = page.locator(".filters .compact")
    expect(block).to_have_count(2)
    for box in block.locator("label").all():
        expect(box).to_be_visible()
        assert box.bounding_box()["height"] >= 44
    if language == "ar":
        axe(page)
    block.locator("[value=childcare]").uncheck()
    page.click(".fold .filters button:not([type])")
    page.wait_for_url(lambda address: "childcare" not in address and "buggies" in address)
    expect(page.locator("#results .note a").first).to_be_visible()


def test_filters_stand_open_on_a_phone_while_nothing_is_chosen(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site}/tr/organisations/")

    expect(page.locator("#place-1")).to_be_in_viewport()
    expect(page.locator("#theme-1")).to_be_in_viewport()


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_filters_stand_beside_the_list_on_a_wide_screen(site, open_page, language):
    page = open_page(width=1280)
    page.goto(f"{site}/{language}/organisations/?place=1080&free=1#results")

    expect(page.locator(".fold > summary")).not_to_be_visible()
    expect(page.locator("#place-1")).to_be_visible()
    expect(page.locator('[name="free"]')).to_be_checked()
    expect(page.locator("h1")).to_be_in_viewport()
    filters, card = (page.locator(one).first.bounding_box() for one in (".fold", ".card"))
    if language == "ar":
        assert filters["x"] > card["x"] + card["width"]
    else:
        assert filters["x"] + filters["width"] < card["x"]


def test_what_was_not_understood_is_on_the_screen(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site}/nl/organisations/?place=9000&theme=meeting-others#results")

    expect(page.locator('#results [role="alert"]')).to_be_in_viewport()


def test_several_can_be_picked_from_the_top_on_a_wide_screen(site, open_page):
    page = open_page(width=1280)
    page.goto(f"{site}/nl/organisations/?theme=meeting-others")
    first = page.locator("[data-pick-several]").first
    expect(first).to_be_in_viewport()

    first.click()

    expect(page.locator("button.pick").first).to_be_focused()
    expect(page.locator("[data-pick-several]:visible")).to_have_count(0)


def test_back_to_the_whole_list_shows_the_filters_as_they_were(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site}/nl/organisations/")
    page.select_option("#place-1", MOLENBEEK)
    page.click(".fold .filters button:not([type])")
    page.wait_for_url(re.compile("place="))

    page.go_back()

    expect(page.locator("#place-1")).to_be_visible()


def test_list_out_of_the_memory_of_the_browser_shows_what_it_was_asked(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site}/nl/organisations/")
    page.select_option("#place-1", MOLENBEEK)

    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")

    expect(page.locator("#place-1")).to_have_value("")


# The card


def test_card_is_one_link_with_one_action_beside_it(site, open_page):
    page = open_page(**PHONE)
    page.goto(f"{site}/nl/organisations/?q=maison+rue+verte#results")
    card = page.locator(".card").first
    action = card.locator(".act")

    expect(card.locator("a")).to_have_count(2)
    assert action.bounding_box()["height"] >= 44
    expect(action).to_have_attribute("href", "tel:+3222235647")
    card.locator("h3 a").focus()
    page.keyboard.press("Tab")
    expect(action).to_be_focused()
    # All the rest of the card leads to its page.
    box = card.bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    page.wait_for_url(re.compile("rue-verte/$"))


def text_of(page):
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    text = "\n".join(sheet.get_textpage().get_text_range() for sheet in document)
    return re.sub(r"\s+", " ", text)


def test_list_on_paper_says_how_to_reach_them_and_how_many_there_are(site, open_page):
    page = open_page(width=1280)
    page.goto(f"{site}/nl/organisations/?theme=health")
    listed = page.locator(".card").count()
    numbers = page.locator('.card .act[href^="tel:"] bdi').all_inner_texts()

    text = text_of(page)

    assert "Op dit blad: 1 tot 20 van " in text
    assert listed >= 20
    assert len(numbers) >= 10
    assert [number for number in numbers if number not in text] == []
    assert "Openingsuren: " in text
    assert "Nu open" not in text
    assert "Open tot" not in text
    assert "wijzig" not in text
