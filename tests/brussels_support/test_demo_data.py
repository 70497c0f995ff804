"""Every public page with the demonstration data: nothing secret, nothing missing."""

import re
from functools import cache
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from core.languages import CODES
from directory.models import Location, Municipality, Neighbourhood, Organisation, Theme
from tests import factories
from tests.clock import DEMONSTRATION, travel

pytestmark = [pytest.mark.one_database, pytest.mark.at(DEMONSTRATION)]

SITE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration data with a secret address in it, once for this file."""
    with travel(DEMONSTRATION), django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", *settings.DEMO_FIXTURES, verbosity=0)
        shelter = Organisation.objects.get(slug="talita")
        secret = Location.objects.create(
            organisation=shelter,
            is_confidential=True,
            street_nl="Verborgenstraat",
            street_fr="Rue Cachée",
            house_number="98765",
            name_nl="Huis Zonder Naam",
            phone="02 987 65 43",
            municipality=Municipality.objects.get(nis_code="21009"),
            latitude=50.87651,
            longitude=4.34561,
        )
        factories.event(
            slug="in-de-opvang", title_nl="In de opvang", organisation=shelter, location=secret
        )
        yield shelter
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def fetch(demo):
    """`fetch(address)`: the answer as anybody gets it, asked for once for all tests here."""

    @cache
    def fetch(address):
        response = Client().get(address)
        return SimpleNamespace(
            text=response.text, cookies=response.cookies, vary=response.get("Vary", "")
        )

    return fetch


CALENDARS = ["agenda/calendar.ics", "agenda/calendar.ics?when=month", "agenda/in-de-opvang.ics"]
PATHS = [
    "",
    "organisations/",
    "organisations/?theme=housing&place=1050",
    "organisations/?q=talita",
    "organisations/?page=2",
    "organisations/talita/",
    "organisations/sos-viol/",
    "themes/",
    "themes/housing/",
    "themes/relationships-violence/",
    "agenda/",
    "agenda/?place=1080&free=1&when=week",
    "agenda/?when=month",
    "agenda/koffieochtend-molenbeek/",
    "agenda/in-de-opvang/",
    "places/",
    "places/ixelles-elsene/",
    "places/ixelles-elsene/matonge/",
    "about/",
    "privacy/",
    "accessibility/",
    "nothing/",
]


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_public_pages_set_no_cookie_and_ask_no_other_host(fetch, language):
    for path in PATHS:
        response = fetch(f"/{language}/{path}")
        loaded = re.findall(r'<(?:script|img|iframe|source)[^>]+src="([^"]*)"', response.text)
        loaded += re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]*)"', response.text)

        assert not response.cookies
        assert "Cookie" not in response.vary
        assert "csrf" not in response.text
        # Our own files, and the QR code of the page.
        assert all(address.startswith(("/static/", f"/{language}/qr.")) for address in loaded)
        assert len(re.findall("<h1[ >]", response.text)) == 1
        assert " style=" not in response.text
        assert not re.search(r"\son\w+=", response.text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_confidential_address_is_in_no_public_byte(demo, fetch, language):
    addresses = [f"/{language}/{path}" for path in [*PATHS, *CALENDARS]]
    if language == "nl":
        files = re.findall(rf"<loc>{SITE}(.*?)</loc>", fetch("/sitemap.xml").text)
        for file in files:
            addresses += re.findall(rf"<loc>{SITE}(/nl/.*?)</loc>", fetch(file).text)
        addresses += [*files, "/sitemap.xml", "/robots.txt", "/healthz", f"/o/{demo.pk}"]
        assert len(addresses) > 300
    for address in addresses:
        text = fetch(address).text
        for secret in (
            "Verborgenstraat",
            "Rue Cachée",
            "98765",
            "Huis Zonder Naam",
            "987 65 43",
            "987654",
            "50.87651",
            "4.34561",
        ):
            assert secret not in text, f"{secret} in {address}"


@pytest.mark.django_db
def test_confidential_place_is_not_even_counted(demo, client):
    context = client.get("/nl/organisations/?place=ixelles-elsene&kind=shelter").context

    for section in context["sections"]:
        if section["heading"] == "In Elsene":
            assert "Talita" not in [card.name.text for card in section["cards"]]


@pytest.mark.django_db
def test_demonstration_data_is_complete(demo):
    assert Municipality.objects.count() == 19
    assert Neighbourhood.objects.count() == 145
    assert Theme.objects.count() == 12
    assert Organisation.objects.published().count() >= 90
    assert not Organisation.objects.filter(verified_on__isnull=False).exists()
    for model, fields in ((Theme, ("name", "tagline", "guide")), (Municipality, ("name",))):
        for row in model.objects.all():
            for field in fields:
                for code in CODES:
                    assert getattr(row, f"{field}_{code}"), f"{row.slug} {field} {code}"
    for row in Organisation.objects.published():
        for code in ("nl", "fr", "en"):
            assert getattr(row, f"summary_{code}"), f"{row.slug} {code}"
        assert 0 < max(len(getattr(row, f"summary_{c}") or "") for c in CODES) <= 200


@pytest.mark.django_db
def test_demonstration_data_has_the_organisations_that_must_be_there(demo):
    slugs = set(Organisation.objects.published().values_list("slug", flat=True))

    assert {
        "alleenstaande-ouder-brussel",
        "supermamas-brussels",
        "de-ketjes",
        "baboes",
        "huis-van-het-kind-brussel",
        "kind-en-gezin",
        "one",
    } <= slugs
    kinds = list(Organisation.objects.published().values_list("kind", flat=True))
    assert kinds.count("welfare-office") == 19
    assert kinds.count("community-centre") >= 22
    assert kinds.count("neighbourhood-house") >= 16
