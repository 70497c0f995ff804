"""Nothing of who asks reaches a table or the log, whatever she sends along."""

import logging

import pytest
from django.apps import apps
from django.core.wsgi import get_wsgi_application

from core import versions
from core.kept.front import Front
from core.public_writes import counts
from tests import factories, requests
from usage.models import Tally

pytestmark = pytest.mark.django_db

MARK = "zqxmark"
HEADERS = {
    "HTTP_USER_AGENT": f"Mozilla/5.0 ({MARK})",
    "HTTP_ACCEPT_LANGUAGE": f"nl,{MARK};q=0.1",
    "HTTP_SEC_FETCH_SITE": "same-origin",
    "REMOTE_ADDR": f"10.0.0.1-{MARK}",
    **{
        f"HTTP_{name}": MARK
        for name in (
            "ACCEPT", "AUTHORIZATION", "COOKIE", "DNT", "FORWARDED", "FROM", "IF_NONE_MATCH",
            "ORIGIN", "REFERER", "SEC_CH_UA", "SEC_FETCH_DEST", "VIA", "X_FORWARDED_FOR",
            "X_REAL_IP", "X_REQUESTED_WITH",
        )
    },
}  # fmt: skip
PAGES = [
    "/nl/", "/nl/organisations/", "/nl/organisations/here/", "/nl/agenda/", "/nl/faq/",
    "/nl/search/", "/nl/share/", "/nl/organisations/list.csv", "/nl/agenda/feed.atom",
    "/nl/agenda/calendar.ics", "/nl/organisations/here.vcf", "/nl/selection/", "/nl/suggest/",
    "/nl/data/", f"/nl/{MARK}/", "/o/1", "/api/organisations/",
]  # fmt: skip
QUERY = f"x={MARK}&theme={MARK}&place={MARK}&when={MARK}&language={MARK}&utm_source={MARK}"


def everything():
    """The whole database as one text."""
    models = apps.get_models(include_auto_created=True)
    return repr([list(model._base_manager.values_list()) for model in models])


def test_nothing_of_a_request_is_kept(settings, one_connection, caplog, capfd):
    settings.PAGE_CACHE_BYTES = 10_000_000
    caplog.set_level(logging.DEBUG)
    factories.organisation(slug="here")
    versions.forget()
    site = requests.Site(Front(get_wsgi_application()))

    for path in PAGES:
        for query in ("", QUERY, QUERY):  # made, and kept
            site.ask(requests.environ(path, query, **HEADERS))
    for path in ("/nl/called/", "/nl/faq/x/clear/"):
        body = {"CONTENT_LENGTH": "0", "REQUEST_METHOD": "POST", "QUERY_STRING": QUERY}
        site.ask(requests.environ(path, **{**HEADERS, **body}))
    assert counts.write()

    assert Tally.objects.count() > 10
    assert MARK not in everything()
    # Of what is not there Django says which address it was, and nothing else of who asked.
    said = "\n".join([*(record.getMessage() for record in caplog.records), *capfd.readouterr()])
    assert MARK not in said.replace(f"/nl/{MARK}/", "")


def test_a_mark_would_be_found():
    Tally.objects.add({("2026-11-25", "language", MARK, "nl"): 1})

    assert MARK in everything()
