"""Volunteers and editors at work together: every walk is done as they would, and counted."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import expect

from directory.models import OpeningHours
from feedback.models import ReplyText
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/directory/organisation/"
WIDTHS = [360, 1280]


@pytest.fixture
def people():
    call_command("roles", verbosity=0)
    return {
        "fatima": factories.user(
            username="fatima", first_name="Fatima", language="nl", groups=["Volunteers"]
        ),
        "els": factories.user(username="els", first_name="Els", language="nl", groups=["Editors"]),
    }


@pytest.fixture
def log_in(live_server, people):
    def log_in(page, name, path="/admin/"):
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", name)
        page.fill("#id_password", factories.PASSWORD)
        page.press("#id_password", "Enter")
        page.wait_for_url(f"{live_server}{path}")

    return log_in


@pytest.fixture
def house(people):
    """A public neighbourhood house, open on Monday morning."""
    organisation = factories.organisation(
        name_nl="Buurthuis De Wieg",
        summary_nl="Koffie voor ouders met een baby.",
        summary_fr="Du café pour les parents d’un bébé.",
        description_nl="Elke maandag is er iemand.",
        how_to_join_nl="Bel aan, iemand doet open.",
        themes=[factories.theme(name_nl="Anderen ontmoeten")],
        phone="02 123 45 67",
        owner=people["fatima"],
    )
    location = factories.location(organisation=organisation, hours_known=True, name_nl="Zaal")
    location.opening_hours.create(weekday=0, opens="09:00", closes="12:00")
    return organisation


class Clicks:
    """Clicks on a page, counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, selector, **options):
        self.page.locator(selector).first.click(**options)
        self.count += 1


@pytest.mark.parametrize("width", WIDTHS)
def test_volunteer_corrects_the_hours_and_an_editor_approves(
    live_server, open_page, log_in, house, axe, screenshot, width
):
    page = open_page(width=width)
    log_in(page, "fatima", LIST)
    click = Clicks(page)
    click("text=Buurthuis De Wieg")
    click(f"a[href='{LIST}{house.pk}/change/']")
    page.fill("[name$='-hours_0']", "14-16.30")
    click.count += 1  # the field
    screenshot(page, f"hours-{width}")
    click("[name='_save']")
    page.wait_for_url(f"{live_server}{LIST}")

    expect(page.locator(".messagelist .success")).to_have_count(1)
    assert click.count < 10
    assert str(OpeningHours.objects.get().opens) == "09:00:00"

    other = open_page(width=width)
    log_in(other, "els")
    click = Clicks(other)
    click(".desk a[href*='editing/proposal']")
    click("#result_list tbody a")
    axe(other)
    screenshot(other, f"approve-{width}")
    overhang = other.evaluate("document.documentElement.scrollWidth - innerWidth")
    click("[name='_approve']")
    other.wait_for_url("**/editing/proposal/?state__exact=waiting")

    assert overhang <= 0
    assert click.count < 10
    assert str(OpeningHours.objects.get().opens) == "14:00:00"
    other.goto(f"{live_server}/nl/organisations/{house.slug}/")
    expect(other.locator("main")).to_contain_text(re.compile("14[.:]00"))


@pytest.mark.parametrize("width", WIDTHS)
def test_three_texts_are_translated_into_arabic(
    live_server, open_page, log_in, house, axe, screenshot, width
):
    page = open_page(width=width)
    log_in(page, "els")
    page.locator(".desk a[href='/admin/translate/ar/']").click()
    axe(page)
    page.locator(".queue a", has_text="De Wieg").click()
    axe(page)
    for field, text in [
        ("summary_ar", "قهوة للأهل مع طفل."),
        ("description_ar", "كل يوم اثنين هناك من يستقبلك."),
        ("how_to_join_ar", "اقرعي الجرس، سيفتح لك أحد."),
    ]:
        page.fill(f"[name='{field}']", text)
    screenshot(page, f"translation-{width}")
    overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    page.locator(".submit-row input.default").click()
    page.wait_for_load_state()

    house.refresh_from_db()
    assert overhang <= 0
    assert house.summary_ar == "قهوة للأهل مع طفل."
    assert " ar " not in house.missing_in
    page.goto(f"{live_server}/ar/organisations/{house.slug}/")
    expect(page.locator("main")).to_contain_text("اقرعي الجرس")


