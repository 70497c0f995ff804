"""The list of organisations out and in again."""

from datetime import time
from pathlib import Path

import pytest
from django.core.management import call_command

from core.editing.models import Proposal
from core.imports import saving
from core.imports.models import TableImport
from core.models import Status
from core.parts import timing
from core.tables import reading
from directory.models import ExternalId, Location, Organisation
from tests import factories
from tests.lists import (
    brought_in,
    gone_on,
    log_in,
    outcomes,
    page_of,
    plans,
    refusals,
    save,
    sent_in,
    taken_out,
)

pytestmark = pytest.mark.django_db

LABEL = "directory.organisation"
FILES = Path(__file__).parent / "lists"


def full_organisation(**values):
    """With something in every kind of field, that its form accepts."""
    themes = [factories.theme(name_nl="Rust"), factories.theme(name_fr="Parler; écouter")]
    row = factories.organisation(
        **{
            "name_nl": "Huis van de Moeders",
            "name_fr": "Maison des Mères",
            "summary_nl": "Een plek om te praten.",
            "description_ar": "أهلاً\nوسهلاً",
            "phone": "+32 2 512 34 56",
            "email": "info@huis.example",
            "website": "https://huis.example/",
            "spoken_languages": ["nl", "ar"],
            "papers_needed": "no",
            "cost": "free",
            "no_contact": "",
            "themes": themes,
            "audiences": [factories.audience()],
            **values,
        }
    )
    ExternalId.objects.create(organisation=row, scheme="kbo", value="0123.456.749")
    place = factories.location(
        organisation=row,
        street_nl="Vlaamsesteenweg",
        street_fr="Rue de Flandre",
        house_number="12",
        postal_code="1000",
        hours_known=True,
        buggies_welcome="yes",
        latitude=50.85,
        longitude=4.35,
    )
    factories.opening_hours(location=place, opens=time(9), closes=time(12, 30))
    factories.opening_hours(
        location=place, weekday=2, opens=time(14), closes=time(16), by_appointment=True
    )
    factories.location(organisation=row, location_type="virtual", phone="1712")
    return row


def simple(**values):
    """A public listing that its form accepts."""
    return factories.organisation(
        **{
            "summary_nl": "Zin",
            "themes": [factories.theme()],
            "serves_region": True,
            "phone": "02 512 34 56",
            "no_contact": "",
            **values,
        }
    )


def changed(client, language="en", **cells):
    """The import of an export with `cells` of the first row changed."""
    headers, rows = taken_out(client, LABEL)
    rows[0] |= cells
    return brought_in(client, LABEL, headers, rows)


