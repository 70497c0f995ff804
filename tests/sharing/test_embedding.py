"""Lists that partners may frame, and nothing else."""

import re
from html import escape, unescape
from urllib.parse import urlencode

import pytest
from django.conf import settings

from sharing import embedding
from tests.factories import crisis_topic, event, location, municipality, organisation, theme
from tests.html_forms import forms_of

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

HASH = "sha384-xzAQWim23I4hvuA017yK0gsOVNtWMPoGTHvEIH8HyDOxl24XJcLtDh0bwRiSg1bl"
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


# Choosing and copying


def copied(page):
    """What the two fields have, as somebody pastes it: the frame, and the line of the script."""
    return [unescape(text) for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)]


def address_in(code):
    return unescape(re.search(r'src="([^"]*)"', code)[1])


@pytest.mark.parametrize("language", ["nl", "ar"])
def test_code_is_text_that_makes_the_frame(client, rows, language):
    response = client.get(f"/{language}/embed/")
    code, line = copied(response.text)

    assert code.startswith(
        f'<iframe src="http://127.0.0.1:8000/{language}/organisations/?embed=1&amp;rows=5" title="'
    )
    assert code.endswith(
        'width="100%" height="690" frameborder="0" loading="lazy" '
        'referrerpolicy="no-referrer"></iframe>'
    )
    assert line.startswith('<script src="http://127.0.0.1:8000/embed/1.js" integrity="sha384-')
    # The frame itself stands on the page once, and what is copied only as text.
    assert response.text.count("<iframe") == 1
    assert response.text.count(f'data-copy="{escape(code)}"') == 1
    assert may_be_framed(client.get(address_in(code).removeprefix("http://127.0.0.1:8000")))


def test_what_was_chosen_is_in_the_code_and_in_the_frame(client, rows):
    query = "what=agenda&place=anderlecht&theme=budget&to=fr&rows=3&light=1&free=1"
    page = client.get(f"/nl/embed/?{query}").text
    code, _line = copied(page)
    address = "/fr/agenda/?place=anderlecht&theme=budget&free=1&embed=1&rows=3&light=1"

    assert address_in(code) == f"http://127.0.0.1:8000{address}"
    assert f'src="{escape(address)}"' in page
    assert 'title="Ensemble à Bruxelles\u202f: ' in code
    assert page.count(" selected>") == 5
    assert '<input type="hidden" name="free" value="1">' in page
    assert "checked" in page


def test_week_has_no_rows_and_no_days_of_its_own(client, rows):
    query = "what=week&place=anderlecht&free=1&when=weekend&q=koffie&to=ar&rows=10"
    page = client.get(f"/nl/embed/?{query}").text
    address = address_in(copied(page)[0]).removeprefix("http://127.0.0.1:8000")

    assert address == "/ar/agenda/week/?place=anderlecht&free=1&embed=1"
    assert '<select id="rows"' not in page
    # Who chooses a list again has as many rows as before.
    assert '<input type="hidden" name="rows" value="10">' in page
    framed = client.get(address)
    assert may_be_framed(framed)
    assert "embedded-end" in framed.text


def test_form_sends_what_it_shows(client, rows):
    """Sent as it is, it leads to the same code."""
    first = client.get("/nl/embed/?what=agenda&theme=budget&to=ar&rows=10&free=1")
    [form] = [form for form in forms_of(first) if form["attributes"]["class"] == "ask"]
    again = client.get(f"/nl/embed/?{urlencode(form['fields'])}")

    assert copied(again.text) == copied(first.text)


def test_nothing_that_is_typed_becomes_code(client, rows):
    page = client.get("/nl/embed/", {"q": '"><script>alert(1)</script>', "what": "<b>"}).text
    code, _line = copied(page)

    assert "<script>alert" not in page
    assert "&lt;b" not in page
    assert re.findall("<[a-z/]+", code) == ["<iframe", "</iframe"]
    assert '"><' not in code.removesuffix("></iframe>")


@pytest.mark.parametrize("query", ["rows=7", "rows=x", "to=xx", "what=nothing", "light=2", "rows="])
def test_what_means_nothing_is_the_usual(client, rows, query):
    usual, other = client.get("/nl/embed/").text, client.get(f"/nl/embed/?{query}").text

    assert copied(other) == copied(usual)


def test_unknown_place_is_said(client, rows):
    page = client.get("/nl/embed/?place=atlantis").text

    assert "‘atlantis’" in page
    assert "atlantis" not in address_in(copied(page)[0])


def test_frame_of_a_sensitive_theme_does_not_name_it(client, rows):
    theme(slug="violence", name_nl="Geweld", is_sensitive=True)
    response = client.get("/nl/embed/?theme=violence")
    code, _line = copied(response.text)

    assert 'title="Samen in Brussel: Hulp dicht bij jou"' in code
    assert "theme=violence" in code
    assert "data-exit" in response.text
    assert response.headers["Cache-Control"] == "no-store"
    assert "de noodnummers" in response.text


def test_words_of_danger_are_kept_nowhere(client, rows, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    crisis_topic(patterns_nl="gevaar")

    response = client.get("/nl/embed/?q=gevaar")

    assert response.headers["Cache-Control"] == "no-store"


def test_only_this_page_has_frames_and_of_its_own_site(client, rows):
    def sources(path):
        policy = client.get(path).headers["Content-Security-Policy"]
        found = re.search(r"frame-src ([^;]*)", policy)
        return found and found[1].strip()

    assert sources("/nl/embed/") == "'self'"
    assert [sources(path) for path in ("/nl/professionals/", "/nl/organisations/?embed=1")] == [
        None,
        None,
    ]
    assert not may_be_framed(client.get("/nl/embed/"))


def test_queries_of_choosing(client, rows, django_assert_num_queries):
    client.get("/nl/embed/?what=agenda")
    with django_assert_num_queries(0):
        client.get("/nl/embed/?what=agenda&to=fr&place=anderlecht")
    for number in range(3):
        organisation(slug=f"huis-{number}")
    client.get("/nl/embed/")
    with django_assert_num_queries(0):
        client.get("/nl/embed/?to=fr&theme=budget")


def test_script_for_their_pages_never_changes():
    """Its hash stands on pages of others, whose browsers refuse anything else: make a 2.js."""
    script = settings.WHITENOISE_ROOT / embedding.SCRIPT

    assert script.stat().st_size <= 1_024
    assert f'integrity="{HASH}"' in embedding.script_code()


def test_share_page_of_a_list_leads_to_the_code(client, rows):
    lists = ["/organisations/?theme=budget", "/agenda/?free=1", "/themes/budget/"]
    found = [
        unescape(re.search(r'"(/nl/embed/[^"]*)"', text)[1])
        for path in lists
        if (text := client.get("/nl/share/", {"path": path, "to": "fr"}).text)
    ]

    assert found == [
        "/nl/embed/?to=fr&theme=budget",
        "/nl/embed/?what=agenda&to=fr&free=1",
        "/nl/embed/?to=fr&theme=budget",
    ]
    assert "/nl/embed/" not in client.get("/nl/share/?path=/organisations/baboes/").text


def test_professionals_find_it(client):
    assert 'href="/nl/embed/"' in client.get("/nl/professionals/").text
