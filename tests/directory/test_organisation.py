"""The page of one organisation: what is public, in which language, and in which state."""

import json
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.models import Status
from directory import index, opening, pages
from directory.models import Location
from tests.factories import (
    audience,
    location,
    municipality,
    notice,
    opening_hours,
    organisation,
    source,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
BRUSSELS = ZoneInfo("Europe/Brussels")


def json_ld(response):
    return json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', response.text)[1]
    )


# State


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_organisation_that_is_not_published_does_not_exist(client, status):
    row = organisation(name_nl="Geheim plan", status=status)

    response = client.get(row.get_absolute_url())

    assert response.status_code == 404
    assert "Geheim plan" not in response.text
    assert client.get(f"/o/{row.pk}").status_code == 404


def test_organisation_that_was_archived_as_a_draft_does_not_exist(client):
    row = organisation(status=Status.ARCHIVED)

    assert client.get(row.get_absolute_url()).status_code == 404


def test_organisation_that_has_ended_says_so_and_shows_the_nearest(client):
    place, meeting = municipality(), theme()
    row = organisation(name_nl="Voorbij", themes=[meeting])
    location(organisation=row, municipality=place)
    far = organisation(name_nl="Ver", themes=[meeting])
    location(organisation=far)
    near = organisation(name_nl="Vlakbij", themes=[meeting])
    location(organisation=near, municipality=place)
    row.status = Status.ARCHIVED
    row.save()

    response = client.get(row.get_absolute_url())

    assert response.status_code == 410
    assert "<h1>Voorbij</h1>" in response.text
    assert [card.name.text for card in response.context["cards"]] == ["Vlakbij", "Ver"]


def test_renamed_address_redirects(client):
    row = organisation(slug="oud")
    row.slug = "nieuw"
    row.save()

    response = client.get("/nl/organisations/oud/")

    assert (response.status_code, response["Location"]) == (301, "/nl/organisations/nieuw/")


@pytest.mark.parametrize("written", ["ETE", "%C3%A9t%C3%A9", "e%CC%81te%CC%81"])
def test_address_in_another_spelling_redirects(client, written):
    organisation(slug="ete")

    response = client.get(f"/nl/organisations/{written}/")

    assert (response.status_code, response["Location"]) == (301, "/nl/organisations/ete/")


@pytest.mark.parametrize("written", ["%ff", "%00", "x" * 3000, "..", "%2e%2e%2fadmin"])
def test_address_that_means_nothing_is_a_404(client, written):
    assert client.get(f"/nl/organisations/{written}/").status_code == 404


# Short links


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [("", "fr-BE", "fr"), ("?lang=ar", "fr-BE", "ar"), ("?lang=xx", "es", "es"), ("", "", "nl")],
)
def test_short_link_leads_to_the_readers_language(client, query, header, language):
    row = organisation(slug="baboes")

    response = client.get(f"/o/{row.pk}{query}", headers={"accept-language": header})

    assert (response.status_code, response["Location"]) == (
        302,
        f"/{language}/organisations/baboes/",
    )
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
def test_short_link_to_nothing_is_a_404(client, pk):
    assert client.get(f"/o/{pk}").status_code == 404


# Text and language


def test_fallback_text_carries_its_language_and_a_note(client):
    row = organisation(name_fr="Écoute", summary_fr="Quelqu’un vous écoute.")

    text = client.get(row.get_absolute_url()).text

    assert '<h1><span lang="fr" dir="ltr">Écoute</span></h1>' in text
    assert '<span lang="fr" dir="ltr">Quelqu’un vous écoute.</span>' in text
    assert "Frans" in text


def test_fallback_to_arabic_is_right_to_left(client):
    row = organisation(name_ar="مركز")

    assert '<span lang="ar" dir="rtl">مركز</span>' in client.get(row.get_absolute_url()).text


def test_own_text_has_no_language_of_its_own(client):
    row = organisation(name_nl="Luister")

    assert "<h1>Luister</h1>" in client.get(row.get_absolute_url()).text


def test_phone_email_and_address_are_isolated_in_arabic(client):
    row = organisation(phone="02/512.34.56", email="info@example.org", website="https://x.be")
    location(organisation=row, street_fr="Rue Haute", house_number="298", phone="+32 2 512 34 57")

    with translation.override("ar"):
        text = client.get(row.get_absolute_url()).text

    assert '<html lang="ar" dir="rtl">' in text
    assert '<bdi dir="ltr">02/512.34.56</bdi>' in text
    assert '<bdi dir="ltr">+32 2 512 34 57</bdi>' in text
    assert '<bdi dir="ltr" lang="fr">Rue Haute 298</bdi>' in text
    assert 'href="tel:+3225123456"' in text
    assert 'href="mailto:info@example.org"' in text


