"""Every public page while somebody else holds the database's write lock, for as long as it takes.

Each pattern of addresses is asked, so that a new page is asked too.
"""

import re
import time

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from core.public_writes import bounded
from directory.models import Organisation
from directory.questions import sheet_check
from faq.models import Remark
from feedback.models import Suggestion
from tests import factories
from tests.feedback.test_suggest import filled_in
from tests.locks import writing

# Much longer than any page takes, much shorter than the database's own patience of ten seconds.
SOON = 4.0
SLUGS = {
    "theme": "baby",
    "municipality": "ixelles",
    "municipality_sheet": "ixelles",
    "neighbourhood": "flagey",
    "neighbourhood_sheet": "flagey",
}
FILES = ("organisation_file", "event_file", "selection_file")
IDENTIFIER = "00000000-0000-5000-8000-000000000000"
PARTS = {
    "<section>": "organisations",
    "<str:kind>": "svg",
    "<str:municipality>": "ixelles",
    "<str:token>": "koffie",
    "<uidb36>-<key>": "1-nothing",
    "<int:pk>": "1",
    "<pk>[1-9][0-9]{0,17}": "1",
    "<identifier>[/]{1,100}": IDENTIFIER,
    "/?": "/",
    "\\.": ".",
}
QUERIES = {
    "search": ["?q=koffie", "?q=onvindbaar", "?q=kofie"],
    "organisation_list": ["?q=koffie", "?place=elsene&open=now", "?q=onvindbaar"],
    "event_list": ["?q=koffie", "?when=week"],
    "calendar": ["?q=onvindbaar"],
    "suggest": ["?path=/organisations/koffie/"],
    "share": ["?path=/nl/organisations/koffie/"],
    "qr_code": ["?path=/nl/"],
    "question": ["?thanks"],
}
BUSY = {
    "nl": "Bewaren lukt nu even niet. Er is niets verloren: druk straks nog eens op de knop.",
    "fr": "Nous n’arrivons pas à enregistrer pour le moment. Rien n’est perdu : appuyez encore une "
    "fois sur le bouton dans un instant.",
}


@pytest.fixture
def row(database_of_many, monkeypatch):
    monkeypatch.setattr(bounded, "MOST", 0.05)
    theme = factories.theme(slug="baby", name_nl="Baby")
    place = factories.municipality(slug="ixelles", name_nl="Elsene")
    factories.neighbourhood(slug="flagey", municipality=place)
    row = factories.organisation(pk=1, slug="koffie", name_nl="Koffie", themes=[theme])
    location = factories.location(organisation=row, municipality=place)
    factories.event(pk=1, slug="koffie", organisation=row, location=location, rule="FREQ=DAILY")
    factories.question(pk=1, slug="koffie", question_nl="Koffie?", themes=[theme])
    return row


def patterns(resolver=None, before="/"):
    """`(name, address with its arguments)` of every address that needs no login."""
    for each in (resolver or get_resolver()).url_patterns:
        address = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield each.name, re.sub(r"\^|\$|\(\?P|\[0-9A-Za-z\]\+|\.\+|[()]", "", address)
        elif getattr(each, "app_name", "") != "admin":
            yield from patterns(each, address)


def addresses():
    found = []
    for name, address in patterns():
        own = {"<str:slug>": SLUGS.get(name, "koffie")}
        if name in FILES:
            own |= {"<str:kind>": "csv", "<str:token>": "o1.e1"}
        for part, text in {**PARTS, **own}.items():
            address = address.replace(part, text)
        found += [address + query for query in ["", *QUERIES.get(name, [])]]
    return found


def check_url(row):
    return sheet_check.link(row, "nl").removeprefix("http://127.0.0.1:8000")


def test_no_page_waits_or_fails(row):
    client, slow = Client(), {}
    paths = [*addresses(), check_url(row)]

    with writing():
        for path in paths:
            began = time.monotonic()
            response = client.get(path)
            b"".join(response)  # of what is sent in parts, the last one too
            response.close()
            status = response.status_code
            if status >= 500 or time.monotonic() - began > SOON:
                slow[path] = status, time.monotonic() - began

    assert slow == {}
    assert [path for path in paths if "<" in path] == []


@pytest.mark.parametrize("language", BUSY)
def test_message_is_kept_in_its_form(row, language):
    sent = filled_in(text="Er is koffie in Evere.", path="/organisations/koffie/")

    with writing():
        response = Client().post(f"/{language}/suggest/", sent)

    assert response.status_code == 503
    assert f'<p class="note" role="alert" tabindex="-1" autofocus>{BUSY[language]}</p>' in (
        response.text
    )
    assert ">Er is koffie in Evere.</textarea>" in response.text
    assert Suggestion.objects.count() == 0
    # The same, once more: the stamp in the page still counts.
    again = {**sent, "stamp": re.search(r'name="stamp" value="([^"]+)"', response.text)[1]}
    assert Client().post(f"/{language}/suggest/", again).status_code == 302
    assert [each.text for each in Suggestion.objects.all()] == ["Er is koffie in Evere."]


def test_remark_is_kept_in_its_form(row):
    sent = {"is_clear": "no", "text": "Wat is een attest?"}

    with writing():
        response = Client().post("/nl/faq/koffie/clear/", sent)

    assert response.status_code == 503
    assert BUSY["nl"] in response.text
    assert ">Wat is een attest?</textarea>" in response.text
    assert Client().post("/nl/faq/koffie/clear/", sent).status_code == 302
    assert [each.text for each in Remark.objects.all()] == ["Wat is een attest?"]


def test_answer_of_an_organisation_is_kept_in_its_form(row):
    sent = {"word": "Wij zijn verhuisd.", "email": "huis@example.org"}

    with writing():
        right = Client().post(check_url(row), {"right": "1"})
        changed = Client().post(check_url(row), sent)

    assert [right.status_code, changed.status_code] == [503, 503]
    assert BUSY["nl"] in right.text
    assert BUSY["nl"] in changed.text
    assert "Wij zijn verhuisd.</textarea>" in changed.text
    assert 'value="huis@example.org"' in changed.text
    assert Organisation.objects.get().verified_on is None
    assert Client().post(check_url(row), {"right": "1"}).status_code == 302
