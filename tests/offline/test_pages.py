"""Pages to keep on a phone: what they hold, what they leave out, and how large they are."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from core.languages import CODES
from core.models import Status
from directory.emergency import IN_DANGER, TO_TALK
from directory.models import Organisation
from offline import listing
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

NOINDEX = '<meta name="robots" content="noindex">'
MOST_KEPT = 500_000  # bytes, as stored


@pytest.fixture
def elsene():
    return factories.municipality(slug="ixelles-elsene", name_nl="Elsene", postal_codes=["1050"])


def house(place, **values):
    organisation = factories.organisation(summary_nl="Koffie en spelen.", **values)
    factories.location(
        organisation=organisation, municipality=place, street_nl="Dorpstraat", house_number="7"
    )
    return organisation


def summaries(text):
    """The names of what is listed."""
    return re.findall(r"<summary><h\d>(.*?)</h\d>", text)


# The list of a municipality


@pytest.mark.at("2026-11-16 10:00")
def test_list_has_everything_to_act_and_the_day_of_the_copy(client, elsene):
    huis = factories.organisation(
        name_nl="Het Huis",
        summary_nl="Koffie en spelen.",
        phone="02 512 34 51",
        no_contact="",
        spoken_languages=["nl", "ar"],
        cost="free",
    )
    place = factories.location(
        organisation=huis,
        municipality=elsene,
        street_nl="Dorpstraat",
        house_number="7",
        postal_code="1050",
        hours_known=True,
    )
    factories.opening_hours(location=place)
    factories.event(title_nl="Babycafé", location=place)
    factories.organisation(name_nl="Overal", serves_region=True)

    text = client.get("/nl/keep/ixelles-elsene/").text

    assert summaries(text) == ["Babycafé", "Het Huis", "Overal"]
    assert "Kopie van 16 november 2026" in text
    for fact in (
        *("Speel- en ontmoetingsplek", "Koffie en spelen."),
        *('href="tel:+3225123451"', "Dorpstraat 7, 1050 Elsene", "ma 9.00–17.00", "Gratis"),
        *("Nederlands, Arabisch", "Dinsdag 17 november", "di 17 nov"),
    ):
        assert fact in text, fact
    assert NOINDEX in text


def test_list_of_a_part_or_another_spelling_is_that_of_its_municipality(client, elsene):
    factories.neighbourhood(slug="flagey", name_nl="Flagey", municipality=elsene)

    for spelling in ("flagey", "1050", "Elsene"):
        response = client.get(f"/nl/keep/{spelling}/")

        assert (response.status_code, response["Location"]) == (301, "/nl/keep/ixelles-elsene/")
        assert response["Cache-Control"] == "no-cache"
    assert client.get("/nl/keep/nergens/").status_code == 404


def test_what_is_sensitive_is_not_kept(client, elsene):
    violence = factories.theme(is_sensitive=True)
    shelter = house(elsene, name_nl="Vluchthuis", phone="02 512 34 59", themes=[violence])
    factories.event(title_nl="Praatgroep", organisation=shelter)
    gentle = house(elsene, name_nl="Gewoon", parent_organisation=shelter)
    factories.event(title_nl="Rouw", location=gentle.locations.get(), sensitive="yes")
    factories.event(title_nl="Koffie", location=gentle.locations.get())
    question = factories.question(themes=[violence])
    names = [f"o{shelter.pk}", f"o{gentle.pk}", f"q{question.pk}"]
    names += [f"e{row.pk}" for row in shelter.events.all()]

    kept = client.get("/nl/keep/ixelles-elsene/").text
    selection = client.get(f"/nl/keep/selection/{'-'.join(names)}/", follow=True).text

    assert summaries(kept) == ["Koffie", "Gewoon"]
    assert summaries(selection) == ["Gewoon"]
    for text in (kept, selection):
        assert "Sommige plekken staan alleen op de website." in text
        assert "Vluchthuis" not in text
        assert "02 512 34 59" not in text
        assert "quick-exit" not in text


def test_no_address_or_number_tells_what_is_not_kept(client):
    """An address is kept too, as the name of a page."""
    shelter = factories.organisation(themes=[factories.theme(is_sensitive=True)])
    rows = [factories.organisation(), factories.question()]
    kept = f"/nl/keep/selection/o{rows[0].pk}-q{rows[1].pk}/"

    response = client.get(f"/nl/keep/selection/o{rows[0].pk}-o{shelter.pk}-o0-q{rows[1].pk}/")
    alone = client.get(f"/nl/keep/selection/o{shelter.pk}/")

    assert (response.status_code, response["Location"]) == (301, kept)
    assert (alone.status_code, alone["Location"]) == (302, "/nl/keep/")
    assert 'class="note"' not in client.get(kept).text


def test_secret_address_is_on_no_kept_page(client, elsene):
    huis = factories.organisation(name_nl="Vrouwenhuis", serves_region=True)
    secret = factories.location(
        organisation=huis,
        municipality=elsene,
        street_nl="Schuilkelderstraat",
        house_number="9173",
        name_nl="Zonnekelder",
        phone="02 217 36 42",
        is_confidential=True,
    )
    event = factories.event(title_nl="Zingen", location=secret, place_nl="Achter de kerk")

    texts = [
        client.get("/nl/keep/ixelles-elsene/").text,
        client.get(f"/nl/keep/selection/o{huis.pk}-e{event.pk}/").text,
    ]

    for text in texts:
        assert "Vrouwenhuis" in text
        for told in ("Schuilkelder", "9173", "Zonnekelder", "217 36 42", "Achter de kerk"):
            assert told not in text
    assert "In Elsene" not in texts[0]


def test_list_ends_where_there_is_no_room_and_says_so(client, elsene, monkeypatch):
    for number in range(9):
        house(elsene, name_nl=f"Huis {number}")
    whole = client.get("/nl/keep/ixelles-elsene/").text
    one = len(re.search(r"<details.*?</details>", whole, re.S)[0].encode())
    monkeypatch.setattr(listing, "MOST_BYTES", 4 * one + 100)

    text = client.get("/nl/keep/ixelles-elsene/").text

    assert len(summaries(whole)) == 9
    assert "niet in deze kopie" not in whole
    assert len(summaries(text)) == 4
    assert "Er zijn er nog 5 die niet in deze kopie staan. Je vindt ze op de website." in text


def test_many_activities_do_not_take_the_place_of_those_who_are_there(client, elsene, monkeypatch):
    place = house(elsene, name_nl="Huis").locations.get()
    for number in range(3):
        factories.event(title_nl=f"Koffie {number}", location=place)
    monkeypatch.setattr(listing, "MOST_ACTIVITIES", 2)

    text = client.get("/nl/keep/ixelles-elsene/").text

    assert len(summaries(text)) == 3
    assert summaries(text)[-1] == "Huis"
    assert "Er is er nog 1 die niet in deze kopie staat." in text


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_queries_however_long(client, elsene, django_assert_num_queries, count):
    theme = factories.theme()
    for _ in range(count):
        place = house(elsene, themes=[theme]).locations.get()
        factories.event(location=place, themes=[theme])
    client.get("/nl/")  # what is kept in memory

    with django_assert_num_queries(18):
        client.get("/nl/keep/ixelles-elsene/")


def test_list_follows_an_edit(elsene, settings):
    settings.PAGE_CACHE_BYTES = 10_000_000
    client = Client()
    huis = house(elsene, name_nl="Het Huis")
    client.get("/nl/keep/ixelles-elsene/")

    huis.phone, huis.no_contact = "02 512 34 51", ""
    huis.save()

    assert 'href="tel:+3225123451"' in client.get("/nl/keep/ixelles-elsene/").text


# The other pages


def test_numbers_are_all_there_with_their_hours(client):
    text = client.get("/nl/keep/numbers/").text

    for line in IN_DANGER + TO_TALK:
        assert f'href="{line.tel}"' in text
        assert str(line.answers) in text
    assert NOINDEX in text


def test_selection_is_kept_in_its_order(client):
    rows = [factories.question(), factories.organisation(), factories.event()]
    token = "-".join(f"{row._meta.model_name[0]}{row.pk}" for row in rows)

    text = client.get(f"/nl/keep/selection/{token}/").text

    assert summaries(text) == [rows[0].question, rows[1].name, rows[2].title]
    assert "niet in deze kopie" not in text


def test_selection_that_cannot_be_read_leads_somewhere(client):
    organisation = factories.organisation()

    cut = client.get(f"/nl/keep/selection/o{organisation.pk}-x/")
    nothing = client.get("/nl/keep/selection/x/")

    assert (cut.status_code, cut["Location"]) == (301, f"/nl/keep/selection/o{organisation.pk}/")
    assert (nothing.status_code, nothing["Location"]) == (302, "/nl/keep/")


def test_page_without_a_connection_lists_what_its_address_says(client, elsene):
    text = client.get("/nl/keep/no-connection/?place=1050&selection=o1-zz-e2").text

    kept = re.search(r"<ul[^>]* data-kept>(.*?)</ul>", text, re.S)[1]
    assert re.findall('href="(.*?)"', kept) == [
        "/nl/keep/ixelles-elsene/",
        "/nl/keep/selection/o1-e2/",
        "/nl/keep/numbers/",
    ]
    assert 'href="tel:112"' in text
    assert "/nl/keep/numbers/" in client.get("/nl/keep/no-connection/").text


def test_page_to_keep_chooses_the_municipality_of_its_address(client, elsene):
    factories.neighbourhood(slug="flagey", name_nl="Flagey", municipality=elsene)

    text = client.get("/nl/keep/?place=flagey").text

    assert '<option value="ixelles-elsene" selected>Elsene</option>' in text
    assert 'href="/nl/keep/ixelles-elsene/"' in text
    assert "Deze plaats kennen we niet" not in text
    assert "Deze plaats kennen we niet" in client.get("/nl/keep/?place=nergens").text
    assert NOINDEX in text


def test_place_and_list_lead_to_keeping_them(client, elsene):
    house(elsene)
    for path in ("places/ixelles-elsene/", "organisations/?place=1050", "agenda/?place=1050"):
        assert '<a href="/nl/keep/?place=ixelles-elsene"' in client.get(f"/nl/{path}").text


def test_no_sensitive_page_offers_to_keep_anything_or_has_a_manifest(client, elsene):
    violence = factories.theme(slug="geweld", is_sensitive=True)
    shelter = house(elsene, themes=[violence])
    event = factories.event(location=shelter.locations.get(), themes=[violence])
    question = factories.question(themes=[violence])
    paths = [
        *(row.get_absolute_url() for row in (shelter, event, question, violence)),
        *("/nl/organisations/?place=1050", "/nl/agenda/?place=1050", "/nl/places/ixelles-elsene/"),
        *(f"/nl/selection/o{shelter.pk}/", f"/nl/share/?path={shelter.get_absolute_url()}"),
        *("/nl/search/?q=organisatie", "/nl/faq/"),
    ]

    for path in paths:
        text = client.get(path).text

        assert "quick-exit" in text, path
        for offered in ("/keep/", "manifest", "sw.js", "keep.js"):
            assert offered not in text, path
    assert "/keep/" in client.get("/nl/").text


def test_embedded_list_has_nothing_of_it(client, elsene):
    text = client.get("/nl/organisations/?embed=1&place=1050").text

    assert "/keep/" not in text
    assert "manifest" not in text


# The manifest and the worker


@pytest.mark.parametrize("language", CODES)
def test_manifest_is_in_her_language_and_has_one_identity(client, language):
    response = client.get(f"/{language}/manifest.webmanifest")
    manifest = response.json()

    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["lang"] == language
    assert manifest["dir"] == ("rtl" if language == "ar" else "ltr")
    assert (manifest["id"], manifest["scope"], manifest["display"]) == ("/", "/", "browser")
    assert manifest["start_url"] == f"/{language}/"
    assert manifest["name"] == manifest["short_name"]
    assert f'<link rel="manifest" href="/{language}/manifest.webmanifest">' in (
        client.get(f"/{language}/about/").text
    )
    assert [(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]
    for icon in manifest["icons"]:
        assert (settings.BASE_DIR / icon["src"].strip("/")).read_bytes()[1:4] == b"PNG"


def test_manifest_has_the_colours_of_the_light_scheme(client):
    manifest = client.get("/nl/manifest.webmanifest").json()
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text()

    assert f"--paper: {manifest['background_color']};" in tokens.split("@media")[0]
    assert f"--brand: {manifest['theme_color']};" in tokens.split("@media")[0]


def test_worker_is_never_older_than_the_site_and_may_look_after_all_of_it(client):
    response = client.get("/sw.js")

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert "Accept-Language" not in response["Vary"]
    pages = re.compile(re.search(r"^const PAGES = /(.*)/;$", response.text, re.M)[1])
    for path in ("/", *(f"/{code}/agenda/" for code in CODES), "/o/1", "/s/o1"):
        assert pages.match(path), path
    for path in ("/exit", "/exit/empty", "/admin/", "/sw.js", "/static/js/keep.js", "/healthz"):
        assert not pages.match(path), path
    for path in ("/bo/", "/xx/"):  # there an admin may be
        assert not pages.match(path), path


def test_robots_stay_away_from_copies(client):
    assert "Disallow: /*/keep/\n" in client.get("/robots.txt").text


# How much is kept


def kept_bytes(client, language, place, token):
    """The size of all that static/js/keep.js stores, as it is stored."""
    base = f"/{language}/keep/"
    paths = [f"{base}{place}/", f"{base}numbers/", f"{base}not-sent/"]
    paths += [f"{base}no-connection/?place={place}&selection={token}", f"{base}selection/{token}/"]
    texts = [client.get(path).text for path in paths]
    files = {
        file
        for text in texts
        for file in re.findall(r'(?:<script[^>]* src|rel="stylesheet" href)="(.*?)"', text)
    }
    assert len(files) == 7
    sizes = [(settings.BASE_DIR / file.strip("/")).stat().st_size for file in files]
    return sum(sizes) + sum(len(text.encode()) for text in texts)


@pytest.mark.at("2026-11-16 10:00")
def test_copy_of_a_municipality_with_hundreds_of_places_is_small(client, elsene):
    """In Arabic, whose letters take two bytes, with a text of full length each."""
    Organisation.objects.bulk_create(
        Organisation(
            slug=f"huis-{number}",
            name_ar=f"بيت الجيران رقم {number}",
            summary_ar="مكان دافئ " * 20,
            cost="low",
            cost_note_ar="يورو واحد " * 11,
            kind="meeting-place",
            status=Status.PUBLISHED,
            first_published_at=timezone.now(),
            phone="02 512 34 51",
            serves_region=True,
        )
        for number in range(420)
    )
    long = "<p>" + "جواب طويل جداً " * 300 + "</p>"
    names = [f"q{factories.question(answer_ar=long).pk}" for _ in range(30)]

    size = kept_bytes(client, "ar", "ixelles-elsene", "-".join(names))

    assert MOST_KEPT - 80_000 < size < MOST_KEPT
