"""What is kept of a message, and for how long."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from feedback.models import Reply, Suggestion
from tests.factories import event, organisation, suggestion

pytestmark = pytest.mark.django_db

DAY = date(2026, 10, 5)
NOON = datetime(2026, 10, 5, 12, 30, tzinfo=UTC)
DAYS = timedelta(days=1)


def test_only_these_columns_are_kept():
    """Whoever adds one thinks of the visitor first, and of the privacy page."""
    assert [field.name for field in Suggestion._meta.get_fields()] == [
        "replies", "id", "path", "language", "topic", "text", "email", "status", "note",
        "received_on", "closed_on",
    ]  # fmt: skip
    assert [field.name for field in Reply._meta.get_fields()] == [
        "id", "suggestion", "by", "written_at", "language", "text", "state",
    ]  # fmt: skip


def test_name_tells_nothing_that_a_visitor_wrote():
    row = suggestion(text="Geheim", email="a@example.org", received_on=DAY, topic="gone")

    assert str(row) == f"{Suggestion.Topic.GONE.label} (2026-10-05)"


def test_open_are_new_and_in_work():
    rows = {status: suggestion(status=status) for status in Suggestion.Status}

    assert set(Suggestion.objects.open()) == {rows["new"], rows["in_work"]}


@pytest.mark.parametrize("status", ["done", "no"])
def test_closing_notes_the_day_and_opening_again_takes_it_away(status):
    row = suggestion()

    row.status = status
    row.save()
    closed_on = row.closed_on
    row.status = "in_work"
    row.save()

    assert closed_on == timezone.localdate()
    assert Suggestion.objects.get().closed_on is None


def test_closing_in_another_way_keeps_the_day():
    row = suggestion(status="done", closed_on=DAY)

    row.status = "no"
    row.save()

    assert Suggestion.objects.get().closed_on == DAY


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "done"}, "suggestion_closed_has_day"),
        ({"closed_on": DAY}, "suggestion_closed_has_day"),
        ({"path": "https://evil.example"}, "suggestion_path_is_ours"),
        ({"path": "//evil.example"}, "suggestion_path_is_ours"),
    ],
)
def test_database_refuses(values, constraint):
    row = suggestion()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Suggestion.objects.filter(pk=row.pk).update(**values)


def test_database_refuses_the_same_words_twice_a_day():
    words = {"text": "😀" * 1_000, "path": "/" + "ب" * 299, "received_on": DAY}
    suggestion(**words)

    with pytest.raises(IntegrityError), transaction.atomic():
        suggestion(**words)
    for other in ({"text": "😀"}, {"path": "/"}, {"received_on": DAY + DAYS}):
        suggestion(**words | other)
    assert Suggestion.objects.count() == 4


def test_receive_keeps_the_same_words_once_and_adds_an_address():
    words = {"text": "Dicht", "path": "/about/", "today": DAY, "topic": "gone", "language": "nl"}

    Suggestion.objects.receive(**words)
    Suggestion.objects.receive(**words, email="first@example.org")
    Suggestion.objects.receive(**words, email="second@example.org")
    Suggestion.objects.receive(**words)

    row = Suggestion.objects.get()
    assert (row.text, row.email, row.received_on) == ("Dicht", "first@example.org", DAY)


def test_about_finds_messages_under_every_address_of_a_listing():
    row = organisation(slug="old")
    old = suggestion(path="/organisations/old/")
    row.slug = "new"
    row.save()
    new = suggestion(path="/organisations/new/")
    suggestion(path="/agenda/new/")
    suggestion(path="/organisations/new-too/")
    suggestion()

    assert set(Suggestion.objects.about(row)) == {old, new}
    assert list(Suggestion.objects.about(event(slug="other"))) == []


# Forgetting


def test_emails_are_forgotten_30_days_after_closing_and_not_earlier():
    rows = {
        days: suggestion(
            email=f"{days}@example.org", status="done", closed_on=DAY - days * DAYS
        )
        for days in (0, 29, 30, 31, 400)
    }  # fmt: skip
    waiting = suggestion(email="open@example.org", received_on=DAY - 400 * DAYS)
    suggestion(status="no", closed_on=DAY - 400 * DAYS)

    forgotten = Suggestion.objects.forget_emails(DAY)

    assert forgotten == 3
    kept = {days: Suggestion.objects.get(pk=row.pk).email for days, row in rows.items()}
    assert kept == {0: "0@example.org", 29: "29@example.org", 30: "", 31: "", 400: ""}
    assert Suggestion.objects.get(pk=waiting.pk).email == "open@example.org"
    assert Suggestion.objects.get(pk=rows[30].pk).text == rows[30].text


def test_command_forgets_and_says_how_many(capsys):
    today = timezone.localdate()
    suggestion(email="a@example.org", status="done", closed_on=today - 30 * DAYS)
    suggestion(email="b@example.org", status="no", closed_on=today - 29 * DAYS)

    call_command("forget")
    call_command("forget")

    assert capsys.readouterr().out == "Forgotten: feedback.Suggestion 1.\nForgotten: nothing.\n"
    assert list(Suggestion.objects.exclude(email="").values_list("email")) == [("b@example.org",)]


def test_a_message_goes_400_days_after_it_was_closed_and_an_open_one_stays():
    today = timezone.localdate()
    suggestion(status="done", closed_on=today - 400 * DAYS)
    kept = {
        suggestion(status="done", closed_on=today - 399 * DAYS),
        suggestion(received_on=today - 500 * DAYS),
    }

    assert Suggestion.objects.forget_old() == 1
    assert set(Suggestion.objects.all()) == kept
