"""A mother's walks through the site, as she has it: a phone, no JavaScript, her language."""

import re

import pytest
from playwright.sync_api import expect

from core.languages import CODES

QUESTION = "is-it-normal-to-feel-like-this"
PATHS = [
    "",
    "organisations/",
    "organisations/?place=1080&theme=meeting-others",
    "organisations/?free=1&open=1&place=nowhere&q=zzz",
    "organisations/?theme=relationships-violence",
    "organisations/baboes/",
    "organisations/ludobox/",
    "organisations/sos-viol/",
    "organisations/la-margelle/",  # without a contact of its own
    "themes/",
    "themes/meeting-others/",
    "themes/relationships-violence/",
    "agenda/",
    "agenda/?when=month",
    "agenda/?place=1080&free=1&when=weekend&q=zzz",
    "agenda/koffieochtend-molenbeek/",
    "agenda/week/?place=1080",
    "faq/",
    f"faq/{QUESTION}/",
    f"faq/?open={QUESTION}",
    "faq/my-partner-is-violent-or-controls-me/",
    "search/?q=babymassage",
    "search/?q=zzzz",
    "search/?q=mijn man slaat mij",
    "places/",
    "places/bruxelles-brussel/",
    "places/ixelles-elsene/matonge/",
    "about/",
    "privacy/",
    "accessibility/",
    "data/",
    "data/api/",
]
PATHS_OF_SHARING = [
    "selection/",
    "selection/o6-o39/",
    "share/?path=/nl/organisations/baboes/",
    "poster/",
    "professionals/",
    "embed/?what=agenda",
    "suggest/?path=/organisations/baboes/",
]
FIRST_VISIT = 30_000  # bytes over the wire, headers and all
LATER_PAGE = 12 * 1024  # 0.2 KB of these are headers that say what a page may not do


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_three_taps_from_home_to_a_phone_number(site, open_page, screenshot, language):
    page = open_page(java_script=False)
    page.goto(f"{site}/{language}/")
    screenshot(page, f"walk-{language}-1-home")
    page.fill("#postcode", "1090")
    page.select_option("#theme", "meeting-others")

    page.click(".ask button:not([type])")  # the first tap
    screenshot(page, f"walk-{language}-2-list")
    expect(page.locator(".chip.remove")).to_have_count(2)
    page.click('.card h3 a[href$="/gc-essegem/"]')  # the second tap
    screenshot(page, f"walk-{language}-3-organisation")

    link = page.locator('.actions a[href^="tel:"]')  # the third tap calls
    expect(link).to_have_attribute("href", "tel:+3224278039")
    expect(link.locator('bdi[dir="ltr"]')).to_have_text("02 427 80 39", use_inner_text=True)
    expect(link).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")


@pytest.mark.parametrize("language", CODES)
def test_axe_finds_nothing(site, open_page, axe, language):
    """Every page in Dutch and in Arabic; in the other languages, which differ in their texts only,
    a quarter of them each, so that all are looked at once more."""
    page = open_page()
    others = [code for code in CODES if code not in ("nl", "ar")]
    paths = PATHS[others.index(language) :: len(others)] if language in others else PATHS
    for path in paths:
        page.goto(f"{site}/{language}/{path}")
        axe(page, dark=language == "nl")  # colours know no language


@pytest.mark.parametrize("path", ["organisations/?page=99", "nothing/"])
def test_axe_finds_nothing_on_pages_that_do_not_exist(site, open_page, axe, path):
    page = open_page()
    page.goto(f"{site}/ar/{path}")
    axe(page)
    page.faults.clear()  # the console tells of the 404 that was asked for


@pytest.mark.parametrize("language", ["nl", "ar", "tr"])
def test_nothing_sticks_out(site, open_page, language):
    """320 pixels is also what 1280 pixels at 400 % zoom are (WCAG 1.4.10)."""
    page = open_page()
    for path in PATHS:
        page.goto(f"{site}/{language}/{path}")
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")

            assert overhang <= 0, f"{page.url} at {width}"


