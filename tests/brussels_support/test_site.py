"""Rules that hold for the whole site: languages, hosts, cookies, policy, machines, secrets."""

import re
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from brussels_support.sitemaps import OrganisationSitemap
from brussels_support.views import server_error
from core.languages import CODES
from core.models import Status
from tests.factories import location, municipality, organisation, theme

SITE = "http://127.0.0.1:8000"


# Languages


@pytest.mark.parametrize(
    ("header", "language"),
    [("fr-BE,fr;q=0.8", "fr"), ("ar", "ar"), ("de", "nl"), ("", "nl"), ("*", "nl")],
)
def test_root_leads_to_the_browsers_language(client, header, language):
    response = client.get("/", headers={"accept-language": header})

    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response["Vary"]
    assert "Cookie" not in response["Vary"]
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/FR/", "/fr/"),
        ("/fr", "/fr/"),
        ("/nl-BE/organisations/?x=1", "/nl/organisations/?x=1"),
        ("/nl_BE/", "/nl/"),
        ("/Ar/themes/", "/ar/themes/"),
    ],
)
def test_prefix_in_another_spelling_redirects(client, path, target):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (301, target)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/xx/", "/nl/nothing/", "/%ff/", "/nl/%ff/", "/about.html"])
def test_unknown_address_is_a_helpful_404(client, path):
    response = client.get(path, headers={"accept-language": "fr"})

    assert response.status_code == 404
    assert re.search(r'href="/(fr|nl)/organisations/"', response.text)


@pytest.mark.django_db
def test_address_wins_over_cookie_and_header(client):
    client.cookies["django_language"] = "nl"

    response = client.get("/fr/themes/", headers={"accept-language": "ar"})

    assert '<html lang="fr" dir="ltr">' in response.text
    assert "Accept-Language" not in response["Vary"]
    assert "Cookie" not in response["Vary"]


@pytest.mark.django_db
def test_language_menu_keeps_the_page(client):
    organisation(slug="baboes")

    text = client.get("/nl/organisations/baboes/").text

    for code in CODES:
        assert f'href="/{code}/organisations/baboes/" hreflang="{code}" lang="{code}"' in text


@pytest.mark.django_db
def test_page_names_its_canonical_address_and_all_languages(client):
    organisation(slug="baboes")

    text = client.get("/fr/organisations/baboes/?fbclid=x&page=3").text
    links = dict(re.findall(r'hreflang="([a-z-]+)" href="(http.*?)"', text))

    assert f'<link rel="canonical" href="{SITE}/fr/organisations/baboes/">' in text
    assert links == {code: f"{SITE}/{code}/organisations/baboes/" for code in CODES} | {
        "x-default": f"{SITE}/nl/organisations/baboes/"
    }
    assert "fbclid" not in text


# Machines


@pytest.mark.django_db
def test_sitemap_addresses_answer_and_are_their_own_canonical(client):
    organisation(slug="baboes")
    organisation(slug="concept", status=Status.DRAFT)
    theme(slug="budget")
    location(municipality=municipality(slug="ixelles"))
    names = {
        "sm": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "xhtml": "http://www.w3.org/1999/xhtml",
    }

    index = ElementTree.fromstring(
        client.get("/sitemap.xml", headers={"host": "localhost"}).content
    )
    files = [loc.text for loc in index.iter(f"{{{names['sm']}}}loc")]
    texts = [client.get(file.removeprefix(SITE), headers={"host": "localhost"}) for file in files]
    urls = [url for text in texts for url in ElementTree.fromstring(text.content)]
    listed = {url.findtext("sm:loc", namespaces=names) for url in urls}
    for url in urls:
        address = url.findtext("sm:loc", namespaces=names)
        response = client.get(address.removeprefix(SITE))
        alternates = [
            (link.get("hreflang"), link.get("href")) for link in url.findall("xhtml:link", names)
        ]

        assert response.status_code == 200, address
        # What a page says of its languages, and what the sitemap says, is the same.
        said = re.findall(r'rel="alternate" hreflang="([a-z-]+)" href="([^"]*)"', response.text)
        assert said == alternates
        assert {href for _code, href in alternates} <= listed
        assert f'<link rel="canonical" href="{address}">' in response.text
        assert [code for code, _ in alternates] == [*CODES, "x-default"]
    text = "".join(response.text for response in texts)
    assert files[0] == f"{SITE}/sitemap-pages.xml"
    assert f"<loc>{SITE}/ar/organisations/baboes/</loc>" in text
    assert "concept" not in text
    assert "localhost" not in text


