"""The two feeds, read by others: listings that say something new, and dates of two weeks."""

from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from django.utils.translation import override

from core.languages import CODES
from core.models import Status
from directory.models import Organisation
from news import views
from tests.factories import (
    event,
    event_exception,
    location,
    municipality,
    opening_hours,
    organisation,
    theme,
)  # fmt: skip

from .reading import read, titles

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
PLACES, DATES = "/nl/organisations/feed.atom", "/nl/agenda/feed.atom"


@pytest.fixture
def house():
    """A listing of which all is known, in Dutch and French, and one of which little is."""
    topic = theme(slug="play", name_nl="Spelen", name_fr="Jouer")
    town = municipality(
        slug="ixelles-elsene", name_nl="Elsene", name_fr="Ixelles", postal_codes=["1050"]
    )
    row = organisation(
        slug="huis",
        name_nl="Huis & Tuin",
        summary_nl="Een plek om te spelen.",
        summary_fr="Un lieu pour jouer.",
        phone="02 123 45 67",
        website="https://huis.example",
        cost="free",
        spoken_languages=["nl", "fr"],
        themes=[topic],
    )
    there = location(
        organisation=row,
        municipality=town,
        street_nl="Dorpstraat",
        street_fr="Rue du Village",
        house_number="3",
        postal_code="1050",
        hours_known=True,
    )
    opening_hours(location=there)
    return row


@pytest.mark.one_database
@pytest.mark.at("2026-10-05 12:00")
def test_entry_says_what_one_acts_on(client, house):
    feed = read(client.get(PLACES))
    (entry,) = feed.entries

    assert feed.feed.title == "Samen in Brussel: Nieuwe en gewijzigde plekken"
    assert feed.feed.rights == f"Samen in Brussel, {SITE}, CC BY 4.0"
    assert feed.feed.language == "nl"
    assert feed.feed.author_detail == {"name": "Samen in Brussel", "href": SITE}
    assert [(link.rel, link.href) for link in feed.feed.links] == [
        ("alternate", f"{SITE}/nl/organisations/"),
        ("self", f"{SITE}{PLACES}"),
        ("license", "https://creativecommons.org/licenses/by/4.0/"),
    ]
    assert (entry.title, entry.summary) == ("Huis & Tuin", "Een plek om te spelen.")
    assert entry.content[0].type == "text/plain"
    assert entry.content[0].value.split("\n")[:6] == [
        "Telefoon: 02 123 45 67",
        "Waar: Dorpstraat 3, 1050 Elsene",
        "Openingsuren: ma 9.00–17.00",
        "Prijs: Gratis",
        "Gesproken talen: Nederlands, Frans",
        "Website: https://huis.example",
    ]
    assert [(tag.term, tag.label) for tag in entry.tags] == [("play", "Spelen")]
    assert entry.published == entry.updated == feed.feed.updated == "2026-10-05T10:00:00+00:00"
    (link,) = entry.links
    assert (link.rel, link.hreflang, link.href) == (
        "alternate", "nl", f"{SITE}/nl/organisations/huis/",
    )  # fmt: skip


@pytest.mark.one_database
def test_text_in_another_language_says_so(client, house):
    body = client.get("/fr/organisations/feed.atom").content.decode()

    assert '<feed xml:lang="fr"' in body or 'xml:lang="fr" xmlns' in body
    assert '<title xml:lang="nl">Huis &amp; Tuin</title>' in body
    assert "<summary>Un lieu pour jouer.</summary>" in body


@pytest.mark.one_database
def test_arabic_keeps_numbers_and_addresses_in_their_direction(client, house):
    (entry,) = read(client.get("/ar/organisations/feed.atom")).entries

    assert entry.content[0].value.split("\n")[:2] == [
        "الهاتف: \u206602 123 45 67\u2069",
        "أين: \u2066Rue du Village 3, 1050 Ixelles\u2069",
    ]


