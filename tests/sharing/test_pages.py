"""Selections, posters, the page for professionals, and link previews."""

import re
import struct
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.utils import timezone
from django.utils.html import conditional_escape

from core.languages import CODES, direction
from core.models import Status
from directory.models import Theme
from sharing import paper
from tests.factories import (
    event,
    location,
    municipality,
    neighbourhood,
    organisation,
    question,
    theme,
)
from tests.sharing.test_qr import pixels_of, read

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def three():
    """The names of an organisation, an activity and a question."""
    place = location(organisation=organisation(name_nl="Baboes", phone="02 123 45 67"))
    activity = event(title_nl="Koffie", location=place)
    answer = question(question_nl="Alleen?", answer_nl="<p>Nee.</p>")
    return [f"o{place.organisation.pk}", f"e{activity.pk}", f"q{answer.pk}"]


def page_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    assert not response.cookies
    return response.content.decode()


# Selections


@pytest.mark.parametrize("language", CODES)
def test_selection_in_six_languages(client, three, language):
    page = page_of(client, f"/{language}/selection/{'-'.join(three)}/")

    assert page.count("<h1") == 1
    assert (
        re.findall(r"<article lang=\"(..)\" dir=\"(...)\"", page)
        == [(language, "rtl" if language == "ar" else "ltr")] * 3
    )
    assert page.index("Baboes") < page.index("Koffie") < page.index("Alleen?")
    assert "tel:+3221234567" in page
    assert "Nee." in page
    assert "noindex" in page


def test_selection_in_two_languages_side_by_side(client, three):
    page = page_of(client, f"/nl/selection/{'-'.join(three)}/?with=ar")

    assert re.findall(r"<article lang=\"(..)\"", page) == ["nl", "ar"] * 3
    assert page.count("to=ar") >= 4  # the codes lead to the second language
    for query in ("?with=nl", "?with=xx", "?with="):
        page = page_of(client, f"/nl/selection/{'-'.join(three)}/{query}")
        assert re.findall(r"<article lang=\"(..)\"", page) == ["nl"] * 3


@pytest.mark.at("2026-11-16 10:00")
def test_selection_on_paper_says_whose_it_is_of_which_day_and_who_made_it(client, three):
    page = page_of(client, f"/nl/selection/{'-'.join(three)}/")
    head = page[page.index('class="sheet-head"') : page.index('class="page-head')]

    for words in ("Samen in Brussel", "Een selectie voor jou", "Stand op 16 november 2026"):
        assert words in head
    assert "Gemaakt door" in head
    assert page.count('<p class="sheet-line"><i></i></p>') == 3
    assert "sheet-numbers" not in page  # they are in the foot
    assert "sheet-head" not in page_of(client, "/nl/selection/o999999/")


@pytest.mark.at("2026-11-16 10:00")
@pytest.mark.parametrize(("one", "other"), [("nl", "ar"), ("fr", "tr")])
def test_selection_on_paper_says_all_of_itself_in_both_languages(client, three, one, other):
    page = page_of(client, f"/{one}/selection/{'-'.join(three)}/?with={other}")
    day = date(2026, 11, 16)

    for words in (paper.words(one, day), paper.words(other, day)):
        for text in (words.site, words.title, words.as_of, words.made_by, words.notes, words.help):
            assert conditional_escape(text) in page
    assert paper.words(one, day).title != paper.words(other, day).title
    numbers = page.partition('class="sheet-numbers"')[2].partition("</ul>")[0]
    assert numbers.count("<li>") == 8
    assert re.findall(r'<span lang="(..)" dir="(...)">', numbers) == [
        (code, direction(code)) for _number in range(8) for code in (one, other)
    ]


