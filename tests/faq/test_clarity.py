"""“Was this clear?”: counted by language, nothing kept about who says so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from core.doors import door
from core.languages import CODES
from core.models import ContentVersion, Status
from core.public_writes import counts as waiting
from faq import models
from faq.models import Clarity, Remark
from tests.factories import question
from tests.tolls import EASY, paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    return question(question_nl="Wat nu?", slug="wat-nu")


HOME = "192.0.2.7"


def answer(client, is_clear="yes", language="nl", slug="wat-nu", headers=None, sender=HOME, **data):
    return client.post(
        f"/{language}/faq/{slug}/clear/",
        {"is_clear": is_clear, **data},
        headers=headers,
        REMOTE_ADDR=sender,
    )


def counts():
    assert waiting.write()
    return sorted(Clarity.objects.values_list("language", "yes", "no"))


def remarks():
    return list(Remark.objects.order_by("pk").values_list("language", "text"))


def test_answers_are_counted_by_language(client, asked):
    said = [("nl", "yes"), ("nl", "yes"), ("nl", "no"), ("ar", "no")]
    for number, (language, is_clear) in enumerate(said):
        answer(client, is_clear, language, sender=f"10.{number}.0.1")

    assert counts() == [("ar", 0, 1), ("nl", 2, 1)]


@pytest.mark.parametrize("language", CODES)
def test_answer_leads_back_with_thanks(client, asked, language):
    response = answer(client, language=language)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/{language}/faq/wat-nu/?thanks#clear",
    )
    assert not response.cookies
    text = client.get(response.headers["Location"]).text
    assert f'action="/{language}/faq/wat-nu/clear/"' not in text
    assert 'role="status"' in text


def test_page_asks_until_she_has_answered(client, asked):
    text = client.get("/nl/faq/wat-nu/").text

    assert '<form class="ask clarity" method="post" action="/nl/faq/wat-nu/clear/">' in text
    assert "csrfmiddlewaretoken" not in text
    assert "Dank je. Dat helpt ons om beter te schrijven." not in text


def test_form_needs_no_token(asked):
    response = answer(Client(enforce_csrf_checks=True))

    assert response.status_code == 302
    assert counts() == [("nl", 1, 0)]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_other_methods_count_nothing(client, asked, method):
    response = getattr(client, method)("/nl/faq/wat-nu/clear/")

    assert response.status_code == 405
    assert counts() == []


def test_trap_stores_nothing_and_looks_the_same(client, asked):
    response = answer(client, name="Bot", text="Koop nu")

    assert response.headers["Location"] == "/nl/faq/wat-nu/?thanks#clear"
    assert (counts(), remarks()) == ([], [])


@pytest.mark.parametrize(
    ("site", "is_counted"),
    [("cross-site", False), ("same-site", False), ("none", False), ("same-origin", True)],
)
def test_forms_on_other_sites_store_nothing(client, asked, site, is_counted):
    answer(client, text="Hallo", headers={"Sec-Fetch-Site": site})

    assert bool(counts()) == bool(remarks()) == is_counted


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"is_clear": ""},
        {"is_clear": "maybe"},
        {"is_clear": "yes\0"},
        {"is_clear": "y" * 10_000},
        {"is_clear": "yes", "text": "a\0b"},
        {"is_clear": ["no", "maybe"]},
    ],
)
def test_garbage_stores_nothing(client, asked, data):
    response = client.post("/nl/faq/wat-nu/clear/", data)

    assert response.status_code == 302
    assert (counts(), remarks()) == ([], [])


def test_body_that_is_no_form_stores_nothing(client, asked):
    for body in (b"\xff\xfe%%%", b"{}", b"is_clear"):
        response = client.post("/nl/faq/wat-nu/clear/", body, content_type="application/json")
        assert response.status_code == 302

    assert (counts(), remarks()) == ([], [])


def test_broken_bytes_are_left_out_of_a_remark(client, asked):
    client.post(
        "/nl/faq/wat-nu/clear/",
        b"is_clear=no&text=Te%20%ff%fe%20moei%E2%80%8Blijk%ED%A0%80",
        content_type="application/x-www-form-urlencoded",
    )

    assert remarks() == [("nl", "Te moeilijk")]


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b"])
def test_empty_remark_is_no_remark(client, asked, text):
    answer(client, "no", text=text)

    assert counts() == [("nl", 0, 1)]
    assert remarks() == []


def test_remark_is_cut_and_on_one_line(client, asked):
    answer(client, "no", "fr", text=f"Trop\r\n\r\nlong {'a' * 10_000}")

    [(language, text)] = remarks()
    assert (language, len(text)) == ("fr", 300)
    assert text.startswith("Trop long aaa")


def test_remark_in_arabic_is_kept(client, asked):
    answer(client, "no", "ar", text="لا أفهم 🤷🏽")

    assert remarks() == [("ar", "لا أفهم 🤷🏽")]


def test_sender_counts_once_for_each_question_and_language_of_the_site(client, asked):
    other = question(slug="andere")
    for language in ("nl", "nl", "ar"):
        answer(client, "no", language)
    answer(client, "no", slug=other.slug)

    assert counts() == [("ar", 0, 1), ("nl", 0, 1)]


def test_who_changes_her_mind_moves_her_count(client, asked):
    answer(client, "yes", "nl")
    assert counts() == [("nl", 1, 0)]
    answer(client, "no", "fr")

    assert counts() == [("fr", 0, 1), ("nl", 0, 0)]


def test_who_changes_her_mind_before_it_is_written_counts_once(client, asked):
    for is_clear in ("yes", "no", "yes", "no"):
        answer(client, is_clear)

    assert counts() == [("nl", 0, 1)]


def test_house_next_door_counts_too(client, asked):
    for sender in (HOME, "192.0.2.8", "2001:db8::1", "2001:db8::2"):
        answer(client, sender=sender)

    assert counts() == [("nl", 3, 0)]


def test_without_any_address_every_answer_counts(client, asked):
    for _ in range(3):
        answer(client, sender="")

    assert counts() == [("nl", 3, 0)]


def test_count_is_never_less_than_nothing(asked):
    Clarity.objects.count_one(asked, "nl", True, -1)

    assert counts() == [("nl", 0, 0)]


def test_remark_is_kept_or_comes_back_and_never_vanishes(client, asked, monkeypatch):
    monkeypatch.setattr(door, "BITS", EASY)
    came_back = []
    for number in range(15):
        response = answer(client, "no", text=f"Opmerking {number}")
        if response.status_code != 302:
            came_back.append(response.context["unsaved"].text)

    last = answer(client, "no", text="Wat is een attest?")
    toll = last.context["unsaved"].toll
    thanks = client.post("/nl/faq/wat-nu/clear/", paid(last, toll), REMOTE_ADDR=HOME)
    elsewhere = answer(client, "no", text="Elders", sender="198.51.100.8")

    assert last.status_code == 200
    assert ">Wat is een attest?</textarea>" in last.text
    assert thanks.headers["Location"] == "/nl/faq/wat-nu/?thanks#clear"
    assert elsewhere.status_code == 302
    kept_now = [text for _language, text in remarks()]
    assert kept_now[-2:] == ["Wat is een attest?", "Elders"]
    assert {*kept_now, *came_back} == {
        *(f"Opmerking {number}" for number in range(15)), "Wat is een attest?", "Elders",
    }  # fmt: skip


def test_full_box_says_so_and_the_words_are_still_there(client, asked, monkeypatch):
    monkeypatch.setattr(models, "MOST_REMARKS", 1)
    answer(client, "no", text="Een")

    response = answer(client, "no", text="Twee")

    assert response.status_code == 503
    assert "Onze brievenbus is vol" in response.text
    assert ">Twee</textarea>" in response.text
    assert remarks() == [("nl", "Een")]


def test_day_of_a_remark_is_that_of_brussels(client, asked, monkeypatch):
    # In Brussels half past midnight on the second.
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 7, 1, 22, 30, tzinfo=UTC))

    answer(client, "no", text="Laat")

    assert Remark.objects.get().written_on.isoformat() == "2026-07-02"


def test_nothing_is_kept_of_who_says_so(client, asked):
    headers = {"User-Agent": "Geheim/1.0", "X-Forwarded-For": "203.0.113.7"}
    response = client.post(
        "/nl/faq/wat-nu/clear/",
        {"is_clear": "no", "text": "Moeilijk", "email": "iemand@example.org"},
        headers=headers,
        REMOTE_ADDR="203.0.113.7",
    )

    assert not response.cookies
    assert not Session.objects.exists()
    assert sorted(field.name for field in Clarity._meta.fields) == [
        "id", "language", "no", "question", "yes",
    ]  # fmt: skip
    assert sorted(field.name for field in Remark._meta.fields) == [
        "id", "language", "question", "text", "written_on",
    ]  # fmt: skip
    assert counts() == [("nl", 0, 1)]
    kept = str([*Clarity.objects.values(), *Remark.objects.values()])
    assert not [part for part in ("203.0.113", "Geheim", "example.org") if part in kept]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_question_that_is_not_public_is_not_counted(client, status):
    question(slug="wat-nu", status=status, first_published_at=timezone.now())

    assert answer(client).status_code == 404
    assert answer(client, slug="nergens").status_code == 404
    assert counts() == []


def test_answer_at_a_former_address_counts(client, asked):
    asked.slug = "nieuw"
    asked.save()

    response = answer(client)

    assert response.headers["Location"] == "/nl/faq/nieuw/?thanks#clear"
    assert counts() == [("nl", 1, 0)]


def test_answers_change_no_page(client, asked):
    before = ContentVersion.objects.get().version

    answer(client, "no", text="Moeilijk")
    assert counts() == [("nl", 0, 1)]

    assert ContentVersion.objects.get().version == before


def test_deleted_question_takes_its_answers_along(client, asked):
    answer(client, "no", text="Moeilijk")
    assert counts() == [("nl", 0, 1)]
    Remark.objects.update(written_on=timezone.localdate() - timedelta(days=400))

    asked.delete()

    assert (counts(), remarks()) == ([], [])
