"""Every public page with the demonstration data: nothing secret, nothing missing."""

import json
import re
from collections import Counter
from datetime import time
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db.models import Q
from django.test import Client
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext

from core.kept.encodings import encode
from core.languages import CODES
from core.lists.bits import positions_of
from directory import emergency, sources, whom_to_ask
from directory import index as directory_index
from directory.models import Location, Municipality, Neighbourhood, Organisation, Theme
from directory.placing import points
from tests import factories, lists
from tests.clock import DEMONSTRATION

pytestmark = [pytest.mark.one_database, pytest.mark.at(DEMONSTRATION)]

SITE = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def demo(demonstration):
    """The demonstration data with a secret address in it."""
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
    return shelter


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
    "data/",
    "data/api/",
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


# Emergency numbers and helplines

DAY_AND_NIGHT = {(day, time(0), time(0)) for day in range(7)}


def helplines():
    rows = Organisation.objects.published().filter(kind=Organisation.Kind.HELPLINE)
    return rows.prefetch_related("locations__opening_hours")


def slots(organisation):
    return {
        (slot.weekday, slot.opens, slot.closes)
        for place in organisation.locations.all()
        for slot in place.opening_hours.all()
    }


def notes(organisation, language):
    notes = [getattr(place, f"hours_note_{language}") for place in organisation.locations.all()]
    return [note for note in notes if note]


@pytest.mark.django_db
def test_every_helpline_has_a_number_a_price_and_says_when_it_answers(demo):
    rows = list(helplines())
    numbers = {"112", "101", "102", "103", "106", "107", "1712", "1733", "1813", "116 000",
               "0800 30 030", "0800 32 123"}  # fmt: skip

    assert numbers <= {row.phone for row in rows}
    assert [row.slug for row in rows if row.cost == Organisation.Cost.UNKNOWN] == []
    without = [row.slug for row in rows if not (slots(row) or notes(row, "nl"))]
    assert without == []
    for row in rows:
        assert len({len(notes(row, code)) for code in CODES}) == 1, row.slug


@pytest.mark.django_db
def test_emergency_block_says_what_the_listings_say(demo):
    rows = {row.slug: row for row in helplines()}

    for line in emergency.IN_DANGER + emergency.TO_TALK:
        row = rows[line.slug]
        assert row.phone == line.number
        if line.answers is emergency.DAY_AND_NIGHT:
            assert slots(row) == DAY_AND_NIGHT
    closing = {"1712-helpline": time(17), "ecoute-violences-conjugales": time(19)}
    for slug, closes in closing.items():
        assert slots(rows[slug]) == {(day, time(9), closes) for day in range(5)}
        [place] = rows[slug].locations.all()
        assert place.answers_always is (closes == time(19))


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_no_page_of_a_helpline_says_that_its_price_is_not_known(demo, fetch, language):
    with translation.override(language):
        price, unknown = gettext("Price"), capfirst(str(Organisation.Cost.UNKNOWN.label))
    for row in helplines():
        text = " ".join(fetch(f"/{language}/organisations/{row.slug}/").text.split())
        assert f"<dt>{price}</dt>" in text
        assert f"<dt>{price}</dt> <dd>{unknown}" not in text, row.slug


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_no_page_of_a_helpline_says_not_yet_checked_or_call_first(demo, fetch, language):
    with translation.override(language):
        never = [
            gettext("We have not checked this yet."),
            gettext("Call first: something may have changed."),
            gettext("Write first: something may have changed."),
        ]
    found = [
        (row.slug, said)
        for row in helplines()
        for said in never
        if said in fetch(f"/{language}/organisations/{row.slug}/").text
    ]
    assert found == []


@pytest.mark.django_db
def test_every_listing_leads_to_somebody(demo):
    """By its own contact, or that of its network or municipality; none was taken away for it."""
    index, silent, own = directory_index.current(), [], 0
    rows = Organisation.objects.published().for_detail()
    for row in rows:
        if index.bits_of_ids([row.pk]) & index.reachable:
            own += 1
        elif not (others := whom_to_ask.others(index, row)) or not all(
            contact for _place, contact in others.contacts
        ):
            silent.append(row.slug)

    assert silent == []
    assert len(rows) >= 186
    assert len([row for row in rows if _is_to_meet_others(row)]) >= 60
    assert own < len(rows)  # there is something to look at


def _is_to_meet_others(row):
    return any(theme.slug == "meeting-others" for theme in row.themes.all())


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_no_page_without_a_contact_says_to_ask_first(demo, client, language):
    with translation.override(language):
        advice = [gettext("Call first: something may have changed.")]
        advice += [gettext("Write first: something may have changed.")]
    index = directory_index.current()
    silent = Organisation.objects.published().exclude(
        pk__in=[index.ids[position] for position in positions_of(index.reachable, 0, 10_000)]
    )

    assert silent
    for row in silent:
        page = client.get(f"/{language}/organisations/{row.slug}/")
        assert page.context["lacks"]
        assert page.context["others"]
        assert 1 <= len(page.context["nearest"]) <= 3
        assert not any(text in page.text for text in advice)


