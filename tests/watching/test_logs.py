"""What a mother writes goes through errors of every kind, and stands in no line of the log."""

import io
import json
import logging
import re
import sqlite3
import threading

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from django.http import Http404
from django.urls import path

from brussels_support.urls import handler400, handler403, handler404, handler500  # noqa: F401
from brussels_support.urls import urlpatterns as site_addresses
from core.kept.front import Front
from tests import requests
from watching import logs

pytestmark = pytest.mark.one_database

WORDS = "mijnmanslaatmij"
ERRORS = [
    ValueError, KeyError, UnicodeError, OSError, Http404, BadRequest, PermissionDenied,
    SuspiciousOperation, OperationalError,
]  # fmt: skip


def fails(request, words, number):
    logging.getLogger(__name__).warning("She wrote %s, in %d words.", WORDS, 3)
    logging.getLogger(__name__).warning(f"She wrote {request.GET['q']}.")
    logging.getLogger(__name__).warning({"q": WORDS})
    try:
        raise ERRORS[number](WORDS)
    except OperationalError as error:
        raise OperationalError(WORDS) from sqlite3.OperationalError(error)


urlpatterns = [
    path("<str:words>/<int:number>/", fails, name="fails"),
    *site_addresses,
]


@pytest.fixture
def site(settings):
    settings.ROOT_URLCONF = __name__
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    return requests.Site(Front(get_wsgi_application()))


@pytest.fixture
def log(site):  # setting up Django sets up the log, too
    """Gives what the log has so far, whatever its level is; as text and as objects."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: (stream.getvalue(), [json.loads(line) for line in stream.getvalue().splitlines()])
    root.removeHandler(handler)
    root.setLevel(level)


SENT = {
    "HTTP_COOKIE": f"sessionid={WORDS}; csrftoken={WORDS}; {WORDS}={WORDS}",
    "HTTP_REFERER": f"https://example.org/{WORDS}",
    "HTTP_USER_AGENT": WORDS,
    "HTTP_ORIGIN": f"https://{WORDS}.example",
    "HTTP_X_FORWARDED_FOR": "192.0.2.77",
    "REMOTE_ADDR": "192.0.2.77",
}


def posted(address, body, **headers):
    form = body.encode()
    return requests.environ(address, f"q={WORDS}", **SENT) | {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(form)),
        "wsgi.input": io.BytesIO(form),
        **headers,
    }


def asked():
    for number in range(len(ERRORS)):
        yield requests.environ(f"/{WORDS}/{number}/", f"q={WORDS}", **SENT)
    for address in ("/nl/", "/nl/organisations/", "/api/organisations/"):
        yield requests.environ(f"{address}{WORDS}/", f"q={WORDS}&page={WORDS}", **SENT)
    yield requests.environ("/nl/", f"q={WORDS}", **SENT, HTTP_HOST=f"{WORDS}.example")
    yield requests.environ(f"/nl/{WORDS}\xff", f"q={WORDS}%00", **SENT)
    for address in ("/admin/account/login/", "/nl/suggest/", f"/nl/{WORDS}/"):
        yield posted(address, f"login={WORDS}&password={WORDS}&text={WORDS}")
    yield posted("/nl/suggest/", "&".join(f"{WORDS}{number}=1" for number in range(10_001)))
    yield posted("/nl/suggest/", WORDS * 200_000)
    yield posted("/nl/suggest/", WORDS, CONTENT_TYPE=f"multipart/form-data; boundary={WORDS}\xff")


@pytest.mark.django_db
def test_the_log_has_nothing_of_who_asks(site, one_connection, log):
    for environ in asked():
        site.ask(environ)

    text, events = log()
    assert WORDS not in text
    assert "192.0.2" not in text
    assert {"Not Found", "Forbidden", "Bad Request", "Internal Server Error"} <= {
        event["event"] for event in events
    }
    security = {event["event"] for event in events if event["logger"].startswith("django.sec")}
    assert {"DisallowedHost", "SuspiciousOperation", "csrf"} <= security


@pytest.mark.django_db
def test_an_event_says_what_happened_and_where(site, one_connection, log):
    site.ask(requests.environ(f"/{WORDS}/{ERRORS.index(OperationalError)}/", f"q={WORDS}"))

    own = [event for event in log()[1] if event["logger"] == __name__]
    assert [event["event"] for event in own] == [
        "She wrote …, in 3 words.",
        "(left out)",
        "(left out)",
    ]
    assert re.fullmatch(r"tests/watching/test_logs.py:\d+", own[1]["where"])
    [failed] = [event for event in log()[1] if event["logger"] == "django.request"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", failed.pop("time"))
    assert re.fullmatch(r"tests/watching/test_logs.py:\d+ fails", failed.pop("at")[-1])
    assert failed == {
        "level": "error",
        "logger": "django.request",
        "event": "Service Unavailable",
        "status": 503,
        "kind": "fails",
        "error": "django.db.utils.OperationalError",
        "cause": "sqlite3.OperationalError",
    }


def test_what_the_server_says_of_an_error_has_no_values():
    message = (
        "Application callable raised an exception\nTraceback (most recent call last):\n"
        '  File "/srv/site/core/kept/front.py", line 12, in __call__\n    f(x)\n'
        f"ValueError: {WORDS}"
    )
    record = logging.LogRecord("_granian.wsgi", logging.ERROR, "", 0, message, None, None)

    told = logs.fields(record)

    assert told["event"] == "Application callable raised an exception"
    assert told["at"] == ["kept/front.py, line 12, in __call__", "ValueError"]


def test_an_error_of_a_thread_is_logged_without_its_words(log, monkeypatch):
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr("sys.unraisablehook", None)
    logs.catch_the_rest()

    def fail():
        raise ValueError(WORDS)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

    [event] = log()[1]
    assert (event["event"], event["error"]) == ("A thread ended with an error.", "ValueError")


@pytest.mark.parametrize(
    ("name", "level", "at", "is_said"),
    [
        ("django.request", "WARNING", "WARNING", False),
        ("django.request", "WARNING", "INFO", True),
        ("django.request", "ERROR", "WARNING", True),
        ("django.security.csrf", "WARNING", "WARNING", True),
        ("core", "INFO", "WARNING", False),
    ],
)
def test_pages_that_do_not_exist_are_for_info(name, level, at, is_said):
    record = logging.LogRecord(name, logging.getLevelName(level), "", 0, "x", None, None)

    assert logs.Visitors(at).filter(record) is is_said


def test_text_says_the_same_to_read(monkeypatch):
    monkeypatch.setenv("LOG_FORMAT", "text")
    record = logging.LogRecord("core", logging.WARNING, __file__, 7, WORDS + "!", None, None)
    record.created = 0.0

    assert logs.chosen().format(record) == (
        "1970-01-01T00:00:00.000+00:00 WARNING core: (left out) where=tests/watching/test_logs.py:7"
    )
