"""A volunteer calls with her phone in one hand; what she hears is on the public page."""

import pytest
from playwright.sync_api import expect

from core.accounts.models import User
from directory.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    row = factories.organisation(
        name_nl="De Wieg", slug="de-wieg", summary_nl="Koffie.", themes=[factories.theme()],
        phone="02 512 34 56", email="info@dewieg.example", website="https://dewieg.example/",
    )  # fmt: skip
    factories.location(organisation=row, street_nl="Dorpstraat", house_number="5")
    return row


class Phone:
    """Counts how often she taps."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        self.taps += 1

    def write(self, text):
        """The field has to be tapped first."""
        field = self.page.locator(".call-question :is(input[type=text], textarea)").first
        field.click()
        self.taps += 1
        field.fill(text)

    def sees(self, question):
        expect(self.page.locator("#asked")).to_contain_text(question)


def log_in(page, address, group):
    user = factories.user(groups=[group], language="nl")
    page.goto(f"{address}/admin/login/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    expect(page).to_have_url(f"{address}/admin/")


def sheet(address, house):
    return f"{address}/admin/directory/organisation/{house.pk}/call/"


def call(phone):
    """The first five answers."""
    phone.sees("Wanneer zijn jullie open?")
    phone.write("ma-vr 9-12")
    phone.tap("Bewaren")
    phone.sees("Hoeveel kost het?")
    phone.tap("Gratis")
    phone.sees("Welke talen spreken jullie?")
    phone.tap("Frans + Nederlands")
    phone.sees("Moet een mama een afspraak maken?")
    phone.tap("Nee")
    phone.sees("Moet een mama zich eerst inschrijven?")
    phone.tap("Nee")
    phone.sees("Hoe gaat het de eerste keer")


def test_ten_answers_in_twelve_taps_with_a_break(open_page, live_server, axe, screenshot, house):
    page = open_page(java_script=False)
    log_in(page, live_server.url, "Editors")
    page.goto(sheet(live_server.url, house))
    screenshot(page, "call-1")
    phone = Phone(page)
    call(phone)
    page.close()

    page = open_page(session=page.context.storage_state())
    phone.page = page
    page.goto(sheet(live_server.url, house))
    phone.sees("Hoe gaat het de eerste keer")
    phone.tap("Ze weten het niet")
    phone.sees("Moet een mama papieren tonen?")
    for question in (
        "met de kinderwagen binnen", "broers en zussen", "opvang voor de kinderen", "iemand",
    ):  # fmt: skip
        phone.tap("Ja" if question != "met de kinderwagen binnen" else "Nee")
        phone.sees(question)
    screenshot(page, "call-2")
    assert phone.taps == 11
    row = Organisation.objects.get()
    place = row.locations.get()
    answers = (row.cost, row.appointment_needed, row.registration_needed, row.papers_needed)
    assert answers == ("free", "no", "no", "no")
    assert (row.childcare, place.buggies_welcome, place.siblings_welcome) == ("yes", "yes", "yes")
    assert (row.spoken_languages, row.verified_on) == (["fr", "nl"], None)

    page.goto(f"{live_server.url}/nl/organisations/de-wieg/")
    main = page.locator("main")
    for text in (
        "Gratis", "Frans, Nederlands", "9.00–12.00", "Je hebt geen afspraak nodig",
        "Je hoeft je niet in te schrijven", "Je hebt geen papieren nodig", "Kinderopvang",
        "Buggy’s welkom", "Broers en zussen welkom",
    ):  # fmt: skip
        expect(main).to_contain_text(text)

    page.goto(f"{sheet(live_server.url, house)}?end=1")
    axe(page, dark=True)
    phone.tap("Per telefoon")
    expect(page.locator("#question")).to_contain_text("vandaag nagekeken (per telefoon)")
    screenshot(page, "call-3")


def test_answers_of_a_volunteer_wait(open_page, live_server, axe, house):
    page = open_page()
    log_in(page, live_server.url, "Volunteers")
    page.goto(sheet(live_server.url, house))
    call(Phone(page))

    expect(page.locator(".call")).to_contain_text("wacht tot een redacteur ernaar gekeken heeft")
    for language in ("nl", "fr", "en"):
        User.objects.update(language=language)
        page.goto(sheet(live_server.url, house))
        expect(page.locator("html")).to_have_attribute("lang", language)
        axe(page, dark=language == "nl")
    User.objects.update(language="nl")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(f"{live_server.url}/nl/organisations/de-wieg/")
    expect(page.locator("main")).not_to_contain_text("Gratis")
    page.goto(sheet(live_server.url, house))
    expect(page.locator("#asked")).to_contain_text("Hoe gaat het de eerste keer")
