"""Lists that partners may frame, and nothing else."""

import re
from html import unescape

import pytest

from tests.factories import event, municipality, organisation, theme

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

LISTS = ["/nl/organisations/", "/ar/agenda/"]


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
