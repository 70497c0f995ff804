"""Lists that partners may frame, and nothing else."""

import re
from html import unescape

import pytest

from tests.factories import event, location, municipality, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LISTS = ["/nl/organisations/", "/ar/agenda/", "/fr/agenda/week/"]


@pytest.fixture
def rows():
    theme(slug="budget", name_nl="Geld")
    municipality(slug="anderlecht", name_nl="Anderlecht")
    organisation(slug="baboes", name_nl="Baboes")
    event(slug="koffie")


def may_be_framed(response):
    policy = response.headers["Content-Security-Policy"]
    ancestors = re.search(r"frame-ancestors ([^;]*)", policy)[1].strip()
    assert ancestors in ("*", "'none'")
    assert (ancestors == "*") == ("X-Frame-Options" not in response.headers)
    return ancestors == "*"


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("query", ["?embed=1", "?free=1&embed=1", "?embed=1&q=zzzz"])
def test_embedded_list_has_neither_head_nor_foot(client, rows, path, query):
    response = client.get(path + query)
    page = response.content.decode()

    assert response.status_code == 200
    assert may_be_framed(response)
    assert "site-head" not in page
    assert "site-foot" not in page
    assert '<base target="_blank">' in page
    assert 'class="filters"' not in page
    assert "data-share-open" not in page
    assert "noindex" in page
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "path",
    [
        *LISTS,
        "/nl/organisations/?embed=0",
        "/nl/organisations/?embed=",
        "/nl/organisations/?embed=1&embed=2",
        "/nl/?embed=1",
        "/nl/organisations/baboes/?embed=1",
        "/nl/agenda/koffie/?embed=1",
        "/nl/themes/budget/?embed=1",
        "/nl/places/anderlecht/?embed=1",
        "/nl/faq/?embed=1",
        "/nl/search/?embed=1&q=x",
        "/nl/selection/?embed=1",
        "/nl/share/?path=/&embed=1",
        "/nl/professionals/?embed=1",
        "/nl/poster/?embed=1",
    ],
)
def test_every_other_page_refuses_to_be_framed(client, rows, path):
    response = client.get(path)

    assert response.status_code == 200
    assert not may_be_framed(response)
    assert "<base" not in response.content.decode()


def test_so_many_rows_as_were_asked_for(client, rows):
    for number in range(6):
        organisation(slug=f"huis-{number}", name_nl=f"Huis {number}")

    def cards(query):
        text = client.get(f"/nl/organisations/?{query}").text
        return text.count('class="card"'), "Op de kaart" in text

    assert cards("embed=1&rows=3") == (3, False)
    assert cards("embed=1&rows=20") == (8, False)
    assert cards("embed=1") == (8, True)  # as it was copied in former years
    for nonsense in ("0", "-3", "x", "٣", "9" * 400, ""):
        assert cards(f"embed=1&rows={nonsense}") == (8, True)
    assert cards("rows=3") == (8, True)


def test_number_beyond_all_is_a_page_of_the_list(client, rows):
    for number in range(25):
        organisation(slug=f"huis-{number}", name_nl=f"Huis {number}")

    text = client.get("/nl/organisations/?embed=1&rows=999").text

    assert text.count('class="card"') == 20


def test_few_rows_of_the_agenda_begin_with_the_next_days(client, rows):
    for number in range(4):
        event(slug=f"spelen-{number}", title_nl=f"Spelen {number}")

    text = client.get("/nl/agenda/?embed=1&rows=2").text

    assert text.count('class="card event"') == 2
    assert "calendar.ics" not in text.partition("<main")[2]


def test_what_lies_further_only_fills_a_short_list_up(client):
    here = municipality(slug="elsene", name_nl="Elsene", postal_codes=["1050"])
    there = municipality(slug="anderlecht", name_nl="Anderlecht", neighbours=[here])
    here.neighbours.add(there)
    for place, count in ((here, 2), (there, 4)):
        for number in range(count):
            one = organisation(slug=f"{place.slug}-{number}", serves_region=False)
            location(organisation=one, municipality=place)

    def cards(query):
        return client.get(f"/nl/organisations/?place=elsene&embed=1{query}").text.count("data-card")

    assert [cards("&rows=1"), cards("&rows=2"), cards("&rows=5"), cards("")] == [1, 2, 5, 6]


def test_end_says_whose_it_is_and_leads_to_all_of_it(client, rows):
    text = client.get("/nl/organisations/?embed=1&rows=3&place=anderlecht").text
    end = text[text.index("<footer") : text.index("</footer>")]

    assert 'href="/nl/organisations/?place=anderlecht"' in end
    assert ">CC BY 4.0<" in end.replace("<bdi>", "").replace("</bdi>", "")
    assert 'rel="license"' in end
    assert "Samen in Brussel" in end


def test_always_light_is_for_frames_only(client, rows):
    light, usual, page = (
        client.get(f"/nl/agenda/?{query}").text
        for query in ("embed=1&light=1", "embed=1", "light=1")
    )

    assert "data-light" in light
    assert '<meta name="color-scheme" content="light">' in light
    for text in (usual, page):
        assert "data-light" not in text
        assert '<meta name="color-scheme" content="light dark">' in text


def test_kept_pages_are_not_mixed_up(client, rows, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000

    for _time in range(2):
        for path in LISTS:
            whole, framed = client.get(path), client.get(f"{path}?embed=1")
            assert not may_be_framed(whole)
            assert may_be_framed(framed)
            assert b"site-head" in whole.content
            assert b"site-head" not in framed.content


def test_kept_pages_really_were_kept(client, rows, settings, django_assert_num_queries):
    settings.PAGE_CACHE_BYTES = 1_000_000
    client.get("/nl/organisations/?embed=1")

    with django_assert_num_queries(0):
        assert may_be_framed(client.get("/nl/organisations/?embed=1"))


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_snippet_is_text_that_makes_the_frame(client, rows, language):
    page = client.get(f"/{language}/professionals/").content.decode()
    code = re.search(r"<code>(.*?)</code>", page, re.DOTALL)[1]

    assert "<" not in code
    snippet = unescape(code)
    assert snippet.startswith(
        f'<iframe src="http://127.0.0.1:8000/{language}/organisations/?embed=1" title="'
    )
    assert snippet.endswith("</iframe>")
    assert "<iframe" not in page