def test_selection_can_be_put_in_order_and_emptied(client, three):
    o, e, q = three
    page = page_of(client, f"/nl/selection/{o}-{e}-{q}/?with=ar")
    links = re.findall(r'href="(/nl/selection/[^"]*)"', page)

    assert f"/nl/selection/{e}-{o}-{q}/?with=ar" in links
    assert f"/nl/selection/{o}-{q}-{e}/?with=ar" in links
    assert f"/nl/selection/{e}-{q}/?with=ar" in links
    assert "/nl/selection/" in links
    assert "/nl/selection/" in page_of(client, f"/nl/selection/{o}/")


def test_selection_finds_something_to_add(client, three):
    o, e, _q = three
    other = organisation(name_nl="Zonnebloem")

    page = page_of(client, f"/nl/selection/{o}-{e}/?with=ar&q=zonnebloem")

    assert f'href="/nl/selection/{o}-{e}-o{other.pk}/?with=ar"' in page
    assert f'href="/nl/selection/o{other.pk}/"' in page_of(client, "/nl/selection/?q=zonnebloem")


def test_draft_is_not_found_to_add(client):
    organisation(name_nl="Zonnebloem", status=Status.DRAFT)

    assert "Zonnebloem" not in page_of(client, "/nl/selection/?q=zonnebloem")


@pytest.mark.parametrize(
    ("tail", "kept"),
    [
        ("-e", "{o}"),
        ("-x9", "{o}"),
        ("-o0", "{o}"),
        ("%00", "{o}"),
        ("-مركز", "{o}"),
        ("-" + "z" * 10_000, "{o}"),
        ("-{o}", "{o}"),
    ],
)
def test_changed_selection_shows_what_can_still_be_read(client, three, tail, kept):
    o = three[0]

    response = client.get(f"/nl/selection/{o}{tail.format(o=o)}/?with=ar&fbclid=1")

    assert response.status_code == 301
    assert response.headers["Location"] == f"/nl/selection/{kept.format(o=o)}/?with=ar"
    page_of(client, response.headers["Location"])


def test_selection_that_says_nothing_leads_to_the_start(client):
    response = client.get("/nl/selection/zzz/?with=ar")

    assert response.status_code == 302
    assert response.headers["Location"] == "/nl/selection/"


def test_selection_says_what_is_no_longer_there(client, three):
    page = page_of(client, f"/nl/selection/{three[0]}-o999998-o999999/")

    assert "2 " in re.search(r'<p class="note">(.*?)</p>', page)[1]
    assert f'/nl/share/?path=%2Fselection%2F{three[0]}%2F"' in page
    nothing = page_of(client, "/nl/selection/o999999/")
    assert "<article" not in nothing
    assert "data-share-open" not in nothing


def test_selection_of_thirty_is_full(client):
    names = [f"o{organisation().pk}" for _number in range(30)]

    page = page_of(client, f"/nl/selection/{'-'.join(names)}/")

    assert page.count('<li class="entry">') == 30
    assert 'id="add"' not in page
    longer = client.get(f"/nl/selection/{'-'.join(names)}-o999/")
    assert longer.headers["Location"] == f"/nl/selection/{'-'.join(names)}/"


@pytest.mark.parametrize("count", [1, 3])
def test_selection_costs_the_same_for_many(client, django_assert_num_queries, count):
    names = []
    for _number in range(count):
        place = location(organisation=organisation())
        names += [f"o{place.organisation.pk}", f"e{event(location=place).pk}"]
        names.append(f"q{question().pk}")
    url = f"/nl/selection/{'-'.join(names)}/?with=ar"

    # The rows with what belongs to them, and the dates of all activities.
    with django_assert_num_queries(20):
        client.get(url)


def test_secret_address_is_on_no_selection(client):
    place = location(
        is_confidential=True, street_nl="Verborgenstraat", house_number="9", phone="02 987 65 43"
    )
    activity = event(location=place, place_nl="Verborgenstraat 9")

    page = page_of(client, f"/nl/selection/o{place.organisation.pk}-e{activity.pk}/?with=fr")

    assert "Verborgen" not in page
    assert "987 65 43" not in page