def test_lists_have_the_comma_of_the_language(client):
    row = organisation(spoken_languages=["fr", "nl"])
    location(organisation=row)

    arabic = client.get(f"/ar/organisations/{row.slug}/").text
    dutch = client.get(f"/nl/organisations/{row.slug}/").text

    assert "الفرنسية، الهولندية" in arabic
    assert "Frans, Nederlands" in dutch


def test_street_is_in_the_language_of_the_page(client):
    row = organisation()
    location(
        organisation=row,
        street_nl="Vlaamsesteenweg",
        street_fr="Rue de Flandre",
        house_number="12",
    )
    shown = {
        language: re.search(
            r'<bdi dir="ltr" lang="(..)">(.*?)</bdi>',
            client.get(f"/{language}/organisations/{row.slug}/").text,
        ).groups()
        for language in ("nl", "fr", "en", "ar")
    }

    assert shown == {
        "nl": ("nl", "Vlaamsesteenweg 12"),
        "fr": ("fr", "Rue de Flandre 12"),
        "en": ("fr", "Rue de Flandre 12"),
        "ar": ("fr", "Rue de Flandre 12"),
    }


# Nothing where there is nothing


def test_organisation_with_a_name_only_shows_nothing_empty(client):
    row = organisation(name_nl="Alleen een naam")
    location(organisation=row)

    text = client.get(row.get_absolute_url()).text

    assert "None" not in text
    assert "null" not in text
    assert 'href=""' not in text
    assert 'href="tel:"' not in text
    assert 'href="mailto:"' not in text
    assert "<h2></h2>" not in text
    assert "openstreetmap" not in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_website_that_no_form_has_seen_is_not_linked(client, address):
    row = organisation(website=address)

    assert address not in client.get(row.get_absolute_url()).text


def test_coming_public_holiday_is_named_in_the_table_of_hours():
    place = location(hours_known=True, holiday_hours="closed")
    for weekday in range(7):
        opening_hours(location=place, weekday=weekday)
    now = datetime(2026, 12, 23, 12, tzinfo=BRUSSELS)

    with translation.override("en"):
        context = pages.location_context(index.current(), place, place.organisation, now)
        table = render_to_string("directory/location.html", {"place": context, "around": None})

    assert table.count("public holiday") == 1
    assert "25 December: public holiday, closed" in table


@pytest.mark.at("2026-11-17 10:00")  # no public holiday among the next days
def test_place_that_is_always_open_says_so_once_on_paper_too(client):
    place = location(hours_known=True)
    for weekday in range(7):
        opening_hours(location=place, weekday=weekday, opens=time(0), closes=time(0))

    text = client.get(f"/en/organisations/{place.organisation.slug}/").text

    assert '<table class="hours">' not in text
    assert '<span class="chip good">Open day and night</span>' in text
    assert (
        re.search(r"<p([^>]*)>[^<]*<svg[^>]*>(?:(?!</p>).)*Open day and night", text, re.S)[1] == ""
    )


def test_place_without_coordinates_has_no_geo(client):
    row = organisation()
    location(organisation=row, municipality=municipality(name_nl="Elsene"))

    place = json_ld(client.get(row.get_absolute_url()))["location"][0]

    assert "geo" not in place
    assert place["address"]["addressLocality"] == "Elsene"


# Structured data


def test_json_ld_has_numbers_with_a_point_in_every_language(client):
    row = organisation()
    location(organisation=row, latitude=50.8467, longitude=4.3517)

    for language in ("nl", "fr", "ar"):
        with translation.override(language):
            place = json_ld(client.get(row.get_absolute_url()))["location"][0]

        assert place["geo"] == {
            "@type": "GeoCoordinates",
            "latitude": 50.8467,
            "longitude": 4.3517,
        }


@pytest.mark.parametrize(
    "name", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b & c > d"]
)
def test_json_ld_cannot_be_closed_by_a_text(client, name):
    row = organisation(name_nl=name, slug="x")

    response = client.get(row.get_absolute_url())

    assert json_ld(response)["name"] == name
    own = r'<script( type="module")? src="[^"]*"></script>'
    assert re.sub(own, "", response.text).count("<script") == 1
    assert "alert(1)</script>" not in response.text


def test_json_ld_tells_what_is_known(client):
    row = organisation(
        name_nl="Baboes",
        summary_nl="Spelen.",
        phone="02 512 34 56",
        spoken_languages=["nl", "fr"],
        serves_region=True,
    )
    place = location(organisation=row, hours_known=True, postal_code="1000")
    opening_hours(location=place)

    data = json_ld(client.get(row.get_absolute_url()))

    assert data["@id"] == f"http://127.0.0.1:8000/o/{row.pk}"
    assert data["telephone"] == "+3225123456"
    assert data["knowsLanguage"] == ["nl", "fr"]
    assert data["location"][0]["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": "https://schema.org/Monday",
            "opens": "09:00",
            "closes": "17:00",
        }
    ]


