"""docs/security.md: an answer to every requirement, and what it names exists.

And what Mozilla's HTTP Observatory would say of some pages.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ROOT = Path(settings.BASE_DIR)
TEXT = (ROOT / "docs" / "security.md").read_text()
ANSWERS = ("met", "read", "not met", "does not apply")

# The requirements of OWASP ASVS 5.0.0 of levels 1 and 2, by their section.
NUMBERS = {
    "1.1": "1 2", "1.2": "1 2 3 4 5 6 7 8 9", "1.3": "1 2 3 4 5 6 7 8 9 10 11", "1.4": "1 2 3",
    "1.5": "1 2", "2.1": "1 2 3", "2.2": "1 2 3", "2.3": "1 2 3 4", "2.4": "1",
    "3.2": "1 2", "3.3": "1 2 3 4", "3.4": "1 2 3 4 5 6", "3.5": "1 2 3 4 5", "3.7": "1 2",
    "4.1": "1 2 3", "4.2": "1", "4.3": "1 2", "4.4": "1 2 3 4",
    "5.1": "1", "5.2": "1 2 3", "5.3": "1 2", "5.4": "1 2 3",
    "6.1": "1 2 3", "6.2": "1 2 3 4 5 6 7 8 9 10 11 12", "6.3": "1 2 3 4", "6.4": "1 2 3 4",
    "6.5": "1 2 3 4 5", "6.6": "1 2 3", "6.8": "1 2 3 4",
    "7.1": "1 2 3", "7.2": "1 2 3 4", "7.3": "1 2", "7.4": "1 2 3 4 5", "7.5": "1 2", "7.6": "1 2",
    "8.1": "1 2", "8.2": "1 2 3", "8.3": "1", "8.4": "1", "9.1": "1 2 3", "9.2": "1 2 3 4",
    "10.1": "1 2", "10.2": "1 2", "10.3": "1 2 3 4", "10.4": "1 2 3 4 5 6 7 8 9 10 11",
    "10.5": "1 2 3 4 5", "10.6": "1 2", "10.7": "1 2 3",
    "11.1": "1 2", "11.2": "1 2 3", "11.3": "1 2 3", "11.4": "1 2 3 4", "11.5": "1", "11.6": "1",
    "12.1": "1 2 3", "12.2": "1 2", "12.3": "1 2 3 4",
    "13.1": "1", "13.2": "1 2 3 4 5", "13.3": "1 2", "13.4": "1 2 3 4 5",
    "14.1": "1 2", "14.2": "1 2 3 4", "14.3": "1 2 3",
    "15.1": "1 2 3", "15.2": "1 2 3", "15.3": "1 2 3 4 5 6 7",
    "16.1": "1", "16.2": "1 2 3 4 5", "16.3": "1 2 3 4", "16.4": "1 2 3", "16.5": "1 2 3",
    "17.1": "1", "17.2": "1 2 3 4", "17.3": "1 2",
}  # fmt: skip
WANTED = [f"{section}.{last}" for section, lasts in NUMBERS.items() for last in lasts.split()]


def rows():
    """`(numbers, answer, reason)` of each line of the list."""
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.match(r"\d+\.\d+\.\d+", cells[0]):
            yield list(numbers_of(cells[0])), cells[2], cells[3]


def numbers_of(cell):
    for part in cell.split(", "):
        first, _, last = part.partition("–")
        start, end = WANTED.index(first), WANTED.index(last or first)
        yield from WANTED[start : end + 1]


def test_every_requirement_has_one_answer():
    answered = [number for numbers, _answer, _reason in rows() for number in numbers]

    assert len(WANTED) == 253
    assert sorted(answered) == sorted(WANTED)
    for numbers, answer, reason in rows():
        assert answer in ANSWERS, numbers
        assert reason, numbers
        if answer == "met":
            assert "test_" in reason, numbers


def test_what_the_list_names_exists():
    """Tests, files, settings and decisions."""
    missing = []
    for name in re.findall(r"`([^`\n]+)`", TEXT):
        path, _, test = name.partition("::")
        if re.search(r"test_\w+\.py$", path):
            file = ROOT / "tests" / path.removeprefix("tests/")
            is_there = file.exists() and (not test or f"def {test}(" in file.read_text())
        elif re.match(r"[a-z_]+/", path) and " " not in path:
            is_there = (ROOT / path).exists()
        else:
            continue
        if not is_there:
            missing.append(name)
    for names in re.findall(r"settings? ((?:`[A-Z_]+`(?:, )?)+)", TEXT):
        missing += [each for each in re.findall(r"\w+", names) if not hasattr(settings, each)]
    numbers = re.findall(r"(?m)^(\d+)\. ", (ROOT / "docs" / "decisions.md").read_text())
    for named in re.findall(r"decisions? (\d+(?:, \d+)*)", TEXT):
        missing += [each for each in named.split(", ") if each not in numbers]

    assert missing == []


def test_what_is_not_met_is_told_at_the_beginning():
    begin = TEXT.split("### What is not met, in short")[1].split("###")[0]
    unmet = [number for numbers, answer, _ in rows() if answer == "not met" for number in numbers]

    assert re.findall(r"\d+\.\d+\.\d+", begin) == unmet


# What Observatory looks at

PUBLIC = ["/nl/", "/ar/search/?q=x", "/nl/suggest/", "/nl/nothing/"]
ADMIN = ["/admin/account/login/", "/admin/account/password/forgotten/"]


def directives(answer):
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("path", [*PUBLIC, *ADMIN])
def test_observatory_finds_nothing(client, path):
    answer = client.get(path)
    policy = directives(answer)

    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert {value for values in policy.values() for value in values} == {"'none'", "'self'"}
    assert policy["form-action"] == ["'self'"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert re.findall(r"<script[^>]+src=[\"']?(?!/static/)[^\"'>]+", answer.text) == []
    assert path in ADMIN or answer.cookies == {}


def test_cookies_of_the_admin(client, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.COOKIE_PREFIX = "__Secure-"
    settings.SESSION_COOKIE_NAME = "__Secure-sessionid"
    settings.CSRF_COOKIE_NAME = "__Secure-csrftoken"
    factories.user(username="anna")
    client.get(ADMIN[0], secure=True)
    client.post(ADMIN[0], {"login": "anna", "password": factories.PASSWORD}, secure=True)

    assert len(client.cookies) == 3
    for name, cookie in client.cookies.items():
        assert name.startswith("__Secure-")
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/admin/", "")


def test_https_is_for_good(settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 365 * 24 * 60 * 60
    client = Client()

    for path in (*PUBLIC, *ADMIN, "/api/", "/robots.txt", "/admin/"):
        said = client.get(path, secure=True)["Strict-Transport-Security"]
        assert said == "max-age=31536000; includeSubDomains; preload"
    plain = client.get("/nl/")
    assert (plain.status_code, plain["Location"]) == (301, "https://testserver/nl/")


def test_only_open_data_may_be_read_by_other_sites(client):
    other = {"origin": "https://evil.example"}
    for path in (*PUBLIC, *ADMIN, "/robots.txt", "/admin/"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers=other)
    data = client.get("/api/", headers=other)
    assert data["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in data


@pytest.mark.parametrize(
    "path",
    [*PUBLIC, *ADMIN, "/robots.txt", "/sitemap.xml", "/sw.js", "/healthz", "/nl/agenda/feed.atom"],
)
def test_text_says_its_charset(client, path):
    answer = client.get(path)
    # XML says it itself in its first line.
    said = answer["Content-Type"] + answer.text[:60] * ("xml" in answer["Content-Type"])

    assert re.search("(charset|encoding)=[\"']?utf-8", said.lower())


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/.env", "/static/", "/db.sqlite3", "/media/", "/server-status", "/metrics",
     "/static/../manage.py", "/admin/doc/", "/__debug__/", "/deploy/.env", "/phpinfo.php"],
)  # fmt: skip
def test_nothing_that_a_scanner_looks_for_is_there(client, path):
    answer = client.get(path, follow=True)

    assert answer.status_code in (400, 404) or answer.redirect_chain[-1][0].startswith("/admin/")


@pytest.mark.parametrize("path", ["/nl/", "/api/", "/admin/", ADMIN[0]])
def test_nothing_comes_back_of_a_trace(client, path):
    """nginx refuses it (tests/test_proxy.py); the site answers as it would to a question."""
    answer = client.generic("TRACE", path, headers={"x-secret": "zyx987"})

    assert "zyx987" not in answer.text + str(answer.headers)


def test_session_is_gone_after_logging_out(client):
    client.force_login(factories.user())
    kept = client.cookies[settings.SESSION_COOKIE_NAME].value

    client.post("/admin/logout/")
    client.cookies[settings.SESSION_COOKIE_NAME] = kept

    assert Session.objects.count() == 0
    assert client.get("/admin/").status_code == 302