# What can be pressed and is lower than 24 pixels (WCAG 2.5.8), except where it stands in a
# sentence, in a larger label, or fills the card around it.
LOW_TARGETS = r"""() => {
  const isLow = (one) => {
    const height = one.getBoundingClientRect().height;
    const around = getComputedStyle(one, "::after");
    return height > 0 && height < 24 && around.position !== "absolute";
  };
  const isInSentence = (one) => {
    let block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = block.cloneNode(true);
    for (const link of rest.querySelectorAll("a, .visually-hidden")) link.remove();
    return /\p{L}/u.test(rest.textContent.replace(/\([^)]*\)/g, ""));
  };
  return [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .filter((one) => !one.closest(".skip, .trap, .tick, svg"))
    .filter((one) => isLow(one) && !isInSentence(one))
    .map((one) => one.textContent.trim() || one.name);
}"""


# Words that go on in the next line without a hyphen; addresses and code may.
BROKEN_WORDS = r"""() => {
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const around = text.parentElement;
    if (around.closest("bdi, code, svg, .visually-hidden, .trap, .pick-several")) continue;
    if (!around.checkVisibility({ visibilityProperty: true })) continue;
    if (around.getBoundingClientRect().width < 2) continue;
    for (const word of text.data.matchAll(/[\p{L}\p{M}’]{6,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter((one) => one.width > 0.5);
      if (new Set(lines.map((one) => Math.round(one.top))).size > 1) found.add(word[0]);
    }
  }
  return [...found];
}"""


@pytest.mark.parametrize("language", ["nl", "fr", "ar", "tr"])
def test_a_thumb_hits_what_it_wants_and_large_text_fits(site, open_page, language):
    """On a small phone, all that folds unfolded and no word broken; then with text at 200 %
    (WCAG 1.4.4), as its owner sets it for all pages. Of two languages every other page: they differ
    in long words only."""
    page = open_page(width=360, height=640)
    paths = PATHS + PATHS_OF_SHARING
    for path in {"fr": paths[::2], "tr": paths[1::2]}.get(language, paths):
        page.goto(f"{site}/{language}/{path}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        low = page.evaluate(LOW_TARGETS)
        usual = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        # Arabic is not broken; its marks of vowels only look so.
        broken = page.evaluate(BROKEN_WORDS) if language != "ar" else []
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        large = page.evaluate("document.documentElement.scrollWidth - innerWidth")

        assert (low, broken, usual, large) == ([], [], 0, 0), page.url


def weigh(page, address):
    """The sizes in bytes, over the wire and headers included, of all that Chromium loads."""
    sizes = []
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address)
    page.wait_for_timeout(100)  # the icon comes after everything else
    network.detach()
    return sizes


@pytest.mark.parametrize("path", ["nl/organisations/maison-rue-verte/", "ar/organisations/bon/"])
def test_actions_stay_in_view_on_a_phone_and_cover_no_focus(site, open_page, path):
    page = open_page(height=640)
    page.goto(f"{site}/{path}")
    first, last = (page.locator(".actions a").nth(number) for number in (0, -1))

    for position in (300, 900, 1200):
        page.evaluate(f"scrollTo(0, {position})")
        expect(first).to_be_in_viewport(ratio=1)
        expect(last).to_be_in_viewport(ratio=1)

    last.focus()
    seen = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        if not page.evaluate("!!document.activeElement.closest('article')"):
            break
        seen += 1
        page.wait_for_function(
            """() => {
                const [one, bar] = [document.activeElement, document.querySelector('.actions')];
                const box = one.getBoundingClientRect();
                const exit = document.querySelector('.quick-exit');
                const top = exit ? exit.getBoundingClientRect().bottom : 0;
                return box.top >= top && box.bottom <= bar.getBoundingClientRect().top + 1;
            }"""
        )
    assert seen >= 5


def test_actions_scroll_away_where_the_screen_is_low_or_its_text_large(site, open_page):
    page = open_page(height=470)
    page.goto(f"{site}/nl/organisations/bon/")

    page.evaluate("scrollTo(0, 900)")

    expect(page.locator(".actions a").first).not_to_be_in_viewport()


@pytest.mark.parametrize("language", CODES)
def test_actions_leave_room_on_a_phone(site, open_page, language):
    page = open_page()
    page.goto(f"{site}/{language}/organisations/garance/")  # with four of them

    expect(page.locator(".actions .button")).to_have_count(4)
    assert page.locator(".actions").bounding_box()["height"] <= 150


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_first_visit_is_light(site, open_page, language):
    page = open_page()
    network = page.context.new_cdp_session(page)
    for path in PATHS:
        network.send("Network.clearBrowserCache")
        sizes = weigh(page, f"{site}/{language}/{path}")

        assert len(sizes) >= 6, path  # the page and its styles were really loaded
        assert sum(sizes) <= FIRST_VISIT, f"{path}: {sum(sizes)}"


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_later_pages_are_lighter(site, open_page, language):
    page = open_page()
    weigh(page, f"{site}/{language}/accessibility/")
    for path in PATHS:
        sizes = weigh(page, f"{site}/{language}/{path}")

        assert 0 < sum(sizes) <= LATER_PAGE, f"{path}: {sum(sizes)}"


