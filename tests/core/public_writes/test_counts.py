"""What the public does is counted beside its requests: no page waits for it or fails with it."""

import time

import pytest
from django.db import OperationalError, connection

from core.public_writes import beside, counts
from core.public_writes.bounded import bounded
from core.search.models import MissedSearch
from faq.models import Clarity, Question
from tests import factories
from tests.locks import writing

NOWHERE = "/nl/search/?q=onvindbaar"
PATIENCE = 20  # seconds, of the test


def missed():
    return list(MissedSearch.objects.order_by("text").values_list("text", "language", "times"))


@pytest.mark.django_db
def test_search_that_finds_nothing_is_counted_later(client):
    client.get(NOWHERE)
    assert missed() == []

    assert counts.write()

    assert missed() == [("onvindbaar", "nl", 1)]


@pytest.mark.django_db
def test_what_is_the_same_waits_together(client):
    for _ in range(3):
        client.get(NOWHERE)

    assert counts.write()

    assert missed() == [("onvindbaar", "nl", 3)]


@pytest.mark.django_db
def test_only_so_many_different_ones_wait(client, monkeypatch):
    monkeypatch.setattr(counts, "MOST_WAITING", 2)
    for word in ("aap", "noot", "mies", "aap"):
        client.get(f"/nl/search/?q=onvindbaar{word}")

    counts.write()

    assert missed() == [("onvindbaaraap", "nl", 2), ("onvindbaarnoot", "nl", 1)]


@pytest.mark.django_db
def test_answer_to_a_question_that_is_gone_takes_no_other_along(client):
    kept = factories.question(slug="kept")
    factories.question(slug="gone")
    for slug in ("gone", "kept"):
        client.post(f"/nl/faq/{slug}/clear/", {"is_clear": "yes"})
    Question.objects.get(slug="gone").delete()

    assert counts.write()

    assert list(Clarity.objects.values_list("question", "yes", "no")) == [(kept.pk, 1, 0)]


def test_counts_wait_while_somebody_else_writes(client, database_of_many, monkeypatch):
    monkeypatch.setattr(counts, "PATIENCE", 0.05)
    question = factories.question(slug="wat-nu")
    with writing():
        client.get(NOWHERE)
        answer = client.post("/nl/faq/wat-nu/clear/", {"is_clear": "no"})
        is_written = counts.write()
    assert (answer.status_code, is_written, missed()) == (302, False, [])

    assert counts.write()

    assert missed() == [("onvindbaar", "nl", 1)]
    assert question.clarity.get().no == 1


def test_thread_of_a_server_writes_beside_its_requests(client, database_of_many, monkeypatch):
    for name in ("EVERY", "TRY_AGAIN"):
        monkeypatch.setattr(beside, name, 0.05)
    monkeypatch.setattr(counts, "PATIENCE", 0.01)
    monkeypatch.setattr(beside, "_is_serving", True)
    with writing():
        client.get(NOWHERE)
        time.sleep(0.2)

    until = time.monotonic() + PATIENCE
    while not missed() and time.monotonic() < until:
        time.sleep(0.02)
    client.get(NOWHERE)
    beside.finish()

    assert missed() == [("onvindbaar", "nl", 2)]


def test_waiting_for_others_ends_after_a_known_time(database_of_many):
    usual = patience()
    began = time.monotonic()
    with writing(), pytest.raises(OperationalError), bounded(0.1):
        MissedSearch.objects.create(text="a", language="nl", week="2026-11-23")

    assert time.monotonic() - began < 2
    assert patience() == usual


def patience():
    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("PRAGMA busy_timeout" if is_sqlite else "SHOW lock_timeout")
        return cursor.fetchone()
