"""Answers to visitors: in their language, sent once, kept as long as their address."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.utils import timezone

from feedback import replies
from feedback.models import Reply, ReplyText, Suggestion
from tests.factories import organisation, suggestion, theme, user
from tests.html_forms import fields_of

pytestmark = pytest.mark.django_db

CHANGE, REPLY = 14, 14
SITE = "https://www.example.org"


class Failing(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def volunteer(client, settings):
    settings.HAS_EMAIL, settings.SITE_URL, settings.CONTACT_EMAIL = True, SITE, ""
    call_command("roles")
    client.volunteer = user(groups=["Volunteers"], language="en", first_name="Fatima")
    client.force_login(client.volunteer)
    return client


def message(**values):
    return suggestion(**{"email": "mama@example.org", "language": "fr", **values})


def url(row, what="reply"):
    return f"/admin/feedback/suggestion/{row.pk}/{what}/"


def sent(client, row, **changes):
    """The page after an answer, with what it said."""
    fields = fields_of(client.get(url(row)))
    return client.post(url(row), fields | {"text": ["Merci."]} | changes, follow=True)


def said(page):
    return [str(text) for text in page.context["messages"]]


def text(**values):
    return ReplyText.objects.create(**{"title_en": "Title", "body_fr": "Bonjour.", **values})


# Sending


def test_answer_goes_to_her_in_her_language_and_closes_the_message(volunteer):
    row = message()

    page = sent(volunteer, row)

    (mailed,) = mail.outbox
    assert (mailed.to, mailed.reply_to) == (["mama@example.org"], [])
    assert mailed.subject == "Votre message à «\u202fEnsemble à Bruxelles\u202f»"
    assert mailed.body.startswith(
        f"Merci.\n\n-- \nEnsemble à Bruxelles\n{SITE}/fr/\n\nPersonne ne lit les réponses à cet "
        f"e-mail. Vous pouvez nous écrire à nouveau ici\u202f:\n{SITE}/fr/suggest/\n\nNous effaçons"
    )
    reply = Reply.objects.get()
    row.refresh_from_db()
    assert (reply.by, reply.text, reply.language) == (volunteer.volunteer, "Merci.", "fr")
    assert (reply.state, row.status) == ("sent", "done")
    assert said(page) == ["Your answer has been sent."]
    assert "Fatima answered on" in page.text


def test_message_may_stay_open_and_she_may_answer_where_somebody_reads(volunteer, settings):
    settings.CONTACT_EMAIL = "team@example.org"
    row = message()

    sent(volunteer, row, closes=[])

    row.refresh_from_db()
    assert row.status == "new"
    assert mail.outbox[0].reply_to == ["team@example.org"]
    assert "/suggest/" not in mail.outbox[0].body


def test_answer_in_another_language_than_hers(volunteer):
    sent(volunteer, message(), language=["nl"], text=["Dank je."])

    assert Reply.objects.get().language == "nl"
    assert f"Samen in Brussel\n{SITE}/nl/" in mail.outbox[0].body


def test_failure_keeps_the_text_and_says_so_and_it_is_sent_later(volunteer, settings):
    row = message()
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Failing"

    page = sent(volunteer, row)

    assert said(page) == [
        "The mail could not be sent. Your answer is kept: try it again in a while."
    ]
    row.refresh_from_db()
    assert (row.status, Reply.objects.get().state) == ("new", "failed")
    settings.EMAIL_BACKEND = backend
    again = fields_of(volunteer.get(url(row)))
    assert again["text"] == ["Merci."]
    volunteer.post(url(row), again)
    row.refresh_from_db()
    assert (row.status, Reply.objects.get().state) == ("done", "sent")
    assert len(mail.outbox) == 1


def test_pressing_twice_sends_once(volunteer):
    row = message()
    fields = fields_of(volunteer.get(url(row))) | {"text": ["Merci."]}

    responses = [volunteer.post(url(row), fields) for _time in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert (len(mail.outbox), Reply.objects.count()) == (1, 1)


def test_same_words_from_a_page_that_was_loaded_before_are_not_sent_again(volunteer):
    row = message()
    first, second = (fields_of(volunteer.get(url(row))) for _time in range(2))

    responses = [
        volunteer.post(url(row), fields | {"text": ["Merci."]}) for fields in (first, second)
    ]

    assert [response.status_code for response in responses] == [302, 302]
    assert len(mail.outbox) == 1


def test_who_did_not_see_the_answer_of_another_is_told_first(volunteer):
    row = message()
    fields = fields_of(volunteer.get(url(row)))
    other = user(groups=["Volunteers"], first_name="Els")
    row.replies.create(by=other, language="fr", text="Fait.", state="sent")

    page = volunteer.post(url(row), fields | {"text": ["Merci."]})

    assert page.context["form"].non_field_errors() == [
        "Els has answered meanwhile. Send yours only if it adds something."
    ]
    assert mail.outbox == []
    volunteer.post(url(row), fields_of(page))
    assert [reply.text for reply in row.replies.all()] == ["Fait.", "Merci."]
    assert len(mail.outbox) == 1


@pytest.mark.one_database
def test_site_without_mail_keeps_the_text_on_the_page(volunteer, settings):
    settings.HAS_EMAIL = False
    row = message(email="a?bcc=b&c@example.org")

    page = sent(volunteer, row)

    assert 'href="mailto:a%3Fbcc%3Db%26c@example.org"' in page.text
    assert page.context["form"]["text"].value() == "Merci."
    assert (mail.outbox, Reply.objects.count()) == ([], 0)


@pytest.mark.one_database
def test_nobody_is_answered_without_an_address(volunteer):
    page = volunteer.get(url(message(email="")), follow=True)

    assert said(page) == ["There is no e-mail address to answer to."]


@pytest.mark.one_database
@pytest.mark.parametrize("written", [[], [" \u200b"], ["x" * 4_001]])
def test_answer_that_cannot_be_sent_stays(volunteer, written):
    page = sent(volunteer, message(), text=written)

    assert {*page.context["form"].errors} == {"text"}
    assert Reply.objects.count() == 0


@pytest.mark.one_database
def test_log_keeps_nothing_that_was_answered(volunteer):
    sent(volunteer, message())

    entry = LogEntry.objects.get()
    assert "Merci" not in entry.object_repr + entry.change_message


# What it begins with


@pytest.mark.one_database
def test_texts_in_her_language_those_for_the_topic_first(volunteer):
    every = text(title_en="For all", position=1)
    gone = text(title_en="Gone", topic="gone", position=2)
    wrong = text(title_en="Wrong", topic="wrong", position=3)
    text(title_en="Not in French", body_fr="", body_nl="Dag.")

    form = volunteer.get(url(message(topic="wrong"))).context["form"]

    assert form.texts == [wrong, every, gone]


@pytest.mark.one_database
def test_text_is_put_under_what_she_wrote_with_the_page(volunteer):
    place = organisation(name_fr="Maison", slug="maison")
    row = message(path="/organisations/maison/")
    begin = text(body_fr="Voir {page} :\n{address} {autre}")
    fields = fields_of(volunteer.get(url(row)))

    page = volunteer.post(
        url(row), fields | {"text": ["Bonjour,"], "begin": [str(begin.pk)], "_begin": ["1"]}
    )

    written = f"Bonjour,\n\nVoir Maison :\n{SITE}{place.get_absolute_url()} {{autre}}"
    assert fields_of(page)["text"] == [written.replace("/nl/", "/fr/").replace("/en/", "/fr/")]
    assert mail.outbox == []


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["", "/nothing/", "/organisations/secret/", "/organisations/old/"])
def test_page_that_is_not_to_be_named_is_the_site(path, settings):
    settings.SITE_URL = SITE
    organisation(slug="secret", themes=[theme(is_sensitive=True)])
    organisation(slug="old", status="draft")
    row = message(path=path)

    assert replies.page_of(row, "fr") == ("Ensemble à Bruxelles", f"{SITE}/fr/")
    assert replies.is_discreet(row) == ("secret" in path)


@pytest.mark.one_database
def test_every_site_begins_with_texts_in_six_languages(volunteer):
    call_command("loaddata", "replies", verbosity=0)

    for row in ReplyText.objects.all():
        for code in ("nl", "fr", "en", "ar", "es", "tr"):
            words = replies.begun_with(row, message(path=""), code)
            assert len(words) > 80
            assert "{" not in words
    topics = {*ReplyText.objects.values_list("topic", flat=True)}
    assert topics == {"", "wrong", "gone", "missing"}


@pytest.mark.one_database
def test_queries_do_not_grow_with_answers_and_texts(volunteer, django_assert_num_queries):
    place = organisation(slug="huis")
    row = message(path=place.get_absolute_url().removeprefix("/nl"))
    for number in (1, 2):
        for _ in range(number):
            row.replies.create(by=user(), language="fr", text="Merci.", state="sent")
            text()
        for what in ("reply", "change"):  # the types of content are looked up once
            volunteer.get(url(row, what))
        with django_assert_num_queries(CHANGE):
            volunteer.get(url(row, "change"))
        with django_assert_num_queries(REPLY):
            volunteer.get(url(row))


# How long it is kept


def test_text_is_deleted_with_her_address_and_who_answered_stays():
    today = date(2026, 10, 5)
    author = user(first_name="Fatima")
    days = [today - timedelta(days=30), today - timedelta(days=29)]
    rows = [message(status="done", closed_on=day) for day in days]
    for row in rows:
        row.replies.create(by=author, language="fr", text="Merci.", state="sent")

    assert Suggestion.objects.forget_emails(today) == 1

    kept = Reply.objects.values_list("suggestion", "text", "by")
    assert list(kept) == [(rows[0].pk, "", author.pk), (rows[1].pk, "Merci.", author.pk)]


@pytest.mark.one_database
def test_page_says_that_the_text_is_deleted(volunteer):
    row = message(status="done", closed_on=timezone.localdate())
    row.replies.create(by=volunteer.volunteer, language="fr", state="sent")
    row.replies.create(language="fr", text="Perdu ?", state="sending")

    page = volunteer.get(url(row, "change")).text

    assert "The text is deleted, together with her address." in page
    assert "Nobody knows whether the answer of –" in page


# What no page of ours sends


def test_text_to_begin_with_needs_no_text_of_hers(volunteer):
    begin = text()

    page = volunteer.post(url(message()), {"_begin": "", "begin": begin.pk, "language": "fr"})

    assert page.context["form"]["text"].value() == "Bonjour."


def test_address_that_is_deleted_meanwhile_takes_no_text_with_it(volunteer):
    row = message()
    fields = fields_of(volunteer.get(url(row)), text="Merci.")
    Suggestion.objects.update(email="")

    page = volunteer.post(url(row), fields)

    assert "There is no e-mail address to answer to." in page.text
    assert page.context["form"]["text"].value() == "Merci."
    assert not mail.outbox