def test_keyboard_alone_goes_from_home_to_the_results(site, open_page):
    page = open_page(width=1280)
    page.goto(f"{site}/nl/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    assert page.locator(".skip").first.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#place")).to_be_focused()
    page.keyboard.type("Sint-Jans")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".near button")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Andere")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("organisations"))

    expect(page).to_have_title(re.compile("Molenbeek"))


def test_focus_is_always_visible(site, open_page):
    page = open_page(width=1280)
    page.goto(f"{site}/nl/organisations/?theme=meeting-others")
    for _ in range(45):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
                const element = document.activeElement;
                const ring = getComputedStyle(element);
                const after = getComputedStyle(element, "::after");
                return [ring.outlineStyle, after.outlineStyle, element.outerHTML.slice(0, 80)];
            }"""
        )

        assert "solid" in ring[0] or "auto" in ring[0] or "solid" in ring[1], ring[2]


def test_results_are_where_the_focus_lands_after_filtering(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/organisations/")
    page.select_option("#theme-1", "meeting-others")
    page.click(".filters button:not([type])")
    page.wait_for_url(re.compile("theme=meeting-others"))

    expect(page).to_have_url(re.compile(r"\#results$"))
    expect(page).to_have_title(re.compile(re.escape(page.locator("h1").inner_text())))
    expect(page.locator('.visually-hidden[role="status"]')).to_have_text(
        page.locator("h1").inner_text(), use_inner_text=True
    )


def test_going_back_shows_the_choices_of_the_list_that_one_sees(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/organisations/")
    page.select_option("#place-1", index=3)
    page.click(".filters button:not([type])")
    page.wait_for_url(re.compile("place="))

    page.go_back()

    expect(page.locator("#place-1")).to_have_value("")
    # As browsers do that keep pages in memory, which this one is told not to.
    page.select_option("#place-1", index=3)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator("#place-1")).to_have_value("")


def test_touch_targets_are_large_enough(site, open_page):
    """44 pixels high for everything that stands alone; links inside a sentence are exempt."""
    page = open_page()
    for path in (
        *("", "organisations/?place=1080", "organisations/baboes/", "places/", "agenda/"),
        *("agenda/koffieochtend-molenbeek/", "faq/", f"faq/{QUESTION}/", "search/?q=zzzz"),
    ):
        page.goto(f"{site}/nl/{path}")
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                "header a, nav a, .button, .chip.remove, .tick, select, .place-list a, summary, "
                + ".dates a, .link-list a, input:not([tabindex='-1'], .tick *), .more"
            )]
                .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
                .map((e) => e.outerHTML.slice(0, 100))"""
        )

        assert small == [], path


def test_map_is_not_mirrored_in_arabic(site, open_page):
    positions = {}
    for language in ("nl", "ar"):
        page = open_page(width=1280)
        page.goto(f"{site}/{language}/places/")
        west = page.locator('.map a[href*="anderlecht"]').bounding_box()["x"]
        east = page.locator('.map a[href*="auderghem"]').bounding_box()["x"]
        positions[language] = west < east

    assert positions == {"nl": True, "ar": True}


def test_page_prints_without_navigation(site, open_page):
    page = open_page(width=794)
    page.goto(f"{site}/nl/organisations/ludobox/")
    page.emulate_media(media="print")

    expect(page.locator(".site-head")).not_to_be_visible()
    expect(page.locator(".actions")).not_to_be_visible()
    expect(page.locator(".hours").first).to_be_visible()
    contact = page.locator("ul.only-print")
    expect(contact.get_by_text("02 279 20 39")).to_be_visible()
    expect(contact.get_by_text("https://bibliotheques.bruxelles.be/ludobox")).to_be_visible()
    expect(page.locator(".hours >> text=vandaag")).not_to_be_visible()
    expect(page.locator('bdi:has-text("/o/")').first).to_be_visible()