@pytest.fixture
def coffee():
    """Every Tuesday, in a place; today is a Monday."""
    there = location(municipality=municipality(slug="evere", name_nl="Evere"), street_nl="Plein")
    return event(
        title_nl="Koffie", rule="FREQ=WEEKLY;BYDAY=TU", starts_on=date(2026, 9, 1), location=there
    )


@pytest.mark.at("2026-10-05 12:00")
def test_each_date_of_two_weeks_is_an_entry_with_its_day(client, coffee):
    """The 20th is the 15th day after today."""
    feed = read(client.get(DATES))

    assert [entry.title for entry in feed.entries] == ["di 6 okt, Koffie", "di 13 okt, Koffie"]
    assert feed.entries[0].content[0].value.split("\n")[:2] == [
        "Wanneer: Dinsdag 6 oktober, van 9.30 tot 11.30",
        "Waar: Plein, Evere",
    ]
    # It is news from two weeks before on, or since it is public.
    assert [entry.published for entry in feed.entries] == ["2026-10-05T10:00:00+00:00"] * 2


@pytest.mark.at("2026-10-05 12:00")
def test_date_keeps_its_id_when_it_is_moved_or_cancelled(client, coffee, clock):
    before = {entry.id for entry in read(client.get(DATES)).entries}
    clock.shift(3600)
    event_exception(event=coffee, day=date(2026, 10, 6), kind="cancelled", reason="illness")
    event_exception(
        event=coffee, day=date(2026, 10, 13), kind="moved", new_day=date(2026, 10, 14),
        new_start_time=time(14),
    )  # fmt: skip

    feed = read(client.get(DATES))

    assert {entry.id for entry in feed.entries} == before
    assert [entry.title for entry in feed.entries] == [
        "di 6 okt, Gaat niet door: Koffie",
        "wo 14 okt, Koffie",
    ]
    assert [entry.content[0].value.split("\n")[0] for entry in feed.entries] == [
        "Wanneer: Dinsdag 6 oktober, van 9.30 tot 11.30: "
        "Gaat niet door: Iemand van het team is ziek.",
        "Wanneer: Woensdag 14 oktober, van 14.00 tot 16.00: In plaats van dinsdag 13 oktober",
    ]
    assert {entry.updated for entry in feed.entries} == {"2026-10-05T11:00:00+00:00"}


@pytest.mark.at("2026-10-05 12:00")
def test_next_day_brings_the_next_date_as_new(client, coffee, clock):
    clock.shift(24 * 3600 * 2)

    entries = read(client.get(DATES)).entries

    assert [(entry.title, entry.updated) for entry in entries] == [
        ("di 13 okt, Koffie", "2026-10-05T10:00:00+00:00"),
        ("di 20 okt, Koffie", "2026-10-07T00:00:00+02:00"),
    ]


def test_ids_are_those_of_the_listing_in_its_language(client, house, clock):
    def ids():
        return {
            code: read(client.get(f"/{code}/organisations/feed.atom")).entries[0].id
            for code in CODES
        }

    before = ids()
    clock.shift(3600)
    house.slug, house.name_nl = "een-ander-adres", "Een andere naam"
    house.save()

    assert ids() == before
    assert len(set(before.values())) == len(CODES)
    assert all(name.startswith("urn:uuid:") for name in before.values())


def test_newest_comes_first_and_the_feed_is_as_new_as_that(client, clock):
    rows = [organisation(name_nl=f"Plek {number}") for number in range(3)]
    clock.shift(3600)
    rows[1].phone = "02 123 45 67"
    rows[1].save()

    feed = read(client.get(PLACES))

    assert [entry.title for entry in feed.entries] == ["Plek 1", "Plek 2", "Plek 0"]
    assert feed.feed.updated == feed.entries[0].updated > feed.entries[0].published


def test_feed_has_a_limit(client, monkeypatch):
    monkeypatch.setattr(views, "MOST", 3)
    for number in range(5):
        organisation(name_nl=f"Plek {number}")
        event(title_nl=f"Iets {number}", starts_on=date.today())

    assert len(titles(client.get(PLACES))) == len(titles(client.get(DATES))) == 3


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.DRAFT])
def test_what_is_gone_does_not_stay(client, house, coffee, status):
    Organisation.objects.filter(pk__in=[house.pk, coffee.organisation_id]).update(status=status)

    assert titles(client.get(PLACES)) == titles(client.get(DATES)) == []