# Sensitive themes


def test_sensitive_page_has_a_neutral_preview_a_quick_exit_and_no_structured_data(client):
    row = organisation(
        name_nl="Hulp bij geweld",
        summary_nl="Als het thuis niet veilig is.",
        themes=[theme(is_sensitive=True)],
    )

    text = client.get(row.get_absolute_url()).text
    preview = "".join(re.findall(r'<meta (?:property="og|name="desc).*?>', text))

    assert "geweld" not in preview
    assert "veilig" not in preview
    assert "data-exit" in text
    assert "ld+json" not in text
    assert text.index('href="tel:112"') < text.index("<h1>")


def test_ordinary_page_has_no_quick_exit(client):
    row = organisation(themes=[theme()])

    assert "data-exit" not in client.get(row.get_absolute_url()).text


# Confidential places


def test_confidential_place_is_in_no_byte_of_the_page(client):
    row = organisation(name_nl="Opvanghuis", serves_region=True)
    location(
        organisation=row,
        is_confidential=True,
        street_nl="Verborgenstraat",
        house_number="4321",
        postal_code="1099",
        municipality=municipality(name_nl="Geheimegem", slug="geheimegem"),
        name_nl="Veilig huis",
        phone="02 999 88 77",
        latitude=50.87654,
        longitude=4.34567,
    )

    for language in ("nl", "fr", "ar"):
        text = client.get(f"/{language}/organisations/{row.slug}/").text
        for secret in (
            "Verborgenstraat",
            "4321",
            "1099",
            "Geheimegem",
            "geheimegem",
            "Veilig huis",
            "999 88 77",
            "50.87654",
            "4.34567",
        ):
            assert secret not in text


# Opening hours and notices, in words


@pytest.mark.parametrize(
    ("hour", "words"),
    [(8, "opens at 9:00"), (9, "until 12:30"), (13, "opens tomorrow at 9:00")],
)
def test_status_in_words(hour, words):
    place = location(hours_known=True)
    for weekday in range(5):
        opening_hours(location=place, weekday=weekday, closes=time(12, 30))
    now = datetime(2026, 11, 24, hour, tzinfo=BRUSSELS)  # a Tuesday

    with translation.override("en"):
        text = pages.status_text(opening.status(place, now), now)

    assert text.endswith(words)


def test_status_of_unknown_hours_is_not_closed(client):
    row = organisation()
    location(organisation=row)

    response = client.get(f"/en/organisations/{row.slug}/")

    assert "We do not know yet: price, languages, opening hours, address" in response.text
    assert "Closed" not in response.text


def test_notice_is_shown_from_fifteen_days_before(client):
    row = organisation()
    today = date.today()
    notice(organisation=row, starts_on=today + timedelta(days=15), text_nl="Zomervakantie")
    notice(organisation=row, starts_on=today + timedelta(days=16), text_nl="Later")
    notice(
        organisation=row,
        starts_on=today - timedelta(days=9),
        ends_on=today - timedelta(days=1),
        text_nl="Voorbij",
    )

    shown = [n.text_nl for n in client.get(row.get_absolute_url()).context["notices"]]

    assert shown == ["Zomervakantie"]


# Speed


@pytest.mark.parametrize("rows", [1, 3])
def test_organisation_costs_the_same_queries_for_any_number(
    client, django_assert_num_queries, rows
):
    row = organisation(
        themes=[theme() for _ in range(rows)],
        audiences=[audience() for _ in range(rows)],
        serves_municipalities=[municipality() for _ in range(rows)],
    )
    for _ in range(rows):
        place = location(organisation=row, hours_known=True)
        notice(location=place)
        notice(organisation=row)
        for weekday in range(rows):
            opening_hours(location=place, weekday=weekday)
        source(organisation=row)
    location(organisation=row, location_type=Location.Type.VIRTUAL)
    client.get(row.get_absolute_url())  # builds the index

    with django_assert_num_queries(9):
        client.get(row.get_absolute_url())


@pytest.mark.parametrize(
    ("kind", "heading"),
    [("helpline", "How to call"), ("health-service", "What happens the first time")],
)
def test_helpline_says_how_to_call_and_nothing_of_a_first_time(client, kind, heading):
    row = organisation(name_nl="112", kind=kind, how_to_join_en="Stay on the line.")

    response = client.get(row.get_absolute_url().replace("/nl/", "/en/"))

    assert re.findall(r'<h2 id="first-time">(.*?)</h2>', response.text) == [heading]
