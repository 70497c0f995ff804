"""Sharing, selections and print, as a social worker uses them with a client at the desk."""

import re
import time
from urllib.parse import parse_qs

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import expect

A4 = (595, 842)  # points
ORGANISATIONS = ["baboes", "ludobox", "garance", "supermamas-brussels", "maison-des-parents-solos"]
EVENTS = ["koffieochtend-molenbeek", "babycafe-laken"]
PICKED = [
    *(f"organisations/{slug}/" for slug in ORGANISATIONS),
    *(f"agenda/{slug}/" for slug in EVENTS),
]
DOTS = 200  # an inch, of an ordinary printer


def pdf_of(page):
    """The page as it comes out of a printer, read by another library."""
    return pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))


def codes_in(document):
    """What all QR codes of a print say, printed in grey."""
    found = []
    for sheet in document:
        picture = sheet.render(scale=DOTS / 72, grayscale=True)
        data, width = bytes(picture.buffer), picture.width
        rows = [data[y * picture.stride :][:width] for y in range(picture.height)]
        image = memoryview(b"".join(rows)).cast("B", (picture.height, width))
        codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
        found += [code.text for code in codes]
    return found


def text_of(document):
    return "\n".join(sheet.get_textpage().get_text_bounded() for sheet in document)


def selection_of(page, site, paths, language="nl"):
    """Picks these pages one after another and stops on the selection."""
    for path in paths:
        page.goto(f"{site}/{language}/{path}")
        page.click("[data-pick]")
        page.wait_for_url(re.compile("/selection/"))