# There and back


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_what_is_taken_out_and_brought_in_changes_nothing(client, kind, language):
    full_organisation()
    log_in(client, language="nl")
    headers, rows = taken_out(client, LABEL, kind)
    log_in(client, language=language)

    table_import = brought_in(client, LABEL, headers, rows, kind)

    assert len(rows) == 2
    assert table_import.options["unknown"] == []
    assert plans(table_import) == ["same"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_changed_telephone_is_saved_when_it_is_confirmed(client, kind):
    row = full_organisation()
    log_in(client)
    headers, rows = taken_out(client, LABEL, kind)
    rows[0]["telephone"] = "02 111 22 33"

    table_import = brought_in(client, LABEL, headers, rows, kind)

    entry = table_import.entries.get()
    assert entry.differences == [["Telephone", ["+32 2 512 34 56"], ["02 111 22 33"], ""]]
    assert (entry.plan, entry.numbers) == ("changed", [2, 3])
    row.refresh_from_db()
    assert row.phone == "+32 2 512 34 56"
    save(client, table_import)
    row.refresh_from_db()
    assert row.phone == "02 111 22 33"
    assert table_import.state == "done"
    assert outcomes(table_import) == ["saved"]


def test_export_has_what_the_list_shows(client):
    simple(name_nl="Huis A")
    simple(name_nl="Huis B", status=Status.DRAFT)
    log_in(client)

    _headers, rows = taken_out(client, LABEL, status__exact="draft")

    assert [row["name (nl)"] for row in rows] == ["Huis B"]


@pytest.mark.parametrize("query", ["nonsense=1", "status__foo=1", "verified_on__year=abc"])
def test_export_of_what_cannot_be_filtered_answers_as_the_list(client, query):
    log_in(client, "Event volunteers")

    response = client.get(f"/admin/lists/{LABEL}/export/?kind=csv&{query}")

    assert response.url == "/admin/directory/organisation/?e=1"


def test_export_says_which_text_is_too_long_for_a_workbook(client):
    factories.organisation(description_nl="x" * 40_000)
    log_in(client)

    page = client.get(f"/admin/lists/{LABEL}/export/", {"kind": "xlsx"})

    assert page.status_code == 422
    assert "Row 2 has a text that is too long for a workbook." in page.text
    assert len(taken_out(client, LABEL)[1]) == 1


def test_hours_and_facts_of_a_place_come_in_as_one_says_them(client):
    row = full_organisation()
    log_in(client, language="nl")

    table_import = changed(
        client, dinsdag="van 9u tot 12u30", **{"buggy’s welkom": "Nee", "thema’s": "rust"}
    )
    save(client, table_import)

    place = row.locations.first()
    assert outcomes(table_import) == ["saved"]
    assert [str(each.opens) for each in place.opening_hours.filter(weekday=1)] == ["09:00:00"]
    assert place.buggies_welcome == "no"
    assert [theme.name_nl for theme in row.themes.all()] == ["Rust"]


def test_emptied_cell_empties_in_a_file_of_ours_and_not_in_another(client):
    row = simple(email="info@huis.example")
    log_in(client)

    theirs = sent_in(client, LABEL, f"id;email;phone\n{row.pk};;02 111 22 33\n".encode())
    ours = changed(client, **{"e-mail": ""})

    assert [each[0] for each in theirs.entries.get().differences] == ["Telephone"]
    assert [each[0] for each in ours.entries.get().differences] == ["E-mail"]


def test_column_or_row_that_is_not_there_changes_nothing(client):
    simple(), simple()
    log_in(client)
    _headers, rows = taken_out(client, LABEL)

    table_import = brought_in(client, LABEL, ["id", "_version", "name (nl)"], rows[:1])

    assert plans(table_import) == ["same"]
    assert Organisation.objects.count() == 2


# Who changed it meanwhile


def test_what_somebody_changed_since_the_export_stays(client):
    row = simple(email="oud@huis.example")
    log_in(client)
    headers, rows = taken_out(client, LABEL)
    Organisation.objects.filter(pk=row.pk).update(phone="02 999 99 99", website="https://n.example")
    rows[0] |= {"telephone": "02 111 22 33", "e-mail": "nieuw@huis.example"}

    table_import = brought_in(client, LABEL, headers, rows)

    entry = table_import.entries.get()
    assert [each["label"] for each in entry.conflicts] == ["Telephone"]
    assert [each[0] for each in entry.differences] == ["E-mail"]
    assert "Somebody changed this since the export." in gone_on(client, page_of(table_import)).text
    save(client, table_import)
    row.refresh_from_db()
    assert (row.phone, row.email) == ("02 999 99 99", "nieuw@huis.example")
    assert row.website == "https://n.example"


def test_file_counts_where_she_says_so(client):
    row = simple()
    log_in(client)
    headers, rows = taken_out(client, LABEL)
    Organisation.objects.filter(pk=row.pk).update(phone="02 999 99 99")
    rows[0]["telephone"] = "02 111 22 33"
    table_import = brought_in(client, LABEL, headers, rows)
    entry = table_import.entries.get()

    client.post(
        page_of(table_import),
        {"_choose": "1", "entry": entry.pk, f"take:{entry.pk}": ["phone"]},
    )
    gone_on(client, page_of(table_import))
    save(client, table_import)

    row.refresh_from_db()
    assert row.phone == "02 111 22 33"


def test_what_somebody_changes_before_it_is_confirmed_is_not_overwritten(client):
    row, other = simple(), simple()
    log_in(client)
    headers, rows = taken_out(client, LABEL)
    for each in rows:
        each["telephone"] = "02 111 22 33"
    table_import = brought_in(client, LABEL, headers, rows)
    Organisation.objects.filter(pk=other.pk).update(phone="02 999 99 99")

    page = save(client, table_import)

    assert "Nothing is saved, because one of them could not be:" in page.text
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.phone, other.phone) == ("02 512 34 56", "02 999 99 99")
    # Looked at again: now it is seen as what changed since the export.
    assert [len(entry.conflicts) for entry in table_import.entries.all()] == [0, 1]


# Who may