def test_sensitive_selection_has_a_neutral_preview_and_the_exit(client):
    row = organisation(name_nl="Stil", themes=[theme(is_sensitive=True)])

    page = page_of(client, f"/nl/selection/o{row.pk}/")

    assert '<meta property="og:title" content="Samen in Brussel">' in page
    assert "og:url" not in page
    assert "data-exit" in page


# Posters, professionals


@pytest.fixture
def words():
    elsene = municipality(
        slug="ixelles-elsene",
        name_nl="Elsene",
        name_fr="Ixelles",
        short_name_nl="Elsene",
        postal_codes=["1050"],
    )
    row = neighbourhood(slug="matonge", name_nl="Matonge", municipality=elsene)
    location(neighbourhood=row, postal_code="1050")
    theme(slug="budget", name_nl="Geld")
    theme(slug="geweld", name_nl="Geweld", is_sensitive=True)


@pytest.mark.parametrize("language", CODES)
@pytest.mark.parametrize(
    ("query", "leads_to", "strip", "strip_leads_to"),
    [
        ("", "/", "", "/"),
        ("?place=elsene", "/places/ixelles-elsene/", "/places/1050", "/places/ixelles-elsene/"),
        (
            "?place=matonge", "/places/ixelles-elsene/matonge/",
            "/places/ixelles-elsene/matonge", "/places/ixelles-elsene/matonge/",
        ),
        ("?theme=budget", "/themes/budget/", "/themes/budget", "/themes/budget/"),
        (
            "?place=ixelles&theme=budget", "/organisations/?theme=budget&place=ixelles-elsene",
            "/places/1050", "/places/ixelles-elsene/",
        ),
        ("?theme=geweld", "/", "", "/"),
        ("?place=nowhere&theme=%00", "/", "", "/"),
    ],
)  # fmt: skip
def test_poster_leads_everybody_to_her_own_language(
    client, words, language, query, leads_to, strip, strip_leads_to
):
    page = client.get(f"/{language}/poster/{query}").content.decode().replace("&amp;", "&")

    sentences = re.findall(r'<p class="poster-sentence" lang="(..)" dir="(...)">([^<]+)</p>', page)
    assert [code for code, _dir, _text in sentences] == CODES
    assert len({text for _code, _dir, text in sentences}) == 6
    assert f'<figcaption><bdi dir="ltr">{SITE}{leads_to}</bdi>' in page
    assert page.count(f'</b> <bdi dir="ltr">127.0.0.1:8000{strip}</bdi></li>') == 10
    code = re.search(r'src="(/../qr\.svg\?path=[^"]+&to=all)"', page)[1].replace("svg", "png")
    assert read(*pixels_of(client.get(code).content))[0][0] == SITE + leads_to
    for address, arrives_at in ((leads_to, leads_to), (strip or "/", strip_leads_to)):
        response = client.get(address, headers={"accept-language": "tr"})
        assert response.status_code == 302
        assert response.headers["Location"] == f"/tr{arrives_at}"
        assert response.headers["Cache-Control"] == "no-cache"
        assert "Accept-Language" in response.headers["Vary"]
        assert client.get(response.headers["Location"]).status_code == 200
    assert ('role="alert"' in page) == (query in ("?theme=geweld", "?place=nowhere&theme=%00"))


@pytest.mark.parametrize("language", CODES)
def test_page_for_professionals_is_in_the_foot_of_every_page(client, language):
    page = page_of(client, f"/{language}/professionals/")

    assert page.count("<h1") == 1
    assert f'href="/{language}/professionals/"' in page_of(client, f"/{language}/about/")


# Link previews


def preview(page):
    meta = r'<meta (?:property|name)="((?:og|twitter):[a-z:_]+)" content="([^"]*)"'
    return dict(re.findall(meta, page))


KINDS = {
    "home": "/{}/",
    "organisation": "/{}/organisations/baboes/",
    "event": "/{}/agenda/koffie/",
    "question": "/{}/faq/alleen/",
    "theme": "/{}/themes/budget/",
    "place": "/{}/places/ixelles-elsene/",
    "list": "/{}/organisations/?theme=budget",
    "agenda": "/{}/agenda/?when=week",
    "questions": "/{}/faq/",
    "themes": "/{}/themes/",
    "places": "/{}/places/",
    "about": "/{}/about/",
    "professionals": "/{}/professionals/",
    "poster": "/{}/poster/",
    "selection start": "/{}/selection/",
}


