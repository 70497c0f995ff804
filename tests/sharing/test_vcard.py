"""The card of an organisation, read back by another library."""

import pytest
import vobject

from core.languages import CODES
from core.models import Status
from tests.factories import location, municipality, organisation

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ODD = "Bébé, maman; papa \\ Œuvre 🤱🏽 “l’été” مركز الأمهات " + "Çığ " * 20


@pytest.fixture
def place():
    row = organisation(
        slug="baboes",
        **{f"name_{code}": f"{ODD}{code}" for code in CODES},
        **{f"summary_{code}": f"Samen, spelen; {code}\nen praten" for code in CODES},
        phone="02 123 45 67",
        whatsapp="0470 12 34 56",
        email="info@baboes.example",
    )
    return location(
        organisation=row,
        municipality=municipality(name_nl="Elsene", name_fr="Ixelles"),
        street_nl="Vrijheidsstraat, achter; links",
        street_fr="Rue de la Liberté",
        house_number="12",
        postal_code="1050",
    )


def card(client, language="nl"):
    response = client.get(f"/{language}/organisations/baboes.vcf")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize("language", CODES)
def test_card_in_six_languages(client, place, language):
    response = card(client, language)
    found = vobject.readOne(response.content.decode())

    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="baboes.vcf"'
    assert found.version.value == "3.0"
    assert found.fn.value == f"{ODD}{language}"
    assert found.n.value.family == f"{ODD}{language}"
    assert found.org.value == [f"{ODD}{language}"]
    assert found.note.value == f"Samen, spelen; {language}\nen praten"
    assert [tel.value for tel in found.tel_list] == ["02 123 45 67", "0470 12 34 56"]
    assert [tel.params["TYPE"] for tel in found.tel_list] == [["WORK", "VOICE"], ["WORK", "CELL"]]
    assert found.email.value == "info@baboes.example"
    assert found.url.value == f"http://127.0.0.1:8000/{language}/organisations/baboes/"
    assert found.adr.value.code == "1050"
    assert found.adr.value.country == "Belgium"


def test_address_in_the_language_of_the_card(client, place):
    dutch = vobject.readOne(card(client).content.decode()).adr.value
    french = vobject.readOne(card(client, "fr").content.decode()).adr.value

    assert (dutch.street, dutch.city) == ("Vrijheidsstraat, achter; links 12", "Elsene")
    assert (french.street, french.city) == ("Rue de la Liberté 12", "Ixelles")


def test_lines_are_folded_between_characters(client, place):
    body = card(client, "ar").content
    lines = body.split(b"\r\n")

    assert body.endswith(b"END:VCARD\r\n")
    assert b"\n" not in body.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut


def test_secret_address_is_not_on_the_card(client):
    location(
        organisation=organisation(slug="baboes"),
        street_nl="Verborgenstraat",
        phone="02 987 65 43",
        is_confidential=True,
    )

    body = card(client).content.decode().replace("\r\n ", "")

    assert "ADR" not in body
    assert "Verborgen" not in body
    assert "987" not in body


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_what_is_not_published_has_no_card(client, status):
    organisation(slug="baboes", status=status)

    assert client.get("/nl/organisations/baboes.vcf").status_code == 404
    assert client.get("/nl/organisations/nobody.vcf").status_code == 404


def test_point_of_the_only_place(client, place):
    place.latitude, place.longitude = 50.8301, 4.3702
    place.save()

    assert b"\r\nGEO:50.8301;4.3702\r\n" in card(client).content


def test_of_several_places_and_of_a_secret_one_there_is_no_point(client, place):
    place.latitude, place.longitude = 50.8301, 4.3702
    place.save()
    other = location(organisation=place.organisation, municipality=place.municipality)
    assert b"GEO" not in card(client).content

    other.delete()
    place.is_confidential = True
    place.save()

    assert b"GEO" not in card(client).content