def test_change_of_a_volunteer_waits(client):
    row = simple()
    user = log_in(client, "Volunteers")

    table_import = changed(client, telephone="02 111 22 33")
    save(client, table_import)

    row.refresh_from_db()
    proposal = Proposal.objects.get()
    assert row.phone == "02 512 34 56"
    assert (proposal.changes, proposal.author) == ({"phone": ["02 111 22 33"]}, user)
    assert outcomes(table_import) == ["proposed"]
    # The same again adds nothing.
    assert plans(changed(client, telephone="02 111 22 33")) == ["same"]


def test_change_of_a_volunteer_joins_what_waits_of_hers(client):
    simple(email="oud@huis.example")
    log_in(client, "Volunteers")
    save(client, changed(client, telephone="02 111 22 33"))

    save(client, changed(client, **{"e-mail": "nieuw@huis.example"}))

    assert Proposal.objects.get().changes == {
        "phone": ["02 111 22 33"],
        "email": ["nieuw@huis.example"],
    }


@pytest.mark.parametrize(
    ("role", "status", "plan"),
    [("Volunteers", "published", "refused"), ("Volunteers", "draft", "new"),
     ("Editors", "published", "refused"), ("Editors", "in review", "new")],
)  # fmt: skip
def test_nothing_is_published_that_the_page_would_refuse(client, role, status, plan):
    """Without a theme and a summary, and by a volunteer at all."""
    log_in(client, role)

    table_import = sent_in(client, LABEL, f"name_nl;phone;status\nHuis;1712;{status}\n".encode())
    save(client, table_import, only_right="on")

    assert plans(table_import) == [plan]
    assert Organisation.objects.published().count() == 0
    assert Organisation.objects.count() == (plan == "new")


@pytest.mark.parametrize("role", ["Volunteers", "Editors"])
def test_complete_listing_is_published_by_an_editor_only(client, role):
    theme = factories.theme()
    log_in(client, role)

    table_import = sent_in(
        client,
        LABEL,
        "name_nl;summary_nl;themes;phone;serves_region;status\n"
        f"Huis;Zin;{theme.slug};1712;ja;published\n".encode(),
    )
    save(client, table_import, only_right="on")

    assert Organisation.objects.published().count() == (role == "Editors")


def test_page_tells_what_is_in_the_file_from_what_will_be(client):
    simple(name_nl="Huis")
    log_in(client)
    refused = changed(client, telephone="3247012")
    assert "in the file" in gone_on(client, page_of(refused)).text
    table_import = changed(client, telephone="1712")
    before = gone_on(client, page_of(table_import)).text
    after = save(client, table_import).text

    assert "in the file" not in before
    assert "What this list would change" in before
    assert "What this list changed" in after


def test_who_only_looks_brings_nothing_in(client):
    simple()
    log_in(client, "Event volunteers")

    assert client.get(f"/admin/lists/{LABEL}/import/").status_code == 403
    assert len(taken_out(client, LABEL)[1]) == 1


def test_import_of_another_is_not_to_be_seen(client):
    simple()
    log_in(client)
    table_import = changed(client, telephone="02 111 22 33")
    log_in(client)

    assert client.get(page_of(table_import)).status_code == 404


# Secret places


def secret_place(**values):
    return factories.location(
        organisation=simple(name_nl="Vrouwenhuis"),
        street_nl="Schuilstraat",
        house_number="7",
        is_confidential=True,
        **values,
    )