@pytest.fixture
def everything(words):
    organisation(slug="baboes", name_nl="Baboes", summary_nl="Samen “spelen” & praten.")
    event(slug="koffie", title_nl="Koffie", summary_nl="Kom.")
    question(slug="alleen", question_nl="Alleen?", answer_nl="<p>Nee.</p>")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["nl", "ar"])
def test_every_kind_of_page_has_a_preview(client, everything, kind, language):
    address = KINDS[kind].format(language)
    page = page_of(client, address)  # no cookie, no redirect

    found = preview(page)
    assert found["og:title"]
    assert found["og:description"]
    assert found["og:site_name"]
    assert found["og:type"] == "website"
    assert found["og:image"] == f"{SITE}/static/img/preview.png"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:url"].startswith(f"{SITE}{urlsplit(address).path}")
    assert found["og:locale"] == django_settings.OPEN_GRAPH_LOCALES[language]
    alternates = re.findall(r'property="og:locale:alternate" content="([^"]+)"', page)
    others = [code for code in CODES if code != language]
    assert alternates == [django_settings.OPEN_GRAPH_LOCALES[code] for code in others]
    assert found["twitter:card"] == "summary_large_image"
    assert "fbclid" not in page_of(client, address + ("&" if "?" in address else "?") + "fbclid=1")


def test_preview_says_what_the_page_says(client, everything):
    found = preview(page_of(client, "/nl/organisations/baboes/"))

    assert found["og:title"] == "Baboes"
    assert found["og:description"] == "Samen “spelen” &amp; praten."


@pytest.mark.parametrize(
    "address",
    [
        "/nl/themes/geweld/",
        "/nl/organisations/stil/",
        "/nl/agenda/stil/",
        "/nl/faq/stil/",
        "/nl/organisations/?theme=geweld",
        "/nl/agenda/?theme=geweld",
    ],
)
def test_preview_of_a_sensitive_page_is_neutral(client, words, address):
    quiet = Theme.objects.get(slug="geweld")
    organisation(slug="stil", name_nl="Geweldlijn", summary_nl="Over geweld.", themes=[quiet])
    event(slug="stil", title_nl="Geweld", summary_nl="Over geweld.", themes=[quiet])
    question(slug="stil", question_nl="Geweld?", answer_nl="<p>Geweld.</p>", themes=[quiet])

    page = page_of(client, address)
    found = preview(page)

    assert "og:url" not in found
    assert "geweld" not in " ".join(found.values()).lower()
    assert "geweld" not in re.search(r'<meta name="description" content="([^"]*)"', page)[1].lower()


def test_preview_image_is_light_and_has_the_size_that_pages_say():
    data = (Path(django_settings.BASE_DIR) / "static/img/preview.png").read_bytes()

    assert len(data) < 300_000
    assert struct.unpack(">II", data[16:24]) == (1200, 630)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/nl/organisations/weg/", "Weg"),
        ("/nl/agenda/weg/", "Weg"),
        ("/nl/faq/weg/", "Weg?"),
        ("/nl/search/?q=depressie", "Zoeken"),
    ],
)
def test_preview_of_what_has_ended_and_of_a_search_is_not_kept_by_robots(client, address, title):
    organisation(slug="weg", name_nl="Weg", status="archived", first_published_at=timezone.now())
    event(slug="weg", title_nl="Weg", status="archived", first_published_at=timezone.now())
    question(slug="weg", question_nl="Weg?", status="archived", first_published_at=timezone.now())

    page = client.get(address).text

    found = preview(page)
    assert found["og:title"] == title
    assert "depressie" not in "".join(found.values())
    assert '<meta name="robots" content="noindex">' in page
