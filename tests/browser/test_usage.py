"""A walk of thirty pages in a real browser is counted to the page, and that of a robot not at all.

Two processes of the server, most pages opened twice: made, and kept. Nobody waits for the writing.
"""

import sqlite3
import time
from collections import Counter

import pytest

from .conftest import served

PERSON = (
    "Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/124.0.0.0 Mobile Safari/537.36"
)
PATIENCE = 15  # seconds until the last count is written
TEL = """addEventListener("click", (event) => {
  if (event.target.closest("a[href^='tel:']")) event.preventDefault();
});"""
BABY, MEETING = "baby-birth", "meeting-others"
# The address, its kind, what was done, the language, themes, the municipality.
WALK = [
    ("/nl/", "home", "opened", "nl", "", ""),
    ("/ar/", "home", "opened", "ar", "", ""),
    ("/fr/organisations/?place=jette", "list", "opened", "fr", "", "jette"),
    ("/nl/organisations/?theme=budget", "list", "opened", "nl", "budget", ""),
    ("/nl/organisations/waka-up/", "organisation", "opened", "nl",
     f"{MEETING} activities", "jette"),
    ("/nl/places/jette/", "place", "opened", "nl", "", "jette"),
    ("/tr/places/", "place", "opened", "tr", "", ""),
    ("/es/themes/budget/", "theme", "opened", "es", "budget", ""),
    ("/nl/agenda/?place=evere", "agenda", "opened", "nl", "", "evere"),
    ("/nl/agenda/babymassage-jette/", "activity", "opened", "nl", f"{MEETING} {BABY}", "jette"),
    ("/nl/faq/find-a-mothers-group-near-me/", "question", "opened", "nl",
     f"{MEETING} activities", ""),
    ("/en/selection/", "selection", "opened", "en", "", ""),
    ("/nl/privacy/", "about", "opened", "nl", "", ""),
    ("/nl/share/?path=/nl/organisations/waka-up/", "share", "shared", "nl", "", ""),
    ("/nl/poster/", "poster", "printed", "nl", "", ""),
]  # fmt: skip
CALLED = "/fr/organisations/waka-up/"
SENSITIVE = "/nl/themes/relationships-violence/"


def cells_of(walk):
    cells = Counter()
    for _path, kind, action, language, themes, municipality in walk:
        cells["language", kind, language] += 1
        for theme in themes.split():
            cells["theme", action, theme] += 1
        if municipality:
            cells["municipality", action, municipality] += 1
    return cells


def counted(file):
    with sqlite3.connect(file) as database:
        rows = database.execute("SELECT side, what, value, times FROM usage_tally")
        return Counter({tuple(key): times for *key, times in rows})


@pytest.mark.at("2026-11-16 10:00")
def test_walk_is_counted_to_the_page_and_a_robot_is_not(browser, prepared, tmp_path):
    themes = f"{MEETING} activities"
    opened = (CALLED, "organisation", "opened", "fr", themes, "jette")
    tapped = (CALLED, "call", "called", "fr", themes, "jette")
    expected = cells_of([*WALK, *WALK, opened, tapped]) + Counter({("sensitive", "", ""): 2})

    with served(prepared, tmp_path, workers=2) as address:
        for agent in (None, PERSON):  # without one, Chromium says that nobody looks at it
            context = browser.new_context(user_agent=agent, locale="nl-BE")
            page = context.new_page()
            page.add_init_script(TEL)
            for path, *_rest in (*WALK, *WALK) if agent else WALK[:5]:
                # It counts when it is given out; to draw each would be most of the work.
                page.goto(f"{address}{path}", wait_until="commit")
            for _time in range(2):
                page.goto(f"{address}{SENSITIVE}")
                page.locator("a[href^='tel:']").first.click()
            page.goto(f"{address}{CALLED}")
            with page.expect_response("**/called/"):
                page.locator("main a[href^='tel:']").first.click()
            context.close()
        until = time.monotonic() + PATIENCE
        while counted(tmp_path / "db.sqlite3") != expected and time.monotonic() < until:
            time.sleep(0.2)

    assert counted(tmp_path / "db.sqlite3") == expected
