"""Leaving by the exit: what Back shows afterwards, and what is left on the device."""

import os
import shutil
import ssl
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Error, expect
from playwright.sync_api import TimeoutError as TooSlow

from tests.browser.conftest import ARGUMENTS, PHONE, PROGRAMS

WEATHER = "https://www.meteo.be/"
LONGEST = 20_000  # milliseconds, of a busy machine
# Old browsers cannot say which entries of the history are ours.
WITHOUT_NAVIGATION = "Object.defineProperty(window, 'navigation', {value: undefined})"
KEPT = """async () => [
    localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
    document.cookie,
]"""
NOTHING = [0, 0, 0, 0, 0, ""]


@pytest.fixture(scope="session")
def weather(tmp_path_factory):
    """The port of a server that stands in for the weather, also where a redirect leads."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.meteo.be")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("weather") / "certificate.pem"
    encoding, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(
        key.private_bytes(encoding, plain, serialization.NoEncryption())
        + certificate.public_bytes(encoding)
    )

    class Weather(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Weather</title><p>Rain.")

        def log_message(self, *_arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Weather)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module", params=[False, True], ids=["reloaded", "back-forward cache"])
def chromium(request, playwright, weather):
    """A browser of its own: the others know no weather, and Playwright turns the cache off."""
    whole = ("chromium", "chromium-browser", "google-chrome")
    found = filter(None, map(shutil.which, whole)) if request.param else iter(())
    path = next(found, None) or os.environ.get("CHROMIUM")
    path = path or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if path is None:
        pytest.skip("No Chromium")
    browser = playwright.chromium.launch(
        executable_path=path,
        args=[*ARGUMENTS, f"--host-resolver-rules=MAP www.meteo.be 127.0.0.1:{weather}"],
        ignore_default_args=["--disable-back-forward-cache"] if request.param else [],
    )
    yield browser
    browser.close()


@pytest.fixture
def start(chromium):
    """`start(java_script=…, script=…)`: a page that came from somewhere else."""
    contexts = []

    def start(*, java_script=True, script=""):
        context = chromium.new_context(
            viewport=PHONE,
            locale="nl-BE",
            java_script_enabled=java_script,
            ignore_https_errors=True,
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(LONGEST)
        page.goto(f"{WEATHER}before")
        return page

    yield start
    for context in contexts:
        context.close()


def entries(page):
    """The addresses in the history of the tab, and the number of the current one."""
    history = page.context.new_cdp_session(page).send("Page.getNavigationHistory")
    return [entry["url"] for entry in history["entries"]], history["currentIndex"]


def go_back(page):
    """Back, also to a page that is not loaded again, which Playwright waits for in vain."""
    with suppress(TooSlow):
        page.go_back(timeout=1_500)


def wait_until(page, is_there):
    """Until the address satisfies `is_there`; Playwright’s own stays behind, see above."""
    for _ in range(LONGEST // 100):
        with suppress(Error):  # between two pages there is none
            listed, current = entries(page)
            if is_there(listed[current]):
                return
        time.sleep(0.1)
    raise AssertionError(entries(page))


def walk_to_a_selection(page, site):
    """From the home page over a list to what helps against violence, and into a selection."""
    page.goto(f"{site}/nl/")
    page.click('a[href="/nl/organisations/"] >> nth=0')
    page.wait_for_url("**/nl/organisations/")
    page.click('.site-nav a[href="/nl/themes/"]')
    page.click('main a[href="/nl/themes/relationships-violence/"]')
    page.click("main .card h3 a >> nth=0")
    page.wait_for_url("**/nl/organisations/*/")
    page.click("[data-pick]")
    page.wait_for_url("**/nl/selection/o*/")
    page.wait_for_load_state()


def leave_and_look(page, site):
    page.wait_for_url(WEATHER, timeout=LONGEST)
    expect(page.locator("p")).to_have_text("Rain.")
    listed, _current = entries(page)
    ours = [address for address in listed if address.startswith(site)]
    assert ours in ([], [f"{site}/exit/empty"])
    for _ in range(len(listed)):
        go_back(page)
        # The empty page goes on by itself.
        wait_until(page, lambda url: not url.startswith(site))
    page.goto(f"{site}/nl/organisations/")
    expect(page.locator(".picked")).to_be_hidden()
    page.wait_for_load_state()
    assert page.evaluate(KEPT) == NOTHING
    assert page.context.storage_state() == {"cookies": [], "origins": []}


@pytest.mark.parametrize("script", ["", WITHOUT_NAVIGATION], ids=["new", "old"])
def test_exit_leaves_no_page_of_ours_behind_and_keeps_nothing(site, start, script):
    page = start(script=script)
    walk_to_a_selection(page, site)
    assert page.evaluate("localStorage.getItem('selection')").startswith("o")

    page.click("[data-exit]")

    leave_and_look(page, site)


def test_exit_of_the_only_page_leaves_nothing_behind(site, start):
    page = start()
    page.goto(f"{site}/ar/themes/relationships-violence/")

    page.click("[data-exit]")

    leave_and_look(page, site)


def test_exit_drops_what_she_came_back_from_too(site, start):
    page = start()
    page.goto(f"{site}/nl/themes/relationships-violence/")
    page.click("main .card h3 a >> nth=0")
    page.wait_for_url("**/nl/organisations/*/")
    go_back(page)
    wait_until(page, lambda url: url.endswith("/relationships-violence/"))

    for _ in range(3):
        page.keyboard.press("Escape")

    wait_until(page, lambda url: url == WEATHER)
    assert not [url for url in entries(page)[0] if url.startswith(f"{site}/nl/")]


def test_escape_three_times_leaves_from_the_search_field_too(site, start):
    page = start()
    page.goto(f"{site}/nl/")
    page.fill("main input[type=search]", "geweld")
    page.press("main input[type=search]", "Enter")
    page.wait_for_url("**/search/**")
    page.focus("main input[type=search]")

    for _ in range(3):
        page.keyboard.press("Escape")

    leave_and_look(page, site)


def test_exit_from_the_dialog_to_share(site, start):
    page = start()
    page.goto(f"{site}/nl/organisations/sos-viol/")
    page.click("[data-share-open]")

    page.click("dialog [data-exit]")

    leave_and_look(page, site)


def test_exit_from_a_question_that_was_opened_where_it_stands(site, start):
    page = start()
    page.goto(f"{site}/nl/faq/")
    page.click("summary:near(#my-partner-is-violent-or-controls-me, 200) >> nth=0")

    page.click("[data-exit]")

    leave_and_look(page, site)


def keep_and_walk(page, site):
    """Keeps a copy on the phone, and goes on to what helps against violence."""
    page.goto(f"{site}/nl/keep/?place=elsene")
    page.click("form [data-keep-possible]")
    expect(page.locator("[data-keep-renew]")).to_be_visible()
    assert page.evaluate(KEPT) == [0, 0, 0, 1, 1, ""]
    for path in ("organisations/", "themes/relationships-violence/", "organisations/sos-viol/"):
        page.goto(f"{site}/nl/{path}")


def test_exit_removes_what_was_kept_on_the_phone(site, start):
    page = start()
    keep_and_walk(page, site)

    page.click("[data-exit]")

    leave_and_look(page, site)


def test_exit_works_at_once_without_a_connection_too(site, start):
    page = start()
    keep_and_walk(page, site)
    page.context.set_offline(True)

    page.click("[data-exit]")

    wait_until(page, lambda url: url == f"{site}/exit")
    assert [url for url in entries(page)[0] if url.startswith(f"{site}/nl/")] == []
    page.context.set_offline(False)
    page.goto(f"{site}/nl/organisations/")
    page.wait_for_load_state()
    assert page.evaluate(KEPT) == NOTHING


def test_exit_is_a_link_without_javascript_and_says_what_it_cannot_do(site, start):
    page = start(java_script=False)
    page.goto(f"{site}/nl/organisations/sos-viol/")
    expect(page.get_by_text("brengt ‘terug’ je daarna weer hierheen")).to_be_visible()

    page.click("[data-exit]")

    page.wait_for_url(WEATHER, timeout=LONGEST)
    assert page.context.storage_state() == {"cookies": [], "origins": []}


HIDDEN_BY_THE_BAR = """() => {
    const bar = document.querySelector(".quick-exit");
    const focused = document.activeElement;
    if (bar.contains(focused) || focused.matches("body, .skip")) return "";
    const { top, bottom } = focused.getBoundingClientRect();
    const end = bar.getBoundingClientRect().bottom;
    const { scrollPaddingBlockStart, scrollPaddingBlockEnd } = getComputedStyle(
        document.documentElement
    );
    const room = innerHeight - parseFloat(scrollPaddingBlockStart)
        - parseFloat(scrollPaddingBlockEnd);
    const isUnder = top < end - 1 && bottom > 0 && (bottom - top < room || bottom < end);
    return isUnder && !bar.previousElementSibling.contains(focused)
        ? focused.outerHTML.slice(0, 90) : "";
}"""


@pytest.mark.parametrize(
    ("width", "height", "text"),
    [(320, 256, "100%"), (320, 640, "200%"), (360, 740, "100%")],  # 400 % zoom, large text, a phone
)
@pytest.mark.parametrize("language", ["nl", "tr"])
def test_focus_is_never_under_the_exit(site, open_page, language, width, height, text):
    page = open_page(width=width, height=height)
    page.emulate_media(reduced_motion="reduce")  # without it, it is still scrolling
    page.goto(f"{site}/{language}/organisations/?theme=relationships-violence")
    page.evaluate(f"document.documentElement.style.fontSize = '{text}'")

    # Upwards, for downwards nothing comes to stand at the top.
    page.evaluate("[...document.querySelectorAll('footer a')].at(-1).focus()")

    hidden = set()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        hidden.add(page.evaluate(HIDDEN_BY_THE_BAR))
    assert hidden == {""}
