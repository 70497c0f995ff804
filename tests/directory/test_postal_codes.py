"""The postal code says which municipality it is, and no other pair is saved, whichever way in."""

import json

import pytest

from directory.models import Location, Organisation
from directory.placing import postal_codes
from geo.models import AddressFile, Street
from tests import factories
from tests.html_forms import fields_of, forms_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def brussels():
    return factories.municipality(
        name_nl="Brussel", name_en="Brussels", postal_codes=["1000", "1020"], nis_code="21004"
    )


@pytest.fixture
def evere():
    return factories.municipality(name_nl="Evere", postal_codes=["1140"], nis_code="21006")


@pytest.fixture
def ixelles():
    return factories.municipality(
        name_nl="Elsene", name_en="Ixelles", postal_codes=["1050"], nis_code="21009"
    )


@pytest.fixture
def organisation(brussels):
    return factories.organisation(
        name_nl="De Wieg", themes=[factories.theme()], summary_nl="Zin", serves_region=True
    )


@pytest.fixture
def editor(client):
    user = factories.user(groups=["Editors"], language="en")
    client.force_login(user)
    return user


def change(client, organisation, **fields):
    """Sends the whole form with a new place in it."""
    url = f"/admin/directory/organisation/{organisation.pk}/change/"
    data = fields_of(client.get(url))
    data["locations-TOTAL_FORMS"] = "1"
    new = {"location_type": "physical", "holiday_hours": "unknown", "position": "0", **fields}
    answers = dict.fromkeys(Location.BABY_FACTS, "unknown")
    place = {f"locations-0-{name}": text for name, text in (answers | new).items()}
    return client.post(url, data | place)


def errors_of(response):
    [formset] = [
        each.formset
        for each in response.context["inline_admin_formsets"]
        if each.formset.prefix == "locations"
    ]
    return {name: [*map(str, texts)] for name, texts in formset.forms[0].errors.items()}


def test_an_empty_municipality_is_filled_in(client, organisation, brussels, evere, editor):
    response = change(client, organisation, postal_code="1140", street_nl="Dorp")

    assert response.status_code == 302
    assert organisation.locations.get().municipality == evere


def test_a_pair_that_cannot_be_is_refused_with_the_right_ones(
    client, organisation, brussels, evere, editor
):
    refused = change(client, organisation, postal_code="1000", municipality=evere.pk)

    assert errors_of(refused) == {
        "municipality": ["1000 is not in Evere. Which is right? 1000 Brussels / 1140 Evere"]
    }
    assert not organisation.locations.exists()
    right = json.dumps({"locations-0-postal_code": "1140"})
    url = f"/admin/directory/organisation/{organisation.pk}/change/"
    response = client.post(url, fields_of(refused) | {"_set": right})
    assert response.status_code == 302
    place = organisation.locations.get()
    assert (place.postal_code, place.municipality) == ("1140", evere)


def test_streets_of_a_code_in_another_municipality_are_fine(
    client, organisation, brussels, ixelles, editor
):
    factories.neighbourhood(municipality=brussels, postal_codes=["1050"])

    change(client, organisation, postal_code="1050", municipality=brussels.pk)

    assert organisation.locations.get().municipality == brussels


def test_a_code_of_several_is_asked_about(client, organisation, brussels, ixelles, editor):
    file = AddressFile.objects.create(name="x", is_current=True)
    for nis_code in ("21009", "21004"):
        Street.objects.create(file=file, postal_code="1050", nis_code=nis_code, name_nl="Louiza")

    refused = change(client, organisation, postal_code="1050", street_nl="Louiza")

    assert errors_of(refused) == {
        "municipality": [
            "1050 lies in several municipalities. Which one is it? 1050 Ixelles / 1050 Brussels"
        ]
    }
    assert b"1050 Brussels" in refused.content
    assert b"1050 Ixelles" in refused.content


def test_what_stands_there_already_does_not_stop_another_change(
    client, organisation, brussels, evere, editor
):
    place = factories.location(organisation=organisation, municipality=evere, postal_code="1000")
    url = f"/admin/directory/organisation/{organisation.pk}/change/"

    response = client.post(url, fields_of(client.get(url), phone="1712"))

    assert response.status_code == 302
    place.refresh_from_db()
    assert place.postal_code == "1000"


def test_a_short_page_offers_the_right_pairs_too(client, brussels, evere, editor):
    page = client.get("/admin/directory/organisation/new/")
    first = send(client, page, name_en="Cradle", kind="shelter", _later="1", summary_en="x")
    organisation = Organisation.objects.get()
    assert first.status_code == 302
    url = f"/admin/directory/organisation/{organisation.pk}/new/where/"
    new = "locations/+new"

    refused = send(
        client,
        client.get(url),
        **{f"{new}/postal_code": "1000", f"{new}/municipality": evere.pk, "phone": "1712"},
    )

    assert [*refused.context["form"].errors] == [f"{new}/municipality"]
    right = json.dumps({f"{new}/municipality": str(brussels.pk)})
    assert send(client, refused, _set=right).status_code == 302
    assert organisation.locations.get().municipality == brussels


def send(client, page, **fields):
    form = next(form for form in forms_of(page) if form["attributes"].get("id") == "short-form")
    data = {}
    for name, value in form["fields"]:
        data.setdefault(name, []).append(value)
    return client.post(page.request["PATH_INFO"], data | fields)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Huis, Dorpstraat 3, 1140 Evere", "1140"),
        ("Steenweg op Waver 1160", ""),
        ("Steenweg op Waver 1160 bus 3", ""),
        ("Rue Haute 1000 m, 1000 Bruxelles, au fond", "1000"),
        ("", ""),
    ],
)
def test_the_code_of_an_address_in_words(text, code):
    assert postal_codes.in_text([None, text]) == code


@pytest.mark.parametrize("sent", ["x", "[1]", '{"_author": "1"}', '{"no_such": "1"}'])
def test_a_button_that_nobody_made_sets_nothing(client, organisation, editor, sent):
    url = f"/admin/directory/organisation/{organisation.pk}/change/"

    response = client.post(url, fields_of(client.get(url)) | {"_set": sent})

    assert response.status_code == 302


def test_a_place_of_an_activity_in_words(client, brussels, evere, editor):
    event = factories.event(
        summary_nl="Zin", themes=[factories.theme()], is_online=True, place_nl=""
    )
    url = f"/admin/agenda/event/{event.pk}/change/"

    place = {"place_nl": "Huis, Dorpstraat 3, 1000 Brussel", "municipality": evere.pk}
    refused = client.post(url, fields_of(client.get(url)) | place)

    form = refused.context["adminform"].form
    assert form.errors == {"municipality": ["1000 is not in Evere. Which is right? 1000 Brussels"]}
    right = json.dumps({"municipality": str(brussels.pk)})
    assert client.post(url, fields_of(refused) | {"_set": right}).status_code == 302
    client.post(url, fields_of(client.get(url)) | {"municipality": "", "place_nl": "1140 Evere"})
    event.refresh_from_db()
    assert event.municipality == evere
