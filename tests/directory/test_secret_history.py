"""An older version of a listing does not tell an address that became secret since."""

import pytest

from directory.models import Location
from tests import factories
from tests.html_forms import fields_of
from tests.lists import log_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def refuge():
    """Public, with one place that everybody could read of."""
    organisation = factories.organisation(
        name_nl="Vrouwenhuis",
        summary_nl="Rust",
        themes=[factories.theme()],
        phone="02 512 34 56",
        serves_region=True,
    )
    factories.location(
        organisation=organisation, street_nl="Schuilstraat", house_number="7", latitude=50.85,
        longitude=4.35,
    )  # fmt: skip
    return organisation


def url_of(organisation, page="change"):
    return f"/admin/directory/organisation/{organisation.pk}/{page}/"


def changed(client, organisation, **values):
    """Saves the page with other values in the first of its places."""
    fields = fields_of(client.get(url_of(organisation)))
    values = {f"locations-0-{name}": texts for name, texts in values.items()}
    assert client.post(url_of(organisation), fields | values).status_code == 302


def put_back(client, organisation, **fields):
    """Sends the form of the history for the first version that is kept."""
    [*_later, first] = client.get(url_of(organisation, "history")).context["entries"]
    client.post(url_of(organisation, "history"), {"version": first.version.pk, **fields})


def test_whole_version_that_is_put_back_leaves_an_address_secret(client, refuge):
    log_in(client)
    changed(client, refuge, is_confidential=["on"], house_number=["9"])

    put_back(client, refuge, _whole="1")

    place = refuge.locations.get()
    assert (place.house_number, place.is_confidential, place.latitude) == ("7", True, None)


def test_address_is_public_again_for_who_ticks_just_that(client, refuge):
    log_in(client)
    changed(client, refuge, is_confidential=["on"])
    place = refuge.locations.get()

    put_back(client, refuge, key=[f"locations/{place.pk}/is_confidential"])

    assert not refuge.locations.get().is_confidential


@pytest.mark.parametrize("is_whole", [True, False])
def test_place_that_was_secret_comes_back_secret(client, refuge, is_whole):
    log_in(client)
    changed(client, refuge, is_confidential=["on"])
    place = refuge.locations.get()
    changed(client, refuge, DELETE=["on"])

    fields = {"_whole": "1"} if is_whole else {"key": [f"locations/{place.pk}/street_nl"]}
    put_back(client, refuge, **fields)

    place = refuge.locations.get()
    assert (place.street_nl, place.is_confidential) == ("Schuilstraat", True)


@pytest.mark.parametrize(
    ("street", "is_confidential"), [("Schuilstraat", True), ("Kerkstraat", False)]
)
def test_place_comes_back_secret_beside_a_secret_one_in_its_street(
    client, refuge, street, is_confidential
):
    """She took the place away and wrote it down anew."""
    log_in(client)
    old = refuge.locations.get()
    changed(client, refuge, DELETE=["on"])
    factories.location(organisation=refuge, street_nl=street, is_confidential=True)

    put_back(client, refuge, key=[f"locations/{old.pk}/street_nl"])

    assert Location.objects.filter(street_nl="Schuilstraat", house_number="7").get() == (
        refuge.locations.get(is_confidential=is_confidential, house_number="7")
    )
