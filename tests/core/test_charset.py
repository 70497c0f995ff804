"""A charset that a request names changes no answer, and no answer is an error because of it."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from core.charset import take_away
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

CHARSETS = [
    *("cp037", "utf-16", "utf-7", "idna", "punycode", "hex", "undefined", "rot13", "zip"),
    *("unicode_escape", "nonsense", "", '"', "\xe9", "a" * 5_000),
]
CONTENT_TYPES = [
    *(f"text/plain; charset={charset}" for charset in CHARSETS),
    "text/plain; charset*=nonsense''x",
    "text/plain; charset*=hex''cp037",
    "text/plain; charset*0*=hex''; charset*1=a",
    "application/x-www-form-urlencoded;CHARSET=cp037",
    "multipart/form-data; charset=cp037; boundary=x",
    "multipart/form-data; boundary*=nonsense''x",
    ";;;=;",
    "; charset=hex",
    "\t; =",
]


@pytest.fixture
def addresses():
    """One of every kind of address, each with a query that has something to decode."""
    organisation = factories.organisation()
    event = factories.event(organisation=organisation)
    question = factories.question()
    paths = [
        *("/", "/healthz", "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/nothing"),
        *("/NL/", f"/o/{organisation.pk}", f"/e/{event.pk}", f"/q/{question.pk}", "/s/a1"),
        *("/admin/", "/admin/directory/organisation/", "/admin/account/login/"),
        *("/nl/", "/ar/search/", "/nl/organisations/", "/fr/organisations/x/", "/nl/agenda/"),
        *("/nl/themes/", "/nl/suggest/", "/nl/professionals/", "/nl/qr.svg", "/nl/about/"),
        *(row.get_absolute_url() for row in (organisation, event, question)),
        reverse("agenda:calendar"),
    ]
    return [f"{path}?q=caf%C3%A9&place=ixelles%FF&path=x" for path in paths]


@pytest.fixture
def ask(settings, one_connection):
    """`(status, headers, body)` of a GET of a whole server, which keeps pages."""
    settings.PAGE_CACHE_BYTES = 10_000_000
    application = get_wsgi_application()

    def answer(address, content_type=""):
        path, _, query = address.partition("?")
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": content_type}
        setup_testing_defaults(environ)
        said = []
        response = application(environ, lambda *answer: said.extend(answer))
        body = b"".join(response)
        response.close()
        return int(said[0][:3]), dict(said[1]), body

    return answer


def test_charset_is_an_error_on_no_address(addresses, ask):
    for number, address in enumerate(addresses):
        expected = ask(address)[0]
        assert expected < 500
        for charset in CONTENT_TYPES:
            # Another address each time, so that none is kept.
            number += len(addresses)
            assert ask(f"{address}&n={number}", charset)[0] == expected, (address, charset)


@pytest.mark.parametrize("charset", ["cp037", "utf-16", "utf-7", "unicode_escape", "rot13"])
def test_charset_of_one_visitor_spoils_no_page_for_the_others(client, ask, settings, charset):
    factories.municipality(slug="ixelles", name_nl="Elsene")
    factories.organisation(name_nl="Café")
    paths = [
        "/nl/organisations/?place=ixelles&q=caf%C3%A9",
        "/nl/agenda/calendar.ics?place=ixelles",
    ]
    settings.PAGE_CACHE_BYTES = 0
    expected = [client.get(path).content for path in paths]

    first = [ask(path, f"text/plain; charset={charset}")[2] for path in paths]

    assert first == expected
    assert [ask(path)[2] for path in paths] == expected


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("", ""),
        ("text/html", "text/html"),
        ("text/html; charset=utf-8", "text/html"),
        ("application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded"),
        ("multipart/form-data; boundary=x", "multipart/form-data; boundary=x"),
        ("multipart/form-data;charset=hex;Boundary=-x-1", "multipart/form-data;Boundary=-x-1"),
        (
            'multipart/form-data; boundary="a; b"; charset=hex',
            'multipart/form-data; boundary="a; b"',
        ),
    ],
)
def test_take_away_leaves_the_type_and_the_boundary(given, left):
    environ = {"CONTENT_TYPE": given}

    take_away(environ)

    assert environ["CONTENT_TYPE"] == left
