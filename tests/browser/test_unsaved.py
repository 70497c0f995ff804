"""A half-written form is not left without a question."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/directory/organisation/"


@pytest.fixture
def house():
    call_command("roles", verbosity=0)
    return factories.organisation(
        name_nl="Buurthuis",
        summary_nl="Koffie",
        themes=[factories.theme()],
        phone="02 123 45 67",
        serves_region=True,
    )


@pytest.fixture
def asked(live_server, open_page, house):
    """A page of an editor, and what it asked before it was left."""
    factories.user(username="els", language="nl", groups=["Editors"])
    page, asked = open_page(), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(f"{live_server}/admin/login/?next={LIST}{house.pk}/change/")
    page.fill("#id_username", "els")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")

    page.wait_for_url(f"{live_server}{LIST}{house.pk}/change/")
    return page, asked


def test_form_asks_only_when_something_changed_and_was_not_sent(live_server, house, asked):
    page, asked = asked
    home, phone = page.locator("#site-name a"), page.locator("#id_phone")
    phone.click()
    phone.press("End")
    phone.press_sequentially("8")
    home.click()
    expect(phone).to_have_value("02 123 45 678")
    assert asked == ["beforeunload"]

    phone.click()
    phone.press("End")
    phone.press("Backspace")
    home.click()
    page.wait_for_url(f"{live_server}/admin/")
    page.goto(f"{live_server}{LIST}{house.pk}/change/")
    page.locator("#id_website").click()
    page.locator("#id_website").press_sequentially("x y")
    page.locator("[name='_save']").first.click()
    expect(page.locator(".what-is-wrong")).to_be_visible()
    assert asked == ["beforeunload"]

    # What was refused is not saved, though nothing changed on this page.
    page.locator("#id_email").click()
    home.click()
    expect(page.locator(".what-is-wrong")).to_be_visible()
    assert asked == ["beforeunload"] * 2

    page.locator("#id_website").fill("")
    page.locator("[name='_save']").first.click()
    page.wait_for_url(f"{live_server}{LIST}")
    assert asked == ["beforeunload"] * 2


def test_text_with_a_layout_asks_too_and_changing_the_language_does_not(live_server, asked):
    page, asked = asked
    page.goto(f"{live_server}/admin/faq/question/add/")
    editor = page.locator(".field-answer_nl .rich-text-input")
    editor.click()
    editor.press_sequentially("Nieuw")
    page.locator("#site-name a").click()
    expect(editor).to_contain_text("Nieuw")
    assert asked == ["beforeunload"]

    page.locator("#user-menu summary").click()
    page.locator("#language-form [value=fr]").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#id_answer_nl")).to_have_value("<p>Nieuw</p>")
    assert asked == ["beforeunload"]

    page.locator("#id_position").click()
    page.locator("#site-name a").click()
    expect(page.locator("#id_answer_nl")).to_have_value("<p>Nieuw</p>")
    assert asked == ["beforeunload"] * 2
