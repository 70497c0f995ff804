"""The maps that lead to places: read aloud, with keys alone, and with every name to be read."""

import pytest
from playwright.sync_api import expect

from core.languages import CODES

READ = {
    "nl": """
        Jette: 5 plekken · Stad Brussel: 49 plekken · Ganshoren: 2 plekken · Evere: 4 plekken ·
        Sint-Agatha-Berchem: 2 plekken · Koekelberg: 3 plekken · Sint-Joost-ten-Node: 8 plekken ·
        Schaarbeek: 9 plekken · Sint-Jans-Molenbeek: 14 plekken ·
        Sint-Lambrechts-Woluwe: 6 plekken · Anderlecht: 11 plekken · Sint-Gillis: 7 plekken ·
        Etterbeek: 4 plekken · Sint-Pieters-Woluwe: 3 plekken · Vorst: 7 plekken ·
        Elsene: 11 plekken · Oudergem: 3 plekken · Ukkel: 5 plekken ·
        Watermaal-Bosvoorde: 4 plekken""",
    "ar": """
        جيت: 5 أماكن · مدينة بروكسل: 49 مكاناً · غانسهورن: مكانان · إيفير: 4 أماكن ·
        بيرشم سانت أغات: مكانان · كوكلبيرغ: 3 أماكن · سان جوس تين نود: 8 أماكن ·
        سكاربيك: 9 أماكن · مولنبيك سان جان: 14 مكاناً · وولوي سان لامبير: 6 أماكن ·
        أندرلخت: 11 مكاناً · سان جيل: 7 أماكن · إيتربيك: 4 أماكن · وولوي سان بيير: 3 أماكن ·
        فوريست: 7 أماكن · إكسل: 11 مكاناً · أودرغيم: 3 أماكن · أوكل: 5 أماكن ·
        واترمايل بواتسفور: 4 أماكن""",
}
LABELS = {"nl": "Kaart van de 19 gemeenten", "ar": "خريطة البلديات الـ19"}
CITY = "places/bruxelles-brussel/"
SHAPES = "places/", CITY, "places/ixelles-elsene/matonge/", "places/anderlecht/"

# Labels that cover each other or reach over the edge; that of a shape is one of its `tspan`s.
COVERED = """svg => {
  const around = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")].filter(one => one.textContent.trim())
    .map(one => [one.textContent, one.getBoundingClientRect()]);
  const meet = (a, b) =>
    a.left + 1 < b.right && b.left + 1 < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom;
  return boxes.flatMap(([name, box], place) => [
    ...(box.left < around.left - 1 || box.right > around.right + 1 ? [`${name} sticks out`] : []),
    ...boxes.slice(place + 1).filter(([, other]) => meet(box, other)).map(([x]) => `${name} ${x}`),
  ]);
}"""


def snapshot(language):
    """The map as it stands in the tree that screen readers read."""
    names = [" ".join(name.split()) for name in READ[language].split(" ·")]
    items = [f"  - listitem:\n    - 'link \"{name}\"'" for name in names]
    assert len(names) == 19
    return "\n".join([f'- list "{LABELS[language]}":', *items])


@pytest.mark.parametrize("language", READ)
def test_all_nineteen_are_read_with_name_and_number(site, open_page, language):
    page = open_page(java_script=False)
    for path in ("", "places/"):
        page.goto(f"{site}/{language}/{path}")

        expect(page.locator(".areas")).to_match_aria_snapshot(snapshot(language))


def test_keys_go_through_the_map_or_past_it(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/places/")
    skip, links = page.locator(".map .skip"), page.locator(".areas a")
    skip.focus()
    expect(skip).to_be_in_viewport()

    for place in range(3):
        page.keyboard.press("Tab")
        expect(links.nth(place)).to_be_focused()
        edge = links.nth(place).locator("use")
        expect(edge).to_have_css("stroke", "rgb(122, 46, 93)")
        expect(edge).to_have_css("stroke-width", "3px")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}/nl/places/ganshoren/")

    page.goto(f"{site}/nl/places/")
    skip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".map-credit a")).to_be_focused()


def test_a_tap_on_a_shape_opens_its_page(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/ar/places/")
    box = page.locator('.areas a[href$="/uccle-ukkel/"] use').bounding_box()

    # In the west of Uccle, far from its name: the map is never mirrored.
    page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)

    expect(page).to_have_url(f"{site}/ar/places/uccle-ukkel/")


def test_names_can_be_read_and_cover_none(site, open_page):
    page = open_page(width=340)
    for language in CODES:
        for path in SHAPES:
            page.goto(f"{site}/{language}/{path}")
            drawing = page.locator(".areas")
            size = drawing.evaluate(
                "svg => 12 * svg.getScreenCTM().a * (getComputedStyle("
                "svg.querySelector('text')).fontSize === '12px')"
            )

            assert size >= 11, f"{language}/{path}"
            assert drawing.evaluate(COVERED) == [], f"{language}/{path}"
        page.goto(f"{site}/{language}/places/")
        # All but two that are too small.
        expect(page.locator(".areas a tspan:not(.count)")).to_have_count(17)


def test_own_colours_show_outlines(site, open_page):
    page = open_page()
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}/nl/places/ixelles-elsene/matonge/")
    here, other = page.locator(".areas .here path"), page.locator(".areas .tint-0 path").first

    assert other.evaluate("one => getComputedStyle(one).fill") == "rgb(255, 255, 255)"
    assert other.evaluate("one => getComputedStyle(one).stroke") == "rgb(0, 0, 0)"
    assert here.evaluate("one => getComputedStyle(one).fill") != "rgb(255, 255, 255)"


@pytest.mark.pictures
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [340, 720, 1280])
def test_pictures_of_the_maps(site, open_page, screenshot, scheme, width):
    page = open_page(width=width, scheme=scheme)
    for language in ("nl", "ar"):
        for name, path in (("home", ""), ("places", "places/"), ("city", CITY)):
            page.goto(f"{site}/{language}/{path}")
            screenshot(page, f"map-{name}-{language}-{width}-{scheme}")
    page.emulate_media(media="print")
    screenshot(page, f"map-city-{width}-print")


def test_card_of_another_list_page_is_shown_where_she_is(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/organisations/?view=map&place={CITY.split('/')[1]}")
    dot = page.locator('.map-found a[data-cards][href^="?"]').first
    name = dot.get_attribute("data-cards")

    dot.press("Enter")

    expect(page.locator(".map-card h3 a")).to_be_focused()
    expect(page).to_have_url(f"{site}/nl/organisations/?view=map&place={CITY.split('/')[1]}")
    expect(page.locator(f"#{name}")).to_have_count(0)
