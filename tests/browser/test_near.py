"""“Where I am now”: what is asked of the browser, and what leaves it."""

import os
import random
import re
from itertools import product

import pytest
from playwright.sync_api import expect

from geo import borders, squares
from tests.browser.test_exit import KEPT, NOTHING
from tests.geo import exactly

FLAGEY = {"latitude": 50.827613, "longitude": 4.372187, "accuracy": 35}
GHENT = {"latitude": 51.053827, "longitude": 3.725031, "accuracy": 35}
ROUGHLY = {**FLAGEY, "accuracy": 2500}
# Three digits after the comma are 100 metres; rounded, it would be 50.8284 and 4.37190.
DIGITS = re.compile(r"50\D?82[78]|4\D?37[12]|2823[78]|153[34]\b|82761|37218", re.ASCII)
COUNTS_QUESTIONS = """
window.questions = 0;
const ask = navigator.geolocation.getCurrentPosition;
Geolocation.prototype.getCurrentPosition = function (...how) {
  window.questions += 1;
  return ask.apply(this, how);
};
"""


def sent(page):
    """A list that grows by each request of a page: its address, all headers and what it sends."""
    requests = []
    page.on("request", lambda request: requests.append(request))

    def read():
        return [
            "\n".join([each.url, each.post_data or "", *map(": ".join, each.all_headers().items())])
            for each in requests
            if not each.url.startswith("data:")
        ]

    return read


def start(page, address, position=None):
    page.context.add_init_script(COUNTS_QUESTIONS)
    if position:
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation(position)
    page.goto(address)
    return page.locator(".near button"), page.locator(".near [role=status]")


@pytest.mark.parametrize(
    ("path", "led_to"),
    [
        ("", "organisations/?place={}#results"),
        ("organisations/?place=1080&free=1", "organisations/?place={}&free=1#results"),
        ("organisations/?free=1&view=map", "organisations/?place={}&free=1&view=map#results"),
        ("agenda/?when=month", "agenda/?place={}&when=month#results"),
        ("places/", "organisations/?place={}#results"),
    ],
)
def test_only_the_neighbourhood_leaves_the_phone(site, page, path, led_to):
    read = sent(page)
    button, _status = start(page, f"{site}/nl/{path}", FLAGEY)
    if "=" in path:
        page.evaluate("document.querySelector('details.fold').open = true")
    expect(button).to_be_visible()
    assert page.evaluate("questions") == 0
    assert not any("squares" in each for each in read())

    button.click()
    expect(page).to_have_url(f"{site}/nl/{led_to.format('flagey-malibran')}")
    expect(page.locator("#place-1")).to_have_value("flagey-malibran")

    all_sent = read()
    [table] = [each for each in all_sent if "squares.json" in each]
    assert "referer" not in table
    assert any("place=flagey-malibran" in each for each in all_sent)
    assert [each for each in all_sent if DIGITS.search(each)] == []
    assert page.evaluate(KEPT) == NOTHING


@pytest.mark.parametrize(
    ("position", "says"),
    [
        (None, "Je telefoon zegt niet waar je bent. Dat is ook goed: kies je gemeente."),
        (GHENT, "Het lijkt alsof je nu niet in Brussel bent. Kies de gemeente waar je wil zoeken."),
        (ROUGHLY, "Je telefoon zegt niet waar je bent. Dat is ook goed: kies je gemeente."),
    ],
)
def test_what_is_not_found_is_said_calmly(site, page, axe, position, says):
    button, status = start(page, f"{site}/nl/", position)

    button.click()

    expect(status).to_have_text(says)
    expect(button).to_be_focused()
    if position is None:
        axe(page, dark=True)


def test_button_works_again_after_a_cut(site, page):
    button, status = start(page, f"{site}/ar/organisations/", FLAGEY)
    page.context.set_offline(True)
    button.click()
    expect(status).to_have_text("لا يوجد اتصال بالإنترنت الآن. حاولي مرة أخرى أو اختاري بلديتك.")
    page.faults.clear()  # the console tells of the request that failed

    page.context.set_offline(False)
    button.press("Enter")

    expect(page).to_have_url(f"{site}/ar/organisations/?place=flagey-malibran#results")


