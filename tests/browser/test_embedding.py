"""Our lists on the pages of others: another origin, with a strict policy of its own."""

import re
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.test_public_site import FIRST_VISIT, LATER_PAGE, weigh

SHOWN = ["", "what=agenda&rows=3", "what=week&place=1080"]
DARK, LIGHT = "rgb(26, 22, 29)", "rgb(251, 247, 241)"


@pytest.fixture
def partner(site):
    """`partner(*codes)` is the address of a page on another origin that has them in it."""
    pages = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            number = self.path.strip("/")
            body = pages[int(number)] if number.isdigit() else ""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body.encode())))
            # Nothing inline, nothing of anybody but us.
            policy = f"default-src 'none'; frame-src {site}; script-src {site}; img-src 'self'"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_words):
            pass

    def made(*codes):
        pages.append(
            '<!doctype html><html lang="nl"><meta name="viewport" content="width=device-width">'
            '<meta name="color-scheme" content="light dark"><title>Partner</title>'
            f"<h1>Partner</h1>{''.join(codes)}<p>Partner</p>"
        )
        return f"http://localhost:{server.server_port}/{len(pages) - 1}"

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield made
        server.shutdown()


def code(site, path, height=600):
    address = escape(site + path)
    return f'<iframe src="{address}" title="Samen" width="100%" height="{height}"></iframe>'


def copied(page, site, language, query):
    """What one copies from our page: the frame, and the line for its height."""
    page.goto(f"{site}/{language}/embed/?{query}")
    return [field.input_value() for field in page.locator(".embed textarea").all()]


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("nl", "light", 320), ("ar", "dark", 1280)]
)
def test_frames_are_as_high_as_what_is_in_them(
    site, open_page, partner, screenshot, language, scheme, width
):
    page = open_page(width=width, scheme=scheme)
    codes = [copied(page, site, language, query) for query in SHOWN]
    page.goto(partner(*(frame for frame, _line in codes), codes[0][1]))

    for number in range(len(SHOWN)):
        outside = page.locator("iframe").nth(number)
        inside = outside.content_frame
        outside.scroll_into_view_if_needed()
        expect(inside.locator(".card").first).to_be_visible()
        root = inside.locator("html")
        expect(outside).to_have_js_property("clientHeight", _height(root))
        assert root.evaluate("root => root.scrollWidth - root.clientWidth") <= 0
        expect(root).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        colour = DARK if scheme == "dark" else LIGHT
        expect(inside.locator("body")).to_have_css("background-color", colour)
    # What she opens in a card makes the frame higher.
    card = page.locator("iframe").nth(1).content_frame.locator("details summary").first
    before = page.locator("iframe").nth(1).evaluate("frame => frame.clientHeight")
    card.click()
    expect(page.locator("iframe").nth(1)).not_to_have_js_property("clientHeight", before)
    screenshot(page, f"embedded-{language}-{scheme}")
    assert page.context.cookies() == []


def _height(root):
    root.evaluate("document.fonts.ready")
    return root.evaluate("root => Math.ceil(root.getBoundingClientRect().height)")


def test_without_the_script_one_scrolls_in_the_frame_with_the_keyboard(site, open_page, partner):
    page = open_page()
    page.goto(partner(code(site, "/nl/organisations/?embed=1&rows=5", height=400)))
    outside, inside = page.locator("iframe"), page.frame_locator("iframe")
    first, last = inside.locator(".card h3 a").first, inside.locator(".embedded-end a").last

    expect(last).not_to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    page.keyboard.press("End")
    expect(last).to_be_in_viewport()
    last.focus()
    expect(last).to_be_focused()
    assert last.evaluate("link => parseFloat(getComputedStyle(link).outlineWidth)") >= 2
    expect(outside).to_have_js_property("clientHeight", 400)


def test_script_that_comes_late_asks_and_believes_only_us(site, open_page, partner):
    page = open_page(width=800, scheme="dark")
    page.goto(partner(code(site, "/nl/agenda/?embed=1&rows=3&light=1", height=300)))
    outside, inside = page.locator("iframe"), page.frame_locator("iframe")
    expect(inside.locator(".card").first).to_be_visible()
    expect(outside).to_have_js_property("clientHeight", 300)

    page.add_script_tag(url=f"{site}/embed/1.js")
    height = _height(inside.locator("html"))
    expect(outside).to_have_js_property("clientHeight", height)
    page.evaluate("postMessage({ embed: 1, height: 5000 }, '*')")
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(outside).to_have_js_property("clientHeight", height)
    # The page around it is light, whatever her telephone likes.
    expect(inside.locator("body")).to_have_css("background-color", LIGHT)


@pytest.mark.parametrize("path", ["/nl/organisations/?embed=1", "/ar/agenda/?embed=1&when=month"])
def test_links_open_in_a_tab_of_their_own(site, open_page, partner, path):
    page = open_page(width=1280)
    page.goto(partner(code(site, path)))
    frame = page.frame_locator("iframe")
    with page.context.expect_page() as opened:
        frame.locator(".card a").first.click()
    tab = opened.value
    tab.wait_for_load_state()

    expect(tab).to_have_url(re.compile("^" + re.escape(f"{site}{path.partition('?')[0]}")))
    assert tab.evaluate("window.opener") is None
    expect(tab.locator(".site-head")).to_be_visible()
    expect(frame.locator(".site-head")).to_have_count(0)


def test_other_pages_are_not_framed(site, open_page, partner):
    page = open_page()
    page.goto(partner(code(site, "/nl/?embed=1")))
    page.wait_for_timeout(500)

    expect(page.frame_locator("iframe").locator("main")).to_have_count(0)
    assert any("frame-ancestors" in fault for fault in page.faults)
    page.faults.clear()  # the refusal is the point


def test_choosing_works_without_javascript(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/embed/")
    page.select_option("#what", "agenda")
    page.select_option("#to", "tr")
    page.get_by_role("button", name="Toon het").click()

    expect(page.locator(".embed textarea").first).to_have_value(re.compile(f"{site}/tr/agenda/"))
    expect(page.frame_locator(".embed iframe").locator("html")).to_have_attribute("lang", "tr")
    expect(page.locator("[data-copy]").first).to_be_hidden()


def test_code_is_copied(site, open_page):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/nl/embed/?what=agenda")
    frame = page.locator(".embed textarea").first.input_value()
    page.locator("[data-copy]").first.click()

    expect(page.locator("[data-copy]").first).to_have_text("Gekopieerd", use_inner_text=True)
    assert page.evaluate("navigator.clipboard.readText()") == frame


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_axe_finds_nothing_in_a_frame(site, open_page, axe, language):
    page = open_page()
    for path in ("embed/", "organisations/?embed=1&rows=3", "agenda/?embed=1&rows=3"):
        page.goto(f"{site}/{language}/{path}")
        axe(page, dark=language == "nl")  # colours know no language
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_frames_and_the_page_to_choose_them_are_light(site, open_page, language):
    """The page with the frame in it: two pages, and their styles once."""
    page = open_page()
    first = weigh(page, f"{site}/{language}/embed/?what=agenda")
    later = weigh(page, f"{site}/{language}/organisations/?embed=1&rows=20")

    assert sum(first) <= FIRST_VISIT
    assert 0 < sum(later) <= LATER_PAGE
