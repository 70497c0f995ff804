"""What every answer says beside its content, whoever gives it and whatever became of it."""

import re

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client

from core import versions
from core.answers import headers
from core.kept.front import Front
from core.models import Status
from tests import factories, requests

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def rows(settings):
    settings.PAGE_CACHE_BYTES = 10_000_000
    theme = factories.theme(slug="x")
    row = factories.organisation(slug="x", name_nl="Koffie")
    row.themes.add(theme)
    ended = factories.organisation(slug="y", name_nl="Weg")
    ended.status = Status.ARCHIVED
    ended.save()
    factories.event(slug="x", title_nl="x", organisation=row)
    versions.forget()
    return row


# What is asked, its status, and whether pages of others may have it among their own.
ASKED = [
    ("GET /nl/", 200, False),
    ("GET /nl/organisations/x/", 200, False),
    ("GET /nl/organisations/?embed=1", 200, True),
    ("GET /nl/embed/?what=agenda", 200, False),
    ("GET /nl/qr.svg?path=/", 200, True),
    ("GET /nl/qr.png?path=/", 200, True),
    ("GET /nl/agenda/calendar.ics", 200, True),
    ("GET /nl/agenda/feed.atom", 200, True),
    ("GET /nl/organisations/feed.atom", 200, True),
    ("GET /nl/list.csv", 404, False),
    ("GET /nl/organisations/list.csv", 200, False),
    ("GET /nl/places/squares.json", 200, False),
    ("GET /sitemap.xml", 200, False),
    ("GET /robots.txt", 200, False),
    ("GET /sw.js", 200, False),
    ("GET /healthz", 200, False),
    ("GET /.well-known/security.txt", 200, False),
    ("GET /apple-touch-icon.png", 200, True),
    ("GET /embed/1.js", 200, True),
    ("GET /api/", 200, True),
    ("GET /api/organisations/", 200, True),
    ("GET /api/organisations.ndjson", 200, True),
    ("GET /api/organisations/?nothing=1", 400, True),
    ("GET /api/nothing/", 404, True),
    ("POST /api/", 405, True),
    ("OPTIONS /api/", 204, True),
    ("GET /api?x=1", 301, True),
    ("GET /api/organisations", 301, True),
    ("GET /", 302, False),
    ("GET /o/987654321", 404, False),
    ("GET /NL/about/", 301, False),
    ("GET /nl/about", 301, False),
    ("GET /exit", 302, False),
    ("GET /nl/nothing/", 404, False),
    ("GET /nothing.png", 404, True),
    ("GET /static/nothing.css", 404, False),
    ("GET /nl/organisations/y/", 410, False),
    ("GET /nl/organisations/?page=99", 404, False),
    ("POST /healthz", 403, False),
    ("POST /nl/sitemap.xml", 404, False),
    ("PUT /nl/feedback/", 404, False),
    ("GET /nl/organisations/?" + "&".join("a=1" for _ in range(10_001)), 400, False),
    ("GET /admin/", 302, False),
    ("GET /admin/nothing/", 302, False),
    ("GET /admin/account/login/", 200, False),
    ("POST /admin/account/login/", 403, False),
]


def said_by(answer, *, is_for_others=False):
    """Nothing where it says all that it should, otherwise what is wrong."""
    said = {name.lower(): value for name, value in dict(answer.headers).items()}
    wanted = {
        "x-content-type-options": "nosniff",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "cross-origin" if is_for_others else "same-origin",
    }
    wrong = {name: said.get(name) for name, value in wanted.items() if said.get(name) != value}
    if said.get("referrer-policy") not in ("same-origin", "no-referrer"):
        wrong["referrer-policy"] = said.get("referrer-policy")
    if "html" in said.get("content-type", ""):
        if said.get("permissions-policy") not in (headers.OF_PAGES, headers.OF_THE_ADMIN):
            wrong["permissions-policy"] = said.get("permissions-policy")
        if "content-security-policy" not in said:
            wrong["content-security-policy"] = None
    kept = said.get("cache-control", "")
    is_ours_alone = re.search("no-store|private", kept)
    if not kept or (answer.status_code >= 400 and not is_ours_alone):
        wrong["cache-control"] = kept
    if answer.status_code in (301, 302) and not re.search("no-cache|no-store", kept):
        wrong["cache-control"] = kept
    return wrong


