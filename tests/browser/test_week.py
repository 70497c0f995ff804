"""The week in a real Chromium: copied in one tap, on one sheet of paper, for everybody."""

from datetime import date, time

import pytest
from playwright.sync_api import expect

from tests.factories import event, location, municipality, organisation

from .test_sharing import codes_in, overhang, pdf_of

# How much of the sheet lies beyond its end.
CUT_OFF = """(() => {
    const sheet = document.querySelector(".week-sheet");
    return Math.max(0, sheet.scrollHeight - sheet.clientHeight);
})()"""
ODD = {
    "capitals": "OPVOEDINGSWINKEL " * 7,
    "emoji": "👩🏽‍👧‍👦" * 17,
}


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_text_is_copied_in_one_tap_and_axe_finds_nothing(
    site, open_page, axe, screenshot, language
):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/{language}/agenda/week/?place=1080")
    axe(page, dark=True)
    text = page.locator("#send textarea").first
    screenshot(page, f"week-{language}")

    page.locator('main a[href="#send"]').click()
    expect(page.locator("#send [data-copy]").first).to_be_in_viewport(ratio=1)
    page.locator("#send [data-copy]").first.click()

    expect(page.locator("#send [data-copy] span").first).to_have_text(
        {"nl": "Gekopieerd", "ar": "تم النسخ"}[language]
    )
    copied = page.evaluate("navigator.clipboard.readText()")
    expect(text).to_have_value(copied)
    assert copied.endswith(f"/w?place=1080&lang={language}")
    assert overhang(page) <= 0


@pytest.mark.parametrize(("language", "beside"), [("nl", ""), ("ar", "fr")])
def test_sheet_is_one_page_with_a_code_that_leads_to_the_week(
    site, open_page, axe, screenshot, language, beside
):
    page = open_page()
    page.goto(f"{site}/{language}/agenda/week/sheet/?place=1080&with={beside}")
    screenshot(page, f"week-sheet-{language}{beside}")
    assert overhang(page) <= 0
    if language == "ar":
        axe(page, dark=True)

    document = pdf_of(page)

    assert len(document) == 1
    assert codes_in(document) == [
        page.locator(".week-end bdi").inner_text(),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.at("2026-11-16 10:00")
@pytest.mark.parametrize("kind", ODD)
def test_sheet_of_odd_titles_is_one_page_and_nothing_is_cut_off(live_server, open_page, kind):
    title = ODD[kind][:120]
    here = municipality(slug="anderlecht", name_nl="Anderlecht", postal_codes=["1070"])
    for number in range(7):
        house = organisation(name_nl=title, phone="02 123 45 67")
        place = location(
            organisation=house, municipality=here, street_nl=title, house_number="1234"
        )
        event(
            title_nl=title,
            location=place,
            starts_on=date(2026, 11, 16 + number),
            start_time=time(14, 30),
            end_time=time(16, 45),
            cost="low",
            registration="required",
        )
    page = open_page()
    for query in ("", "?place=anderlecht&with=ar"):
        page.goto(f"{live_server.url}/fr/agenda/week/sheet/{query}")
        page.emulate_media(media="print")
        expect(page.locator(".week-day").nth(1)).to_be_visible()
        assert len(pdf_of(page)) == 1
        page.set_viewport_size({"width": 718, "height": 1040})  # an A4 between its margins
        assert page.evaluate(CUT_OFF) == 0
