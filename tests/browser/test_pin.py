"""The point of a place is moved on a phone: with a finger, with keys, and without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from directory.models import Location
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def location():
    city = factories.municipality(
        nis_code="21004", name_nl="Stad Brussel", latitude=50.8467, longitude=4.3525
    )
    organisation = factories.organisation(
        name_nl="De Wijkkamer", summary_nl="Zin.", themes=[factories.theme()]
    )
    return factories.location(
        organisation=organisation, municipality=city, street_fr="Rue de l’Étuve",
        house_number="12", latitude=50.8467, longitude=4.3525, position_from="map-data",
    )  # fmt: skip


@pytest.fixture
def open_pin(live_server, open_page, location):
    """Opens the page of the point as a superuser; `java_script` as in `open_page`."""
    user = factories.user(is_superuser=True, username="anna")

    def open_pin(**options):
        page = open_page(**options)
        path = f"/admin/directory/organisation/{location.organisation_id}/pin/{location.pk}/"
        page.goto(f"{live_server}/admin/login/?next={path}")
        page.fill("#id_username", user.username)
        page.fill("#id_password", factories.PASSWORD)
        page.click("[type=submit]")
        page.wait_for_url(f"{live_server}{path}")
        return page

    return open_pin


def save(page, location):
    page.click("[name=_save]")
    page.wait_for_url(re.compile(rf"/organisation/{location.organisation_id}/edit/$"))
    return Location.objects.values_list("latitude", "longitude", "position_from").get()


def test_point_is_moved_with_a_finger_and_with_keys(open_pin, axe, screenshot, location):
    page = open_pin()
    axe(page, dark=True)
    screenshot(page, "pin")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    small = page.evaluate(
        """() => [...document.querySelectorAll("#content-main :is(button, input[type=number])")]
            .filter((e) => e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML)"""
    )
    assert small == []

    box = page.locator("svg.map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 3 / 4, box["y"] + box["height"] / 2)
    expect(page.locator("[name=latitude]")).to_have_value(re.compile(r"50\.846\d+"))
    expect(page.locator("[name=longitude]")).to_have_value(re.compile(r"4\.363\d+"))

    page.locator("svg.map").focus()
    before = page.locator("[name=latitude]").input_value()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=latitude]")).not_to_have_value(before)
    page.check("[name=step][value='250']")
    page.click("[name=_move][value=w]")
    expect(page.locator("[name=longitude]")).to_have_value(re.compile(r"4\.360\d+"))

    latitude, longitude, origin = save(page, location)
    assert round(latitude - 50.8467, 4) == pytest.approx(0.0004, abs=0.0001)
    assert round(longitude, 3) == 4.36
    assert origin == ""
    page.goto(page.url.replace("/edit/", "/change/"))
    expect(page.locator("svg.map")).to_have_count(1)
    expect(page.locator("svg.map")).to_have_attribute("role", "img")
    axe(page, dark=True)


def test_point_is_moved_without_javascript(open_pin, location):
    page = open_pin(java_script=False)

    page.check("[name=step][value='10']")
    page.click("[name=_move][value=n]")
    expect(page.locator("[name=latitude]")).to_have_value("50.84679")
    page.click("[name=_move][value=n]")
    expect(page.locator("[name=latitude]")).to_have_value("50.84688")

    assert save(page, location) == (50.84688, 4.3525, "")
