"""A list out of the admin, changed as a spreadsheet changes it, and in again: on a phone."""

import csv
import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/admin/directory/organisation/"


def in_csv(data):
    """One telephone changed, saved as LibreOffice does: commas, no mark."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    rows[1][rows[0].index("telefoon")] = "02 111 22 33"
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def in_xlsx(data):
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    sheet = workbook.active
    column = [cell.value for cell in sheet[1]].index("telefoon") + 1
    sheet.cell(2, column).value = "02 111 22 33"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "change"), [("xlsx", in_xlsx), ("csv", in_csv)])
def test_one_telephone_goes_out_and_comes_back(
    live_server, page, axe, screenshot, tmp_path, kind, change
):
    factories.user(username="anna", language="nl", groups=["Editors"])
    row = factories.organisation(
        name_nl="De Wieg", summary_nl="Koffie.", themes=[factories.theme()], serves_region=True,
        phone="02 512 34 56", no_contact="",
    )  # fmt: skip
    other = factories.organisation(name_nl="Een ontwerp", status="draft", phone="02 999 99 99")
    page.goto(f"{live_server}/admin/login/?next={LIST}?status__exact=published")
    page.fill("#id_username", "anna")
    page.fill("#id_password", factories.PASSWORD)
    page.press("#id_password", "Enter")

    page.get_by_role("link", name="Lijst downloaden").click()
    expect(page.get_by_text("Er komt er 1 in het bestand.")).to_be_visible()
    axe(page, dark=True)
    with page.expect_download() as download:
        page.get_by_role("button", name=kind).click()
    file = tmp_path / f"lijst.{kind}"
    file.write_bytes(change(download.value.path().read_bytes()))

    page.goto(f"{live_server}{LIST}")
    page.get_by_role("link", name="Lijst binnenbrengen").click()
    expect(page.locator("#id_file")).to_be_visible()
    axe(page, dark=True)
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Bekijk wat er zou veranderen").click()

    expect(page.get_by_role("heading", name=re.compile("De Wieg rij 2"))).to_be_visible()
    expect(page.locator("td", has_text="02 512 34 56")).to_be_visible()
    expect(page.locator("td", has_text="02 111 22 33")).to_be_visible()
    axe(page, dark=True)
    screenshot(page, f"list-{kind}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="1 wijziging bewaren").click()

    expect(page.get_by_role("status")).to_have_text("Bewaard: 1")
    expect(page.locator("h1").last).to_have_text("Wat deze lijst veranderde")
    expect(page.get_by_role("link", name="De Wieg")).to_have_css("min-height", "44px")
    axe(page, dark=True)
    page.goto(f"{live_server}/nl/organisations/{row.slug}/")
    expect(page.get_by_role("link", name="02 111 22 33").first).to_be_visible()
    other.refresh_from_db()
    assert other.phone == "02 999 99 99"
