"""Reading aloud. A headless Chromium has no voices, so a stand-in for that part of the browser
notes what it is asked to say, and tests end the sentences themselves."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import expect

from brussels_support.static_files import LIGHT
from tests.browser.conftest import PHONE

VOICES = """(voices) => {
  const synth = new EventTarget();
  let known = [];
  Object.assign(synth, {
    said: [], current: null, speaking: false, pending: false, paused: false,
    getVoices: () => known,
    speak(utterance) {
      if (!utterance.text) return; // over at once
      synth.said.push([utterance.text, utterance.lang, utterance.voice.name]);
      synth.current = utterance;
      synth.speaking = true;
    },
    cancel() {
      const utterance = synth.current;
      synth.current = null;
      synth.speaking = false;
      utterance?.onerror?.({ error: "canceled" });
    },
    resume() {},
    end() {
      const utterance = synth.current;
      synth.current = null;
      synth.speaking = false;
      utterance.onend();
    },
    learn(voices) {
      known = voices.map(([name, lang, localService = true, isDefault = false]) => (
        { name, lang, localService, default: isDefault, voiceURI: name }
      ));
      synth.dispatchEvent(new Event("voiceschanged"));
    },
  });
  synth.learn(voices);
  Object.defineProperty(window, "speechSynthesis", { value: synth });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
}"""
TO_THE_END = """() => {
  while (speechSynthesis.current) speechSynthesis.end();
  return speechSynthesis.said;
}"""
MARKED = "() => [...(CSS.highlights.get('aloud') ?? [])].map(String).join('|')"

SCRIPTS = Path(settings.BASE_DIR) / "static/js"
HOST = "http://127.0.0.1:1"  # nobody: each page of `read` is answered here
HERE = [["Belgian", "nl-BE"], ["French", "fr_FR"], ["Arabic", "ar-SA"]]
TEXT = "<div data-aloud>{}</div>"


@pytest.fixture(scope="module")
def tabs(browser):
    """Two tabs for the pages of `read`, and `{path: (kind, content)}` of what is answered there."""
    answers = {
        f"/static/js/{name}": ("javascript", (SCRIPTS / name).read_text())
        for name in ("aloud.js", "reading.js")
    }

    def answer(route):
        kind, content = answers[urlsplit(route.request.url).path]
        route.fulfill(body=content, content_type=f"text/{kind}; charset=utf-8")

    faults = []
    context = browser.new_context(viewport=PHONE)
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.route(f"{HOST}/**", answer)
    yield (context.new_page(), context.new_page()), answers
    context.close()
    assert faults == []


@pytest.fixture
def read(tabs):
    """`read(text, …)`: a page with the player and a text, as templates write them; no server."""
    pages, answers = tabs

    def make(text, *, voices=HERE, language="nl", main=None, before="", tab=0, **more):
        given = {"language": main or language, "is_sensitive": False, **more}
        with translation.override(language):
            player = render_to_string("components/aloud.html", given)
        body = text.replace("{player}", player) if "{player}" in text else player + text
        answers["/page"] = (
            "html",
            f'<!doctype html><html lang="{language}"><title>x</title>'
            f"<script>({VOICES})({json.dumps(voices)});{before}</script><main>{body}</main>"
            '<script type="module" src="/static/js/aloud.js"></script></html>',
        )
        pages[tab].goto(f"{HOST}/page")
        return pages[tab]

    return make


def start(page, button=".aloud button >> nth=0"):
    """Reading has begun; what reads comes only now."""
    page.click(button)
    page.wait_for_function("() => speechSynthesis.current")


def said(page):
    start(page)
    return page.evaluate(TO_THE_END)


# What is said


def test_what_is_said_sentence_by_sentence(read):
    page = read(
        TEXT.format(
            "<h2>Waar\n   en wanneer</h2><p>Kom <b>gerust</b> binnen! Van 9.30 tot 11.00, "
            "nr. 5 in de straat.</p>"
            "<ul><li>Gratis · voor iedereen<li>OCMW/CPAS en moeder/kind</ul>"
            '<p>Bel <a href="tel:+3280030030"><bdi dir="ltr">0800 30 030</bdi></a> of 1712.</p>'
            "<table><caption>Uren</caption><tr><th>maandag<td><div>9.30–12.00</div>"
            "<div>12.30–17.00</div></table><address>Straat 5<br>1090 Jette</address>"
        )
    )

    assert said(page) == [
        [text, "nl-BE", "Belgian"]
        for text in (
            "Waar en wanneer",
            "Kom gerust binnen!",
            "Van 9:30 tot 11:00, nr. 5 in de straat.",
            "Gratis, voor iedereen",
            "O C M W, C P A S en moeder, kind",
            "Bel 0 8 0 0, 3 0, 0 3 0 of 1712.",
            "Uren",
            "maandag",
            "9:30 tot 12:00",
            "12:30 tot 17:00",
            "Straat 5",
            "1090 Jette",
        )
    ]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("02 427 80 39", "0 2, 4 2 7, 8 0, 3 9"),
        ("+32 475/12.34-56", "+3 2, 4 7 5, 1 2, 3 4, 5 6"),
        ("112", "1 1 2"),
    ],
)
def test_telephone_number_is_said_digit_by_digit(read, written, number):
    page = read(TEXT.format(f'<a href="tel:1">Bel <bdi>{written}</bdi> voor 9.30</a>'))

    assert said(page) == [[f"Bel {number} voor 9:30", "nl-BE", "Belgian"]]


@pytest.mark.parametrize(
    ("language", "written", "texts"),
    [
        ("fr", "9 h 30 – 12 h, en 3 h", ["9h30 à 12h, en 3h"]),
        ("fr", "Un ou une ? Venez !", ["Un ou une ?", "Venez !"]),
        ("tr", "09.30–12.00 ve 1.250 euro", ["09:30 ila 12:00 ve 1.250 euro"]),
        ("en", "9:30–12:00, on 1.12.2026, 12.50", ["9:30 to 12:00, on 1.12.2026, 12.50"]),
        ("nl", "ma–vr 9.00–17.00, A–B", ["maandag tot vrijdag 9:00 tot 17:00, A–B"]),
        ("fr", "lun.–ven. 9 h – 17 h", ["lundi à vendredi 9h à 17h"]),
        ("en", "Mon–Fri 9:00", ["Monday to Friday 9:00"]),
        ("es", "lun–vie 9:00", ["lunes a viernes 9:00"]),
        ("tr", "pzt–cum 09.00", ["Pazartesi ila Cuma 09:00"]),
        ("nl", "Op 1.12.2026, of 2.345,50", ["Op 1.12.2026, of 2.345,50"]),
        ("ar", "هل أنت وحدك؟ ديسمبر/كانون الأول.", ["هل أنت وحدك؟", "ديسمبر, كانون الأول."]),
    ],
)  # fmt: skip
def test_hours_and_dates_are_said_as_the_language_writes_them(read, language, written, texts):
    page = read(TEXT.format(f"<p>{written}</p>"), language=language, voices=[["x", language]])

    assert [text for text, *_ in said(page)] == texts


def test_what_is_not_seen_is_not_said(read):
    page = read(
        TEXT.format(
            '<p>Wel<span hidden>a</span><span aria-hidden="true">b</span>'
            '<span class="only-print">c</span><svg><text>d</text></svg>.</p>'
            "<details><summary>e</summary>f</details>"
            '<p class="map-credit">Statbel</p><p class="links no-print"><a href="x">App</a></p>'
            "<details open><summary>Meer</summary>g.</details>"
        )
        + "<p>h</p>"
    )

    assert [text for text, *_ in said(page)] == ["Wel.", "Meer", "g."]


def test_each_text_has_a_voice_of_its_own_language(read):
    page = read(
        TEXT.format(
            '<p>We hebben dit in het Frans.</p><p lang="fr">Bonjour. À bientôt.</p>'
            '<p>Bij <span lang="ar" dir="rtl">بيت</span> in Jette.</p>'
        )
    )

    assert said(page) == [
        ["We hebben dit in het Frans.", "nl-BE", "Belgian"],
        ["Bonjour.", "fr_FR", "French"],
        ["À bientôt.", "fr_FR", "French"],
        ["Bij", "nl-BE", "Belgian"],
        ["بيت", "ar-SA", "Arabic"],
        ["in Jette.", "nl-BE", "Belgian"],
    ]


def test_part_without_a_voice_is_left_out_and_that_is_said_once(read):
    page = read(TEXT.format('<p>Een.</p><p lang="es">Dos.</p><p lang="es">Tres.</p><p>Vier.</p>'))
    note = page.locator(".aloud + .small")
    expect(note).to_be_hidden()

    first, left_out, last = [text for text, *_ in said(page)]

    assert (first, last) == ("Een.", "Vier.")
    expect(note).to_be_visible()
    expect(note).to_have_text(left_out)
    expect(note).to_have_text(re.compile("geen stem"))


def test_long_sentence_is_said_in_pieces(read):
    words = " ".join(["woord"] * 30)
    page = read(TEXT.format(f"<p>{words}, {words} en {words}</p><p>{'a' * 450}</p>"))

    texts = [text for text, *_ in said(page)]

    assert [len(text) for text in texts] == [180, 194, 167, 200, 200, 50]
    assert texts[0].endswith("woord,")
    assert " ".join(texts[:3]) == f"{words}, {words} en {words}"


def test_sentences_are_found_where_the_browser_finds_none(read):
    page = read(TEXT.format("<p>Een? Twee. Om 9.30 drie</p>"), before="delete Intl.Segmenter")

    assert [text for text, *_ in said(page)] == ["Een?", "Twee.", "Om 9:30 drie"]


# Voices


@pytest.mark.parametrize(
    ("voices", "name"),
    [
        ([["nl", "nl-NL"], ["be", "nl-BE"]], "be"),
        ([["nl", "nl-NL"], ["usual", "nl-NL", True, True]], "usual"),
        ([["far", "nl-BE", False, True], ["near", "nl-NL"]], "near"),
        ([["Eloquence", "nl-BE"], ["person", "nl-NL"]], "person"),
        ([["Android", "nl_BE"]], "Android"),
        ([["Firefox", "nld-BEL"]], "Firefox"),
    ],
)
def test_voice_is_one_of_this_device_and_of_this_country(read, voices, name):
    page = read(TEXT.format("<p>Een.</p>"), voices=voices)

    assert [voice for *_, voice in said(page)] == [name]


@pytest.mark.parametrize(
    "voices", [[], [["x", "en-GB"]], [["x", "nl-BE", False]], [["x", "nlx"]]],
    ids=["none", "another language", "over the internet", "unknown"],
)  # fmt: skip
def test_there_is_no_button_without_a_voice_of_this_device(read, voices):
    page = read(TEXT.format("<p>Een.</p>"), voices=voices)
    expect(page.locator("[data-aloud]")).to_be_visible()

    expect(page.locator(".aloud")).to_be_hidden()

    # It comes once the browser knows its voices.
    page.evaluate("voices => speechSynthesis.learn(voices)", HERE)
    expect(page.locator(".aloud")).to_be_visible()


@pytest.mark.parametrize(("voice", "is_there"), [("fr-FR", True), ("nl-BE", False)])
def test_voice_of_the_main_text_decides_whether_there_is_a_button(read, voice, is_there):
    text = TEXT.format('<p>Kort.</p><p lang="fr">Beaucoup de mots en français.</p>')

    page = read(text, main="fr", voices=[["x", voice]])

    expect(page.locator(".aloud")).to_be_visible(visible=is_there)


def test_there_is_no_button_in_a_browser_that_cannot_speak(read):
    silent = read(
        TEXT.format("<p>Een.</p>"),
        before="Object.defineProperty(window, 'speechSynthesis', {value: undefined})",
    )

    expect(silent.locator(".aloud")).to_be_hidden()


# Pause, mark, stop


def test_pause_and_going_on_begin_the_sentence_anew(read):
    page = read(TEXT.format("<p>Een twee. <b>Drie</b> vier. Vijf.</p>"))
    first, stop = page.locator(".aloud button").all()
    expect(first).to_have_text("Voorlezen")
    expect(stop).to_be_hidden()

    first.press("Enter")
    expect(first).to_have_text("Pauze")
    page.evaluate("speechSynthesis.end()")
    assert page.evaluate(MARKED) == "Drie vier."

    first.press("Space")
    expect(first).to_have_text("Verder voorlezen")
    expect(first).to_be_focused()
    assert page.evaluate("speechSynthesis.speaking") is False
    assert page.evaluate(MARKED) == "Drie vier."

    first.press("Enter")
    page.evaluate("speechSynthesis.end()")
    stop.press("Enter")
    expect(first).to_have_text("Voorlezen")
    expect(first).to_be_focused()
    expect(stop).to_be_hidden()
    assert page.evaluate(MARKED) == ""
    assert page.evaluate("speechSynthesis.said.map(([text]) => text)") == [
        "Een twee.",
        "Drie vier.",
        "Drie vier.",
        "Vijf.",
    ]


def test_button_is_as_before_at_the_end(read):
    page = read(TEXT.format("<p>Een.</p>"))

    said(page)

    expect(page.locator(".aloud button").first).to_have_text("Voorlezen")
    assert page.evaluate(MARKED) == ""


def test_nothing_breaks_without_marks_and_channels(read):
    page = read(
        TEXT.format("<p>Een. Twee.</p>"),
        before="delete window.Highlight; delete window.BroadcastChannel",
    )

    assert [text for text, *_ in said(page)] == ["Een.", "Twee."]


@pytest.mark.parametrize(
    "leave",
    [
        "document.querySelector('[data-exit]').click()",
        "dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))",
        "dispatchEvent(new PageTransitionEvent('pagehide'))",
    ],
    ids=["exit", "Escape", "another page"],
)
def test_leaving_ends_it(read, leave):
    page = read(TEXT.format("<p>Een. Twee.</p>") + "<button data-exit>Weg</button>")
    start(page)

    page.evaluate(leave)

    assert page.evaluate("[speechSynthesis.speaking, speechSynthesis.said.length]") == [False, 1]
    expect(page.locator(".aloud button").first).to_have_text("Voorlezen")


def test_starting_another_ends_the_first(read):
    page = read(
        "<details open>{player}<div data-aloud>Een. Twee.</div></details>"
        "<details open>{player}<div data-aloud>Drie.</div></details>"
    )
    start(page)

    page.locator(".aloud button").nth(2).click()

    expect(page.locator(".aloud button").first).to_have_text("Voorlezen")
    assert [text for text, *_ in page.evaluate(TO_THE_END)] == ["Een.", "Drie."]


def test_what_the_browser_still_says_is_ended_first(read):
    page = read(TEXT.format("<p>Een.</p>"))
    page.evaluate("Object.assign(speechSynthesis, {speaking: true})")

    assert said(page) == [["Een.", "nl-BE", "Belgian"]]


def test_page_in_another_tab_goes_no_further(read):
    one = read(TEXT.format("<p>Een. Twee.</p>"))
    start(one)
    other = read(TEXT.format("<p>Drie.</p>"), tab=1)

    start(other)

    expect(one.locator(".aloud button").first).to_have_text("Verder voorlezen")
    assert other.evaluate(TO_THE_END) == [["Drie.", "nl-BE", "Belgian"]]


def test_sensitive_page_warns_first(read):
    page = read(TEXT.format("<p>Een.</p>"), is_sensitive=True)

    page.click("text=Voorlezen")
    expect(page.get_by_text("Wie bij je in de buurt is, hoort dit ook.")).to_be_visible()
    assert page.evaluate("speechSynthesis.said") == []

    start(page, "text=Begin met voorlezen")
    assert page.evaluate(TO_THE_END) == [["Een.", "nl-BE", "Belgian"]]


@pytest.mark.parametrize(
    ("text", "is_sensitive", "first"),
    [
        (TEXT.format("<p>Een. Twee.</p>"), True, "Begin met voorlezen"),
        (
            "<details open><summary></summary>{player}<p data-aloud>Een.</p></details>",
            False,
            "Voorlezen",
        ),
    ],
    ids=["after a warning", "in an answer"],
)
def test_folding_its_buttons_away_ends_it(read, text, is_sensitive, first):
    page = read(text, is_sensitive=is_sensitive)
    if is_sensitive:
        page.click("summary")
    start(page, ".aloud button >> nth=0")

    page.click("summary")

    expect(page.locator(".aloud button").first).to_have_text(first)
    assert page.evaluate("speechSynthesis.speaking") is False


def test_its_buttons_stay_while_it_reads_when_voices_go(read):
    page = read(TEXT.format("<p>Een. Twee.</p>"))
    start(page)

    page.evaluate("speechSynthesis.learn([])")
    expect(page.locator(".aloud")).to_be_visible()

    page.click("text=Stop")
    page.evaluate("speechSynthesis.learn([])")
    expect(page.locator(".aloud")).to_be_hidden()


# On the site


def open_with_voices(open_page, address, **more):
    page = open_page(**more)
    page.add_init_script(f"({VOICES})({json.dumps(HERE)})")
    page.goto(address)
    return page


@pytest.mark.parametrize(
    ("scheme", "path"),
    [("light", "nl/organisations/gc-essegem/"), ("dark", "ar/faq/is-it-normal-to-feel-like-this/")],
)
def test_axe_finds_nothing_while_it_reads(site, open_page, axe, screenshot, scheme, path):
    page = open_with_voices(open_page, f"{site}/{path}", scheme=scheme)

    start(page)

    axe(page)
    screenshot(page, f"aloud-{scheme}")
    for button in page.locator(".aloud button").all():
        assert button.bounding_box()["height"] >= 44


def test_reading_asks_for_nothing_and_leaves_the_scroll_alone(site, open_page):
    page = open_with_voices(open_page, f"{site}/nl/faq/is-it-normal-to-feel-like-this/")
    start(page)
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.mouse.wheel(0, 600)
    page.wait_for_function("() => scrollY === 600")

    page.evaluate("() => { for (let n = 0; n < 5; n += 1) speechSynthesis.end(); }")

    texts = page.evaluate("speechSynthesis.said.map(([text]) => text)")

    expect(page.locator(".aloud button").first).to_be_in_viewport()
    expect(page.locator("h1")).to_have_text(texts[0])
    assert (len(texts), page.evaluate("scrollY"), requests) == (6, 600, [])


def test_answer_in_the_list_is_read_where_it_is_opened(site, open_page):
    page = open_with_voices(open_page, f"{site}/nl/faq/")
    entry = page.locator(".question-list details").first
    entry.locator("summary").first.click()

    start(page, ".question-list .aloud button >> nth=0")

    texts = [text for text, *_ in page.evaluate(TO_THE_END)]
    expect(entry.locator("[data-aloud]")).to_contain_text(texts[0])
    assert len(texts) > 1


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("themes/baby-birth/", "Zwanger en baby"),
        ("organisations/gc-essegem/", "Gemeenschapscentrum Essegem"),
        ("agenda/koffieochtend-molenbeek/", "Koffieochtend"),
    ],
)
def test_guides_places_and_activities_are_read_from_their_name_on(site, open_page, path, first):
    page = open_with_voices(open_page, f"{site}/nl/{path}")

    assert said(page)[0] == [first, "nl-BE", "Belgian"]


def test_what_reads_comes_only_when_it_is_asked_for(read):
    page = read(TEXT.format("<p>Een.</p>"))
    expect(page.locator(".aloud")).to_be_visible()
    requests = []
    page.on("request", lambda request: requests.append(request.url))

    start(page)

    assert requests == [f"{HOST}/static/js/reading.js"]


def test_button_goes_away_where_what_reads_does_not_come(read):
    page = read(TEXT.format("<p>Een.</p>"))
    page.route("**/reading.js", lambda route: route.abort())

    page.click("text=Voorlezen")

    expect(page.locator(".aloud")).to_be_hidden()
    page.unroute("**/reading.js")


@pytest.mark.parametrize(("name", "most"), [("aloud.js", 500), ("reading.js", 3_000)])
def test_script_is_small(name, most):
    """As it goes over the wire."""
    script = LIGHT["js"]((SCRIPTS / name).read_text())

    assert len(brotli.compress(script.encode())) < most
