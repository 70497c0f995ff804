"""An editor writes an answer on her phone: in Arabic, with bold words, a list and a link."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import expect

from faq.models import Question
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/faq/question/add/"
GUIDE = "/admin/directory/theme/add/"
# What Chromium puts on the clipboard's event, without the clipboard of the machine.
PASTE = """(element, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  element.dispatchEvent(new ClipboardEvent("paste",
    { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def log_in(live_server):
    """`log_in(page, path)` opens a page of the admin as one of the editors."""
    call_command("roles", verbosity=0)
    user = factories.user(is_staff=True, username="anna")
    user.groups.add(Group.objects.get(name="Editors"))

    def log_in(page, path=ADD):
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", user.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(f"{live_server}{path}")
        page.locator(".rich-text-input").first.wait_for()

    return log_in


def editor(page, language="nl", field="answer"):
    return page.locator(f".field-{field}_{language} .rich-text-input")


def tool(page, name, language="nl", field="answer"):
    return page.locator(f".field-{field}_{language} [data-tool={name}]")


def written(page, language="nl"):
    return page.locator(f"#id_answer_{language}").input_value()


def test_answer_in_arabic_reaches_the_public_page(page, live_server, log_in, screenshot):
    theme = factories.theme(name_nl="Wonen")
    log_in(page)
    page.fill("#id_question_nl", "Hoe vraag ik hulp?")
    page.get_by_label(str(theme)).check()
    page.select_option("#id_status", "published")
    expect(editor(page, "ar")).not_to_be_visible()

    page.locator("#id_answer_ar-tab").click()
    editor(page, "ar").click()
    page.keyboard.type("اتصلي ")
    tool(page, "bold", "ar").click()
    page.keyboard.type("اليوم")
    page.keyboard.press("Enter")
    tool(page, "bulletList", "ar").click()
    page.keyboard.type("الأول")
    page.keyboard.press("Enter")
    page.keyboard.type("الثاني")
    assert editor(page, "ar").evaluate("element => getComputedStyle(element).direction") == "rtl"
    expect(page.locator("#id_answer_ar-tab.filled")).to_have_count(1)
    screenshot(page, "admin-rich-text")
    page.fill("#id_question_ar", "كيف أطلب المساعدة؟")
    page.click("[name=_save]")

    page.locator(".messagelist .success").wait_for()
    row = Question.objects.get()
    assert row.answer_ar.startswith("<p>اتصلي <strong>اليوم</strong></p>\n<ul><li>")
    page.goto(f"{live_server}/ar/faq/{row.slug}/")
    answer = page.locator(".prose[lang=ar]")
    expect(answer.locator("strong").first).to_have_text("اليوم", use_inner_text=True)
    assert answer.locator("li").all_inner_texts() == ["الأول", "الثاني"]


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_axe_finds_nothing(page, axe, log_in, language):
    log_in(page, GUIDE)
    page.locator(f"#id_guide_{language}-tab").click()
    editor(page, language, "guide").click()
    tool(page, "heading", language, "guide").click()
    page.keyboard.type("Kop")
    page.keyboard.press("Enter")
    tool(page, "bulletList", language, "guide").click()
    page.keyboard.type("Tekst")
    axe(page, dark=True)

    tool(page, "link", language, "guide").click()

    axe(page, dark=True)


def test_tools_fit_fingers_and_screen(page, log_in):
    log_in(page, GUIDE)
    editor(page, field="guide").click()
    tool(page, "link", field="guide").click()

    sizes = page.evaluate(
        """[...document.querySelectorAll(".rich-text button, .rich-text input")]
          .filter((element) => element.checkVisibility())
          .map((element) => element.getBoundingClientRect())
          .map(({ width, height }) => Math.min(width, height))"""
    )
    assert len(sizes) == 11
    assert min(sizes) >= 43.5
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_every_tool_writes_what_it_says(page, log_in):
    log_in(page)
    editor(page).click()

    tool(page, "heading").click()
    page.keyboard.type("Kop")
    page.keyboard.press("Enter")
    tool(page, "subheading").click()
    page.keyboard.type("Klein")
    page.keyboard.press("Enter")
    tool(page, "italic").click()
    page.keyboard.type("nadruk")
    page.keyboard.press("Enter")
    tool(page, "italic").click()
    tool(page, "orderedList").click()
    page.keyboard.type("een")

    html = "<h3>Kop</h3><h4>Klein</h4><p><em>nadruk</em></p><ol><li><p>een</p></li></ol>"
    assert written(page).replace("<p></p>", "") == html
    expect(tool(page, "orderedList")).to_have_attribute("aria-pressed", "true")
    tool(page, "undo").click()
    assert written(page).replace("<p></p>", "") != html
    tool(page, "redo").click()
    assert written(page).replace("<p></p>", "") == html


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("one.be/hulp", "https://one.be/hulp"),
        ("http://one.be", "http://one.be"),
        ("hallo@one.be", "mailto:hallo@one.be"),
        ("02 512 34 56", "tel:025123456"),
        ("/nl/faq/", "/nl/faq/"),
    ],
)
def test_link_on_chosen_words(page, log_in, typed, href):
    log_in(page)
    editor(page).click()
    page.keyboard.type("hier")
    page.keyboard.press("Control+a")

    tool(page, "link").click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")

    assert written(page) == f'<p><a href="{href}">hier</a></p>'
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Control+k")
    page.locator(".field-answer_nl [data-link=unset]").click()
    assert written(page) == "<p>hier</p>"


def test_link_that_is_no_address_is_refused(page, log_in):
    log_in(page)
    editor(page).click()
    tool(page, "link").click()
    page.keyboard.type("javascript:alert(1)")
    page.keyboard.press("Enter")

    field = page.locator(".field-answer_nl .rich-text-link input")
    assert not field.evaluate("element => element.validity.valid")
    page.keyboard.press("Escape")
    expect(field).not_to_be_visible()
    assert field.evaluate("element => element.validity.valid")
    assert written(page) == ""


def test_keyboard_reaches_everything(page, log_in):
    log_in(page)
    page.locator("#id_answer_nl-tab").focus()
    page.keyboard.press("Tab")

    assert focused_tool(page) == "bold"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert focused_tool(page) == "bulletList"
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert width == "3px"
    page.keyboard.press("Enter")
    assert focused_tool(page) == "bulletList"
    page.keyboard.press("Tab")
    page.keyboard.type("een")
    page.keyboard.press("Enter")
    page.keyboard.type("twee")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()
    assert written(page) == "<ul><li><p>een</p></li><li><p>twee</p></li></ul>"


def focused_tool(page):
    return page.evaluate("document.activeElement.dataset.tool")


def test_paste_from_word(page, log_in):
    log_in(page)
    word = (
        "<html><head><style>p.MsoNormal{color:red}</style></head><body>"
        '<h1 style="mso-outline-level:1">Titel</h1>'
        '<p class=MsoNormal style="mso-list:l0 level1 lfo1"><![if !supportLists]>'
        '<span style="mso-list:Ignore">·&nbsp;&nbsp; </span><![endif]>Een<o:p></o:p></p>'
        '<p onclick="alert(1)" style="color:red"><b style="color:blue">Twee</b></p>'
        '<p><span style="font-weight:700">Drie</span></p><b style="font-weight:normal">4</b>'
        '<img src="x" onerror="alert(1)"></body></html>'
    )
    editor(page).click()
    editor(page).evaluate(PASTE, word)
    page.fill("#id_question_nl", "Hoe?")
    page.click("[name=_save]")

    page.locator(".messagelist .success").wait_for()
    assert Question.objects.get().answer_nl == (
        "<h2>Titel</h2>\n<ul><li>Een</li></ul>\n<p><strong>Twee</strong></p>\n"
        "<p><strong>Drie</strong></p>\n<p>4</p>"
    )


def test_bullets_that_are_letters_become_a_list_at_once(page, log_in):
    log_in(page)
    sign = "<span style='font-family:Wingdings'><span style='mso-list:Ignore'>{}<span>&nbsp; "
    word = "<p class=MsoListParagraph>{}</span></span></span>{}</p>"
    parts = [word.format(sign.format("§"), "<b>Een</b>"), word.format(sign.format("ü"), "Twee")]
    parts += ["<p>Ø&nbsp;&nbsp; Drie</p>", "<p>\uf0b7 Vier</p>", "<p>o wat fijn</p>"]
    editor(page).click()
    editor(page).evaluate(PASTE, "".join(parts))

    expect(editor(page).locator("li")).to_have_text(["Een", "Twee", "Drie", "Vier"])
    expect(editor(page).locator("ul")).to_have_count(1)
    expect(editor(page).locator("li strong")).to_have_text(["Een"])
    expect(editor(page)).to_contain_text("o wat fijn")


def test_saving_without_a_change_keeps_the_text(page, log_in):
    text = '<h2>Kop</h2>\n<p>Bel <bdi dir="ltr">112</bdi></p>\n<ul><li>a</li></ul>'
    row = Question.objects.create(question_nl="Hoe?", answer_nl=text)
    log_in(page, f"/admin/faq/question/{row.pk}/change/")

    assert written(page) == text
    editor(page).locator("li").click()
    page.keyboard.press("End")
    page.keyboard.type("b")
    page.click("[name=_save]")

    page.locator(".messagelist .success").wait_for()
    row.refresh_from_db()
    assert row.answer_nl == text.replace("<li>a</li>", "<li>ab</li>")


def test_without_script_a_textarea(open_page, live_server, log_in):
    page = open_page(java_script=False)
    page.goto(f"{live_server}/admin/login/?next={ADD}")
    page.fill("#id_username", "anna")
    page.fill("#id_password", factories.PASSWORD)
    page.click("[type=submit]")

    page.fill("#id_question_nl", "Hoe?")
    page.fill("#id_answer_nl", "Een.\n\nTwee.")
    expect(page.locator("[data-tool]")).to_have_count(0)
    page.click("[name=_save]")

    page.locator(".messagelist .success").wait_for()
    assert Question.objects.get().answer_nl == "<p>Een.</p>\n<p>Twee.</p>"