def test_button_is_there_on_a_list_that_the_map_brought(site, page):
    button, _status = start(page, f"{site}/nl/organisations/?view=map", FLAGEY)
    page.evaluate("document.querySelector('.map-found [href*=\"place=jette\"]').focus()")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/nl/organisations/?place=jette&view=map#map")
    expect(page.locator("#place-1")).to_have_value("jette")
    page.evaluate("document.querySelector('details.fold').open = true")

    button.click()

    expect(page).to_have_url(f"{site}/nl/organisations/?place=flagey-malibran&view=map#results")


def test_no_button_in_a_browser_that_cannot_say_where_it_is(site, page):
    page.add_init_script("Object.defineProperty(navigator, 'geolocation', {value: undefined})")
    page.goto(f"{site}/nl/")

    expect(page.locator(".near")).to_have_count(1)
    expect(page.locator(".near")).to_be_hidden()


def test_no_question_on_a_sensitive_page(site, page):
    page.goto(f"{site}/nl/organisations/?theme=relationships-violence")

    expect(page.locator(".quick-exit")).to_be_visible()
    expect(page.locator(".near")).to_have_count(0)


ALL_FOUND = """async ([points, script, address]) => {
  const { placeIn, placeNear, square } = await import(script);
  const table = await (await fetch(address)).json();
  return points.map(([latitude, longitude]) => {
    const here = square({ latitude, longitude });
    return [...here, placeIn(here, table) ?? null, placeNear(here, table) ?? null];
  });
}"""


def test_the_browser_finds_what_whole_numbers_say(site, page):
    """Random points and corners of borders, by the middle of their squares; EXAMPLES says how many.

    That each square is right is shown by `scripts/prove_borders.py`.
    """
    count, chance = int(os.environ.get("EXAMPLES", "500")), random.Random(18)
    corners = {
        (y, x) for rings in borders.neighbourhoods().values() for ring in rings for x, y in ring
    }
    points = [
        *((chance.uniform(50.76, 50.92), chance.uniform(4.24, 4.49)) for _point in range(count)),
        *sorted(corners)[:count],
    ]
    page.goto(f"{site}/nl/places/")
    script = page.locator(".near").get_attribute("data-tap")

    found = page.evaluate(ALL_FOUND, [points, script, f"{site}/nl/places/squares.json"])

    slugs = page.evaluate("async (url) => (await (await fetch(url)).json()).places", "squares.json")
    number_of = {
        slug: number for (number, _), slug in zip(squares.kept()["places"], slugs, strict=True)
    }
    assert len(number_of) == 145
    for (latitude, longitude), (row, column, _place, _near) in zip(points, found, strict=True):
        assert abs(row * squares.DOWN - latitude) <= squares.DOWN / 2 + 1e-9
        assert abs(column * squares.ACROSS - longitude) <= squares.ACROSS / 2 + 1e-9
    areas = exactly.areas(borders.neighbourhoods())
    for row, column, place, _near in found:
        inside, beside = exactly.where(areas, row * squares.DOWN, column * squares.ACROSS)
        assert number_of.get(place) in (inside + beside or [None])


def test_beside_the_border_she_gets_the_nearest_neighbourhood(site, page):
    """Whoever lives in the last street may be rounded out of Brussels; further off is outside."""
    table = squares.kept()
    runs = zip(table["runs"][::2], table["runs"][1::2], strict=True)
    places = [place for place, count in runs for _square in range(count)]

    def is_in(row, column):
        row, column = row - table["south"], column - table["west"]
        if row < 0 or not 0 <= column < table["columns"]:
            return False
        position = row * table["columns"] + column
        return position < len(places) and bool(places[position])

    rows = range(table["south"] - 3, table["south"] + len(places) // table["columns"] + 3)
    columns = range(table["west"] - 3, table["west"] + table["columns"] + 3)
    cells = [*product(rows, columns)][::4]
    page.goto(f"{site}/nl/places/")
    script = page.locator(".near").get_attribute("data-tap")
    middles = [(row * squares.DOWN, column * squares.ACROSS) for row, column in cells]

    found = page.evaluate(ALL_FOUND, [middles, script, f"{site}/nl/places/squares.json"])

    assert [(row, column) for row, column, _place, _near in found] == cells
    for row, column, place, near in found:
        around = any(is_in(row + up, column + on) for up, on in product((-1, 0, 1), repeat=2))
        assert (place is not None, near is not None) == (is_in(row, column), around)
        assert place in (None, near)
