"""The page of figures and the report of a year: for editors, and without a number under five."""

import re
from datetime import date

import pytest
from django.contrib import admin

from core.tables import reading
from tests import factories
from usage.models import Tally

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-25 12:00")]

URL, YEAR, FILE = "/admin/usage/", "/admin/usage/2026/", "/admin/usage/2026.csv"


@pytest.fixture(autouse=True)
def content():
    factories.theme(slug="food", name_nl="Eten")
    factories.theme(slug="harm", name_nl="Geweld", is_sensitive=True)
    factories.municipality(slug="ixelles", name_nl="Elsene")
    factories.organisation(verified_on=date(2026, 11, 1))
    factories.event(organisation=factories.organisation())
    for day, side, what, value, times in (
        ("2026-09-10", "language", "list", "ar", 61),
        ("2026-11-03", "language", "list", "ar", 12),
        ("2026-11-24", "language", "organisation", "nl", 23),
        ("2026-11-24", "language", "share", "nl", 3),
        ("2026-11-24", "language", "call", "nl", 7),
        ("2026-11-24", "theme", "opened", "food", 17),
        ("2026-11-24", "theme", "opened", "harm", 18),
        ("2026-11-24", "theme", "called", "food", 4),
        ("2026-11-24", "municipality", "opened", "ixelles", 9),
        ("2026-11-24", "sensitive", "", "", 46),
        ("2026-11-25", "language", "home", "nl", 99),
    ):
        Tally.objects.add({(date.fromisoformat(day), side, what, value): times})


def editor(client, group="Editors"):
    client.force_login(factories.user(groups=[group], language="nl"))
    return client


def rows_of(page):
    """`{name of a row: its figures}` of all tables of a page."""
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page.text, re.DOTALL)
    return {name.strip(): re.findall(r"<td>(\d+|–)", cells) for name, cells in rows}


@pytest.mark.parametrize("group", ["Event volunteers", "Volunteers"])
@pytest.mark.parametrize("url", [URL, YEAR, FILE])
def test_figures_are_for_editors(client, group, url):
    assert editor(client, group).get(url).status_code == 403


def test_rows_with_small_numbers_have_no_page():
    assert not admin.site.is_registered(Tally)


def test_days_without_a_figure_say_so_instead_of_empty_tables(client):
    Tally.objects.all().delete()
    Tally.objects.add({(date(2026, 11, 24), "language", "home", "nl"): 4})

    page = editor(client).get(URL)

    assert "Er is dus nog geen cijfer om te tonen." in page.text
    assert rows_of(page) == {}


def test_long_figure_is_read_in_threes_and_counted_plain(client):
    Tally.objects.add({(date(2026, 11, 24), "language", "home", "nl"): 474_910})

    page = editor(client).get(URL)

    assert "<td>474.910<svg" in page.text
    assert ";474910" in client.get(FILE).content.decode("utf-8-sig")


def test_month_is_shown_in_fives_by_everything(client):
    rows = rows_of(editor(client).get(URL))

    assert {name: cells for name, cells in rows.items() if {*cells} != {"–"}} == {
        "Geopend": ["30"],
        "Gebeld": ["5"],
        "Pagina’s met de rode balk": ["45"],
        "Lijst van organisaties": ["10"],
        "Organisatie": ["20"],
        "Tik op een telefoonnummer": ["5"],
        "Nederlands": ["20", "5", "–"],
        "العربية": ["10", "–", "–"],
        "Eten": ["15", "–"],
        "Elsene": ["5", "–"],
    }
    assert {"Français", "Zonder taal", "Affiche"} <= {*rows}  # with nothing, as all others


@pytest.mark.parametrize(("period", "opened"), [("week", "20"), ("month", "30"), ("year", "90")])
def test_period_is_of_whole_days(client, period, opened):
    assert rows_of(editor(client).get(f"{URL}?period={period}"))["Geopend"] == [opened]


def test_sensitive_theme_is_in_no_table(client):
    assert "Geweld" not in editor(client).get(URL).text
    assert "harm" not in editor(client).get(FILE).text


def test_report_has_each_month_and_what_the_site_has(client):
    page = editor(client).get(YEAR)

    rows = rows_of(page)
    assert rows["September 2026"] == ["60", "–", "–", "–", "–", "–", "–"]
    assert rows["Oktober 2026"] == ["–"] * 7
    assert rows["November 2026"] == ["30", "–", "–", "–", "5", "–", "45"]
    assert rows["2026"] == ["90", "–", "–", "–", "5", "–", "45"]
    assert "December 2026" not in rows
    assert "2 fiches, waarvan er 1 in de laatste twaalf maanden" in page.text


def test_report_is_a_file_with_the_same_figures(client):
    response = editor(client).get(FILE)

    table = reading.read(response.content, "usage-2026.csv")
    assert response["Content-Disposition"] == 'attachment; filename="usage-2026.csv"'
    rows = [row.cells for row in table.rows]
    assert ["Maand per maand", "september 2026", "Geopend", "60"] in rows
    assert ["Per thema", "Eten", "Geopend", "15"] in rows


def test_year_without_numbers_is_no_page(client):
    assert editor(client).get("/admin/usage/2019/").status_code == 404


@pytest.mark.parametrize(("url", "queries"), [(URL, 6), (YEAR, 10)])
def test_figures_query_count(client, django_assert_num_queries, url, queries):
    editor(client).get(url)

    with django_assert_num_queries(queries):
        client.get(url)


def test_desk_leads_editors_there(client):
    assert f'href="{URL}"' in editor(client).get("/admin/").text
    assert f'href="{URL}"' not in editor(client, "Volunteers").get("/admin/").text