def test_secret_place_is_nowhere(client):
    there = location(is_confidential=True, street_nl="Verborgenstraat", phone="02 999 99 99")
    event(title_nl="Praten", starts_on=date.today(), location=there, place_nl="bij Verborgenstraat")

    text = client.get(PLACES).text + client.get(DATES).text

    assert "Praten" in text
    assert [
        word for word in ("Verborgen", "999 99", there.municipality.name_nl) if word in text
    ] == []


@pytest.fixture
def shelter(house):
    violence = theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    row = organisation(
        slug="huis-van-a", name_nl="Huis van A", phone="02 555 55 55", themes=[violence]
    )
    event(title_nl="Praten", starts_on=date.today(), organisation=row, themes=[violence])
    return row


def test_what_is_sensitive_says_only_where_it_comes_from(client, shelter):
    """A feed reader shows titles on a locked screen."""
    answers = client.get(PLACES), client.get(DATES)

    assert [sorted(titles(answer)) for answer in answers] == [
        ["Huis & Tuin", "Hulp dicht bij jou"],
        ["Hulp dicht bij jou"],
    ]
    text = answers[0].text + answers[1].text
    hidden = ("Huis van A", "huis-van-a", "555", "Praten", "praten", "Geweld")
    assert [word for word in hidden if word in text] == []
    assert f"/o/{shelter.pk}?lang=nl" in text


def test_sensitive_feed_is_told_in_full_and_named_for_nobody(client, shelter):
    answer = client.get(f"{PLACES}?theme=violence")

    assert titles(answer) == ["Huis van A"]
    assert read(answer).feed.title == "Samen in Brussel"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Huis & Tuin"]),
        ("theme=play", ["Huis & Tuin"]),
        ("place=elsene", ["Huis & Tuin"]),
        ("place=1050&free=1&language=fr&kind=meeting-place", ["Huis & Tuin"]),
        ("q=tuin", ["Huis & Tuin"]),
        ("view=map&order=name&page=3&utm_source=x", ["Huis & Tuin"]),
        ("theme=learn", []),
        ("free=0", ["Samen in Brussel: kies opnieuw"]),
        ("theme=gone", ["Samen in Brussel: kies opnieuw"]),
        ("theme=gone&theme=play", ["Huis & Tuin"]),
        ("place=paris", ["Samen in Brussel: kies opnieuw"]),
        ("colour=red", ["Samen in Brussel: kies opnieuw"]),
    ],
)
def test_what_means_nothing_never_makes_a_feed_larger(client, house, query, found):
    theme(slug="learn")

    assert titles(client.get(f"{PLACES}?{query}")) == found


def test_former_address_of_a_theme_is_understood(client, house):
    topic = house.themes.get()
    topic.slug = "spelen"
    topic.save()

    feed = read(client.get(f"{PLACES}?theme=play"))

    assert [entry.title for entry in feed.entries] == ["Huis & Tuin"]
    assert feed.feed.id == f"{SITE}{PLACES}?theme=spelen"


def test_entry_that_asks_to_choose_again_stays_the_same(client, clock):
    address = f"{DATES}?when=never"
    before = client.get(address)
    clock.shift(3600 * 24)

    (entry,) = read(client.get(address)).entries

    assert client.get(address).content == before.content
    assert entry.link == f"{SITE}/nl/agenda/"
    assert entry.summary == (
        "Wat je koos, kennen we niet meer (‘Wanneer’). Daarom staat hier niets. "
        "Open de lijst, kies opnieuw en neem de nieuwe feed."
    )


