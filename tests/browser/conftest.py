"""A real Chromium, and the whole site as production serves it.

Every page of these tests fails on an error in the console and on any request to another host.
With PICTURES=1, pictures of the walks land in `screenshots/`, for people to look at.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.signals import request_finished, request_started
from playwright.sync_api import expect, sync_playwright

from scripts.serve import command
from tests import factories
from tests.clock import DEMONSTRATION
from tests.demonstration import made_once

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = Path(__file__).parent / "screenshots"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PHONE = {"width": 360, "height": 740}
VOLUNTEER = "admin"  # of the demonstration site, with the password of the factories
WCAG = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    # Details of what passes take half of the time.
    "resultTypes": ["violations"],
    # Preloading copies imported style sheets into the page, which our policy rightly refuses.
    "preload": False,
}
# What another scheme can break, for it changes nothing else.
COLOURS = {**WCAG, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# Django's admin fades from one colour to the other; what is folded away never ends doing so.
COLOURS_HAVE_CHANGED = """
Promise.allSettled(
    document.getAnimations()
        .filter(one => one.effect.target.checkVisibility())
        .map(one => one.finished)
).then(() => {})
"""

# After a click the next page may still be on its way.
expect.set_options(timeout=10_000)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if "site" in item.fixturenames:
                item.add_marker(pytest.mark.at(DEMONSTRATION))
            if item.get_closest_marker("pictures") and "PICTURES" not in os.environ:
                item.add_marker(pytest.mark.skip(reason="Pictures for people: PICTURES=1"))


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright):
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if chromium is None:
        pytest.skip("No Chromium: set CHROMIUM to its path or install Debian's package chromium")
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A folder with the database and the static files of the demonstration site."""

    def prepare(folder):
        subprocess.run(
            [sys.executable, "-m", "tests.browser.served", "demo"],
            cwd=ROOT,
            env=_environment(folder, DEMO_PASSWORD=factories.PASSWORD),
            stdout=subprocess.DEVNULL,
            check=True,
        )

    return made_once(tmp_path_factory, "prepared", prepare)


def _environment(folder, **more):
    return {
        **os.environ,
        "DEBUG": "0",
        "TODAY": DEMONSTRATION,
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "STATIC_ROOT": str(folder / "static"),
        "WARM_PAGES": "0",
        **more,
    }


@pytest.fixture(scope="session")
def site(prepared, tmp_path_factory):
    """The address of the demonstration site, served by granian with production settings."""
    with served(prepared, tmp_path_factory.mktemp("site")) as address:
        yield address


@contextmanager
def served(prepared, folder, *, workers=1, **more):
    """The address of another demonstration site, with `more` in its environment."""
    shutil.copy(prepared / "db.sqlite3", folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        command(port, workers, "tests.browser.served:application"),
        cwd=ROOT,
        env=_environment(folder, STATIC_ROOT=str(prepared / "static"), SITE_URL=address, **more),
    )
    try:
        _wait_for(f"{address}/healthz")
        yield address
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def live_server(empty_static_root, request):
    """Django's own server, for tests with rows of their own.

    It looks for the folder of static files when it starts, before any test has its settings.
    """
    settings.STATIC_ROOT = empty_static_root
    return request.getfixturevalue("live_server")


@pytest.fixture
def look_once():
    """Not here: a server answers in many threads, as long as the tests want."""


@pytest.fixture(scope="session")
def session(site, browser):
    """The cookies of who logged in once and may change everything on the demonstration site."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/admin/login/")
    page.fill("#id_username", VOLUNTEER)
    page.fill("#id_password", factories.PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    state = context.storage_state()
    context.close()
    return state


def _wait_for(address):
    for _ in range(150):
        try:
            with urlopen(address, timeout=2) as response:
                if response.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer")


_unanswered = []


@pytest.fixture(scope="session", autouse=True)
def _count_the_unanswered():
    request_started.connect(lambda **_: _unanswered.append(True), weak=False)
    request_finished.connect(lambda **_: _unanswered and _unanswered.pop(), weak=False)


@pytest.fixture
def all_answered():
    """At the end Django's own server has answered what pages still asked for: a script asks on its
    own, and what is answered later meets the emptying of the database."""
    yield
    for _ in range(400):
        if not _unanswered:
            return
        time.sleep(0.025)
    raise RuntimeError("A request of this test was not answered in ten seconds")


@pytest.fixture
def open_page(browser, all_answered):
    """Makes pages: `open_page(width=…, java_script=…, scheme=…, locale=…, session=…)`."""
    contexts, faults = [], []

    def listen(page):
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", note_foreign)

    def note_foreign(request):
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https") and parts.hostname not in ("127.0.0.1", "localhost"):
            faults.append(f"asked for {request.url}")

    def make(
        *, width=360, height=740, java_script=True, scheme="light", locale="nl-BE", zoom=1,
        session=None,
    ):  # fmt: skip
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=java_script,
            color_scheme=scheme,
            locale=locale,
            device_scale_factor=zoom,
            storage_state=session,
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = faults
        page.evaluate = _once_loaded(page)
        listen(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert faults == []


def _once_loaded(page):
    """Its scripts ask a whole page: a click may still be bringing the next one."""
    ask = page.evaluate

    def evaluate(*arguments):
        page.wait_for_load_state()
        return ask(*arguments)

    return evaluate


@pytest.fixture
def page(open_page):
    """A page on a phone."""
    return open_page()


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` fails with what axe-core finds against WCAG 2.2 AA and its best practices.

    `axe(page, dark=True)` looks at the colours of the dark scheme as well.
    """
    script = Axe().axe_script

    def check(page, dark=False):
        found = run(page, WCAG)
        if dark:
            page.emulate_media(color_scheme="dark")
            page.evaluate(COLOURS_HAVE_CHANGED)
            found += run(page, COLOURS)
            page.emulate_media(color_scheme="light")
            page.evaluate(COLOURS_HAVE_CHANGED)
        assert found == []

    def run(page, options):
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        # What stays in view covers a part of others only until she scrolls.
        page.evaluate(
            "document.querySelectorAll('.actions, .submit-row, .map-card > .button')"
            ".forEach(e => e.style.position = 'static')"
        )
        violations = page.evaluate("options => axe.run(options)", options)["violations"]
        return [
            f"{page.url}: {violation['id']}: {node['html'][:200]}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return check


@pytest.fixture
def screenshot():
    """`screenshot(page, name)` keeps a picture of the whole page, if anybody wants pictures."""

    def take(page, name):
        if "PICTURES" in os.environ:
            page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=True)

    return take