def overhang(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_five_places_and_two_activities_on_paper_in_under_a_minute(
    site, open_page, screenshot, language, width
):
    other = "ar" if language == "nl" else "nl"
    page = open_page(width=width)
    start = time.monotonic()
    selection_of(page, site, PICKED, language)
    page.click(f'.chips a[lang="{other}"]')
    page.wait_for_url(re.compile("with="))
    document = pdf_of(page)
    seconds = time.monotonic() - start
    screenshot(page, f"selection-{language}-{width}")

    assert seconds < 60
    expect(page.locator(".entry")).to_have_count(7)
    expect(page.locator(f'.entry article[lang="{other}"]')).to_have_count(7)
    assert overhang(page) <= 0
    assert len(document) == 2
    codes = codes_in(document)
    assert len(codes) == 8
    assert all(code.endswith(f"?lang={other}") for code in codes)
    whole = next(code for code in codes if "/s/" in code)
    page.goto(whole)
    expect(page).to_have_url(re.compile(f"/{other}/selection/o"))
    expect(page.locator(".entry")).to_have_count(7)
    expect(page.locator("html")).to_have_attribute("lang", other)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_selection_without_javascript(site, open_page, language, width):
    page = open_page(java_script=False, width=width)
    page.goto(f"{site}/{language}/organisations/baboes/")
    page.click("[data-pick]")
    for words in ("ludobox", "koffieochtend"):
        page.fill("#add", words)
        page.click(".search button")
        page.click(".link-list a >> nth=0")
    expect(page.locator(".entry")).to_have_count(3)
    first = page.locator(".entry h2").first.inner_text()

    page.click(".entry >> nth=0 >> .order a >> nth=0")  # down
    expect(page.locator(".entry h2").nth(1)).to_have_text(first, use_inner_text=True)
    page.click(".entry >> nth=1 >> .order a >> nth=0")  # up
    expect(page.locator(".entry h2").first).to_have_text(first, use_inner_text=True)
    page.click(".entry >> nth=0 >> .order a >> nth=1")  # remove
    expect(page.locator(".entry")).to_have_count(2)
    expect(page.locator(".selection")).not_to_contain_text(first)
    page.click("[data-empty-selection]")
    expect(page).to_have_url(re.compile(rf"/{language}/selection/(\?|$)"))


def test_selection_stays_on_this_device_and_one_tap_empties_it(site, open_page):
    page = open_page()
    selection_of(page, site, PICKED[:2])
    kept = page.evaluate("localStorage.selection")
    expect(page).to_have_url(re.compile(rf"/nl/selection/{kept}/(\?|$)"))
    page.click('.entry >> nth=0 >> .order a:has-text("Verwijderen"), .entry .order a >> nth=-1')
    page.wait_for_url(lambda url: kept not in url)
    assert page.evaluate("localStorage.selection") in kept.split("-")

    page.click("[data-empty-selection]")
    page.wait_for_url(re.compile("/selection/$"))
    assert page.evaluate("localStorage.length") == 0
    assert page.context.cookies() == []


def test_looking_at_a_selection_keeps_nothing(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/selection/o1-o2/")

    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_share_dialog(site, open_page, screenshot, axe, language, width):
    page = open_page(width=width)
    page.goto(f"{site}/{language}/faq/")
    page.goto(f"{site}/{language}/organisations/baboes/")
    share = page.locator("[data-share-open]")
    share.click()
    dialog = page.locator("dialog")
    dialog.wait_for()

    expect(dialog.locator(":focus")).to_be_attached()
    named = page.get_by_role("dialog", name=re.compile("Baboes|بابو"))
    expect(named).to_have_count(1)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    screenshot(page, f"share-dialog-{language}-{width}")
    axe(page)
    dialog.locator('.chips a[lang="fr"]').click()
    page.wait_for_selector('dialog textarea[lang="fr"]')
    expect(dialog.locator('.chips a[lang="fr"]')).to_be_focused()

    text = dialog.locator("textarea")
    text.fill("Bonjour & à demain #1\nhttp://x/?a=1")
    for start in ("https://wa.me/", "sms:", "mailto:"):
        href = dialog.locator(f'a[href^="{start}"]').get_attribute("href")
        query = parse_qs(href.partition("?")[2].removeprefix("&"))
        [written] = query["body" if start != "https://wa.me/" else "text"]
        assert written.replace("\r\n", "\n") == "Bonjour & à demain #1\nhttp://x/?a=1"
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    expect(share).to_be_focused()
    expect(page).to_have_url(re.compile(rf"/{language}/organisations/baboes/(\?|$)"))


def test_share_dialog_closes_with_its_button_and_opens_again(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/agenda/")
    for _time in range(2):
        page.click("[data-share-open]")
        page.locator("dialog .share-close").click()
        page.locator("dialog").wait_for(state="detached")


def test_share_stays_a_link_where_there_are_no_dialogs(site, open_page):
    page = open_page()
    page.add_init_script("delete HTMLDialogElement.prototype.showModal")
    page.add_init_script("delete window.HTMLDialogElement")
    page.goto(f"{site}/nl/agenda/")

    page.click("[data-share-open]")

    expect(page).to_have_url(re.compile("/nl/share/"))


def test_chips_have_an_edge_where_tints_are_gone(site, open_page):
    page = open_page()
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}/nl/share/?path=/nl/organisations/")

    expect(page.locator(".along .chip").first).to_have_css("border-top-style", "solid")


def test_link_is_copied(site, open_page):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/nl/organisations/baboes/")
    page.click("[data-share-open]")
    page.click("dialog [data-share-copy]")
    page.wait_for_function("document.querySelector('[data-share-copy] span').textContent")

    link = page.locator("dialog [data-share-link]").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == link
    expect(page.locator("dialog [data-share-copy]")).to_have_text("Gekopieerd", use_inner_text=True)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_share_without_javascript(site, open_page, screenshot, language, width):
    page = open_page(java_script=False, width=width)
    page.goto(f"{site}/{language}/organisations/?place=1080&theme=meeting-others")
    page.click("[data-share-open]")
    page.click('.chips a[lang="tr"]')
    screenshot(page, f"share-{language}-{width}")

    expect(page.locator("textarea")).to_have_attribute("lang", "tr")
    link = f"{site}/tr/organisations/?theme=meeting-others&place="
    expect(page.locator("textarea")).to_have_value(re.compile(re.escape(link)))
    expect(page.locator('a[href^="https://wa.me/"]')).to_be_visible()
    expect(page.locator("[data-share-copy]")).not_to_be_visible()
    expect(page.locator(".qr img")).not_to_have_js_property("naturalWidth", 0)


PAGES = [
    "share/?path=/organisations/baboes/&to=ar",
    "share/?path=/organisations/sos-viol/",
    "share/?path=/agenda/?when=weekend",
    "share/?path=/nothing/",
    "selection/",
    "selection/?q=baby",
    "selection/o1-o2-e1-q1/?with=ar",
    "selection/o1-o67-e1/",
    "poster/",
    "poster/?place=1080&theme=budget",
    "professionals/",
    "places/anderlecht/sheet/",
    "organisations/list.html?place=1080&theme=budget",
    "agenda/list.html?when=week",
]


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_axe_finds_nothing_and_nothing_sticks_out(site, open_page, axe, language):
    page = open_page()
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        axe(page, dark=language == "nl")  # colours know no language
        for width in (320, 360, 768, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            assert overhang(page) <= 0, f"{page.url} at {width}"
    page.faults.clear()  # the console tells of the 404 that was asked for


@pytest.mark.pictures
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_of_the_pages(site, open_page, screenshot, scheme):
    page = open_page(scheme=scheme)
    for name, path in (
        ("selection-add", "selection/o1-o2/?q=baby"),
        ("poster", "poster/?place=1080"),
        ("professionals", "professionals/"),
    ):
        page.goto(f"{site}/nl/{path}")
        screenshot(page, f"{name}-{scheme}")


# On paper


PRINTED = [
    ("organisations/baboes/", 1),
    ("organisations/garance/", 1),
    ("organisations/sos-viol/", 1),
    ("agenda/koffieochtend-molenbeek/", 2),
    ("organisations/?place=1080&theme=budget", 2),
    ("agenda/?when=week", 3),
    ("places/anderlecht/", 2),
    ("themes/budget/", 4),
    ("selection/o1-o2-e1-e6-q1/", 2),
    ("organisations/list.html?theme=meeting-others", 6),
    ("agenda/list.html", 4),
    ("places/anderlecht/sheet/", 2),
]


@pytest.mark.parametrize(
    ("language", "path", "most_pages"),
    [
        *((language, *printed) for language in ("nl", "ar") for printed in PRINTED),
        ("tr", *PRINTED[0]),
    ],
)
def test_page_on_paper(site, open_page, language, path, most_pages):
    page = open_page()
    page.goto(f"{site}/{language}/{path}")
    title = page.locator("h1").inner_text()
    menu = page.locator(".site-nav a").first.inner_text()
    document = pdf_of(page)
    text = text_of(document)

    assert [tuple(map(round, sheet.get_size())) for sheet in document] == [A4] * len(document)
    assert len(document) <= most_pages
    assert codes_in(document)
    if language != "ar":  # extraction gives Arabic letters in their shapes
        assert title.partition(" · ")[0].split()[-1] in text
        assert menu not in text.split("\n")
    assert "\ufffd" not in text


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_code_of_a_list_stands_above_its_cards_on_paper(site, open_page, language):
    page = open_page(width=718)
    page.emulate_media(media="print")
    page.goto(f"{site}/{language}/organisations/?theme=meeting-others")
    code = page.locator(".page-qr")
    expect(code).to_be_visible()
    box = code.bounding_box()

    assert box["y"] + box["height"] <= page.locator(".card").first.bounding_box()["y"]


def words_of(document):
    """The words on paper, without the spaces and breaks that come and go."""
    return re.sub(r"\s", "", text_of(document))


def test_answers_are_on_paper_though_they_are_folded(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/faq/")
    answers = page.locator(
        ".question-list details [data-aloud] > div > :first-child"
    ).all_text_contents()
    document = pdf_of(page)
    words = words_of(document)

    assert len(answers) >= 20
    for answer in answers:
        assert re.sub(r"\s", "", answer) in words
    assert words.count("Ziekenwagen") == 1  # the numbers stand at the end, not in every answer
    assert codes_in(document) == [f"{site}/nl/faq/"]
    assert len(document) <= 4


def test_all_dates_that_the_page_knows_are_on_paper(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/agenda/koffieochtend-molenbeek/")
    dates = page.locator(".dates time").all_text_contents()
    words = words_of(pdf_of(page))

    assert len(dates) == 20
    assert [date for date in dates if re.sub(r"\s", "", date) not in words] == []


def test_agenda_on_paper_says_how_much_more_a_day_has(site, open_page):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/agenda/")
    more = page.locator(".day .more").all_inner_texts()
    words = words_of(pdf_of(page))

    assert more
    assert [text for text in more if re.sub(r"\s", "", text) not in words] == []


NOW = r"Vandaag|Morgen,|Nu open|Open tot|Nu, tot"


@pytest.mark.parametrize(
    "path",
    [
        "agenda/",
        "agenda/?when=tomorrow",
        "agenda/praattafel-sint-joost/",
        "organisations/baboes/",
        "organisations/?open=1",
    ],
)
def test_nothing_on_paper_says_now(site, open_page, path):
    page = open_page(java_script=False)
    page.goto(f"{site}/nl/{path}")
    on_the_screen = page.locator("main").inner_text()
    text = text_of(pdf_of(page))

    assert re.search(NOW, on_the_screen)
    assert re.findall(rf"{NOW}|\(\d{{4}}-\d\d-\d\d\)", text) == []


def heights_on_paper(page):
    """The height of each entry in CSS pixels; a sheet has about 1,045."""
    page.set_viewport_size({"width": 718, "height": 1045})  # A4 without its margins
    page.emulate_media(media="print")
    return page.evaluate("[...document.querySelectorAll('.entry')].map((e) => e.offsetHeight)")


@pytest.mark.parametrize("other", ["ar", "tr", "fr"])
def test_five_entries_in_two_languages_take_two_sheets(site, open_page, other):
    page = open_page()
    page.goto(f"{site}/nl/selection/o6-o1-o2-e1-e6/?with={other}")
    document = pdf_of(page)
    sheets = [re.sub(r"\s", "", text_of([sheet])) for sheet in document]
    names = page.locator(".entry > article:first-child h2").all_inner_texts()
    links = page.locator(".entry .qr bdi").all_text_contents()

    assert len(document) <= 2
    assert len(codes_in(document)) == 6
    # No entry is split: its name and its code are on the same sheet, and each fits on one.
    for name, link in zip(names, links, strict=True):
        [sheet] = [text for text in sheets if link.removeprefix(site) in text]
        assert re.sub(r"\s", "", name) in sheet
    assert all(height < 1000 for height in heights_on_paper(page))


def test_every_script_is_on_paper(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/poster/")
    sentences = {
        code: page.locator(f".poster-sentence[lang={code}]").inner_text()
        for code in ("nl", "fr", "en", "es", "tr")
    }
    poster = text_of(pdf_of(page))
    page.goto(f"{site}/nl/selection/o62/?with=ar")
    arabic = text_of(pdf_of(page))

    for sentence in sentences.values():
        assert re.sub(r"\s", "", sentence) in re.sub(r"\s", "", poster)
    assert "اتصلي" in arabic or "اتصلي"[::-1] in arabic
    assert "\ufffd" not in poster + arabic


@pytest.mark.parametrize("language", ["nl", "ar"])
@pytest.mark.parametrize("query", ["", "?place=1080", "?place=1000&theme=meeting-others"])
def test_poster_is_one_sheet_with_one_code_and_ten_strips(site, open_page, language, query):
    page = open_page()
    page.goto(f"{site}/{language}/poster/{query}")
    document = pdf_of(page)
    [code] = codes_in(document)
    strip = page.locator(".strips bdi").first.inner_text()

    assert len(document) == 1
    assert "".join(text_of(document).split()).count(strip) >= 10  # whole, on one line
    reader = open_page(locale="tr-TR")
    for address in (code, f"http://{strip}"):
        response = reader.goto(address)
        assert response.status == 200
        expect(reader).to_have_url(re.compile(r"//[^/]+/tr/"))


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_several_are_picked_from_the_cards_of_lists(site, open_page, axe, screenshot, language):
    page = open_page()
    page.goto(f"{site}/{language}/organisations/?place=anderlecht")
    expect(page.locator("button.pick")).to_have_count(0)
    page.locator(".share-links [data-pick-several]").click()
    names = page.locator(".card h3").all_inner_texts()[:2]
    page.locator("button.pick").nth(0).click()
    page.locator("button.pick").nth(1).click()
    expect(page.locator("[data-count]")).to_have_text("2", use_inner_text=True)
    # So high that the bar at the bottom covers no link, which one would scroll away.
    page.set_viewport_size({"width": 360, "height": 20_000})
    axe(page)
    page.set_viewport_size({"width": 360, "height": 740})
    screenshot(page, f"pick-several-{language}")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    # The next list goes on with it.
    page.goto(f"{site}/{language}/agenda/")
    title = page.locator(".card h3").first.inner_text()
    page.locator("button.pick").first.click()
    expect(page.locator("[data-count]")).to_have_text("3", use_inner_text=True)
    page.locator(".picked a").click()
    page.wait_for_url("**/selection/o*-o*-e*/")

    shown = page.locator("main").inner_text()
    assert [name for name in [*names, title] if name not in shown] == []


def test_picking_twice_takes_it_out_again(site, open_page):
    page = open_page()
    page.goto(f"{site}/nl/organisations/?place=anderlecht")
    page.locator(".share-links [data-pick-several]").click()
    button = page.locator("button.pick").first

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()

    expect(button).to_have_attribute("aria-pressed", "false")
    assert page.locator(".picked").is_hidden()
