"""The e-mail about what waits: to whom, when, in which language, and how it stops."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.accounts.models import User
from core.desk import digest, tasks
from tests import factories

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

DAY = date(2026, 10, 1)
MOST = timedelta(days=25)


@pytest.fixture(autouse=True)
def desk(monkeypatch):
    """A desk of our own: `mine` waits for whoever is called so, `team` for all but Idle."""
    monkeypatch.setattr(tasks, "_tasks", [])
    tasks.register("tasks of hers", "/admin/a/?x=1&y=2", mine, is_mine=True)
    tasks.register("tasks of all", "/admin/b/", team, part="Français")


def mine(request):
    return 3 if request.user.first_name == "Anna" else 0


def team(request):
    return 0 if request.user.first_name == "Idle" else 7


def reader(**values):
    """Somebody for whom something waits."""
    return factories.user(
        **{"first_name": "Anna", "email": "anna@example.org", "language": "en", **values}
    )


def recipients():
    return [address for message in mail.outbox for address in message.to]


def sent_on(user):
    user.refresh_from_db()
    return user.digest_sent_on


def stop_page(message):
    return re.search(r"<http://127\.0\.0\.1:8000(.*)>", message.extra_headers["List-Unsubscribe"])[
        1
    ]


# To whom, and when


def test_one_mail_with_hers_first(settings):
    settings.SITE_URL = "https://www.example.org"
    user = reader()

    assert digest.send(DAY) == (1, 0)

    (message,) = mail.outbox
    assert message.to == ["anna@example.org"]
    lines = [line for line in message.body.splitlines() if line.strip()]
    assert lines[:9] == [
        "Hello Anna,",
        "This is waiting on your desk. Twenty minutes will help.",
        "Yours",
        "- Tasks of hers: 3",
        "  https://www.example.org/admin/a/?x=1&y=2",
        "The team’s",
        "- Tasks of all (Français): 7",
        "  https://www.example.org/admin/b/",
        "All of it: https://www.example.org/admin/",
    ]
    assert sent_on(user) == DAY


@pytest.mark.parametrize(
    "values",
    [
        {"is_active": False},
        {"is_staff": False},
        {"wants_digest": False},
        {"email": ""},
        {"first_name": "Idle"},
        {"digest_sent_on": DAY - MOST + timedelta(days=1)},
    ],
)
def test_no_mail(values):
    user = reader(**values)

    assert digest.send(DAY) == (0, 0)

    assert mail.outbox == []
    assert sent_on(user) == values.get("digest_sent_on")


def test_what_is_the_teams_is_enough():
    reader(first_name="Bea")

    digest.send(DAY)

    assert "Yours" not in mail.outbox[0].body


def test_next_mail_comes_after_25_days():
    reader()

    sent = [digest.send(DAY + timedelta(days=days))[0] for days in (0, 0, 1, 24, 25, 26)]

    assert sent == [1, 0, 0, 0, 1, 0]


@pytest.mark.parametrize(
    ("day", "sent"),
    [
        (date(2026, 6, 30), 1),
        (date(2026, 7, 1), 0),
        (date(2026, 8, 31), 0),
        (date(2026, 9, 1), 1),
    ],
)
def test_summer_is_quiet(day, sent):
    reader()

    assert digest.send(day) == (sent, 0)
    assert len(mail.outbox) == sent


@pytest.mark.parametrize(
    ("language", "greeting"), [("", "nl"), ("nl", "nl"), ("fr", "fr"), ("en", "en")]
)
def test_mail_is_in_her_language(language, greeting):
    """Whatever language is active where the command runs."""
    user = reader(language=language)
    subjects = {}
    for code in ("nl", "fr", "en"):
        User.objects.filter(pk=user.pk).update(language=code)
        subjects[code] = digest.message_for(User.objects.get(pk=user.pk)).subject

    assert digest.message_for(user).subject == subjects[greeting]


class RefusesBea(EmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["bea@example.org"]:
            raise OSError("No such mailbox.")
        return super().send_messages(messages)


def test_one_failing_mail_does_not_stop_the_others(settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.RefusesBea"
    anna, bea, cis = (reader(email=f"{name}@example.org") for name in ("anna", "bea", "cis"))

    assert digest.send(DAY) == (2, 1)

    assert recipients() == ["anna@example.org", "cis@example.org"]
    assert [sent_on(user) for user in (anna, bea, cis)] == [DAY, None, DAY]
    assert "bea@example.org" not in caplog.messages[0]


def test_command_sends_once_and_says_how_many(monkeypatch):
    reader()
    today = timezone.localdate()
    out = StringIO()

    call_command("digest", stdout=out)
    call_command("digest", stdout=out)

    expected = 0 if today.month in digest.QUIET_MONTHS else 1
    assert out.getvalue() == f"E-mails sent: {expected}.\nE-mails sent: 0.\n"


def test_command_fails_loudly(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.RefusesBea"
    monkeypatch.setattr(digest, "QUIET_MONTHS", ())
    reader(email="bea@example.org")

    with pytest.raises(CommandError, match="could not be sent: 1"):
        call_command("digest", stdout=StringIO())


# Stopping


def test_opening_the_page_stops_nothing(client):
    user = reader()
    url = stop_page(digest.message_for(user))

    page = client.get(url)

    assert page.status_code == 200
    assert page.context["wants"] is True
    assert url in digest.message_for(user).body
    user.refresh_from_db()
    assert user.wants_digest is True


def test_button_stops_and_starts_them_without_logging_in(client):
    user = reader()
    url = stop_page(digest.message_for(user))

    for button, wants in [("no", False), ("yes", True)]:
        assert client.post(url, {"wants": button}).context["wants"] is wants
        user.refresh_from_db()
        assert user.wants_digest is wants


def test_mail_program_stops_them_with_one_click(settings):
    from django.test import Client

    user = reader()
    message = digest.message_for(user)

    Client(enforce_csrf_checks=True).post(stop_page(message), {"List-Unsubscribe": "One-Click"})

    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    user.refresh_from_db()
    assert user.wants_digest is False


def test_forged_page_does_not_exist(client):
    user = reader()

    for token in (str(user.pk), f"{user.pk}:x", f"{user.pk}:{digest.token_of(reader())[-43:]}"):
        assert client.post(f"/admin/digest/{token}/").status_code == 404
    user.refresh_from_db()
    assert user.wants_digest is True