def ask(client, asked, **more):
    method, path = asked.split(" ", 1)
    answer = client.generic(method, path, **more)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


def test_each_answer_says_all_of_it(rows):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    wrong = {}
    for asked, status, is_for_others in [*ASKED, (f"GET /o/{rows.pk}", 302, False)]:
        for _ in range(2):  # the second one may be kept
            answer = ask(client, asked)
            found = said_by(answer, is_for_others=is_for_others)
            if answer.status_code != status:
                found["status"] = answer.status_code
            if found:
                wrong[asked[:60]] = found
        tag = answer.headers.get("ETag")
        if tag and status == 200:
            again = ask(client, asked, headers={"if-none-match": tag})
            if again.status_code != 304 or said_by(again, is_for_others=is_for_others):
                wrong[f"304 {asked}"] = again.headers
    assert wrong == {}


def test_front_says_it_too(rows, one_connection):
    site = requests.Site(Front(get_wsgi_application()))
    for asked in (requests.environ("/nl/"), requests.environ("/nl/agenda/feed.atom")):
        site.ask(asked)
        _status, said, _body = site.ask(asked)

        assert site.asked_front > 0
        is_feed = asked["PATH_INFO"].endswith(".atom")
        assert dict(said).get("Permissions-Policy") == (None if is_feed else headers.OF_PAGES)
        policy = dict(said)["Cross-Origin-Resource-Policy"]
        assert policy == ("cross-origin" if is_feed else "same-origin")


def test_what_fails_says_it(rows):
    def broken(*_query):
        raise ValueError

    with connection.execute_wrapper(broken):
        answer = Client(raise_request_exception=False).get("/o/987654321")

    assert (answer.status_code, said_by(answer)) == (500, {})


def test_what_goes_to_https_says_it(settings):
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get("/nl/")

    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/nl/")
    assert said_by(answer) == {}


def test_passkeys_are_for_the_admin_alone_and_places_for_the_public():
    assert "publickey-credentials-get=(self)" in headers.OF_THE_ADMIN
    assert "geolocation=(self)" in headers.OF_PAGES
    assert "geolocation=()" in headers.OF_THE_ADMIN
    for policy in (headers.OF_PAGES, headers.OF_THE_ADMIN):
        names = [part.partition("=")[0] for part in policy.split(", ")]
        assert len(names) == len({*names})


@pytest.mark.parametrize("is_https_only", [False, True])
def test_another_host_gets_a_page_and_one_line_in_the_log(rows, settings, caplog, is_https_only):
    settings.SECURE_SSL_REDIRECT = is_https_only
    client = Client(raise_request_exception=False)
    hosts = ["evil.example", "evil.example:x", "a b", "\x00", "é", "x" * 60_000, "[::1", ""]
    paths = ["/nl/", "/ar/nothing/", "/api/", "/admin/", "/healthz", "/static/x.css"]
    asked = [(host, "/nl/") for host in hosts] + [("evil.example", path) for path in paths]
    for host, path in asked:
        for method in ("get", "post"):
            caplog.clear()
            answer = getattr(client, method)(path, headers={"host": host})

            assert answer.status_code == 400
            is_for_others = path == "/api/"
            assert said_by(answer, is_for_others=is_for_others) == {}
            language = path[1:3] if path[1:3] in ("nl", "ar") else "nl"
            assert f'href="http://127.0.0.1:8000/{language}/"' in answer.text
            (line,) = caplog.records
            assert line.exc_info is None
            assert len(line.getMessage()) < 150
            assert line.getMessage().isascii()
            assert line.getMessage().isprintable()


def test_kept_page_is_not_for_another_host(rows, one_connection):
    site = requests.Site(Front(get_wsgi_application()))
    site.ask(requests.environ("/nl/"))
    site.ask(requests.environ("/nl/"))

    status, said, _body = site.ask(requests.environ("/nl/", HTTP_HOST="evil.example"))

    assert status == "400 Bad Request"
    assert dict(said)["Cache-Control"] == "no-store"