@pytest.mark.at("2026-10-05 12:00")
@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("when=tomorrow", ["di 6 okt"]),
        ("when=month", ["di 6 okt", "di 13 okt"]),
        ("from=2026-10-10", ["di 13 okt"]),
        ("to=2026-10-10", ["di 6 okt"]),
        ("q=koffie dinsdag", ["di 6 okt", "di 13 okt"]),
        ("q=koffie zondag", []),
        ("place=evere", ["di 6 okt", "di 13 okt"]),
    ],
)
def test_period_is_within_the_two_weeks(client, coffee, query, days):
    assert [title.split(", ")[0] for title in titles(client.get(f"{DATES}?{query}"))] == days


@pytest.mark.one_database
def test_all_feeds_in_all_languages_are_valid(client, house, coffee, shelter):
    for language in CODES:
        for path in ("organisations", "agenda"):
            for query in (
                "",
                "theme=violence",
                "place=1050&q=%00%0b",
                "x=%22%3C&y",
                "q=112 aanval",
            ):
                read(client.get(f"/{language}/{path}/feed.atom?{query}"))


@pytest.mark.one_database
def test_signs_that_xml_cannot_hold_do_not_end_a_feed(client):
    organisation(name_nl="Een\x07 huis\x0c", summary_nl="Met\x1f <b>tekens</b> & \ufffe meer")

    (entry,) = read(client.get(PLACES)).entries

    assert entry.title == "Een huis"


@pytest.mark.one_database
def test_nor_do_those_that_came_past_the_check_of_texts(client):
    row = organisation(summary_nl="Zin")
    rows = Organisation.objects.rewrite(False).filter(pk=row.pk)
    rows.update(name_nl="Een\x07 \ufffehuis\uffff")

    (entry,) = read(client.get(PLACES)).entries

    assert entry.title == "Een huis"


def test_feed_is_kept_until_what_it_shows_changes(settings, house):
    settings.PAGE_CACHE_BYTES = 1_000_000
    client = Client()  # keeps its pages
    first = client.get(PLACES, headers={"accept-encoding": "br"})
    assert first.headers["Content-Encoding"] == "br"
    assert first.headers["Last-Modified"].endswith("GMT")
    again = client.get(PLACES, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    house.phone = "02 765 43 21"
    house.save()

    changed = client.get(PLACES, headers={"if-none-match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert "02 765 43 21" in changed.text


@pytest.mark.parametrize("count", [1, 3])
def test_feeds_have_their_number_of_queries(client, django_assert_num_queries, count):
    for number in range(count):
        there = location(organisation=organisation(name_nl=f"Plek {number}"), hours_known=True)
        opening_hours(location=there)
        event(title_nl=f"Iets {number}", starts_on=date.today(), location=there)
    client.get(PLACES), client.get(DATES)

    with django_assert_num_queries(11):
        client.get(PLACES)
    with django_assert_num_queries(5):
        client.get(DATES)


def test_empty_feed_is_valid_and_says_when(client):
    with override("nl"):
        feed = read(client.get(PLACES))

    assert feed.entries == []
    assert feed.feed.updated_parsed[:6] == datetime(2026, 11, 29, tzinfo=UTC).timetuple()[:6]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/nl/agenda/?when=week", "feed.atom?when=week"),
        ("/nl/themes/play/", f"{PLACES}?theme=play"),
        ("/nl/places/ixelles-elsene/", f"{PLACES}?place=ixelles-elsene"),
    ],
)
def test_pages_lead_readers_to_their_feed(client, house, page, feed):
    assert (
        f'<link rel="alternate" type="application/atom+xml" href="{feed}"' in client.get(page).text
    )


@pytest.mark.one_database
@pytest.mark.parametrize(
    "page", ["/nl/organisations/", "/nl/agenda/?view=map", "/nl/agenda/?embed=1",
             "/nl/agenda/?theme=violence", "/nl/themes/violence/"],
)  # fmt: skip
def test_other_pages_do_not(client, shelter, page):
    assert "feed.atom" not in client.get(page).text


@pytest.mark.one_database
def test_share_page_of_a_list_offers_its_feed_in_the_language_of_the_receiver(client, house):
    text = client.get("/nl/share/?path=/nl/organisations/?theme=play&to=fr").text

    assert 'href="/fr/organisations/feed.atom?theme=play"' in text
    assert "agenda/feed.atom" not in text
