"""Short links, the page "share", QR codes: from request to response."""

from urllib.parse import quote

import pytest

from core.languages import CODES
from core.models import Status
from tests.factories import event, organisation, question, theme
from tests.sharing.test_qr import pixels_of, read

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SITE = "http://127.0.0.1:8000"
MAKERS = {"o": organisation, "e": event, "q": question}


@pytest.mark.parametrize("letter", "oeq")
@pytest.mark.parametrize(
    ("query", "header", "language"),
    [
        ("", "", "nl"),
        ("", "fr-BE,fr;q=0.8", "fr"),
        ("?lang=ar", "fr", "ar"),
        ("?lang=AR&fbclid=IwAR0abc", "fr", "ar"),
        ("?lang=xx", "tr", "tr"),
    ],
)
def test_short_link_leads_to_the_page(client, letter, query, header, language):
    row = MAKERS[letter]()

    response = client.get(f"/{letter}/{row.pk}{query}", headers={"accept-language": header})

    assert response.status_code == 302
    url = response.headers["Location"]
    assert url.startswith(f"/{language}/")
    assert url.endswith(f"/{row.slug}/")
    assert response.headers["Cache-Control"] == "no-cache"
    assert "Accept-Language" in response.headers["Vary"]
    assert not response.cookies
    assert client.get(url).status_code == 200  # one step, no chain


@pytest.mark.parametrize("letter", "oeq")
def test_short_link_of_something_archived_says_that_it_has_ended(client, letter):
    row = MAKERS[letter]()
    row.status = Status.ARCHIVED
    row.save()

    response = client.get(f"/{letter}/{row.pk}?lang=nl", follow=True)

    assert [status for _url, status in response.redirect_chain] == [302]
    assert response.status_code == 410
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize("letter", "oeq")
@pytest.mark.parametrize("number", ["999999", "0", "9" * 30, "x", "-1"])
def test_unknown_short_link_is_404(client, letter, number):
    assert client.get(f"/{letter}/{number}").status_code == 404


@pytest.mark.parametrize("letter", "oeq")
def test_draft_has_no_short_link(client, letter):
    row = MAKERS[letter](status=Status.DRAFT)

    assert client.get(f"/{letter}/{row.pk}").status_code == 404


def test_short_link_survives_a_new_slug(client):
    row = organisation(slug="oud")
    row.slug = "nieuw"
    row.save()

    assert client.get(f"/o/{row.pk}?lang=fr").headers["Location"] == "/fr/organisations/nieuw/"
    assert client.get("/fr/organisations/oud/").headers["Location"] == "/fr/organisations/nieuw/"


def test_short_link_of_a_selection(client):
    row = organisation()

    response = client.get(f"/s/o{row.pk}-e9?lang=ar&fbclid=1")

    assert response.status_code == 302
    assert response.headers["Location"] == f"/ar/selection/o{row.pk}-e9/"
    assert "Accept-Language" in response.headers["Vary"]
    assert not response.cookies


@pytest.mark.parametrize("token", ["zzz", "%00", "a" * 10_000, "مركز", "%F0%9F%A4%B1", "'--"])
def test_short_link_that_says_nothing_starts_a_selection(client, token):
    response = client.get(f"/s/{token}?lang=nl")

    assert response.status_code == 302
    assert response.headers["Location"] == "/nl/selection/"


@pytest.mark.parametrize("language", CODES)
def test_share_page_in_six_languages(client, language):
    row = organisation(slug="baboes", name_nl="Baboes", phone="02 123 45 67")

    response = client.get(f"/{language}/share/?path=/organisations/baboes/&to=ar")
    page = response.content.decode()

    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert f'value="{SITE}/o/{row.pk}?lang=ar"' in page
    assert 'lang="ar" dir="rtl" readonly data-share-text' in page
    assert 'href="https://wa.me/?text=' in page
    assert 'href="sms:?&amp;body=' in page
    assert 'href="mailto:?subject=' in page
    assert 'content="noindex"' in page
    assert not response.cookies


def test_share_page_asks_for_the_language_before_the_message(client):
    organisation(slug="baboes")
    page = client.get("/nl/share/?path=/organisations/baboes/").content.decode()

    assert page.index('id="share-language"') < page.index('id="share-message"')
    assert page.index('id="share-message"') < page.index("wa.me")


def test_share_page_of_a_sensitive_organisation_is_careful(client):
    organisation(slug="stil", name_nl="Stil", themes=[theme(is_sensitive=True)])
    page = client.get("/nl/share/?path=/organisations/stil/").content.decode()

    assert "data-exit" in page
    assert ".vcf" not in page
    assert "Stil" not in page.split("<textarea")[1].split("</textarea>")[0]


@pytest.mark.parametrize("path", ["", "/admin/", "https://evil.example/", "http://[", "%00"])
def test_share_page_of_nothing_is_404(client, path):
    response = client.get(f"/nl/share/?path={path}")

    assert response.status_code == 404
    assert b"<h1" in response.content


def test_share_page_of_a_list_with_every_sign(client):
    text = 'l’été & co#carte / 50% "ja"'
    inner = f"/nl/organisations/?q={quote(text)}&fbclid=IwAR0abc"
    page = client.get("/nl/share/", {"path": inner, "to": "fr"}).content.decode()
    kept = "/fr/organisations/?q=l%E2%80%99%C3%A9t%C3%A9+%26+co%23carte+%2F+50%25+%22ja%22"

    assert f'value="{SITE}{kept}"' in page
    assert "fbclid" not in page


def test_list_offers_to_share_exactly_what_is_asked(client):
    page = client.get("/nl/organisations/?q=a%26b%23c&free=1&page=1&utm_source=x").content.decode()

    assert "/nl/share/?path=%2Forganisations%2F%3Fq%3Da%2526b%2523c%26free%3D1" in page
    assert "utm_source" not in page


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_qr_code_of_a_page_of_ours(client, kind):
    organisation(slug="baboes")

    response = client.get(f"/nl/qr.{kind}?path=/organisations/baboes/&to=ar")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == {"svg": "image/svg+xml", "png": "image/png"}[kind]
    assert not response.cookies


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/organisations/?free=1&q=a%26b", "/ar/organisations/?q=a%26b&free=1"),
        ("/themes/", "/ar/themes/"),
    ],
)
def test_qr_code_of_a_list_is_read_back(client, path, link):
    response = client.get("/nl/qr.png", {"path": path, "to": "ar"})

    [(text, _format)] = read(*pixels_of(response.content))

    assert text == SITE + link


def test_qr_code_of_an_organisation_is_read_back(client):
    row = organisation(slug="baboes")
    response = client.get("/nl/qr.png?path=/organisations/baboes/&to=tr")

    assert read(*pixels_of(response.content))[0][0] == f"{SITE}/o/{row.pk}?lang=tr"


@pytest.mark.parametrize(
    "address",
    [
        "/nl/qr.svg",
        "/nl/qr.gif?path=/",
        "/nl/qr.svg?path=https://evil.example/x/",
        f"/nl/qr.svg?path=/organisations/?q={'%D9%85' * 150}",
    ],
)
def test_no_qr_code_of_anything_else(client, address):
    assert client.get(address).status_code == 404


def test_page_whose_address_is_too_long_for_a_code_says_the_address(client):
    page = client.get("/nl/organisations/", {"q": "م" * 150}).content.decode()

    assert 'class="qr"' in page
    assert "qr.svg" not in page
