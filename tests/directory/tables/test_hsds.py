"""Files of Open Referral HSDS 3, with the faults that published ones have."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from core.tables.table import Unreadable
from directory.models import ExternalId, Organisation
from directory.tables import hsds
from tests import hostile_files, lists
from tests.factories import municipality, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.at("2026-09-01 10:00")]

FOLDER = Path(__file__).parent
ID = "7d1b2c3a-0000-4000-8000-000000000001"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def read(content):
    return hsds.read(json.dumps(content).encode())


def rows_of(table):
    """The cells of each row by the name of their column, those that say something."""
    return [
        {name: cell for name, cell in zip(table.headers, row.cells, strict=True) if cell}
        for row in table.rows
    ]


def refusal(data):
    with pytest.raises(Unreadable) as caught:
        hsds.read(data)
    return str(caught.value)


def test_read_of_an_organisation_with_every_fault():
    municipality(slug="brussels", name_fr="Bruxelles", name_nl="Brussel")

    found = hsds.read((FOLDER / "hsds-organizations-odd.json").read_bytes())

    assert rows_of(found) == [
        {
            "external_ids": f"hsds:{ID}",
            "name_en": "Écoute Jeunes </script><b>x</b>",
            "email": "info@ecoute.example.org",
            "website": "https://www.ecoute.example.org",
            "phone": "+32 2 512 34 56 ext. 12",
            "location_type": "physical",
            "address": "Rue de Flandre - Vlaamsesteenweg 999",
            "postal_code": "1000",
            "municipality": "brussels",
            "internal_notes": (
                "HSDS\nlanguage: Dari prs\nlatitude, longitude: 100 / 101\nyear_incorporated: 2011"
            ),
        },
        {
            "external_ids": "hsds:7d1b2c3a-0000-4000-8000-000000000005",
            "name_en": "Zorghuis",
            "location_type": "physical",
            "internal_notes": "HSDS\nlatitude, longitude: 4,3517 / 50,8467",
        },
    ]
    assert found.notes == [
        "Values that are null: 2. They say nothing, and change nothing.",
        "Names and texts count as English, the language in which you read this.",
        f"Record 1, id: “{ID.upper()}” is read as “{ID}”.",
        "Record 1, name: “Écoute Jeunes </script><b>x</b>” has HTML in it. It stays text.",
        "Record 1, description: empty, which HSDS does not allow.",
        "Record 1, website: “www.ecoute.example.org” is read as “https://www.ecoute.example.org”.",
        'Record 1, phone: “"+32 2 512 34 56"” is read as “+32 2 512 34 56”.',
        "Record 1, latitude, longitude: “100 / 101” cannot be right. It is left out.",
        "Record 2, description: empty, which HSDS does not allow.",
        "Record 2: latitude and longitude look swapped. They are left out. If it is so, fill them "
        "in: 50.8467, 4.3517.",
    ]


def test_read_again_leaves_the_notes_that_somebody_wrote():
    row = organisation(internal_notes="Called in May.\nHSDS\nyear_incorporated: 2011")
    ExternalId.objects.create(organisation=row, scheme="hsds", value="one")
    content = {"id": "one", "name": "A", "description": "b", "year_incorporated": 2011}

    assert "internal_notes" not in rows_of(read([content]))[0]
    assert rows_of(read([content | {"legal_status": "asbl"}]))[0]["internal_notes"] == (
        "Called in May.\nHSDS\nyear_incorporated: 2011\n\nHSDS\nlegal_status: asbl"
    )


WEEK = [
    {"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00", "closes_at": "12:00:00"},
    {"freq": "WEEKLY", "byday": "MO", "opens_at": "13:00+01:00", "closes_at": "17:00+01:00"},
    {"freq": "WEEKLY", "byday": "SA", "opens_at": "9:00", "closes_at": "24:00",
     "valid_from": "2026-01-01", "valid_to": "2026-12-31", "interval": 1},
    # What has no place in a week
    {"freq": "MONTHLY", "byday": "1WE", "opens_at": "10:00", "closes_at": "11:00"},
    {"freq": "WEEKLY", "interval": 2, "byday": "TH", "opens_at": "10:00", "closes_at": "11:00"},
    {"freq": "WEEKLY", "byday": "FR", "opens_at": "10:00", "closes_at": "11:00",
     "valid_to": "2026-08-31"},
    {"freq": "WEEKLY", "byday": "SU", "opens_at": "10:00Z", "closes_at": "11:00Z"},
    {"description": "after a call"},
]  # fmt: skip


def service(**more):
    return {"id": "s", "name": "Café", "status": "active", **more}


def test_read_of_one_service_says_it_of_its_organisation():
    content = service(
        organization={"id": "o", "name": "Maison", "description": "Une maison"},
        description="Du café",
        application_process="Venez sans rendez-vous.",
        cost_options=[{"amount": 12.5, "option": "par mois", "currency": "EUR"}],
        languages=[{"code": "fra"}, {"code": "nl-BE"}, {"name": "Dari"}],
        url="cafe.example.org",
        phones=[
            {"number": "02 512 00 00", "type": "fax"},
            {"number": "02 512 34 56", "languages": [{"code": "ar"}]},
        ],
        minimum_age=3,
        attributes=[{"taxonomy_term": {"name": "Meals", "description": "-"}}],
        service_at_locations=[
            {
                "schedules": WEEK,
                "location": {
                    "id": "l",
                    "name": "Salle",
                    "location_type": "physical",
                    "latitude": "50.8467",
                    "longitude": 4.3517,
                    "transportation": "Métro Comte de Flandre",
                    "addresses": [{"address_1": "Rue de Flandre 1", "address_2": "bte 3"}],
                },
            }
        ],
    )

    assert rows_of(read({"contents": [content]})) == [
        {
            "external_ids": "hsds:o",
            "name_en": "Maison",
            "description_en": "Une maison",
            "how_to_join_en": "Venez sans rendez-vous.",
            "cost": "paid",
            "cost_note_en": "par mois; 12.50 EUR",
            "website": "https://cafe.example.org",
            "phone": "02 512 34 56",
            "spoken_languages": "fr; nl; ar",
            "location_type": "physical",
            "location_name_en": "Salle",
            "address": "Rue de Flandre 1 bte 3",
            "latitude": "50.8467",
            "longitude": "4.3517",
            "hours_known": "yes",
            "hours_0": "09:00–12:00, 13:00–17:00",
            "hours_1": "09:00–12:00",
            "hours_5": "09:00–24:00",
            "internal_notes": (
                "HSDS\n"
                "phone fax: 02 512 00 00\n"
                "location “Salle” schedule: freq MONTHLY, byday 1WE, opens_at 10:00, "
                "closes_at 11:00\n"
                "location “Salle” schedule: freq WEEKLY, interval 2, byday TH, opens_at 10:00, "
                "closes_at 11:00\n"
                "location “Salle” schedule: freq WEEKLY, byday FR, opens_at 10:00, "
                "closes_at 11:00, valid_to 2026-08-31\n"
                "location “Salle” schedule: freq WEEKLY, byday SU, opens_at 10:00Z, "
                "closes_at 11:00Z\n"
                "location “Salle” schedule: description after a call\n"
                "location “Salle” transportation: Métro Comte de Flandre\n"
                "language: Dari\n"
                "service: Café\n"
                "service “Café” description: Du café\n"
                "service “Café” minimum_age: 3\n"
                "service “Café” attributes taxonomy_term name: Meals\n"
                "service “Café” attributes taxonomy_term description: -"
            ),
        }
    ]


def test_read_of_several_services_keeps_them_in_the_notes():
    content = {
        "id": "o", "name": "Maison", "description": "Une maison",
        "services": [service(fees="free"), {**service(fees="5 €"), "id": "t", "name": "Thé"}],
    }  # fmt: skip

    row = rows_of(read([content]))[0]

    assert "cost" not in row
    assert row["internal_notes"] == (
        "HSDS\nservice: Café\nservice “Café” fees: free\nservice: Thé\nservice “Thé” fees: 5 €"
    )


def test_read_of_a_service_that_has_ended():
    found = read([service(status="defunct")])

    assert found.notes[1:] == [
        "Record 1: “Café” is marked “defunct”. Ask whether it still exists.",
    ]


def test_read_of_a_service_that_belongs_to_none():
    assert rows_of(read([service(fees="Gratuit")]))[0] | {"internal_notes": ""} == {
        "external_ids": "hsds:s",
        "name_en": "Café",
        "cost": "free",
        "internal_notes": "",
    }


def test_read_gives_a_row_for_each_place():
    places = [{"id": name, "location_type": "physical", "name": name} for name in "ab"]
    content = {"id": "o", "name": "A", "description": "b", "locations": [*places, places[0]]}

    found = read([content])

    assert [row["location_name_en"] for row in rows_of(found)] == ["a", "b"]
    assert [row.number for row in found.rows] == [1, 2]


def test_read_of_numbers_in_other_registers():
    identifiers = [
        {"identifier_scheme": "BE-BCE_KBO", "identifier": "0403.170.701"},
        {"identifier_type": "social.brussels", "identifier": "77"},
        {"identifier_type": "VAT", "identifier": "12"},
    ]
    content = {
        "id": "o", "name": "A", "description": "b", "organization_identifiers": identifiers,
    }  # fmt: skip

    row = rows_of(read([content]))[0]

    assert row["external_ids"] == "hsds:o; kbo:0403.170.701; social.brussels:77"
    assert row["internal_notes"].startswith("HSDS\nVAT: 12")


def package(**tables):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"hsds/{name}.{'json' if name == 'datapackage' else 'csv'}", text)
    return file.getvalue()


def test_read_of_the_tabular_package():
    found = hsds.read(
        package(
            organizations="id,name,description\no,Maison,Une maison\np,Huis,Een huis\n",
            services="id,organization_id,name,status\ns,o,Café,active\n",
            locations="id,location_type,name,latitude,longitude\nl,physical,Salle,50.85,4.35\n",
            service_at_location="id,service_id,location_id\nsl,s,l\n",
            addresses="id,location_id,address_1,postal_code\na,l,Rue de Flandre 1,1000\n",
            phones="id,organization_id,number\nt,p,02 512 34 56\n",
            schedules=(
                "id,service_at_location_id,freq,byday,opens_at,closes_at\n"
                'h,sl,WEEKLY,"MO,TU",09:00,12:00\n'
            ),
        )
    )

    first, second = rows_of(found)
    assert [first["name_en"], first["location_name_en"], first["address"], first["hours_1"]] == [
        "Maison", "Salle", "Rue de Flandre 1", "09:00–12:00",
    ]  # fmt: skip
    assert [second["name_en"], second["phone"]] == ["Huis", "02 512 34 56"]


def test_read_of_a_package_that_calls_its_files_otherwise():
    described = {"resources": [{"name": "organization", "path": "orgs.csv"}]}

    found = hsds.read(package(datapackage=json.dumps(described), orgs="id,name\no,Maison\n"))

    assert rows_of(found)[0]["name_en"] == "Maison"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "This is not JSON: line 1, position 1."),
        (b'{"a": 1,}', "This is not JSON: line 1, position 9."),
        (b'[{"a": "\xff"}]', "The file has broken characters. Save it as UTF-8."),
        (b'[{"latitude": NaN}]', "“NaN” is not a number that JSON knows."),
        (b'[{"id": 1, "id": 2}]', "“id” stands twice in one object: nobody knows which is meant."),
        (b"[" * 5_000, "The file has too many levels inside one another."),
        (
            b'{"a":' * 40 + b"1" + b"}" * 40,
            "The file has too many levels inside one another.",
        ),
        (b"[]", "The file has no organisations and no services in the form of HSDS 3."),
        (b'"text"', "The file has no organisations and no services in the form of HSDS 3."),
        (b"[" + b"{}," * 400_000, "The file is too large. Split it into several files."),
        (b"PK\x03\x04", "The package is damaged. Download it again."),
    ],
)
def test_read_of_what_is_no_list(data, message):
    assert refusal(data) == message


@pytest.mark.parametrize(
    "content",
    [
        {"id": "o", "name": ["A"], "phones": "02", "locations": {"addresses": 5}},
        {"id": "x" * 200, "name": "A", "services": [{"cost_options": [{"amount": "much"}]}]},
        {"id": "a;b", "name": "\ud800A", "languages": [None, 3, {}], "phones": [[], {"number": 1}]},
    ],
)
def test_read_of_other_shapes_than_the_standard_has(content):
    assert len(read([content]).rows) == 1


@pytest.mark.parametrize("name", hostile_files.hsds_files(size=0.0002))
def test_read_of_a_hostile_file_ends(name):
    """In small; the proof in `scripts/prove_files.py` takes them in full size."""
    try:
        said = hsds.read(hostile_files.hsds_files(size=0.0002)[name]).headers[0]
    except Unreadable as error:
        said = str(error)
    assert said


def test_read_leaves_out_what_nothing_can_store():
    """Half of an emoji, which JSON may escape, also in a name and in what is told."""
    content = [
        {
            "name": "Huis\ud800",
            "description": "Eerst\r\ndan\u0000",
            "website": "\ud83dhttp:",
            "wei\udfffrd": "x\ud800",
        }
    ]

    table = hsds.read(json.dumps(content).encode())

    texts = [*table.headers, *table.notes, *table.rows[0].cells]
    assert "\n".join(texts).encode()
    assert {"Huis", "Eerst\ndan"} <= {*texts}
    assert "\nweird: x" in "\n".join(table.rows[0].cells)


def test_read_of_a_package_with_other_things_for_names():
    package = {"resources": [{"name": ["organization"]}, {"name": {}, "path": []}, 3]}
    data = hostile_files.packed(
        {"datapackage.json": json.dumps(package), "organizations.csv": "name\nHuis\n"}
    )

    assert rows_of(hsds.read(data)) == [{"name_en": "Huis"}]


def test_read_of_telephones_that_name_each_other():
    data = hostile_files.packed(
        {"organizations.csv": "id,name\no,Huis\n", "phones.csv": "id,phone_id\na,b\nb,a\n"}
    )

    assert len(hsds.read(data).rows) == 1


def test_read_of_a_number_of_many_figures():
    data = b'[{"id": "o", "name": "A", "year_incorporated": %s}]' % (b"9" * 50_000)

    assert len(rows_of(hsds.read(data))[0]["internal_notes"]) == 5_001


def test_read_of_a_page_of_several():
    content = {"total_pages": 3, "page_number": 2, "contents": [{"id": "o", "name": "A"}]}

    assert read(content).notes[0] == "This is page 2 of 3. The others are files of their own."


# On the page of lists

LISTED = {
    "id": ID.upper(), "name": "Écoute Jeunes", "description": "Une écoute.",
    "year_incorporated": "2011", "website": "www.ecoute.example.org",
    "phones": [{"number": '"+32 2 512 34 56"', "extension": 12, "languages": [{"code": "ar"}]}],
    "locations": [
        {
            "id": "l", "location_type": "physical", "latitude": 50.8467, "longitude": 4.3517,
            "addresses": [
                {"address_1": "Rue de Flandre - Vlaamsesteenweg 999", "city": "Bruxelles - Brussel",
                 "postal_code": 1000, "country": "BE", "address_type": "physical"}
            ],
            "schedules": WEEK[:1],
        },
        {"id": "m", "location_type": "physical", "addresses": [{"address_1": "Rue du Midi 1",
         "postal_code": "1000"}]},
    ],
}  # fmt: skip


def sent(client, content):
    return lists.sent_in(
        client, "directory.organisation", json.dumps(content).encode(), "list.json"
    )


def test_list_import_of_hsds_finds_its_rows_again(client):
    municipality(slug="brussels", name_fr="Bruxelles", name_nl="Brussel", postal_codes=["1000"])
    lists.log_in(client)

    first = sent(client, [LISTED])
    lists.save(client, first)

    assert [lists.plans(first), lists.refusals(first)] == [["new"], []]
    row = Organisation.objects.get()
    assert [row.name_en, row.phone, row.website] == [
        "Écoute Jeunes", "+32 2 512 34 56 ext. 12", "https://www.ecoute.example.org",
    ]  # fmt: skip
    assert [row.spoken_languages, row.internal_notes] == [["ar"], "HSDS\nyear_incorporated: 2011"]
    assert [str(each) for each in row.external_ids.all()] == [f"hsds:{ID}"]
    place, other = row.locations.order_by("pk")
    assert [place.street_fr, place.street_nl, place.house_number, place.postal_code] == [
        "Rue de Flandre", "Vlaamsesteenweg", "999", "1000",
    ]  # fmt: skip
    assert [place.latitude, place.longitude, place.hours_known] == [50.8467, 4.3517, True]
    assert place.opening_hours.count() == 2
    assert [other.street_fr, other.municipality.slug] == ["Rue du Midi", "brussels"]

    assert lists.plans(sent(client, [LISTED])) == ["same"]
    renamed = sent(client, [LISTED | {"name": "Écoute Jeunes Bruxelles"}])
    assert lists.plans(renamed) == ["changed"]


def test_list_import_of_hsds_takes_odd_records_one_by_one(client):
    municipality(slug="brussels", name_fr="Bruxelles", name_nl="Brussel")
    lists.log_in(client)

    found = lists.sent_in(
        client,
        "directory.organisation",
        (FOLDER / "hsds-organizations-odd.json").read_bytes(),
        "list.json",
    )
    lists.save(client, found)

    assert lists.plans(found) == ["new", "new"]
    assert [row.name_en for row in Organisation.objects.order_by("pk")] == [
        "Écoute Jeunes </script><b>x</b>", "Zorghuis",
    ]  # fmt: skip
    assert b"</script><b>x</b>" not in client.get(lists.page_of(found)).content
    assert len(found.options["notes"]) == 10


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("list.json", b'[{"id": NaN}]', "“NaN” is not a number that JSON knows."),
        ("list.csv", b"name_nl;phone\r\n;\r\n", "Nothing stands below the headings."),
    ],
)
def test_list_import_says_what_is_wrong_with_a_file(client, name, data, message):
    lists.log_in(client)
    sent_file = {"file": SimpleUploadedFile(name, data), "kind": "social-service"}

    page = client.post("/admin/lists/directory.organisation/import/", sent_file)

    assert page.context["form"].errors == {"file": [message]}