@pytest.mark.parametrize(
    ("role", "query", "is_told"),
    [
        ("Editors", {"secret": "1"}, True),
        ("Editors", {}, False),
        ("Event volunteers", {"secret": "1"}, False),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_secret_place_is_taken_out_only_by_who_may_and_asks(client, role, query, is_told, kind):
    place = secret_place()
    place.organisation.internal_notes = "Fluisternotitie"
    place.organisation.save()
    log_in(client, role)

    _headers, rows = taken_out(client, LABEL, kind, **query)

    texts = {text for row in rows for text in row.values()}
    assert ("Schuilstraat" in texts) == is_told
    assert ("Fluisternotitie" in texts) == (role == "Editors")
    if is_told:
        assert [row["secret address"] for row in rows] == ["yes"]


def test_list_does_not_tell_a_secret_address(client):
    place = secret_place()
    log_in(client)
    headers, rows = taken_out(client, LABEL, secret="1")
    rows[0]["secret address"] = "no"

    table_import = brought_in(client, LABEL, headers, rows)

    assert refusals(table_import) == [
        [
            2,
            "secret address",
            "A list cannot make a secret address public. Do that on the page of the listing.",
        ]
    ]
    rows[0]["secret address"] = ""
    assert plans(brought_in(client, LABEL, headers, rows)) == ["same"]
    place.refresh_from_db()
    assert place.is_confidential


def test_address_of_a_secret_place_in_another_list_makes_no_public_one(client):
    place = secret_place()
    log_in(client)

    table_import = sent_in(
        client,
        LABEL,
        "id;adres;gemeente\n"
        f"{place.organisation_id};Schuilstraat 7;{place.municipality.slug}\n".encode(),
    )

    assert plans(table_import) == ["same"]
    assert Location.objects.count() == 1


@pytest.mark.parametrize("role", ["Editors", "Volunteers"])
def test_list_adds_no_public_place_beside_a_secret_one(client, role):
    """It may be the same one under its other name."""
    place = secret_place(street_fr="Rue du Refuge")
    log_in(client, role)
    rows = f"id;adres;gemeente;secret address\n{place.organisation_id};Rue de la Cachette 7;"

    public, secret = (
        sent_in(client, LABEL, f"{rows}{place.municipality.slug};{tick}\n".encode())
        for tick in ("", "yes")
    )

    assert refusals(public) == [
        [2, "", "This listing has a secret address. Add a place on the page of the listing."]
    ]
    assert plans(secret) == ["changed"]


# Other people's files


def brussels():
    for slug, name_fr, name_nl, code in [
        ("brussel", "Bruxelles", "Brussel", "1000"),
        ("sint-gillis", "Saint-Gilles", "Sint-Gillis", "1060"),
        ("anderlecht", "Anderlecht", "Anderlecht", "1070"),
    ]:
        factories.municipality(slug=slug, name_fr=name_fr, name_nl=name_nl, postal_codes=[code])


def test_file_of_excel_in_belgium(client):
    brussels()
    log_in(client, language="fr")
    data = (FILES / "excel-cp1252.csv").read_bytes()

    table_import = sent_in(client, LABEL, data)

    assert refusals(table_import) == []
    assert table_import.options["unknown"] == ["Dernière mise à jour"]
    assert plans(table_import) == ["new", "new", "new", "new"]
    assert Organisation.objects.count() == 0
    save(client, table_import)
    rows = {str(row.name_fr or row.name_nl): row for row in Organisation.objects.all()}
    one = rows["Écoute Jeunes"]
    place = one.locations.get()
    assert (one.phone, one.email) == ("02/123.45.67", "info@ecoute.example.org")
    assert one.website == "https://www.ecoute.example.org"
    assert (place.latitude, place.longitude) == (50.8467, 4.3517)
    assert (one.cost, one.cost_note_fr) == ("paid", "12,50 €")
    assert one.description_fr == (
        'Accueil, écoute, conseils; sans rendez-vous.\nLe lundi : "portes ouvertes".'
    )
    assert (place.street_fr, place.street_nl) == ("Rue de Flandre", "Vlaamsesteenweg")
    assert (place.house_number, place.municipality.slug) == ("999", "brussel")
    two = rows["L’Îlot du Cœur"]
    assert two.description_fr == "Repas à 5 € – gratuit < 12 ans"
    assert two.locations.get().house_number == "12 bte 3"
    three = rows["Zorghuis ’t Anker"]
    assert (three.cost, three.locations.get().municipality.slug) == ("free", "anderlecht")
    assert three.locations.get().street_nl == "Voorbeeldstraat"
    assert rows["Maison Médicale Œuvre Nouvelle"].locations.count() == 0
    assert {row.status for row in rows.values()} == {Status.DRAFT}


def test_second_time_the_same_file_changes_nothing(client):
    """It has no number of ours: what is there is recognised, and left alone."""
    brussels()
    log_in(client, language="fr")
    data = (FILES / "excel-cp1252.csv").read_bytes()
    save(client, sent_in(client, LABEL, data))

    table_import = sent_in(client, LABEL, data)
    save(client, table_import)

    assert Organisation.objects.count() == 4
    assert {*plans(table_import)} <= {"likely", "same"}
    assert outcomes(table_import) == [""] * 4


def test_rows_of_one_file_that_look_the_same_are_asked_about(client):
    log_in(client)
    names = ["SuperMamas Brussels", "Super Mamas Brussel", "Brussel: super mamas", "Andere mamas"]
    rows = "".join(f"{name};02 555 00 {number}0\n" for number, name in enumerate(names, start=1))

    table_import = sent_in(client, LABEL, f"naam;phone\n{rows}".encode())

    twins = [entry.twins for entry in table_import.entries.all()]
    assert twins == [[], [2], [2, 3], []]
    assert plans(table_import) == ["new", "likely", "likely", "new"]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_of_an_import_query_count(client, django_assert_num_queries, rows):
    log_in(client)
    names = "".join(f"Huis {name}\n" for name in ["Appel", "Berk", "Ceder"][:rows])
    table_import = sent_in(client, LABEL, f"naam\n{names}".encode())

    with django_assert_num_queries(11):
        page = client.get(page_of(table_import))

    assert page.content.decode().count("Huis ") >= rows


def test_row_that_looks_the_same_is_added_or_joined_when_she_says_so(client):
    there = simple(name_nl="Het Moederhuis", phone="02 111 11 11")
    log_in(client)
    data = b"naam;phone\nMoederhuis;02 222 22 22\nHet Moederhuis;02 333 33 33\n"
    table_import = sent_in(client, LABEL, data)
    first, second = table_import.entries.all()
    assert [each["pk"] for each in first.likely] == [there.pk]

    client.post(
        page_of(table_import),
        {
            "_choose": "1",
            "entry": [first.pk, second.pk],
            f"is:{first.pk}": "another",
            f"is:{second.pk}": there.pk,
        },
    )
    gone_on(client, page_of(table_import))
    save(client, table_import)

    there.refresh_from_db()
    assert there.phone == "02 333 33 33"
    assert sorted(Organisation.objects.values_list("phone", flat=True)) == [
        "02 222 22 22",
        "02 333 33 33",
    ]


def test_file_with_faults_says_them_all_at_once_and_saves_nothing(client):
    log_in(client)

    table_import = sent_in(client, LABEL, (FILES / "utf8-bom.csv").read_bytes())
    save(client, table_import)

    assert table_import.options["unknown"] == ["unknown_column"]
    assert [each[:2] for each in refusals(table_import)] == [
        [2, "e-mail"],
        [3, "e-mail"],
        [3, "website"],
        [4, "id"],
        [5, "e-mail"],
        [5, "website"],
    ]
    assert plans(table_import) == ["refused"] * 4 + ["new"]
    assert Organisation.objects.count() == 0
    save(client, table_import, only_right="on")
    row = Organisation.objects.get()
    assert (row.name_fr, row.phone, row.cost) == ("Bonne Ligne", "0800/12.345", "paid")


def test_later_list_finds_its_rows_by_number_of_the_register(client):
    row = simple(name_nl="Oude Naam")
    ExternalId.objects.create(organisation=row, scheme="social.brussels", value="77")
    log_in(client)

    table_import = sent_in(
        client,
        LABEL,
        b"external_ids;naam\nsocial.brussels:77;Nieuwe Naam\nkbo:0123456749;Andere\n",
    )
    save(client, table_import)

    row.refresh_from_db()
    assert row.name_nl == "Nieuwe Naam"
    assert sorted(map(str, ExternalId.objects.all())) == [
        "kbo:0123.456.749",
        "social.brussels:77",
    ]


def test_list_takes_no_number_and_no_address_of_another_listing(client):
    row, other = simple(slug="mine"), simple(slug="other", phone="02 511 11 11")
    ExternalId.objects.create(organisation=other, scheme="social.brussels", value="77")
    log_in(client)

    number = sent_in(client, LABEL, f"id;external_ids\n{row.pk};social.brussels:77\n".encode())
    address = sent_in(client, LABEL, f"id;slug\n{row.pk};other\n".encode())

    assert refusals(number) == [
        [2, "Number in another register (new)", "Another listing has this number already."]
    ]
    assert refusals(address) == [[2, "slug", "Another page has or had this address."]]


def test_rows_of_one_listing_agree(client):
    brussels()
    log_in(client)
    header = "naam;phone;adres;gemeente\n"

    table_import = sent_in(
        client,
        LABEL,
        f"{header}Huis;1712;Kerkstraat 1;Brussel\nHuis;;Bergstraat 2;Anderlecht\n"
        "Plek;1712;Kerkstraat 1;Brussel\nPlek;1713;Bergstraat 2;Brussel\n".encode(),
    )

    assert plans(table_import) == ["new", "refused"]
    assert refusals(table_import) == [[5, "telephone", "Row 4 says something else about the same."]]
    save(client, table_import, only_right="on")
    assert Organisation.objects.get().locations.count() == 2


def test_formula_in_a_name_goes_out_as_text_and_comes_back_as_it_was(client):
    row = simple(name_nl='=HYPERLINK("http://x")', phone="+32 2 512 34 56")
    log_in(client)

    response = client.get(f"/admin/lists/{LABEL}/export/", {"kind": "csv"})

    cells = response.content.decode("utf-8-sig")
    assert '"\'=HYPERLINK(""http://x"")"' in cells
    assert ";+32 2 512 34 56;" in cells
    table = reading.read(response.content)
    rows = [dict(zip(table.headers, each.cells, strict=True)) for each in table.rows]
    assert plans(brought_in(client, LABEL, table.headers, rows)) == ["same"]
    row.refresh_from_db()
    assert row.phone == "+32 2 512 34 56"


# In parts


def test_import_goes_on_where_it_broke_off_and_saves_nothing_twice(client, monkeypatch):
    monkeypatch.setattr(saving, "SMALL", 0)
    log_in(client)
    names = "\n".join(
        f"{name};02 555 00 {number}0" for number, name in enumerate(["Appel", "Berk", "Ceder"])
    )
    table_import = sent_in(client, LABEL, f"naam;phone\n{names}\n".encode())
    monkeypatch.setattr(timing, "SECONDS", -1)
    client.post(page_of(table_import), {"_save": "1"})

    client.get(page_of(table_import))
    after_one = Organisation.objects.count()
    gone_on(client, page_of(table_import))
    table_import.refresh_from_db()

    assert after_one == 1
    assert (Organisation.objects.count(), table_import.state) == (3, "done")
    assert outcomes(table_import) == ["saved"] * 3


def test_import_that_is_killed_in_the_middle_of_a_row_saves_it_again(client, monkeypatch):
    monkeypatch.setattr(saving, "SMALL", 0)
    log_in(client)
    table_import = sent_in(client, LABEL, b"naam;phone\nAppel;02 555 00 10\nBerk;02 555 00 20\n")
    client.post(page_of(table_import), {"_save": "1"})

    def killed(self):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(Organisation, "derive", killed)
        with pytest.raises(SystemExit):
            client.get(page_of(table_import))
    assert (Organisation.objects.count(), outcomes(table_import)) == (0, ["", ""])
    gone_on(client, page_of(table_import))

    assert (Organisation.objects.count(), outcomes(table_import)) == (2, ["saved"] * 2)


def test_giving_up_keeps_nothing(client):
    simple()
    log_in(client)
    table_import = changed(client, telephone="02 111 22 33")

    client.post(page_of(table_import), {"_give_up": "1"})

    table_import.refresh_from_db()
    assert (table_import.state, table_import.entries.count()) == ("given-up", 0)
    assert "Discarded: nothing is kept." in client.get(page_of(table_import)).text


def test_what_is_saved_is_not_given_up_by_an_old_tab(client):
    simple()
    log_in(client)
    table_import = changed(client, telephone="02 111 22 33")
    save(client, table_import)

    client.post(page_of(table_import), {"_give_up": "1"})

    table_import.refresh_from_db()
    assert (table_import.state, outcomes(table_import)) == ("done", ["saved"])


def test_command_goes_on_with_what_was_confirmed_and_clears_away_what_is_old(
    client, clock, monkeypatch
):
    monkeypatch.setattr(saving, "SMALL", 0)
    row = simple()
    log_in(client)
    table_import = changed(client, telephone="02 111 22 33")
    client.post(page_of(table_import), {"_save": "1"})

    call_command("imports")
    table_import.refresh_from_db()
    row.refresh_from_db()
    assert (table_import.state, row.phone) == ("done", "02 111 22 33")
    assert table_import.entries.count() == 1
    clock.shift(31 * 24 * 3600)
    call_command("imports")

    assert table_import.entries.count() == 0
    assert TableImport.objects.get().state == "done"


def test_command_saves_nothing_for_who_left(client, monkeypatch):
    monkeypatch.setattr(saving, "SMALL", 0)
    row = simple()
    user = log_in(client)
    table_import = changed(client, telephone="02 111 22 33")
    client.post(page_of(table_import), {"_save": "1"})
    user.is_active = False
    user.save()

    call_command("imports")

    row.refresh_from_db()
    assert row.phone == "02 512 34 56"
