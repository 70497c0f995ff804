"""An action on many rows, on a phone: it goes on by itself, is stopped, and goes on again."""

import pytest
from playwright.sync_api import expect

from core.parts import actions, going
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/directory/organisation/"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A part is one row, and three are many."""
    monkeypatch.setattr(actions, "FEW", 2)
    monkeypatch.setattr(going, "A_PART", 1)


def logged_in(live_server, page, path):
    page.goto(f"{live_server}/admin/login/?next={path}")
    page.fill("#id_username", "anna")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    # The scripts of the list come after it.
    page.wait_for_url(f"{live_server}{path}")


def choose(page, action, count):
    boxes = page.locator("input[name=_selected_action]")
    expect(boxes).to_have_count(count)
    for box in boxes.all():
        box.check()
    page.locator("select[name=action]").select_option(action)
    page.get_by_role("button", name="Uitvoeren").click()


def test_many_are_archived_while_she_looks(live_server, page, axe, screenshot):
    factories.user(username="anna", language="nl", groups=["Editors"])
    for number in range(4):
        factories.organisation(name_nl=f"Huis {number}")
    logged_in(live_server, page, LIST)
    # So that there is time to look, and to press the button, between two parts.
    held = []
    page.route(
        "**/admin/works/*/",
        lambda route: (
            held.append(route) if route.request.resource_type == "fetch" else route.continue_()
        ),
    )

    choose(page, "archive", 4)
    expect(page.get_by_role("status")).to_contain_text("1 van 4")
    axe(page, dark=True)
    screenshot(page, "work-progress")
    page.get_by_role("button", name="Stop hier").click()

    expect(page.get_by_text("Je bent gestopt: 3 zijn zoals ze waren.")).to_be_visible()
    axe(page, dark=True)
    screenshot(page, "work-stopped")
    page.unroute_all(behavior="ignoreErrors")
    page.get_by_role("button", name="Probeer de rest opnieuw").click()
    expect(page.get_by_text("4 organisaties zijn nu gearchiveerd.")).to_be_visible()


def test_all_are_chosen_at_once_on_a_phone(live_server, page, axe, screenshot):
    factories.user(username="anna", language="nl", groups=["Editors"])
    for number in range(3):
        factories.organisation(name_nl=f"Huis {number}")
    logged_in(live_server, page, LIST)

    page.locator("#action-toggle").check()

    expect(page.locator("input[name=_selected_action]:checked")).to_have_count(3)
    axe(page)
    screenshot(page, "work-all-chosen")


def test_many_are_deleted_after_a_question(live_server, page, axe, screenshot):
    factories.user(username="anna", language="nl", groups=["Editors"])
    for number in range(3):
        factories.notice(organisation=factories.organisation(), text_nl=f"Weg {number}")
    logged_in(live_server, page, "/admin/directory/notice/")

    choose(page, "delete_selected", 3)
    expect(page.get_by_text("3 rijen worden voorgoed verwijderd.")).to_be_visible()
    axe(page, dark=True)
    screenshot(page, "work-question")
    page.get_by_role("button", name="Ja, verwijder ze").click()

    expect(page.get_by_text("3 zijn nu verwijderd.")).to_be_visible()
    page.goto(f"{live_server}/admin/works/")
    expect(page.locator("h1").last).to_have_text("Werk aan veel fiches")
    axe(page)
    screenshot(page, "works")
