"""Selections as files: what somebody picked, in her order."""

import pytest

from core.models import Status
from tests.downloads.files import all_text, names_of, rows_of
from tests.factories import event, location, organisation, question, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]


def test_selection_file_has_all_kinds_in_the_order_of_the_selection(client):
    place = organisation(name_nl="Baboes")
    coffee = event(title_nl="Koffieochtend")
    alone = question(question_nl="Waarom?", answer_nl="<p>Daarom.</p><p>En meer.</p>")
    gone = organisation(
        name_nl="Weg", status=Status.ARCHIVED, first_published_at="2026-01-01T10:00Z"
    )
    token = f"q{alone.pk}-o{gone.pk}-e{coffee.pk}-o{place.pk}"

    rows = rows_of(client, f"/nl/selection/{token}/list.csv")

    assert [(row["Naam"], row.get("Wat het is")) for row in rows] == [
        ("Waarom?", "Daarom. En meer."),
        ("Weg", "Dit bestaat niet meer."),
        ("Koffieochtend", None),
        ("Baboes", None),
    ]
    assert [row.get("Soort plek") for row in rows] == [
        "Vraag",
        None,
        "Activiteit",
        "Speel- en ontmoetingsplek",
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_selection_file_tells_nothing_secret(client, kind):
    shelter = organisation(name_nl="Vrouwenhuis")
    secret = location(organisation=shelter, is_confidential=True, street_nl="Schuilkelderstraat")
    draft = organisation(name_nl="Nog een concept", status=Status.DRAFT)
    talk = event(title_nl="Praatgroep", location=secret, place_nl="in de kelder")
    token = f"o{shelter.pk}-o{draft.pk}-e{talk.pk}"

    text = all_text(client, f"/nl/selection/{token}/list.{kind}")

    assert "Vrouwenhuis" in text
    assert "Praatgroep" in text
    assert [one for one in ("kelder", "concept") if one in text] == []


def test_selection_file_of_what_is_sensitive_has_a_neutral_name(client):
    row = organisation(name_nl="Stil", themes=[theme(is_sensitive=True)])

    response = client.get(f"/fr/selection/o{row.pk}/list.csv")

    assert (
        "Ensemble%20%C3%A0%20Bruxelles%20%E2%80%93%202026-11-16.csv"
        in (response.headers["Content-Disposition"])
    )
    assert response.headers["Cache-Control"] == "no-store"


def test_selection_file_of_nothing_leads_to_the_start(client):
    response = client.get("/nl/selection/o999/list.csv")

    assert (response.status_code, response.headers["Location"]) == (302, "/nl/selection/")


def test_selection_file_in_excel_has_the_same_rows(client):
    token = f"o{organisation(name_nl='Baboes').pk}"

    assert names_of(client, f"/nl/selection/{token}/list.xlsx") == ["Baboes"]
