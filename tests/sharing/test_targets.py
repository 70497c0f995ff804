"""Which address means which page of ours, and which link goes out for it."""

from datetime import date, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.utils.timezone import localdate

from core.models import Status
from sharing import targets
from tests.factories import (
    event,
    location,
    municipality,
    neighbourhood,
    organisation,
    question,
    theme,
)

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SITE = "http://127.0.0.1:8000"


def test_organisation_has_a_short_link_in_the_language_of_the_receiver():
    row = organisation(slug="baboes", name_nl="Baboes", name_fr="Baboes FR")

    target = targets.find("/nl/organisations/baboes/")

    assert (target.kind, target.path, target.row) == (
        "organisation",
        "/organisations/baboes/",
        row,
    )
    assert target.link("ar") == f"{SITE}/o/{row.pk}?lang=ar"
    assert target.title("fr") == "Baboes FR"


def test_event_and_question_have_short_links():
    activity, answer = event(slug="koffie"), question(slug="alleen")

    assert targets.find("/agenda/koffie/").link("tr") == f"{SITE}/e/{activity.pk}?lang=tr"
    assert targets.find("/faq/alleen/").link("es") == f"{SITE}/q/{answer.pk}?lang=es"


def test_short_links_are_at_most_forty_characters(settings):
    settings.SITE_URL = "https://www.example.org"
    row = organisation(pk=99_999, slug="baboes")

    link = targets.find("/organisations/baboes/").link("nl")

    assert link == f"https://www.example.org/o/{row.pk}?lang=nl"
    assert len(link) <= 40
    assert link.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "/organisations/baboes/",
        "/ar/organisations/baboes/",
        "http://127.0.0.1:8000/fr/organisations/baboes/?fbclid=IwAR0abc&utm_source=x#map",
        "/organisations/oude-naam/",
        "/organisations/BABOES/",
    ],
)
def test_all_spellings_of_an_address_mean_the_same(address):
    row = organisation(slug="oude-naam")
    row.slug = "baboes"
    row.save()

    assert targets.find(address).path == "/organisations/baboes/"


def test_theme_place_and_neighbourhood():
    theme(slug="budget", name_nl="Geld", name_fr="Argent")
    elsene = municipality(slug="ixelles-elsene", name_nl="Elsene", name_fr="Ixelles")
    neighbourhood(slug="matonge", name_nl="Matonge", municipality=elsene)

    found = [
        targets.find(path)
        for path in (
            "/themes/budget/",
            "/places/elsene/",
            "/places/ixelles-elsene/matonge/",
        )
    ]

    assert [target.path for target in found] == [
        "/themes/budget/",
        "/places/ixelles-elsene/",
        "/places/ixelles-elsene/matonge/",
    ]
    assert [target.title("fr") for target in found] == ["Argent", "Ixelles", "Matonge"]
    assert found[1].link("ar") == f"{SITE}/ar/places/ixelles-elsene/"


def test_list_keeps_its_filters_and_passes_nobody_on():
    municipality(slug="ixelles-elsene", name_nl="Elsene", short_name_nl="Elsene")
    theme(slug="budget", name_nl="Geld")
    text = 'l’été & co#carte / 50% "ja"'
    address = (
        f"/nl/organisations/?q={quote(text)}&theme=budget&place=elsene&page=3"
        "&fbclid=IwAR0abc&utm_source=x&gclid=1&session=42&kind=nonsense"
    )

    target = targets.find(address)
    parts = urlsplit(target.link("fr"))

    assert parts.path == "/fr/organisations/"
    assert parts.fragment == ""
    assert parse_qs(parts.query) == {
        "q": [text],
        "theme": ["budget"],
        "place": ["ixelles-elsene"],
    }
    assert target.title("nl") == f"Geld, Elsene, {text}"


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/organisations/", "Hulp dichtbij"),
        ("/organisations/?easy=anonymous", "Hulp dichtbij · Zonder je naam te zeggen"),
        ("/agenda/?free=1", "Agenda · Gratis"),
        ("/organisations/?easy=anonymous&q=spelen", "Zonder je naam te zeggen, spelen"),
    ],
)
def test_title_of_a_list_says_what_it_is_a_list_of(address, title):
    assert targets.find(address).title("nl") == title


@pytest.mark.parametrize("when", ["today", "tomorrow", "weekend", "week", "month"])
def test_relative_periods_become_days(when):
    target = targets.find(f"/agenda/?when={when}&page=2")
    asked = parse_qs(urlsplit(target.path).query)

    assert set(asked) == {"from", "to"}
    first, last = (date.fromisoformat(asked[name][0]) for name in ("from", "to"))
    assert localdate() <= first <= last <= localdate() + timedelta(days=31)


def test_days_stay_as_they_are():
    assert targets.find("/agenda/?from=2026-12-01&to=2026-12-31").path == (
        "/agenda/?from=2026-12-01&to=2026-12-31"
    )


def test_selection_is_shared_by_its_short_link():
    row = organisation()

    target = targets.find(f"/selection/o{row.pk}-x-e7/?with=ar")

    assert target.path == f"/selection/o{row.pk}-e7/"
    assert target.link("ar") == f"{SITE}/s/o{row.pk}-e7?lang=ar"


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/nl/", "/fr/"),
        ("/", "/fr/"),
        ("/themes/", "/fr/themes/"),
        ("/places/", "/fr/places/"),
        ("/faq/?open=x", "/fr/faq/"),
        ("/organisations/", "/fr/organisations/"),
    ],
)
def test_pages_without_a_row(path, link):
    assert targets.find(path).link("fr") == f"{SITE}{link}"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/nl",
        "/admin/",
        "/nothing/",
        "/organisations/nobody/",
        "/themes/nothing/",
        "/places/nowhere/",
        "/selection/zzz/",
        "/share/?path=/share/",
        "http://[",
        "javascript:alert(1)",
        "\0",
        "é" * 10_000,
        "//evil.example/x",
        "https://evil.example/nl/",
    ],
)
def test_what_is_no_public_page_is_not_found(address):
    assert targets.find(address) is None


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_what_is_not_published_cannot_be_shared(status):
    organisation(slug="geheim", status=status)

    assert targets.find("/organisations/geheim/") is None


def test_sensitive_is_what_belongs_to_a_sensitive_theme():
    quiet = theme(slug="relationships-violence", name_nl="Geweld", is_sensitive=True)
    row = organisation(slug="stil", name_nl="Stil", themes=[quiet])
    event(slug="stil", themes=[quiet], organisation=organisation(slug="gewoon", name_nl="Gewoon"))
    question(slug="stil", themes=[quiet])
    sensitive = [
        "/organisations/stil/", "/agenda/stil/", "/faq/stil/", "/themes/relationships-violence/",
        "/organisations/?theme=relationships-violence", f"/selection/o{row.pk}/",
        "/agenda/?theme=relationships-violence", "/organisations/?q=geweld", "/agenda/?q=geweld",
        "/organisations/?q=stil",
    ]  # fmt: skip

    assert [targets.find(path).is_sensitive for path in sensitive] == [True] * len(sensitive)
    assert not targets.find("/organisations/gewoon/").is_sensitive
    assert not targets.find("/organisations/?q=gewoon").is_sensitive


def test_find_list_costs_no_query(django_assert_num_queries):
    location()
    targets.find("/organisations/")

    with django_assert_num_queries(0):
        assert targets.find_list("/organisations/?free=1").path == "/organisations/?free=1"
        assert targets.find_list("/themes/") is None
