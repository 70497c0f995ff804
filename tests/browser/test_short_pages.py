"""The short pages on a phone: two screens at most."""

import pytest
from playwright.sync_api import expect

from core.accounts.models import User
from core.short import pages
from core.short.views import page_url
from directory.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
TWO_SCREENS = 2 * 640


@pytest.fixture
def phone(page, live_server):
    """A volunteer's, logged in."""
    factories.user(username="emine", groups=["Volunteers"], language="nl")
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{live_server}/admin/login/?next=/admin/")
    page.fill("#id_username", "emine")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{live_server}/admin/")
    return page


@pytest.fixture
def organisation():
    row = factories.organisation(
        name_nl="Buurthuis De Wieg",
        summary_nl="Koffie en taart voor moeders met een baby, elke week opnieuw, zonder afspraak.",
        phone="02 512 34 56",
        themes=[factories.theme() for _ in range(12)],
        audiences=[factories.audience() for _ in range(11)],
    )
    place = factories.location(
        organisation=row, street_nl="Dorpstraat", house_number="3", postal_code="1080"
    )
    for weekday in range(5):
        factories.opening_hours(location=place, weekday=weekday)
    return row


def urls(organisation):
    for page in pages.of(Organisation).values():
        is_by_language = isinstance(page, pages.InOneLanguage)
        part = pages.Part("fr" if is_by_language else pages.NEW if page.adds else "")
        yield page_url(organisation, page, part)


def test_every_page_is_two_screens_at_most(phone, live_server, organisation):
    long = []
    for language in ("nl", "fr"):
        User.objects.update(language=language)
        for url in urls(organisation):
            phone.goto(f"{live_server}{url}")
            expect(phone.locator("#short-form .button.default")).to_be_in_viewport()
            height, width = phone.evaluate(
                "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
            )
            if height > TWO_SCREENS or width > 360:
                long.append((language, url, height, width))
    assert long == []