@pytest.mark.django_db
def test_community_centres_belong_to_their_network(demo):
    centres = Organisation.objects.filter(slug__startswith="gc-")

    assert {centre.parent_organisation.slug for centre in centres} == {"n22"}
    assert len(centres) == 22


@pytest.mark.django_db
@pytest.mark.parametrize("language", CODES)
def test_summary_tells_a_place_from_every_other(demo, language):
    listed = Organisation.objects.published()
    summaries = listed.values_list(f"summary_{language}", flat=True)

    assert len(summaries) > 200
    assert [text for text, times in Counter(summaries).items() if times > 1] == []


# Where it comes from


def test_rows_of_the_demonstration_data_have_numbers_of_their_own():
    # Two with one number are one row: the second silently takes the place of the first.
    for name in settings.DEMO_FIXTURES:
        path = Path(settings.BASE_DIR, "fixtures", f"{Path(name).stem}.json")
        rows = [(row["model"], row["pk"]) for row in json.loads(path.read_text()) if "pk" in row]

        assert [row for row, times in Counter(rows).items() if times > 1] == []


@pytest.mark.django_db
def test_every_public_listing_was_checked_or_says_where_it_comes_from(demo):
    public = Organisation.objects.published()

    assert not public.filter(verified_on=None, sources=None).exists()


@pytest.mark.django_db
def test_nobody_is_told_to_call_where_there_is_no_number_or_always_one(demo):
    told = {"Call first: something may have changed.", "Write first: something may have changed."}
    for row in Organisation.objects.published().for_detail():
        with translation.override("en"):
            sentence, is_checked = sources.degree(row)
            advice = sources.advice(row, is_checked)
        phones = [row.phone, *(place.phone for place in row.public_locations)]
        assert sentence.endswith(")."), row.slug
        assert advice in {"", *told}
        if row.kind == "helpline" or not (any(phones) or row.email or row.whatsapp):
            assert advice == "", row.slug
        else:
            assert advice, row.slug


@pytest.mark.django_db
def test_no_secret_place_leads_to_the_pages_that_it_was_read_on(demo, fetch):
    secret = Organisation.objects.published().filter(
        Q(kind="shelter") | Q(locations__is_confidential=True)
    )
    assert secret.count() >= 10
    for row in secret.distinct():
        page = fetch(f"/nl/organisations/{row.slug}/").text
        for source in row.sources.exclude(address=""):
            assert source.address not in page, row.slug


# Lists


@pytest.mark.django_db
@pytest.mark.parametrize(
    "label", ["directory.organisation", "agenda.event", "faq.question", "search.synonymgroup"]
)
def test_list_that_goes_out_and_comes_in_changes_nothing(client, demo, label):
    """Also in another language."""
    lists.log_in(client, language="fr")
    file = client.get(f"/admin/lists/{label}/export/", {"kind": "csv", "secret": "1"}).content
    lists.log_in(client, language="nl")

    table_import = lists.sent_in(client, label, file)

    assert table_import.options["unknown"] == []
    assert {*lists.plans(table_import)} == {"same"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most"),
    [("", 2_800), ("places/", 2_800), ("places/bruxelles-brussel/", 3_400)],
)
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_maps_are_light(fetch, language, path, most):
    """In bytes over the wire: what the drawing adds to its page, with its 19 or 27 links."""
    text = fetch(f"/{language}/{path}").text
    drawing = re.search(r'<svg class="plan.*?</svg>', text, re.DOTALL)[0]

    weight = len(encode(text.encode(), "br")) - len(
        encode(text.replace(drawing, "").encode(), "br")
    )

    assert drawing.count("<a ") >= 19
    assert weight < most


@pytest.mark.django_db
def test_lists_on_the_map_are_light(client, demo):
    """In bytes over the wire, as a page is that is not her first."""
    points.load(settings.BASE_DIR / "fixtures/points.csv")
    questions = [
        "organisations/?view=map",
        "organisations/?view=map&place=bruxelles-brussel",
        "agenda/?view=map&when=month",
    ]

    pages = [
        client.get(f"/{code}/{path}", headers={"accept-encoding": "br"})
        for path in questions
        for code in CODES
    ]

    assert max(len(page.content) for page in pages) < 12_000
    drawn = [page.context["map"] for page in pages[:: len(CODES)]]
    assert [(len(found["dots"]), len(found["areas"])) for found in drawn] == [
        (0, 19),
        (6, 0),
        (5, 0),
    ]