@pytest.mark.parametrize("width", WIDTHS)
def test_two_on_one_sheet_lose_nothing(
    live_server, open_page, log_in, people, house, axe, screenshot, width
):
    factories.user(username="ines", first_name="Ines", language="nl", groups=["Editors"])
    change = f"{LIST}{house.pk}/change/"
    first, second = open_page(width=width), open_page(width=width)
    log_in(first, "els", change)
    log_in(second, "ines", change)
    first.fill("#id_phone", "02 111 11 11")
    first.fill("#id_website", "https://dewieg.example")
    first.locator("[name='_save']").click()
    first.wait_for_url(f"{live_server}{LIST}")

    second.fill("#id_phone", "02 222 22 22")
    second.fill("#id_email", "info@dewieg.example")
    second.locator("[name='_save']").click()
    second.locator(".conflict").wait_for()
    axe(second)
    screenshot(second, f"two-{width}")
    overhang = second.evaluate("document.documentElement.scrollWidth - innerWidth")
    second.locator("[name='_take:phone'][value='mine']").check()
    second.locator(".conflict input.default").click()
    second.wait_for_url(f"{live_server}{LIST}")
    second.faults.clear()  # the console tells of the 409 that was asked for

    house.refresh_from_db()
    assert overhang <= 0
    assert (house.phone, house.email, house.website) == (
        "02 222 22 22",
        "info@dewieg.example",
        "https://dewieg.example",
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_form_sent_after_the_session_has_ended_comes_back_filled(
    live_server, open_page, log_in, house, axe, screenshot, width
):
    change = f"{LIST}{house.pk}/change/"
    page = open_page(width=width)
    log_in(page, "els", change)
    page.fill("#id_phone", "02 333 33 33")
    Session.objects.all().delete()

    page.locator("[name='_save']").click()
    page.locator("#id_username").wait_for()
    screenshot(page, f"session-ended-{width}")
    page.fill("#id_username", "els")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server}{change}")

    expect(page.locator("#id_phone")).to_have_value("02 333 33 33")
    axe(page)
    screenshot(page, f"filled-again-{width}")
    house.refresh_from_db()
    assert house.phone == "02 123 45 67"
    page.locator("[name='_save']").click()
    page.wait_for_url(f"{live_server}{LIST}")
    house.refresh_from_db()
    assert house.phone == "02 333 33 33"


@pytest.mark.parametrize("width", WIDTHS)
def test_history_is_read_and_a_field_put_back(
    live_server, open_page, log_in, house, axe, screenshot, width
):
    change = f"{LIST}{house.pk}/change/"
    page = open_page(width=width)
    log_in(page, "els", change)
    page.fill("#id_phone", "02 444 44 44")
    page.locator("[name='_save']").click()
    page.wait_for_url(f"{live_server}{LIST}")
    page.goto(f"{live_server}{LIST}{house.pk}/history/")
    axe(page)
    screenshot(page, f"history-{width}")
    overhang = page.evaluate("document.documentElement.scrollWidth - innerWidth")

    page.locator("input[name='key'][value='phone']").check()
    page.locator(".buttons button").first.click()
    page.wait_for_url(f"{live_server}{LIST}")

    house.refresh_from_db()
    assert overhang <= 0
    assert house.phone == "02 123 45 67"


def test_message_is_answered_and_becomes_a_change(live_server, page, log_in, house, settings):
    """Her words stay in sight, and each page fits two screens of a phone."""
    settings.HAS_EMAIL = True
    words = "Le numéro de téléphone ne marche plus."
    message = factories.suggestion(
        text=words, path=f"/organisations/{house.slug}/", language="fr", email="mama@example.org"
    )
    ReplyText.objects.create(title_nl="Verbeterd", body_fr="Merci : {page}", topic="wrong")
    url = f"/admin/feedback/suggestion/{message.pk}/change/"
    log_in(page, "els", url)
    tall = []

    def look(path):
        expect(page).to_have_url(f"{live_server}{path}")
        expect(page.locator("blockquote")).to_have_text(words)
        tall.append(page.evaluate("document.documentElement.scrollHeight"))

    look(url)
    page.get_by_role("link", name="De fiche wijzigen").click()
    overview = f"/admin/directory/organisation/{house.pk}/edit/?message={message.pk}"
    expect(page).to_have_url(f"{live_server}{overview}")
    page.get_by_role("link", name="Contact").first.click()
    look(overview.replace("?", "contact/?"))
    page.fill("[name=phone]", "02 765 43 21")
    page.get_by_role("button", name="Bewaren").click()
    expect(page).to_have_url(f"{live_server}{overview}")
    page.locator(".message-beside button").click()
    look(url)
    expect(page.locator("#id_note")).to_have_value(re.compile("Els, .*: Telefoon"))
    page.get_by_role("link", name="Antwoorden in het Frans").click()
    look(url.replace("change", "reply"))
    page.select_option("[name=begin]", label="Verbeterd")
    page.get_by_role("button", name="Deze tekst invoegen").click()
    expect(page.locator("[name=text]")).to_have_value("Merci : Buurthuis De Wieg")
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator(".messagelist .success")).to_have_text("Je antwoord is verstuurd.")
    assert [mailed.to for mailed in mail.outbox] == [["mama@example.org"]]
    assert max(tall) <= 2 * 640