@pytest.mark.django_db
def test_sitemap_with_many_addresses_has_several_files(client, monkeypatch):
    monkeypatch.setattr(OrganisationSitemap, "limit", 4)
    organisation(slug="een")

    files = re.findall(r"<loc>(.*?)</loc>", client.get("/sitemap.xml").text)
    found = [
        address
        for file in files
        for address in re.findall(r"<loc>(.*?)</loc>", client.get(file.removeprefix(SITE)).text)
        if "/een/" in address
    ]

    assert found == [f"{SITE}/{code}/organisations/een/" for code in CODES]


def test_robots_names_the_sitemap_at_the_public_address(client):
    text = client.get("/robots.txt", headers={"host": "localhost"}).text

    assert f"Sitemap: {SITE}/sitemap.xml" in text


# Safety


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000"])
def test_foreign_host_is_refused(client, host):
    assert client.get("/nl/about/", headers={"host": host}).status_code == 400


@pytest.mark.django_db
def test_forwarded_host_is_in_no_answer(client):
    for path in ("/nl/", "/sitemap.xml", "/sitemap-pages.xml", "/robots.txt", "/"):
        response = client.get(path, headers={"x-forwarded-host": "evil.example"})

        assert "evil.example" not in response.text
        assert "evil.example" not in response.get("Location", "")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/nl/", "/admin/login/", "/nl/nothing/", "/sitemap.xml"])
def test_policy_is_strict_everywhere(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "*" not in policy


@pytest.mark.django_db
def test_more_parameters_than_anyone_can_mean_are_refused_with_a_page(client):
    query = "&".join(f"a{number}=1" for number in range(10_001))

    response = client.get(f"/fr/organisations/?{query}")

    assert response.status_code == 400
    assert 'href="/fr/organisations/"' in response.text


def test_error_page_needs_no_database(rf):
    response = server_error(rf.get("/nl/"))

    assert response.status_code == 500
    assert 'href="/nl/"' in response.text


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.django_db
def test_public_pages_answer_other_methods_without_an_error(client, method):
    assert getattr(client, method)("/nl/organisations/").status_code in (200, 405)


def test_url_names_are_the_contract():
    assert reverse("home") == "/nl/"
    assert reverse("directory:organisation_list") == "/nl/organisations/"
    assert reverse("directory:neighbourhood", args=["a", "b"]) == "/nl/places/a/b/"
    assert reverse("organisation_short", args=[12]) == "/o/12"


@pytest.mark.django_db
def test_error_has_no_address_of_its_own_and_no_languages(client):
    ended = organisation(slug="weg")
    ended.status = Status.ARCHIVED
    ended.save()
    pages = {
        "/nl/organisations/?page=99": 404,
        "/nl/agenda/?page=99": 404,
        "/nl/search/?q=x&page=99": 200,
        "/nl/organisations/weg/": 410,
        "/nl/nothing/": 404,
        "/nl/share/?path=/nowhere/": 404,
        "/nl/organisations/?" + "a=1&" * 10_001: 400,
    }
    for path, status in pages.items():
        response = client.get(path)

        assert response.status_code == status, path
        assert response.text.count('<meta name="robots" content="noindex">') == 1, path
        if status != 200:
            assert 'rel="canonical"' not in response.text, path
            assert 'rel="alternate"' not in response.text, path
