"""Lists of organisations as files: what stands in them, and what does not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Status
from downloads import cells, lists, sending
from tests.downloads.files import all_text, book_of, names_of, rows_in, rows_of
from tests.factories import (
    audience,
    location,
    municipality,
    neighbourhood,
    notice,
    opening_hours,
    organisation,
    source,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.at("2026-11-16 10:00")]

SITE = "http://127.0.0.1:8000"
CSV, XLSX = "/nl/organisations/list.csv", "/nl/organisations/list.xlsx"
LICENCE = "Samen in Brussel, CC-BY-4.0, https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture
def baboes():
    """An organisation that has everything, and in Dutch not its price."""
    ixelles = municipality(
        slug="ixelles-elsene", name_fr="Ixelles", name_nl="Elsene", short_name_nl="Elsene"
    )
    row = organisation(
        slug="baboes",
        name_nl="Baboes",
        summary_nl="Je komt binnen met je baby.",
        kind="meeting-place",
        themes=[theme(slug="budget", name_nl="Geld en budget"), theme(name_nl="Wonen")],
        audiences=[audience(name_nl="Zwanger")],
        cost="low",
        cost_note_fr="2 euros",
        spoken_languages=["nl", "ar"],
        phone="+32 2 123 45 67",
        whatsapp="0470 12 34 56",
        email="info@baboes.example",
        website="https://baboes.example/",
        papers_needed="no",
        appointment_needed="yes",
        registration_needed="no",
        childcare="yes",
        name_asked="no",
        verified_on=date(2026, 5, 4),
        verified_how="telephone",
        internal_notes="Fluisternotitie",
    )
    there = location(
        organisation=row,
        street_nl="Stationsstraat",
        house_number="3",
        postal_code="1050",
        neighbourhood=neighbourhood(name_nl="Flagey", municipality=ixelles),
        buggies_welcome="yes",
        step_free="yes",
        women_only="no",
        hours_known=True,
        latitude=50.83,
        longitude=4.37,
    )
    opening_hours(location=there)
    location(organisation=row, street_nl="Verlaatstraat", house_number="9", postal_code="1190")
    source(organisation=row, title="Wie we zijn", dated="2026-03", address="https://a.example/x")
    notice(organisation=row, text_nl="We verhuizen.")
    return row


WHOLE = {
    "Naam": "Baboes",
    "Wat het is": "Je komt binnen met je baby.",
    "Soort plek": "Speel- en ontmoetingsplek",
    "Thema’s": "Geld en budget, Wonen",
    "Adres": "Stationsstraat 3",
    "Postcode": "1050",
    "Gemeente": "Elsene",
    "Wijk": "Flagey",
    "Telefoon": "+32 2 123 45 67",
    "WhatsApp": "0470 12 34 56",
    "E-mail": "info@baboes.example",
    "Website": "https://baboes.example/",
    "Openingsuren": "Stationsstraat 3: ma 9.00–17.00",
    "Let op": "Gesloten: van 16 november tot en met 22 november 2026. We verhuizen.",
    "Prijs": "Kleine prijs. 2 euros",
    "Gesproken talen": "Nederlands, Arabisch",
    "Voor wie": "Zwanger",
    "Papieren": "Je hebt geen papieren nodig",
    "Voor je gaat": "Maak eerst een afspraak. Je hoeft je niet in te schrijven",
    "Met je baby": "Buggy’s welkom, toegankelijk zonder trappen",
    "Goed om te weten": "Kinderopvang terwijl je er bent. Je hoeft je naam niet te zeggen",
    "Hoe we het weten": "Nagekeken door ons in mei 2026, aan de telefoon.",
    "Bronnen": "Wie we zijn (maart 2026) https://a.example/x",
    "In een andere taal": "Frans: Prijs",
    "Stand op": "16 november 2026",
    "Bron en licentie": LICENCE,
}


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_organisation_file_has_columns_for_people(client, baboes, address):
    (row,) = rows_of(client, address)

    assert row.pop("Pagina") == f"{SITE}/o/{baboes.pk}?lang=nl"
    assert row.pop("Ook op").startswith("Verlaatstraat 9, 1190 Gemeente ")
    assert row == WHOLE


def test_organisation_file_puts_the_place_first_that_was_asked_for(client, baboes):
    uccle = baboes.locations.get(street_nl="Verlaatstraat").municipality

    (row,) = rows_of(client, f"{CSV}?place={uccle.slug}")

    assert row["Adres"] == "Verlaatstraat 9"
    assert row["Ook op"] == "Stationsstraat 3, 1050 Elsene"


def test_organisation_file_has_no_coordinates(client, baboes):
    assert "50.83" not in all_text(client, XLSX)


def test_organisation_file_has_everything_found_in_the_order_of_the_list(client):
    place = municipality(slug="anderlecht", name_nl="Anderlecht")
    other = municipality(neighbours=[place])
    place.neighbours.add(other)
    rows = [organisation(name_nl=f"Huis {number:02}") for number in range(21)]
    for row in rows:
        location(organisation=row, municipality=place)
    location(municipality=other)
    address = "?place=anderlecht&order=name"

    names = names_of(client, f"{CSV}{address}")
    pages = [
        client.get(f"/nl/organisations/{address}&page={page}").context["sections"]
        for page in (1, 2)
    ]

    assert names == [f"Huis {number:02}" for number in range(21)]
    assert names == [
        card.name.text for page in pages for section in page for card in section["cards"]
    ]


def test_organisation_file_leaves_out_what_is_a_little_further(client):
    place, other = municipality(slug="anderlecht"), municipality()
    place.neighbours.add(other)
    location(municipality=place, organisation=organisation(name_nl="Hier"))
    location(municipality=other, organisation=organisation(name_nl="Verder"))

    assert names_of(client, f"{CSV}?place=anderlecht") == ["Hier"]


@pytest.mark.parametrize("address", [CSV, XLSX, "/ar/organisations/list.xlsx"])
def test_organisation_file_tells_nothing_secret(client, baboes, address):
    """A shelter with a secret place only, what is not published, and notes."""
    shelter = organisation(name_nl="Vrouwenhuis", kind="shelter", serves_region=True)
    secret = {
        "street_nl": "Schuilkelderstraat",
        "house_number": "9173B",
        "postal_code": "1207",
        "phone": "02 217 36 42",
        "hours_note_nl": "Bel aan bij de zonnekelder",
    }
    place = location(organisation=shelter, is_confidential=True, hours_known=True, **secret)
    opening_hours(location=place, opens="13:17", closes="15:00")
    notice(location=place, text_nl="De kelder is dicht")
    source(organisation=shelter, address="https://adres-van-de-kelder.example/")
    organisation(name_nl="Nog een concept", status=Status.DRAFT)
    organisation(name_nl="Niet meer", status=Status.ARCHIVED)

    text = all_text(client, address)

    assert "Vrouwenhuis" in text
    planted = [
        *secret.values(), place.municipality.name_nl, "13.17", "13:17", "kelder", "Nog een concept",
        "Niet meer", "Fluisternotitie",
    ]  # fmt: skip
    assert [one for one in planted if one in text] == []


def test_organisation_file_asks_the_same_queries_for_one_and_for_three(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(CSV)
        return len(captured)

    opening_hours(location=location(hours_known=True))
    client.get(CSV)
    one = queries()
    for _number in range(2):
        row = organisation(themes=[theme()], audiences=[audience()])
        opening_hours(location=location(organisation=row, hours_known=True))
        source(organisation=row)
        notice(organisation=row)
    client.get(CSV)

    assert (one, queries()) == (7, 7)


def test_organisation_file_says_what_it_did_not_understand(client, baboes):
    (row,) = rows_of(client, f"{CSV}?theme=nothing&free=1&free=unknown")
    sheet = [*book_of(client.get(f"{XLSX}?theme=nothing").content)["Over dit bestand"].values]

    assert row["Over deze lijst"] == ("Dit begrepen we niet. We zochten zonder: ‘nothing’.")
    assert ("Let op", "Dit begrepen we niet. We zochten zonder: ‘nothing’.") in sheet


def test_organisation_file_says_what_is_not_known(client, baboes):
    organisation(name_nl="Gratis", cost="free")
    organisation(cost="unknown")

    (row,) = rows_of(client, f"{CSV}?free=1")

    assert row["Over deze lijst"] == "Van nog 1 plek kennen we de prijs niet."


@pytest.mark.parametrize("address", [CSV, XLSX])
def test_organisation_file_without_rows_says_where_to_look(client, baboes, address):
    (row,) = rows_of(client, f"{address}?q=xyzzy")

    assert row["Naam"] == (
        "Niets gevonden voor al deze keuzes samen. Dat betekent niet dat er geen hulp voor je is."
    )
    assert row["Pagina"] == f"{SITE}/nl/organisations/"


def test_organisation_file_is_a_sheet_that_can_be_sorted_and_one_about_it(client, baboes):
    book = book_of(client.get(f"{XLSX}?theme=budget").content)
    sheet, about = book

    assert sheet.title == "Geld en budget"
    assert sheet.auto_filter.ref == "A1:AB2"
    assert not sheet.sheet_view.rightToLeft
    assert [*about.values] == [
        ("Samen in Brussel", "Geld en budget"),
        ("Stand op 16 november 2026", "1 rij"),
        ("Lege vakjes", "Dat weten we niet, of er is niets te melden. Het betekent niet ‘nee’."),
        ("Wat later verandert, staat online", f"{SITE}/nl/organisations/?theme=budget"),
        ("Bron en licentie", "Samen in Brussel, Creative Commons Attribution 4.0 International"),
        (None, "https://creativecommons.org/licenses/by/4.0/"),
    ]


def test_organisation_file_in_arabic_is_read_from_right_to_left(client, baboes):
    sheet, about = book_of(client.get("/ar/organisations/list.xlsx").content)
    headings = [cell.value for cell in sheet[1]]
    phone = sheet.cell(2, headings.index("الهاتف") + 1)
    name = sheet.cell(2, 1)

    assert sheet.sheet_view.rightToLeft
    assert about.sheet_view.rightToLeft
    assert (phone.value, phone.alignment.readingOrder) == ("+32 2 123 45 67", 1)
    assert (name.value, name.alignment.readingOrder) == ("Baboes", 0)


def test_organisation_file_in_arabic_isolates_numbers_in_a_text_file(client, baboes):
    (row,) = rows_of(client, "/ar/organisations/list.csv")

    assert row["الهاتف"] == "\u2066+32 2 123 45 67\u2069"
    assert row["بلغة أخرى"].startswith("الهولندية: الاسم، ")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0470123456", "0470 12 34 56"),
        ("+3221234567", "+32 2 123 45 67"),
        ("02/123.45.67", "02/123.45.67"),
        ("1712", "1712"),
        ("", ""),
    ],
)
def test_phone_is_never_a_number_for_a_spreadsheet(written, shown):
    assert cells.grouped(written) == shown


HOSTILE = [
    '=HYPERLINK("https://evil.example","klik")', "+32 en meer", "-1", "@SUM(A1)", "\t=1", "a\rb",
    "_x0041_", "'=1", "x" * 40_000, "#N/A", "NUL\0NUL",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_organisation_file_runs_nothing_whatever_stands_in_a_field(rf, kind):
    """Straight into the cells: no database takes all of these."""
    rows = [cells.Row() for _text in HOSTILE]
    for row, text in zip(rows, HOSTILE, strict=True):
        row.put("what", text)
    done = [row.done() for row in rows]
    table = lists.Table(keys=("what",), rows=done, count=len(done), about=[("", "")])

    response = sending.answer(rf.get("/"), table, kind, timezone.localtime())

    found = [row["Wat het is"] for row in rows_in(response.getvalue(), kind)]
    assert found == [*map(_written, HOSTILE)]


def _written(text):
    text = text.replace("\0", "") if len(text) < 40_000 else "x" * 31_999 + "…"
    return f"'{text}" if text[0] in "=+-@\t'" else text
